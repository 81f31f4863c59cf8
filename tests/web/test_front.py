"""What stands in front of the site: public pages out of memory, never a private one, never an old one."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings as our_settings
from django.urls import translate_url
from django.utils.translation import override

from groundswell.core.models import Call
from groundswell.lib import changes
from groundswell.web import front
from groundswell.web.front import PAGES
from tests import make
from tests.web.fronting import PAGE, alone, ask, cookies_of, public, site, stood_up, telling
from tests.web.rights.expected import EXPECTED, READ
from tests.web.rights.scene import ROUTES, scene, stock

__all__ = ["public", "scene", "site", "stock", "stood_up"]
pytestmark = pytest.mark.django_db(transaction=True)


# Which pages.


def test_pages_that_are_kept_are_for_anybody_to_read():
    assert {name: EXPECTED[name] for name in PAGES} == dict.fromkeys(PAGES, READ)


@alone
def test_page_that_is_kept_is_the_one_that_the_site_renders(scene, public, site):
    for name in sorted(PAGES):
        with override("en"):
            addresses = scene.address(name), translate_url(scene.address(name), "ar")
        for address in addresses:
            plain = ask(site, address)
            first, second = ask(public, address), ask(public, address)

            # The page for the press says at which minute it was worked out, and that may be over.
            assert first.status == 200 and first.text in (plain.text, ask(site, address).text), name
            assert second == first
            assert "Set-Cookie" not in first.headers
            # All that the site said at its head, but for what is said anew for all.
            said = {name: value for name, value in plain.headers.items() if name.lower() not in front.OUR_OWN}
            assert {name: first.headers[name] for name in said} == said
    assert public.site.asked == len(PAGES) * 2


def test_no_other_address_is_kept(scene, public):
    others = sorted(name for name in EXPECTED if name not in PAGES)
    for name in others:
        ask(public, scene.address(name))
        ask(public, scene.address(name))

    assert (len(public.plain), len(public.asked)) == (0, 0)
    assert public.site.asked == 2 * len(others)


# Whose.


def test_nobody_is_shown_what_another_sent(scene, stood_up):
    """Over a site that tells everybody all that it knows of the one who asks."""
    public = stood_up(telling())
    sent = {"HTTP_USER_AGENT": "canary", "HTTP_X_FORWARDED_FOR": "canary", "REMOTE_ADDR": "canary", "HTTP_REFERER": "canary",
            "HTTP_ACCEPT_LANGUAGE": "canary", "HTTP_ACCEPT": "canary", "HTTP_X_REAL_IP": "canary", "REMOTE_USER": "canary",
            "HTTP_X_FORWARDED_HOST": "canary", "CONTENT_TYPE": "canary", "HTTP_IF_NONE_MATCH": "canary"}  # fmt: skip
    for name in ROUTES:
        address = scene.address(name)
        ask(public, address, **(sent if name in PAGES else {}))
        for who in ("clara", "mona", "otto", "host"):
            assert "HTTP_COOKIE" in ask(public, address, cookies=cookies_of(scene.browsers[who])).text
        ask(public, address, HTTP_AUTHORIZATION="Basic canary")

        assert "canary" not in ask(public, address).text, name
        assert "HTTP_COOKIE" not in ask(public, address).text, name


@pytest.mark.parametrize("who", ["host", "mona", "clara", "otto"])
def test_whoever_is_known_here_gets_their_own_page(scene, public, site, who):
    for name in ("home", "call", "call-actions", "action", "call-record", "statement", "organisation", "calls"):
        address, cookies = scene.address(name), cookies_of(scene.browsers[who])
        nobodys = ask(public, address).text

        assert ask(public, address, cookies=cookies).text == ask(site, address, cookies=cookies).text
        assert ask(public, address, cookies=cookies).headers["Cache-Control"] == "private, no-store"
        assert ask(public, address).text == nobodys


def test_whoever_said_that_they_are_coming_sees_it_and_nobody_else_does(call, public):
    action = make.action(call)
    browser = make.browser()
    browser.post(f"{action.get_absolute_url()}attendance/")

    assert 'name="undo"' in ask(public, action.get_absolute_url(), cookies=cookies_of(browser)).text
    assert 'name="undo"' not in ask(public, action.get_absolute_url()).text


def test_draft_that_its_convenor_looked_at_is_not_there_for_others(call, clara_browser, public):
    Call.objects.update(stage="draft")
    draft = call.get_absolute_url()

    assert ask(public, draft).status == 404
    assert ask(public, draft, cookies=cookies_of(clara_browser)).status == 200
    assert ask(public, draft).status == 404


@pytest.mark.parametrize(
    "given",
    [
        {"cookies": "anything=at+all"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_RANGE": "bytes=0-9"},
        {"HTTP_EXPECT": "100-continue"},
        {"HTTP_IF_MATCH": '"x"'},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_HOST": ""},
        {"HTTP_X_FORWARDED_PROTO": "anything"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"QUERY_STRING": "x" * 2001},
    ],
)
def test_unusual_request_goes_by(call, stood_up, given):
    public = stood_up(telling())
    for _time in range(2):
        ask(public, "/", **given)

    assert (public.site.asked, len(public.plain), len(public.asked)) == (2, 0, 0)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("302 Found", [("Location", "/")]),
        ("404 Not Found", []),
        ("429 Too Many Requests", [("Retry-After", "9")]),
        ("500 Internal Server Error", []),
        ("200 OK", [("Set-Cookie", "a=b")]),
        ("200 OK", [("Cache-Control", "no-store")]),
        ("200 OK", [("Cache-Control", "private")]),
        ("200 OK", [("Vary", "Accept-Language")]),
        ("200 OK", [("Vary", "*")]),
        ("200 OK", [("Content-Type", "application/json")]),
    ],
)
def test_answer_that_is_not_for_all_is_handed_on_and_not_kept(db, stood_up, status, headers):
    public = stood_up(telling(status, *headers))
    first, _second = ask(public, "/"), ask(public, "/")

    assert first.status == int(status[:3])
    assert dict(headers).items() <= first.headers.items()
    assert (public.site.asked, len(public.plain)) == (2, 0)


@alone
def test_host_scheme_language_and_query_have_pages_of_their_own(db, stood_up):
    public = stood_up(telling())
    asked = [("/", {}), ("/es/", {}), ("/?text=ar", {}), ("/?text=ar&", {}), ("/", {"HTTP_HOST": "other.example"}),
             ("/", {"HTTP_X_FORWARDED_PROTO": "https"}), ("/", {"wsgi.url_scheme": "https"}), ("/", {"SCRIPT_NAME": "/x"})]  # fmt: skip
    texts = {ask(public, path, **given).text for path, given in asked * 2}

    assert (len(texts), public.site.asked) == (len(asked), len(asked))


# How.


def test_reader_who_has_it_already_is_told_so(call, public):
    first = ask(public, "/", HTTP_ACCEPT_ENCODING="gzip")
    etag = first.headers["ETag"]
    again = ask(public, "/", HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=f'"other", W/{etag}')

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == changes.FOR_OTHER_CACHES
    assert again.headers["Vary"] == "Accept-Encoding, Cookie"
    assert ask(public, "/", HTTP_IF_NONE_MATCH='"other"').status == 200


@pytest.mark.parametrize(
    ("accepts", "gzipped"),
    [("gzip, br", True), ("", False), ("gzip;q=0", False), ("*", True), ("gzip;q=0.5", True), ("br, *;q=0.0", False)],
)
def test_page_is_compressed_for_whoever_takes_it(call, public, accepts, gzipped):
    plain, given = ask(public, "/"), ask(public, "/", HTTP_ACCEPT_ENCODING=accepts)

    assert (given.headers.get("Content-Encoding") == "gzip") == gzipped
    assert (gzip.decompress(given.body) if gzipped else given.body) == plain.body
    assert given.headers["Content-Length"] == str(len(given.body))
    assert (given.headers["ETag"] != plain.headers["ETag"]) == gzipped


@alone
def test_head_is_the_head_of_the_page(call, public):
    head, page = ask(public, "/", "HEAD"), ask(public, "/")

    assert (head.status, head.body, head.headers) == (200, b"", page.headers)
    assert public.site.asked == 1


@alone
def test_unchanged_page_has_the_same_etag_after_it_was_rendered_again(call, public):
    before = ask(public, "/").headers["ETag"]
    make.person("new@rivers.example")

    assert ask(public, "/").headers["ETag"] == before
    assert public.site.asked == 2


@alone
def test_crowd_waits_for_one_who_renders(db, stood_up):
    let_go = threading.Event()
    got = list[str]()

    def slow(environment: Any, start_response: Any) -> Iterable[bytes]:
        let_go.wait(20)
        return telling()(environment, start_response)

    public = stood_up(slow)
    threads = [threading.Thread(target=lambda: got.append(ask(public, "/").text)) for _one in range(6)]
    for thread in threads:
        thread.start()
    let_go.set()
    for thread in threads:
        thread.join()

    assert public.site.asked == 1
    assert got == [got[0]] * 6


@alone
def test_crowd_that_waits_while_much_is_written_is_one_rendering_more_and_not_one_each(db, stood_up):
    """Each rendering is outdated when it is done: whoever waited takes what began after they asked."""
    begun, let_go, got = threading.Event(), threading.Event(), list[str]()

    def slow(environment: Any, start_response: Any) -> Iterable[bytes]:
        begun.set()
        let_go.wait(20)
        changes.tell()
        make.person(f"p{public.site.asked}@rivers.example")
        start_response("200 OK", [("Content-Type", PAGE)])
        return [str(public.site.asked).encode()]

    public = stood_up(slow)
    first = threading.Thread(target=lambda: got.append(ask(public, "/").text))
    first.start()
    begun.wait(20)
    others = [threading.Thread(target=lambda: got.append(ask(public, "/").text)) for _one in range(6)]
    for thread in others:
        thread.start()
    (rendering,) = public._rendering.values()
    while len(rendering.over._cond._waiters) < 6:  # Python's own list of who waits
        time.sleep(0.01)
    let_go.set()
    for thread in (first, *others):
        thread.join()

    assert sorted(got) == ["1", *["2"] * 6]


@alone
def test_who_asks_for_ever_other_words_or_hosts_pushes_out_no_plain_page(db, stood_up, settings):
    settings.PAGES_MB, settings.BASE_URL = 1, "https://testserver"
    public = stood_up(telling())
    ask(public, "/")
    for number in range(200):
        ask(public, f"/?x={number}")
        ask(public, "/", HTTP_HOST=f"{number}.example")

    assert (len(public.plain), public.asked.size <= 512 * 1024, len(public.asked) > 50) == (1, True, True)
    ask(public, "/")
    assert public.site.asked == 401


def test_nothing_is_kept_where_it_is_switched_off(db, stood_up, settings):
    settings.PAGES_MB = 0
    public = stood_up(telling())
    ask(public, "/"), ask(public, "/")

    assert public.site.asked == 2
    assert our_settings.PAGES_MB == 0
