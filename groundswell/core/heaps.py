"""Actions gathered for a map: those of one square of the grid are one heap, and whoever stands alone is told whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from math import log2
from typing import Any

from django.db.models import Avg, Count, Exists, F, FloatField, Func, IntegerField, Max, Min, OuterRef, Q, QuerySet

from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Route
from groundswell.core.models.action_states import STANDING
from groundswell.lib import gathering, grid
from groundswell.lib.clock import now
from groundswell.lib.geo import Box

COLUMNS = (
    "ref", "title", "kind", "state", "over", "starts", "timezone", "timed", "undated", "day", "lat", "lon",
    "country", "locality", "town", "address",
)  # fmt: skip

Row = dict[str, Any]
LARGEST, LEAST, GROWTH = 29.0, 11.5, 1.7  # radii in pixels, as js/map/figure.js draws them
ROOM = 20.0  # ... and about half of what a finger needs
ROUNDS = 4
ADDED = ("count", "cancelled", "moved", "postponed", "happened")
ENDS: dict[str, Callable[[Any, Any], Any]] = {
    "west": min, "south": min, "one_kind": min, "first": min, "east": max, "north": max, "other_kind": max,
}  # fmt: skip


@dataclass(frozen=True)
class Heap:
    """Two actions and more that stand close together."""

    lon: float  # their middle
    lat: float
    box: Box
    count: int
    states: dict[str, int]  # how many of them are cancelled, moved, postponed or over; the others are as announced
    kind: str  # "" where there are several


@dataclass(frozen=True)
class Gathered:
    zoom: int  # by which they are gathered: less than was asked for where that would be too many
    box: Box | None  # the whole earth: none
    heaps: list[Heap]
    alone: list[Action]  # with `has_route`
    unplaced: int  # of the same filter, without a point; they are in no box

    @property
    def count(self) -> int:
        return len(self.alone) + sum(heap.count for heap in self.heaps)


def widened(wanted: ActionFilter, zoom: int) -> tuple[ActionFilter, int]:
    """What will be gathered: without order, and with its box made of whole blocks of the grid."""
    zoom = grid.fitting(wanted.bbox, zoom)
    box = grid.widened(wanted.bbox, zoom) if wanted.bbox else None
    return replace(wanted, bbox=box, page=1, sort=""), zoom


def gather(wanted: ActionFilter, zoom: int) -> Gathered:
    """What `widened` gave: two questions to the database, however many actions there are."""
    found = list(_squares(_rows(wanted), zoom))
    squares = _drawn_together((row for row in found if _placed(row)), zoom)
    alone = [row["first"] for row in squares if row["count"] == 1]
    heaps = [_heap(row) for row in squares if row["count"] > 1]
    unplaced = sum(row["count"] for row in found if not _placed(row))
    return Gathered(zoom, wanted.bbox, heaps, _told(alone), unplaced)


def _rows(wanted: ActionFilter) -> QuerySet[Action]:
    """No sum may be taken in groups over the joins and distances of some filters, so there it goes by the keys."""
    rows = wanted.rows().order_by()
    if wanted.organisation or wanted.point or wanted.q:
        return Action.objects.filter(pk__in=rows.values("pk")).order_by()
    return rows


class _Whole(Func):
    """Of a number that is not negative, without its fraction: SQLite cuts it off, PostgreSQL would round."""

    output_field = IntegerField()
    template = "CAST(%(expressions)s AS INTEGER)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(FLOOR(%(expressions)s) AS INTEGER)", **context)


def _squares(rows: QuerySet[Action], zoom: int) -> Iterable[Row]:
    moment = now()
    lasts = Q(over__gte=moment)
    over = Q(state="happened") | Q(state__in=STANDING, over__lt=moment)
    grouped: Any = rows.annotate(
        across=_Whole(grid.across(F("lon"), zoom), output_field=IntegerField()),
        down=_Whole(grid.down(F("lat"), zoom), output_field=IntegerField()),
    ).values("across", "down")
    return grouped.annotate(  # type: ignore[no-any-return]
        count=Count("pk"),
        cancelled=Count("pk", filter=Q(state="cancelled")),
        moved=Count("pk", filter=lasts & Q(state="moved")),
        postponed=Count("pk", filter=lasts & Q(state="postponed")),
        happened=Count("pk", filter=over),
        middle_lon=Avg("lon", output_field=FloatField()),
        middle_lat=Avg("lat", output_field=FloatField()),
        west=Min("lon"),
        east=Max("lon"),
        south=Min("lat"),
        north=Max("lat"),
        one_kind=Min("kind"),
        other_kind=Max("kind"),
        first=Min("pk"),
    ).order_by("-count", "first")


def _placed(row: Row) -> bool:
    return row["across"] is not None and row["down"] is not None


def _drawn_together(rows: Iterable[Row], zoom: int) -> list[Row]:
    """Squares whose middles are so close that they would be drawn upon each other, made one."""
    found = list(rows)
    for _round in range(ROUNDS):
        fewer = gathering.apart(found, place=partial(_at, zoom=zoom), radius=partial(_radius, zoom=zoom), join=_sum)
        if len(fewer) == len(found):
            break
        found = fewer
    return found


def _at(row: Row, zoom: int) -> tuple[float, float]:
    """In pixels."""
    side = grid.side(zoom)
    return grid.across(row["middle_lon"], zoom) * side, grid.down(row["middle_lat"], zoom) * side


def _radius(row: Row, zoom: int) -> float:
    room = ROOM * grid.side(zoom) / grid.side(0)  # where single houses are apart, so are they
    return max(room, min(LARGEST, LEAST + GROWTH * log2(row["count"])) if row["count"] > 1 else 0)


def _sum(one: Row, other: Row) -> Row:
    both = {name: least(one[name], other[name]) for name, least in ENDS.items()}
    both |= {name: one[name] + other[name] for name in ADDED}
    for name in ("middle_lon", "middle_lat"):
        both[name] = (one[name] * one["count"] + other[name] * other["count"]) / both["count"]
    return both


def _heap(row: Row) -> Heap:
    states = {state: row[state] for state in ("cancelled", "moved", "postponed", "happened") if row[state]}
    box = (row["west"], row["south"], row["east"], row["north"])
    kind = row["one_kind"] if row["one_kind"] == row["other_kind"] else ""
    return Heap(row["middle_lon"], row["middle_lat"], box, row["count"], states, kind)


def _told(keys: list[int]) -> list[Action]:
    lines = Route.objects.shown().filter(action=OuterRef("pk"), length_km__isnull=False)
    rows = Action.objects.filter(pk__in=keys).only(*COLUMNS).annotate(has_route=Exists(lines))
    return list(rows.order_by("day", "starts", "id"))
