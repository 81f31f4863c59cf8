"""What the head of a PMTiles file says (version 3; github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md).

The tiles themselves are read by browsers, by ranges of bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any

from groundswell.lib.geo import Box

HEAD = struct.Struct("<7sB11Q6B4iB2i")
MAGIC, VERSION = b"PMTiles", 3
VECTOR = 1
PLAIN, GZIP = 1, 2
MOST_METADATA = 4 * 1024 * 1024


class Unreadable(Exception):
    """It is no file of streets; the sentence says why."""


@dataclass(frozen=True)
class Archive:
    size: int
    box: Box
    least: int  # zooms
    most: int
    by: str  # who is to be named, as plain text; "" where it does not say
    layers: frozenset[str]


def read(path: Path) -> Archive:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            head = file.read(HEAD.size)
            if len(head) < HEAD.size or not head.startswith(MAGIC):
                raise Unreadable("it is no PMTiles file")
            return _told(HEAD.unpack(head), size, file)
    except OSError as error:
        raise Unreadable(f"it cannot be read: {error.strerror}") from error


def _told(head: tuple[Any, ...], size: int, file: IO[bytes]) -> Archive:
    _magic, version, _root_at, _root, told_at, told, _leaves_at, _leaves, tiles_at, tiles, *_many = head[:13]
    _clustered, inside, outside, kind, least, most = head[13:19]
    if version != VERSION:
        raise Unreadable(f"it is of PMTiles version {version}, and browsers read version {VERSION}")
    if kind != VECTOR:
        raise Unreadable("it has pictures in it: streets are drawn from vector tiles (MVT)")
    if not {inside, outside} <= {PLAIN, GZIP}:
        raise Unreadable("it is compressed in a way that browsers do not read: make it with gzip")
    if tiles_at + tiles > size or told_at + told > size:
        raise Unreadable("its end is missing: copy it again")
    metadata = _metadata(file, told_at, told, inside)
    west, south, east, north = (number / 1e7 for number in head[19:23])
    layers = metadata.get("vector_layers")
    named = [each.get("id") for each in layers if isinstance(each, dict)] if isinstance(layers, list) else []
    return Archive(size, (west, south, east, north), least, most, _plain(str(metadata.get("attribution") or "")),
                   frozenset(name for name in named if isinstance(name, str)))  # fmt: skip


def _metadata(file: IO[bytes], at: int, length: int, compression: int) -> dict[str, Any]:
    if not 0 < length <= MOST_METADATA:
        return {}
    file.seek(at)
    try:
        pressed = file.read(length)
        text = zlib.decompressobj(wbits=47).decompress(pressed, MOST_METADATA) if compression == GZIP else pressed
        read = json.loads(text)
    except (zlib.error, ValueError) as error:
        raise Unreadable("what it says of itself cannot be read") from error
    return read if isinstance(read, dict) else {}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _plain(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join(unescape("".join(reader.words)).split())[:200]
