"""Tables of what was announced of the actions: who reads them wants to know where it went, and whether they could come.

Here is only what the page of an action tells: no route of a place that is kept back, and no series but several dates of
one thing, because what came in one table would tell who is one host.
"""

from __future__ import annotations

from collections.abc import Iterator

from groundswell.core import access
from groundswell.core.models import Resumption, Route, Series
from groundswell.core.models.series import DATES
from groundswell.core.plain_rows import Values
from groundswell.core.record import Column
from groundswell.core.table import ACTION, CALL, Scope, Table, as_json, at, cell, plain, text


def _announced(scope: Scope) -> Iterator[Values]:
    names = (
        "ref", "description", "languages", "access", "website", "address", "meeting_point", "announced", "shown_from",
        "town", "undated", "starts", "series__kind", "series__ref",
    )  # fmt: skip
    for *told, undated, starts, kind, series in scope.actions.values_list(*names).iterator():
        yield (*map(cell, told), cell(starts if undated else None), series if kind == DATES else "")


def _series(scope: Scope) -> Iterator[Values]:
    those = scope.seen.values("series")
    rows = Series.objects.filter(kind=DATES, pk__in=those).order_by("pk")
    return plain(rows.values_list("ref", "call__slug", "step"))


def _routes(scope: Scope) -> Iterator[Values]:
    rows = Route.objects.shown().filter(action__in=scope.seen.values("pk")).order_by("pk")
    names = ("action__ref", "line", "stops", "start", "end", "drawn", "length_km")
    for action, line, stops, *told in rows.values_list(*names).iterator():
        yield action, _line(line), as_json(stops) if stops else "", *told


def _line(line: list[list[float]]) -> str:
    """Longitude before latitude, as GeoJSON has it."""
    return as_json({"type": "LineString", "coordinates": [[lon, lat] for lat, lon in line]}) if line else ""


def _access(scope: Scope) -> Iterator[Values]:
    for ref, there, more in scope.actions.values_list("ref", "access", "access_more").iterator():
        for fact in access.facts(there, more) if there or more else ():
            yield ref, fact.word, _truth(fact.answer), fact.note, fact.which, fact.address, None, ""
        if way := access.way(more):
            yield ref, access.DISTANCE, None, way.note, "", "", way.metres, way.surface


def _truth(answer: str) -> bool | None:
    return {access.YES: True, access.NO: False}.get(answer)


def _resumed(scope: Scope) -> Iterator[Values]:
    rows = Resumption.objects.filter(action__in=scope.seen.values("pk")).order_by("pk")
    names = ("action__ref", "at", "by", "because", "cancelled_at", "cancelled_by", "cancelled_because")
    return plain(rows.values_list(*names))


ANNOUNCEMENTS = Table(
    "announcements",
    "What else was announced of each action.",
    (
        ACTION,
        text("description", "Description, as its hosts gave it."),
        text("languages", "Languages spoken there, with a space between."),
        text("access", "What there is for access, with a space between. What is not named is not known."),
        text("website", "Its own address on the web."),
        text("address", "Square, street, building."),
        text("meeting_point", "Where there."),
        Column("announced", "boolean", "No: where in its town is still to be said."),
        at("place_shown_from", "When the exact place is shown, where it is held back."),
        Column("town", "integer", "Number of the town at GeoNames."),
        at("planned_start", "Where it was put off and no new date is known: when it was to begin."),
        text("series", "Id of the series, where the same is on several dates."),
    ),
    _announced,
    ("action",),
    {"action": ("actions", "id"), "series": ("series", "id")},
)
SERIES = Table(
    "series",
    "Series: the same on several dates, each of them an action.",
    (
        text("id", "Short name of the series, the same for ever."),
        CALL,
        text("step", "day, week, fortnight or month. Empty: on dates as they were listed."),
    ),
    _series,
    ("id",),
    {"call": ("calls", "call")},
)
ROUTES = Table(
    "routes",
    "Where marches go, once their place is shown.",
    (
        ACTION,
        text("line", "The line as a GeoJSON LineString, longitude first. Empty: only stops are known."),
        text("stops", "The stops in their order, as a JSON list of objects with name, time, lat and lon."),
        text("start", "Name of the place where it begins."),
        text("end", "Name of the place where it ends."),
        text("drawn", "file: the line that its hosts gave; stops: straight from one stop to the next."),
        Column("length_km", "number", "Length of the line in kilometres. Empty: there is none."),
    ),
    _routes,
    ("action",),
    {"action": ("actions", "id")},
)
ACCESS = Table(
    "access",
    "What hosts said of access, yes and no. What is not named is not known.",
    (
        ACTION,
        text("word", "What is told of: one of the words in announcements; or distance, how far one walks or rolls."),
        Column("there", "boolean", "Yes or no. Empty: not said."),
        text("note", "What its hosts say of it."),
        text("which", "Of sign language: which one."),
        text("address", "Of a livestream: its address on the web."),
        Column("metres", "integer", "Of the distance: how far. Empty: not known, which is not none."),
        text("surface", "Of the distance: on what ground."),
    ),
    _access,
    ("action", "word"),
    {"action": ("actions", "id")},
)
RESUMPTIONS = Table(
    "resumptions",
    "What was called off and taken up again, with what was said when it was called off.",
    (
        ACTION,
        at("at", "When it was said that it takes place after all."),
        text("by", "Who said so: host, person (a moderator), import, server."),
        text("because", "Why, in their words."),
        at("cancelled_at", "When it was called off."),
        text("cancelled_by", "Who called it off."),
        text("cancelled_because", "Why it was called off, in their words."),
    ),
    _resumed,
    links={"action": ("actions", "id")},
)
