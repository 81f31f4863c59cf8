"""A town of its own in the filter: in words on the page, a number in the address."""

import re

import pytest
from django.test import Client

from tests import make

PAGE = "/actions/"
PORTO = "2735943"


def titles(answer) -> list[str]:
    return [action.title for action in answer.context["actions"]]


@pytest.fixture
def two(call):
    make.action(call, "porto", title="Walk the Douro")
    make.action(call, "cairo", title="Walk the Nile")
    return call


@pytest.mark.parametrize("typed", ["Porto", "porto, PORTUGAL", "Oporto", "Porto, Porto, Portugal", "بورتو"])
def test_a_town_in_any_script_becomes_its_number(two, typed):
    answer = Client().get(PAGE, {"town_name": typed, "kind": "", "q": ""})

    assert (answer.status_code, answer["Location"]) == (302, f"/actions/?town={PORTO}")


def test_the_other_words_stay(two):
    answer = Client().get(f"/calls/{two.slug}/actions/", {"town_name": "Porto", "kind": "march", "from": "2031-01-01"})

    assert answer["Location"] == f"/calls/{two.slug}/actions/?town={PORTO}&kind=march&from=2031-01-01"


def test_the_list_is_of_that_town_and_its_name_stands_in_the_field(two):
    answer = Client().get(PAGE, {"town": PORTO})

    assert titles(answer) == ["Walk the Douro"]
    assert 'name="town_name" value="Porto, Portugal"' in answer.content.decode()


def test_the_name_that_stands_in_the_field_is_understood_again(two):
    for language in ("", "/ar"):
        shown = Client().get(f"{language}{PAGE}", {"town": PORTO}).content.decode()
        label = re.search(r'name="town_name" value="([^"]+)"', shown)[1]
        assert Client().get(f"{language}{PAGE}", {"town_name": label})["Location"] == f"{language}{PAGE}?town={PORTO}"


def test_an_emptied_field_shows_all_again(two):
    assert len(titles(Client().get(PAGE, {"town_name": "", "q": ""}))) == 2


def test_namesakes_are_asked_about_and_each_is_a_link(two):
    make.action(two, title="In Springfield", town=4409896, locality="Springfield", country="US")
    answer = Client().get(PAGE, {"town_name": "Springfield", "kind": "march"})
    shown = answer.content.decode()
    links = re.findall(r'<a href="(\?kind=march&amp;town=\d+)"><bdi>(Springfield, [^<]+)</bdi>', shown)

    assert "There are several towns of this name. Which one?" in shown
    assert len(links) > 2
    assert len({href for href, _label in links}) == len(links)
    assert titles(answer) == ["In Springfield"]


@pytest.mark.parametrize("typed", ["Nowhereville", "x" * 5_000, "\x00\x01", "<script>alert(1)</script>", "%%%"])
def test_a_town_that_nobody_knows_is_said_and_stays_typed(two, typed):
    answer = Client().get(PAGE, {"town_name": "Nowhereville" if not typed.isprintable() else typed})

    assert answer.status_code == 200
    assert titles(answer) == []
    assert "We do not know this town" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_another_word_that_is_wrong_is_told_beside_the_town(two):
    answer = Client().get(PAGE, {"town_name": "Porto", "country": "Portugal"})

    assert answer.status_code == 200
    assert titles(answer) == ["Walk the Douro"]
    assert "two letters" in answer.content.decode()


def test_the_shapes_of_the_list_have_the_number(two):
    assert f'href="http://testserver/actions.csv?town={PORTO}"' in Client().get(PAGE, {"town": PORTO}).content.decode()
