"""Lines on the round earth: how long, made simpler, and where on them something lies. Points are (lat, lon)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

from groundswell.lib.geo import KM_PER_DEGREE, distance_km

Point = tuple[float, float]

FINEST = 0.002  # km: nobody walks more exactly than two metres
DECIMALS = 5  # of a degree: about a metre


def length_km(line: Sequence[Point]) -> float:
    return sum(distance_km(*one, *other) for one, other in pairwise(line))


def rounded(line: Sequence[Point]) -> list[Point]:
    """Without points that say the same as the one before."""
    found: list[Point] = []
    for lat, lon in line:
        point = (round(lat, DECIMALS), round(lon, DECIMALS))
        if not found or found[-1] != point:
            found.append(point)
    return found


def simpler(line: Sequence[Point], most: int) -> list[Point]:
    """The same line with at most `most` points: first what is off by two metres goes, then ever more.

    D. H. Douglas, T. K. Peucker, "Algorithms for the reduction of the number of points required to represent a
    digitized line or its caricature", Cartographica 10 (1973), doi:10.3138/FM57-6770-U75U-7727.
    """
    tolerance, kept = FINEST, list(line)
    flat = flattened(kept)
    while len(kept) > 2:
        picked = _picked(flat, tolerance)
        if len(picked) <= most:
            return [kept[number] for number in picked]
        tolerance *= 2
    return kept


def _picked(flat: Sequence[tuple[float, float]], tolerance: float) -> list[int]:
    """The numbers of the points that stay. A heap of stretches in place of recursion: a line may be long."""
    stay, stretches = {0, len(flat) - 1}, [(0, len(flat) - 1)]
    while stretches:
        first, last = stretches.pop()
        farthest, off = 0, tolerance
        for number in range(first + 1, last):
            if (aside := _aside(flat[number], flat[first], flat[last])) > off:
                farthest, off = number, aside
        if farthest:
            stay.add(farthest)
            stretches += [(first, farthest), (farthest, last)]
    return sorted(stay)


def _aside(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far a point is from the straight stretch between two others."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    square = along_x * along_x + along_y * along_y
    share = max(0.0, min(1.0, (x * along_x + y * along_y) / square)) if square else 0.0
    return hypot(x - share * along_x, y - share * along_y)


def flattened(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Kilometres east and north of the first point: true enough for one town, and 180° is no edge."""
    if not points:
        return []
    lat0, lon0 = points[0]
    wide = KM_PER_DEGREE * cos(radians((min(lat for lat, _lon in points) + max(lat for lat, _lon in points)) / 2))
    return [(((lon - lon0 + 180) % 360 - 180) * wide, (lat - lat0) * KM_PER_DEGREE) for lat, lon in points]


def nearest(line: Sequence[Point], point: Point) -> int:
    """The number of the point of the line that is nearest."""
    return min(range(len(line)), key=lambda number: distance_km(*line[number], *point))
