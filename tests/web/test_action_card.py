"""Cards out of memory are what would be written now."""

from typing import Any

import pytest
from django.test import Client

from groundswell.core.models import Action
from groundswell.web.templatetags import action_card
from tests import make


@pytest.fixture(autouse=True)
def nothing_written():
    action_card._written.clear()


def page(address: str = "/actions/") -> str:
    return Client().get(address).content.decode()


def written_anew(address: str = "/actions/") -> str:
    action_card._written.clear()
    return page(address)


CHANGES: list[dict[str, Any]] = [
    {"title": "Along the Tejo"},
    {"kind": "vigil"},
    {"country": "CL"},
    {"locality": "Elsewhere", "town": None},
    {"address": "At the old bridge"},
    {"starts": make.at(make.DAY, 17)},
    {"timed": False},
    {"access": ["toilets"]},
    {"undated": True, "state": "postponed"},
    {"state": "cancelled"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ", ".join(change))
def test_card_is_new_when_anything_on_it_changed_behind_the_logs_back(call, change):
    make.action(call)
    before = page()
    Action.objects.update(**change)

    after = page()

    assert after != before
    assert after == written_anew()


def test_card_is_written_once_for_each_language_and_rank_of_heading(call):
    make.action(call)
    addresses = ("/actions/", "/es/actions/", "/ar/actions/", "/calls/clean-rivers/")
    first = [page(address) for address in addresses]

    assert [page(address) for address in addresses] == first
    assert len(action_card._written) == 4
    assert [written_anew(address) for address in addresses] == first


def test_card_in_the_list_of_nobody_names_no_call_and_in_a_larger_calls_list_its_own(call):
    part = make.call("part-of-it", title="Rivers of Portugal")
    part.whole = call
    part.save()
    make.action(part)
    addresses = ("/calls/part-of-it/actions/", "/calls/clean-rivers/actions/")

    own, larger = (page(address).count("Rivers of Portugal</bdi></p>") for address in addresses)

    assert (own, larger) == (0, 1)


def test_how_far_away_an_action_is_is_told_to_whoever_asked(call):
    make.action(call, "porto")
    near, nearer = page("/actions/?near=41.0,-8.6&radius=100"), page("/actions/?near=41.1,-8.6&radius=100")

    assert "km" in near and near != nearer
    assert len(action_card._written) == 0


def test_memory_of_cards_is_bounded(call, monkeypatch):
    monkeypatch.setattr(action_card, "MOST", 2)
    for name in ("Douro", "Tejo", "Mondego"):
        make.action(call, title=name)
    page()

    assert len(action_card._written) == 2
