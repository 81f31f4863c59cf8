"""How many there are of each size, by halves of powers of ten; and apart, how many of no known size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.lib.charts import axes
from groundswell.lib.charts.drawing import (
    AXIS,
    BLANK,
    COUNT,
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
    Words,
    wide,
)  # fmt: skip
from groundswell.lib.charts.frames import Figure, frame, high, stacked

HEIGHT, FOOT, HEAD, SHARE = 170.0, 40.0, 30.0, 18.0


@dataclass(frozen=True)
class Size:
    label: str  # where it begins
    sure: int  # of this size by every figure
    maybe: int  # of this size by some figures


@dataclass(frozen=True)
class Apart:
    """How many are known and not known, as a bar of its own."""

    known: int
    unknown: int
    known_label: str
    unknown_label: str


def draw(sizes: Sequence[Size], apart: Apart, head: str, foot: str, figure: Figure, width: float) -> Drawing:
    share = _share(apart, width)
    if not sizes:
        return Drawing(width, 48, share)
    scale = axes.round_steps(max(size.sure + size.maybe for size in sizes))
    begin = wide(figure(scale[-1])) + 8
    pitch, floor = (width - begin) / len(sizes), 64 + HEAD + HEIGHT
    marks = [*share, *frame(head, scale, figure, floor, HEIGHT, begin, width)]
    for at, size in enumerate(sizes):
        marks += _bars(size, begin + at * pitch, pitch, floor, scale[-1])
    return Drawing(width, floor + FOOT, [*marks, *_labels(sizes, begin, pitch, floor, foot, width)])


def _share(apart: Apart, width: float) -> list[Mark]:
    whole = max(apart.known + apart.unknown, 1)
    known = width * apart.known / whole
    marks: list[Mark] = [
        Words(STRONG, 0, LETTERS, apart.known_label),
        Words(SOFT, width, LETTERS, apart.unknown_label, RIGHT),
    ]
    if apart.unknown:
        marks.append(Bar(BLANK, known, 20, width - known, SHARE))
    return [*marks, Bar(COUNT, 0, 20, known, SHARE)] if apart.known else marks


def _bars(size: Size, x: float, pitch: float, floor: float, most: int) -> list[Mark]:
    parts = [(SURE, high(size.sure, most, HEIGHT)), (MAYBE, high(size.maybe, most, HEIGHT))]
    return stacked(x + pitch * 0.08, pitch * 0.84, floor, parts)


def _labels(sizes: Sequence[Size], begin: float, pitch: float, floor: float, foot: str, width: float) -> list[Mark]:
    """Between the bars, where one size ends and the next begins; on a narrow sheet powers of ten alone."""
    room = max(wide(size.label) for size in sizes) + 6
    marks: list[Mark] = []
    for at, size in enumerate(sizes):
        x = begin + at * pitch
        marks.append(Line(AXIS, x, floor, x, floor + 4))
        if room <= pitch or not size.label.startswith("3"):
            marks.append(Words(LABEL, x, floor + 6 + LETTERS, size.label, MIDDLE))
    return [*marks, Words(SOFT, width, floor + 22 + LETTERS, foot, RIGHT)]
