"""Pictures without what cameras and programs wrote into them.

The container is written anew with the parts that are needed to show the picture, and no others: no place, no device, no
name, no thumbnail, nothing after the end.
"""

import zlib
from collections.abc import Iterator
from struct import pack, unpack

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB")
# Start of frame, tables, restart interval, number of lines.
JPEG_KEPT = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, *range(0xC0, 0xD0)} - {0xC8}
STARTS_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SOI, EOI, SOS, APP0, APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
WEBP_KEPT = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF")
WEBP_PROFILE_EXIF_XMP = 0x20 | 0x08 | 0x04
FRAME_HEAD = 16


class Broken(ValueError):
    """Not a whole picture."""


def stripped(kind: str, data: bytes) -> bytes:
    try:
        return {"png": png, "jpeg": jpeg, "webp": webp}[kind](data)
    except (IndexError, ValueError) as error:
        raise Broken(str(error)) from None
    except Exception as error:  # struct.error is no ValueError
        raise Broken(type(error).__name__) from None


def size(kind: str, data: bytes) -> tuple[int, int]:
    """Width and height in points, of what was stripped."""
    try:
        return {"png": _png_size, "jpeg": _jpeg_size, "webp": _webp_size}[kind](data)
    except Exception as error:
        raise Broken(type(error).__name__) from None


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker in STARTS_OF_FRAME:
            height, width = unpack(">HH", data[at + 3 : at + 7])
            return width, height
        [length] = unpack(">H", data[at : at + 2])
        at += length


def _webp_size(data: bytes) -> tuple[int, int]:
    name, body = data[12:16], data[20:30]
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def png(data: bytes) -> bytes:
    kept = [PNG]
    for name, body in _png_chunks(data):
        if name in PNG_KEPT:
            kept.append(pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body)))
        if name == b"IEND":
            return b"".join(kept)
    raise Broken("no end")


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(data):
        [length] = unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        [check] = unpack(">I", data[at + 8 + length : at + 12 + length])
        if check != zlib.crc32(name + body):
            raise Broken("damaged")
        yield name, body
        at += 12 + length


def jpeg(data: bytes) -> bytes:
    kept, at, shown = [b"\xff\xd8"], 2, False
    while True:
        marker, at = _marker(data, at)
        if marker == EOI:
            if not shown:
                raise Broken("nothing to show")
            return b"".join([*kept, b"\xff\xd9"])
        [length] = unpack(">H", data[at : at + 2])
        body, at = data[at + 2 : at + length], at + length
        if length < 2 or len(body) != length - 2:
            raise Broken("cut off")
        kept.append(_segment(marker, body))
        if marker == SOS:
            end = _end_of_scan(data, at)
            kept.append(data[at:end])
            at, shown = end, True


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker and where its segment begins; any number of fill bytes may stand before."""
    if data[at] != 0xFF:
        raise Broken("no marker")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _segment(marker: int, body: bytes) -> bytes:
    if marker == APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        body = body[:12] + b"\0\0"  # without the thumbnail
    elif marker == APP14 and body.startswith(b"Adobe"):
        body = body[:12]
    elif marker not in JPEG_KEPT and marker != SOS:
        return b""
    return bytes([0xFF, marker]) + pack(">H", len(body) + 2) + body


def _end_of_scan(data: bytes, at: int) -> int:
    """Within a scan FF is followed by 0, or by one of eight restart marks."""
    while (at := data.index(b"\xff", at)) + 1 < len(data):
        after = data[at + 1]
        if after == 0xFF:
            at += 1
        elif after == 0 or 0xD0 <= after <= 0xD7:
            at += 2
        else:
            return at
    raise Broken("cut off")


def webp(data: bytes) -> bytes:
    [length] = unpack("<I", data[4:8])
    if len(data) < length + 8:
        raise Broken("cut off")
    body = b"WEBP" + _webp_chunks(data[12 : length + 8])
    if len(body) == 4:
        raise Broken("nothing to show")
    return b"RIFF" + pack("<I", len(body)) + body


def _webp_chunks(data: bytes) -> bytes:
    kept, at = [], 0
    while at < len(data):
        name, [length] = data[at : at + 4], unpack("<I", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise Broken("cut off")
        if name in WEBP_KEPT:
            body = _webp_body(name, body)
            kept.append(name + pack("<I", len(body)) + body + b"\0" * (len(body) % 2))
        at += 8 + length + length % 2
    return b"".join(kept)


def _webp_body(name: bytes, body: bytes) -> bytes:
    if name == b"VP8X":
        return bytes([body[0] & ~WEBP_PROFILE_EXIF_XMP]) + body[1:]
    if name == b"ANMF":
        return body[:FRAME_HEAD] + _webp_chunks(body[FRAME_HEAD:])
    return body
