"""The record: one row an action with what was reported of it. docs/data.md is its codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Prefetch, QuerySet
from django.urls import reverse
from django.utils import translation

from groundswell.core import placing, turnout
from groundswell.core.models import Action, Citation, Hosting, Overlap, Report
from groundswell.core.models.action_states import HAPPENED, STANDING, VISIBLE
from groundswell.core.models.call import PUBLIC
from groundswell.core.plain_rows import Question, Values, plainly, read
from groundswell.core.retold import SAID, TEXT, nothing_told, retold
from groundswell.lib.clock import now


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
    Column("size_low", "integer", "The lowest figure of any estimate. Empty where nobody told one; never 0 for that."),
    Column("size_high", "integer", "The highest figure of any estimate. Empty where nobody told one."),
    Column("size_mean", "number", "Mean of size_low and size_high. Empty where one of them is."),
    Column("size_text", "string", "The estimates in the words they were given, with “; ” between them."),
    Column("size_cat", "integer", "0 not known, 1: 1–99, 2: 100–999, 3: 1,000–9,999, 4: 10,000 and more."),
    Column("size_rule", "string", "The rule that made figures of vague words: ccc, mpeds, own. Empty where none did."),
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
    Column("slogans", "string", "What was shouted, sung or written, word for word, with “; ” between them."),
    Column("organizations_reported", "string", "Organisations that the reports name, with “; ” between them."),
    Column("injuries_others", "string", "Injuries among others, as they were told."),
    Column("injuries_others_any", "boolean", "Whether anybody else was injured. Empty: not known."),
    Column("deaths", "string", "Deaths, as they were told."),
    Column("deaths_any", "boolean", "Whether anybody died. Empty: not known."),
    Column("counter_action", "string", "An action against this one at the same place, as it was told."),
    Column("counter_action_any", "boolean", "Whether there was an action against it. Empty: not known."),
    Column("permit", "string",
           "none-needed, not-asked, notified, granted, conditions, refused or banned. Empty: not known."),
    Column("permit_detail", "string", "What is told of the permit or the ban."),
    Column("verification", "string", "The best of its reports: unreviewed, reviewed, verified. Empty: no report."),
    Column("within", "string", "Id of the action at which the same people were counted. Empty: none."),
    Column("within_as", "string", "part: it is a part of that one; same: the same, under another call or twice."),
    Column("organizations_reported_any", "boolean", "Whether any organisation was there. Empty: not known."),
    Column("claims_any", "boolean", "Whether anything was demanded. Empty: not known."),
    Column("slogans_any", "boolean", "Whether there were slogans. Empty: not known."),
    Column("police_measures_any", "boolean", "Whether the police did anything. Empty: not known."),
    Column("participant_measures_any", "boolean", "Whether participants took any measures. Empty: not known."),
)  # fmt: skip
# What a row is made of, as it stands in the database. First what is told so, by the column's name; of a size each end
# that anybody told.
PLAIN = {
    "id": "ref", "call": "call__slug", "kind": "kind", "title": "title", "timezone": "timezone", "online": "online",
    "country": "country", "region": "region", "locality": "locality", "lat": "lat", "lon": "lon",
    "geo_precision": "geo_precision", "size_low": "size_low", "size_high": "size_high", "revision": "revision",
    "also_online": "also_online", "join_address": "join_address",
}  # fmt: skip
BEHIND = (
    "pk", "state", "address", "meeting_point", "undated", "timed", "announced", "starts", "ends", "day", "over",
    "made_at", "changed_at", "shown_from",
)  # fmt: skip
NOWHERE = ("", "")  # counted at no other action
Cells = dict[str, Values]  # of some rows, by the column's name


def columns(actions: QuerySet[Action]) -> list[Column]:
    """Of a file of these actions: with as many sources as the widest row has."""
    numbered = [Column(f"source_{n}", SOURCE.type, SOURCE.description) for n in range(1, widest(actions) + 1)]
    place = COLUMNS.index(SOURCE)
    return [*COLUMNS[:place], *numbered, *COLUMNS[place + 1 :]]


def widest(actions: QuerySet[Action]) -> int:
    """How many sources the action with the most has; at least 1, so that every file has the column."""
    cited = Citation.objects.filter(report__state="accepted", report__action__in=actions.values("pk"))
    most = (
        cited.order_by().values("report__action").annotate(many=Count(TEXT, distinct=True)).aggregate(most=Max("many"))
    )
    return max(most["most"] or 1, 1)


def told(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The actions with all that a page says of their reports, in a constant number of queries."""
    accepted = Report.objects.accepted().prefetch_related("estimates", "sources")
    return actions.select_related("call", "overlap__whole").prefetch_related(
        "hostings", Prefetch("reports", queryset=accepted, to_attr="accepted_reports")
    )


def rows(actions: QuerySet[Action]) -> Iterator[dict[str, Any]]:
    """A row for each action, in order, without ever holding them all. None is unknown."""
    wanted = columns(actions)
    names = [column.name for column in wanted]
    truths = [column.name for column in wanted if column.type == "boolean"]
    for values in tuples(actions, wanted):
        row = dict(zip(names, values, strict=True))
        yield row | {name: bool(row[name]) for name in truths if row[name] is not None}


def tuples(actions: QuerySet[Action], wanted: Sequence[Column]) -> Iterator[Values]:
    """The same in the order of the columns, by plain values, yes and no as 1 and 0."""
    for columns in in_columns(actions, wanted):
        yield from zip(*columns, strict=True)


def in_columns(actions: QuerySet[Action], wanted: Sequence[Column]) -> Iterator[list[Values]]:
    """The same, some rows at a time: the cells of each column together, which are sooner made so than row by row."""
    names = [column.name for column in wanted]
    make = _making(actions, width=sum(name.startswith("source_") for name in names))
    for part in read(plainly(actions, (*PLAIN.values(), *BEHIND))):
        made = make(dict(zip((*PLAIN, *BEHIND), zip(*part, strict=True), strict=False)))
        yield [made[name] for name in names]


def _making(actions: QuerySet[Action], width: int) -> Callable[[Cells], Cells]:
    """What makes the columns of a file of these actions out of those of the database."""
    address, at = _address(), now().strftime("%Y-%m-%d %H:%M:%S.%f")
    of_file = cache(lambda call: Action.objects.filter(call=call, pk__in=actions.values("pk")).exists())
    nothing, said = nothing_told(width), ("said", *SAID, *(f"source_{n}" for n in range(1, width + 1)))

    def make(given: Cells) -> Cells:
        keys, zones, undated = given["pk"], given["timezone"], given["undated"]
        hosts, accepted, wholes = _hosts_of().answers(keys), retold(keys, width), _wholes(keys, of_file)
        reported = dict(zip(said, _columns(accepted.get(key, nothing) for key in keys), strict=True))
        ends = (given["size_low"], given["size_high"], reported["lows"], reported["highs"])
        lows, highs, means, categories = _columns(map(_size, *ends))
        within, relations = _columns(wholes.get(key, NOWHERE) for key in keys)
        exact = tuple(map(_is_exact, given["timed"], undated))
        states = tuple(_state(state, over < at) for state, over in zip(given["state"], given["over"], strict=True))
        places = (given[name] for name in ("address", "meeting_point", "announced", "shown_from"))
        made = {
            "url": tuple(map(address, given["id"])),
            "state": states,
            "date": tuple(map(_date, given["day"], undated)),
            "start": tuple(map(_local, given["starts"], zones, exact)),
            "end": tuple(map(_local, given["ends"], zones, exact)),
            "location_detail": tuple(map(_detail, states, zones, *places)),
            "organizations": tuple(_named(hosts[key]) if key in hosts else "" for key in keys),
            "size_low": lows,
            "size_high": highs,
            "size_mean": means,
            "size_cat": categories,
            "first_recorded": tuple(map(_moment, given["made_at"])),
            "last_changed": tuple(map(_moment, map(max, given["changed_at"], reported["said"]))),
            "within": within,
            "within_as": relations,
        }
        return given | reported | made

    return make


def _columns(rows: Iterable[Values]) -> tuple[Values, ...]:
    return tuple(zip(*rows, strict=True))


def _wholes(keys: Iterable[int], of_file: Callable[[int], bool]) -> dict[int, tuple[str, str]]:
    """Of the actions at which these were counted those to name: public, and under a call that the file tells of."""
    counted = _wholes_of().answers(keys)
    return {key: (ref, relation) for key, [(_pk, ref, relation, call)] in counted.items() if of_file(call)}


def _state(state: str, over: bool) -> str:
    return HAPPENED if over and state in STANDING else state


def _is_exact(timed: int, undated: int) -> bool:
    return bool(timed) and not undated


def _date(day: str, undated: int) -> str:
    return "" if undated else day


@lru_cache(maxsize=20_000)
def _size(low: int | None, high: int | None, lows: bool, highs: bool) -> Values:
    """The ends that anybody told, their mean, without a fraction where it has none, and the category, for which one end
    stands for both."""
    middle = turnout.mean(low, high) if lows and highs else None
    mean = int(middle) if middle is not None and middle == int(middle) else middle
    return low if lows else None, high if highs else None, mean, turnout.size_category(low, high)


def _detail(state: str, zone: str, where: str, spot: str, announced: int, shown_from: str | None) -> str:
    if shown_from or not announced:
        at = _utc(shown_from) if shown_from else None
        action = SimpleNamespace(shown_state=state, timezone=zone, announced=announced, shown_from=at)
        if pending := placing.pending(cast(Action, action)):
            return pending
    return f"{where}; {spot}" if where and spot else where or spot


def _named(hosts: list[Values]) -> str:
    return hosts[0][1] if len(hosts) == 1 else "; ".join(name for _pk, name in hosts)


@cache
def _hosts_of() -> Question:
    return Question.about(Hosting.objects.values_list("action_id", "pk", "name"), "action_id")


@cache
def _wholes_of() -> Question:
    public = Overlap.objects.filter(whole__state__in=VISIBLE, whole__call__stage__in=PUBLIC)
    return Question.about(public.values_list("action_id", "pk", "whole__ref", "relation", "whole__call"), "action_id")


def moment(at: datetime) -> str:
    """In UTC, as every table has it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(maxsize=20_000)
def _local(at: str | None, zone: str, exact: bool) -> str | None:
    return _utc(at).astimezone(_zone(zone)).isoformat(timespec="seconds") if at and exact else None


@cache
def _zone(name: str) -> ZoneInfo:
    """Python keeps eight of them, and reads the others from their files each time."""
    return ZoneInfo(name)


def _utc(at: str) -> datetime:
    """Out of the database's text, whose zone is UTC."""
    return datetime.fromisoformat(at[:19]).replace(tzinfo=UTC)


def _moment(at: str) -> str:
    return f"{at[:10]}T{at[11:19]}Z"


def _address() -> Callable[[str], str]:
    """Addresses in the language of the instance, whatever language the file is asked for in."""
    with translation.override(settings.LANGUAGE_CODE):
        before, after = (settings.BASE_URL + reverse("action", args=["0"])).rsplit("0", 1)
    return lambda ref: f"{before}{ref}{after}"
