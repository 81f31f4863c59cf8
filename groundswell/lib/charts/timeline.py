"""Steps of time: above, how much there was at least and at most; below, of how many that is known, of how many not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from groundswell.lib.charts import axes
from groundswell.lib.charts.drawing import (
    AXIS,
    BLANK,
    COUNT,
    GRID,
    LABEL,
    LEFT,
    LETTERS,
    MAYBE,
    MIDDLE,
    NONE,
    RIGHT,
    SOFT,
    STRONG,
    SURE,
    Bar,
    Drawing,
    Line,
    Mark,
    Words,
    wide,
)

UPPER, LOWER = 170.0, 64.0  # heights of the two parts
HEAD, GAP, FOOT = 24.0, 38.0, 20.0
THINNEST, WIDEST = 1.5, 44.0  # a bar
LEAST = 1.5  # what is little is still seen
Figure = Callable[[int], str]


@dataclass(frozen=True)
class Step:
    label: str  # where it begins, short
    low: int | None
    high: int | None
    known: int
    unknown: int

    @property
    def all(self) -> int:
        return self.known + self.unknown


@dataclass(frozen=True)
class Heads:
    """What the two parts show, in words."""

    upper: str
    lower: str


def draw(steps: Sequence[Step], heads: Heads, figure: Figure, width: float) -> Drawing:
    many = axes.round_steps(max((step.high or 0 for step in steps), default=0))
    few = axes.round_steps(max((step.all for step in steps), default=0), 2)
    begin = max(wide(figure(scale[-1])) for scale in (many, few)) + 8
    pitch = (width - begin) / max(len(steps), 1)
    marks: list[Mark] = []
    upper, lower = HEAD + UPPER, HEAD + UPPER + GAP + LOWER
    marks += _frame(heads.upper, many, figure, upper, UPPER, begin, width)
    marks += _frame(heads.lower, few, figure, lower, LOWER, begin, width)
    for at, step in enumerate(steps):
        middle, thick = begin + (at + 0.5) * pitch, min(max(pitch * 0.72, THINNEST), WIDEST)
        marks += _range(step, middle - thick / 2, thick, upper, many[-1])
        marks += _counted(step, middle - thick / 2, thick, lower, few[-1])
    marks += _labels(steps, begin, pitch, lower, width)
    return Drawing(width, lower + FOOT, marks)


def _frame(
    head: str, scale: list[int], figure: Figure, foot: float, height: float, begin: float, width: float
) -> list[Mark]:
    marks: list[Mark] = [Words(STRONG, 0, foot - height - 10, head)]
    for number in scale:
        y = foot - height * number / scale[-1]
        marks.append(Line(GRID if number else AXIS, begin, y, width, y))
        if number or foot:
            marks.append(Words(SOFT, begin - 6, y + 4, figure(number), RIGHT))
    return marks


def _range(step: Step, x: float, thick: float, foot: float, most: int) -> list[Mark]:
    """Solid as high as the lowest figures go, and open from there to the highest."""
    if step.low is None or step.high is None:
        return [Bar(NONE, x, foot - 9, thick, 9)] if step.all else []
    low, high = (max(UPPER * end / most, LEAST if end else 0) for end in (step.low, step.high))
    marks: list[Mark] = [Bar(SURE, x, foot - low, thick, low)] if low else []
    return [*marks, Bar(MAYBE, x, foot - high, thick, high - low)] if high > low else marks


def _counted(step: Step, x: float, thick: float, foot: float, most: int) -> list[Mark]:
    known, unknown = (max(LOWER * many / most, LEAST if many else 0) for many in (step.known, step.unknown))
    marks: list[Mark] = [Bar(COUNT, x, foot - known, thick, known)] if known else []
    return [*marks, Bar(BLANK, x, foot - known - unknown, thick, unknown)] if unknown else marks


def _labels(steps: Sequence[Step], begin: float, pitch: float, foot: float, width: float) -> list[Mark]:
    """As many as there is room for, at even distances."""
    room = max((wide(step.label) for step in steps), default=0) + 14
    every = max(1, -(-int(room) // max(int(pitch), 1)))
    marks: list[Mark] = []
    for at in range(0, len(steps), every):
        middle, half = begin + (at + 0.5) * pitch, wide(steps[at].label) / 2
        place = LEFT if middle - half < 0 else RIGHT if middle + half > width else MIDDLE
        x = {LEFT: 0, MIDDLE: middle, RIGHT: width}[place]
        marks += [
            Line(AXIS, middle, foot, middle, foot + 4),
            Words(LABEL, x, foot + 6 + LETTERS, steps[at].label, place),
        ]
    return marks
