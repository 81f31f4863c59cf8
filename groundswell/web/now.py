"""The day of action around the world, as it is now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import around, countries, kinds
from groundswell.core.around import ON, Around, Zone
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web.access import call_seen
from groundswell.web.actions import UNKNOWN
from groundswell.web.filtering import address, chips, hidden, read
from groundswell.web.showing import Shown
from groundswell.web.templatetags.words import figure, span

COUNTRIES_NAMED = 4  # in one zone
MOST_NAMED = 3  # actions in all zones of one offset
WIDE, HIGH = 800, 150  # of the strip, in its own units
FEW = 5  # fewer actions need no picture
FOOT = 26  # below the bars, for the hours


@require_safe
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    wanted = read(request.GET, call)
    blank = bool(UNKNOWN & set(wanted.errors))
    at = None if blank else around.around(call, wanted)
    query = wanted.words(page=1)
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "query": query,
        "here": request.path,
        "again": request.path + (f"?{query}" if query else ""),
        "chips": chips(wanted, lambda **changed: request.path + "?" + wanted.words(page=1, **changed)),
        "kinds": kinds.choices(kinds.ACTIONS),
        "keeps": hidden(wanted, near="", kind=()),
        "list_url": address("actions", call, query),
        "moment": now(),
        "at": at,
        "record_url": reverse("call-record", args=[call.slug]) if call else reverse("record"),
        "section": "calls" if call else "actions",
    }
    return render(request, "web/now/show.html", words | (_told(at, call, wanted) if at else {}))


def _told(at: Around, call: Call | None, wanted: ActionFilter) -> dict[str, Any]:
    first = Shown(found) if at.phase == around.BEFORE and (found := around.first_of(wanted, at.day)) else None
    return {
        "day_text": formats.date_format(at.day, _("l j F Y")),
        "day_url": _day_url(call, wanted, at.day),
        "tally": _tally(at) if at.phase == ON else [],
        "zones": _zones(at, call, wanted),
        "strip": strip(at) if at.figures.actions >= FEW else {},
        "first": first,
        "first_in": span(first.starts - at.moment) if first else "",
    }


def _day_url(call: Call | None, wanted: ActionFilter, day: date, **changed: Any) -> str:
    query = wanted.words(page=1, **changed)
    leaf = urlencode({"view": "day", "day": day.isoformat()})
    return address("calendar", call, "&".join(filter(None, (query, leaf))))


def _tally(at: Around) -> list[dict[str, str]]:
    told = at.figures
    lines = [
        (ngettext("action under way", "actions under way", told.under_way), told.under_way),
        (ngettext("begins within three hours", "begin within three hours", told.soon), told.soon),
        (ngettext("ended in the last three hours", "ended in the last three hours", told.just_over), told.just_over),
        (ngettext("still to come", "still to come", told.to_come), told.to_come),
    ]
    return [{"label": label, "value": figure(number)} for label, number in lines]


@dataclass(frozen=True)
class Named:
    """An action that is under way, or begins soon."""

    action: Shown
    moment: datetime

    @property
    def begun(self) -> bool:
        return bool(self.action.starts <= self.moment)

    @property
    def text(self) -> str:
        length = abs(self.action.starts - self.moment)
        if length < MINUTE:
            return _("begins now")
        if self.begun:
            return _("began %(time)s ago") % {"time": span(length, 1)}
        return _("begins in %(time)s") % {"time": span(length)}

    @property
    def town(self) -> str:
        return self.action.town_text


MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ShownZone:
    zone: Zone
    here: datetime  # what its clocks show
    countries: list[dict[str, str]]
    more: int  # countries
    named: list[Named]

    @property
    def offset_text(self) -> str:
        return offset_text(self.zone.offset)

    @property
    def clock(self) -> str:
        return f"{self.here:%H:%M}"

    @property
    def weekday(self) -> str:
        return formats.date_format(self.here, "l")

    @property
    def first_text(self) -> str:
        """When the first of those to come begins, by the clocks there."""
        if not self.zone.first:
            return ""
        first = self.zone.first.astimezone(timezone(self.zone.offset))
        same_day = first.date() == self.here.date()
        return formats.date_format(first, "H:i" if same_day else _("D j M, H:i"))

    @property
    def minutes(self) -> int:
        """For the script that keeps the clock going."""
        return int(self.zone.offset.total_seconds()) // 60


def offset_text(offset: timedelta) -> str:
    """UTC+5:45, UTC−3, UTC: as people say it, with a true minus."""
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _zones(at: Around, call: Call | None, wanted: ActionFilter) -> list[ShownZone]:
    rows: dict[timedelta, list[Named]] = defaultdict(list)
    if at.phase == ON:
        for action in around.named(call, wanted, at).defer("description"):
            each = Shown(action)
            offset = at.moment.astimezone(each.start.tzinfo).utcoffset() or timedelta()
            rows[offset].append(Named(each, at.moment))
    return [
        ShownZone(
            zone,
            at.moment.astimezone(timezone(zone.offset)),
            [
                {"name": _country(code), "url": _day_url(call, wanted, at.day, country=(code,)) if code else ""}
                for code, _many in zone.countries[:COUNTRIES_NAMED]
            ],
            len(zone.countries[COUNTRIES_NAMED:]),
            rows[zone.offset][:MOST_NAMED],
        )
        for zone in at.zones
    ]


def _country(code: str) -> str:
    return countries.name(code, get_language() or "en") if code else _("online")


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    when: str  # past, now, or to come
    number: int
    begins: datetime
    middle: float
    label: str  # beneath it, under some


def strip(at: Around) -> dict[str, Any]:
    """A bar for each hour of UTC, as high as actions are under way then; and where now is."""
    if not at.hours:
        return {}
    most = max(hour.under_way for hour in at.hours)
    step = WIDE / len(at.hours)
    bars = [_bar(number, hour, at, step, most) for number, hour in enumerate(at.hours)]
    began = at.hours[0].begins
    now_at = (at.moment - began) / timedelta(hours=1) * step
    peak = max(at.hours, key=lambda hour: hour.under_way)
    return {
        "bars": bars,
        "now": round(now_at, 1) if 0 <= now_at <= WIDE else None,
        "now_label": round(min(max(now_at, 24), WIDE - 24), 1),
        "most": peak.under_way,
        "peak": peak.begins.astimezone(UTC),
        "wide": WIDE,
        "high": HIGH + FOOT,
        "floor": HIGH,
    }


def _bar(number: int, hour: around.Hour, at: Around, step: float, most: int) -> Bar:
    # The least is still to be seen.
    height = max(3.0, (HIGH - 22) * hour.under_way / most) if hour.under_way else 0.0
    ends = hour.begins + timedelta(hours=1)
    when = "past" if ends <= at.moment else "present" if hour.begins <= at.moment else "to-come"
    return Bar(
        x=round(number * step + 1, 1),
        y=round(HIGH - height, 1),
        width=round(step - 2, 1),
        height=round(height, 1),
        when=when,
        number=hour.under_way,
        begins=hour.begins,
        middle=round(number * step, 1),
        label=f"{hour.begins:%H}" if hour.begins.hour % 6 == 0 else "",
    )
