"""A gzip stream put together of parts that were compressed apart, so that a part is used again as it is.

Not members one after the other: RFC 1952 allows them, and browsers stop after the first. Each part is raw deflate that
ends on a byte and looks back at nothing before it; the checksum of the whole comes from those of the parts, as in
zlib's `crc32_combine`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflate, no name, no time, unknown system
END = b"\x03\x00"  # the last block, empty
LEVEL = 6
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31  # bits are in reversed order


@dataclass(frozen=True, slots=True)
class Part:
    pressed: bytes
    crc: int
    size: int  # bytes, before compression


def part(data: bytes) -> Part:
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    pressed = press.compress(data) + press.flush(zlib.Z_FULL_FLUSH)
    return Part(pressed, zlib.crc32(data), len(data))


def joined(parts: Iterable[Part]) -> Iterator[bytes]:
    """The stream, a piece for each part as soon as it is there."""
    crc, size, before = 0, 0, HEAD
    for one in parts:
        yield before + one.pressed
        crc, size, before = _joined_crc(crc, one.crc, one.size), size + one.size, b""
    yield before + END + crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def _joined_crc(one: int, other: int, size: int) -> int:
    """The checksum of two texts in a row, the second of that size, from the checksums of each."""
    return _times(_shift(size), one) ^ other


def _shift(size: int) -> int:
    """x to the power of 8·size, modulo the polynomial."""
    power, place = _ONE, 3
    while size:
        if size & 1:
            power = _times(_SQUARES[place % 32], power)
        size >>= 1
        place += 1
    return power


def _times(one: int, other: int) -> int:
    """Modulo the polynomial, without carry."""
    product, bit = 0, _ONE
    while one:
        if one & bit:
            product ^= other
            one ^= bit
        bit >>= 1
        other = (other >> 1) ^ _POLYNOMIAL if other & 1 else other >> 1
    return product


def _squares() -> list[int]:
    squares = [_ONE >> 1]
    for _time in range(31):
        squares.append(_times(squares[-1], squares[-1]))
    return squares


_SQUARES = _squares()
