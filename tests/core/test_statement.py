from datetime import timedelta

import pytest

from groundswell.core import chores, signatories
from groundswell.core.errors import Refused
from groundswell.core.models import Contact, Correction, Decision, Fact, Signature, Statement
from groundswell.lib.clock import now
from tests import make

ADDRESS = {"address": "ana@home.example", "language": "en"}


@pytest.fixture
def statement(call):
    return make.statement(call)


def draft(call, clara, **fields) -> Statement:
    text = {"slug": "water", "language": "en", "title": "Water", "body": "Clean."}
    return Statement.draft(call, by=clara, **text | fields)


def counted(statement) -> tuple[int, int | None]:
    found = signatories.of(statement)
    return len(found.organisations), found.people


def test_draft_has_one_text_which_is_the_original(call, clara):
    statement = draft(call, clara)

    assert (statement.original.language, statement.state) == ("en", "draft")
    assert Fact.objects.get(what="statement.drafted").person == clara


def test_text_is_in_the_readers_language_or_else_the_original(call, clara):
    statement = draft(call, clara)
    statement.write("es", by=clara, title="Agua", body="Limpia.", translated_by="Sami")

    assert statement.text_in("es").title == "Agua"
    assert statement.text_in("ar").title == "Water"


def test_publish_needs_somebody_who_issues_it_and_a_public_call(call, clara):
    with pytest.raises(Refused):
        draft(call, clara).publish(by=clara)
    hidden = make.call("lakes", stage="draft")
    with pytest.raises(Refused):
        draft(hidden, clara, slug="lake", issued_by=["Keepers"]).publish(by=clara)


def test_publish_twice_is_one_publication(call, clara):
    statement = draft(call, clara, issued_by=["Keepers"])
    statement.publish(by=clara)
    statement.publish(by=clara)

    assert statement.published_at
    assert Fact.objects.filter(what="statement.published").count() == 1


def test_text_that_is_public_changes_only_with_a_correction_note(statement, clara):
    with pytest.raises(Refused):
        statement.write("en", by=clara, title="Clean water", body="We ask for clean rivers.")

    statement.write("en", by=clara, title="Clean water", body="Ours.", note="The title was wrong.")

    correction, fact = Correction.objects.get(), Fact.objects.get(what="statement.written")
    assert (correction.note, correction.language) == ("The title was wrong.", "en")
    assert fact.changes["title"] == ["Clean water is a right", "Clean water"]
    assert fact.changes["body"] == ["We **ask** for clean rivers.", "Ours."]


def test_text_left_as_it_is_writes_nothing(statement, clara):
    statement.write("en", by=clara, title="Clean water is a right", body="We **ask** for clean rivers.")

    assert not Fact.objects.exists()


def test_translation_added_later_is_no_correction(statement, clara):
    statement.write("ar", by=clara, title="ماء نظيف", body="نطالب.")

    assert statement.texts.count() == 2
    assert not statement.corrections.exists()


def test_withdrawn_statement_keeps_its_date_and_reason_and_takes_no_signature(statement, clara):
    with pytest.raises(Refused):
        statement.withdraw(by=clara, because=" ")
    statement.withdraw(by=clara, because="It was superseded.")
    statement.withdraw(by=clara, because="Again.")

    assert (statement.state, statement.retraction.because) == ("withdrawn", "It was superseded.")
    assert not statement.signing
    with pytest.raises(Refused):
        Signature.ask(statement, **ADDRESS)
    with pytest.raises(Refused):
        statement.publish(by=clara)


def test_sign_on_opens_closes_and_opens_again(call, clara):
    statement = make.statement(call, opened_at=None, individuals="none")
    assert not statement.signing
    statement.open_sign_on(by=clara, individuals="count", until=now() + timedelta(days=2))
    assert statement.signing
    statement.close_sign_on(by=clara)
    assert not statement.signing
    statement.open_sign_on(by=clara, individuals="count")

    assert statement.signing
    assert list(Fact.objects.order_by("id").values_list("what", flat=True)) == [
        "statement.opened",
        "statement.closed",
        "statement.opened",
    ]


def test_sign_on_ends_with_its_deadline_though_a_proof_may_come_later(statement):
    signature = Signature.ask(statement, **ADDRESS)
    Statement.objects.update(open_until=now() - timedelta(minutes=1))
    statement.refresh_from_db()

    with pytest.raises(Refused):
        Signature.ask(statement, address="late@home.example", language="en")
    signature.prove()
    assert counted(statement) == (0, 1)


def test_person_counts_once_the_address_is_proven(statement):
    signature = Signature.ask(statement, name="Ana Lima", **ADDRESS)
    assert counted(statement) == (0, 0)
    signature.prove()
    signature.prove()

    assert counted(statement) == (0, 1)
    assert signatories.of(statement).names == ["Ana Lima"]
    assert Fact.objects.filter(what="signature.proven").count() == 1


def test_name_is_not_kept_where_people_are_a_number(call):
    statement = make.statement(call, individuals="count")

    assert Signature.ask(statement, name="Ana Lima", **ADDRESS).name == ""


def test_people_cannot_sign_what_organisations_alone_sign(call):
    with pytest.raises(Refused):
        Signature.ask(make.statement(call, individuals="none"), **ADDRESS)


def test_organisation_is_listed_once_it_is_accepted_and_undone_again(statement, mona):
    fields = {"name": "Tide Watch", "kind": "ngo", "country": "CL", "signatory": "Ana", "role": ""}
    signature = Signature.ask(statement, **ADDRESS, **fields)
    signature.prove()
    assert counted(statement) == (0, 0)

    decision = Decision.take(signature, "accept", by=mona)
    assert counted(statement) == (1, 0)
    decision.undo(by=mona)
    assert counted(statement) == (0, 0)


def test_named_person_can_be_hidden_and_brought_back(statement, mona):
    signature = make.signature(statement, "Somebody Rude")
    decision = Decision.take(signature, "hide", by=mona, reason="rules")
    assert counted(statement) == (0, 0)

    decision.undo(by=mona)
    assert counted(statement) == (0, 1)


def test_address_that_signed_changes_nothing_by_signing_again(statement):
    first = Signature.ask(statement, **ADDRESS)
    first.prove()

    assert Signature.ask(statement, address="ANA@home.example", language="en") == first
    assert Signature.objects.count() == 1
    assert Fact.objects.filter(what="signature.repeated").count() == 1


def test_address_that_asked_twice_is_counted_once(statement):
    first, second = Signature.ask(statement, **ADDRESS), Signature.ask(statement, name="Ana", **ADDRESS)
    first.prove()

    with pytest.raises(Refused):
        second.prove()
    assert counted(statement) == (0, 1)


def test_person_who_withdraws_is_forgotten_by_name_and_may_sign_again(statement):
    signature = Signature.ask(statement, name="Ana Lima", **ADDRESS)
    signature.prove()
    signature.withdraw()
    signature.withdraw()

    assert (signature.name, counted(statement)) == ("", (0, 0))
    assert Fact.objects.filter(what="signature.withdrawn").count() == 1
    assert Signature.ask(statement, **ADDRESS) != signature


def test_organisation_that_withdraws_stays_with_both_dates(statement):
    make.signature(statement, organisation="Tide Watch").withdraw()

    found = signatories.of(statement)
    assert (found.organisations, [each.title for each in found.withdrawn]) == ([], ["Tide Watch"])


def test_what_was_never_proven_is_forgotten_after_a_week(statement):
    signature = Signature.ask(statement, name="Ana Lima", **ADDRESS)
    Signature.objects.update(asked_at=now() - timedelta(days=8))
    chores.erase_overdue()

    assert not Signature.objects.filter(pk=signature.pk).exists()


def test_address_of_a_signature_is_sealed(statement):
    Signature.ask(statement, **ADDRESS)

    assert "ana@" not in Contact.objects.get().sealed


def test_table_of_signatories_runs_no_formula_and_names_no_signatory(statement):
    make.signature(statement, organisation="=cmd()", signatory="Ana Lima")
    make.signature(statement, "Sami Haddad")
    make.signature(statement)

    table = signatories.csv_text(signatories.of(statement))

    today = now().date().isoformat()
    assert table.splitlines() == [
        "name,kind,country,town,website,since",
        f"'=cmd(),ngo,PT,,,{today}",
        "Sami Haddad,person,,,,",
    ]


def test_text_of_a_statement_falls_back_by_the_order_of_its_call(call):
    statement = make.statement(call)
    statement.write("fr", by="server", title="L’eau", body="Nous demandons.")
    statement.write("pt", by="server", title="A água", body="Pedimos.")

    assert [statement.text_in(each).language for each in ("fr", "pt-br", "ar")] == ["fr", "pt", "en"]

    call.change(by="server", fallback=["fr"])
    assert call.statements.get().text_in("ar").language == "fr"
