"""The record: one row an action with what was reported of it. docs/data.md is its codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, IntegerField, Max, Prefetch, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import translation

from groundswell.core import placing, turnout
from groundswell.core.models import Action, Citation, Estimate, Hosting, Report
from groundswell.core.models.action_states import HAPPENED, STANDING
from groundswell.core.models.call import PUBLIC
from groundswell.core.models.checked import ANSWERS, LEVELS, TELLING
from groundswell.core.models.report import ACCEPTED
from groundswell.lib.clock import now

CHUNK = 1000


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
# These are told by reports; where there are several, each different telling is kept.
JOINED = tuple(name for name in TELLING if name not in ("organisations", "notes", "language"))
# The answers to whether there were any, by the name that they have in files.
ANSWER_CELLS = {"organizations_reported_any" if name == "organisations_any" else name: name for name in ANSWERS}
_RANKS = ("", *LEVELS)


# What of an action is in its row as it stands in the database, by the column's name.
PLAIN = {
    "id": "ref", "call": "call__slug", "kind": "kind", "title": "title", "timezone": "timezone", "online": "online",
    "country": "country", "region": "region", "locality": "locality", "lat": "lat", "lon": "lon",
    "geo_precision": "geo_precision", "size_low": "lowest", "size_high": "highest", "revision": "revision",
    "also_online": "also_online", "join_address": "join_address",
}  # fmt: skip
# What the rest of a row is made of, in the order of `_made`.
BEHIND = (
    "pk", "state", "address", "meeting_point", "undated", "timed", "announced", "overlap__whole__ref",
    "overlap__relation",
)  # fmt: skip
WHOLE = len(PLAIN) + BEHIND.index("overlap__whole__ref")
TIMES = ("starts", "ends", "day", "over", "made_at", "changed_at", "shown_from")
# Sooner read as text, and as figures.
TRUTHS = ("online", "also_online", "undated", "timed", "announced")
MADE = (
    "url", "state", "date", "start", "end", "location_detail", "organizations", "size_mean", "size_cat",
    "first_recorded", "within", "within_as",
)  # fmt: skip
REPORTED = (
    "size_text", "size_rule", "estimates", "verification", "organizations_reported", *JOINED, *ANSWER_CELLS,
    "sources",
)  # fmt: skip
Values = tuple[Any, ...]
# How a source is told in one cell.
TEXT = Coalesce(*(NullIf(f"source__{name}", Value("")) for name in ("address", "publisher", "title")))


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
    """The same in the order of the columns, by plain values, yes and no as 1 and 0: an object for each action and
    report takes ten times as long, which a million rows make a quarter of an hour."""
    names = [column.name for column in wanted]
    width = sum(name.startswith("source_") for name in names)
    # As it is put together below: a row of the database, what is made of it, and what its reports say since when.
    aside = [""] * len((*BEHIND, *TIMES))
    have = [*PLAIN, *aside, *MADE, "last_changed", "", *REPORTED, *(f"source_{n}" for n in range(1, width + 1))]
    arrange = itemgetter(*map(have.index, names))
    address, at = _address(), now().strftime("%Y-%m-%d %H:%M:%S.%f")
    nothing = ("", "", "", 0, "", "", *[""] * len(JOINED), *[None] * len(ANSWERS), 0, *[""] * width)
    plain = len(PLAIN)
    of_file = cache(lambda call: Action.objects.filter(call=call, pk__in=actions.values("pk")).exists())
    for chunk in _chunks(actions):
        keys = [raw[plain] for raw in chunk]
        hosts, accounts, wholes = _hosts(keys), _accounts(keys, width), _wholes(chunk, of_file)
        for raw in chunk:
            key = raw[plain]
            reported = accounts.get(key, nothing)
            made = _made(raw, address, at, hosts.get(key, ""), wholes)
            yield arrange(raw + made + (_moment(max(raw[-2], reported[0])),) + reported)


def _chunks(actions: QuerySet[Action]) -> Iterator[list[Values]]:
    ends = {"lowest": Coalesce("size_low", "size_high"), "highest": Coalesce("size_high", "size_low")}
    wanted = (*PLAIN.values(), *BEHIND, *TIMES)
    for chunk in _read(_plainly(actions.annotate(**ends), wanted)):
        # What an order needs besides stands behind what was asked for.
        yield chunk if len(chunk[0]) == len(wanted) else [raw[: len(wanted)] for raw in chunk]


def _plainly(rows: QuerySet[Any], wanted: Iterable[str]) -> QuerySet[Any, Values]:
    """These columns, moments as text, and yes and no as 1 and 0: an object for each is what takes longest."""
    kinds = dict.fromkeys(TIMES, TextField) | dict.fromkeys((*TRUTHS, *ANSWERS), IntegerField)
    plain = {f"plain_{name}": Cast(name, kinds[name]()) for name in wanted if name in kinds}
    values: QuerySet[Any, Values] = rows.annotate(**plain).values_list(
        *(f"plain_{name}" if name in kinds else name for name in wanted)
    )
    return values


def _read(rows: QuerySet[Any, Any]) -> Iterator[list[Values]]:
    """As the database gives them, without Django's work on every value."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    yield from _answers(sql, params)


def _answers(sql: str, params: tuple[Any, ...] | None = None) -> Iterator[list[Values]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def _wholes(chunk: list[Values], of_file: Callable[[int], bool]) -> set[str]:
    """Of the actions at which these were counted those to name: public, and under a call that the file tells of."""
    refs = {raw[WHOLE] for raw in chunk if raw[WHOLE]}
    if not refs:
        return refs
    public = Action.objects.visible().filter(ref__in=refs, call__stage__in=PUBLIC)
    return {ref for ref, call in public.order_by().values_list("ref", "call") if of_file(call)}


def _made(raw: Values, address: Callable[[str], str], at: str, hosts: str, wholes: set[str]) -> Values:
    """What is worked out of the columns of an action: `MADE`."""
    ref, zone, low, high = raw[0], raw[4], raw[12], raw[13]
    (
        _pk, state, where, spot, undated, timed, announced, whole, relation,
        starts, ends, day, over, made, _changed, shown_from,
    ) = raw[len(PLAIN) :]  # fmt: skip
    if state in STANDING and over < at:
        state = HAPPENED
    exact = timed and not undated
    return (
        address(ref),
        state,
        "" if undated else day,
        _local(starts, zone) if exact else None,
        _local(ends, zone) if exact and ends else None,
        _detail(where, spot)
        if announced and not shown_from
        else _pending(state, zone, where, spot, announced, shown_from),
        hosts,
        *_size(low, high),
        _moment(made),
        whole if whole in wholes else "",
        relation if whole in wholes else "",
    )


@lru_cache(maxsize=20_000)
def _size(low: int | None, high: int | None) -> tuple[float | None, int]:
    """Mean, without a fraction where it has none, and category."""
    middle = turnout.mean(low, high)
    whole = middle is not None and middle == int(middle)
    return int(middle) if middle is not None and whole else middle, turnout.size_category(low, high)


def _pending(state: str, zone: str, where: str, spot: str, announced: bool, shown_from: str | None) -> str:
    at = _utc(shown_from) if shown_from else None
    action = SimpleNamespace(shown_state=state, timezone=zone, announced=announced, shown_from=at)
    return placing.pending(cast(Action, action)) or _detail(where, spot)


def _detail(where: str, spot: str) -> str:
    return f"{where}; {spot}" if where and spot else where or spot


def _hosts(actions: list[int]) -> dict[int, str]:
    named = _by_key(_hosts_of, actions)
    return {
        key: names[0][1] if len(names) == 1 else "; ".join(name for _pk, name in names) for key, names in named.items()
    }


def _accounts(actions: list[int], width: int) -> dict[int, Values]:
    """What the accepted reports say together: `REPORTED` and the sources, by action."""
    told = _by_key(_reports_of, actions)
    accepted = {key: some for key, said in told.items() if (some := [one for one in said if one[1] == ACCEPTED])}
    if not accepted:
        return {}
    reports = [one[0] for said in accepted.values() for one in said]
    estimates, sources = _by_key(_estimates_of, reports), _by_key(_citations_of, reports)
    return {key: _account(said, estimates, sources, width) for key, said in accepted.items()}


@dataclass(frozen=True)
class Question:
    """SQL that is written once, and asked for many numbers at a time: Django takes longer to write such a query than
    SQLite to answer it, and a thousand parameters take longer than a thousand numbers."""

    before: str
    after: str
    params: tuple[Any, ...]

    @classmethod
    def about(cls, rows: QuerySet[Any, Any], column: str) -> Question:
        """Whose `column` is one of the numbers. In no order, and by nothing else: a database may then not take it into
        its head to go through the whole table."""
        sql, params = rows.order_by().extra(where=[f"{column} IN (-1)"]).query.sql_with_params()
        before, _number, after = sql.rpartition("-1")
        return cls(before, after, params)

    def answers(self, numbers: Iterable[int]) -> Iterator[list[Values]]:
        return _answers(f"{self.before}{','.join(map(str, numbers))}{self.after}", self.params or None)


@cache
def _hosts_of() -> Question:
    return Question.about(Hosting.objects.values_list("action_id", "pk", "name"), "action_id")


@cache
def _reports_of() -> Question:
    names = ("action_id", "pk", "state", "changed_at", "verification", "organisations", *JOINED, *ANSWERS)
    return Question.about(_plainly(Report.objects.all(), names), "action_id")


@cache
def _estimates_of() -> Question:
    return Question.about(Estimate.objects.values_list("report_id", "pk", "words", "rule"), "report_id")


@cache
def _citations_of() -> Question:
    return Question.about(Citation.objects.annotate(text=TEXT).values_list("report_id", "pk", "text"), "report_id")


def _by_key(question: Callable[[], Question], keys: Iterable[int]) -> dict[int, list[Values]]:
    """By their first value, in the order of the second, which is their number."""
    found: dict[int, list[Values]] = {}
    for chunk in question().answers(keys):
        for row in chunk:
            if row[0] in found:
                found[row[0]].append(row[1:])
            else:
                found[row[0]] = [row[1:]]
    for some in found.values():
        if len(some) > 1:
            some.sort(key=itemgetter(0))
    return found


def _account(
    said: list[Values], estimates: dict[int, list[Values]], sources: dict[int, list[Values]], width: int
) -> Values:
    first, *others = said
    if others:
        return _accounts_together(said, estimates, sources, width)
    number = first[0]
    figures = estimates.get(number, ())
    texts = _texts(sources.get(number, ()))
    sizes = (*figures[0][1:], 1) if len(figures) == 1 else _sizes(figures)
    return (first[2], *sizes, *first[3:], len(texts), *texts, *[""] * (width - len(texts)))


def _accounts_together(
    said: list[Values], estimates: dict[int, list[Values]], sources: dict[int, list[Values]], width: int
) -> Values:
    numbers, _states, changed, verifications, organisations, *columns = zip(*said, strict=True)
    figures = [figure for number in numbers for figure in estimates.get(number, ())]
    texts = _texts(cited for number in numbers for cited in sources.get(number, ()))
    words, answers = columns[: len(JOINED)], columns[len(JOINED) :]
    told = [*map(_joined, words), *map(any_of, answers)]
    best, named = max(verifications, key=_RANKS.index), _joined(organisations)
    return (max(changed), *_sizes(figures), best, named, *told, len(texts), *texts, *[""] * (width - len(texts)))


def _sizes(figures: Sequence[Values]) -> Values:
    said, rules = zip(*(figure[1:] for figure in figures), strict=True) if figures else ((), ())
    return _joined(said), _joined(rules), len(figures)


def _texts(cited: Iterable[Values]) -> list[str]:
    """Each once, in the order in which the reports name them."""
    return list(dict.fromkeys([text for _pk, text in cited if text]))


def any_of(answers: Iterable[int | None]) -> int | None:
    """1 where anybody says so, 0 where somebody says no and nobody yes, else not known."""
    return max((answer for answer in answers if answer is not None), default=None)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(text for text in dict.fromkeys(texts) if text)


def moment(at: datetime) -> str:
    """In UTC, as every table has it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(maxsize=20_000)
def _local(at: str, zone: str) -> str:
    return _utc(at).astimezone(_zone(zone)).isoformat(timespec="seconds")


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
