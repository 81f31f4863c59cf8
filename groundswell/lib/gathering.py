"""The one rule by which the drawn map and the one with script make one of points that would cover each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import hypot
from typing import TypeVar

COVERS = 0.85  # of the two radii: what is nearer than this covers the other

T = TypeVar("T")
Point = tuple[float, float]


def apart(
    points: Iterable[T], *, place: Callable[[T], Point], radius: Callable[[T], float], join: Callable[[T, T], T]
) -> list[T]:
    """Each with those that it covers joined to it, the largest first. One that has grown may cover more: ask again."""
    left = sorted(points, key=lambda each: -radius(each))
    circles = [(*place(each), radius(each)) for each in left]
    side = 2 * COVERS * circles[0][2] if left else 1.0
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x, y, _r) in enumerate(circles):
        cells.setdefault((int(x // side), int(y // side)), []).append(number)
    found, gone = [], set()
    for number, (x, y, r) in enumerate(circles):
        if number in gone:
            continue
        point = left[number]
        gone.add(number)
        for near in _beside(x, y, side, cells):
            other_x, other_y, other_r = circles[near]
            if near not in gone and hypot(x - other_x, y - other_y) < COVERS * (r + other_r):
                gone.add(near)
                point = join(point, left[near])
                (x, y), r = place(point), radius(point)
        found.append(point)
    return found


def _beside(x: float, y: float, side: float, cells: dict[tuple[int, int], list[int]]) -> list[int]:
    col, row = int(x // side), int(y // side)
    return sorted(each for i in (-1, 0, 1) for j in (-1, 0, 1) for each in cells.get((col + i, row + j), ()))
