"""What stands at the head of every answer, and who may keep it."""

import os
import subprocess
import sys

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from groundswell.core.models import Code
from groundswell.web.middleware import HEADERS
from tests import make

PUBLIC = ["/", "/search/?q=river", "/search.json?q=river", "/opensearch.xml", "/calls/", "/calls/clean-rivers/", "/calls/clean-rivers/actions/", "/actions/", "/record/", "/calls/clean-rivers/record/", "/calls/clean-rivers/organisations/", "/about/", "/actions.json", "/record.csv", "/places/", "/places/pt/porto-2735943/", "/places/pt/porto-2735943/text.txt", "/robots.txt", "/sitemap.xml"]  # fmt: skip
ALL = [*PUBLIC, "/nothing/", "/calls", "/desk/", "/desk/sign-in/", "/desk/login/", "/proof/", "/host/", "/host/action/", "/healthz", "/xx/", "/es", "/actions.json?nonsense=1", "/places/suggest.json?q=por", "/static/web/groundswell.css", "/static/nothing.css"]  # fmt: skip
PRIVATE = ["/desk/", "/desk/calls/clean-rivers/", "/desk/calls/clean-rivers/edit/", "/desk/calls/clean-rivers/people/", "/desk/calls/clean-rivers/?show=decided", "/desk/sign-out/"]  # fmt: skip
SHUT = ["/desk/sign-in/", "/desk/first/", "/proof/", "/proof/?sent=action", "/host/"]


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "trace"])
def test_every_answer_has_the_same_strict_head(call, path, method):
    assert finders.find("web/groundswell.css")
    answer = getattr(make.browser(), method)(path)

    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "Server" not in answer and "X-Powered-By" not in answer


@pytest.mark.parametrize("path", ["/", "/proof/", "/calls/clean-rivers/register/"])
def test_refusals_have_it_too(call, path):
    answer = Client(headers={"Origin": "https://evil.example"}).post(path)

    assert answer.status_code == 403
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", [*PUBLIC, *SHUT, "/calls/clean-rivers/register/", "/calls/clean-rivers/endorse/"])
def test_nobody_gets_a_cookie_for_reading(call, path):
    assert not Client().get(path).cookies


@pytest.mark.parametrize("path", PRIVATE)
def test_pages_of_the_desk_are_kept_by_nobody(call, clara_browser, path):
    assert "no-store" in clara_browser.get(path)["Cache-Control"]
    assert "private" in clara_browser.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", SHUT)
def test_pages_for_codes_are_kept_by_nobody(call, path):
    assert "no-store" in Client().get(path)["Cache-Control"]
    assert "no-store" in make.browser().post(path)["Cache-Control"]


def test_pages_of_a_host_are_kept_by_nobody(call):
    host = make.browser()
    host.post("/host/", {"code": Code.mint(Code.HOST, action=make.action(call))})

    for path in ("/host/", "/host/action/", "/host/cancellation/", "/"):
        assert "no-store" in host.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", [path for path in PUBLIC if "." not in path])
def test_public_page_as_somebody_signed_in_sees_it_is_kept_by_nobody(call, clara_browser, path):
    answer = clara_browser.get(path)

    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_page_that_knows_that_i_am_coming_is_kept_by_nobody(call):
    action = make.action(call)
    browser = make.browser()
    assert browser.post(f"{action.get_absolute_url()}attendance/")["Cache-Control"] == "private, no-store"

    answer = browser.get(action.get_absolute_url())

    assert answer.context["said"] == 1
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in Client().get(action.get_absolute_url())["Vary"]


def test_documents_are_the_same_for_everybody_and_may_be_kept(call, clara_browser):
    make.action(call)

    answer = clara_browser.get("/actions.json")

    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert not answer.cookies


def test_receipt_goes_to_its_own_action_alone_and_no_script_reads_it(call):
    action = make.action(call)

    cookies = make.browser().post(f"{action.get_absolute_url()}attendance/").cookies.values()

    assert sorted(cookie["path"] for cookie in cookies) == sorted(
        f"{start}/actions/{action.ref}/" for start in ("", "/es", "/ar")
    )
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in cookies)


# Floods.


def test_flood_of_registrations_keeps_what_was_typed_and_says_when(call):
    browser = make.browser()
    for number in range(20):
        browser.post(
            "/calls/clean-rivers/register/",
            make.registering(title=f"Walk {number}", contact=f"a{number}@rivers.example"),
        )

    answer = browser.post(
        "/calls/clean-rivers/register/", make.registering(title="The twenty-first", contact="z@rivers.example")
    )

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert 'value="The twenty-first"' in answer.content.decode()


def test_flood_of_endorsements_keeps_what_was_typed_and_says_when(call):
    browser = make.browser()
    typed = {"kind": "ngo", "country": "PT", "signatory": "Ana"}
    for number in range(20):
        browser.post(
            "/calls/clean-rivers/endorse/",
            typed | {"name": f"Keepers {number}", "contact": f"a{number}@rivers.example"},
        )

    answer = browser.post(
        "/calls/clean-rivers/endorse/", typed | {"name": "The twenty-first", "contact": "z@rivers.example"}
    )

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert 'value="The twenty-first"' in answer.content.decode()


@pytest.mark.parametrize("page", ["/proof/", "/host/", "/desk/first/"])
def test_flood_of_codes_is_stopped(db, page):
    browser = make.browser()
    got = [browser.post(page, {"code": f"{number:024}"}).status_code for number in range(31)]

    assert got == [422] * 30 + [429]
    assert int(browser.post(page)["Retry-After"]) <= 600


@pytest.mark.parametrize("page", ["/proof/", "/host/", "/desk/first/"])
def test_code_sent_too_often_stays_typed_and_is_not_looked_at(call, page):
    browser, action = make.browser(), make.action(call, contact=make.contact())
    purpose = {"/proof/": Code.PROOF, "/host/": Code.HOST, "/desk/first/": Code.FIRST}[page]
    right = Code.mint(purpose, action=action if purpose != Code.FIRST else None)
    for _time in range(30):
        browser.post(page, {"code": "wrong"})
    typed = {"code": right, "name": "Ana", "email": "ana@rivers.example"}
    answers = [browser.post(page, typed | {"code": code}) for code in (right, "wrong")]

    assert [answer.status_code for answer in answers] == [429, 429]
    assert f'value="{right}"' in answers[0].content.decode()
    assert "That was too often. Try again in 10 minutes." in answers[0].content.decode()
    # Not a word on whether it would have been right.
    assert answers[0].content.replace(right.encode(), b"wrong") == answers[1].content
    assert not Code.objects.get().used_at


@pytest.mark.parametrize("switched_on", [True, False])
def test_asking_for_sign_in_codes_too_often_keeps_the_address_unless_limits_are_off(db, settings, switched_on):
    cache.clear()
    settings.RATE_LIMITS = switched_on
    settings.ACCOUNT_RATE_LIMITS = {} if switched_on else False
    browser = make.browser()
    answers = [browser.post("/desk/sign-in/", {"email": "ana@rivers.example"}) for _time in range(5)]
    others = [browser.post("/desk/sign-in/", {"email": f"a{n}@rivers.example"}).status_code for n in range(30)]
    cache.clear()

    assert [answer.status_code for answer in answers[3:]] == ([429, 429] if switched_on else [302, 302])
    assert (429 in others) == switched_on
    if switched_on:
        shown = answers[-1].content.decode()
        assert answers[-1]["Retry-After"] == "60"
        assert ["That was too often" in shown, 'value="ana@rivers.example"' in shown] == [True, True]


@pytest.mark.parametrize(("given", "kept"), [("0", "False"), ("1", "{}")])
def test_the_setting_switches_the_limits_of_allauth_too(given, kept):
    read = "from groundswell import settings; print(settings.ACCOUNT_RATE_LIMITS)"
    environment = os.environ | {"GROUNDSWELL_RATE_LIMITS": given}
    done = subprocess.run([sys.executable, "-c", read], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == kept


def test_crowd_behind_one_address_may_still_say_that_it_is_coming(call):
    action = make.action(call)

    for _person in range(120):
        assert make.browser().post(f"{action.get_absolute_url()}attendance/").status_code == 302

    action.refresh_from_db()
    assert action.coming == 120


def test_visitors_behind_our_proxy_are_told_apart(db):
    def knock(forwarded: str, **environ: str) -> int:
        return make.browser().post("/proof/", headers={"X-Forwarded-For": forwarded}, **environ).status_code

    assert [knock("198.51.100.1") for _n in range(31)][-1] == 429
    assert knock("198.51.100.2") == 422
    # What a visitor writes before what the proxy wrote counts for nothing.
    assert knock("198.51.100.9, 198.51.100.1") == 429
    # Without a proxy of ours, the header is anybody's word.
    assert [knock(f"198.51.100.{n}", REMOTE_ADDR="8.8.8.8") for n in range(31)][-1] == 429
