"""What is wrong is told beside its cause, whatever it is; nothing is ever a 500, and what was typed is kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from groundswell.core.filter import WORDS
from groundswell.core.models import Action, Agreement, Call, Code
from groundswell.lib.clock import now
from groundswell.web.forms import placing
from groundswell.web.forms.reports import ReportForm
from groundswell.web.requests import Request, Site
from tests import make

ODD = [
    "a\x00b", "\x01\x1b[31m", "\u202eevil\u2066", "<script>alert(1)</script>{{ 7*7 }}{% debug %}%s%n%(x)s", "%_\\", "' OR 1=1 --", '"*" OR NEAR(',
    "-1", "1.5", "1e9", "NaN", "Infinity", "²", "٣", "9" * 25, "9" * 5000, "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2031-02-30",
    "a" * 1_000_000, "😀" * 1000, "\ufeff\u200b\u2028", "//evil.example",
]  # fmt: skip
LISTS = [
    "/", "/calls/", "/calls/clean-rivers/", "/calls/clean-rivers/actions/", "/calls/clean-rivers/map/", "/map/",
    "/calls/clean-rivers/organisations/", "/calls/clean-rivers/collectives/",
    "/calls/clean-rivers/register/beside/", "/calls/clean-rivers/record/", "/actions/", "/record/", "/proof/",
    "/places/suggest.json", "/organisations/river-keepers/", "/organisations/river-keepers/steward/",
    "/calls/clean-rivers/agreement/", "/calls/clean-rivers/agreement/comparison/", "/calls/clean-rivers/press/",
    "/calls/clean-rivers/statements/", "/calendar/", "/calls/clean-rivers/calendar/", "/now/",
    "/calls/clean-rivers/now/", "/search/", "/actions/embed/", "/calls/clean-rivers/embed/", "/oembed", "/places/",
    "/places/pt/", "/places/pt/porto-2735943/", "/places/pt/porto-2735943/text/", "/calls/clean-rivers/places/",
]  # fmt: skip
SHAPES = [
    "/actions.json", "/actions.ics", "/actions.atom", "/actions.geojson", "/actions.csv", "/record.csv",
    "/record.json", "/calls/clean-rivers/actions.json", "/map/points.json", "/calls/clean-rivers/map/points.json",
    "/map/towns.json", "/calls/clean-rivers/press.json", "/calls/clean-rivers/statements.json", "/search.json",
    "/places/pt/porto-2735943/text.txt", "/sitemap.xml", "/robots.txt",
]  # fmt: skip
FORMS = [
    "/calls/clean-rivers/register/",
    "/calls/clean-rivers/register/many/",
    "/calls/clean-rivers/endorse/",
    "/calls/clean-rivers/agreement/sign/",
    "/proof/",
    "/host/",
    "/desk/first/",
    "/desk/sign-in/",
    "/desk/steward/",
    "/host/new-code/",
    "/answer/",
]
OTHER_WORDS = (
    "zoom", "sent", "thanks", "words", "show", "noun", "next", "back", "view", "day", "by",
)  # fmt: skip


@pytest.fixture
def full(call):
    make.action(call, organisations=["River Keepers"])
    make.report(make.past_action(call), low=200)
    make.endorsement(call)
    for note in ("", "More."):
        Agreement.draft(call, by="server", text=f"Text {note}", ground_rules="Rules", note=note).agreement.publish(
            by="server"
        )
    return call


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_word_of_an_address_breaks_a_page(full, odd):
    for word in (*WORDS, *OTHER_WORDS, odd[:50]):
        for page in ("/actions/", "/calendar/", "/now/", "/record.json"):
            assert Client().get(page, {word: odd[:20_000]}).status_code in (200, 400), (page, word)


@pytest.mark.parametrize("path", [*LISTS, *SHAPES])
def test_no_bytes_in_an_address_break_a_page(full, path):
    for query in (
        "q=%ED%A0%80",
        "q=%FF%FE",
        "near=%00",
        "organisation=%00",
        "call=%00",
        "%00=1",
        "=",
        "&&&",
        "q=%",
        "q[]=1",
        "q=1&q=2&page=1&page=x",
    ):
        assert Client().get(f"{path}?{query}").status_code in (200, 400), query


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=some.sampled_from([*LISTS, *SHAPES]),
    words=some.lists(
        some.tuples(
            some.sampled_from([*WORDS, "view", "day", "by", "x"]),
            some.one_of(some.sampled_from([odd for odd in ODD if len(odd) < 100]), some.text(max_size=40)),
        ),
        max_size=6,
    ),
)
def test_no_reading_of_a_public_address_breaks(full, path, words):
    assert Client().get(f"{path}?{urlencode(words, errors='replace')}").status_code in (200, 400)


@settings(max_examples=60, deadline=None)
@given(segments=some.lists(some.text(min_size=1, max_size=20), min_size=1, max_size=4))
@pytest.mark.django_db
def test_no_address_whatever_breaks(segments):
    path = "/" + "/".join(quote(segment, safe="", errors="replace") for segment in segments) + "/"
    assert Client().get(path).status_code in (200, 301, 302, 404)


def test_wildcards_of_the_database_are_looked_for_as_they_stand(call):
    make.action(call, title="Walk")

    for odd in ("%", "_", "*", "%%%", "W%z"):
        assert Client().get("/actions/", {"q": odd}).context["actions"] == []


@pytest.mark.parametrize(
    "words",
    [
        {"language": [f"a{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(600)] * 3},
        {"town": list(range(1900))},
        {"country": ["PT"] * 1900},
        {"kind": ["march"] * 1900},
    ],
    ids=lambda words: next(iter(words)),
)
def test_thousands_of_values_of_one_word_break_nothing(full, words):
    assert Client().get("/actions/", words).status_code == 200


@pytest.mark.parametrize("word", ["radius", "page", "town"])
def test_number_of_thousands_of_digits_is_told_in_our_words(full, word):
    answer = Client().get("/actions.json", {word: "9" * 5000, "near": "Porto"})

    [error] = answer.json()["errors"]
    assert error["parameter"] == word
    assert "integer string" not in error["detail"]


def test_too_many_fields_are_refused_politely(full):
    answer = make.browser().post("/proof/", {f"a{n}": "1" for n in range(3000)})

    assert answer.status_code == 400
    assert "We could not read what was sent" in answer.content.decode()


# Through the real door for bytes: the test client makes a request of its own kind.


@pytest.fixture
def kept_open():
    """As the test client does: a request must not close the connection in which the test's transaction is."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def served(path: str = "/actions/", query: str = "", method: str = "GET", body: bytes = b"", **environ: str) -> int:
    given = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "wsgi.url_scheme": "http",
    }  # fmt: skip
    told: list[str] = []
    answer = Site()(given | environ, lambda status, headers: told.append(status))
    b"".join(answer)
    return int(told[0].split()[0])


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "nonsense", "undefined", "\\"]
)
def test_charset_that_a_request_names_breaks_nothing(full, kept_open, charset):
    for query in ("q=%5Cud800", "q=%2B2AA-", "q=%41"):
        assert served(query=query, CONTENT_TYPE=f"text/plain; charset={charset}") == 200
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        given = {"method": "POST", "body": b"code=1", "CONTENT_TYPE": f"{kind}; charset={charset}"}
        assert served("/proof/", **given) == 400


def test_form_that_says_it_is_utf8_is_read(full, kept_open):
    kind = "application/x-www-form-urlencoded; charset=UTF-8"

    assert served("/proof/", method="POST", body=b"code=1", CONTENT_TYPE=kind) == 422


def test_too_many_words_with_a_charset_are_refused_politely(full, kept_open):
    query = "&".join(f"a{n}=1" for n in range(3000))

    assert served(query=query, CONTENT_TYPE="text/plain; charset=utf-8") == 400


@pytest.mark.parametrize("host", ["a b", "", "[::1", 'x"><script>', "a/b", "a,b", "\x00"])
def test_host_that_is_none_is_refused(full, kept_open, host):
    assert served("/", HTTP_HOST=host) in (200, 400)
    assert served("/calls", HTTP_HOST=host) in (301, 400)


def test_request_keeps_what_django_asks_of_it():
    request = Request(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO(), "CONTENT_TYPE": "a/b; charset=hex"}
    )

    assert (request.content_type, request.content_params, request.encoding) == ("a/b", {"charset": "hex"}, None)


# Cookies.


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "aaaaaaaaaaaa",
        '"\\000aaaaaaaaaaa"',
        '"\\377\\376aaaaaaaaaaa"',
        "é" * 40,
        "a" * 20_000,
        "{}",
        "../../../x",
        "' OR 1=1 --aaaa",
    ],
)
def test_cookie_with_rubbish_is_as_none(full, value):
    action = Action.objects.first()
    browser = make.browser()
    headers = {"HTTP_COOKIE": f"sessionid={value}; coming={value}; messages={value}; csrftoken={value}"}

    assert browser.get("/", **headers).status_code == 200
    assert browser.get("/desk/", **headers).status_code == 302
    assert browser.get("/host/", **headers).status_code == 200
    assert browser.get(action.get_absolute_url(), **headers).status_code == 200
    headers["HTTP_COOKIE"] = f"coming={value}"
    assert browser.post(f"{action.get_absolute_url()}attendance/", {"undo": "1"}, **headers).status_code == 302
    assert browser.post(f"{action.get_absolute_url()}attendance/", **headers).status_code == 302


# Forms.


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_field_of_registering_breaks(call, odd):
    fields = [*make.registering(), "town_id", "which", "near_town", "online", "point", "website", *placing.NAMES]
    fields += ["route_stops", "route_line", "route_file"]
    for field in fields:
        answer = make.browser().post("/calls/clean-rivers/register/", make.registering(**{field: odd}))
        assert answer.status_code in (302, 422, 429), field


def test_town_number_that_is_no_number_is_no_trouble(call):
    answer = make.browser().post("/calls/clean-rivers/register/", make.registering(town_id="²"))

    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_field_of_endorsing_breaks(call, odd):
    typed = {"name": "Keepers", "kind": "ngo", "country": "PT", "town": "Porto", "website": "https://keepers.example", "signatory": "Ana", "role": "chair", "contact": "a@keepers.example"}  # fmt: skip
    for field in typed:
        answer = make.browser().post("/calls/clean-rivers/endorse/", typed | {field: odd})
        assert answer.status_code in (302, 422, 429), field


def of_each_kind(fields: dict[str, Any]) -> list[str]:
    """One field of each kind and length: a form that asks the same of many things is read in the same way for each."""
    return list({(type(field), getattr(field, "max_length", 0)): name for name, field in fields.items()}.values())


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_field_of_reporting_breaks(call, odd, settings):
    settings.RATE_LIMITS = False
    address = f"{make.past_action(call).get_absolute_url()}report/"
    for field in of_each_kind(ReportForm(action=Action.objects.get(), estimates=2, sources=1).fields):
        answer = make.browser().post(address, {"words": "about 300", field: odd})
        assert answer.status_code in (302, 422), field


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_field_of_correcting_breaks(call, clara_browser, odd):
    report = make.report(make.past_action(call), low=200, sources=[{"publisher": "The Post"}])
    address = f"/desk/reports/{report.ref}/correction/"
    for field in of_each_kind(clara_browser.get(address).context["form"].fields):
        assert clara_browser.post(address, {"because": "So.", field: odd}).status_code in (302, 422), field
    for word in ("level", "from", "q", "page", "many"):
        assert clara_browser.get("/desk/calls/clean-rivers/reports/", {word: odd[:20_000]}).status_code == 200
    assert clara_browser.post("/desk/calls/clean-rivers/reports/", {"pick": odd}).status_code == 302
    assert clara_browser.post(f"/desk/reports/{report.ref}/verification/", {"note": odd}).status_code == 302


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=some.one_of(
        some.text(max_size=200),
        some.lists(
            some.sampled_from(
                [
                    "hundreds",
                    "of",
                    "thousands",
                    "and",
                    "between",
                    "3",
                    "000",
                    "–",
                    "-",
                    "to",
                    "²",
                    "٣",
                    "million",
                    "k",
                    "1e9",
                    "99999999999",
                    "dozen",
                    "about",
                ]
            ),
            max_size=25,
        ).map(" ".join),
    )
)
def test_no_words_about_how_many_came_break(words):
    form = ReportForm({"words": words, "low": words[:40], "high": words[:40]}, action=Action(starts=now()))
    if form.is_valid():
        assert all(each[end] is None or 0 <= each[end] < 2**31 for each in form.estimates for end in ("low", "high"))


@pytest.mark.parametrize("page", FORMS)
def test_things_that_are_no_form_break_nothing(call, page):
    browser = make.browser()
    file = SimpleUploadedFile("x.txt", b"\x00\xff")
    for name in ("code", "email", "title", "contact"):
        assert browser.post(page, {name: file}).status_code in (200, 422)
    for kind, body in (
        ("application/json", '{"title": [1]}'),
        ("text/plain", "x"),
        ("application/xml", "<x/>"),
        ("", "x"),
        ("\x00", "x"),
    ):
        assert browser.post(page, body, content_type=kind).status_code in (200, 400, 422)
    assert browser.post(page, "x", content_type="multipart/form-data").status_code == 400
    assert (
        browser.post(page, "title=" + "a" * 11_000_000, content_type="application/x-www-form-urlencoded").status_code
        == 413
    )


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_nothing_at_the_desk_breaks(full, clara_browser, odd):
    waiting = make.action(full, state="proposed")
    desk = "/desk/calls/clean-rivers/"
    for word in ("show", "noun", "sort", "q", "page"):
        for show in ("waiting", "public", "changed", "decided"):
            assert clara_browser.get(desk, {"show": show, word: odd[:20_000]}).status_code == 200
    given = {
        "verdict": "decline",
        "pick": f"action:{waiting.pk}",
        "reason": "",
        "because": "",
        "back": "",
        "asked": "1",
    }
    for field in ("pick", "verdict", "reason", "back", "one"):
        assert clara_browser.post(f"{desk}decisions/", given | {field: odd}).status_code in (200, 302, 422)
    for field in ("to", "sure"):
        assert clara_browser.post(f"{desk}stage/", {field: odd}).status_code in (200, 302)
    for field in ("take_back", "email", "name", "kind"):
        assert clara_browser.post(
            f"{desk}people/", {"email": "x@y.example", "name": "x", "kind": "moderator", field: odd}
        ).status_code in (302, 404, 422)
    assert clara_browser.post("/desk/preview/", {"text": odd}).status_code == 200
    for page, fields in {
        "": ["tag", "known", "remove"],
        "ar/": ["text", "do"],
        "ar/call/": ["text_0", "preview"],
    }.items():
        for field in fields:
            answer = clara_browser.post(f"{desk}languages/{page}", {field: odd, "translated_by": odd})
            assert answer.status_code in (200, 302, 422), (page, field)
    assert clara_browser.get("/ar/calls/clean-rivers/", {"text": odd[:20_000]}).status_code == 200
    assert clara_browser.get(f"{desk}languages/", {"page": odd[:20_000], "lacking": odd[:20_000]}).status_code == 200


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_no_text_of_a_call_breaks_it(full, clara_browser, odd):
    typed = {"title": "Rivers", "kind": "day", "first_day": "2031-03-15", "last_day": "2031-03-16", "summary": "s", "body": "b", "demands": "d", "hashtags": "#h", "kinds": "march", "ground_rules": "r", "policy": "review", "language": "en"}  # fmt: skip
    for field in typed:
        assert clara_browser.post("/desk/calls/clean-rivers/edit/", typed | {field: odd}).status_code in (
            200,
            302,
            422,
        ), field
        for page in ("/ar/calls/clean-rivers/", "/desk/calls/clean-rivers/edit/"):
            assert clara_browser.get(page).status_code == 200, (field, page)


@pytest.mark.parametrize(
    "first, last", [("0001-01-01", "9999-12-31"), ("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31")]
)
@pytest.mark.parametrize("language", ["", "/ar"])
def test_call_of_a_far_day_is_shown(call, first, last, language):
    Call.objects.update(first_day=first, last_day=last)

    for page in ("/", "/calls/clean-rivers/", "/calls/clean-rivers/register/", "/calls/clean-rivers/actions.ics"):
        assert Client().get(language + page).status_code == 200


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil", "\x00//evil"],
)
def test_nobody_is_sent_to_another_site(call, clara, clara_browser, there):
    for page in ("/desk/sign-in/", "/desk/sign-out/", "/desk/login/"):
        for answer in (clara_browser.get(page, {"next": there}), clara_browser.post(page, {"next": there})):
            assert "evil.example" not in answer.get("Location", "").split("?")[0]
            assert "javascript" not in answer.get("Location", "").split("?")[0]
        clara_browser.force_login(clara)
    action = make.action(call, state="proposed")
    given = {"one": f"accept action:{action.pk}", "back": there}
    assert clara_browser.post("/desk/calls/clean-rivers/decisions/", given)["Location"] == "/desk/calls/clean-rivers/"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/calls",
        "///evil.example",
        "/\\evil.example/calls",
        "/%2Fevil.example/calls",
        "/calls//evil.example",
    ],
)
def test_slash_that_is_added_leads_to_no_other_site(db, path):
    there = Client().get(path).get("Location", "/")

    assert there.startswith("/") and not there.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["/xx/calls/", "/es/es/calls/", "/en/calls/", "/zz-ZZ/", "/es/xx/"])
def test_language_that_is_none_is_no_address(db, path):
    assert Client().get(path).status_code == 404


def test_wrong_code_is_told_even_where_another_one_is_in_use(call):
    action = make.action(call, contact=make.contact())
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=action)})

    answer = browser.post("/host/", {"code": "0000-0000-0000-0000-0000-0000"})

    assert answer.status_code == 422
    assert "This code is not right for this page" in answer.content.decode()
