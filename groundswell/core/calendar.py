"""A calendar of actions: which days a leaf of it shows, how many actions each has, and which of them are named.

Days are those of the actions' own zones: Saturday in Suva and Saturday in Santiago stand in one column, though they
share a few hours only. The rows are always those of a filter (`core.filter`), so that a calendar counts what the list
of the same words counts.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from groundswell.core import numbers
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.lib.clock import minute

DAY, WEEK, MONTH = "day", "week", "month"
VIEWS = (DAY, WEEK, MONTH)
TIME, PLACE = "time", "place"
ORDERS = (TIME, PLACE)
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)  # what anybody needs, and what every date format can write
IN_A_CELL = {MONTH: 3, WEEK: 8}
# What ends in the night belongs to the evening before: a vigil from nine to two is on one day, not on two.
NIGHT = timedelta(hours=6)
MOST_GOING_ON = 200  # on one leaf
LONGEST = timedelta(days=366)  # so far back we look for what is still going on
WIDEST = timedelta(hours=14)  # between UTC and the farthest zone


@dataclass(frozen=True)
class Asked:
    """Which leaf somebody asked for, by the words of the address that only a calendar has."""

    view: str = MONTH
    day: date | None = None  # one that the leaf holds; none: the calendar looks for one
    by: str = TIME
    errors: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, words: Mapping[str, Sequence[str]]) -> Asked:
        """What cannot be read is left out and told in `errors`."""
        found: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for word, reader in _READERS.items():
            if given := next((value for each in words.get(word, ()) if (value := each.strip())), ""):
                try:
                    found[word] = reader(given)
                except ValueError as error:
                    errors[word] = str(error)
        return cls(**found, errors=errors)


def _one_of(known: tuple[str, ...]) -> Any:
    def read(given: str) -> str:
        if given not in known:
            raise ValueError(
                _("“%(value)s” is not known here. Known: %(known)s.")
                % {"value": given[:40].replace("\x00", ""), "known": ", ".join(known)}
            )
        return given

    return read


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ValueError(_("A day is written year-month-day: 2027-03-13.")) from None
    if not FIRST <= day <= LAST:
        raise ValueError(_("The calendar goes from 1900 to 2200."))
    return day


_READERS: dict[str, Any] = {"view": _one_of(VIEWS), "day": _day, "by": _one_of(ORDERS)}
WORDS = tuple(_READERS)


# Days


def leaf(view: str, day: date, first_weekday: int) -> list[date]:
    """The days that are shown, in whole weeks but for a single day. Weekdays as Django's formats: 0 is Sunday."""
    if view == DAY:
        return [day]
    if view == WEEK:
        return _days_from(_week_of(day, first_weekday), 7)
    begin = _week_of(day.replace(day=1), first_weekday)
    end = _week_of(_month_after(day) - timedelta(days=1), first_weekday) + timedelta(days=6)
    return _days_from(begin, (end - begin).days + 1)


def own_days(view: str, day: date, shown: list[date]) -> list[date]:
    """Those of them that the leaf is named for: of a month, without the ends of its neighbours."""
    return [each for each in shown if each.month == day.month and each.year == day.year] if view == MONTH else shown


def before(view: str, day: date) -> date | None:
    """A day of the leaf before, where the calendar has one."""
    if view == MONTH:
        first = day.replace(day=1)
        found = (first - timedelta(days=1)).replace(day=1) if first > FIRST else None
    else:
        found = day - timedelta(days=7 if view == WEEK else 1)
    return found if found and found >= FIRST else None


def after(view: str, day: date) -> date | None:
    found = _month_after(day) if view == MONTH else day + timedelta(days=7 if view == WEEK else 1)
    return found if found <= LAST else None


def _week_of(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _days_from(first: date, many: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(many)]


def last_day(action: Action) -> date:
    """The last of its days in its own zone; the first one too for nearly all."""
    if not action.ends:
        return action.day
    return max(action.day, (action.ends - NIGHT).astimezone(ZoneInfo(action.timezone)).date())


# Numbers


@dataclass(frozen=True)
class Days:
    """How many actions of a filter begin on each day; those put off without a date are on none."""

    begin: dict[date, int]
    undated: int

    @property
    def actions(self) -> int:
        """As many as the list has."""
        return sum(self.begin.values()) + self.undated

    def next(self, day: date) -> date | None:
        """The first day from this one on that has any."""
        return min((each for each in self.begin if each >= day), default=None)

    def last(self, day: date) -> date | None:
        """The last day up to this one that has any."""
        return max((each for each in self.begin if each <= day), default=None)

    def nearest(self, day: date) -> date:
        """Where a reader begins: at what is next; when all is past, at the last; at this day where there is none."""
        return self.next(day) or self.last(day) or day


def days(call: Call | None, wanted: ActionFilter) -> Days:
    return numbers.remembered(("days", *key(wanted)), call, lambda: _days(wanted))


def key(wanted: ActionFilter) -> tuple[Hashable, ...]:
    """What the rows of a filter depend on, besides the facts: of some also the minute, for what is over by now."""
    return wanted.call, wanted.words(page=1, sort=""), minute() if wanted.state else ""


def _days(wanted: ActionFilter) -> Days:
    groups = countable(wanted).values_list("day", "undated").annotate(many=Count("pk"))
    begin: dict[date, int] = {}
    put_off = 0
    for day, undated, many in groups:
        if undated:
            put_off += many
        else:
            begin[day] = many
    return Days(begin, put_off)


def countable(wanted: ActionFilter) -> QuerySet[Action]:
    """The rows without an order, each once: some filters give rows that no sum may be taken over in groups."""
    rows = replace(wanted, sort="").rows().order_by()
    if wanted.organisation or wanted.point or wanted.q:
        return Action.objects.filter(pk__in=rows.values("pk"))
    return rows


# Rows


def beginning(call: Call | None, wanted: ActionFilter, shown: list[date], most: int) -> QuerySet[Action]:
    """The first so many of each day, by time."""
    leaf = ("beginning", shown[0], shown[-1], most, *key(wanted))
    first = numbers.remembered(leaf, call, lambda: _beginning(wanted, shown, most))
    return Action.objects.filter(pk__in=first).order_by("day", "starts", "id")


def _beginning(wanted: ActionFilter, shown: list[date], most: int) -> list[int]:
    rows = countable(wanted).filter(undated=False, day__range=(shown[0], shown[-1]))
    nth = Window(RowNumber(), partition_by=F("day"), order_by=("starts", "id"))
    return list(rows.annotate(nth=nth).filter(nth__lte=most).values_list("pk", flat=True))


def going_on(call: Call | None, wanted: ActionFilter, shown: list[date]) -> QuerySet[Action]:
    """Those of several days that stand on one of these after the day on which they begin."""
    found = numbers.remembered(("going on", shown[0], shown[-1], *key(wanted)), call, lambda: _going_on(wanted, shown))
    return Action.objects.filter(pk__in=found).order_by("day", "starts", "id")


def _going_on(wanted: ActionFilter, shown: list[date]) -> list[int]:
    earliest = datetime.combine(shown[0], time(), tzinfo=UTC) - WIDEST + NIGHT
    rows = countable(wanted).filter(
        Q(ends__gt=F("starts") + NIGHT),
        undated=False,
        day__lt=shown[-1],
        day__gte=shown[0] - LONGEST,
        over__gt=earliest,
    )
    found = rows.only("day", "ends", "timezone").order_by("day", "starts", "id")
    return [each.pk for each in found if last_day(each) > each.day and last_day(each) >= shown[0]][:MOST_GOING_ON]


def put_off(wanted: ActionFilter) -> QuerySet[Action]:
    """Those without a date, by the day on which they would have been."""
    return countable(wanted).filter(undated=True).order_by("day", "starts", "id")


def on(wanted: ActionFilter, day: date) -> QuerySet[Action]:
    """What begins on this day: as the day does, in the east first, and then by place."""
    rows = countable(wanted).filter(undated=False, day=day)
    return rows.order_by("starts", "country", "locality", "id")


def by_place(wanted: ActionFilter, day: date, order: Sequence[str]) -> QuerySet[Action]:
    """The same by country, in the order of these codes (by name, as readers know it), then by town."""
    ranks = [When(country=code, then=Value(rank)) for rank, code in enumerate(order)]
    rank: Any = Case(*ranks, default=Value(len(order)), output_field=IntegerField()) if ranks else Value(0)
    return on(wanted, day).annotate(rank=rank).order_by("rank", "online", "locality", "town", "starts", "id")


def countries(call: Call | None, wanted: ActionFilter, day: date) -> dict[str, int]:
    """How many begin on this day in each country; those of none, which are online, under no code."""
    return numbers.remembered(("countries of a day", day, *key(wanted)), call, lambda: _countries(wanted, day))


def _countries(wanted: ActionFilter, day: date) -> dict[str, int]:
    rows = countable(wanted).filter(undated=False, day=day)
    return dict(rows.values_list("country").annotate(many=Count("pk")))
