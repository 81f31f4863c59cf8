"""Actions with what a document tells beside their own columns.

Not `prefetch_related`: what that sets up for each row costs more than all the rest of a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import F, QuerySet

from groundswell.core.models import Action, Cancellation, Hosting, Move, Postponement, Resource, Route, Series
from groundswell.core.models.action_states import CANCELLED, MOVED, POSTPONED
from groundswell.core.models.series import DATES

Row = TypeVar("Row", Cancellation, Postponement, Move)
CHUNK = 500  # rows that are held at once


@dataclass(slots=True)
class Told:
    action: Action
    state: str
    call: str
    organisations: list[str]
    cancellation: Cancellation | None
    postponement: Postponement | None
    move: Move | None
    lesson: Resource | None
    route: Route | None  # without its line
    series: str | None  # the same of all dates of one thing
    confirmed: list[str]  # of the organisations, those that said so themselves

    @property
    def undated(self) -> bool:
        """Put off, with no new date yet: what stands in its columns is the old one."""
        return self.action.undated


def told(actions: QuerySet[Action]) -> Iterator[Told]:
    """Each action in order, without ever holding them all, in a constant number of queries for a chunk."""
    rows = actions.annotate(call_slug=F("call__slug")).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from told_of(chunk)


def told_of(chunk: Sequence[Action]) -> Iterator[Told]:
    """Rows that have `call_slug` beside their columns."""
    names, confirmed = _names(chunk)
    cancelled = _last(Cancellation.objects.filter(action__in=_in_state(chunk, CANCELLED)))
    postponed = _last(Postponement.objects.filter(action__in=_in_state(chunk, POSTPONED, MOVED)))
    moved = _last(Move.objects.filter(action__in=_in_state(chunk, MOVED, POSTPONED)))
    lessons = Resource.objects.lessons().in_bulk([action.lesson_id for action in chunk if action.lesson_id])
    routes = _routes(chunk)
    series = _series(chunk)
    for action in chunk:
        key = action.pk
        beside = (
            cancelled.get(key),
            postponed.get(key),
            moved.get(key),
            lessons.get(action.lesson_id),
            routes.get(key),
            series.get(action.series_id),
            confirmed[key],
        )
        yield Told(action, action.shown_state, action.call_slug, names[key], *beside)  # type: ignore[attr-defined]


def _series(chunk: Sequence[Action]) -> dict[int | None, str]:
    """Of those on several dates. That several came in one table is nobody's business: it would tell who is one host."""
    keys = {action.series_id for action in chunk if action.series_id}
    rows = Series.objects.filter(pk__in=keys, kind=DATES) if keys else Series.objects.none()
    return dict(rows.values_list("pk", "ref"))


def _names(chunk: Sequence[Action]) -> tuple[defaultdict[int, list[str]], defaultdict[int, list[str]]]:
    """Of all hosts, and of those that have confirmed it."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    confirmed: defaultdict[int, list[str]] = defaultdict(list)
    hostings = Hosting.objects.filter(action__in=[action.pk for action in chunk]).order_by("id")
    for key, name, at in hostings.values_list("action_id", "name", "confirmed_at"):
        names[key].append(name)
        if at:
            confirmed[key].append(name)
    return names, confirmed


def _routes(chunk: Sequence[Action]) -> dict[int, Route]:
    shown = Route.objects.shown().filter(action__in=[action.pk for action in chunk], length_km__isnull=False)
    return {route.action_id: route for route in shown.defer("line", "stops")}


def _in_state(chunk: Sequence[Action], *states: str) -> list[int]:
    return [action.pk for action in chunk if action.state in states]


def _last(rows: QuerySet[Row]) -> dict[int, Row]:
    return {row.action_id: row for row in rows.order_by("id")}
