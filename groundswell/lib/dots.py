"""Points merged into dots until a picture can carry them, and names set beside them so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Generic, NamedTuple, TypeVar

from groundswell.lib import gathering
from groundswell.lib.frame import WIDTH, Point

CELL = 34.0  # units of the picture: points nearer than about this are one dot
COARSER = 1.25
MOST = 90
LEAST, SEVERAL, LARGEST = 8.0, 13.0, 30.0  # radii
MARK = 6.0  # half the room that the mark of a town takes

T = TypeVar("T")


@dataclass
class Dot(Generic[T]):
    kind: str = ""
    x: float = 0.0
    y: float = 0.0
    r: float = 0.0
    count: int = 0
    of: list[T] = field(default_factory=list)

    def add(self, x: float, y: float, count: int, of: T) -> None:
        self.count += count
        self.x += (x - self.x) * count / self.count
        self.y += (y - self.y) * count / self.count
        self.of.append(of)

    def take(self, other: Dot[T]) -> Dot[T]:
        self.count += other.count
        self.x += (other.x - self.x) * other.count / self.count
        self.y += (other.y - self.y) * other.count / self.count
        self.of += other.of
        return self


def merged(points: Sequence[tuple[float, float, int, str, T]], least: float = LEAST, most: int = MOST) -> list[Dot[T]]:
    """Points as (x, y, number, kind, what it is); those of another kind are never merged. The large dots first."""
    cell = CELL
    dots = _by_cell(points, cell)
    while len(dots) > most and cell < WIDTH:
        cell *= COARSER
        dots = _by_cell(points, cell)
    for _again in range(8):
        _size(dots, least)
        apart = _apart(dots)
        if len(apart) == len(dots):
            break
        dots = apart
    return sorted(dots, key=lambda dot: (-dot.r, dot.x, dot.y))


def _size(dots: list[Dot[T]], least: float) -> None:
    """The area says the number, but one must be seen, and of several the number be read."""
    largest = max((dot.count for dot in dots), default=1)
    top = max(least, min(LARGEST, least + 3 * sqrt(largest)))
    for dot in dots:
        smallest = least if dot.count == 1 else max(least, SEVERAL)
        dot.x, dot.y, dot.r = round(dot.x), round(dot.y), round(max(smallest, top * sqrt(dot.count / largest)))


def to_the_rim(dots: list[Dot[T]], kind: str) -> None:
    """Those of one kind that stand on a larger one of another: out to its edge, so that its number can be read."""
    others = [dot for dot in dots if dot.kind != kind]
    for dot in dots:
        below = next((other for other in others if hypot(dot.x - other.x, dot.y - other.y) < other.r), None)
        if dot.kind == kind and below:
            start = atan2(dot.y - below.y, dot.x - below.x)
            places = [_on_rim(dot, below, start + turn * pi / 4) for turn in (0, 1, -1, 2, -2, 3, -3, 4)]
            dot.x, dot.y = max(places, key=lambda place: _room(place, others, dot.r))


def _on_rim(dot: Dot[T], below: Dot[T], angle: float) -> Point:
    away = below.r + dot.r / 3
    return round(below.x + cos(angle) * away), round(below.y + sin(angle) * away)


def _room(place: Point, others: list[Dot[T]], r: float) -> float:
    """How far it stays from the middle of every other, up to where that is far enough."""
    near = min(hypot(place[0] - other.x, place[1] - other.y) - other.r for other in others)
    return min(near, r / 4)


def _apart(dots: list[Dot[T]]) -> list[Dot[T]]:
    """Those of one kind that would cover each other made one."""
    kinds: dict[str, list[Dot[T]]] = {}
    for dot in sorted(dots, key=lambda dot: (-dot.r, dot.x, dot.y)):
        kinds.setdefault(dot.kind, []).append(dot)
    return [dot for alike in kinds.values() for dot in gathering.apart(alike, place=_at, radius=_radius, join=Dot.take)]


def _at(dot: Dot[T]) -> Point:
    return dot.x, dot.y


def _radius(dot: Dot[T]) -> float:
    return dot.r


def _by_cell(points: Iterable[tuple[float, float, int, str, T]], cell: float) -> list[Dot[T]]:
    dots: dict[tuple[int, int, str], Dot[T]] = {}
    for x, y, count, kind, of in points:
        place = (int(x // cell), int(y // cell), kind)
        if (dot := dots.get(place)) is None:
            dot = dots[place] = Dot(kind)
        dot.add(x, y, count, of)
    return list(dots.values())


class Label(NamedTuple):
    at: Point  # what it names
    covered: bool  # by a dot, so that it needs no mark of its own
    x: float
    y: float
    anchor: str  # "start", "middle" or "end"
    text: str
    small: bool  # only where the picture is large


Rectangle = tuple[float, float, float, float]


def labelled(
    names: Iterable[tuple[Point, str]],
    dots: Iterable[tuple[float, float, float]],
    size: tuple[int, int],
    sizes: tuple[int, int] = (36, 21),
    most: tuple[int, int] = (6, 22),
) -> list[Label]:
    """Names beside their points, the first first, wherever they cover neither a dot, nor another, nor the edge.

    They are set in two sizes of letters: a few so large that they can still be read on a phone, where only those are
    shown, and then more in the smaller; each is drawn in the smaller where there is room.
    """
    circles: list[Rectangle] = [(x - r, y - r, x + r, y + r) for x, y, r in dots]
    taken, left = list(circles), list(names)
    found: list[Label] = []
    for letters, many, small in zip(sizes, most, (False, True), strict=True):
        rest = []
        for (x, y), text in left:
            full = len(found) >= many or any(_meet(_mark(x, y), box) for box in taken[len(circles) :])
            place = None if full else _place(x, y, text, letters, taken, circles, size)
            if place:
                taken += [place[1], _mark(x, y)]
                covered = any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in circles)
                found.append(Label((x, y), covered, *place[0], text, small))
            else:
                rest.append(((x, y), text))
        left = rest
    return found


def _mark(x: float, y: float) -> Rectangle:
    return x - MARK, y - MARK, x + MARK, y + MARK


def _place(
    x: float, y: float, text: str, letters: int, taken: list[Rectangle], circles: list[Rectangle], size: tuple[int, int]
) -> tuple[tuple[float, float, str], Rectangle] | None:
    wide, high = len(text) * letters * 0.56, letters * 1.1
    around = max((box[2] - x for box in circles if box[0] <= x <= box[2] and box[1] <= y <= box[3]), default=5.0) + 4
    before = max((x - box[0] for box in circles if box[0] <= x <= box[2] and box[1] <= y <= box[3]), default=5.0) + 4
    above = max((y - box[1] for box in circles if box[0] <= x <= box[2] and box[1] <= y <= box[3]), default=5.0) + 4
    below = max((box[3] - y for box in circles if box[0] <= x <= box[2] and box[1] <= y <= box[3]), default=5.0) + 4
    places = (
        (x + around, y, "start", x + around, y - high / 2),
        (x - before, y, "end", x - before - wide, y - high / 2),
        (x, y - above - high / 2, "middle", x - wide / 2, y - above - high),
        (x, y + below + high / 2, "middle", x - wide / 2, y + below),
    )
    for at_x, at_y, anchor, left, top in places:
        box = (left, top, left + wide, top + high)
        inside = left >= 4 and top >= 4 and box[2] <= size[0] - 4 and box[3] <= size[1] - 4
        if inside and not any(_meet(box, other) for other in taken):
            return (round(at_x), round(at_y), anchor), box
    return None


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
