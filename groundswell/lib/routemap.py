"""One line drawn by the server: a picture of a few kilometres, north up, as wide as it needs and not a point more.

Equirectangular, true to scale at the middle of the line: over a town nobody sees the difference to any other map, and
the scale bar is right in both directions (J. P. Snyder, "Map Projections: A Working Manual", 1987, section 12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from groundswell.lib.line import Point, flattened

WIDTH = 640.0
LEAST, MOST = 220.0, 520.0  # heights
MARGIN = 44.0  # for the marks and their numbers
FOOT = 34.0  # for the scale bar
SMALLEST_KM = 0.2  # what a picture shows at least: a line of ten metres is not blown up
APART = 36.0  # two numbers that would stand nearer than this stand side by side, so that each can be read


@dataclass(frozen=True)
class Mark:
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    height: float
    path: str
    start: tuple[float, float]
    end: tuple[float, float]
    marks: list[Mark]
    bar: float  # how long the scale bar is drawn
    bar_metres: int  # and how long it says it is

    @property
    def round(self) -> bool:
        """It ends where it starts."""
        return abs(self.start[0] - self.end[0]) < 8 and abs(self.start[1] - self.end[1]) < 8


def draw(line: Sequence[Point], stops: Sequence[tuple[int, Point]] = ()) -> Drawing | None:
    """None where there is no line. Stops come with their number in the list beside it."""
    if len(line) < 2:
        return None
    flat = flattened([*line, *(point for _number, point in stops)])
    wide, high = (max(SMALLEST_KM, max(axis) - min(axis)) for axis in zip(*flat, strict=True))
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST - 2 * MARGIN - FOOT) / high)
    height = max(LEAST, high * scale + 2 * MARGIN + FOOT)
    middle_x, middle_y = ((max(axis) + min(axis)) / 2 for axis in zip(*flat, strict=True))

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            round(WIDTH / 2 + (x - middle_x) * scale, 1),
            round((height - FOOT) / 2 - (y - middle_y) * scale, 1),
        )

    placed = [place(x, y) for x, y in flat]
    drawn, beside = placed[: len(line)], placed[len(line) :]
    metres = _round_metres(WIDTH / 4 / scale * 1000)
    return Drawing(
        height=round(height, 1),
        path="M" + "L".join(f"{x:g} {y:g}" for x, y in drawn),
        start=drawn[0],
        end=drawn[-1],
        marks=_apart([Mark(stops[at][0], x, y) for at, (x, y) in enumerate(beside)]),
        bar=round(metres / 1000 * scale, 1),
        bar_metres=metres,
    )


def _round_metres(most: float) -> int:
    """The longest of 1, 2, 5, 10, 20, 50 … that is not longer than this."""
    power = 10 ** floor(log10(max(most, 1)))
    return int(next(step for step in (5 * power, 2 * power, power) if step <= max(most, 1)))


def _apart(marks: list[Mark]) -> list[Mark]:
    """Marks at one place stand in a row, so that every number can be read."""
    found: list[Mark] = []
    for mark in marks:
        while any(abs(mark.x - other.x) < APART and abs(mark.y - other.y) < APART for other in found):
            mark = Mark(mark.number, round(mark.x + APART, 1), mark.y)
        found.append(mark)
    return found
