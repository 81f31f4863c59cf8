"""Small pages that any site may show in a frame."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from tests import make

CALL = "/calls/clean-rivers/embed/"
LIST = "/actions/embed/"


def get(path):
    return make.browser().get(path)


def text(path):
    response = get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", [CALL, LIST, "/actions/{ref}/embed/", f"/ar{CALL}"])
def test_embed_may_be_framed_and_holds_no_script_cookie_or_form(call, path):
    response = get(path.format(ref=make.action(call, title="Douro").ref))
    page = response.content.decode()

    assert "Douro" in page
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert [word for word in ("<script", "<form", "style=") if word in page] == []
    assert '<base target="_blank">' in page  # no page of ours but these opens in a frame


def test_card_tells_what_became_of_it(call):
    action = make.action(call, title="Douro")
    action.cancel(by="host", because="Flood.")
    page = text(f"/actions/{action.ref}/embed/")

    assert "Flood." in page
    assert f"/actions/{action.ref}/" in page
    assert call.title in page


def test_call_shows_its_numbers_without_those_coming_and_the_next_few(call):
    for title in ("Douro", "Tejo", "Nile", "Rímac"):
        make.action(call, title=title, coming=4711)
    page = text(CALL)

    assert [title for title in ("Douro", "Tejo", "Nile", "Rímac") if title in page] == ["Douro", "Tejo", "Nile"]
    assert "4,711" not in page
    assert "<circle" in page


def test_list_is_what_is_to_come_of_its_filter_unless_days_or_states_are_said(call):
    make.action(call, title="Douro")
    make.action(call, "cairo", title="Nile")
    make.past_action(call, title="Mondego")

    def listed(words):
        page = text(f"{LIST}{words}")
        return [title for title in ("Douro", "Nile", "Mondego") if title in page]

    assert listed("") == ["Douro", "Nile"]
    assert listed("?country=PT&call=clean-rivers") == ["Douro"]
    assert listed("?state=happened") == ["Mondego"]
    assert listed("?until=2025-01-01") == ["Mondego"]
    assert listed("?call=none") == []
    assert "/calls/clean-rivers/actions/?country=PT" in text(f"{LIST}?country=PT&call=clean-rivers")


def test_list_that_cannot_be_read_says_so_and_shows_nothing(call):
    make.action(call, title="Douro")
    page = text(f"{LIST}?colour=red")

    assert "Not all of this could be understood" in page
    assert "Douro" not in page


@pytest.mark.parametrize("path", ["/calls/secret/embed/", "/calls/none/embed/", "/actions/nothing00/embed/"])
def test_what_is_not_public_is_not_there(call, path):
    make.call("secret", stage="draft")

    assert get(path).status_code == 404


def test_draft_is_never_kept_by_others(call, clara_browser):
    call.stage = "draft"
    call.save()

    assert clara_browser.get(CALL)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [CALL, LIST])
def test_embed_costs_the_same_queries_for_one_and_for_three(call, path):
    def queries():
        numbers.forget()
        with CaptureQueriesContext(connection) as asked:
            text(path)
        return len(asked)

    make.action(call)
    queries()
    one = queries()
    make.action(call, "cairo")
    make.action(call, "lisbon")

    assert queries() == one
