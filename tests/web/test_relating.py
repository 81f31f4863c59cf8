"""At the desk: what a statement is to others."""

import pytest
from django.test import Client

from groundswell.core.models import Call, Relation
from tests import make

DESK = "/desk/statements/joint-statement/"
RELATE = DESK + "relations/"


@pytest.fixture
def statement(call):
    return make.statement(call)


@pytest.fixture
def other(statement):
    return make.statement(make.call("lakes"), "lakes-too", title="Lakes too")


@pytest.mark.parametrize(
    "address", ["lakes-too", "/statements/lakes-too/", "https://rivers.example/ar/statements/lakes-too/?text=ar"]
)
def test_relation_by_address_stands_on_both_pages(other, clara_browser, address):
    typed = {"kind": "answers", "address": address}
    assert clara_browser.post(RELATE, typed)["Location"] == DESK

    for page in ("/statements/joint-statement/", "/statements/lakes-too/"):
        shown = Client().get(page).content.decode()
        assert "answers <bdi>“Lakes too”</bdi>" in shown and "Clean water is a right" in shown


def test_relation_from_the_list_may_be_to_a_draft_and_is_public_with_it(call, statement, clara_browser):
    make.statement(call, "draft", state="draft", title="To come")
    clara_browser.post(RELATE, {"kind": "follows", "other": "draft"})

    assert "To come" in clara_browser.get(DESK).content.decode()
    assert "To come" not in Client().get("/statements/joint-statement/").content.decode()


def test_convenor_of_either_side_takes_it_off(other, clara, clara_browser):
    other.relate(other.__class__.objects.get(slug="joint-statement"), "answers", by="server")

    clara_browser.post(RELATE, {"take_off": "lakes-too"})

    assert not Relation.objects.exists()
    assert clara_browser.post(RELATE, {"take_off": "lakes-too"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "answers"}, "other"),
        ({"kind": "eats", "address": "lakes-too"}, "kind"),
        ({"kind": "answers", "address": "nothing-here"}, "address"),
        ({"kind": "answers", "address": "joint-statement"}, "address"),
        ({"kind": "answers", "address": "https://elsewhere.example/\x00"}, "address"),
        ({"kind": "answers", "other": "secret"}, "other"),
        ({"kind": "answers", "address": "secret"}, "address"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(other, otto, clara_browser, typed, field):
    make.statement(Call.objects.get(slug="quiet-nights"), "secret", state="draft", title="Canary")

    answer = clara_browser.post(RELATE, typed)

    assert (answer.status_code, list(answer.context["relation_form"].errors)) == (422, [field])
    assert "Canary" not in answer.content.decode()
