"""Putting off, calling off, taking up again: by the host with a code, and at the desk."""

import pytest
from django.test import Client

from groundswell.core.models import Action, Code, Fact
from tests import make


@pytest.fixture
def action(call):
    return make.action(call, title="Walk the Douro", address="Cais da Ribeira", contact=make.contact())


@pytest.fixture
def host(action):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    return browser


def state():
    action = Action.objects.get()
    return action.state, action.undated


def typed(**changed):
    words = make.registering(town="Porto, Portugal", start="12:00", end="") | changed
    return {name: value for name, value in words.items() if name not in ("contact", "rules")}


def test_host_postpones_without_a_date_by_a_page_of_its_own(host):
    assert host.post("/host/postponement/", {"because": ""}).status_code == 422
    assert host.post("/host/postponement/", {"because": "Flood warning"})["Location"] == "/host/"

    assert state() == ("postponed", True)
    assert Action.objects.get().postponements.get().because == "Flood warning"


def test_host_postpones_without_a_date_by_a_tick_in_place_of_one(host):
    host.post("/host/action/", typed(undated="on", date="", start="", because="Flood warning"))

    assert state() == ("postponed", True)


def test_host_changing_the_text_of_what_has_no_date_needs_none(host, action):
    host.post("/host/postponement/", {"because": "Flood warning"})
    page = host.get("/host/action/").content.decode()
    host.post("/host/action/", typed(undated="on", date="", start="", title="Walk on"))

    assert 'name="date" value' not in page
    assert [Action.objects.get().title, state()] == ["Walk on", ("postponed", True)]


def test_host_takes_the_tick_away_and_is_asked_for_the_date(host):
    host.post("/host/postponement/", {"because": "Flood warning"})

    assert host.post("/host/action/", typed(date="")).status_code == 422
    host.post("/host/action/", typed(date="2031-03-16"))
    assert state() == ("postponed", False)
    assert Action.objects.get().day.day == 16


def test_host_takes_up_again_what_they_cancelled(host, action):
    host.post("/host/cancellation/", {"because": "Flood warning"})
    assert "/host/standing/" in host.get("/host/").content.decode()

    host.post("/host/standing/", {"because": "Dry again"})

    assert state() == ("published", False)
    page = Client().get(f"/actions/{action.ref}/").content.decode()
    assert "Cancelled: Flood warning" in page and "Dry again" in page


def test_host_cannot_take_up_what_a_moderator_cancelled(host, action, mona):
    action.cancel(by=mona, because="Not safe")
    answer = host.post("/host/standing/", {"because": "Oh no"})

    assert (answer.status_code, state()) == (422, ("cancelled", False))
    assert "Only a moderator" in answer.content.decode()


def test_host_says_afterwards_that_it_did_not_take_place(host, action):
    Action.objects.update(over=make.now())
    assert "/host/outcome/" in host.get("/host/").content.decode()

    host.post("/host/outcome/", {"because": "The bridge was closed"})

    assert state() == ("cancelled", False)


@pytest.mark.parametrize("page", ["/host/postponement/", "/host/standing/", "/host/outcome/"])
def test_pages_that_do_not_fit_the_state_lead_back_and_do_nothing(host, page):
    Action.objects.update(state="hidden")

    assert host.post(page, {"because": "Because"})["Location"] == "/host/"
    assert state() == ("hidden", False)
    assert Client().post(page, {"because": "Because"})["Location"] == "/host/"


def test_host_pages_of_states_are_kept_by_no_cache(host):
    assert host.get("/host/postponement/")["Cache-Control"] == "no-store"


def test_moderator_does_the_same_with_a_reason_and_without_a_name(mona_browser, action):
    desk = f"/desk/actions/{action.ref}/"
    for noun, word in (
        ("postponement", ("postponed", True)),
        ("cancellation", ("cancelled", True)),
        ("standing", ("postponed", True)),
    ):
        assert mona_browser.post(f"{desk}{noun}/", {"because": ""}).status_code == 422
        assert mona_browser.post(f"{desk}{noun}/", {"because": "Because"})["Location"] == desk
        assert state() == word

    assert {fact.by for fact in Fact.objects.about(action)} == {"person"}
    assert "Mona" not in Client().get(f"/actions/{action.ref}/history/").content.decode()


def test_moderator_changes_the_place_and_must_say_why(mona_browser, action):
    address = f"/desk/actions/{action.ref}/change/"

    assert mona_browser.post(address, typed(address="In the library", because="")).status_code == 422
    mona_browser.post(address, typed(address="In the library", because="More room"))

    assert Action.objects.get().moves.get().because == "More room"


def test_history_tells_what_was_and_is_since_it_is_public_and_never_before(call):
    action = make.action(call, title="At my home", address="12 Mill Lane", state="proposed", published_at=None)
    action.change(by="host", title="Walk the Douro", address="Cais da Ribeira")
    action.publish(by="server")
    action.change(by="host", because="More room", address="In the library")

    page = Client().get(f"/actions/{action.ref}/history/").content.decode()

    assert ["Mill Lane" in page, "At my home" in page] == [False, False]
    assert "<del>Cais da Ribeira</del>" in page and "<ins>In the library</ins>" in page
    assert ["by the host" in page, "More room" in page] == [True, True]


def test_history_counts_on_the_page_how_often_it_changed(action):
    for title in ("One", "Two", "Three"):
        action.change(by="host", title=title)

    page = Client().get(f"/actions/{action.ref}/").content.decode()

    assert "Changed 3 times" in page
    assert f"/actions/{action.ref}/history/" in page


def test_history_tells_nothing_of_contacts_decisions_or_reasons_among_moderators(action, mona):
    from groundswell.core.models import Decision

    decision = Decision.take(action, "hide", by=mona, because="A secret reason")
    decision.undo(by=mona)
    page = Client().get(f"/actions/{action.ref}/history/").content.decode()

    assert "A decision was undone." in page
    assert [word in page for word in ("secret", "host@rivers.example", "Mona")] == [False] * 3


def test_history_of_what_is_hidden_is_hidden(action):
    Action.objects.update(state="hidden")

    assert Client().get(f"/actions/{action.ref}/history/").status_code == 404


def test_history_asks_as_often_for_many_changes_as_for_one(action, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    many = []
    for titles in (("A1",), ("B1", "B2", "B3")):
        for title in titles:
            action.change(by="host", title=title)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(f"/actions/{action.ref}/history/")
        many.append(len(asked))

    assert many[0] == many[1]


@pytest.mark.parametrize("page", ["/host/postponement/", "/host/action/"])
@pytest.mark.parametrize("odd", ["", "\x00", "a" * 401, "\u202e", "<script>"], ids=ascii)
def test_bad_input_is_told_beside_its_field_and_kept(host, page, odd):
    words = typed(undated="x", date="0000-01-01", start="99:99", metres="²", because=odd)
    answer = host.post(page, words)

    assert answer.status_code in (302, 422)
    assert Action.objects.get().access_more == {}


def test_page_of_an_action_on_which_nothing_has_come_asks_six_times(action, client, django_assert_num_queries):
    """Whether it is public, what it has beside it, its hosts, reports, history, and whether it takes messages."""
    with django_assert_num_queries(6):
        client.get(action.get_absolute_url())
