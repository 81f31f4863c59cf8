"""Actions gathered for a map: those of one square of the grid are one heap, and whoever stands alone is told whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Avg, Count, Exists, F, FloatField, Func, IntegerField, Max, Min, OuterRef, Q, QuerySet

from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Route
from groundswell.core.models.action import STANDING
from groundswell.lib import grid
from groundswell.lib.clock import now
from groundswell.lib.geo import Box

COLUMNS = (
    "ref", "title", "kind", "state", "over", "starts", "timezone", "timed", "undated", "day", "lat", "lon",
    "country", "locality", "town", "address",
)  # fmt: skip


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
    """What `widened` gave: three questions to the database, however many actions there are."""
    rows = _rows(wanted)
    squares = list(_squares(rows.filter(lat__isnull=False, lon__isnull=False), zoom))
    alone = [row["first"] for row in squares if row["count"] == 1]
    heaps = [_heap(row) for row in squares if row["count"] > 1]
    unplaced = 0 if wanted.bbox else rows.filter(Q(lat=None) | Q(lon=None)).count()
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


def _squares(rows: QuerySet[Action], zoom: int) -> QuerySet[Any]:
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


def _heap(row: dict[str, Any]) -> Heap:
    states = {state: row[state] for state in ("cancelled", "moved", "postponed", "happened") if row[state]}
    box = (row["west"], row["south"], row["east"], row["north"])
    kind = row["one_kind"] if row["one_kind"] == row["other_kind"] else ""
    return Heap(row["middle_lon"], row["middle_lat"], box, row["count"], states, kind)


def _told(keys: list[int]) -> list[Action]:
    lines = Route.objects.shown().filter(action=OuterRef("pk"), length_km__isnull=False)
    rows = Action.objects.filter(pk__in=keys).only(*COLUMNS).annotate(has_route=Exists(lines))
    return list(rows.order_by("day", "starts", "id"))
