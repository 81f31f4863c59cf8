from __future__ import annotations

from datetime import date as date_type
from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.shortcuts import redirect
from ninja import Field, Router, Schema

from groundswell.api import reports, texts
from groundswell.api.problems import Problem
from groundswell.api.shapes import public_actions, public_call, unreadable
from groundswell.api.telling import Told, told_of
from groundswell.api.v1.finding import one
from groundswell.api.v1.pages import PARAMETERS, Page, page_of, words_beside
from groundswell.core import access, kinds
from groundswell.core.filter import PLACES, SORTS, STATES, ActionFilter
from groundswell.core.models import Action, Call, Merge

router = Router(tags=["actions"])


class Place(Schema):
    online: bool = Field(description="Online, and nowhere else.")
    also_online: bool = Field(description="In its town, and at the same time online.")
    join_address: str | None = Field(description="On the web, for those who join online.")
    announced: bool = Field(description="False: where in its town, or in its country, is still to be announced.")
    shown_from: datetime | None = Field(
        None, description="Until then only the town is shown; null: nothing is held back."
    )
    country: str = Field(description="ISO 3166-1 alpha-2, or empty.")
    region: str
    locality: str
    town: int | None = Field(description="Number of the town at GeoNames.")
    address: str
    meeting_point: str
    geo_precision: str = Field(description="`point`, `town`, `region` or `unknown`.")


class Point(Schema):
    lat: float
    lon: float


class Upset(Schema):
    because: str
    at: datetime


class Postponed(Upset):
    until: datetime | None = Field(description="The new start; null where there is none yet.")
    was: datetime = Field(description="The start before.")


class Moved(Upset):
    was: Place


class AccessFactShown(Schema):
    word: str
    there: bool | None = Field(description="null: not said, and there is a note all the same.")
    note: str
    which: str | None = Field(description="Which sign language.")
    address: str | None = Field(description="Of the livestream.")


class Distance(Schema):
    metres: int | None
    surface: str | None
    note: str


class Accessibility(Schema):
    facts: list[AccessFactShown]
    unknown: list[str] = Field(description="Words of which nobody said yes or no. Unknown is not no.")
    distance: Distance | None = Field(description="How far one walks or rolls; null: nobody said.")


class RouteShown(Schema):
    start: str = Field(description="Name of where it starts, or empty.")
    end: str
    km: float = Field(description="How long the line is.")
    gpx: str = Field(description="Address of the line as GPX.")
    geojson: str = Field(description="Address of the line and its stops as GeoJSON.")


class ActionShown(Schema):
    id: str = Field(description="Short name; it stands in the address.")
    uri: str = Field(description="Names the action in every document, whatever the language.")
    url: str
    call: str
    title: str
    description: str
    kind: str
    state: str
    undated: bool = Field(description="Put off, and the new date is not known yet.")
    date: date_type | None = Field(description="null while the new date is not known.")
    start: datetime | None = Field(description="With the offset of its own zone; null where only the day is known.")
    end: datetime | None
    timezone: str
    languages: list[str]
    access: list[str]
    accessibility: Accessibility
    website: str | None
    organisations: list[str]
    series: str | None = Field(
        description="The same for all dates of one thing that is repeated; null where it is not."
    )
    organisations_confirmed: list[str] = Field(description="Of these, the ones that confirmed it themselves.")
    place: Place
    geo: Point | None
    route: RouteShown | None
    capacity: int | None = Field(description="How many can come; null: as many as like.")
    size_low: int | None = Field(description="Of all accepted estimates; null: nobody counted, which is not 0.")
    size_high: int | None
    cancelled: Upset | None
    postponed: Postponed | None
    moved: Moved | None
    published_at: datetime | None
    changed_at: datetime
    revision: int


class EstimateShown(Schema):
    id: str
    words: str = Field(description="As it was said, or empty.")
    low: int | None = Field(description="null: no figure follows from the words.")
    high: int | None
    given: str = Field(description="`figure`, `about`, `range`, `at-least`, `at-most`, `words`; empty: not known.")
    rule: str = Field(description="The rule that made figures of vague words, or empty.")
    counter: str = Field(description="Who counted: `organiser`, `police`, `press`, … or `unknown`.")
    counted_by: str = Field(description="Name of the paper, office or organisation that counted, or empty.")
    method: str
    measure: str = Field(description="`peak`, `total` or `unknown`.")
    at: datetime | None = Field(description="The moment for which it was counted; null: not known.")


class SourceShown(Schema):
    id: str
    kind: str
    publisher: str
    title: str
    author: str
    language: str
    date: date_type | None
    address: str
    archived: str = Field(description="Address of an archived copy, or empty.")
    whole: bool = Field(description="Cited for all that the report tells.")
    about: list[str] = Field(description="Names of fields of the report that it is cited for.")
    estimates: list[str] = Field(description="Ids of estimates that it is cited for.")
    quote: str


class CorrectionShown(Schema):
    at: datetime
    because: str
    changed: list[str] = Field(description="Names of what was changed; its page has both sides.")


class ReportShown(Schema):
    """A text is empty, and an answer null, where nobody said: that is not none, which is `false`."""

    id: str
    url: str
    verification: str = Field(description="`unreviewed`, `reviewed`, or `verified` by a second person.")
    imported: bool
    filed_at: datetime
    changed_at: datetime
    language: str = Field(description="Of its words, or empty.")
    organisations: str
    organisations_any: bool | None
    participants: str
    claims: str
    claims_any: bool | None
    slogans: list[str]
    slogans_any: bool | None
    arrests: str
    arrests_any: bool | None
    injuries_crowd: str
    injuries_crowd_any: bool | None
    injuries_police: str
    injuries_police_any: bool | None
    injuries_others: str
    injuries_others_any: bool | None
    deaths: str
    deaths_any: bool | None
    property_damage: str
    property_damage_any: bool | None
    police_measures: str
    police_measures_any: bool | None
    participant_measures: str
    participant_measures_any: bool | None
    counter_action: str
    counter_action_any: bool | None
    permit: str = Field(description="Empty: not known.")
    permit_detail: str
    notes: str
    estimates: list[EstimateShown]
    sources: list[SourceShown]
    corrections: list[CorrectionShown]


class ReportWithdrawn(Schema):
    id: str
    url: str
    withdrawn_at: datetime
    reason: str | None = Field(description="Kind of reason, where one was given.")


class ActionWhole(ActionShown):
    reports: list[ReportShown] = Field(description="What was reported of it, and is in the record.")
    reports_withdrawn: list[ReportWithdrawn]


def _word(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "description": description, "schema": {"type": "string"} | schema}


def _words(name: str, description: str, values: Any = None) -> dict[str, Any]:
    items = {"type": "string"} | ({"enum": list(values)} if values else {})
    return _word(name, description, type="array", items=items)


# The words of core.filter, as docs/api.md tells them.
WORDS = [
    _word("q", "Text, found inside words in any script."),
    _word("near", "`latitude,longitude`, or the name of a town."),
    _word("radius", "Kilometres around `near`.", type="integer", minimum=1, maximum=20000, default=50),
    _words("country", "ISO 3166-1 alpha-2."),
    _words("town", "Number of a town in the gazetteer (GeoNames)."),
    _word("bbox", "`west,south,east,north` in degrees."),
    _words("kind", "Kind of action.", kinds.ACTIONS),
    _words("place", "How people can take part; what is in both ways is found by each of them.", PLACES),
    _word("from", "First day, in the action's own zone.", format="date"),
    _word("until", "Last day, in the action's own zone.", format="date"),
    _words("language", "Code of a language spoken there."),
    _words("access", "Every one of them must hold.", kinds.ACCESS),
    _word("organisation", "Short name or name of a host organisation."),
    _word("call", "Short name of a call."),
    _words("state", "All where none is given.", STATES),
    _word("sort", "`distance` with `near`.", enum=list(SORTS), default="date"),
]
LIST = {"parameters": [*WORDS, *PARAMETERS]}


@router.get("/actions/", response=Page[ActionShown], openapi_extra=LIST, summary="Actions of all public calls")
def actions(request: HttpRequest) -> dict[str, Any]:
    return _page(request, None)


@router.get("/calls/{slug:slug}/actions/", response=Page[ActionShown], openapi_extra=LIST, summary="Its actions")
def call_actions(request: HttpRequest, slug: str) -> dict[str, Any]:
    return _page(request, public_call(slug))


@router.get("/actions/{slug:id}/", response=ActionWhole, summary="One action, with what was reported of it")
def action(request: HttpRequest, id: str) -> Any:
    if merged_into := Merge.leading_from(id):
        return redirect(request.path.replace(id, merged_into.ref), permanent=True)
    found = one(_rows(), ref=id.lower())
    return _shown([found])[0] | reports.of_action(found)


def _page(request: HttpRequest, call: Call | None) -> dict[str, Any]:
    words = words_beside(request)
    wanted = ActionFilter.read(words, call=call)
    if "page" in words:
        wanted.errors["page"] = Problem.no_pages()
    if wanted.errors:
        raise unreadable(wanted.errors)
    return page_of(request, wanted.rows(_rows()), wanted.order, _shown)


def _rows() -> Any:
    return public_actions().annotate(call_slug=F("call__slug"))


def _shown(rows: list[Action]) -> list[dict[str, Any]]:
    uri, page = texts.uri_of(), texts.page_of()
    return [
        _of(each)
        | {"uri": uri(each.action.ref), "url": page(each.action.ref), "route": _route(each, page(each.action.ref))}
        for each in told_of(rows)
    ]


def _route(told: Told, page: str) -> dict[str, Any] | None:
    if not told.route:
        return None
    addresses = {shape: texts.route_address(told, page, shape) for shape in ("gpx", "geojson")}
    return {"start": told.route.start, "end": told.route.end, "km": told.route.length_km} | addresses


def _of(told: Told) -> dict[str, Any]:
    action, point = told.action, told.action.lat is not None
    same = ("title", "description", "kind", "timezone", "languages", "access", "capacity", "size_low", "size_high",
            "published_at", "changed_at", "revision")  # fmt: skip
    return {name: getattr(action, name) for name in same} | {
        "id": action.ref,
        "call": told.call,
        "state": told.state,
        "undated": told.undated,
        "accessibility": access.told(action),
        "date": None if told.undated else action.day,
        "start": action.local_start if action.timed and not told.undated else None,
        "end": action.local_end if action.timed and not told.undated else None,
        "website": action.website or None,
        "organisations": told.organisations,
        "series": told.series,
        "organisations_confirmed": told.confirmed,
        "place": {name: getattr(action, name) for name in Place.model_fields}
        | {"join_address": action.join_address or None},
        "geo": {"lat": action.lat, "lon": action.lon} if point else None,
        "cancelled": _upset(told.cancellation),
        "postponed": told.postponement
        and _upset(told.postponement) | {"until": told.postponement.to_starts, "was": told.postponement.from_starts},
        "moved": told.move and _upset(told.move) | {"was": told.move.before},
    }


def _upset(row: Any) -> Any:
    return row and {"because": row.because, "at": row.at}
