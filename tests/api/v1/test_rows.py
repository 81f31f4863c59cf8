"""What a row tells of its noun."""

from datetime import datetime
from typing import Any

from django.test import Client

from groundswell.core.models import Action, Fact
from tests import make
from tests.api.v1.test_lists import get


def test_action_tells_what_its_page_tells(call: Any):
    action = make.action(call, title="Walk the Douro", organisations=["River Keepers", "Tide Watch"])
    action.cancel(by="host", because="Flood.")
    told = get(f"/api/v1/actions/{action.ref}/")

    assert (told["id"], told["title"], told["state"], told["call"]) == (
        action.ref,
        "Walk the Douro",
        "cancelled",
        "clean-rivers",
    )
    assert told["organisations"] == ["River Keepers", "Tide Watch"]
    assert (told["cancelled"]["because"], told["moved"], told["size_low"]) == ("Flood.", None, None)
    assert datetime.fromisoformat(told["start"]) == action.starts
    assert told["uri"] == told["url"] == f"http://testserver/actions/{action.ref}/"


def test_addresses_of_pages_are_in_the_language_that_was_asked_for(call: Any):
    action = make.action(call)
    told = get(f"/ar/api/v1/actions/{action.ref}/")

    assert (told["uri"], told["url"]) == (
        f"http://testserver/actions/{action.ref}/",
        f"http://testserver/ar/actions/{action.ref}/",
    )


def test_call_tells_its_numbers(call: Any):
    make.action(call)
    make.endorsement(call, "River Keepers")
    told = get("/api/v1/calls/clean-rivers/")

    assert [told[name] for name in ("actions", "countries", "towns", "organisations")] == [1, 1, 1, 1]


def test_withdrawn_endorsement_keeps_both_dates(call: Any):
    endorsement = make.endorsement(call, "River Keepers")
    endorsement.withdraw(by="organisation")
    [row] = get("/api/v1/calls/clean-rivers/endorsements/")["items"]

    assert row["endorsed_on"] == endorsement.accepted_at.date().isoformat()
    assert row["withdrawn_on"] == endorsement.withdrawal.at.date().isoformat()


def test_withdrawn_statement_says_why_and_no_more(call: Any):
    statement = make.statement(call, "on-the-weir")
    statement.withdraw(by="server", because="The figures were wrong.")
    told = get("/api/v1/statements/on-the-weir/")

    assert (told["withdrawn_because"], told["body"], told["state"]) == ("The figures were wrong.", "", "withdrawn")


def test_reader_who_has_it_gets_304_until_the_next_fact(call: Any):
    action = make.action(call)
    action.change(by="host", title="Walk")
    first = Client().get("/api/v1/actions/")
    again = Client().get("/api/v1/actions/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Action.objects.get(pk=action.pk).change(by="host", title="Swim")
    later = Client().get("/api/v1/actions/", headers={"If-None-Match": first["ETag"]})

    assert (later.status_code, later.json()["items"][0]["title"]) == (200, "Swim")
    assert Fact.objects.filter(what="action.changed").count() == 2


def test_order_by_those_coming_has_no_etag_because_it_leaves_no_trace(call: Any):
    make.action(call).change(by="host", title="Walk")

    assert "ETag" not in Client().get("/api/v1/actions/?sort=coming")


def test_any_site_may_read_and_nobody_may_write(call: Any):
    read, written = Client().get("/api/v1/calls/"), make.browser().post("/api/v1/calls/", {})

    assert read["Access-Control-Allow-Origin"] == written["Access-Control-Allow-Origin"] == "*"
    assert (written.status_code, written["Allow"], written["Content-Type"]) == (
        405,
        "GET, HEAD",
        "application/problem+json",
    )


def test_head_tells_the_same_without_a_body(call: Any):
    make.action(call).change(by="host", title="Walk")
    whole, head = Client().get("/api/v1/actions/"), Client().head("/api/v1/actions/")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert set(head.headers) == set(whole.headers)
