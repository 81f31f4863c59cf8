import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action
from groundswell.lib.clock import now
from tests import make
from tests.api.reading import body, fact, get

POINTS = "/map/points.json"


def read(query: str = "", path: str = POINTS, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body(f"{path}{query}", **headers))
    return found


def titles(query: str = "") -> list[str]:
    return [action["title"] for action in read(query)["actions"]]


def test_action_that_stands_alone_is_told_whole(call):
    action = make.action(call)

    assert read("?zoom=4") == {
        "zoom": 4,
        "bbox": None,
        "count": 1,
        "unplaced": 0,
        "heaps": [],
        "actions": [
            {
                "at": [-8.61099, 41.14961],
                "ref": action.ref,
                "title": "Walk the river",
                "day": "2031-03-15",
                "state": "published",
                "kind": "march",
                "town": "Porto",
                "time": "12:00",
                "address": "Riverside",
            }
        ],
    }


def test_actions_close_together_are_one_heap_that_says_how_they_stand(call):
    make.action(call, "porto")
    make.action(call, "lisbon", state="cancelled", kind="rally")
    make.action(call, "lisbon", state="moved")
    make.action(call, "suva")
    found = read("?zoom=0")

    assert found["heaps"] == [
        {"at": [-8.95922, 39.52765], "bbox": [-9.13333, 38.71667, -8.61099, 41.14961],
         "count": 3, "cancelled": 1, "moved": 1}
    ]  # fmt: skip
    assert [action["town"] for action in found["actions"]] == ["Suva"]


def test_heap_of_one_kind_names_it(call):
    for _time in range(2):
        make.action(call, kind="vigil")

    assert [heap["kind"] for heap in read()["heaps"]] == ["vigil"]


def test_closer_by_the_heap_comes_apart(call):
    make.action(call, "porto", title="Douro")
    make.action(call, "lisbon", title="Tejo")

    assert len(read("?zoom=0")["heaps"]) == 1
    assert sorted(titles("?zoom=8")) == ["Douro", "Tejo"]


@pytest.mark.parametrize(
    "words", ["", "state=cancelled", "country=PT", "kind=vigil&kind=march", "near=41.1,-8.6&radius=400", "q=river",
              "organisation=River+Keepers", "place=online", "from=2031-03-15&until=2031-03-15", "sort=coming"],
)  # fmt: skip
def test_numbers_add_up_to_those_of_the_list(call, words):
    for at, state in (("porto", "published"), ("porto", "cancelled"), ("lisbon", "postponed"), ("cairo", "published"),
                      ("suva", "moved"), ("santiago", "proposed")):  # fmt: skip
        make.action(
            call,
            at,
            state=state,
            kind="vigil" if at == "lisbon" else "march",
            organisations=["River Keepers", "Others"],
        )
    make.action(call, online=True, lat=None, lon=None)
    query = dict(part.split("=") for part in words.split("&") if part)
    lists: dict[str, list[str]] = {}
    for part in filter(None, words.split("&")):
        lists.setdefault(part.split("=")[0], []).append(part.split("=")[1].replace("+", " "))
    listed = ActionFilter.read(lists).rows().count()

    for zoom in (0, 5, 18):
        found = read(f"?zoom={zoom}&{words}")
        assert found["count"] + found["unplaced"] == listed, query
        assert found["count"] == len(found["actions"]) + sum(heap["count"] for heap in found["heaps"])


def test_box_gives_what_is_in_it_and_says_which_it_took(call):
    make.action(call, "porto", title="Douro")
    make.action(call, "cairo", title="Nile")
    found = read("?zoom=6&bbox=-9,41,-8,42")

    assert [action["title"] for action in found["actions"]] == ["Douro"]
    west, south, east, north = found["bbox"]
    assert west <= -9 and south <= 41 and east >= -8 and north >= 42
    assert (found["count"], found["unplaced"]) == (1, 0)


def test_box_across_the_180th_meridian(call):
    make.action(call, "suva", title="Rewa")
    make.action(call, "cairo", title="Nile")

    assert titles("?zoom=5&bbox=177,-20,-177,-16") == ["Rewa"]


def test_views_that_differ_a_little_share_one_document(call):
    fact(make.action(call))
    first = get(f"{POINTS}?zoom=6&bbox=-9,41,-8,42", Accept_Encoding="gzip")
    other = get(f"{POINTS}?bbox=-9.05,41.02,-8.03,41.9&zoom=6", Accept_Encoding="gzip")

    assert first["ETag"] == other["ETag"]
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=1"


def test_unchanged_it_is_304_and_a_cancellation_is_there_at_once(call):
    action = make.action(call, starts=now() + timedelta(days=30))
    make.action(call, "cairo")
    fact(action)
    path = f"{POINTS}?zoom=3"
    before = get(path)
    assert get(path, If_None_Match=before["ETag"]).status_code == 304

    Action.objects.get(pk=action.pk).cancel(by="host", because="Flood")
    after = get(path, If_None_Match=before["ETag"])

    assert after.status_code == 200
    states = {each["town"]: each["state"] for each in json.loads(after.getvalue())["actions"]}
    assert states == {"Porto": "cancelled", "Cairo": "published"}


def test_what_is_over_has_happened(call):
    make.action(call, starts=now() - timedelta(days=2))
    make.action(call, "cairo", starts=now() - timedelta(days=2))
    make.action(call, "cairo")

    found = read("?zoom=4")
    assert [action["state"] for action in found["actions"]] == ["happened"]
    assert [heap["happened"] for heap in found["heaps"]] == [1]


def test_held_place_is_not_in_it(call):
    """What is held back is nowhere in the columns that this reads; here from the door in."""
    action = make.action(call, starts=now() + timedelta(days=30))
    exact = {"address": "Rua do Almada 400", "lat": 41.15432, "lon": -8.61876, "geo_precision": "point"}
    action.change(by="host", because="", shown_from=now() + timedelta(days=20), **exact)
    whole = body(f"{POINTS}?zoom=18").decode()

    assert "Almada" not in whole
    assert json.loads(whole)["actions"][0]["at"] == [-8.61097, 41.1485]  # the town's centre


def test_what_is_not_public_is_in_no_document(call):
    make.action(call, state="proposed")
    make.action(make.call("draft-call", stage="draft"))
    make.action(call, state="hidden")

    assert read()["count"] == 0
    assert get("/calls/draft-call/map/points.json").status_code == 404


def test_of_one_call_alone(call):
    make.action(call)
    make.action(make.call("quiet-nights"), "cairo")

    found = read(path="/calls/clean-rivers/map/points.json")
    assert [action["town"] for action in found["actions"]] == ["Porto"]


def test_action_with_a_route_says_so(call):
    make.route(make.action(call))
    make.route(make.action(call, "cairo", shown_from=now()))  # its place is held back, so its route is too

    assert [(each["town"], each.get("route")) for each in read("?zoom=5")["actions"]] == [
        ("Porto", True),
        ("Cairo", None),
    ]


def test_asks_as_often_for_three_as_for_one(call):
    make.action(call)
    with CaptureQueriesContext(connection) as one:
        read("?zoom=8")
    make.action(call, "cairo")
    make.action(call, "lisbon")
    with CaptureQueriesContext(connection) as three:
        read("?zoom=8")

    assert len(three) == len(one)


def test_town_is_in_the_language_of_the_address(call):
    make.action(call, "cairo")

    assert read(path="/ar/map/points.json")["actions"][0]["town"] == "القاهرة"


@pytest.mark.parametrize(
    ("query", "word"),
    [("zoom=19", "zoom"), ("zoom=-1", "zoom"), ("zoom=٣", "zoom"), ("zoom=2.5", "zoom"), ("zoom=" + "9" * 5000, "zoom"),
     ("bbox=1,2,3", "bbox"), ("bbox=nan,0,1,1", "bbox"), ("bbox=0,10,5,2", "bbox"), ("nonsense=1", "nonsense"),
     ("kind=parade", "kind"), ("bbox=a%00,b,c,d", "bbox")],
)  # fmt: skip
def test_word_that_cannot_be_read_is_named(call, query, word):
    for path in (POINTS, "/calls/clean-rivers/map/points.json"):
        answer = get(f"{path}?{query}")

        assert answer.status_code == 400
        assert [error["parameter"] for error in json.loads(answer.content)["errors"]] == [word]


def test_poles_and_the_meridian_itself_have_a_square(call):
    make.action(call, lat=90.0, lon=180.0, title="North")
    make.action(call, lat=-90.0, lon=-180.0, title="South")

    assert sorted(titles("?zoom=3")) == ["North", "South"]
    assert titles("?zoom=3&bbox=170,80,180,90") == ["North"]


def test_too_many_squares_make_them_larger(call):
    make.action(call)

    assert read("?zoom=18")["zoom"] == 4


def towns(query: str, path: str = "/map/towns.json") -> list[str]:
    return [name for _lon, _lat, name in read(query, path)["towns"]]


def test_towns_are_the_largest_of_the_view():
    assert towns("?bbox=-9.3,38.6,-9,38.8&zoom=10")[0] == "Lisbon"
    assert 20 < len(towns("?zoom=2")) <= 40


def test_towns_are_in_the_language_of_the_address():
    assert towns("?bbox=31,29.9,31.5,30.2&zoom=9", "/ar/map/towns.json")[0] == "القاهرة"


def test_towns_across_the_180th_meridian():
    assert "Nasinu" in towns("?bbox=177,-20,-177,-16&zoom=6")


def test_towns_are_kept_for_a_day():
    assert get("/map/towns.json")["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("query", ["zoom=x", "bbox=1", "kind=march"])
def test_towns_of_a_word_that_cannot_be_read(query):
    assert get(f"/map/towns.json?{query}").status_code == 400


def test_heaps_of_two_squares_that_would_lie_upon_each_other_are_one(call):
    """40.98° north is an edge at every zoom from 3 on."""
    make.action(call, "porto", lat=40.985)
    make.action(call, "porto", lat=40.975, title="other side")
    found = read("?zoom=4")

    assert [(heap["count"], heap["bbox"][1], heap["bbox"][3]) for heap in found["heaps"]] == [(2, 40.975, 40.985)]


def test_large_heaps_are_one_before_they_would_be_drawn_upon_each_other(call):
    make.action(call, "porto")
    make.action(call, "lisbon")
    few = read("?zoom=4")
    for at in ("porto", "lisbon") * 70:
        make.action(call, at)

    assert (len(few["actions"]), few["heaps"]) == (2, [])
    assert [heap["count"] for heap in read("?zoom=4")["heaps"]] == [142]
    assert [heap["count"] for heap in read("?zoom=5&bbox=-20,30,0,50")["heaps"]] == [71, 71]
