"""The squares into which a map's points are gathered, by zoom.

They are squares of the web's usual map (EPSG:3857), so that heaps stand evenly over the picture. Latitude becomes
northing by the first terms of the series of ln(tan(π/4 + φ/2)), φ + φ³/6 + φ⁵/24 + 61φ⁷/5040 + 277φ⁹/72576: a sum that
any database can do, rising like the true one, and within 0.3 % of it up to 60°. That is enough to gather by, and no
point is placed by it.
"""

from __future__ import annotations

from math import ceil, floor, pi, radians, tau
from typing import Any

from groundswell.lib.geo import Box

MOST_ZOOM = 18
BLOCK = 4  # squares: a box is widened to whole blocks of so many by so many
MOST_SQUARES = 8192  # in one answer; for a larger box the squares are made larger
_SERIES = (277 / 72576, 61 / 5040, 1 / 24, 1 / 6)
_TOP = pi  # the map's edge; by the series the pole itself lies inside, at 3.12


def squares(zoom: int) -> int:
    """How many stand side by side around the earth, where the whole map is 256·2^zoom pixels wide."""
    return int(2**zoom * 256 / side(zoom))


def side(zoom: int) -> int:
    """Of a square, in pixels: less where single houses are apart."""
    return 32 if zoom > 14 else 64


def across(lon: Any, zoom: int) -> Any:
    """Squares from 180° west, with their fraction. Of a number, or of a column."""
    return (lon + 180.0) * (squares(zoom) / 360)


def down(lat: Any, zoom: int) -> Any:
    """Squares from the top, likewise."""
    phi = lat * radians(1)
    square, series = phi * phi, _SERIES[0]
    for term in (*_SERIES[1:], 1.0):
        series = square * series + term
    return (_TOP - phi * series) * (squares(zoom) / tau)


def fitting(box: Box | None, zoom: int) -> int:
    """The zoom, or the first above it in which the box holds no more squares than one answer can tell."""
    while zoom and _held(box, zoom) > MOST_SQUARES:
        zoom -= 1
    return zoom


def widened(box: Box, zoom: int) -> Box | None:
    """To whole blocks, so that many views ask for the same; none where it is the whole earth."""
    west, south, east, north = box
    whole = squares(zoom)
    left = floor(across(west, zoom) / BLOCK) * BLOCK
    right = ceil(across(east, zoom) / BLOCK) * BLOCK
    right += BLOCK if right == left else 0
    width = right - left if west <= east else right - left + whole
    if width >= whole:
        left, right = 0, whole
    top, bottom = floor(down(north, zoom) / BLOCK) * BLOCK, ceil(down(south, zoom) / BLOCK) * BLOCK
    south, north = _latitude(bottom, zoom), _latitude(top, zoom)
    if (left, right, south, north) == (0, whole, -90.0, 90.0):
        return None
    return _longitude(left, zoom), south, _longitude(right, zoom), north


def _held(box: Box | None, zoom: int) -> float:
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    width = across(east, zoom) - across(west, zoom) + (squares(zoom) if west > east else 0)
    return float(width * (down(south, zoom) - down(north, zoom)))


def _longitude(square: int, zoom: int) -> float:
    return round(square * 360 / squares(zoom) - 180, 9)


def _latitude(square: int, zoom: int) -> float:
    """By halving: the series has no handy inverse."""
    low, high = -90.0, 90.0
    if down(high, zoom) >= square:
        return high
    if down(low, zoom) <= square:
        return low
    for _halving in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if down(middle, zoom) > square else (low, middle)
    return round((low + high) / 2, 9)
