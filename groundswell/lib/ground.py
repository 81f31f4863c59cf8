"""The ground of the maps that the server draws: Natural Earth's land, borders, lakes and rivers, made by bin/ground.

Every point of it has a rank (Visvalingam and Whyatt 1993), so that a map takes those that it can show and no others.
"""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import cos, floor, log2, radians
from pathlib import Path
from typing import Any

from groundswell.lib import worldmap
from groundswell.lib.frame import WIDTH, WORLD_SCALE, Frame, Point, clipped
from groundswell.lib.geo import Box

CLOSE = Path(__file__).with_name("close")  # squares of the finest ground, compressed
SQUARE, SQUARES_FROM = 10, 3  # degrees; the first row of them, counted from 90° south
CLOSE_FROM = 110.0  # units of the picture to a degree: where the coarser ground would show that it is off by kilometres
LAYERS = ("land", "borders", "lakes", "rivers")
END = 99  # the rank of a point that is never left out
LEAST = 1e-4  # square degrees: the triangle of rank 0
RANKS = 4  # to each doubling
SEEN = 1.2  # a triangle of so many square units of the picture is worth its bytes
ISLAND = 5.0  # ... and an island, a lake
MOST_POINTS = 1700  # in one picture: about four kilobytes, compressed
LARGE, SMALL = 0.3, 0.12  # of a country's largest part: what belongs to its picture wherever it is, or where it is near
NEAR = 3.0  # degrees
POLAR = -85.0
BENT = 3.0  # degrees along a parallel: what is longer is no straight line in the picture
RIVER = 2.5  # a river shorter than this many hundredths of the picture's width is left out


@dataclass(frozen=True)
class Arc:
    """Points in so many parts of a degree as the scale says, each with its rank."""

    lons: Sequence[int]
    lats: Sequence[int]
    ranks: bytes
    scale: int

    @classmethod
    def read(cls, flat: list[int], scale: int) -> Arc:
        lons, lats, lon, lat = array("i"), array("i"), 0, 0
        for at in range(0, len(flat), 3):
            lon, lat = lon + flat[at], lat + flat[at + 1]
            lons.append(lon)
            lats.append(lat)
        return cls(lons, lats, bytes(flat[2::3]), scale)

    def points(self, rank: int) -> list[Point]:
        """Of this rank and above, as (longitude, latitude)."""
        pairs = zip(self.lons, self.lats, self.ranks, strict=True)
        return [(lon / self.scale, lat / self.scale) for lon, lat, of in pairs if of >= rank]

    @property
    def box(self) -> Box:
        west, south, east, north = min(self.lons), min(self.lats), max(self.lons), max(self.lats)
        return west / self.scale, south / self.scale, east / self.scale, north / self.scale


@dataclass(frozen=True)
class Shape:
    """A ring or a line, made of arcs one after the other; one that is not turned is told by True."""

    arcs: tuple[tuple[Arc, bool], ...]
    box: Box

    @classmethod
    def of(cls, arcs: Iterable[tuple[Arc, bool]]) -> Shape:
        whole = cls(tuple(arcs), (0, 0, 0, 0))
        box = _around([arc.box for arc, _forward in whole.arcs])
        if box[2] - box[0] > 180:
            lons, lats = zip(*whole.points(0), strict=True)
            box = min(lons), min(lats), max(lons), max(lats)
        return cls(whole.arcs, box)

    def points(self, rank: int) -> list[Point]:
        """Beyond 180° it goes on counting, so that it is in one piece; but Antarctica goes round the pole."""
        found: list[Point] = []
        for arc, forward in self.arcs:
            points = arc.points(rank)
            found += (points if forward else points[::-1])[1 if found else 0 :]
        if all(lat > POLAR for _lon, lat in found):
            for at in range(1, len(found)):
                lon, lat = found[at]
                found[at] = (lon + 360 * round((found[at - 1][0] - lon) / 360), lat)
        return found


@dataclass(frozen=True)
class Ground:
    land: list[Shape]
    borders: list[Shape]
    countries: dict[str, list[Shape]]
    lakes: list[Shape]
    rivers: list[Shape]

    @classmethod
    @cache
    def whole(cls) -> Ground:
        read: dict[str, Any] = json.loads(Path(__file__).with_name("ground.json").read_bytes())
        arcs = [Arc.read(flat, read["scale"]) for flat in read["arcs"]]

        def ring(numbers: list[int]) -> Shape:
            return Shape.of((arcs[each] if each >= 0 else arcs[~each], each >= 0) for each in numbers)

        def own(lines: list[list[int]]) -> list[Shape]:
            return [Shape.of([(Arc.read(line, read["scale"]), True)]) for line in lines]

        return cls(
            land=[ring(each) for each in read["land"]],
            borders=[ring([each]) for each in read["borders"]],
            countries={code: [ring(each) for each in rings] for code, rings in read["countries"].items()},
            lakes=own(read["lakes"]),
            rivers=own(read["rivers"]),
        )


@lru_cache(maxsize=48)
def _square(col: int, row: int) -> Ground:
    """Of the finest ground; all of its countries are its land."""
    path = CLOSE / f"{col}-{row}.json.gz"
    read: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes())) if path.exists() else {"countries": {}}

    def shapes(lines: list[list[int]]) -> list[Shape]:
        return [Shape.of([(Arc.read(line, read["scale"]), True)]) for line in lines]

    countries = {code: shapes(rings) for code, rings in read["countries"].items()}
    lines = {name: shapes(read.get(name, [])) for name in LAYERS if name != "land"}
    return Ground(land=[ring for rings in countries.values() for ring in rings], countries=countries, **lines)


def _ground_of(frame: Frame) -> Ground:
    """As fine as the picture can show: of a small part of the world, only what lies there."""
    west, south, east, north = frame.reach
    if frame.scale * radians(1) < CLOSE_FROM or south < SQUARES_FROM * SQUARE - 90:
        return Ground.whole()
    cols = range(floor((frame.lon + west + 180) / SQUARE), floor((frame.lon + east + 180) / SQUARE) + 1)
    rows = range(floor((south + 90) / SQUARE), floor((min(north, 89.9) + 90) / SQUARE) + 1)
    squares = [_square(col % (360 // SQUARE), row) for col in cols for row in rows]
    countries: dict[str, list[Shape]] = {}
    for square in squares:
        for code, rings in square.countries.items():
            countries.setdefault(code, []).extend(rings)
    every = {name: [each for square in squares for each in getattr(square, name)] for name in LAYERS}
    return Ground(countries=countries, **every)


@dataclass(frozen=True)
class Drawn:
    """The ground of one picture, as SVG paths; "" where there is nothing."""

    land: str
    focus: str  # the land of the countries that the picture is of
    borders: str
    lakes: str
    rivers: str


@lru_cache(maxsize=256)
def draw(frame: Frame, focus: tuple[str, ...] = (), most: int = MOST_POINTS) -> Drawn:
    whole, per_degree = _ground_of(frame), frame.scale * radians(1)
    rank, island = _rank(SEEN / per_degree**2), ISLAND
    while True:
        rings = {
            "land": _rings(frame, whole.land, rank, island),
            "focus": _rings(frame, [ring for code in focus for ring in whole.countries.get(code, ())], rank, island),
            "lakes": _rings(frame, whole.lakes, rank, 2 * island),
        }
        lines = {
            "borders": _lines(frame, whole.borders, rank),
            "rivers": _lines(frame, whole.rivers, min(rank + 3 * RANKS, END), RIVER / 100 * WIDTH),
        }
        if sum(len(line) for found in (*rings.values(), *lines.values()) for line in found) <= most:
            break
        if rank >= END - RANKS:
            break
        rank, island = rank + RANKS, island * 1.5
    return Drawn(
        **{name: _path(found, closed=True) for name, found in rings.items()},
        **{name: _path(found, closed=False) for name, found in lines.items()},
    )


@lru_cache(maxsize=8)
def world(most: int = MOST_POINTS) -> str:
    """The land of the whole world in its own frame, as an SVG path."""
    rank, island = _rank(1.0), ISLAND
    while sum(map(len, rings := _of_the_world(rank, island))) > most:
        rank, island = rank + RANKS, island * 1.5
    return _path(rings, closed=True)


def _of_the_world(rank: int, island: float) -> list[list[tuple[int, int]]]:
    found = []
    for shape in Ground.whole().land:
        turn = -worldmap.CENTRE - 360 * round(((shape.box[0] + shape.box[2]) / 2 - worldmap.CENTRE) / 360)
        ring = [(lon + turn, lat) for lon, lat in shape.points(rank)]
        inside = clipped(ring, (-180.0, worldmap.SOUTH, 180.0, worldmap.NORTH))
        grid = _grid((x * WORLD_SCALE, y * WORLD_SCALE) for x, y in (worldmap.place(lat, east) for east, lat in inside))
        if len(grid) > 2 and _area(grid) >= island:
            found.append(grid)
    return found


def _rank(square_degrees: float) -> int:
    return max(0, min(END - 1, int(RANKS * log2(max(square_degrees, LEAST) / LEAST))))


def country_box(code: str) -> Box | None:
    """Of its main land and the islands near it, not of those an ocean away; west is more than east across 180°."""
    rings = Ground.whole().countries.get(code)
    if not rings:
        return None
    # Land on both sides of 180° is cut there: seen from a country's own middle it is together again.
    largest = max(rings, key=lambda ring: _size(ring.box))
    middle = (largest.box[0] + largest.box[2]) / 2
    boxes = sorted((_turned(ring.box, middle) for ring in rings), key=_size, reverse=True)
    found, main = boxes[0], _size(boxes[0])
    for box in boxes[1:]:
        near = min(NEAR, 0.15 * max(found[2] - found[0], found[3] - found[1]))
        if _size(box) >= LARGE * main or (_size(box) <= SMALL * main and _gap(found, box) <= near):
            found = _around([found, box])
    west, south, east, north = found
    if east - west >= 359:
        return -180.0, south, 180.0, north
    return (west + 180) % 360 - 180, south, (east + 180) % 360 - 180 if east != 180 else east, north


def _size(box: Box) -> float:
    west, south, east, north = box
    return (east - west) * (north - south) * cos(radians((south + north) / 2))


def _turned(box: Box, middle: float) -> Box:
    """Within half a turn of the middle."""
    west, south, east, north = box
    turn = 360 * round((middle - (west + east) / 2) / 360)
    return west + turn, south, east + turn, north


def _gap(one: Box, other: Box) -> float:
    across = max(one[0] - other[2], other[0] - one[2], 0)
    return max(across, one[1] - other[3], other[1] - one[3], 0)


def _around(boxes: Sequence[Box]) -> Box:
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _seen(frame: Frame, shapes: Iterable[Shape]) -> Iterable[tuple[Shape, float]]:
    """Those that may reach into the picture, and by how many degrees they are turned to do so."""
    west, south, east, north = frame.reach
    for shape in shapes:
        if shape.box[1] <= north and shape.box[3] >= south:
            for turn in (-360.0, 0.0, 360.0):
                if shape.box[0] + turn - frame.lon <= east and shape.box[2] + turn - frame.lon >= west:
                    yield shape, turn - frame.lon


def _rings(frame: Frame, shapes: Iterable[Shape], rank: int, island: float) -> list[list[tuple[int, int]]]:
    found = []
    for shape, turn in _seen(frame, shapes):
        ring = bent(clipped([(lon + turn, lat) for lon, lat in shape.points(rank)], frame.reach), closed=True)
        grid = _grid(clipped([frame.from_centre(lat, degrees) for degrees, lat in ring], frame.inside))
        if len(grid) > 2 and _area(grid) >= island:
            found.append(grid)
    return found


def _lines(frame: Frame, shapes: Iterable[Shape], rank: int, shortest: float = 0) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = []
    west, south, east, north = frame.inside
    for shape, turn in _seen(frame, shapes):
        placed = [frame.from_centre(lat, lon + turn) for lon, lat in bent(shape.points(rank), closed=False)]
        piece: list[Point] = []
        for a, b in pairwise(placed):
            crosses = max(a[0], b[0]) >= west and min(a[0], b[0]) <= east
            if crosses and max(a[1], b[1]) >= south and min(a[1], b[1]) <= north:
                piece = piece or [a]
                piece.append(b)
            elif piece:
                found.append(_grid(piece))
                piece = []
        if piece:
            found.append(_grid(piece))
    return [line for line in found if len(line) > 1 and _length(line) >= shortest]


def bent(points: list[Point], closed: bool) -> list[Point]:
    """With points between, where two stand far apart along a parallel."""
    found: list[Point] = []
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        steps = int(abs(b[0] - a[0]) / BENT) + 1
        found += [(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps) for i in range(steps)]
    if closed or not points:
        return found
    return found[: len(found) - int(abs(points[0][0] - points[-1][0]) / BENT)]


def _grid(points: Iterable[Point]) -> list[tuple[int, int]]:
    grid: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x), round(y))
        if not grid or grid[-1] != point:
            grid.append(point)
    return grid


def _area(points: list[tuple[int, int]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2


def _length(points: list[tuple[int, int]]) -> float:
    xs, ys = zip(*points, strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


def _path(lines: list[list[tuple[int, int]]], closed: bool) -> str:
    """Relative steps in whole units."""
    out = []
    for line in lines:
        x, y = line[0]
        steps = []
        for next_x, next_y in line[1:]:
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
        out.append(f"M{line[0][0]} {line[0][1]}l" + " ".join(steps) + ("z" if closed else ""))
    return "".join(out).replace(" -", "-")
