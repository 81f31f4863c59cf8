"""A world map drawn by the server: the projection, and points merged until a page can carry them.

Equal Earth projection: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal
of Geographical Information Science 33 (2019), doi:10.1080/13658816.2018.1504949. Areas are true, so no continent's
crowds look bigger than they are. The land in static/web/world.svg is made by bin/worldmap with the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

WIDTH, HEIGHT = 640, 300
CENTRE = 11.0  # degrees east: the map is cut in the Bering Strait, and no land is torn
NORTH, SOUTH = 83.7, -57.5  # what the frame shows; what lies beyond is drawn on its edge
MARGIN = 4.0
LARGEST, SMALLEST = 17.0, 3.2  # radii
FINEST = 8.0  # the first grid's cell, in units of the picture

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


class Dot(NamedTuple):
    x: float
    y: float
    r: float
    number: int
    crossed: bool


def equal_earth(lat: float, lon: float) -> tuple[float, float]:
    """On the unit sphere, north up; `lon` is counted from the central meridian."""
    angle = asin(sqrt(3) / 2 * sin(radians(lat)))
    square = angle * angle
    sixth = square**3
    stretch = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * sqrt(3) * radians(lon) * cos(angle) / (3 * stretch)
    return x, angle * (A1 + A2 * square + sixth * (A3 + A4 * square))


_HALF_WIDTH = equal_earth(0, 180)[0]
_TOP, _BOTTOM = equal_earth(NORTH, 0)[1], equal_earth(SOUTH, 0)[1]
_SCALE_X = (WIDTH / 2 - MARGIN) / _HALF_WIDTH
_SCALE_Y = (HEIGHT - 2 * MARGIN) / (_TOP - _BOTTOM)
SCALE = min(_SCALE_X, _SCALE_Y)


def from_centre(lon: float) -> float:
    """Degrees from the central meridian, from -180 up to 180."""
    return (lon - CENTRE + 180) % 360 - 180


def place(lat: float, degrees: float) -> tuple[float, float]:
    """Where a point stands in the picture, `degrees` being counted from the central meridian."""
    x, y = equal_earth(min(max(lat, SOUTH), NORTH), degrees)
    return WIDTH / 2 + x * SCALE, HEIGHT / 2 - (y - (_TOP + _BOTTOM) / 2) * SCALE


def project(lat: float, lon: float) -> tuple[float, float]:
    return place(lat, from_centre(lon))


@dataclass
class _Heap:
    """Points that are drawn as one: their number and their middle."""

    x: float = 0.0
    y: float = 0.0
    count: int = 0

    def add(self, x: float, y: float, count: int) -> None:
        self.count += count
        self.x += (x - self.x) * count / self.count
        self.y += (y - self.y) * count / self.count


_Heaps = dict[tuple[int, int, bool], _Heap]


def _merge(points: Iterable[tuple[float, float, int, bool]], cell: float) -> _Heaps:
    heaps: _Heaps = {}
    for x, y, count, crossed in points:
        heaps.setdefault((int(x / cell), int(y / cell), crossed), _Heap()).add(x, y, count)
    return heaps


def _heaps(points: Iterable[tuple[float, float, int, bool]], limit: int) -> _Heaps:
    cell = FINEST
    heaps = _merge(points, cell)
    while len(heaps) > limit and cell < WIDTH:
        cell *= 1.4
        heaps = _merge([(heap.x, heap.y, heap.count, key[2]) for key, heap in heaps.items()], cell)
    return heaps


def radius(count: int, most: int) -> float:
    """The area says the number."""
    return max(SMALLEST, min(LARGEST, 4 + 0.9 * sqrt(most)) * sqrt(count / most))


def dots(points: Iterable[tuple[float, float, int, bool]], limit: int = 220) -> list[Dot]:
    """Points as (lat, lon, count, crossed) become at most `limit`; the large first, so that the small stay seen."""
    placed = [(*project(lat, lon), count, crossed) for lat, lon, count, crossed in points if count > 0]
    heaps = _heaps(placed, max(limit, 2))
    most = max((heap.count for heap in heaps.values()), default=1)
    drawn = [
        Dot(round(heap.x, 1), round(heap.y, 1), round(radius(heap.count, most), 1), heap.count, key[2])
        for key, heap in heaps.items()
    ]
    return sorted(drawn, key=lambda dot: (-dot.r, dot.crossed, dot.x, dot.y))
