"""What the record says of a filter, summed up: by time, by place, by size, by kind; how sure it is, and what it lacks.

Every sum is one question, grouped by the database. A sum over nothing known is None: unknown, not 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from groundswell.core import kinds, numbers, once, ranges
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Citation, Overlap, Report
from groundswell.core.models.overlap import SAME
from groundswell.core.models.report import REVIEWED, UNREVIEWED, VERIFIED
from groundswell.core.once import Once
from groundswell.core.ranges import NOTHING, Sums, Total
from groundswell.lib import periods
from groundswell.lib.charts import axes
from groundswell.lib.clock import minute
from groundswell.lib.periods import Period

T = TypeVar("T")
MAPS = 6
DISPUTED = 8
HARM = tuple(kinds.HARM)


@dataclass(frozen=True)
class Told:
    """Of how many actions it is told whether there were any, and at how many there were."""

    name: str
    known: int
    any: int


@dataclass(frozen=True)
class Reported:
    """The reports that stand, and how far they were looked over."""

    actions: int  # with a report
    reports: int
    unreviewed: int
    reviewed: int
    verified: int
    sourceless: int
    harm: tuple[Told, ...]


@dataclass(frozen=True)
class Timeline:
    unit: str
    steps: tuple[tuple[Period, Total], ...]


@dataclass(frozen=True)
class Sized:
    """Actions by the halves of powers of ten that their lowest and their highest figure lie in."""

    pairs: tuple[tuple[int, int, int], ...]  # lowest, highest, how many

    def sure(self, half: int) -> int:
        return sum(many for low, high, many in self.pairs if low == high == half)

    def maybe(self, half: int) -> int:
        return sum(many for low, high, many in self.pairs if low <= half <= high and low != high)

    @property
    def halves(self) -> range:
        if not self.pairs:
            return range(0)
        return range(min(low for low, _high, _many in self.pairs), max(high for _low, high, _many in self.pairs) + 1)


@dataclass(frozen=True)
class Placed:
    lat: float
    lon: float
    total: Total


@dataclass(frozen=True)
class Mapped:
    unit: str
    sheets: tuple[tuple[Period, Total, tuple[Placed, ...]], ...]
    unplaced: int  # how many have no point


@dataclass(frozen=True)
class KindNumbers(Total):
    kind: str = ""


@dataclass(frozen=True)
class CountryNumbers(Total):
    country: str = ""


@dataclass(frozen=True)
class Summary:
    """What is summed up of one look at the rows."""

    timeline: Timeline
    kinds: list[KindNumbers]
    countries: list[CountryNumbers]


def reported(call: Call | None, wanted: ActionFilter) -> Reported:
    return _remembered("reported", call, wanted, lambda: _reported(wanted))


def total(call: Call | None, wanted: ActionFilter) -> Total:
    return _remembered("total", call, wanted, lambda: ranges.total(numbers.happened(wanted)))


def timeline(call: Call | None, wanted: ActionFilter) -> Timeline:
    return _summary(call, wanted).timeline


def by_kind(call: Call | None, wanted: ActionFilter) -> list[KindNumbers]:
    """Those with the most actions first."""
    return _summary(call, wanted).kinds


def by_country(call: Call | None, wanted: ActionFilter) -> list[CountryNumbers]:
    """Those with the most actions first."""
    return _summary(call, wanted).countries


def _summary(call: Call | None, wanted: ActionFilter) -> Summary:
    return _remembered("summary", call, wanted, lambda: _summed(wanted))


def sized(call: Call | None, wanted: ActionFilter) -> Sized:
    return _remembered("sizes", call, wanted, lambda: _sized(wanted))


def mapped(call: Call | None, wanted: ActionFilter) -> Mapped:
    return _remembered("maps", call, wanted, lambda: _mapped(wanted))


def disputed(call: Call | None, wanted: ActionFilter, many: int = DISPUTED) -> list[Action]:
    """Those whose figures lie furthest apart, by how many times the highest is the lowest; with their reports."""
    return once.told(_remembered("disputed", call, wanted, lambda: _disputed(wanted, many), many))


def largest(call: Call | None, wanted: ActionFilter, many: int) -> list[Action]:
    """Those that most came to, with their reports."""
    return once.told(_remembered("largest", call, wanted, lambda: numbers.most_reported(wanted, many), many))


def unreported(call: Call | None, wanted: ActionFilter, many: int) -> QuerySet[Action]:
    """Those that took place and that nobody reported on, the latest first."""
    keys = _remembered("unreported", call, wanted, lambda: _unreported(wanted, many), many)
    return Action.objects.filter(pk__in=keys).order_by("-day", "-starts", "-id")


def _remembered(name: str, call: Call | None, wanted: ActionFilter, work_out: Callable[[], T], many: int = 0) -> T:
    # The minute is there because actions are over by and by, without a fact.
    key = ("recorded", name, many, call and call.pk, wanted.call, wanted.words(page=1, sort=""), minute())
    return numbers.remembered(key, call, work_out)


def _rows(wanted: ActionFilter) -> QuerySet[Action]:
    return ranges.groupable(numbers.happened(wanted))


def _reported(wanted: ActionFilter) -> Reported:
    """Of each action first, which under two calls is one: yes where any of its reports says so."""
    reports = Report.objects.accepted().filter(action__in=numbers.happened(wanted).order_by().values("pk")).order_by()
    cited = Citation.objects.filter(report=OuterRef("pk"))
    counts = {
        "reports": Count("pk"),
        "sourceless": Count(Case(When(~Exists(cited), then=1))),
        **{level: Count(Case(When(verification=level, then=1))) for level in (UNREVIEWED, REVIEWED, VERIFIED)},
    }
    said = {
        f"{name}_said": Max(Case(When(**{f"{name}_any": True}, then=1), When(**{f"{name}_any": False}, then=0)))
        for name in HARM
    }
    sums: dict[str, Any] = {f"{name}_known": Count(f"{name}_said") for name in HARM}
    sums |= {f"{name}_yes": Sum(f"{name}_said") for name in HARM}
    many = {f"many_{name}": Sum(name) for name in counts}
    same = Overlap.objects.filter(action=OuterRef("action"), relation=SAME).values("whole")
    one = Coalesce(Subquery(same), F("action"), output_field=BigIntegerField())
    each = reports.annotate(one=one).values("one").annotate(**counts, **said)
    found = each.aggregate(actions=Count("one"), **many, **sums)
    told = tuple(Told(name, found[f"{name}_known"], found[f"{name}_yes"] or 0) for name in HARM)
    return Reported(found["actions"], **{name: found[f"many_{name}"] or 0 for name in counts}, harm=told)


def _summed(wanted: ActionFilter) -> Summary:
    sums = Sums.of(numbers.happened(wanted), "day", "kind", "country")
    kinds = [KindNumbers(**asdict(each), kind=kind) for (kind,), each in sums.by("kind").items()]
    lands = [CountryNumbers(**asdict(each), country=country) for (country,), each in sums.by("country").items()]
    return Summary(
        _timeline(sums),
        sorted(kinds, key=lambda each: (-each.happened, each.kind)),
        sorted(lands, key=lambda each: (-each.happened, each.country)),
    )


def _timeline(sums: Sums) -> Timeline:
    days = sums.values("day")
    if not days:
        return Timeline(periods.DAYS, ())
    first, last = min(days), max(days)
    unit = periods.unit_of(first, last)
    totals = sums.by("day", key=lambda day: periods.begin(day, unit))
    steps = periods.periods(first, last, unit)
    return Timeline(unit, tuple((step, totals.get(step.first, NOTHING)) for step in steps))


def _sized(wanted: ActionFilter) -> Sized:
    pairs: Counter[tuple[int, int]] = Counter()
    rows = _rows(wanted).filter(ranges.COUNTED)
    groups = rows.annotate(lower=_half("size_low", "size_high"), upper=_half("size_high", "size_low"))
    for low, high, many in groups.order_by().values_list("lower", "upper").annotate(many=Count("pk")):
        pairs[low, high] += many
    for one in ranges.twins(rows):
        pairs.subtract((axes.half(low), axes.half(high)) for low, high in one.ends)
        low, high = one.together
        pairs[axes.half(low), axes.half(high)] += 1
    return Sized(tuple((low, high, many) for (low, high), many in sorted(pairs.items()) if many > 0))


def _half(name: str, other: str) -> Case:
    """As `axes.half` has it; where only one end was told it stands for both."""
    downwards = list(reversed(list(enumerate(axes.HALVES))))
    own = [When(**{f"{name}__gte": least}, then=at) for at, least in downwards]
    others = [When(**{f"{name}__isnull": True, f"{other}__gte": least}, then=at) for at, least in downwards]
    return Case(*own, *others, default=-1, output_field=IntegerField())


def _mapped(wanted: ActionFilter) -> Mapped:
    rows = numbers.happened(wanted)
    ends = rows.filter(lat__isnull=False, lon__isnull=False).order_by().aggregate(first=Min("day"), last=Max("day"))
    if not ends["first"]:
        return Mapped(periods.DAYS, (), 0)
    unit, steps = periods.few(ends["first"], ends["last"], MAPS)
    at = Case(*(When(day__lte=step.last, then=number) for number, step in enumerate(steps)), output_field=_NUMBER)
    sums = Sums.of(rows, "lat", "lon", step=at)
    placed = sums.known("lat").known("lon")
    spots: defaultdict[int, list[Placed]] = defaultdict(list)
    for (lat, lon, number), each in placed.by("lat", "lon", "step").items():
        spots[number].append(Placed(lat, lon, each))
    totals = placed.by("step", key=int)
    sheets = ((step, totals.get(number, NOTHING), tuple(spots[number])) for number, step in enumerate(steps))
    return Mapped(unit, tuple(sheets), sums.total().happened - placed.total().happened)


_NUMBER = IntegerField()


_APART: dict[str, Any] = {
    "apart": Cast(F("size_high"), FloatField()) / Cast(Greatest(F("size_low"), 1), FloatField()),
}


def _disputed(wanted: ActionFilter, many: int) -> list[Once]:
    rows = _rows(wanted)
    apart: Any = rows.filter(size_high__gt=F("size_low")).annotate(**_APART)
    found = once.first(apart.order_by("-apart", "id"), rows, lambda each: (-_times(each), each.pages), many)
    return [each for each in found if each.high > each.low]


def _times(one: Once) -> float:
    return one.high / max(one.low, 1) if one.high > one.low else 0


def _unreported(wanted: ActionFilter, many: int) -> list[int]:
    # Not by EXISTS: SQLite would look through all reports for each action.
    rows = _rows(wanted)
    untold = rows.exclude(pk__in=Report.objects.accepted().order_by().values("action")).values_list("pk", flat=True)
    named = _named_already(rows)
    keys = untold.order_by("-day", "-starts", "-id")[: many + len(named)]
    return [key for key in keys if key not in named][:many]


def _named_already(rows: QuerySet[Action]) -> set[int]:
    """Those that are the same as another one of these, under another call, which was reported on or is named itself."""
    if not (same := ranges.twins(rows)):
        return set()
    reports = Report.objects.accepted().filter(action__in=ranges.overlapping(rows).values("pk"))
    told = set(reports.values_list("action", flat=True))
    found = (one.actions if told.intersection(one.actions) else one.actions[1:] for one in same)
    return {action for actions in found for action in actions}
