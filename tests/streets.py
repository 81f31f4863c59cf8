"""A small file of streets as Protomaps makes them (PMTiles 3, one vector tile), written for tests alone."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Sequence
from math import asinh, atan, degrees, pi, radians, sinh, tan
from pathlib import Path
from typing import Any

ZOOM = 10  # its one tile; closer by, it is drawn larger
EXTENT = 4096
POINT, LINE, AREA = 1, 2, 3
OSM = '<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap</a>'
PORTO = (41.14961, -8.61099)

Feature = tuple[int, list[list[tuple[int, int]]], dict[str, Any]]


def write(
    path: Path, at: tuple[float, float] = PORTO, layers: dict[str, list[Feature]] | None = None, **head: int
) -> Path:
    """The tile that `at` lies in. `head` puts other numbers into the head: version, compression, kind."""
    x, y = tile_of(*at)
    told = {"attribution": OSM, "vector_layers": [{"id": name} for name in layers or town(at)]}
    tile, metadata = gzip.compress(vector_tile(layers or town(at))), gzip.compress(json.dumps(told).encode())
    root = gzip.compress(b"".join(map(varint, (1, hilbert(ZOOM, x, y), 1, len(tile), 1))))
    metadata_at, tiles_at = 127 + len(root), 127 + len(root) + len(metadata)
    west, north, east, south = *corner(x, y), *corner(x + 1, y + 1)
    path.write_bytes(
        struct.pack(
            "<7sB11Q6B4iB2i", b"PMTiles", head.get("version", 3), 127, len(root), metadata_at, len(metadata), tiles_at, 0, tiles_at, len(tile),
            1, 1, 1, 1, 2, head.get("compression", 2), head.get("kind", 1), ZOOM, ZOOM,
            *(round(number * 1e7) for number in (west, south, east, north)), ZOOM, round(at[1] * 1e7), round(at[0] * 1e7),
        )
        + root + metadata + tile
    )  # fmt: skip
    return path


def town(at: tuple[float, float]) -> dict[str, list[Feature]]:
    """Streets every 128 steps, a river, a park and houses around a point, with names in two scripts."""
    across, down = inside(*at)
    lines = range(-1024, 1025, 32)
    roads: list[Feature] = []
    for step in lines:
        kind = "major_road" if step % 256 == 0 else "minor_road" if step % 64 == 0 else "path"
        named = {"kind": kind, "name": f"Rua {step}", "name:ar": f"شارع {step}"}
        roads += [(LINE, [[(across + step, down - 1024), (across + step, down + 1024)]], named)]
        roads += [(LINE, [[(across - 1024, down + step), (across + 1024, down + step)]], named)]
    houses: list[Feature] = [
        (AREA, [square(across + x + 8, down + y + 8, 8)], {"kind": "building"})
        for x in range(-256, 256, 32)
        for y in range(-256, 256, 32)
    ]
    return {
        "earth": [(AREA, [square(0, 0, EXTENT)], {"kind": "earth"})],
        "landuse": [(AREA, [square(across + 64, down - 192, 120)], {"kind": "park"})],
        "water": [(AREA, [[(0, down + 300), (EXTENT, down + 220), (EXTENT, down + 300), (0, down + 380)]], {"kind": "river"})],
        "buildings": houses,
        "roads": roads,
        "places": [(POINT, [[(across, down)]], {"kind": "locality", "name": "Porto", "name:ar": "بورتو"}),
                   (POINT, [[(across + 100, down + 90)]], {"kind": "neighbourhood", "name": "Ribeira", "name:ar": "ريبيرا"})],
    }  # fmt: skip


def square(x: int, y: int, side: int) -> list[tuple[int, int]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def vector_tile(layers: dict[str, list[Feature]]) -> bytes:
    """github.com/mapbox/vector-tile-spec, version 2."""
    return b"".join(field(3, _layer(name, features)) for name, features in layers.items())


def _layer(name: str, features: list[Feature]) -> bytes:
    keys, values, told = [], [], b""
    for kind, parts, words in features:
        tags = []
        for key, value in words.items():
            keys += [key] if key not in keys else []
            values += [value] if value not in values else []
            tags += [keys.index(key), values.index(value)]
        told += field(2, field(2, packed(tags)) + number(3, kind) + field(4, packed(_geometry(kind, parts))))
    named = b"".join(field(3, key.encode()) for key in keys) + b"".join(
        field(4, field(1, str(value).encode())) for value in values
    )
    return number(15, 2) + field(1, name.encode()) + told + named + number(5, EXTENT)


def _geometry(kind: int, parts: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    found, x, y = [], 0, 0
    for part in parts:
        for at, (next_x, next_y) in enumerate(part):
            if at < 2:
                found.append(1 | 1 << 3 if at == 0 else 2 | (len(part) - 1) << 3)
            found += [zigzag(next_x - x), zigzag(next_y - y)]
            x, y = next_x, next_y
        found += [7 | 1 << 3] if kind == AREA else []
    return found


def zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def packed(values: Sequence[int]) -> bytes:
    return b"".join(map(varint, values))


def field(tag: int, content: bytes) -> bytes:
    return varint(tag << 3 | 2) + varint(len(content)) + content


def number(tag: int, value: int) -> bytes:
    return varint(tag << 3) + varint(value)


def tile_of(lat: float, lon: float) -> tuple[int, int]:
    x, y = _place(lat, lon)
    return int(x), int(y)


def inside(lat: float, lon: float) -> tuple[int, int]:
    x, y = _place(lat, lon)
    return int(x % 1 * EXTENT), int(y % 1 * EXTENT)


def _place(lat: float, lon: float) -> tuple[float, float]:
    side = 2**ZOOM
    return (lon + 180) / 360 * side, (1 - asinh(tan(radians(lat))) / pi) / 2 * side


def corner(x: int, y: int) -> tuple[float, float]:
    side = 2**ZOOM
    return x / side * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y / side))))


def hilbert(zoom: int, x: int, y: int) -> int:
    """The number of a tile: those of the zooms before it, then along the Hilbert curve."""
    found, side = (4**zoom - 1) // 3, 2**zoom // 2
    while side:
        right, low = int(bool(x & side)), int(bool(y & side))
        found += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - x & side - 1, side - 1 - y & side - 1
            x, y = y, x
        x, y, side = x & side - 1 if side > 1 else 0, y & side - 1 if side > 1 else 0, side // 2
    return found
