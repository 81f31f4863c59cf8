"""How wide and high a picture is, and whether it moves: read from its head, without unpacking it."""

from struct import unpack

from groundswell.lib.pictures import Broken

MOVES = 0x02  # of the head of an extended WebP
# Start of frame; C4, C8 and CC are something else.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def size(kind: str, data: bytes) -> tuple[int, int]:
    """Width and height; of pictures that `pictures.stripped` has written."""
    try:
        return {"png": _png, "jpeg": _jpeg, "webp": _webp}[kind](data)
    except Exception as error:  # struct.error is no ValueError
        raise Broken(type(error).__name__) from None


def moves(kind: str, data: bytes) -> bool:
    """Only WebP may: of a PNG the parts that make it move are not kept."""
    return kind == "webp" and data[12:16] == b"VP8X" and bool(data[20] & MOVES)


def _png(data: bytes) -> tuple[int, int]:
    width, height = unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at + 1] not in FRAMES:
        at += 2 + int(unpack(">H", data[at + 2 : at + 4])[0])
    height, width = unpack(">HH", data[at + 5 : at + 9])
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    name, body = data[12:16], data[20:]
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF
