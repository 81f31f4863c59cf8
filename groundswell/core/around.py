"""The day of action around the world: what is under way at this moment, what begins next, and what is over.

A day begins at UTC+14 and ends at UTC−11, fifty hours later for those who watch all of it; it is always now somewhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber, TruncHour

from groundswell.core import calendar, numbers
from groundswell.core.calendar import LONGEST, Days, countable
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import CANCELLED, HAPPENED, STANDING
from groundswell.lib.clock import now

BEFORE, ON, AFTER = "before", "on", "after"
SOON = timedelta(hours=3)  # what begins, and what ended, so far from now is named
EAST, WEST = timedelta(hours=14), timedelta(hours=11)  # the farthest zones where people live
HOUR = timedelta(hours=1)
NAMED = 3  # actions in each zone


@dataclass(frozen=True)
class Figures:
    under_way: int = 0
    soon: int = 0
    to_come: int = 0  # those that begin soon among them
    just_over: int = 0
    over: int = 0  # those that are just over among them
    untimed: int = 0  # at some time of the day, nobody says when
    cancelled: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})

    @property
    def some(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    @property
    def actions(self) -> int:
        return self.under_way + self.to_come + self.over + self.untimed + self.cancelled


NAMES = tuple(Figures.__dataclass_fields__)


@dataclass(frozen=True)
class Zone:
    """All clocks that show the same time at a moment."""

    offset: timedelta  # from UTC
    figures: Figures
    countries: tuple[tuple[str, int], ...]  # codes with their actions, the most first; "" for none
    first: datetime | None  # when the first of those to come begins


@dataclass(frozen=True)
class Hour:
    begins: datetime
    under_way: int


@dataclass(frozen=True)
class Around:
    """A day around the world, as it stands at a moment."""

    moment: datetime
    day: date
    phase: str
    zones: tuple[Zone, ...]  # as the day travels: the east first
    hours: tuple[Hour, ...]

    @property
    def figures(self) -> Figures:
        return sum((zone.figures for zone in self.zones), Figures())


def the_day(days: Days, moment: datetime) -> tuple[date, str] | None:
    """Which day to tell of: today's, whoever's today it is; else the next; else the last."""
    first, last = (moment - WEST).date(), (moment + EAST).date()
    current = [each for each in days.begin if first <= each <= last]
    if current:
        # Of two days that are both somewhere's today, the one with more to see.
        return max(current, key=lambda each: (days.begin[each], each == moment.date(), each)), ON
    if found := days.next(moment.date()):
        return found, BEFORE
    return (found, AFTER) if (found := days.last(moment.date())) else None


def is_on(call: Call) -> bool:
    """Whether it is a day of this call for anybody; of a day of action, for what has no end is always on."""
    if call.kind != "day" or not call.open or not call.first_day:
        return False
    moment = now()
    return call.first_day <= (moment + EAST).date() and (moment - WEST).date() <= (call.last_day or call.first_day)


def around(call: Call | None, wanted: ActionFilter) -> Around | None:
    """None where the filter has no dated action at all."""
    moment = now().replace(second=0, microsecond=0)
    found = the_day(calendar.days(call, wanted), moment)
    if not found:
        return None
    key = ("around", moment, found, *calendar.key(wanted))
    return numbers.remembered(key, call, lambda: _around(wanted, moment, *found))


def _around(wanted: ActionFilter, moment: datetime, day: date, phase: str) -> Around:
    rows = _rows(wanted, moment, day)
    zones = _zones(rows, moment, at=_midday(day) if phase != ON else moment)
    if phase != ON and any(zone.figures.under_way for zone in zones):
        phase = ON  # something of several days goes on
    return Around(moment, day, phase, zones, tuple(_hours(rows.filter(day=day), day)))


def _rows(wanted: ActionFilter, moment: datetime, day: date) -> QuerySet[Action]:
    """Of the day, and whatever else is on about now: it may be another day there."""
    near = Q(
        day__gte=day - LONGEST,
        day__lte=max(day, (moment + EAST).date()),
        starts__lte=moment + SOON,
        over__gt=moment - SOON,
    )
    return countable(wanted).filter(Q(day=day) | near, undated=False)


def conditions(moment: datetime) -> dict[str, Q]:
    """Which rows are meant by each of the figures; a standing one whose time is over has happened (`shown_state`)."""
    standing = Q(state__in=STANDING)
    over = Q(state=HAPPENED) | Q(standing, over__lt=moment)
    return {
        "under_way": Q(standing, timed=True, starts__lte=moment, over__gte=moment),
        "soon": Q(standing, timed=True, starts__gt=moment, starts__lte=moment + SOON),
        "to_come": Q(standing, timed=True, starts__gt=moment),
        "just_over": Q(over, over__gt=moment - SOON),
        "over": over,
        "untimed": Q(standing, timed=False, over__gte=moment),
        "cancelled": Q(state=CANCELLED),
    }


def _zones(rows: QuerySet[Action], moment: datetime, *, at: datetime) -> tuple[Zone, ...]:
    """By the clocks of that time, which in summer are others than in winter."""
    # Under other names: two of the figures are called as columns are.
    counts: Any = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions(moment).items()}
    figures: dict[timedelta, Figures] = {}
    countries: dict[timedelta, Counter[str]] = {}
    firsts: dict[timedelta, datetime] = {}
    counts["first"] = Min("starts", filter=conditions(moment)["to_come"])
    groups: Any = rows.values("timezone", "country").annotate(**counts)
    for group in groups:
        offset = at.astimezone(ZoneInfo(group["timezone"])).utcoffset() or timedelta()
        code, here = group["country"], Figures(**{name: group[f"n_{name}"] for name in NAMES})
        figures[offset] = figures.get(offset, Figures()) + here
        countries.setdefault(offset, Counter())[code] += here.actions
        if group["first"]:
            firsts[offset] = min(group["first"], firsts.get(offset, group["first"]))
    return tuple(
        Zone(offset, figures[offset], _most_first(countries[offset]), firsts.get(offset))
        for offset in sorted(figures, reverse=True)
    )


def _most_first(countries: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(countries.items(), key=lambda pair: (-pair[1], pair[0])))


def _midday(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _hours(rows: QuerySet[Action], day: date) -> list[Hour]:
    """How many are under way in each hour of UTC, from the first that has any to the last; at least a day's."""
    held = rows.filter(Q(state__in=STANDING) | Q(state=HAPPENED), timed=True)
    spans = held.values_list(TruncHour("starts", tzinfo=UTC), TruncHour("over", tzinfo=UTC), F("over")).annotate(
        many=Count("pk")
    )
    begin = datetime.combine(day, time(), tzinfo=UTC) - EAST
    under_way = [0] * 50
    for first, last, over, many in spans:
        ends = last - HOUR if over == last and last > first else last  # what ends at noon is not on from noon to one
        for at in range(max(0, (first - begin) // HOUR), min(49, (ends - begin) // HOUR) + 1):
            under_way[at] += many
    some = [at for at, many in enumerate(under_way) if many]
    if not some:
        return []
    first_hour = max(0, min(some[0], 26))
    return [
        Hour(begin + at * HOUR, under_way[at]) for at in range(first_hour, max(some[-1] + 1, min(first_hour + 24, 50)))
    ]


def named(call: Call | None, wanted: ActionFilter, at: Around) -> QuerySet[Action]:
    """What is under way and what begins soon: the first few in each zone."""
    key = ("named", at.moment, at.day, *calendar.key(wanted))
    first = numbers.remembered(key, call, lambda: list(_named(wanted, at).values_list("pk", flat=True)))
    return Action.objects.filter(pk__in=first).annotate(rank=_rank(at.moment)).order_by("rank", "starts", "id")


def _named(wanted: ActionFilter, at: Around) -> QuerySet[Action]:
    told = conditions(at.moment)
    # What both conditions ask for, said alone too: so an index serves.
    rows = countable(wanted).filter(undated=False, over__gte=at.moment, starts__lte=at.moment + SOON)
    rows = rows.filter(told["under_way"] | told["soon"], day__gte=at.day - LONGEST).annotate(rank=_rank(at.moment))
    nth = Window(RowNumber(), partition_by=F("timezone"), order_by=("rank", "starts", "id"))
    return rows.annotate(nth=nth).filter(nth__lte=NAMED)


def _rank(moment: datetime) -> Any:
    """What is under way before what begins soon."""
    under_way = conditions(moment)["under_way"]
    return Case(When(under_way, then=Value(0)), default=Value(1), output_field=IntegerField())


def first_of(wanted: ActionFilter, day: date) -> Action | None:
    """What the day begins with, anywhere."""
    rows = countable(wanted).filter(undated=False, timed=True, day=day, state__in=STANDING)
    return rows.order_by("starts", "id").first()
