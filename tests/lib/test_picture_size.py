from struct import pack

import pytest

from groundswell.lib import picture_size
from groundswell.lib.pictures import Broken
from tests.lib.test_pictures import JFIF, jpeg, part, png, webp

VP8X = part(b"VP8X", b"\0\0\0\0" + (299).to_bytes(3, "little") + (199).to_bytes(3, "little"))
VP8L = part(b"VP8L", b"\x2f" + (299 | 199 << 14).to_bytes(4, "little"))
VP8 = part(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + pack("<HH", 300, 200))


@pytest.mark.parametrize(
    ("kind", "data", "size"),
    [
        ("png", png(), (1, 1)),
        ("jpeg", jpeg(JFIF), (1, 1)),
        ("webp", webp(VP8X), (300, 200)),
        ("webp", webp(VP8L), (300, 200)),
        ("webp", webp(VP8), (300, 200)),
    ],
)
def test_size_is_read_from_the_head(kind, data, size):
    assert picture_size.size(kind, data) == size


@pytest.mark.parametrize(("kind", "data"), [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8\xff\xe0"), ("webp", b"RIFF")])
def test_a_picture_that_is_cut_off_is_broken(kind, data):
    with pytest.raises(Broken):
        picture_size.size(kind, data)


def test_a_webp_that_moves_says_so():
    moving = webp(part(b"VP8X", b"\x02\0\0\0" + b"\x63\0\0" * 2))

    assert (picture_size.moves("webp", moving), picture_size.moves("webp", webp(VP8X))) == (True, False)
    assert not picture_size.moves("png", png())
