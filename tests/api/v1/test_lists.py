"""Every noun has a list, a page at a time, in the same few queries however long it is."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core.models import Action, Agreement, Milestone, Organisation, Pledge, Resource
from groundswell.lib import clock
from tests import make

CALL = "/api/v1/calls/clean-rivers/"


def get(path: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(path, headers=headers)
    assert response.status_code == status, response.content
    return json.loads(response.content) if response.content else None


def walked(path: str, key: str) -> list[Any]:
    """What a reader finds who follows `next`, with how many there were on each page."""
    found, pages = [], []
    address: str | None = path
    while address:
        page = get(address.removeprefix("http://testserver"))
        pages.append(len(page["items"]))
        found += [item[key] for item in page["items"]]
        address = page["next"]
    return [*found, pages]


def calls(call: Any, many: int) -> None:
    for number in range(many - 1):
        make.call(f"call-{number}")


def actions(call: Any, many: int) -> None:
    for number in range(many):
        make.action(call, title=f"Walk {number}", organisations=["River Keepers"])


def endorsements(call: Any, many: int) -> None:
    for number in range(many):
        make.endorsement(call, f"Keepers {number}")


def statements(call: Any, many: int) -> None:
    for number in range(many):
        make.statement(call, f"on-weir-{number}")


def resources(call: Any, many: int) -> None:
    for number in range(many):
        Resource.publish(
            call, by="server", version={"link": "https://rivers.example/"}, kind="guide", title=str(number)
        )


def pledges(call: Any, many: int) -> None:
    for number in range(many):
        Pledge.offer(call, by="server", text=f"We carry {number} stones.")


def milestones(call: Any, many: int) -> None:
    for number in range(many):
        Milestone.note(
            call,
            by="server",
            on=clock.now().date(),
            title=str(number),
            publisher="Tide",
            address="https://tide.example/",
        )


def members(call: Any, many: int) -> None:
    alliance = Organisation.objects.filter(kind="alliance").first() or make.alliance(call)
    for number in range(many):
        make.member(alliance, f"Boats {number} of {many}")


def signers(call: Any, many: int) -> None:
    agreement = Agreement.objects.filter(call=call).first()
    if not agreement:
        agreement = Agreement.draft(call, by="server", text="Together.", ground_rules="Without violence.").agreement
        agreement.publish(by="server")
    for number in range(many):
        keepers = make.endorsement(call, f"Keepers {number} of {many}").organisation
        agreement.newest.assents.create(organisation=keepers, state="accepted", accepted_at=clock.now())


LISTS = [
    ("/api/v1/calls/", calls, "slug"),
    ("/api/v1/actions/", actions, "title"),
    (f"{CALL}actions/", actions, "title"),
    ("/api/v1/organisations/", endorsements, "name"),
    (f"{CALL}endorsements/", endorsements, "endorsed_on"),
    (f"{CALL}statements/", statements, "slug"),
    (f"{CALL}toolkit/", resources, "title"),
    (f"{CALL}pledges/", pledges, "text"),
    (f"{CALL}milestones/", milestones, "title"),
    ("/api/v1/organisations/rivers-alliance/members/", members, "organisation"),
    (f"{CALL}signers/", signers, "organisation"),
]


@pytest.mark.parametrize(("path", "fill", "key"), LISTS)
def test_list_of_three_costs_the_queries_of_one(call, path, fill, key):
    fill(call, 1)
    get(path)
    with CaptureQueriesContext(
        connection,
    ) as first:
        assert len(get(path)["items"]) == 1
    fill(call, 3) if fill is not statements else [make.statement(call, f"more-{n}") for n in (1, 2)]
    with CaptureQueriesContext(connection) as then:
        assert len(get(path)["items"]) >= 3

    assert len(then) == len(first)


@pytest.mark.parametrize(("path", "fill", "key"), LISTS)
def test_reader_who_follows_next_finds_each_once(call, path, fill, key):
    fill(call, 5)
    whole = [item[key] for item in get(path)["items"]]

    assert walked(f"{path}?limit=2", key) == [*whole, [2, 2, 1]]
    assert len(whole) == 5


SORTED = ("date", "-date", "newest", "coming", "size")


@pytest.mark.parametrize("sort", [*SORTED, "distance&near=41.15,-8.61&radius=20000"])
def test_pages_follow_every_order_ties_and_unknown_figures_included(call, sort):
    for number in range(7):
        action = make.action(call, title=f"Walk {number}")
        figures = {"size_high": number // 3 or None, "size_low": None, "coming": number % 2}
        Action.objects.filter(pk=action.pk).update(**figures, day=action.day + timedelta(days=number % 2))
    path = f"/api/v1/actions/?sort={sort}"
    whole = [item["id"] for item in get(path)["items"]]

    assert walked(f"{path}&limit=2", "id") == [*whole, [2, 2, 2, 1]]
    assert len(set(whole)) == 7


def test_what_is_added_meanwhile_repeats_nothing(call):
    actions(call, 4)
    first = get("/api/v1/actions/?limit=2&sort=newest")
    make.action(call, title="Late")
    second = get(first["next"].removeprefix("http://testserver"))

    titles = [item["title"] for item in first["items"] + second["items"]]
    assert titles == ["Walk 3", "Walk 2", "Walk 1", "Walk 0"]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=many", "limit"), ("limit=²", "limit"),
        ("cursor=x", "cursor"), ("cursor=W10=", "cursor"), ("cursor=bnVsbA==", "cursor"), ("cursor=WyJhIiwiYiIsImMiXQ==", "cursor"),
        ("cursor=W1tdLDEsMl0=", "cursor"), ("colour=red", "colour"), ("page=2", "page"), ("country=XX", "country"), ("from=soon", "from"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_read_are_named(call, words, wrong):
    actions(call, 1)
    problem = get(f"/api/v1/actions/?{words}", 400)

    assert [error["parameter"] for error in problem["errors"]] == [wrong]
    assert (problem["status"], problem["title"]) == (400, "Bad Request")


@pytest.mark.parametrize("path", ["calls/none/", "actions/none/", "statements/none/", "organisations/none/", "calls/none/actions/", "calls/none/toolkit/"])  # fmt: skip
def test_what_is_not_there_is_a_problem_in_words(db, path):
    assert get(f"/api/v1/{path}", 404)["status"] == 404


def test_drafts_and_what_waits_are_in_no_list(call):
    draft = make.call("draft", stage="draft")
    for state in ("proposed", "hidden", "declined", "withdrawn"):
        make.action(call, state=state)
    make.action(draft)
    make.endorsement(call, "Asked", state="proven")
    make.statement(call, "not-yet", state="draft")

    assert [item["slug"] for item in get("/api/v1/calls/")["items"]] == ["clean-rivers"]
    for path in ("actions/", "organisations/", "calls/clean-rivers/endorsements/", "calls/clean-rivers/statements/"):
        assert get(f"/api/v1/{path}")["items"] == [], path
    get("/api/v1/calls/draft/", 404)
    get("/api/v1/statements/not-yet/", 404)
