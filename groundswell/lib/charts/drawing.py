"""A drawing: marks of a few kinds on a sheet. A mark's kind says what it means; how that looks says who draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import cos, pi, sin
from typing import TypeVar

LEFT, MIDDLE, RIGHT = "left", "middle", "right"
OTHER_SIDE = {LEFT: RIGHT, RIGHT: LEFT, MIDDLE: MIDDLE}
LETTER = 0.56  # how wide a letter is, to its height, about
LETTERS = 12.0  # the usual height

_ARM = 0.36
_PLUS = (
    (-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM),
    (_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM),
)  # fmt: skip
# The corners of small shapes, about a point and to a radius of 1; a disc has none.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "up": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "down": ((0, 1.1), (1.1, -0.9), (-1.1, -0.9)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "star": tuple((r * sin(at * pi / 5), -r * cos(at * pi / 5)) for at, r in enumerate((1.4, 0.6) * 5)),
    "plus": _PLUS,
    "cross": tuple(((x - y) * 0.75, (x + y) * 0.75) for x, y in _PLUS),
}

# Kinds of marks.
SURE, MAYBE, NONE = "sure", "maybe", "none"  # known; perhaps; not known
COUNT, BLANK = "count", "blank"  # things counted as such: told of, and not told of
AXIS, GRID = "axis", "grid"
LABEL, SOFT, STRONG = "label", "soft", "strong"  # words


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Sign:
    """A small shape about a point: a disc, or one of SHAPES."""

    kind: str
    shape: str
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Words:
    kind: str
    x: float
    y: float  # of the foot of the letters
    text: str
    at: str = LEFT  # where of the words x is
    size: float = LETTERS


@dataclass(frozen=True)
class Land:
    """Closed lines as an SVG path of relative steps, in its own units, set down at a place and a scale."""

    kind: str
    path: str
    x: float
    y: float
    scale: float
    width: float  # in its own units: what lies beyond is not seen
    height: float


Mark = Bar | Line | Sign | Words | Land
M = TypeVar("M", bound=Mark)


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)

    def mirrored(self) -> Drawing:
        """For readers from right to left: what comes first stands on the right, and time goes as their lines go.

        Shapes and land stay as they are; they only stand elsewhere.
        """
        return replace(self, marks=[_mirrored(mark, self.width) for mark in self.marks])

    def moved(self, x: float, y: float) -> list[Mark]:
        return [moved(mark, x, y) for mark in self.marks]


def moved(mark: M, x: float, y: float) -> M:
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + x, y1=mark.y1 + y, x2=mark.x2 + x, y2=mark.y2 + y)
    return replace(mark, x=mark.x + x, y=mark.y + y)


def _mirrored(mark: Mark, width: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, x1=width - mark.x1, x2=width - mark.x2)
    if isinstance(mark, Bar):
        return replace(mark, x=width - mark.x - mark.width)
    if isinstance(mark, Land):
        return replace(mark, x=width - mark.x - mark.width * mark.scale)
    if isinstance(mark, Words):
        return replace(mark, x=width - mark.x, at=OTHER_SIDE[mark.at])
    return replace(mark, x=width - mark.x)


def broken(text: str, width: float, size: float = LETTERS) -> list[str]:
    """Words in lines of about this width."""
    most, lines = max(8, int(width / (LETTER * size))), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def cut(text: str, width: float, size: float = LETTERS) -> str:
    most = max(4, int(width / (LETTER * size)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wide(text: str, size: float = LETTERS) -> float:
    return len(text) * size * LETTER


def together(parts: Iterable[tuple[Drawing, float, float]], width: float, height: float) -> Drawing:
    return Drawing(width, height, [mark for drawing, x, y in parts for mark in drawing.moved(x, y)])
