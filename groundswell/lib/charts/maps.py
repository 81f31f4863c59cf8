"""The same part of the world at several times, beside each other.

Discs say by their area how much there was at least, rings how much at most; a small hollow ring stands where it is not
known. All sheets share one frame and one scale, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from groundswell.lib import frame, ground
from groundswell.lib.charts.drawing import (
    MAYBE,
    NONE,
    SOFT,
    STRONG,
    SURE,
    Drawing,
    Land,
    Mark,
    Sign,
    Words,
    broken,
    together,
)
from groundswell.lib.frame import Frame

CELL = 30.0  # units of the frame: what stands nearer is one disc
LARGEST, SMALLEST, UNKNOWN = 74.0, 9.0, 8.0  # radii
POINTS = 620  # of the ground
ACROSS, BETWEEN = 3, 18.0


@dataclass(frozen=True)
class Spot:
    lat: float
    lon: float
    low: int | None
    high: int | None
    count: int


@dataclass(frozen=True)
class Sheet:
    label: str
    told: str
    spots: tuple[Spot, ...]


@dataclass
class _Heap:
    x: float = 0.0
    y: float = 0.0
    count: int = 0
    low: int | None = None
    high: int | None = None

    def add(self, x: float, y: float, spot: Spot) -> None:
        self.count += spot.count
        self.x += (x - self.x) * spot.count / self.count
        self.y += (y - self.y) * spot.count / self.count
        if spot.high is not None:
            self.low = (self.low or 0) + (spot.low or 0)
            self.high = (self.high or 0) + spot.high


@dataclass(frozen=True)
class Maps:
    frame: Frame
    land: str
    borders: str
    sheets: tuple[tuple[Sheet, list[Mark]], ...]

    @property
    def height(self) -> int:
        return self.frame.height


def of(sheets: Sequence[Sheet]) -> Maps:
    points = [(spot.lat, spot.lon) for sheet in sheets for spot in sheet.spots]
    within = frame.frame_of(frame.box_of(points))
    heaps = [_heaps(sheet, within) for sheet in sheets]
    most = max((heap.high or 0 for each in heaps for heap in each), default=0)
    drawn = None if within.world else ground.draw(within, (), POINTS)
    return Maps(
        frame=within,
        land=drawn.land if drawn else ground.world(POINTS),
        borders=drawn.borders if drawn else "",
        sheets=tuple((sheet, _discs(each, most)) for sheet, each in zip(sheets, heaps, strict=True)),
    )


def draw(maps: Maps, width: float) -> Drawing:
    """All sheets on one, with their words: for taking away. On a page each is a picture of its own."""
    each = (width - BETWEEN * (ACROSS - 1)) / ACROSS
    scale = each / frame.WIDTH
    high = maps.height * scale + 58
    parts = [
        (_sheet(maps, sheet, marks, each, scale), (at % ACROSS) * (each + BETWEEN), at // ACROSS * high)
        for at, (sheet, marks) in enumerate(maps.sheets)
    ]
    rows = -(-len(maps.sheets) // ACROSS)
    return together(parts, width, rows * high)


def _sheet(maps: Maps, sheet: Sheet, marks: list[Mark], width: float, scale: float) -> Drawing:
    own: list[Mark] = [Words(STRONG, 0, 12, sheet.label)]
    own += [
        Words(SOFT, 0, 28 + 13 * at, line, size=10.5) for at, line in enumerate(broken(sheet.told, width, 10.5)[:2])
    ]
    own.append(Land("land", maps.land, 0, 48, scale, frame.WIDTH, maps.height))
    if maps.borders:
        own.append(Land("border", maps.borders, 0, 48, scale, frame.WIDTH, maps.height))
    own += [_smaller(mark, scale) for mark in marks if isinstance(mark, Sign)]
    return Drawing(width, maps.height * scale + 48, own)


def _smaller(sign: Sign, scale: float) -> Sign:
    return Sign(sign.kind, sign.shape, sign.x * scale, 48 + sign.y * scale, sign.r * scale)


def _heaps(sheet: Sheet, within: Frame) -> list[_Heap]:
    heaps: dict[tuple[int, int], _Heap] = {}
    for spot in sheet.spots:
        x, y = within.place(spot.lat, spot.lon)
        heaps.setdefault((int(x // CELL), int(y // CELL)), _Heap()).add(x, y, spot)
    return list(heaps.values())


def _discs(heaps: list[_Heap], most: int) -> list[Mark]:
    """The unknown first, then the large: so that the small stay seen."""
    marks: list[Mark] = [Sign(NONE, "disc", round(h.x), round(h.y), UNKNOWN) for h in heaps if h.high is None]
    for heap in sorted((h for h in heaps if h.high is not None), key=lambda heap: -(heap.high or 0)):
        low, high = _radius(heap.low or 0, most), _radius(heap.high or 0, most)
        marks.append(Sign(SURE, "disc", round(heap.x), round(heap.y), low))
        if high > low:
            marks.append(Sign(MAYBE, "disc", round(heap.x), round(heap.y), high))
    return marks


def _radius(number: int, most: int) -> float:
    return round(max(SMALLEST, LARGEST * sqrt(number / max(most, 1))), 1)
