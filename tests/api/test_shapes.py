"""What holds for every shape."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.api import reading
from tests.api.reading import SHAPES, body, get, titles

LISTS = [f"/actions.{shape}" for shape in SHAPES] + [f"/calls/clean-rivers/actions.{shape}" for shape in SHAPES]
RECORDS = [f"{start}.{shape}" for start in ("/record", "/calls/clean-rivers/record") for shape in ("csv", "geojson")]


@pytest.mark.parametrize("path", LISTS + RECORDS)
def test_list_tells_the_same_actions_in_the_same_order_in_every_shape(call, path):
    make.action(call, "porto", title="Douro")
    make.action(call, "cairo", title="Nile")
    make.action(call, "lisbon", title="Tejo")

    assert titles(path) == ["Douro", "Nile", "Tejo"]
    assert titles(f"{path}?country=pt") == ["Douro", "Tejo"]
    assert titles(f"{path}?country=PT&sort=-date") == ["Tejo", "Douro"]
    assert titles(f"{path}?country=CL") == []


@pytest.mark.parametrize("path", LISTS + RECORDS)
def test_list_never_holds_what_is_not_public(call, path):
    make.action(call, title="Douro")
    for state in ("proposed", "hidden", "declined"):
        make.action(call, title=state, state=state)
    make.action(make.call("secret", stage="draft"), title="of a draft")

    assert titles(path) == ["Douro"]


@pytest.mark.parametrize("shape", SHAPES)
def test_list_of_a_draft_is_empty_when_asked_for_by_the_word_call(db, shape):
    make.action(make.call("secret", stage="draft"), title="of a draft")

    assert titles(f"/actions.{shape}?call=secret") == []


@pytest.mark.parametrize("shape", SHAPES)
def test_list_of_a_draft_or_unknown_call_is_not_there(db, shape):
    make.call("secret", stage="draft")

    for path in (f"/calls/secret/actions.{shape}", f"/calls/none/actions.{shape}", f"/calls/secret/record.{shape}"):
        response = get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("shape", SHAPES)
def test_action_has_every_shape_of_a_list_with_one_entry(call, shape):
    action = make.action(call, title="Douro")
    make.action(call, title="another")

    assert titles(f"/actions/{action.ref}.{shape}") == ["Douro"]
    assert titles(f"/actions/{action.ref.upper()}.{shape}") == ["Douro"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("state", ["proposed", "hidden", "declined"])
def test_action_that_is_not_public_is_not_there(call, shape, state):
    action = make.action(call, state=state)

    assert get(f"/actions/{action.ref}.{shape}").status_code == 404
    assert get(f"/actions/nothing.{shape}").status_code == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_cancelled_action_says_so_in_every_shape(call, shape):
    action = make.action(call, title="Douro")
    reading.fact(action)
    before = body(f"/actions.{shape}")
    action.cancel(by="host", because="The bridge is closed.")

    after = body(f"/actions.{shape}").decode()

    assert b"cancelled" not in before.lower()
    assert "cancelled" in after.lower()
    assert ("The bridge is closed." in after) == (shape in ("ics", "atom", "json"))


@pytest.mark.parametrize("path", [*LISTS, *RECORDS, "/record.json"])
def test_no_shape_tells_what_is_private_or_has_no_fact(call, path):
    action = make.action(call, title="Douro", contact=make.contact("host@rivers.example"), coming=4711)
    told = body(path).decode() + body(f"/actions/{action.ref}.{path.rpartition('.')[2]}").decode()

    for private in ("host@rivers.example", action.contact.sealed, action.contact.fingerprint, "4711", "coming"):
        assert private not in told


@pytest.mark.parametrize("path", ["/actions.ics", "/calls/clean-rivers/actions.json", "/record.csv"])
def test_words_that_cannot_be_read_are_all_told(call, path):
    response = get(f"{path}?colour=red&country=XX&kind=march&from=tomorrow")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert (told["status"], told["title"]) == (400, "Bad Request")
    assert [error["parameter"] for error in told["errors"]] == ["colour", "country", "from"]
    assert all(error["detail"] for error in told["errors"])


def test_action_takes_no_filter_word(call):
    response = get(f"/actions/{make.action(call).ref}.json?country=PT")

    assert response.status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_shapes_can_only_be_read(call, method):
    response = getattr(Client(), method)("/actions.json")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/actions.geojson", "/actions.ics?colour=red", "/calls/none/actions.ics"])
def test_pages_of_other_sites_may_read_shapes_and_problems(call, path):
    assert get(path)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", LISTS + RECORDS)
def test_list_costs_the_same_queries_for_one_and_for_three(call, path):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            body(path)
        return len(asked)

    make.action(call, title="Douro", organisations=["River Keepers"])
    queries()
    one = queries()
    for at in ("cairo", "lisbon"):
        make.action(call, at, organisations=["River Keepers", "Tide"])

    assert queries() == one


@pytest.mark.parametrize("shape", SHAPES)
def test_list_is_whole_unless_a_page_is_asked_for(call, shape):
    for number in range(42):
        make.action(call, title=f"Walk {number}")

    assert len(titles(f"/actions.{shape}")) == 42
    assert len(titles(f"/actions.{shape}?page=1")) == 40
    assert titles(f"/actions.{shape}?page=2") == ["Walk 40", "Walk 41"]
    assert titles(f"/actions.{shape}?page=3") == []


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_is_in_the_language_of_its_address(call, shape):
    reading.fact(make.action(call, title="Douro"))

    assert get(f"/ar/actions.{shape}")["Content-Language"] == "ar"
    assert ("/ar/actions/" in body(f"/ar/actions.{shape}").decode()) == (shape != "csv")
    assert "/ar/actions/" not in body(f"/actions.{shape}").decode()


def test_record_has_rows_as_json_and_no_calendar(call):
    make.past_action(call, title="Douro")

    assert [row["title"] for row in json.loads(body("/record.json"))] == ["Douro"]
    assert get("/record.ics").status_code == 404
