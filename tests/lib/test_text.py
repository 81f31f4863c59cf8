import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.lib.text import clean, fold, fold_many, is_whole, short_words

# hypothesis leaves lone surrogates out of st.text() only when told to; people paste those too.
anything = st.text(st.characters())


@given(anything)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_something_that_stays():
    folded = fold_many(f"a{chr(point)}a" for point in range(0x110000))
    assert [text for text, again in zip(folded, fold_many(folded), strict=True) if text != again] == []


@given(st.lists(anything))
def test_folding_many_is_folding_each(texts):
    assert fold_many(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("MÜNCHEN", "munchen"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("Ålesund", "alesund"),
        ("Tromsø", "tromso"),
        ("İstanbul", "istanbul"),
        ("ΟΔΌΣ", "οδος"),
        ("Київ", "київ"),
        ("الْقَاهِرَة", "القاهره"),  # harakat, teh marbuta
        ("أحمد إلى آل ٱل", "احمد الي ال ال"),  # alef variants, alef maksura
        ("مؤتمر مئة", "موتمر ميه"),  # hamza seats
        ("العـــراق", "العراق"),  # tatweel
        ("کرمان تبریزی", "كرمان تبريزي"),  # Persian kaf and yeh
        ("٢٠٢٦", "2026"),
        ("יְרוּשָׁלַיִם", "ירושלים"),
        ("ＴＯＫＹＯ", "tokyo"),
        ("ﾄｳｷｮｳ", "トウキョウ"),
        ("L'Aquila", "l’aquila"),
        ("Aix-en-Provence", "aix en provence"),
        ("  a \t\n b\u00a0c ", "a b c"),
        ("می\u200cخواهم", "میخواهم"),
        ("nul\x00in", "nul in"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("दिल्ली", "दल्ल"), ("กิน", "กน"), ("서울", "사울"), ("غزة", "عزة")]
)
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


def test_nothing_but_punctuation_folds_to_nothing():
    assert fold(" ,;—'«»… ") == ""


def test_clean_keeps_lines_and_tabs_and_drops_other_controls():
    assert clean(" a\x00\x07\tb\r\nc\rd\x85\x7f\n ") == "a\tb\nc\nd"


def test_clean_knows_the_line_ends_of_unicode():
    assert clean("a\u2028b\u2029c") == "a\nb\nc"


def test_clean_composes():
    assert clean("Cafe\u0301") == "Café"


@given(anything)
def test_cleaned_text_is_clean(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert [one for one in cleaned if unicodedata.category(one) == "Cc" and one not in "\n\t"] == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("0", True),
        ("007", True),
        ("999", True),
        ("1000", False),
        ("", False),
        ("²", False),
        ("٣", False),
        ("-1", False),
    ],
)
def test_whole_number_is_of_plain_digits_and_not_too_many(text, whole):
    assert is_whole(text, 3) is whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("clean rivers 2031", []),
        ("", []),
        ("清い川 walk", ["い", "川", "清", "い川", "清い"]),
        ("3月", ["月", "3月"]),
        ("川 川 川", ["川"]),
        ("да", ["а", "д", "да"]),
    ],
)
def test_short_words_are_the_letters_and_pairs_that_are_not_latin(text: str, words: list[str]) -> None:
    assert short_words(text) == words
