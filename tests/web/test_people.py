import pytest

from groundswell.core.models import Fact, Person, Role
from tests import make

PEOPLE = "/desk/calls/clean-rivers/people/"


def typed(**fields: str) -> dict[str, str]:
    return {"email": "Nora@Rivers.example", "name": "Nora", "kind": "moderator"} | fields


def test_role_is_given_by_address_and_shown_by_name(clara_browser, clara, call):
    assert clara_browser.post(PEOPLE, typed()).url == PEOPLE

    role = Role.objects.get(kind="moderator")
    assert (role.person.name, role.person.email, role.call) == ("Nora", "nora@rivers.example", call)
    fact = Fact.objects.get()
    assert (fact.what, fact.person, fact.call, fact.changes) == (
        "role.given",
        clara,
        call,
        {"kind": "moderator", "places": []},
    )
    text = clara_browser.get(PEOPLE).content.decode()
    assert "Nora" in text and "nora@" not in text.lower()


def test_role_given_opens_the_desk(clara_browser, call):
    clara_browser.post(PEOPLE, typed())
    browser = make.browser()
    browser.force_login(Person.objects.get(name="Nora"))

    assert browser.get("/desk/calls/clean-rivers/").status_code == 200


def test_role_given_twice_is_given_once_and_no_name_is_overwritten(clara_browser, mona):
    for _ in range(2):
        clara_browser.post(PEOPLE, typed(email="mona@rivers.example", name="Somebody else"))

    assert Role.objects.filter(kind="moderator").count() == 1
    mona.refresh_from_db()
    assert mona.name == "Mona"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"name": "\x00"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"kind": "owner"}, "kind"),
    ],
)
def test_role_says_beside_the_field_what_is_wrong(clara_browser, wrong, field):
    answer = clara_browser.post(PEOPLE, typed(**wrong))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_role_taken_back_closes_the_desk_and_is_a_fact(clara_browser, mona_browser, mona, call):
    role = mona.roles.get()

    clara_browser.post(PEOPLE, {"take_back": role.pk})

    assert mona_browser.get("/desk/calls/clean-rivers/").status_code == 403
    fact = Fact.objects.get()
    assert (fact.what, fact.subject_id, fact.changes) == (
        "role.taken_back",
        role.pk,
        {"kind": "moderator", "person_id": mona.pk},
    )


def test_role_of_the_last_convenor_stays(clara_browser, clara):
    answer = clara_browser.post(PEOPLE, {"take_back": clara.roles.get().pk}, follow=True)

    assert "This is the last convenor" in answer.content.decode()
    assert clara.roles.count() == 1


def test_role_of_a_convenor_can_go_once_there_is_another(clara_browser, clara):
    clara_browser.post(PEOPLE, typed(kind="convenor"))

    assert clara_browser.post(PEOPLE, {"take_back": clara.roles.get().pk}).url == "/desk/"
    assert clara_browser.get(PEOPLE).status_code == 403


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "²"])
def test_role_that_is_not_there_cannot_be_taken_back(clara_browser, number):
    assert clara_browser.post(PEOPLE, {"take_back": number}).status_code == 404


def test_role_of_another_call_cannot_be_taken_back(clara_browser, otto):
    assert clara_browser.post(PEOPLE, {"take_back": otto.roles.get().pk}).status_code == 404
    assert otto.roles.count() == 1
