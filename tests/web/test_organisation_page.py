"""The page of one organisation, and the same as JSON: what it stands behind, says and does."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import logos
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Convening, DomainProof, Organisation
from groundswell.lib.clock import now
from tests import make
from tests.core.test_logos import picture

PAGE = "/organisations/river-keepers/"


@pytest.fixture
def keepers(call) -> Organisation:
    organisation = make.endorsement(call).organisation
    Organisation.objects.update(proven_at=call.made_at)
    organisation.refresh_from_db()
    return organisation


def text(path: str = PAGE) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def told(path: str = "/organisations/river-keepers.json") -> dict:
    return json.loads(Client().get(path).content)


def test_a_bare_organisation_has_no_empty_sections(keepers):
    page = text()

    assert "by mail on" in page
    for heading in ("Statements", "Actions", "Withdrawn", "Postal address", "<img"):
        assert heading not in page.partition("<main")[2].partition("</main>")[0]


def test_coming_and_past_actions_stand_apart(call, keepers):
    make.action(call, title="Walk the Douro", organisations=["River Keepers"])
    make.past_action(call, title="Walked the Minho", organisations=["river keepers"])

    coming, _heading, over = text().partition("Over</h3>")

    assert ("Walk the Douro" in coming, "Walked the Minho" in coming) == (True, False)
    assert ("Walk the Douro" in over, "Walked the Minho" in over) == (False, True)


def test_the_filter_finds_by_the_short_name_what_the_page_lists(call, keepers):
    make.action(call, title="Walk the Douro", organisations=["RIVER KEEPERS"])
    linked = make.action(call, title="Paddle", organisations=["Keepers of the river"])
    linked.hostings.update(organisation=keepers)
    Organisation.objects.filter(pk=keepers.pk).update(slug="keepers-7x")

    found = ActionFilter.read({"organisation": ["keepers-7x"]}).rows()

    assert [action.title for action in found] == ["Walk the Douro", "Paddle"]


def test_many_coming_actions_lead_to_the_whole_list(call, keepers):
    for number in range(22):
        make.action(call, title=f"Walk {number:02}", organisations=["River Keepers"])

    page = text()

    assert ("Walk 19" in page, "Walk 20" in page) == (True, False)
    assert "/actions/?organisation=river-keepers" in page


def test_statements_that_name_it_and_that_it_signed_are_listed(call, keepers):
    make.statement(call, title="Clean water", issued_by=[keepers])
    other = make.statement(call, "other", title="Open banks", issued_by=["Tide Watch"])
    other.signatures.create(organisation=keepers, state="accepted", accepted_at=now())
    make.statement(call, "draft", state="draft", title="Canary")
    make.statement(call, "asked", title="Not signed", issued_by=[]).signatures.create(organisation=keepers)

    page = text()

    assert [title in page for title in ("Clean water", "Open banks", "Canary", "Not signed")] == [
        True,
        True,
        False,
        False,
    ]
    assert [each["title"] for each in told()["issued"]] == ["Clean water"]
    assert [each["title"] for each in told()["signed"]] == ["Open banks"]


def test_a_name_under_a_statement_of_a_call_that_it_does_not_endorse_says_nothing(keepers):
    make.statement(make.call("lakes", title="Lakes"), title="Lakes are rivers")

    assert "Lakes are rivers" not in text()


def test_the_json_tells_what_the_page_tells(call, keepers, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    keepers.change(by="server", about="We keep rivers.", languages=["pt"], website="https://keepers.example")
    keepers.show_logo(logos.check(picture()), alt="A river", by="server")
    DomainProof.ask(keepers, by="server").see("file")
    gone = keepers.endorsements.create(
        call=make.call("lakes", title="Lakes"), signatory="Ana", state="accepted", accepted_at=now() - timedelta(days=9)
    )
    gone.withdraw()

    row = told()

    assert (row["name"], row["about"], row["languages"], row["town"]) == (
        "River Keepers",
        "We keep rivers.",
        ["pt"],
        None,
    )
    assert row["logo"] == {"url": f"{settings.BASE_URL}{keepers.logo_url}", "alt": "A river", "width": 64, "height": 64}
    assert [each["domain"] for each in row["domains"]] == ["keepers.example"]
    assert [(each["call"], bool(each["withdrawn_on"])) for each in row["endorses"]] == [
        ("clean-rivers", False),
        ("lakes", True),
    ]
    assert row["actions"].endswith("/actions.json?organisation=river-keepers")


def test_the_json_tells_what_it_convenes_and_of_which_alliance_it_is_a_member(call, keepers):
    Convening.ask(call, keepers, address="office@keepers.example", language="en", by="server").confirm()
    alliance = make.alliance(call)
    make.member(alliance, "River Keepers", country=keepers.country)
    row = told()

    assert [(each["call"], each["until"]) for each in row["convenes"]] == [("clean-rivers", None)]
    assert [(each["name"], each["confirmed"]) for each in row["member_of"]] == [("Rivers Alliance", False)]
    assert "members" not in row
    assert told("/organisations/rivers-alliance.json")["members"].endswith(
        "/organisations/rivers-alliance/members.json"
    )


def test_the_json_of_what_is_not_public_is_not_there(call, mona_browser):
    make.endorsement(call, state="proven")

    assert mona_browser.get("/organisations/river-keepers.json").status_code == 404
    assert Client().post("/organisations/river-keepers.json").status_code == 405


def test_the_json_of_one_that_was_merged_is_that_of_the_other(call, clara, keepers):
    double = make.endorsement(call).organisation
    keepers.absorb(double, by=clara)

    assert json.loads(Client().get(f"/organisations/{double.slug}.json").content) == told()


def test_the_page_costs_as_many_queries_for_three_as_for_one(call, keepers):
    def add(number: int) -> None:
        make.action(call, organisations=["River Keepers"])
        make.past_action(call, organisations=["River Keepers"])
        make.statement(call, f"mine-{number}")
        signed = make.statement(call, f"other-{number}", issued_by=[])
        signed.signatures.create(organisation=keepers, state="accepted", accepted_at=now())
        other = make.call(f"lakes-{number}")
        keepers.endorsements.create(call=other, signatory="Ana", state="accepted", accepted_at=now())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text()
        return len(captured)

    add(1)
    one = queries()
    add(2)
    add(3)

    assert queries() == one
