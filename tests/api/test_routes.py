import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core.models import Action, Fact, RoutePlan, Stop
from groundswell.lib import tracks
from groundswell.lib.tracks import Spot
from tests import make
from tests.api.reading import SHAPES, body, event

STOPS = [Spot("Ponte Luís I", 41.1402, -8.6094), Spot("Praça da Ribeira", 41.1405, -8.614), Spot("Alfândega", 41.1467, -8.63)]  # fmt: skip


@pytest.fixture
def action(call):
    action = make.action(call, title="Walk the Douro")
    make.route(action)
    return action


@pytest.mark.parametrize("shape", ["gpx", "geojson"])
def test_route_is_read_back_as_it_was_given(action, shape):
    read = tracks.read(body(f"/actions/{action.ref}/route.{shape}"))

    assert (read.line, read.spots) == (make.WAY, STOPS)


def test_route_as_geojson_says_what_it_is_of_and_when_it_stops(action):
    features = json.loads(body(f"/actions/{action.ref}/route.geojson"))["features"]

    assert features[0]["properties"] == {
        "action": action.ref,
        "title": "Walk the Douro",
        "url": f"http://testserver/actions/{action.ref}/",
        "drawn": "file",
        "start": "Ponte Luís I",
        "end": "Alfândega",
        "length_km": 1.894,
    }
    assert [(one["properties"]["name"], one["properties"]["time"]) for one in features[1:]] == [
        ("Ponte Luís I", "14:30"), ("Praça da Ribeira", "14:50"), ("Alfândega", None),
    ]  # fmt: skip


def test_every_document_names_the_route(action):
    page = f"http://testserver/actions/{action.ref}/"
    item = json.loads(body("/actions.json"))["items"][0]
    feature = json.loads(body("/actions.geojson"))["features"][0]
    words = "Route: from Ponte Luís I to Alfândega, 1.9 km"

    assert item["_event"]["route"] == {
        "start": "Ponte Luís I", "end": "Alfândega", "km": 1.894,
        "gpx": f"{page}route.gpx", "geojson": f"{page}route.geojson",
    }  # fmt: skip
    assert item["_event"]["route"] == json.loads(body(f"/api/v1/actions/{action.ref}/"))["route"]
    assert (feature["properties"]["route"], feature["properties"]["route_km"]) == (f"{page}route.geojson", 1.894)
    assert feature["geometry"]["type"] == "Point"
    assert words in item["content_text"] and words in body("/actions.atom").decode()
    assert words in event("/actions.ics")["DESCRIPTION"] and f"{page}route.gpx" in event("/actions.ics")["DESCRIPTION"]


def test_route_that_is_kept_back_is_in_no_output(action):
    action.change(by="host", shown_from=action.starts - timedelta(hours=3))

    for shape in ("gpx", "geojson"):
        assert Client().get(f"/actions/{action.ref}/route.{shape}").status_code == 404
    pages = [f"/actions/{action.ref}/", "/actions/", f"/api/v1/actions/{action.ref}/", "/api/v1/actions/"]
    for address in [*pages, *(f"/actions.{shape}" for shape in SHAPES)]:
        told = body(address).decode()
        assert "Ribeira" not in told and "41.1405" not in told and "route.g" not in told, address


@pytest.mark.parametrize("state", ["proposed", "hidden", "declined", "withdrawn"])
def test_route_of_an_action_that_is_not_public_is_not_there(action, state):
    Action.objects.update(state=state)

    assert Client().get(f"/actions/{action.ref}/route.gpx").status_code == 404


def test_route_of_an_action_without_one_is_not_there(call):
    assert Client().get(f"/actions/{make.action(call).ref}/route.gpx").status_code == 404


def test_stops_without_points_are_told_on_the_page_and_make_no_line(call):
    action = make.action(call)
    make.route(action, [], stops=[Stop("Ponte", "14:30"), Stop("Mar")])

    assert Client().get(f"/actions/{action.ref}/route.gpx").status_code == 404
    assert json.loads(body("/actions.json"))["items"][0]["_event"]["route"] is None
    assert "Ponte" in body(f"/actions/{action.ref}/").decode()


def test_route_is_asked_for_again_only_once_it_has_changed(action):
    Fact.objects.all().delete()
    action.admit(by="host", capacity=5, rounded=False)
    address = f"/actions/{action.ref}/route.gpx"
    etag = Client().get(address)["ETag"]

    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
    action.change(by="host", route=RoutePlan(make.WAY[:2]))
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 200


def test_lists_cost_as_much_with_three_routes_as_with_one(action):
    counted = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            body("/api/v1/actions/")
        counted.append(len(queries))
        for _more in range(2):
            make.route(make.action(action.call))

    assert counted[0] == counted[1]
