"""Steps of time: above, how much there was at least and at most; below, of how many that is known, of how many not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.lib.charts import axes
from groundswell.lib.charts.drawing import (
    AXIS,
    BLANK,
    COUNT,
    LABEL,
    LEFT,
    LETTERS,
    MAYBE,
    MIDDLE,
    NONE,
    RIGHT,
    SURE,
    Bar,
    Drawing,
    Line,
    Mark,
    Words,
    wide,
)  # fmt: skip
from groundswell.lib.charts.frames import Figure, frame, high, stacked

UPPER, LOWER = 170.0, 64.0  # heights of the two parts
HEAD, GAP, FOOT = 30.0, 38.0, 20.0
THINNEST, WIDEST = 1.5, 44.0  # a bar


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
    marks += frame(heads.upper, many, figure, upper, UPPER, begin, width)
    marks += frame(heads.lower, few, figure, lower, LOWER, begin, width)
    for at, step in enumerate(steps):
        middle, thick = begin + (at + 0.5) * pitch, min(max(pitch * 0.72, THINNEST), WIDEST)
        marks += _range(step, middle - thick / 2, thick, upper, many[-1])
        marks += _counted(step, middle - thick / 2, thick, lower, few[-1])
    marks += _labels(steps, begin, pitch, lower, width)
    return Drawing(width, lower + FOOT, marks)


def _range(step: Step, x: float, thick: float, foot: float, most: int) -> list[Mark]:
    """Solid as high as the lowest figures go, and open from there to the highest."""
    if step.low is None or step.high is None:
        return [Bar(NONE, x, foot - 9, thick, 9)] if step.all else []
    low, top = (high(end, most, UPPER) for end in (step.low, step.high))
    return stacked(x, thick, foot, [(SURE, low), (MAYBE, top - low)])


def _counted(step: Step, x: float, thick: float, foot: float, most: int) -> list[Mark]:
    parts = [(COUNT, high(step.known, most, LOWER)), (BLANK, high(step.unknown, most, LOWER))]
    return stacked(x, thick, foot, parts)


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
