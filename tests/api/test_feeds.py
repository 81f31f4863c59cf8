import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest

from groundswell.core import kinds
from tests import make
from tests.api.reading import body


def feed(path: str) -> Any:
    read = feedparser.parse(body(path))
    assert not read.bozo, read.bozo_exception
    return read


def items(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body(path))["items"]
    return found


def test_atom_says_what_it_is_and_when_it_changed(call):
    make.action(call, changed_at=datetime(2030, 1, 2, tzinfo=UTC))
    make.action(call, changed_at=datetime(2030, 1, 1, tzinfo=UTC))
    read = feed("/calls/clean-rivers/actions.atom?kind=march").feed

    assert (read.title, read.subtitle) == ("World Day for Clean Rivers", "Walk your river.")
    assert read.updated == "2030-01-02T00:00:00Z"
    assert {link.rel: link.href for link in read.links} == {
        "self": "http://testserver/calls/clean-rivers/actions.atom?kind=march",
        "alternate": "http://testserver/calls/clean-rivers/actions/?kind=march",
    }


def test_atom_entry_tells_the_action(call):
    action = make.action(call, title="Walk <b>& talk</b>", organisations=["River & Sea"])
    (entry,) = feed("/es/actions.atom").entries

    assert (entry.title, entry.id) == ("Walk <b>& talk</b>", f"http://testserver/actions/{action.ref}/")
    assert entry.link == f"http://testserver/es/actions/{action.ref}/"
    assert [author.name for author in entry.authors] == ["River & Sea"]
    assert (entry.where.type, entry.where.coordinates) == ("Point", (-8.61099, 41.14961))
    assert entry.tags[0].term == "march"
    assert "12:00 (Europe/Lisbon)" in entry.summary


def test_atom_of_nothing_is_a_feed(call):
    read = feed("/actions.atom")

    assert (read.entries, read.feed.updated) == ([], "1970-01-01T00:00:00Z")


@pytest.mark.parametrize("text", ["\x01\x0b\ufffe\uffff", "]]>", "&amp;", '"quoted"'])
def test_feeds_hold_any_text(call, text):
    make.action(call, title=f"a{text}b", description=text, organisations=[f"o{text}"])

    assert len(feed("/actions.atom").entries) == 1
    assert items("/actions.json")[0]["title"] == f"a{text}b"


def test_json_feed_says_what_it_is(call):
    read = json.loads(body("/calls/clean-rivers/actions.json?country=pt"))

    assert read | {"items": []} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "World Day for Clean Rivers",
        "description": "Walk your river.",
        "home_page_url": "http://testserver/calls/clean-rivers/actions/?country=PT",
        "feed_url": "http://testserver/calls/clean-rivers/actions.json?country=PT",
        "language": "en",
        "authors": [{"name": "Groundswell", "url": "http://testserver/"}],
        "_licence": "CC BY 4.0",
        "items": [],
    }


def test_json_feed_item_tells_the_action_as_data(call):
    start = datetime(2031, 3, 15, 12, tzinfo=UTC)
    action = make.action(call, "santiago", starts=start, ends=start + timedelta(hours=2), access=["step-free"])
    (item,) = items("/actions.json")

    assert item["id"] == item["url"] == f"http://testserver/actions/{action.ref}/"
    assert item["_event"] == {
        "ref": action.ref,
        "call": "clean-rivers",
        "title": "Walk the river",
        "kind": "march",
        "state": "published",
        "undated": False,
        "start_before": None,
        "place_before": None,
        "start": "2031-03-15T09:00:00-03:00",
        "end": "2031-03-15T11:00:00-03:00",
        "timezone": "America/Santiago",
        "languages": ["en"],
        "access": ["step-free"],
        "accessibility": {
            "facts": [{"word": "step-free", "there": True, "note": "", "which": None, "address": None}],
            "unknown": [word for word in kinds.ACCESS if word != "step-free"],
            "distance": None,
        },
        "website": None,
        "lesson": None,
        "route": None,
        "capacity": None,
        "series": None,
        "place": {
            "online": False,
            "also_online": False,
            "announced": True,
            "meeting_point": "",
            "join_address": None,
            "shown_from": None,
            "country": "CL",
            "region": "Santiago Metropolitan",
            "locality": "Santiago",
            "town": 3871336,
            "address": "Riverside",
            "geo_precision": "town",
        },
        "geo": {"lat": -33.45694, "lon": -70.64827},
        "revision": 1,
    }


def test_json_feed_gives_a_day_where_no_time_is_known(call):
    make.action(call, timed=False, lat=None, lon=None)
    (item,) = items("/actions.json")

    assert (item["_event"]["start"], item["_event"]["end"], item["_event"]["geo"]) == ("2031-03-15", None, None)


def test_pages_of_a_feed_name_those_beside_them_and_are_one_feed(call):
    """RFC 5005, and `next_url` of JSON Feed."""
    for number in range(82):
        make.action(call, title=f"Walk {number}")

    def beside(path: str) -> tuple[str, Any, Any]:
        read = feed(path).feed
        links = {link.rel: link.href.partition("testserver")[2] for link in read.links}
        return read.id.partition("testserver")[2], links.get("previous"), links.get("next")

    whole, start = "/actions.atom?kind=march", "/actions.atom?kind=march&page="
    assert beside(f"{start}1") == (whole, None, f"{start}2")
    assert beside(f"{start}2") == (whole, f"{start}1", f"{start}3")
    assert beside(f"{start}3") == (whole, f"{start}2", None)
    assert beside(whole) == (whole, None, None)
    assert beside("/actions.atom?page=1") == ("/actions.atom", None, "/actions.atom?page=2")
    told = [json.loads(body(f"/actions.json?page={page}")).get("next_url") for page in (1, 2, 3)]
    assert told == [f"http://testserver/actions.json?page={page}" for page in (2, 3)] + [None]


def test_feed_without_a_summary_claims_none(call):
    assert "description" not in json.loads(body("/actions.json"))
