import zlib
from struct import pack

import pytest

from groundswell.lib import pictures

GPS = b"GPSLatitude 41.1496 canary"


def chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    shown = chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
    return pictures.PNG + head + b"".join(more) + shown + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + pack(">H", len(body) + 2) + body


JFIF = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
SHOWN = segment(0xDB, b"\0" * 65) + segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0") + segment(0xDA, b"\x01\x01\0\0?\0")


def jpeg(*more: bytes, after: bytes = b"") -> bytes:
    return b"\xff\xd8" + b"".join(more) + SHOWN + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9" + after


def part(name: bytes, body: bytes) -> bytes:
    return name + pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp(*parts: bytes) -> bytes:
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + pack("<I", len(body)) + body


@pytest.mark.parametrize("name", [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"iCCP", b"tIME", b"prVt"])
def test_a_png_loses_every_chunk_that_does_not_show(name):
    assert pictures.stripped("png", png(chunk(name, GPS))) == png()


@pytest.mark.parametrize("name", [b"tRNS", b"gAMA", b"sRGB"])
def test_a_png_keeps_what_changes_how_it_looks(name):
    whole = png(chunk(name, b"\0\0"))

    assert pictures.stripped("png", whole) == whole


def test_a_png_ends_at_its_end():
    assert pictures.stripped("png", png() + GPS) == png()


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xE5, 0xED, 0xEF, 0xFE])
def test_a_jpeg_loses_exif_profiles_and_comments(marker):
    assert pictures.stripped("jpeg", jpeg(JFIF, segment(marker, b"Exif\0\0" + GPS))) == jpeg(JFIF)


def test_a_jpeg_loses_them_between_its_scans_and_after_its_end():
    scans = jpeg()[:-2] + segment(0xE1, GPS) + segment(0xDA, b"\x01\x01\0\0?\0") + b"\x78\xff\xd9"

    assert GPS not in pictures.stripped("jpeg", scans)
    assert pictures.stripped("jpeg", jpeg(after=jpeg(segment(0xE1, GPS)))) == jpeg()


def test_a_jpeg_keeps_its_head_without_the_thumbnail_and_adobes_mark():
    head = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + b"abc")
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")

    assert pictures.stripped("jpeg", jpeg(head, adobe)) == jpeg(JFIF, adobe)


def test_another_programs_app0_and_app14_go():
    assert pictures.stripped("jpeg", jpeg(segment(0xE0, b"JFXX\0" + GPS), segment(0xEE, GPS))) == jpeg()


def test_a_webp_loses_exif_xmp_and_profile_and_says_so_in_its_flags():
    shown = part(b"VP8 ", b"abc")
    whole = webp(part(b"VP8X", b"\x3c" + b"\0" * 9), part(b"ICCP", GPS), shown, part(b"EXIF", GPS), part(b"XMP ", GPS))

    assert pictures.stripped("webp", whole + GPS) == webp(part(b"VP8X", b"\x10" + b"\0" * 9), shown)


def test_a_frame_of_a_moving_webp_loses_what_is_unknown():
    frame = part(b"ANMF", b"\0" * 16 + part(b"VP8 ", b"abcd"))
    told = part(b"ANMF", b"\0" * 16 + part(b"EXIF", GPS) + part(b"VP8 ", b"abcd"))

    assert pictures.stripped("webp", webp(told)) == webp(frame)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", png()[:-6]),
        ("png", png()[:40] + b"x" + png()[41:]),
        ("png", pictures.PNG),
        ("jpeg", jpeg()[:-2]),
        ("jpeg", jpeg()[:30]),
        ("jpeg", b"\xff\xd8\xff\xd9"),
        ("jpeg", b"\xff\xd8\xff\xe1\0\0"),
        ("webp", webp(part(b"VP8 ", b"abcd"))[:-2]),
        ("webp", webp(b"VP8 \xff\0\0\0ab")),
        ("webp", webp()),
        ("webp", b"RIFF"),
    ],
)
def test_what_is_no_whole_picture_is_broken(kind, data):
    with pytest.raises(pictures.Broken):
        pictures.stripped(kind, data)
