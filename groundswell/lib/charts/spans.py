"""Lines from the lowest to the highest figure on a scale of powers of ten, with a sign for each figure on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from groundswell.lib.charts import axes
from groundswell.lib.charts.drawing import (
    AXIS,
    GRID,
    LABEL,
    LETTERS,
    MAYBE,
    MIDDLE,
    RIGHT,
    SOFT,
    STRONG,
    SURE,
    Bar,
    Drawing,
    Line,
    Mark,
    Sign,
    Words,
    cut,
    wide,
)

ROW, INSET, KEY = 58.0, 22.0, 20.0
THICK, TICK = 6.0, 5.0


@dataclass(frozen=True)
class Span:
    label: str
    range: str  # in words
    low: int
    high: int
    figures: tuple[tuple[int, str], ...] = ()  # each with the shape of its sign


def draw(spans: Sequence[Span], key: Mapping[str, str], figure: Callable[[int], str], width: float) -> Drawing:
    """`key` says what each shape means."""
    scale = axes.powers(min(span.low for span in spans), max(span.high for span in spans))
    places, top = _key(key, width)
    floor = top + ROW * len(spans)
    marks: list[Mark] = [*places]
    for number in scale:
        x = _x(number, scale, width)
        marks += [
            Line(GRID, x, top, x, floor),
            Words(LABEL, x, floor + 4 + LETTERS, figure(number), MIDDLE),
        ]
    for at, span in enumerate(spans):
        marks += _row(span, top + at * ROW, scale, width)
    return Drawing(width, floor + 22, [*marks, Line(AXIS, 0, floor, width, floor)])


def _x(number: int, scale: list[int], width: float) -> float:
    return INSET + axes.along(number, scale) * (width - 2 * INSET)


def _row(span: Span, top: float, scale: list[int], width: float) -> list[Mark]:
    y, low, high = top + 38, _x(span.low, scale, width), _x(span.high, scale, width)
    marks: list[Mark] = [
        Words(STRONG, 0, top + 20, cut(span.label, width - wide(span.range) - 12)),
        Words(SOFT, width, top + 20, span.range, RIGHT),
        Bar(MAYBE, low, y - THICK / 2, max(high - low, 2), THICK),
    ]
    return marks + [Sign(SURE, shape, _x(number, scale, width), y, TICK) for number, shape in span.figures]


def _key(key: Mapping[str, str], width: float) -> tuple[list[Mark], float]:
    """What each sign means, in as many lines as it takes."""
    marks: list[Mark] = []
    x, y = TICK, 10.0
    for shape, text in key.items():
        if x > TICK and x + 14 + wide(text) > width:
            x, y = TICK, y + KEY
        marks += [Sign(SURE, shape, x, y, TICK), Words(LABEL, x + 12, y + 4, text)]
        x += 34 + wide(text)
    return marks, y + 12 if key else 0.0
