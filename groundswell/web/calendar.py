"""The calendar by day, week and month: the same filter as the lists, and words of its own for the leaf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import calendar, countries, kinds, placing
from groundswell.core.calendar import DAY, IN_A_CELL, MONTH, PLACE, TIME, WEEK, Asked, Days
from groundswell.core.counting import Many
from groundswell.core.filter import ON_A_PAGE, ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.lib.text import fold
from groundswell.web.access import call_seen
from groundswell.web.actions import UNKNOWN
from groundswell.web.filtering import address, chips, hidden, read
from groundswell.web.showing import BESIDE, Shown, shown
from groundswell.web.subscribing import of_list

PUT_OFF_SHOWN = 6


@dataclass(frozen=True)
class Entry:
    """An action in a day of a week or a month."""

    action: Shown
    begun: bool  # on a day before this one

    @property
    def time(self) -> str:
        return "" if self.begun or not self.action.timed else f"{self.action.start:%H:%M}"

    @property
    def town(self) -> str:
        if self.action.online:
            return _("online")
        _address, town, country = placing.names(self.action.place, get_language() or "en")
        return town or country


@dataclass(frozen=True)
class Cell:
    day: date
    number: int  # of actions on this day, shown or not
    entries: list[Entry]
    url: str
    today: bool
    outside: bool  # of the month
    beyond: bool  # the days of the call

    @property
    def more(self) -> int:
        return self.number - len(self.entries)


@dataclass
class Leaf:
    """One page of the calendar."""

    call: Call | None
    wanted: ActionFilter
    asked: Asked
    days: Days
    today: date
    here: str  # the address of the calendar
    blank: bool  # near a place that we do not know there is nothing to show

    @cached_property
    def day(self) -> date:
        return self.asked.day or self.days.nearest(self.today)

    @cached_property
    def shown(self) -> list[date]:
        return calendar.leaf(self.asked.view, self.day, formats.get_format("FIRST_DAY_OF_WEEK"))

    @cached_property
    def going_on(self) -> list[Action]:
        if self.blank:
            return []
        rows = calendar.going_on(self.call, self.wanted, self.shown)
        return list(rows.select_related("call").prefetch_related(*BESIDE) if self.asked.view == DAY else rows)

    def url(self, view: str = "", day: date | None = None, by: str = "", **changed: Any) -> str:
        pairs = {"view": view or self.asked.view, "day": (day or self.day).isoformat()}
        if by == PLACE and pairs["view"] == DAY:
            pairs["by"] = by
        changed = {"page": 1} | changed
        return self.here + "?" + "&".join(filter(None, (self.wanted.words(**changed), urlencode(pairs))))

    @property
    def keeps(self) -> list[tuple[str, str]]:
        """What its form sends along; the day only where one was asked for."""
        return [*([("day", self.day.isoformat())] if self.asked.day else []), ("view", self.asked.view)]

    @property
    def title(self) -> str:
        if self.asked.view == DAY:
            return formats.date_format(self.day, _("l j F Y"))
        if self.asked.view == MONTH:
            return formats.date_format(self.day, "YEAR_MONTH_FORMAT")
        first, last = self.shown[0], self.shown[-1]
        short = "j" if first.month == last.month else "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
        return _("%(first)s to %(last)s") % {
            "first": formats.date_format(first, short),
            "last": formats.date_format(last, "DATE_FORMAT"),
        }

    @property
    def views(self) -> list[dict[str, Any]]:
        names = {DAY: _("Day"), WEEK: _("Week"), MONTH: _("Month")}
        return [
            {"label": names[view], "url": self.url(view, by=self.asked.by), "current": view == self.asked.view}
            for view in (DAY, WEEK, MONTH)
        ]

    @property
    def earlier(self) -> dict[str, str]:
        return self._turned(calendar.before(self.asked.view, self.day))

    @property
    def later(self) -> dict[str, str]:
        return self._turned(calendar.after(self.asked.view, self.day))

    @property
    def to_today(self) -> str:
        return "" if self.today in self.own_days else self.url(day=self.today, by=self.asked.by)

    @cached_property
    def own_days(self) -> list[date]:
        return calendar.own_days(self.asked.view, self.day, self.shown)

    def _turned(self, day: date | None) -> dict[str, str]:
        if not day:
            return {}
        other = Leaf(self.call, self.wanted, Asked(self.asked.view, day), self.days, self.today, self.here, self.blank)
        # Where nothing lies that way, a program that follows links would turn leaves for three hundred years.
        some = self.days.last(other.own_days[-1]) if day < self.day else self.days.next(other.own_days[0])
        return {
            "url": self.url(day=day, by=self.asked.by),
            "title": other.title,
            "rel": "" if some else " nofollow",
        }

    @property
    def weekdays(self) -> list[str]:
        return [str(WEEKDAYS[day.weekday()]) for day in self.shown[:7]]

    @cached_property
    def number(self) -> int:
        """Of actions on the days of this leaf, each once."""
        begin = sum(self.days.begin.get(day, 0) for day in self.own_days)
        first = self.own_days[0]
        return begin + sum(each.day < first <= calendar.last_day(each) for each in self.going_on)

    @property
    def nearest(self) -> dict[str, str]:
        """From a leaf with nothing on it to where something is."""
        first, last = self.own_days[0], self.own_days[-1]
        found = self.days.next(last)
        is_next = found is not None
        found = found or self.days.last(first)
        if not found:
            return {}
        return {
            "url": self.url(day=found, by=self.asked.by),
            "day": formats.date_format(found, _("l j F Y")),
            "next": "next" if is_next else "",
        }

    @property
    def weeks(self) -> list[list[Cell]]:
        begin: dict[date, list[Entry]] = defaultdict(list)
        most = IN_A_CELL[self.asked.view]
        if not self.blank:
            for action in calendar.beginning(self.call, self.wanted, self.shown, most).defer("description"):
                begin[action.day].append(Entry(Shown(action), begun=False))
        cells = [self._cell(day, begin[day], most) for day in self.shown]
        return [cells[at : at + 7] for at in range(0, len(cells), 7)]

    def _cell(self, day: date, entries: list[Entry], most: int) -> Cell:
        """What begins on the day stands before what goes on, so that a long camp hides nothing."""
        on = [each for each in self.going_on if each.day < day <= calendar.last_day(each)]
        return Cell(
            day=day,
            number=self.days.begin.get(day, 0) + len(on),
            entries=(entries + [Entry(Shown(each), begun=True) for each in on])[:most],
            url=self.url(DAY, day),
            today=day == self.today,
            outside=day not in self.own_days,
            beyond=bool(self.call and not self.call.takes(day)),
        )


@require_safe
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    asked = Asked.read(dict(request.GET.lists()))
    wanted = read(request.GET, call, besides=calendar.WORDS)
    wanted.errors.update(asked.errors)
    blank = bool(UNKNOWN & set(wanted.errors))
    days = Days({}, 0) if blank else calendar.days(call, wanted)
    leaf = Leaf(call, wanted, asked, days, now().date(), request.path, blank)
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "leaf": leaf,
        "chips": chips(wanted, lambda **changed: leaf.url(by=asked.by, **changed)),
        "kinds": kinds.choices(kinds.ACTIONS),
        "keeps": hidden(wanted, near="", kind=())
        + ([("day", leaf.day.isoformat())] if asked.day else [])
        + [("view", asked.view)],
        "query": wanted.words(page=1),
        "list_url": address("actions", call, wanted.words(page=1)),
        "subscription": of_list(call, replace(wanted, sort=""), Many(days.actions), worded(call).title if call else ""),
        "put_off": [] if blank else _put_off(wanted),
        "put_off_url": address("actions", call, wanted.words(page=1, state=("postponed",))),
        "section": "calls" if call else "actions",
    }
    if asked.view == DAY:
        return render(request, "web/calendar/day.html", words | _day(leaf))
    return render(request, "web/calendar/weeks.html", words | {"weeks": leaf.weeks})


def _put_off(wanted: ActionFilter) -> list[Shown]:
    return shown(calendar.put_off(wanted).select_related("call").prefetch_related(*BESIDE)[:PUT_OFF_SHOWN])


def _day(leaf: Leaf) -> dict[str, Any]:
    """One day whole, a page at a time: as it goes, or by place."""
    numbers = {} if leaf.blank else calendar.countries(leaf.call, leaf.wanted, leaf.day)
    by_name = sorted(numbers, key=lambda code: (not code, fold(_country(code))))
    rows: QuerySet[Action] = Action.objects.none()
    if not leaf.blank:
        at_place = leaf.asked.by == PLACE
        rows = calendar.by_place(leaf.wanted, leaf.day, by_name) if at_place else calendar.on(leaf.wanted, leaf.day)
    page = _Known(rows.select_related("call").prefetch_related(*BESIDE), ON_A_PAGE, sum(numbers.values()))
    here = page.get_page(leaf.wanted.page)
    return {
        "page": here,
        "actions": shown(here.object_list) if leaf.asked.by == TIME else [],
        "by_country": list(_by_country(here, numbers, leaf)) if leaf.asked.by == PLACE else [],
        "countries": _jumps(by_name, numbers, leaf) if leaf.asked.by == PLACE and here.has_other_pages() else [],
        "going_on": shown(leaf.going_on) if here.number == 1 else [],
        "query_of_filter": leaf.wanted.words(page=1),
        "by_time_url": leaf.url(),
        "by_place_url": leaf.url(by=PLACE),
        "query": leaf.url(by=leaf.asked.by).partition("?")[2],
    }


class _Known(Paginator):  # type: ignore[type-arg]
    """Pages of which it is known how many rows they have in all."""

    def __init__(self, rows: Any, size: int, number: int) -> None:
        super().__init__(rows, size)
        self.number_known = number

    @property
    def count(self) -> int:
        return self.number_known


def _by_country(page: Page[Action], numbers: dict[str, int], leaf: Leaf) -> Iterator[dict[str, Any]]:
    for code, rows in groupby(shown(page.object_list), key=lambda each: each.country):
        towns = [
            {"name": town, "actions": list(actions)} for town, actions in groupby(rows, key=lambda each: _town(each))
        ]
        yield {"name": _country(code), "number": numbers.get(code, 0), "towns": towns}


def _jumps(by_name: list[str], numbers: dict[str, int], leaf: Leaf) -> list[dict[str, Any]]:
    """From a long day to each of its countries."""
    return [
        {"name": _country(code), "number": numbers[code], "url": leaf.url(by=PLACE, country=(code,))}
        for code in by_name
        if code
    ]


def _country(code: str) -> str:
    return countries.name(code, get_language() or "en") if code else _("Online, or the country not given")


def _town(action: Shown) -> str:
    return _("online") if action.online else placing.names(action.place, get_language() or "en")[1]
