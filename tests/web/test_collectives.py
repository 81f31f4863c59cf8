"""Collectives near you, and what is on already beside what somebody registers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from groundswell.core.models import Action
from tests import make
from tests.web.test_members import text


@pytest.fixture
def collective(call):
    return make.endorsement(call, "Porto Walkers", kind="collective", town="Porto").organisation


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ("Porto", "in \u2068Porto\u2069"),
        ("Oporto", "in \u2068Porto\u2069"),
        ("بورتو", "in \u2068Porto\u2069"),
        ("41.15,-8.61", "in \u2068Porto\u2069"),
        ("Vila Nova de Gaia", "about 3 km north of \u2068Vila Nova de Gaia\u2069"),
    ],
)
def test_found_near_a_town_in_any_script_and_said_no_more_exactly_than_its_town(call, collective, near, far):
    told = text(f"/calls/{call.slug}/collectives/?near={near}")

    assert told.split("Porto Walkers")[1].split("·")[1].strip() == far


@pytest.mark.parametrize(
    ("radius", "further"), [("", 100), ("&radius=10", 25), ("&radius=60", 100), ("&radius=300", None)]
)
def test_where_none_is_near_one_may_look_one_ring_further(call, collective, radius, further):
    page = Client().get(f"/calls/{call.slug}/collectives/?near=Suva{radius}").content.decode()

    assert re.findall(r'<a[^>]* href="([^"]+)"[^>]*>Look within ([0-9]+) km', page) == (
        [(f"?near=Suva&amp;radius={further}", str(further))] if further else []
    )


def test_where_none_is_near_the_page_says_how_to_start_one(call, collective):
    page = Client().get(f"/calls/{call.slug}/collectives/?near=Suva").content.decode()

    assert "No collective near there yet" in page
    assert "Porto Walkers" not in page
    assert f"/calls/{call.slug}/endorse/?kind=collective&amp;country=FJ&amp;town=Suva" in page
    form = Client().get(f"/calls/{call.slug}/endorse/?kind=collective&country=FJ&town=Suva").context["form"]
    assert (form["kind"].value(), form["country"].value(), form["town"].value()) == ("collective", "FJ", "Suva")


def test_actions_near_there_are_shown_too(call):
    make.action(call, title="Walk the Douro")

    assert "Walk the Douro" in text(f"/calls/{call.slug}/collectives/?near=Porto")


def test_unknown_town_is_told_and_nothing_is_shown_as_near(call, collective):
    told = text(f"/calls/{call.slug}/collectives/?near=Nowhereville")

    assert "We know no town of this name" in told


def test_call_and_empty_list_lead_there(call):
    assert f"/calls/{call.slug}/collectives/" in Client().get(f"/calls/{call.slug}/").content.decode()
    empty = Client().get(f"/calls/{call.slug}/actions/?near=Suva").content.decode()
    assert f"/calls/{call.slug}/collectives/?near=Suva" in empty


def test_a_closed_call_asks_nobody_to_start(call, collective):
    call.stage = "closed"
    call.save()

    told = text(f"/calls/{call.slug}/collectives/")

    assert ("Porto Walkers" in told, "Start one" in told) == (True, False)


def test_page_asks_as_much_for_one_as_for_three(call, collective):
    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            text(f"/calls/{call.slug}/collectives/?near=Porto")
        return len(queries)

    make.action(call)
    one = asked()
    for name in ("A", "B"):
        make.endorsement(call, name, kind="collective", town="Porto")
        make.action(call, title=name)

    assert asked() == one


# Beside what one registers.


def register(call, **changed):
    return Client().post(f"/calls/{call.slug}/register/", make.registering(**changed))


def test_what_is_on_that_day_is_shown_before_anything_is_registered(call):
    other = make.action(call, title="Walk along the quay")

    answer = register(call)

    page = answer.content.decode()
    assert (answer.status_code, Action.objects.count()) == (200, 1)
    assert "Walk along the quay" in page
    assert 'value="Walk the Douro"' in page
    assert "No, send mine" in page
    assert answer.context["form"].errors == {}
    assert f'name="beside" value="{other.ref}"' in page


def test_it_is_registered_all_the_same_when_sent_again(call):
    other = make.action(call)

    assert register(call, beside=other.ref)["Location"] == "/proof/?sent=action"
    assert Action.objects.count() == 2


def test_what_has_come_since_or_stands_on_another_day_is_shown_again(call):
    first = make.action(call, title="First")
    make.action(call, title="Second")
    make.action(call, title="Sunday", starts=first.starts + make.timedelta(days=1))

    again = register(call, beside=first.ref)
    sunday = register(call, beside=first.ref, date=(make.DAY + make.timedelta(days=1)).isoformat())

    assert ("Second" in again.content.decode(), "Sunday" in sunday.content.decode()) == (True, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"town": "Lisboa, Portugal"},
        {"online": "on", "town": ""},
        {"date": (make.DAY + make.timedelta(days=1)).isoformat()},
    ],
)
def test_nobody_is_stopped_where_nothing_is_near(call, changed):
    make.action(call)

    assert register(call, **changed)["Location"] == "/proof/?sent=action"


def test_what_waits_or_was_called_off_is_not_shown(call):
    for state in ("proposed", "hidden", "declined", "cancelled"):
        make.action(call, state=state)

    assert register(call)["Location"] == "/proof/?sent=action"


def test_errors_come_first_and_what_was_seen_is_kept(call):
    other = make.action(call)

    answer = register(call, title="", beside=other.ref)

    assert answer.status_code == 422
    assert f'name="beside" value="{other.ref}"' in answer.content.decode()


def test_a_script_may_ask_as_soon_as_town_and_day_are_known(call):
    other = make.action(call, title="Walk along the quay")
    path = f"/calls/{call.slug}/register/beside/"

    found = Client().get(path, {"town": "Porto, Portugal", "date": make.DAY.isoformat()}).content.decode()

    assert ("Walk along the quay" in found, other.ref in found, "<html" in found) == (True, True, False)
    for words in ({}, {"town": "Porto, Portugal"}, {"date": "x", "town": "\x00"}, {"town": "Suva", "date": make.DAY}):
        assert "Walk along the quay" not in Client().get(path, words).content.decode()


@pytest.mark.parametrize("odd", ["\x00", "<i>", "a" * 5000, "\u202e"])
def test_odd_words_that_a_link_brings_break_no_form(call, odd):
    for page in ("register", "endorse", "collectives", "register/beside"):
        answer = Client().get(f"/calls/{call.slug}/{page}/", dict.fromkeys(("town", "kind", "near", "date"), odd))
        assert (answer.status_code, "<i>" in answer.content.decode()) == (200, False)


def test_link_may_bring_the_town_along(call):
    assert (
        'value="Porto, Norte, Portugal"'
        in Client().get(f"/calls/{call.slug}/register/?town=Porto, Norte, Portugal").content.decode()
    )
