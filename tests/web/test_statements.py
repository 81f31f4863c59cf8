from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Decision, Signature, Statement
from groundswell.lib.clock import now
from tests import make
from tests.web.test_register import code_in

PAGE = "/statements/joint-statement/"
SIGN = PAGE + "sign/"
ORGANISATION = {
    "name": "Tide Watch", "kind": "ngo", "country": "CL", "town": "Valdivia", "website": "https://tide.example",
    "signatory": "Rosa Soto", "role": "chair", "contact": "office@tide.example",
}  # fmt: skip
PERSON = {"contact": "ana@home.example", "show_name": "on", "name": "Ana Lima"}


@pytest.fixture
def statement(call):
    return make.statement(call)


@pytest.fixture
def reading(db):
    work.read_facts()


def page(path: str = PAGE) -> str:
    return Client().get(path).getvalue().decode()


def test_person_signs_proves_and_withdraws_from_the_letters_alone(statement, reading):
    assert Client().post(SIGN + "?as=person", PERSON)["Location"] == "/proof/?sent=signature"
    assert "Ana Lima" not in page()
    work.work_off()
    proven = Client().post("/proof/", {"code": code_in(mail.outbox[0])})
    assert proven.context["host_code"]
    work.work_off()
    assert "Ana Lima" in page()
    assert "1 person" in page()

    browser = make.browser()
    browser.post("/host/", {"code": code_in(mail.outbox[1])})
    assert "Withdraw the signature" in browser.get("/host/").content.decode()
    browser.post("/host/withdrawal/")
    assert "Ana Lima" not in page()
    assert "1 person" not in page()


def test_description_says_what_the_statement_begins_with_and_escapes_it_once(call):
    make.statement(call, body="Fish & *birds*\n\nneed rivers.")

    assert '<meta name="description" content="Fish &amp; birds need rivers.">' in page()


def test_person_without_the_tick_is_a_number(statement):
    Client().post(SIGN + "?as=person", {"contact": "ana@home.example", "name": "Ana Lima"})
    Signature.objects.get().prove()

    assert Signature.objects.get().name == ""
    assert "Ana Lima" not in page()
    assert "1 person" in page()


def test_organisation_signs_and_waits_in_the_tray_until_it_is_accepted(statement, mona_browser, reading):
    Client().post(SIGN, ORGANISATION)
    work.work_off()
    Client().post("/proof/", {"code": code_in(mail.outbox[0])})
    assert "Tide Watch" not in page()
    assert "Tide Watch" in mona_browser.get("/desk/calls/clean-rivers/").content.decode()

    pick = f"accept signature:{Signature.objects.get().pk}"
    mona_browser.post("/desk/calls/clean-rivers/decisions/", {"one": pick})
    work.work_off()

    assert "Tide Watch" in page()
    assert "Rosa Soto" not in page()
    assert code_in(mail.outbox[-1])


def test_organisation_declined_is_told_the_reason(statement, mona, reading):
    Client().post(SIGN, ORGANISATION)
    signature = Signature.objects.get()
    signature.prove()
    Decision.take(signature, "decline", by=mona, because="We know no such group.")
    work.work_off()

    assert "We know no such group." in mail.outbox[-1].body


def test_address_that_signed_before_learns_it_by_letter_alone(statement, reading):
    Client().post(SIGN + "?as=person", PERSON)
    Signature.objects.get().prove()
    answer = Client().post(SIGN + "?as=person", PERSON | {"name": "Somebody Else"})
    work.work_off()

    assert answer["Location"] == "/proof/?sent=signature"
    assert "already" in mail.outbox[-1].subject
    assert Signature.objects.count() == 1


def test_same_content_twice_is_one_signature(statement):
    for _time in range(2):
        Client().post(SIGN, ORGANISATION)
        Client().post(SIGN + "?as=person", PERSON)

    assert Signature.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "field", "value"),
    [
        (False, "name", ""), (False, "kind", "club"), (False, "country", "XX"), (False, "website", "javascript:x"),
        (False, "signatory", "\x00"), (False, "contact", "x"), (True, "contact", "x"), (True, "name", ""),
        (True, "name", "x" * 200),
    ],
)  # fmt: skip
def test_sign_tells_beside_the_field_what_is_wrong(statement, person, field, value):
    typed = (PERSON if person else ORGANISATION) | {field: value}
    answer = Client().post(SIGN + ("?as=person" if person else ""), typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Signature.objects.exists()


def test_sign_says_the_deadline_before_and_after(statement):
    Statement.objects.update(open_until=now() + timedelta(days=2))
    assert "open until" in page()
    assert "until the end of" in page(SIGN)
    Statement.objects.update(open_until=now() - timedelta(days=2))

    assert "Sign-on ended" in page()
    assert "Sign-on ended" in page(SIGN)
    assert Client().post(SIGN, ORGANISATION).status_code == 422
    assert not Signature.objects.exists()


def test_statement_is_in_the_readers_language_or_the_original_with_a_notice(statement):
    statement.texts.create(language="es", title="Agua limpia", body="Pedimos.", translated_by="Sami Haddad")

    assert "Agua limpia" in page("/es" + PAGE)
    assert "Sami Haddad" in page("/es" + PAGE)
    assert "Clean water is a right" in page("/ar" + PAGE)
    assert "notice info" in page("/ar" + PAGE)
    assert "notice info" not in page()
    assert "Agua limpia" in page(PAGE + "?text=es")
    assert "Clean water is a right" in page(PAGE + "?text=\x00xx")


def test_statement_withdrawn_stays_and_says_so(statement, clara):
    statement.withdraw(by=clara, because="It was superseded.")

    assert "It was superseded." in page()
    assert "withdrawn" in page("/calls/clean-rivers/statements/")
    assert "It was superseded." in page("/calls/clean-rivers/statements.atom")


def test_statement_links_the_pages_of_those_who_issue_it(call, statement):
    keepers = make.endorsement(call, "River Keepers").organisation
    statement.change(by="server", issued_by=[keepers, "Others"], press_contact="press@keepers.example")

    shown = page()
    assert '<a href="/organisations/river-keepers/"><bdi>River Keepers</bdi></a>' in shown
    assert "<li><bdi>Others</bdi>" in shown
    assert "press@keepers.example" in shown


def test_corrections_stand_with_their_date(statement, clara):
    statement.correct("The third river is the Tua.", by=clara)

    assert "The third river is the Tua." in page()


def test_statement_can_be_shared(statement):
    shown = page()

    assert '<meta property="og:title" content="Clean water is a right">' in shown
    assert '<meta property="og:description" content="We ask for clean rivers.">' in shown


@pytest.mark.parametrize("path", [PAGE, SIGN])
def test_draft_is_seen_by_those_who_work_on_the_call_alone(call, otto_browser, mona_browser, path):
    make.statement(call, state="draft")

    assert Client().get(path).status_code == 404
    assert otto_browser.get(path).status_code == 404
    assert mona_browser.get(path).status_code == 200


def test_list_is_the_newest_first_and_says_when_it_is_empty(call):
    assert "No statement yet" in page("/calls/clean-rivers/statements/")
    make.statement(call, "older", title="Older")
    make.statement(call, "newer", title="Newer")
    make.statement(call, "secret", title="Secret draft", state="draft")

    for path in ("/calls/clean-rivers/statements/", "/calls/clean-rivers/", "/calls/clean-rivers/statements.atom"):
        shown = page(path)
        assert shown.index("Newer") < shown.index("Older")
        assert "Secret draft" not in shown


def test_call_shows_the_newest_two(call):
    for number in range(3):
        make.statement(call, f"s{number}", title=f"Number {number}")

    assert "Number 2" in page("/calls/clean-rivers/")
    assert "Number 0" not in page("/calls/clean-rivers/")


def test_feed_is_well_formed_and_no_markup_of_ours_escapes(call):
    from xml.etree import ElementTree

    make.statement(call, title="A < B & \x0c]]>", body="<script>alert(1)</script> **we**", issued_by=["R&D"])

    feed = ElementTree.fromstring(page("/calls/clean-rivers/statements.atom"))
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == "A < B & ]]>"
    assert "<script" not in entry.findtext("{http://www.w3.org/2005/Atom}content")


def test_feed_of_a_draft_call_is_not_there(db):
    make.call("lakes", stage="draft")

    assert Client().get("/calls/lakes/statements.atom").status_code == 404


def test_brake_on_letters_holds_and_keeps_what_was_typed(statement, settings):
    settings.RATE_LIMITS = True
    answers = [Client().post(SIGN + "?as=person", PERSON | {"name": f"Ana {n}"}) for n in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert "Ana 3" in answers[-1].content.decode()
