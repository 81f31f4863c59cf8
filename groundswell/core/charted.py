"""The charts of the record: what is drawn (lib/charts), its words in the reader's language, and its figures as a table.

Pages and files draw the same ones. Readers from right to left get them mirrored: time and figures go as their lines do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, recorded
from groundswell.core.figures import figure, span
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Estimate
from groundswell.core.ranges import Total
from groundswell.lib import periods
from groundswell.lib.charts import axes, maps, sizes, spans, timeline
from groundswell.lib.charts.drawing import Drawing
from groundswell.lib.periods import Period

TIMELINE, SIZES, DISAGREEMENT, MAPS = "timeline", "sizes", "disagreement", "maps"
NAMES = (TIMELINE, MAPS, SIZES, DISAGREEMENT)
STEP_BY_STEP = {
    periods.DAYS: _l("Day by day"),
    periods.WEEKS: _l("Week by week"),
    periods.MONTHS: _l("Month by month"),
    periods.YEARS: _l("Year by year"),
}
_AREAS = _l(
    "The area of a disc says the lowest figure, that of the ring around it the highest. Small empty rings: "
    "nobody counted. All maps have one scale."
)
SIGNS = {
    "organiser": "up", "police": "square", "press": "disc", "officials": "down", "independent": "diamond",
    "counting-team": "star", "reporter": "plus", "unknown": "cross",
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    name: str
    title: str
    told: str  # how it is read
    heads: Sequence[str]  # of the table behind it
    rows: Sequence[Sequence[str]]
    drawn: Callable[[float], Drawing]
    maps: maps.Maps | None = None
    periods: Sequence[Period] = field(default=())

    def draw(self, width: float) -> Drawing:
        drawing = self.drawn(width)
        return drawing.mirrored() if get_language_bidi() else drawing


def of(name: str, call: Call | None, wanted: ActionFilter) -> Chart | None:
    """None where there is nothing that it could show."""
    return {TIMELINE: _timeline, SIZES: _sizes, DISAGREEMENT: _disagreement, MAPS: _maps}[name](call, wanted)


def _timeline(call: Call | None, wanted: ActionFilter) -> Chart | None:
    found = recorded.timeline(call, wanted)
    if not found.steps:
        return None
    steps = [
        timeline.Step(_short(period.first, found.unit), total.low, total.high, total.known, total.unknown)
        for period, total in found.steps
    ]
    heads = timeline.Heads(_("How many people came"), _("Actions: filled, counted; open, nobody counted"))
    return Chart(
        TIMELINE,
        str(STEP_BY_STEP[found.unit]),
        _("Filled as high as the lowest figures, added up; pale from there to the highest. A dashed stub stands where "
          "actions took place and nobody counted at any."),
        [_("When"), _("Actions"), _("Nobody counted"), _("How many came")],
        [[_long(period, found.unit), *_cells(total)] for period, total in found.steps if total.happened],
        lambda width: timeline.draw(steps, heads, figure, width),
    )  # fmt: skip


def _sizes(call: Call | None, wanted: ActionFilter) -> Chart | None:
    found, total = recorded.sized(call, wanted), recorded.total(call, wanted)
    if not total.happened:
        return None
    each = [sizes.Size(_from(half), found.sure(half), found.maybe(half)) for half in found.halves]
    apart = sizes.Apart(
        total.known, total.unknown, _counted(total.known), _uncounted(total.unknown) if total.unknown else ""
    )
    heads = (
        _("How many actions were of each size"),
        _("people, from this number up to the next"),
    )
    return Chart(
        SIZES,
        _("How large they were"),
        _("Filled: every figure says that the action was of this size. Pale: some figures say so; where they differ, "
          "the action stands at each size that it may have had."),
        [_("People"), _("Every figure says so"), _("Some figures say so")],
        [[_between(half), figure(found.sure(half)), figure(found.maybe(half))] for half in found.halves],
        lambda width: sizes.draw(each, apart, *heads, figure, width),
    )  # fmt: skip


def _disagreement(call: Call | None, wanted: ActionFilter) -> Chart | None:
    actions = recorded.disputed(call, wanted)
    if not actions:
        return None
    found = [(action, _estimates(action)) for action in actions]
    rows = [_span(action, estimates) for action, estimates in found]
    counters = {estimate.counter for _action, estimates in found for estimate in estimates}
    key = {sign: capfirst(kinds.label(kinds.COUNTERS, who)) for who, sign in SIGNS.items() if who in counters}
    return Chart(
        DISAGREEMENT,
        _("Where the figures lie furthest apart"),
        _("From the lowest figure to the highest. Each sign is an end of one estimate, by who counted."),
        [_("Action"), _("How many came"), _("Estimates")],
        [[_name(action), span(action.size_low, action.size_high), _each(estimates)] for action, estimates in found],
        lambda width: spans.draw(rows, key, figure, width),
    )


def _maps(call: Call | None, wanted: ActionFilter) -> Chart | None:
    found = recorded.mapped(call, wanted)
    if not found.sheets:
        return None
    sheets = [
        maps.Sheet(_long(period, found.unit), _told(total), _spots(placed)) for period, total, placed in found.sheets
    ]
    drawn = maps.of(sheets)
    return Chart(
        MAPS,
        _("Where, and when"),
        f"{_AREAS} {_unplaced(found.unplaced)}" if found.unplaced else str(_AREAS),
        [_("When"), _("Actions"), _("Nobody counted"), _("How many came")],
        [[_long(period, found.unit), *_cells(total)] for period, total, _placed in found.sheets],
        lambda width: maps.draw(drawn, width),
        drawn,
        [period for period, _total, _placed in found.sheets],
    )  # fmt: skip


def _unplaced(many: int) -> str:
    return ngettext(
        "%(number)s action has no point on the map, and is in none of these figures.",
        "%(number)s actions have no point on the map, and are in none of these figures.",
        many,
    ) % {"number": figure(many)}


def _cells(total: Total) -> list[str]:
    return [figure(total.happened), figure(total.unknown), span(total.low, total.high) or _("not known")]


def _told(total: Total) -> str:
    actions = ngettext("%(number)s action", "%(number)s actions", total.happened) % {"number": figure(total.happened)}
    if not total.known:
        return _("%(actions)s; nobody counted") % {"actions": actions} if total.happened else actions
    people = ngettext("%(number)s person", "%(number)s people", total.high or 0) % {
        "number": f"\u2068{span(total.low, total.high)}\u2069"
    }
    told = _("%(actions)s; %(people)s") % {"actions": actions, "people": people}
    return told if not total.unknown else f"{told}; {_uncounted(total.unknown)}"


def _counted(many: int) -> str:
    return ngettext("%(number)s counted", "%(number)s counted", many) % {"number": figure(many)}


def _uncounted(many: int) -> str:
    return ngettext("nobody counted at %(number)s", "nobody counted at %(number)s", many) % {"number": figure(many)}


def _short(day: date, unit: str) -> str:
    return formats.date_format(day, {periods.MONTHS: "M Y", periods.YEARS: "Y"}.get(unit, "j M"))


def _long(period: Period, unit: str) -> str:
    written = {periods.MONTHS: "YEAR_MONTH_FORMAT", periods.YEARS: "Y"}.get(unit, "DATE_FORMAT")
    first, last = formats.date_format(period.first, written), formats.date_format(period.last, written)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _from(half: int) -> str:
    return figure(axes.HALVES[half]) if half >= 0 else figure(0)


def _between(half: int) -> str:
    if half < 0:
        return figure(0)
    return span(axes.HALVES[half], axes.HALVES[half + 1] - 1) if half + 1 < len(axes.HALVES) else f"{_from(half)} +"


def _spots(placed: Sequence[recorded.Placed]) -> tuple[maps.Spot, ...]:
    return tuple(maps.Spot(each.lat, each.lon, each.total.low, each.total.high, each.total.happened) for each in placed)


def _estimates(action: Action) -> list[Estimate]:
    return [each for report in action.accepted_reports for each in report.estimates.all() if _ends(each)]  # type: ignore[attr-defined]


def _ends(estimate: Estimate) -> list[int]:
    return [end for end in dict.fromkeys((estimate.low, estimate.high)) if end is not None]


def _span(action: Action, estimates: list[Estimate]) -> spans.Span:
    low, high = action.size_low or 0, action.size_high or 0
    signs = {(end, SIGNS.get(each.counter, "cross")) for each in estimates for end in _ends(each)}
    return spans.Span(f"\u2068{_name(action)}\u2069", f"\u2068{span(low, high)}\u2069", low, high, tuple(sorted(signs)))


def _name(action: Action) -> str:
    town = action.locality if action.locality.casefold() not in action.title.casefold() else ""
    return _(", ").join(
        part for part in (action.title, town, formats.date_format(action.day, "SHORT_DATE_FORMAT")) if part
    )


def _each(estimates: list[Estimate]) -> str:
    told = [(kinds.label(kinds.COUNTERS, each.counter), span(each.low, each.high)) for each in estimates]
    return _("; ").join(dict.fromkeys(_("%(who)s: %(many)s") % {"who": who, "many": many} for who, many in told))
