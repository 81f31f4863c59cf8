"""The pages of organisations, and who stands behind a call, at any number."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from groundswell.core.models import Organisation
from tests import make


def get(path: str):
    return Client().get(path)


def text(path: str) -> str:
    answer = get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def at(organisation: Organisation) -> str:
    """In English, whatever language a test before this one left."""
    return f"/organisations/{organisation.slug}/"


def test_an_organisation_tells_what_it_endorses_and_since_when(call):
    organisation = make.endorsement(call).organisation

    page = text(at(organisation))

    assert "World Day for Clean Rivers" in page
    assert "since " in page
    assert "Ana Lima" not in page
    assert "keepers.example" not in page


def test_a_withdrawn_endorsement_stands_with_both_dates(call):
    endorsement = make.endorsement(call)
    endorsement.withdraw(because="We were merged.")

    page = text(at(endorsement.organisation))

    assert "We were merged." in page
    assert "from " in page


@pytest.mark.parametrize("state", ["asked", "proven", "declined"])
def test_an_organisation_without_a_public_endorsement_is_not_there(call, state, mona_browser, otto_browser):
    organisation = make.endorsement(call, state=state).organisation

    answers = [client.get(at(organisation)).status_code for client in (Client(), otto_browser, mona_browser)]

    assert answers == [404, 404, 200]
    assert "River Keepers" not in text("/organisations/")


def test_an_endorsement_of_a_draft_makes_no_organisation_public(call):
    draft = make.call("draft", stage="draft")

    assert get(at(make.endorsement(draft).organisation)).status_code == 404


def test_actions_that_name_it_are_listed_as_such_and_lead_back(call):
    organisation = make.endorsement(call).organisation
    Organisation.objects.update(proven_at=call.made_at)
    action = make.action(call, organisations=["River Keepers", "Somebody else"])

    page, shown = text(at(organisation)), text(action.get_absolute_url())

    assert "Walk the river" in page
    assert "is not proven" in page
    assert at(organisation) in shown
    assert shown.count("/organisations/") == 1


def test_a_merged_organisation_answers_at_its_old_address(call, clara):
    kept, double = (make.endorsement(call).organisation for _each in range(2))
    kept.absorb(double, by=clara)

    answer = get(f"/organisations/{double.slug}/")

    assert (answer.status_code, answer["Location"]) == (301, at(kept))


def test_all_organisations_are_found_by_name_country_kind_and_letter(call):
    make.endorsement(call, "Tide Watch", country="CL", kind="union")
    make.endorsement(call, "River Keepers")

    for words in ("q=TIDE", "country=CL", "kind=union", "letter=t"):
        page = text(f"/organisations/?{words}")
        assert ("Tide Watch" in page, "River Keepers" in page) == (True, False)


@pytest.mark.parametrize("words", ["country=XX", "kind=club", "page=x", "colour=red", "q=%00", "letter=!"])
@pytest.mark.parametrize("path", ["/organisations/", "/calls/clean-rivers/organisations/"])
def test_words_that_cannot_be_read_are_told_and_break_nothing(call, path, words):
    make.endorsement(call)

    assert get(f"{path}?{words}").status_code == 200


def test_the_list_costs_as_many_queries_for_three_as_for_one(call):
    def queries() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as captured:
            text(f"/calls/{call.slug}/organisations/")
        return len(captured)

    make.endorsement(call, "A")
    one = queries()
    make.endorsement(call, "B", country="CL")
    make.endorsement(call, "C").withdraw()
    withdrawn = queries()
    make.endorsement(call, "D").withdraw()

    assert queries() == withdrawn
    assert withdrawn <= one


def test_a_long_list_has_pages(call):
    for number in range(45):
        make.endorsement(call, f"Organisation {number:02}")

    first, second = (text(f"/calls/{call.slug}/organisations/?page={page}") for page in (1, 2))

    assert ("Organisation 39" in first, "Organisation 40" in first) == (True, False)
    assert ("Organisation 39" in second, "Organisation 40" in second) == (False, True)


def test_the_table_has_standing_and_withdrawn_with_dates_and_no_formula(call):
    make.endorsement(call, "=Tide()", country="CL")
    make.endorsement(call, "River Keepers").withdraw()

    lines = b"".join(get(f"/calls/{call.slug}/organisations.csv")).decode().split("\r\n")

    assert lines[0] == "name,kind,country,town,website,endorsed_on,withdrawn_on,support,alliances,confirmed,members"
    assert lines[1].startswith("'=Tide(),ngo,CL,,,2")
    assert lines[1].endswith(",,own,,,")
    assert lines[2].startswith("River Keepers,ngo,PT,,,2")
    assert not lines[2].endswith(",,own,,,")


def test_the_json_says_the_same_and_is_narrowed_alike(call):
    make.endorsement(call, "Tide Watch", country="CL")
    make.endorsement(call, "River Keepers")

    import json

    told = json.loads(b"".join(get(f"/calls/{call.slug}/organisations.json?country=CL")))

    assert [each["name"] for each in told["organisations"]] == ["Tide Watch"]
    assert told["organisations"][0]["website"] is None


def test_a_shape_changes_when_somebody_withdraws(call):
    endorsement = make.endorsement(call)
    endorsement.prove()
    before = b"".join(get(f"/calls/{call.slug}/organisations.json"))

    endorsement.withdraw()

    assert b"".join(get(f"/calls/{call.slug}/organisations.json")) != before


@pytest.mark.parametrize(
    ("path", "status"),
    [("organisations.ics", 404), ("organisations.csv?colour=red", 400), ("organisations.csv?page=2", 400)],
)
def test_what_the_shapes_do_not_know_is_told(call, path, status):
    assert get(f"/calls/{call.slug}/{path}").status_code == status


def test_a_draft_has_no_shape_and_no_list_for_others(call):
    make.endorsement(make.call("draft", stage="draft"))

    paths = ("organisations.csv", "organisations.json", "organisations/embed/", "organisations/")
    assert [get(f"/calls/draft/{path}").status_code for path in paths] == [404] * 4


def test_the_embedded_list_may_be_framed_and_holds_no_script_cookie_or_form(call):
    make.endorsement(call)

    answer = get(f"/calls/{call.slug}/organisations/embed/")

    body = answer.content.decode()
    assert "River Keepers" in body
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "<script" not in body
    assert "<form" not in body


def test_no_other_page_may_be_framed(call):
    answer = get(f"/calls/{call.slug}/organisations/")

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
