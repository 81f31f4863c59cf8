"""The frame of a map that the server draws: the whole world, or a part of it, and where a point stands in it.

A part is drawn in Lambert's azimuthal equal-area projection about its own middle (J. P. Snyder, "Map Projections: A
Working Manual", 1987, section 24): areas are true, as on the map of the world, and a country looks as people know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import asin, atan2, cos, degrees, floor, hypot, log10, radians, sin, sqrt

from groundswell.lib import worldmap
from groundswell.lib.geo import EARTH_KM, Box

Point = tuple[float, float]

WIDTH = 1000
LOWEST, HIGHEST = 500, 860  # heights
MARGIN = 50.0
WORLD_SCALE = WIDTH / worldmap.WIDTH
WORLD_HEIGHT = round(worldmap.HEIGHT * WORLD_SCALE)
WIDEST, TALLEST = 130.0, 80.0  # degrees: what is larger is shown as the world
SMALLEST = 1.0  # degrees from south to north: the ground has nothing finer to show


@dataclass(frozen=True)
class Frame:
    lat: float
    lon: float
    scale: float  # units of the picture to the earth's radius
    x: float  # where the middle of the projection stands in the picture
    y: float
    height: int
    world: bool = False

    def place(self, lat: float, lon: float) -> Point:
        if self.world:
            x, y = worldmap.project(lat, lon)
            return x * WORLD_SCALE, y * WORLD_SCALE
        return self.from_centre(lat, (lon - self.lon + 180) % 360 - 180)

    def from_centre(self, lat: float, east: float) -> Point:
        """`east` is counted in degrees from the middle."""
        x, y = equal_area(lat, east, self.lat)
        return self.x + x * self.scale, self.y - y * self.scale

    @cached_property
    def inside(self) -> Box:
        """The picture and a little more, in its own units."""
        return -4.0, -4.0, WIDTH + 4.0, self.height + 4.0

    @cached_property
    def reach(self) -> Box:
        """West, south, east, north of all that may be seen, in degrees, the longitudes counted from the middle."""
        left, top, right, bottom = self.inside
        edge = [(left + (right - left) * i / 24, y) for i in range(25) for y in (top, bottom)]
        edge += [(x, top + (bottom - top) * i / 24) for i in range(25) for x in (left, right)]
        seen = [back((x - self.x) / self.scale, (self.y - y) / self.scale, self.lat) for x, y in edge]
        lats, lons = [lat for lat, _ in seen], [lon for _, lon in seen]
        south, north = max(min(lats) - 1, -90.0), min(max(lats) + 1, 90.0)
        for pole in (-90, 90):
            x, y = self.from_centre(pole, 0)
            if left <= x <= right and top <= y <= bottom:
                return -180.0, -90.0 if pole < 0 else south, 180.0, 90.0 if pole > 0 else north
        return max(min(lons) - 2, -180.0), south, min(max(lons) + 2, 180.0), north

    @property
    def bar(self) -> tuple[int, int]:
        """A scale bar: how many units long, and how many kilometres that is at the middle."""
        most = WIDTH / 5 / self.scale * EARTH_KM
        power = 10 ** floor(log10(most))
        km = next(step for step in (5 * power, 2 * power, power) if step <= most)
        return round(km / EARTH_KM * self.scale), round(km)


WORLD = Frame(0, worldmap.CENTRE, 1, 0, 0, WORLD_HEIGHT, world=True)


def equal_area(lat: float, east: float, middle: float) -> Point:
    """On the unit sphere, north up. The point opposite the middle has no place: it is put far away."""
    phi, phi1, turn = radians(lat), radians(middle), radians(east)
    near = 1 + sin(phi1) * sin(phi) + cos(phi1) * cos(phi) * cos(turn)
    k = sqrt(2 / max(near, 1e-6))
    return k * cos(phi) * sin(turn), k * (cos(phi1) * sin(phi) - sin(phi1) * cos(phi) * cos(turn))


def back(x: float, y: float, middle: float) -> Point:
    """Latitude, and degrees from the middle."""
    rho, phi1 = hypot(x, y), radians(middle)
    if rho < 1e-9:
        return middle, 0.0
    c = 2 * asin(min(1.0, rho / 2))
    lat = asin(max(-1.0, min(1.0, cos(c) * sin(phi1) + y * sin(c) * cos(phi1) / rho)))
    return degrees(lat), degrees(atan2(x * sin(c), rho * cos(phi1) * cos(c) - y * sin(phi1) * sin(c)))


def width_of(box: Box) -> float:
    """In degrees; west of more than east crosses 180°."""
    west, _south, east, _north = box
    return east - west if west <= east else east - west + 360


def frame_of(box: Box | None) -> Frame:
    """The frame that shows a box whole; the world where there is none, or where it is about as large."""
    if not box or width_of(box) > WIDEST or box[3] - box[1] > TALLEST:
        return WORLD
    west, south, _east, north = enlarged(box)
    width = width_of(enlarged(box))
    lat, lon = (south + north) / 2, (west + width / 2 + 180) % 360 - 180
    edge = [(south + (north - south) * i / 8, side) for i in range(9) for side in (-width / 2, width / 2)]
    edge += [(side, width * (i / 8 - 0.5)) for i in range(9) for side in (south, north)]
    xs, ys = zip(*(equal_area(*point, lat) for point in edge), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    height = round(min(HIGHEST, max(LOWEST, WIDTH * high / wide)) / 20) * 20
    scale = min((WIDTH - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high)
    x, y = WIDTH / 2 - (max(xs) + min(xs)) / 2 * scale, height / 2 + (max(ys) + min(ys)) / 2 * scale
    return Frame(round(lat, 3), round(lon, 3), round(scale, 2), round(x, 1), round(y, 1), height)


def enlarged(box: Box) -> Box:
    """To the smallest size that is worth drawing."""
    west, south, _east, north = box
    width, middle = width_of(box), (south + north) / 2
    high = max(north - south, SMALLEST)
    wide = max(width, 1.6 * SMALLEST / max(cos(radians(middle)), 0.1))
    west -= (wide - width) / 2
    middle = max(-90 + high / 2, min(90 - high / 2, middle))
    return _wrapped(west), middle - high / 2, _wrapped(west + wide), middle + high / 2


def scaled(box: Box, times: float) -> Box | None:
    """The box about the same middle, so many times as wide and as high; none where that is the world."""
    west, south, _east, north = enlarged(box)
    width, high = width_of(enlarged(box)), north - south
    wide, tall = width * times, high * times
    if wide > WIDEST or tall > TALLEST:
        return None
    west -= (wide - width) / 2
    return (
        _wrapped(west),
        max(south - (tall - high) / 2, -90.0),
        _wrapped(west + wide),
        min(north + (tall - high) / 2, 90.0),
    )


def box_of(points: Iterable[Point]) -> Box | None:
    """The smallest box around points of (latitude, longitude), without the widest gap between their longitudes."""
    points = list(points)
    if not points:
        return None
    lats, lons = [lat for lat, _lon in points], sorted({lon for _lat, lon in points})
    gaps = [(b - a, at) for at, (a, b) in enumerate(pairwise(lons), 1)]
    widest, at = max(gaps, default=(0.0, 0))
    if widest <= lons[0] + 360 - lons[-1]:
        return lons[0], min(lats), lons[-1], max(lats)
    return lons[at], min(lats), lons[at - 1], max(lats)


def together(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around boxes. One that is half the earth wide is taken by its ends alone."""
    return box_of((lat, lon) for west, south, east, north in boxes for lat, lon in ((south, west), (north, east)))


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180 if not -180 <= lon <= 180 else lon


def clipped(ring: list[Point], box: Box) -> list[Point]:
    """Sutherland and Hodgman: what of a ring lies in a box."""
    for axis, edge, keep in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        if all((point[axis] - edge) * keep >= 0 for point in ring):
            continue
        out: list[Point] = []
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            if (a[axis] - edge) * keep >= 0:
                out.append(a)
            if (a[axis] - edge) * (b[axis] - edge) < 0:
                other = a[1 - axis] + (b[1 - axis] - a[1 - axis]) * (edge - a[axis]) / (b[axis] - a[axis])
                out.append((edge, other) if axis == 0 else (other, edge))
        ring = out
    return ring
