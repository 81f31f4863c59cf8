"""Lists of very many: the same rows in the same order as a plain computation gives, and numbers that are never wrong."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.test import Client

from groundswell.core import counting, numbers, places, search
from groundswell.core.counting import Many
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.lib.geo import distance_km
from groundswell.web.actions import Counted
from tests import make

MANY = 40
COLOURS = ("amber", "azure", "olive")


@pytest.fixture
def forty(call: Call) -> list[Action]:
    """By chance: some are not public, and some of another call, which is a draft."""
    chance, draft = Random(40), make.call("draft", stage="draft")
    return [_one(chance, number, draft if number % 10 == 0 else call) for number in range(MANY)]


def _one(chance: Random, number: int, call: Call) -> Action:
    return make.action(
        call,
        chance.choice(("porto", "cairo", "suva")),
        title=f"Walk {number} {chance.choice(COLOURS)}{' 川歩き' if number % 2 else ''}",
        kind=chance.choice(("march", "vigil")),
        starts=make.at(make.DAY + timedelta(days=chance.randrange(5)), chance.randrange(24)),
        state=chance.choice(("published", "published", "cancelled", "hidden")),
        access=chance.sample(["step-free", "toilets"], chance.randrange(3)),
        lat=chance.uniform(-89, 89),
        lon=chance.uniform(-180, 180),
    )


# Words of an address, and the same said in Python.
WANTED = {
    "": lambda each: True,
    "q=azure": lambda each: "azure" in each.title,
    "q=walk+mbe": lambda each: "amber" in each.title,
    "q=wa+ol": lambda each: "olive" in each.title,
    "q=歩+walk": lambda each: "川歩き" in each.title,
    "country=PT&country=FJ": lambda each: each.country in ("PT", "FJ"),
    "kind=vigil&country=PT": lambda each: each.kind == "vigil" and each.country == "PT",
    "state=cancelled": lambda each: each.state == "cancelled",
    "access=toilets": lambda each: "toilets" in each.access,
    "from=2031-03-17": lambda each: each.day.isoformat() >= "2031-03-17",
    "bbox=-100,-40,120,60": lambda each: -100 <= each.lon <= 120 and -40 <= each.lat <= 60,
    "near=10,175&radius=9000": lambda each: distance_km(10, 175, each.lat, each.lon) <= 9000,
    "near=-88,0&radius=20000&q=azure": lambda each: "azure" in each.title,
}


def fitting(actions: list[Action], words: str) -> list[str]:
    public = [each for each in actions if each.call.public and each.state in ("published", "cancelled")]
    found = [each for each in public if WANTED[words](each)]
    if words.startswith("near="):
        lat, lon = (float(number) for number in words[5:].split("&")[0].split(","))
        return [each.title for each in sorted(found, key=lambda each: distance_km(lat, lon, each.lat, each.lon))]
    return [each.title for each in sorted(found, key=lambda each: (each.day, each.starts, each.pk))]


def listed(words: str) -> list[str]:
    """As one turns the pages, from one to the next."""
    titles, number = list[str](), 1
    while number:
        page = Counted(wanted(words), None).get_page(number)
        titles += [each.title for each in page]
        number = page.next_page_number() if page.has_next() else 0
    return titles


@pytest.fixture
def pages_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundswell.web.actions.ON_A_PAGE", 5)


@pytest.mark.parametrize(("most", "narrowed", "few"), [(10_000, 1_000, 3_000), (20, 1_000, 2), (20, 10, 0), (5, 2, 2)])
def test_a_list_has_the_same_rows_in_the_same_order_wherever_counting_ends(
    forty, most, narrowed, few, pages_of_five, monkeypatch
):
    monkeypatch.setattr(counting, "MOST", most)
    monkeypatch.setattr(counting, "MOST_NARROWED", narrowed)
    monkeypatch.setattr(search, "FEW_ENOUGH", few)

    assert {words: listed(words) for words in WANTED} == {words: fitting(forty, words) for words in WANTED}


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_what_has_as_many_as_the_bound_is_told_exactly_and_one_more_is_not(forty, more, monkeypatch):
    monkeypatch.setattr(search, "FEW_ENOUGH", 3)
    for words in WANTED:
        there = len(fitting(forty, words))
        monkeypatch.setattr(counting, "MOST", 5 if words else there + more)
        monkeypatch.setattr(counting, "MOST_NARROWED", there + more)
        numbers.forget()

        found = counting.many(wanted(words))

        told = (there, False) if more >= 0 else (there - 1, True)
        assert (words, found.number, found.beyond) == (words, *told)


def test_a_list_that_is_not_very_long_is_counted_to_the_last_by_whatever_words(forty, monkeypatch):
    monkeypatch.setattr(counting, "MOST", len(fitting(forty, "")))
    monkeypatch.setattr(counting, "MOST_NARROWED", 0)

    found = {words: counting.many(wanted(words)) for words in WANTED}
    assert found == {words: Many(len(fitting(forty, words))) for words in WANTED}


@pytest.mark.parametrize("most", [1, 5, 17, MANY])
@pytest.mark.parametrize("point", ["41,-8", "10,179.9", "-89,0", "89.9,-120"])
def test_the_nearest_are_those_that_sorting_all_would_give(forty, most, point):
    near = wanted(f"near={point}&radius=20000")

    assert list(near.nearest(most)[:most]) == list(near.rows()[:most])


def test_what_is_near_by_its_day_is_not_taken_from_the_nearest_alone(forty):
    by_day = wanted("near=10,175&radius=20000&sort=date")

    assert [each.title for each in by_day.nearest(3)[:3]] == fitting(forty, "")[:3]


def test_a_page_that_nobody_has_come_to_is_the_last_that_is_known(forty, pages_of_five, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 10)

    assert Counted(wanted(""), None).get_page(400).number == 2


def test_pages_are_turned_back_and_forth_beyond_what_was_counted(forty, pages_of_five, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 5)

    third = Client().get("/actions/?page=3")

    content = third.content.decode()
    assert [number for number in ("2", "3", "4") if f'href="?page={number}"' in content] == ["2", "4"]


def test_the_countries_of_a_list_are_those_where_something_public_is(forty, call):
    make.action(make.call("streets"), "santiago")
    make.action(call, "lisbon", country="ES", state="hidden")

    assert places.codes(call) == {each.country for each in forty if each.title in fitting(forty, "")}
    assert places.codes() == places.codes(call) | {"CL"}


def test_a_page_says_in_words_that_there_are_more_than_were_counted(forty, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 7)
    monkeypatch.setattr(counting, "MOST_NARROWED", 3)

    told = [Client().get(f"/actions/?{words}").content.decode() for words in ("", "kind=march")]

    lines = [re.findall(r'class="count-line"><p><b>([^<]*)</b>', page) for page in told]
    assert lines == [["More than 7 actions"], ["More than 3 actions"]]


def wanted(words: str) -> ActionFilter:
    pairs = [each.split("=") for each in words.split("&") if each]
    return ActionFilter.read({word: [v.replace("+", " ") for w, v in pairs if w == word] for word, _value in pairs})
