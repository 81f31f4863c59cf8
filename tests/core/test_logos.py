"""What may stand as a logo, and what becomes of it."""

import zlib
from struct import pack

import pytest

from groundswell.core import logos, uploads
from groundswell.core.errors import Refused
from groundswell.core.models import Fact
from groundswell.lib.pictures import PNG
from tests import make
from tests.lib.test_pictures import GPS, chunk, part, webp


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(width: int = 64, height: int = 64, *more: bytes, shade: int = 9) -> bytes:
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    shown = chunk(b"IDAT", zlib.compress((b"\0" + bytes([shade]) * width) * height))
    return PNG + head + b"".join(more) + shown + chunk(b"IEND", b"")


@pytest.fixture
def keepers(call):
    return make.endorsement(call).organisation


def test_a_logo_is_kept_without_what_a_program_wrote_into_it(keepers, media):
    keepers.show_logo(logos.check(picture(64, 32, chunk(b"tEXt", GPS))), alt="A river", by="server")

    [kept] = [path for path in media.rglob("*") if path.is_file()]
    assert kept.read_bytes() == picture(64, 32)
    assert (keepers.logo, keepers.logo_format) == (kept.name, "png")
    assert (keepers.logo_width, keepers.logo_height, keepers.logo_alt) == (64, 32, "A river")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (picture(16, 64), "16 by 64 pixels"),
        (picture(64, 1100), "64 by 1100 pixels"),
        (picture(40, 240), "too long and thin"),
        (b"%PDF-1.7", "A logo is a picture"),
        (b"<svg/>", "SVG can hold programs"),
        (b"\x89PNG\r\n\x1a\nxx", "damaged"),
        (webp(part(b"VP8X", b"\x02\0\0\0" + b"\x63\0\0" * 2)), "moves"),
        (webp(part(b"VP8 ", b"x")), "damaged"),
        (b"\x89PNG" + b"x" * 61 * 1024, "at most 60 KB"),
    ],
)
def test_what_cannot_stand_as_a_logo_is_refused_with_the_reason(data, why):
    with pytest.raises(Refused, match=why):
        logos.check(data)


def test_the_words_for_a_logo_change_without_the_picture(keepers, call):
    keepers.show_logo(logos.check(picture()), alt="A river", by="server")
    keepers.show_logo(None, alt="A blue river", by="server")
    keepers.show_logo(None, alt="A blue river", by="server")

    assert keepers.logo == uploads.check(picture()).hash
    assert [fact.call for fact in Fact.objects.filter(what="organisation.logo_shown")] == [call, call]


def test_a_logo_that_is_taken_off_leaves_nothing_in_the_row(keepers):
    keepers.show_logo(logos.check(picture()), alt="A river", by="server")
    for _twice in range(2):
        keepers.take_logo_off(by="server")

    keepers.refresh_from_db()
    assert (keepers.logo, keepers.logo_alt, keepers.logo_width) == ("", "", None)
    assert Fact.objects.filter(what="organisation.logo_taken_off").count() == 1


def test_merging_carries_the_logo_over_and_keeps_the_one_that_is_there(call, clara, keepers):
    double, third = (make.endorsement(call).organisation for _each in range(2))
    double.show_logo(logos.check(picture()), alt="A river", by="server")
    third.show_logo(logos.check(picture(shade=1)), alt="Another", by="server")

    keepers.absorb(double, by=clara)
    keepers.absorb(third, by=clara)

    keepers.refresh_from_db()
    assert (keepers.logo, keepers.logo_alt, keepers.logo_width) == (uploads.check(picture()).hash, "A river", 64)
