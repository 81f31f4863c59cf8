"""At the desk: which organisation issues a statement."""

import pytest

from groundswell.core.models import Organisation, Statement
from groundswell.web.forms.issuing import _key
from tests import make

EDIT = "/desk/statements/joint-statement/edit/"


@pytest.fixture
def statement(call):
    return make.statement(call, issued_by=["Ferrymen"])


def sent(browser, names: str, **answers: str):
    typed = {"issued_by": names, "press_contact": ""}
    words = {f"which_{_key(name)}": answer for name, answer in answers.items()}
    return browser.post(EDIT, typed | words)


def issuers() -> list[tuple[str, str]]:
    rows = Statement.objects.get().issuings.select_related("organisation")
    return [(row.name, row.organisation.slug if row.organisation else "") for row in rows]


def test_name_that_the_call_knows_is_linked_without_a_question(call, statement, clara_browser):
    make.endorsement(call)

    assert sent(clara_browser, "river keepers").status_code == 302
    assert issuers() == [("River Keepers", "river-keepers")]


def test_name_that_is_not_known_is_asked_about_and_what_was_typed_is_kept(statement, clara_browser):
    answer = sent(clara_browser, "Eel Watch\nFerrymen")

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"which_{_key('Eel Watch')}", f"which_{_key('Ferrymen')}"]
    assert "Eel Watch\nFerrymen</textarea>" in shown and "<bdi>Eel Watch</bdi></legend>" in shown
    assert issuers() == [("Ferrymen", "")]


def test_new_organisation_is_made_and_has_a_page(statement, clara_browser):
    name = "Eel Watch"
    key = _key(name)
    typed = {"issued_by": name, f"which_{key}": "new", f"kind_{key}": "ngo", f"country_{key}": "KE"}

    assert clara_browser.post(EDIT, typed).status_code == 302
    assert issuers() == [("Eel Watch", "eel-watch")]
    made = Organisation.objects.get()
    assert (made.kind, made.country, made.proven_at) == ("ngo", "KE", None)
    assert "Clean water is a right" in clara_browser.get("/organisations/eel-watch/").content.decode()


def test_words_stay_words_until_somebody_links_them(call, statement, clara_browser):
    assert sent(clara_browser, "Ferrymen", Ferrymen="words").status_code == 302
    assert issuers() == [("Ferrymen", "")]

    make.endorsement(call, "Ferrymen")
    sent(clara_browser, "Ferrymen")
    assert issuers() == [("Ferrymen", "ferrymen")]


def test_among_several_of_a_name_one_is_chosen(call, statement, clara_browser):
    make.endorsement(call, country="PT")
    other = make.endorsement(call, country="CL").organisation
    answer = sent(clara_browser, "River Keepers")
    assert answer.status_code == 422 and "Chile" in answer.content.decode()

    sent(clara_browser, "River Keepers", **{"River Keepers": str(other.pk)})
    assert issuers() == [("River Keepers", other.slug)]
    sent(clara_browser, "River Keepers")  # it has one of them already, so that one is meant
    assert issuers() == [("River Keepers", other.slug)]


def test_two_of_one_name_are_told_apart_by_their_pages(call, statement, clara_browser):
    one, two = (make.endorsement(call, country=country).organisation for country in ("PT", "CL"))
    pages = f"https://testserver/organisations/{one.slug}/\n/organisations/{two.slug}"

    sent(clara_browser, pages)

    assert issuers() == [("River Keepers", one.slug), ("River Keepers", two.slug)]
    shown = clara_browser.get(EDIT).content.decode()
    assert f"/organisations/{one.slug}/" in shown and f"/organisations/{two.slug}/" in shown


def test_alias_of_a_merged_one_leads_to_it(call, statement, clara, clara_browser):
    kept, double = (make.endorsement(call).organisation for _one in range(2))
    slug = double.slug
    kept.absorb(double, by=clara)

    sent(clara_browser, f"/organisations/{slug}/")

    assert issuers() == [("River Keepers", kept.slug)]


@pytest.mark.parametrize(
    ("names", "answers", "field"),
    [
        ("/organisations/nobody/", {}, "issued_by"),
        ("x" * 161, {}, "issued_by"),
        ("\n".join(f"Name {number}" for number in range(101)), {}, "issued_by"),
        ("Eel Watch", {"Eel Watch": "999999"}, f"which_{_key('Eel Watch')}"),
        ("Eel Watch", {"Eel Watch": "\x00"}, f"which_{_key('Eel Watch')}"),
        ("", {}, "__all__"),  # it is public
    ],
)
def test_what_cannot_be_is_told_beside_its_field(statement, clara_browser, names, answers, field):
    answer = sent(clara_browser, names, **answers)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert issuers() == [("Ferrymen", "")]


def test_draft_asks_as_well(call, clara_browser):
    typed = {"language": "en", "title": "Eels", "body": "Eels **too**.", "issued_by": "Eel Watch"}
    assert clara_browser.post("/desk/calls/clean-rivers/statements/new/", typed).status_code == 422

    typed[f"which_{_key('Eel Watch')}"] = "new"
    assert clara_browser.post("/desk/calls/clean-rivers/statements/new/", typed).status_code == 302
    assert issuers() == [("Eel Watch", "eel-watch")]
