"""What charts of bars have in common: a scale from nothing up, and bars that stand upon each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from groundswell.lib.charts.drawing import AXIS, GRID, RIGHT, SOFT, STRONG, Bar, Line, Mark, Words

Figure = Callable[[int], str]
LEAST = 1.5  # what is little is still seen


def frame(
    head: str, scale: Sequence[int], figure: Figure, foot: float, height: float, begin: float, width: float
) -> list[Mark]:
    """A line for each step of the scale, its figure before it, and above all of them what is shown."""
    marks: list[Mark] = [Words(STRONG, 0, foot - height - 16, head)]
    for number in scale:
        y = foot - height * number / scale[-1]
        marks += [
            Line(GRID if number else AXIS, begin, y, width, y),
            Words(SOFT, begin - 6, y + 4, figure(number), RIGHT),
        ]
    return marks


def stacked(x: float, thick: float, foot: float, parts: Iterable[tuple[str, float]]) -> list[Mark]:
    """Kinds and heights, from the foot up. What has no height is left out."""
    marks: list[Mark] = []
    for kind, height in parts:
        foot -= height
        if height:
            marks.append(Bar(kind, x, foot, thick, height))
    return marks


def high(many: int, most: int, height: float) -> float:
    return max(height * many / most, LEAST if many else 0)
