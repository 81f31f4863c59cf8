"""Towns for what people type: misspelt in a dozen scripts, or with the country behind and no comma."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core import gazetteer
from groundswell.core.misspelling import Slips, alike


def names(text: str) -> list[str]:
    return [town.name for town in alike(text)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Lisbone", "Lisbon"),
        ("Munchn", "Munich"),
        ("San Fransiscoo", "San Francisco"),
        ("Johanesberg", "Johannesburg"),
        ("Mebourne", "Melbourne"),
        ("Albaquerque", "Albuquerque"),
        ("New Yrok", "New York City"),
        ("Stokholmm", "Stockholm"),
        ("Springfeild, IL", "Springfield"),
        ("Αθίνα", "Athens"),
        ("Θεσσαλονικκη", "Thessaloníki"),
        ("Масквва", "Moscow"),
        ("Сантьяго де Чиле", "Santiago"),
        ("Новосибриск", "Novosibirsk"),
        ("القهرة", "Cairo"),
        ("بيروتت", "Beirut"),
        ("تهارن", "Tehran"),
        ("ירושלימם", "Jerusalem"),
        ("मुम्बइ", "Mumbai"),
        ("ঢাকাা", "Dhaka"),
        ("กรุงเทบ", "Bangkok"),
        ("서을", "Seoul"),
        ("東亰", "Tokyo"),
        ("თბილისსი", "Tbilisi"),
        ("Երևանն", "Yerevan"),
        ("አዲስ አበብ", "Addis Ababa"),
    ],
)
def test_a_misspelt_town_is_offered(typed, name):
    assert name in names(typed)


@pytest.mark.parametrize("typed", ["القاهره", "münchen", "munchen", "Масква", "sao paulo"])
def test_other_spellings_that_are_no_slips_are_found_at_once(typed):
    assert gazetteer.best(typed)
    assert alike(typed) == []


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("Porto Portugal", "Porto", "PT"),
        ("Paris Texas", "Paris", "US"),
        ("New York USA", "New York City", "US"),
        ("القاهرة مصر", "Cairo", "EG"),
        ("Perth Scotland", "Perth", "GB"),
    ],
)
def test_country_or_region_needs_no_comma(typed, name, country):
    first = alike(typed)[0]

    assert (first.name, first.country) == (name, country)


def test_what_stands_behind_the_comma_holds_for_a_misspelt_name_too():
    assert {town.country for town in alike("Lisbone, Portugal")} == {"PT"}


def test_a_small_namesake_does_not_hide_a_capital():
    assert "Bogotá" in names("Bogata")
    assert names("Porto") == []


def test_the_likeliest_stands_first_and_none_twice():
    found = alike("Barcelonna")

    assert (found[0].name, found[0].country) == ("Barcelona", "ES")
    assert len({town.id for town in found}) == len(found) <= 5


@pytest.mark.parametrize(
    "typed", ["", " ", ",", ",,,", "\x00", "x", "xy", "xqzwvk", "Nowhereville", "9" * 5000, "١٢٣٤٥٦", "%_'\"", "\ud800", "ا" * 3000]
)  # fmt: skip
def test_what_is_like_no_town_offers_none(typed):
    assert alike(typed) == []


def reckoned(one: str, other: str) -> int:
    """By the table, as in a textbook: the optimal alignment of Damerau and Levenshtein."""
    table: dict[tuple[int, int], int] = {}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i, j] = i + j
                continue
            wrong = one[i - 1] != other[j - 1]
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + wrong)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


words = st.text("abcض東", min_size=1, max_size=12)


@given(words, words)
def test_slips_are_counted_as_by_the_table(one, other):
    assert Slips(one)(other, most=99) == reckoned(one, other)


@given(words, words, st.integers(1, 3))
def test_beyond_the_most_it_need_not_be_counted(one, other, most):
    many, counted = reckoned(one, other), Slips(one)(other, most)

    assert counted == many if many <= most else counted > most
