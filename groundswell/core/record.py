"""The record: one row an action with what was reported of it. docs/data.md is its codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import translation

from groundswell.core import placing, turnout
from groundswell.core.models import Action, Report, Source

CHUNK = 500


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # string · integer · number · boolean · date · datetime, as in Table Schema
    description: str


# source_1 … source_n stand where SOURCE stands, as many as the widest row has, and at least one.
SOURCE = Column(
    "source_n", "string", "A source: its address, or its publisher where it has none. `source_1` is the first."
)
COLUMNS = (
    Column("id", "string", "Short name of the action, the same for ever; it stands in its address."),
    Column("url", "string", "Address of the action's page."),
    Column("call", "string", "Short name (slug) of the call."),
    Column("state", "string", "published, postponed, moved, cancelled or happened, at the moment of writing the file."),
    Column("kind", "string", "Kind of action: march, rally, vigil, …"),
    Column("title", "string", "Title, as its hosts gave it."),
    Column("date", "date", "Day of the start, in the action's own time zone. Empty while a new date is not known."),
    Column("start", "datetime", "Start with its offset from UTC. Empty where only the day is known."),
    Column("end", "datetime", "End with its offset from UTC. Empty where nobody said."),
    Column("timezone", "string", "Time zone (IANA name)."),
    Column("online", "boolean", "Whether it takes place online, and nowhere else."),
    Column("country", "string", "Country (ISO 3166-1 alpha-2)."),
    Column("region", "string", "Region, state or province."),
    Column("locality", "string", "Town."),
    Column("location_detail", "string", "Where in the town, in free words; or when that is to be told."),
    Column("lat", "number", "Latitude (WGS 84)."),
    Column("lon", "number", "Longitude (WGS 84)."),
    Column("geo_precision", "string", "How exact the point is: point, town, region or unknown."),
    Column("organizations", "string", "Host organisations, with “; ” between them."),
    Column("participants", "string", "Who took part, in the words of the reports."),
    Column("claims", "string", "What was demanded, in the words of the reports."),
    Column("size_low", "integer", "The lowest figure of any estimate. Empty where nobody estimated; never 0 for that."),
    Column("size_high", "integer", "The highest figure of any estimate. Empty where nobody estimated."),
    Column("size_mean", "number", "Mean of size_low and size_high. Empty where nobody estimated."),
    Column("size_text", "string", "The estimates in the words they were given, with “; ” between them."),
    Column("size_cat", "integer", "0 not known, 1: 1–99, 2: 100–999, 3: 1,000–9,999, 4: 10,000 and more."),
    Column("size_rule", "string", "The rule that made figures of vague words: ccc or mpeds. Empty where none did."),
    Column("estimates", "integer", "How many estimates there are. 0: none was reported, not: nobody came."),
    Column("arrests", "string", "Arrests, as they were told: a figure or words."),
    Column("arrests_any", "boolean", "Whether anybody was arrested. Empty: not known."),
    Column("injuries_crowd", "string", "Injuries among participants, as they were told."),
    Column("injuries_crowd_any", "boolean", "Whether any participant was injured. Empty: not known."),
    Column("injuries_police", "string", "Injuries among the police, as they were told."),
    Column("injuries_police_any", "boolean", "Whether any officer was injured. Empty: not known."),
    Column("property_damage", "string", "Damage to property, as it was told."),
    Column("property_damage_any", "boolean", "Whether property was damaged. Empty: not known."),
    Column("police_measures", "string", "What the police did, in the words of the reports."),
    Column("participant_measures", "string", "What participants did, in the words of the reports."),
    Column("sources", "integer", "How many different sources there are."),
    SOURCE,
    Column("first_recorded", "datetime", "When the action came into this record, in UTC."),
    Column("last_changed", "datetime", "When the action was changed or reported on last, in UTC."),
    Column("revision", "integer", "Counts the changes of the action: 1 is as first recorded."),
    Column("also_online", "boolean", "Whether it takes place in its town and at the same time online."),
    Column("join_address", "string", "Address on the web for those who join online."),
)  # fmt: skip
# These are told by reports; where there are several, each different telling is kept.
TOLD = (
    "participants", "claims", "arrests", "injuries_crowd", "injuries_police", "property_damage", "police_measures",
    "participant_measures",
)  # fmt: skip
ANY = ("arrests_any", "injuries_crowd_any", "injuries_police_any", "property_damage_any")


def columns(actions: QuerySet[Action]) -> list[Column]:
    """Of a file of these actions: with as many sources as the widest row has."""
    numbered = [Column(f"source_{n}", SOURCE.type, SOURCE.description) for n in range(1, widest(actions) + 1)]
    place = COLUMNS.index(SOURCE)
    return [*COLUMNS[:place], *numbered, *COLUMNS[place + 1 :]]


def widest(actions: QuerySet[Action]) -> int:
    """How many sources the action with the most has; at least 1, so that every file has the column."""
    cited = Source.objects.filter(report__state="accepted", report__action__in=actions.values("pk"))
    text = Coalesce(NullIf("address", Value("")), NullIf("publisher", Value("")), NullIf("title", Value("")))
    most = cited.values("report__action").annotate(many=Count(text, distinct=True)).aggregate(most=Max("many"))
    return max(most["most"] or 1, 1)


def told(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The actions with all that a row needs, in a constant number of queries."""
    accepted = Report.objects.accepted().prefetch_related("estimates", "sources")
    return actions.select_related("call").prefetch_related(
        "hostings", Prefetch("reports", queryset=accepted, to_attr="accepted_reports")
    )


def rows(actions: QuerySet[Action]) -> Iterator[dict[str, Any]]:
    """A row for each action, in order, without ever holding them all."""
    names = [column.name for column in columns(actions)]
    address = _address()
    for action in told(actions).iterator(chunk_size=CHUNK):
        values = row(action, address)
        yield {name: values.get(name, "") for name in names}


def row(action: Action, address: Callable[[str], str]) -> dict[str, Any]:
    """Values as Python has them; None is unknown."""
    reports: list[Report] = action.accepted_reports  # type: ignore[attr-defined]
    return (
        _what(action, address) | _where(action) | _size(action, reports) | _telling(reports) | _dates(action, reports)
    )


def _what(action: Action, address: Callable[[str], str]) -> dict[str, Any]:
    start, end = (action.local_start, action.local_end) if action.timed and not action.undated else (None, None)
    return {
        "id": action.ref,
        "url": address(action.ref),
        "call": action.call.slug,
        "state": action.shown_state,
        "kind": action.kind,
        "title": action.title,
        "date": "" if action.undated else action.day.isoformat(),
        "start": start and start.isoformat(timespec="seconds"),
        "end": end and end.isoformat(timespec="seconds"),
        "timezone": action.timezone,
        "organizations": "; ".join(action.organisation_names()),
        "revision": action.revision,
    }


def _where(action: Action) -> dict[str, Any]:
    names = ("online", "country", "region", "locality", "lat", "lon", "geo_precision")
    detail = placing.pending(action) or placing.detail(action.place)
    return {name: getattr(action, name) for name in names} | {
        "location_detail": detail,
        "also_online": action.also_online,
        "join_address": action.join_address,
    }


def _size(action: Action, reports: list[Report]) -> dict[str, Any]:
    estimates = [estimate for report in reports for estimate in report.estimates.all()]
    low, high = action.size_low, action.size_high
    middle = turnout.mean(low, high)
    return {
        "size_low": low,
        "size_high": high,
        "size_mean": int(middle) if middle is not None and middle == int(middle) else middle,
        "size_text": _joined(estimate.words for estimate in estimates),
        "size_cat": turnout.size_category(low, high),
        "size_rule": _joined(estimate.rule for estimate in estimates),
        "estimates": len(estimates),
    }


def _telling(reports: list[Report]) -> dict[str, Any]:
    sources = _different(_cited(source) for report in reports for source in report.sources.all())
    return (
        {name: _joined(getattr(report, name) for report in reports) for name in TOLD}
        | {name: any_of(getattr(report, name) for report in reports) for name in ANY}
        | {f"source_{n}": text for n, text in enumerate(sources, 1)}
        | {"sources": len(sources)}
    )


def _dates(action: Action, reports: list[Report]) -> dict[str, Any]:
    last = max([action.changed_at, *(report.made_at for report in reports)])
    return {"first_recorded": _moment(action.made_at), "last_changed": _moment(last)}


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Yes where anybody says so, no where somebody says so and nobody else yes, else not known."""
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def _cited(source: Source) -> str:
    return source.address or source.publisher or source.title


def _different(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(_different(texts))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _address() -> Callable[[str], str]:
    """Addresses in the language of the instance, whatever language the file is asked for in."""
    with translation.override(settings.LANGUAGE_CODE):
        before, after = (settings.BASE_URL + reverse("action", args=["0"])).rsplit("0", 1)
    return lambda ref: f"{before}{ref}{after}"
