import pytest

from groundswell.lib.crockford import ALPHABET, grouped, random, short, tidy


@pytest.mark.parametrize("length", [1, 8, 9, 12, 25])
def test_a_random_word_has_every_letter_at_every_place(length):
    words = [random(length) for _time in range(1500)]

    # Each letter is missing at a place by a chance of e⁻⁴⁶.
    assert [set(letters) for letters in zip(*words, strict=True)] == [set(ALPHABET)] * length
    assert {len(word) for word in words} == {length}


def test_a_short_name_has_nine_small_letters():
    name = short()

    assert (len(name), name) == (9, tidy(name).lower())


def test_what_was_typed_is_read_as_it_was_meant():
    assert tidy(" o1l-i ub ") == "0111B"
    assert grouped("0123456789") == "0123-4567-89"
