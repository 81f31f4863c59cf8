"""The press page of a call, a sheet for each country, and the desk behind them."""

import io

import pytest
from django.test import Client

from groundswell.core import uploads
from groundswell.core.models import Call, Clearance, Fact, PressContact, Quote, Resource
from groundswell.lib import paper
from tests import make

PAGE = "/calls/clean-rivers/press/"
DESK = "/desk/calls/clean-rivers/press/"
QUOTE = {"text": "Rivers first.", "who": "Ana Lima", "role": "chair", "organisation": "River Keepers", "language": "pt"}
CONTACT = {
    "name": "Press desk", "country": "PT", "languages": ["pt", "en"], "public_mail": "press@rivers.example",
    "public_phone": "+351 220 000 000", "public": "on",
}  # fmt: skip
SAID = {"credit": "Yuki Tanaka", "alt": "A bend of the river."}


def page(path: str = PAGE) -> str:
    return Client().get(path).content.decode()


@pytest.fixture
def picture(call, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def made(**fields):
        from groundswell.cli.demo.coalition import drawing

        version = {"file": uploads.check(drawing())}
        return Resource.publish(call, by="server", **{"kind": "picture", "title": "Bend", "version": version} | fields)

    return made


def test_call_leads_to_its_press_page_and_that_to_each_country(call):
    make.action(call, "porto")
    make.endorsement(call, country="CL")

    assert f'href="{PAGE}"' in page("/calls/clean-rivers/")
    assert f'href="{PAGE}pt/"' in page() and f'href="{PAGE}cl/"' in page()


def test_numbers_stand_with_their_method_and_the_time(call):
    make.action(call, "porto")

    shown = page()
    assert "The places of these actions, each town once." in shown
    assert "Worked out on " in shown and ", UTC." in shown
    assert "not known" in shown and "Nothing has taken place yet." in shown
    assert "I am coming" not in shown  # nobody has said so, which is no number of people


def test_convenor_adds_words_that_are_quoted_with_whose_they_are(call, clara_browser):
    for _time in range(2):
        assert clara_browser.post(f"{DESK}quotes/", QUOTE)["Location"] == DESK

    quote = Quote.objects.get()
    assert '<blockquote class="said" lang="pt" dir="auto">“Rivers first.”</blockquote>' in page()
    assert "— <bdi>Ana Lima</bdi>, <bdi>chair</bdi>, <bdi>River Keepers</bdi>" in page()
    assert f'data-copy="#quote-{quote.pk}"' in page()
    assert Fact.objects.filter(what="quote.offered", person__name="Clara").count() == 1


def test_contact_is_public_by_its_own_tick_alone(call, clara_browser):
    unticked = {name: value for name, value in CONTACT.items() if name != "public"}
    answer = clara_browser.post(f"{DESK}contacts/", unticked)
    assert (answer.status_code, list(answer.context["contact_form"].errors)) == (422, ["public"])
    assert "press@rivers.example" in answer.content.decode()  # what was typed is kept
    assert "press@rivers.example" not in page()

    assert clara_browser.post(f"{DESK}contacts/", CONTACT).status_code == 302
    assert 'href="mailto:press@rivers.example"' in page() and 'href="tel:+351220000000"' in page()


def test_contact_taken_off_is_gone_from_every_page(call, clara_browser):
    make.action(call, "porto")
    clara_browser.post(f"{DESK}contacts/", CONTACT)
    contact = PressContact.objects.get()

    assert f"<bdi>{contact.name}</bdi>" in clara_browser.get(f"{DESK}contacts/{contact.pk}/removal/").content.decode()
    assert clara_browser.post(f"{DESK}contacts/{contact.pk}/removal/", {"because": "On leave."})["Location"] == DESK

    for path in (PAGE, f"{PAGE}pt/"):
        assert "press@rivers.example" not in page(path)
    assert "press@rivers.example" not in clara_browser.get(DESK).content.decode()
    assert "On leave." in clara_browser.get(DESK).content.decode() and "On leave." not in page()


def test_picture_is_offered_once_a_convenor_has_cleared_it(picture, clara_browser):
    resource = picture()
    assert "Bend" not in page()

    clara_browser.post(f"{DESK}pictures/{resource.ref}/", SAID)

    assert f'src="{resource.address}" alt="A bend of the river."' in page()
    assert "Yuki Tanaka" in page() and "CC BY 4.0" in page()
    removal = f"{DESK}pictures/{Clearance.objects.get().pk}/removal/"
    assert f"<bdi>{resource.title}</bdi>" in clara_browser.get(removal).content.decode()
    clara_browser.post(removal, {"because": "Whose is it?"})
    assert "Bend" not in page()


def test_large_picture_is_offered_and_not_shown(picture, clara):
    resource = picture()
    resource.versions.update(size=9_000_000)
    Clearance.give(resource, by=clara, **SAID)

    assert "<img" not in page() and "A bend of the river." in page()


def test_picture_under_no_free_licence_is_not_cleared(picture, clara_browser):
    resource = picture(licence="reserved")

    assert clara_browser.post(f"{DESK}pictures/{resource.ref}/", SAID).status_code == 422
    assert "Bend" not in clara_browser.get(DESK).content.decode()


@pytest.mark.parametrize(
    ("where", "typed", "field"),
    [
        ("quotes", {"text": ""}, "text"),
        ("quotes", {"text": "x" * 601}, "text"),
        ("quotes", {"who": "\x00"}, "who"),
        ("quotes", {"language": "xx"}, "language"),
        ("contacts", {"public_mail": "", "public_phone": ""}, "public_mail"),
        ("contacts", {"public_mail": "no address"}, "public_mail"),
        ("contacts", {"public_phone": "call me"}, "public_phone"),
        ("contacts", {"public_phone": "<script>"}, "public_phone"),
        ("contacts", {"country": "XX"}, "country"),
        ("contacts", {"languages": ["xx"]}, "languages"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(call, clara_browser, where, typed, field):
    whole = {"quotes": QUOTE, "contacts": CONTACT}[where]

    answer = clara_browser.post(f"{DESK}{where}/", whole | typed)

    form = answer.context["quote_form" if where == "quotes" else "contact_form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert not Quote.objects.exists() and not PressContact.objects.exists()


@pytest.mark.parametrize("typed", [{"credit": ""}, {"alt": "x" * 301}])
def test_clearing_asks_whose_it_is_and_what_is_on_it(picture, clara_browser, typed):
    answer = clara_browser.post(f"{DESK}pictures/{picture().ref}/", SAID | typed)

    assert answer.status_code == 422 and not Clearance.objects.exists()


@pytest.mark.parametrize(
    "path", ["quotes/9/removal/", "nothing/1/removal/", "pictures/9/removal/", "pictures/nothing/"]
)
def test_what_is_not_there_is_not_there(call, clara_browser, path):
    assert clara_browser.post(DESK + path, {"because": "No."}).status_code == 404


def test_removal_of_what_is_of_another_call_is_not_there(call, clara_browser):
    quote = Quote.offer(make.call("lakes"), by="server", text="Lakes first.", who="Ana")

    assert clara_browser.post(f"{DESK}quotes/{quote.pk}/removal/", {"because": "No."}).status_code == 404


@pytest.mark.parametrize("country", ["xx", "fr", "ptt", "p", "-"])
def test_country_without_anything_has_no_sheet(call, country):
    make.action(call, "porto")

    assert Client().get(f"{PAGE}{country}/").status_code == 404
    assert Client().get(f"{PAGE}{country}.pdf").status_code == 404


def test_sheet_has_what_is_of_its_country_alone(call):
    make.action(call, "porto", title="Walk the Douro")
    make.action(call, "santiago", title="Walk the Mapocho")
    make.endorsement(call, "Biobío", country="CL")
    make.endorsement(call, "Douro", country="PT")

    shown = page(f"{PAGE}PT/")
    assert "Walk the Douro" in shown and "/organisations/douro/" in shown
    assert "Walk the Mapocho" not in shown and "Biobío" not in shown
    assert call.demands[0] in shown


@pytest.mark.parametrize("many", [1, 3])
def test_page_asks_the_database_as_often_for_one_as_for_many(picture, call, clara, many, django_assert_max_num_queries):
    for number in range(many):
        Quote.offer(call, by=clara, text=f"Rivers {number}", who="Ana")
        PressContact.publish(call, by=clara, name=f"Desk {number}", public_phone="+1 000")
        Clearance.give(picture(title=f"Bend {number}"), by=clara, **SAID)
        make.statement(call, f"statement-{number}")
        make.action(call, "porto")

    with django_assert_max_num_queries(27):
        page()


@pytest.mark.skipif(not paper.available(), reason='needs the extra "pdf"')
def test_sheet_is_a_file_too(call):
    from pypdf import PdfReader

    make.action(call, "cairo", title="تنظيف ضفتي النهر")

    answer = Client().get(f"/ar{PAGE}eg.pdf")

    assert answer["Content-Disposition"] == 'attachment; filename="clean-rivers-eg.pdf"'
    assert "النهر" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


@pytest.mark.skipif(not paper.available(), reason='needs the extra "pdf"')
def test_file_that_cannot_be_made_now_says_when_to_ask_again(call, monkeypatch):
    make.action(call, "porto")
    monkeypatch.setattr(paper, "PATIENCE", 0.01)
    with paper._one:
        answer = Client().get(f"{PAGE}pt.pdf")

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_without_the_extra_a_sheet_is_only_printed(call, monkeypatch):
    make.action(call, "porto")
    monkeypatch.setattr(paper, "available", lambda: False)

    assert ".pdf" not in page(f"{PAGE}pt/")
    assert Client().get(f"{PAGE}pt.pdf").status_code == 404


def test_page_of_a_draft_is_for_those_who_work_on_it(call, mona_browser):
    Call.objects.update(stage="draft")

    assert Client().get(PAGE).status_code == 404
    assert mona_browser.get(PAGE).status_code == 200
