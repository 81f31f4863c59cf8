"""Who may open and send what: every address there is, for everybody who might try (tests/web/rights)."""

from __future__ import annotations

import pytest
from django.urls import translate_url

from groundswell.core.models import Action, Call, Code
from tests import make
from tests.web.rights.expected import EXPECTED, GATE, WHO
from tests.web.rights.scene import names, scene, stock
from tests.web.rights.secret import SECRET_ACTION, SECRET_CALL, SECRET_ORGANISATION, SECRET_STATEMENT
from tests.web.rights.trying import answered_oddly, answers, expected, some, undone

__all__ = ["scene", "stock"]


def test_every_address_has_a_row():
    assert sorted(EXPECTED) == sorted(names())


@some(EXPECTED)
def test_address_is_open_to_whom_it_should_be(scene, tried):
    assert answers(scene, tried) == expected(EXPECTED, tried)


@some(EXPECTED)
def test_methods_that_no_page_has_are_refused_with_those_it_has(scene, tried):
    assert [each for name in tried for each in answered_oddly(scene, name)] == []


@pytest.mark.parametrize("state", ["proposed", "hidden", "declined", "withdrawn"])
@some(SECRET_ACTION)
def test_action_that_is_not_public_is_known_to_its_moderators_alone(scene, tried, state):
    Action.objects.filter(pk=scene.action.pk).update(state=state)

    assert answers(scene, tried) == expected(SECRET_ACTION, tried)


@some(SECRET_STATEMENT)
def test_statement_that_is_a_draft_is_known_to_those_who_work_on_its_call_alone(scene, tried):
    scene.call.statements.update(state="draft", published_at=None)

    assert answers(scene, tried) == expected(SECRET_STATEMENT, tried)


@some(SECRET_ORGANISATION)
def test_organisation_that_is_not_public_is_known_to_its_own_and_those_who_oversee_it_alone(scene, tried):
    scene.call.endorsements.update(state="proven", accepted_at=None)

    assert answers(scene, tried) == expected(SECRET_ORGANISATION, tried)


@some(SECRET_CALL)
def test_draft_is_known_to_those_who_work_on_it_alone(scene, tried):
    Call.objects.filter(pk=scene.call.pk).update(stage="draft")

    assert answers(scene, tried) == expected(SECRET_CALL, tried)


@some(SECRET_ACTION)
def test_action_of_a_draft_is_known_to_those_who_work_on_it_alone(scene, tried):
    Call.objects.filter(pk=scene.call.pk).update(stage="draft")

    assert answers(scene, tried) == expected(SECRET_ACTION, tried)


@some(EXPECTED)
def test_languages_make_no_difference_to_rights(scene, tried):
    found = {}
    for name in tried:
        there = translate_url(scene.address(name), "ar")
        with undone(scene):
            found[name] = tuple(scene.browsers[who].get(there).status_code for who in WHO)
    assert found == {name: EXPECTED[name][0] for name in tried}


@some(EXPECTED)
def test_what_is_sent_from_another_site_is_refused(scene, tried):
    for name in tried:
        address = scene.address(name)
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            with undone(scene):
                answer = scene.browsers["clara"].post(address, headers={"Origin": "", **headers})
                assert answer.status_code in (403, 405), name


def test_person_who_is_no_longer_active_is_nobody(scene, clara):
    clara.is_active = False
    clara.save()

    assert scene.browsers["clara"].get("/desk/").status_code == GATE


def test_role_taken_back_shuts_the_desk_at_once(scene, mona):
    mona.roles.all().delete()

    assert scene.browsers["mona"].get(f"/desk/calls/{scene.call.slug}/").status_code == 403


def test_expired_session_is_nobody(scene):
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=make.now() - make.timedelta(minutes=1))

    assert scene.browsers["clara"].get("/desk/").status_code == GATE
    assert scene.browsers["host"].get("/host/action/").status_code == GATE


@pytest.mark.parametrize(
    "purpose, page",
    [
        ("proof", "/host/"),
        ("first", "/host/"),
        ("host", "/proof/"),
        ("host", "/desk/first/"),
        ("proof", "/desk/first/"),
        ("first", "/proof/"),
        ("host", "/desk/steward/"),
        ("steward", "/host/"),
        ("steward", "/proof/"),
    ],
)
def test_code_opens_nothing_but_what_it_is_for(scene, purpose, page):
    code = Code.mint(purpose, action=scene.action)

    answer = make.browser().post(page, {"code": code, "name": "Eve", "email": "eve@evil.example"})

    assert answer.status_code == 422
    assert Code.objects.get(hash=Code.matching(code, purpose).hash).used_at is None


def test_moderator_cannot_decide_about_what_is_of_another_call(scene, otto):
    Call.objects.filter(slug="quiet-nights").update(stage="open")
    foreign = make.action(Call.objects.get(slug="quiet-nights"), state="proposed")

    scene.browsers["mona"].post(f"/desk/calls/{scene.call.slug}/decisions/", {"one": f"accept action:{foreign.pk}"})

    foreign.refresh_from_db()
    assert foreign.state == "proposed"


def test_convenor_cannot_take_back_a_role_of_another_call(scene, otto):
    role = otto.roles.get()

    answer = scene.browsers["clara"].post(f"/desk/calls/{scene.call.slug}/people/", {"take_back": str(role.pk)})

    assert answer.status_code == 404
    assert otto.roles.count() == 1
