"""Share cards, where the extra "pictures" is here."""

import io
import subprocess
import sys

import pytest

from groundswell.lib import cards, fonts

drawing = pytest.mark.skipif(
    not fonts.available() or not fonts.face("A"), reason='needs the extra "pictures", and a font of the system'
)
joining = pytest.mark.skipif(
    not fonts.available() or not fonts.face("نهر"), reason="needs raqm, and a font of the system with Arabic letters"
)


def picture(made: bytes):
    from PIL import Image

    return Image.open(io.BytesIO(made)).convert("RGB")


def ink(made: bytes, left: int, right: int) -> int:
    """How many points of the colour of the title stand between two columns."""
    wanted = tuple(int(cards.INK[at : at + 2], 16) for at in (1, 3, 5))
    part = picture(made).crop((left, 130, right, 480))
    counted = part.getcolors(maxcolors=part.width * part.height)
    return sum(many for many, point in counted if max(abs(a - b) for a, b in zip(point, wanted, strict=True)) < 24)


@drawing
def test_card_is_a_small_picture_of_the_size_that_sites_ask_for():
    made = cards.drawn("Rivers know no borders", "Groundswell", "River Keepers", False)

    assert made and len(made) < 60_000
    assert picture(made).size == (1200, 630)


@drawing
@pytest.mark.parametrize("title", ["a", "word " * 60, "x" * 400, "Many  spaces\n here"])
def test_no_title_runs_over_the_edge(title):
    made = cards.drawn(title, "", "", False)

    assert made and ink(made, 0, 60) == ink(made, 1170, 1200) == 0


@joining
def test_arabic_stands_at_the_right_and_its_letters_are_joined():
    made = cards.drawn("نهر", "", "", True)
    assert made and ink(made, 800, 1200) > 0 == ink(made, 0, 400)

    font = fonts.font(fonts.face("نهر"), 84)
    assert font.getlength("نهر") < sum(font.getlength(letter) for letter in "نهر")  # forms within a word are narrower


@drawing
def test_title_that_no_font_here_can_write_has_no_picture():
    assert cards.drawn("\U00010ffd\ue000" + chr(0x1FFFE), "", "", False) is None
    assert cards.drawn("", "", "", False) is None


@drawing
def test_without_joining_only_letters_that_stand_alone_are_drawn(monkeypatch):
    monkeypatch.setattr(fonts, "joins", lambda: False)

    assert fonts.face("نهر") is None
    assert fonts.face("Río, река, ποταμός")


def test_server_does_without_the_extra():
    code = (
        "import sys; sys.modules['PIL'] = sys.modules['PIL.Image'] = None\n"
        "from groundswell.lib import cards, fonts\n"
        "print(fonts.available(), cards.drawn('a', '', '', False))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False None\n"
