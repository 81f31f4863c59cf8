"""oEmbed 1.0: what a site asks for when somebody pastes an address of ours."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests import make
from tests.api import reading
from tests.api.reading import body, get

CALL = "/calls/clean-rivers/"


def asked(path: str, **words: str) -> str:
    more = "".join(f"&{word}={value}" for word, value in words.items())
    return f"/oembed?url={quote(f'http://testserver{path}', safe='')}{more}"


def told(path: str, **words: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(body(asked(path, **words)))
    return read


def test_action_is_framed(call):
    action = make.action(call, title='Walk "the" <river>')

    assert told(f"/actions/{action.ref}/") == {
        "version": "1.0",
        "type": "rich",
        "title": 'Walk "the" <river>',
        "provider_name": "Groundswell",
        "provider_url": "http://testserver/",
        "cache_age": 300,
        "html": f'<iframe src="http://testserver/actions/{action.ref}/embed/" title="Walk &quot;the&quot; &lt;river&gt;" '
        'width="600" height="240" sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" frameborder="0">'
        "</iframe>",
        "width": 600,
        "height": 240,
    }


@pytest.mark.parametrize(
    ("path", "frame", "title"),
    [
        (CALL, f"{CALL}embed/", "World Day for Clean Rivers"),
        (f"/ar{CALL}", f"/ar{CALL}embed/", "World Day for Clean Rivers"),
        (f"{CALL}embed/", f"{CALL}embed/", "World Day for Clean Rivers"),
        (f"{CALL}organisations/", f"{CALL}organisations/embed/", "World Day for Clean Rivers"),
        (f"{CALL}actions/", "/actions/embed/?call=clean-rivers", "World Day for Clean Rivers"),
        (
            f"{CALL}actions/?country=pt&kind=march&page=2",
            "/actions/embed/?call=clean-rivers&amp;country=PT&amp;kind=march",
            "World Day for Clean Rivers",
        ),
        ("/actions/?near=41.1,-8.6", "/actions/embed/?near=41.1%2C-8.6", "Actions on Groundswell"),
        ("/actions/embed/?call=clean-rivers", "/actions/embed/?call=clean-rivers", "World Day for Clean Rivers"),
    ],
)
def test_page_is_framed_by_its_embed(call, path, frame, title):
    read = told(path)

    assert f'<iframe src="http://testserver{frame}"' in read["html"]
    assert read["title"] == title


def test_frame_is_no_larger_than_asked_for(call):
    read = told(CALL, maxwidth="320", maxheight="200")

    assert (read["width"], read["height"]) == (320, 200)
    assert 'width="320" height="200"' in read["html"]
    assert told(CALL, maxwidth="9999")["width"] == 600


def test_cancelled_action_says_so(call):
    action = make.action(call, title="Walk")
    action.cancel(by="host", because="Flood.")

    assert told(f"/actions/{action.ref}/")["title"] == "CANCELLED: Walk"


@pytest.mark.parametrize(
    "path", ["/", "/record/", "/calls/none/", "/calls/secret/", "/calls/secret/actions/", "/actions/nothing00/", "/x",
             "/actions/?call=secret", "/actions/?colour=red", "/actions/?country=XX"],
)  # fmt: skip
def test_what_is_not_there_for_everybody_is_404(call, path):
    make.call("secret", stage="draft")

    assert get(asked(path)).status_code == 404


@pytest.mark.parametrize("address", ["https://other.example/calls/clean-rivers/", "/calls/clean-rivers/", "x", "http://[",
                                     "javascript:alert(1)", "http://testserver:99999999/", "%00"])  # fmt: skip
def test_address_of_others_is_404_or_no_address(call, address):
    assert get(f"/oembed?url={address}").status_code in (400, 404)


def test_action_that_is_not_public_is_404(call):
    action = make.action(call, state="proposed")

    assert get(asked(f"/actions/{action.ref}/")).status_code == 404


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", 400),
        ("?url=", 400),
        (f"?url=http://testserver{CALL}&format=xml", 501),
        (f"?url=http://testserver{CALL}&format=json&dnt=true", 200),
        (f"?url=http://testserver{CALL}&maxwidth=wide", 400),
        (f"?url=http://testserver{CALL}&maxheight=0", 400),
        (f"?url=http://testserver{CALL}&maxheight=-3", 400),
        (f"?url=http://testserver{CALL}&maxheight=٣", 400),
    ],
)
def test_what_is_asked_wrongly_is_told(call, words, status):
    response = get(f"/oembed{words}")

    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("page", [CALL, f"{CALL}actions/?country=PT", "/actions/{ref}/", f"{CALL}organisations/"])
def test_page_says_where_to_ask(call, page):
    page = page.format(ref=make.action(call).ref)
    reading.fact(call.actions.get())

    expected = '<link rel="alternate" type="application/json+oembed" title="'
    (line,) = [line for line in body(page).decode().splitlines() if expected in line]
    found = line.partition('href="http://testserver')[2].partition('"')[0]
    assert found == asked(page)
    assert json.loads(body(found))["type"] == "rich"
