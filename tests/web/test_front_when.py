"""When what stands in front of the site renders a page again: with every change, and no more often than it must."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from groundswell.core import numbers, watch
from groundswell.core.models import Action, Attendance, Call, Decision, Endorsement, Fact
from groundswell.core.texts import Given, sheets, translate
from groundswell.lib import changes
from groundswell.web import front
from tests import make
from tests.web.fronting import alone, ask, public, site, stood_up

__all__ = ["public", "site", "stood_up"]
pytestmark = pytest.mark.django_db(transaction=True)


@alone
def test_page_stands_until_something_is_written(call, public):
    page = call.get_absolute_url()
    for _time in range(5):
        ask(public, page)
    assert public.site.asked == 1

    make.action(call, title="Along the Douro")

    assert "Along the Douro" in ask(public, page).text


def accept(call: Call, action: Action) -> None:
    Endorsement.objects.get().accept(by="server")


def translated(call: Call, action: Action) -> None:
    translate(call, "es", [Given(sheets(call)[0].lines[0], "Día mundial")], by="server")


VERBS: dict[str, tuple[str, Callable[[Call, Action], object]]] = {
    "cancelled": ("action", lambda call, action: action.cancel(by="host", because="Flood.")),
    "cancelled, in the list": ("actions", lambda call, action: action.cancel(by="host", because="Flood.")),
    "cancelled, on the page of the call": ("call", lambda call, action: action.cancel(by="host", because="Flood.")),
    "changed": (
        "action",
        lambda call, action: action.change(by="host", because="", organisations=[], title="Douro"),
    ),
    "hidden": (
        "call",
        lambda call, action: Decision.take(
            action, "hide", by=make.person("mo@rivers.example", role="moderator", call=call), because="Spam."
        ),
    ),
    "somebody is coming": ("action", lambda call, action: Attendance.say(action, "x" * 24, 3)),
    "closed": ("home", lambda call, action: call.close(by="server")),
    "behind the log's back": ("action", lambda call, action: Action.objects.update(title="Tejo")),
}


@pytest.mark.parametrize("verb", VERBS)
def test_after_each_verb_the_page_is_new(call, public, site, verb):
    action = make.action(call)
    name, do = VERBS[verb]
    addresses = {
        "action": action.get_absolute_url(),
        "call": call.get_absolute_url(),
        "actions": "/actions/",
        "home": "/",
    }
    before = ask(public, addresses[name]).text

    do(call, action)

    after = ask(public, addresses[name]).text
    assert after == ask(site, addresses[name]).text
    assert after != before


def test_what_is_remembered_for_a_second_is_not_kept_for_longer(call, public, site, monkeypatch):
    """How many are coming to all actions of a call."""
    monkeypatch.setattr(watch, "SETTLED", 1.5)
    monkeypatch.setattr(numbers, "COMING_KEPT", timedelta(seconds=1))
    action = make.action(call)
    before = ask(public, call.get_absolute_url()).text
    Attendance.say(action, "x" * 24, 3)
    for _look in range(100):
        if ask(public, call.get_absolute_url()).text != before:
            break
        time.sleep(0.1)

    assert before != ask(public, call.get_absolute_url()).text == ask(site, call.get_absolute_url()).text


def test_page_of_an_action_that_was_hidden_is_gone(call, mona, public):
    action = make.action(call)
    assert ask(public, action.get_absolute_url()).status == 200
    Decision.take(action, "hide", by=mona, because="Spam.")

    assert ask(public, action.get_absolute_url()).status == 404


@alone
def test_what_was_rolled_back_changes_nothing(call, public):
    action = make.action(call)
    ask(public, "/")
    with transaction.atomic():
        Fact.write("action.changed", action, by="host")
        transaction.set_rollback(True)
    ask(public, "/")

    assert public.site.asked == 1


@alone
def test_page_does_not_outlive_its_minute(call, public, monkeypatch):
    ask(public, "/"), ask(public, "/")
    assert public.site.asked == 1
    monkeypatch.setattr(front, "minute", lambda: 2)
    ask(public, "/")

    assert public.site.asked == 2


@alone
def test_change_upon_change_renders_a_page_a_few_times_and_then_once_a_second(call, public, monkeypatch):
    monkeypatch.setattr(front, "YOUNG", 1000)
    action = make.action(call)
    for number in range(20):
        Action.objects.update(title=f"Walk {number}")
        ask(public, action.get_absolute_url())

    assert public.site.asked == 1 + front.QUICK
    monkeypatch.setattr(front, "YOUNG", 0)
    assert "Walk 19" in ask(public, action.get_absolute_url()).text


def test_where_the_database_does_not_say_how_it_stands_nothing_is_kept(call, public, site, monkeypatch):
    ask(public, "/")
    monkeypatch.setattr(watch, "LAST_FACT", "SELECT nothing FROM nowhere")
    changes.tell()

    assert ask(public, "/").text == ask(site, "/").text
    assert ask(public, "/").status == 200
    assert public.site.asked == 3
    assert public.watch.connection is None
