"""Where words stand in a text, and the slips between two words."""

import pytest

from groundswell.lib.likeness import steps
from groundswell.lib.marking import passage, pieces
from groundswell.lib.text import fold, fold_letters

TEXTS = [
    "Straße am Fluß", "ΟΔΥΣΣΕΥΣ ποταμός ᾳ", "İstanbul'da IRMAK ırmak", "سَلَامٌ في السّلام مدرسـة", "クリーンマーチ が ﾏｰﾁ", "แม่น้ำ", "नदी हिन्दी क़",
    "평화 행진", "e\u0301te\u0301", "a\x00b\n c  d", "ﬁn ½ Æ Ǆ", "ʻokina", "😀 hi", "\u202eevil\u2066", "Đà Nẵng", "ЧИСТАЯ",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_letter_by_letter_a_text_is_folded_as_it_is_as_a_whole(text):
    assert " ".join("".join(fold_letters(text)).split()) == fold(text)


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_are_the_whole_text(text):
    assert "".join(piece for piece, _found in pieces(text, fold(text).split())) == text


def test_places_that_overlap_are_one():
    assert pieces("riverside", ["river", "verside", "side"]) == [("riverside", True)]


def test_a_passage_begins_and_ends_between_words_around_the_first_that_is_found():
    text = "begin " * 60 + "the river here " + "end " * 60

    found = passage(text, ["river"], 60)

    assert found == "…begin begin the river here end end end end end end end end…"


def test_a_passage_of_a_text_without_spaces_and_of_one_without_the_word():
    assert passage("水" * 100 + "川" + "水" * 100, ["川"], 30) == "…" + "水" * 10 + "川" + "水" * 19 + "…"
    assert passage("Nothing", ["river"]) == ""


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("river", "river", 0), ("rivr", "river", 1), ("rvier", "river", 1), ("from", "form", 1), ("abc", "xyz", 3)],
)
def test_slips_of_the_hand_are_counted_up_to_a_limit(one, other, apart):
    assert steps(one, other, 2) == steps(other, one, 2) == min(apart, 3)
