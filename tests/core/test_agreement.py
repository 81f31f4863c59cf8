from datetime import timedelta

import pytest

from groundswell.core import chores, signers
from groundswell.core.errors import Refused
from groundswell.core.models import Agreement, AgreementVersion, Assent, Contact, Decision, Fact, Organisation
from groundswell.lib.clock import now
from tests import make

TEXT, RULES = "We decide together.", "No violence."
KEEPERS = {"kind": "ngo", "country": "PT", "town": "", "website": ""}


def publish(call, text=TEXT, rules=RULES, note="", by="server") -> AgreementVersion:
    return Agreement.draft(call, by=by, text=text, ground_rules=rules, note=note).agreement.publish(by=by)


def ask(version, name="River Keepers", address="ana@keepers.example") -> Assent:
    about = {"signatory": "Ana Lima", "role": "chair", "address": address, "language": "en"}
    return Assent.ask(version, name=name, **about, **KEEPERS)


def signed(version, name="River Keepers", mona=None, **more) -> Assent:
    assent = ask(version, name, **more)
    assent.prove()
    if mona and assent.state == "proven":
        Decision.take(assent, "accept", by=mona)
    return Assent.objects.get(pk=assent.pk)


def ask_under(call, number) -> Assent:
    return Assent.ask_under(
        call, number, name="River Keepers", signatory="Ana", role="", address="a@b.example", language="en", **KEEPERS
    )


def standing(call) -> list[tuple[str, int]]:
    return [(each.organisation.name, each.version.number) for each in signers.of(call.agreement)]


def facts(what: str) -> int:
    return Fact.objects.filter(what=what).count()


def test_there_is_one_draft_that_nobody_has_signed(call):
    for text in ("One", "Two", "Two"):
        draft = Agreement.draft(call, by="server", text=text, ground_rules=RULES)

    assert [(each.text, each.number) for each in call.agreement.versions.all()] == [("Two", None)]
    assert (draft.agreement.newest, signers.current(call), facts("agreement.drafted")) == (None, None, 2)


def test_published_version_is_numbered_dated_and_sets_the_ground_rules(call):
    version = publish(call, rules="Leave the banks clean.")
    call.refresh_from_db()

    assert (version.number, version.published_at is not None) == (1, True)
    assert (call.ground_rules, signers.current(call)) == ("Leave the banks clean.", version)


def test_published_version_stays_when_the_next_is_drafted(call):
    publish(call)
    publish(call, text="We decide by two thirds.", note="Two thirds.")

    assert list(call.agreement.versions.values_list("number", "text")) == [(2, "We decide by two thirds."), (1, TEXT)]


@pytest.mark.parametrize(("text", "note"), [("Another text", ""), (TEXT, "Nothing at all")])
def test_next_version_needs_a_note_and_a_change(call, text, note):
    publish(call)
    Agreement.draft(call, by="server", text=text, ground_rules=RULES, note=note)

    with pytest.raises(Refused):
        call.agreement.publish(by="server")


def test_without_a_draft_nothing_is_published(call):
    publish(call)

    with pytest.raises(Refused):
        call.agreement.publish(by="server")


def test_organisation_is_proven_then_accepted(call, mona):
    assent = ask(publish(call))
    assert assent.state == "asked"
    assent.prove()
    assert (assent.state, standing(call)) == ("proven", [])

    Decision.take(assent, "accept", by=mona)
    assert standing(call) == [("River Keepers", 1)]


def test_decision_is_undone_as_those_on_endorsements_are(call, mona):
    assent = signed(publish(call), mona=mona)
    since = assent.accepted_at
    decision = Decision.take(assent, "hide", by=mona, because="It was not them.")
    assert standing(call) == []
    decision.undo(by=mona)

    assert (standing(call), Assent.objects.get().accepted_at) == ([("River Keepers", 1)], since)


def test_who_endorses_is_found_by_name_and_country_and_not_made_twice(call):
    endorsement = make.endorsement(call)

    assert ask(publish(call), "river KEEPERS").organisation == endorsement.organisation
    assert ask(signers.current(call), "River Keepers of Porto").organisation != endorsement.organisation


def test_two_of_one_name_are_not_guessed_between(call):
    make.endorsement(call)
    make.endorsement(call)
    ask(publish(call))

    assert Organisation.objects.count() == 3


def test_address_with_which_it_endorsed_needs_no_second_look(call):
    make.endorsement(call)
    version = publish(call)

    assert signed(version, address="ana@keepers.example").state == "accepted"
    assert signed(version, address="somebody@else.example").state == "proven"


def test_address_of_an_endorsement_that_was_not_accepted_is_not_known(call):
    make.endorsement(call, state="declined")

    assert signed(publish(call)).state == "proven"


def test_endorser_signs_with_the_code_of_its_endorsement(call):
    endorsement = make.endorsement(call)
    version = publish(call)
    for _twice in range(2):
        assent = Assent.by_endorser(endorsement, signatory="Ana Lima", role="chair")

    assert (assent.version, assent.contact, Assent.objects.count()) == (version, endorsement.contact, 1)


@pytest.mark.parametrize("state", ["asked", "proven", "declined", "withdrawn"])
def test_code_of_an_endorsement_that_does_not_stand_signs_nothing(call, state):
    publish(call)

    with pytest.raises(Refused):
        Assent.by_endorser(make.endorsement(call, state=state), signatory="Ana", role="")


def test_new_version_asks_again_those_who_signed_an_earlier_one(call, mona):
    first = publish(call)
    signed(first, mona=mona)
    signed(first, "Rowers", mona=mona, address="office@rowers.example")
    gone = signed(first, "Anglers", mona=mona, address="office@anglers.example")
    gone.withdraw()
    publish(call, text="Another", note="All of it.")

    asked = Assent.objects.exclude(asked_again_at=None).values_list("organisation__name", flat=True)
    assert (sorted(asked), facts("assent.asked_again")) == (["River Keepers", "Rowers"], 2)


def test_who_signs_the_newest_is_counted_there_and_no_longer_under_the_earlier(call, mona):
    first = publish(call)
    keepers = signed(first, mona=mona)
    signed(first, "Rowers", mona=mona, address="office@rowers.example")
    publish(call, text="Another", note="All of it.")
    keepers.sign_newest(signatory="Rui Costa", role="")

    assert standing(call) == [("River Keepers", 2), ("Rowers", 1)]
    assert signers.counts(call).by_version == ((2, 1), (1, 1))
    assert [each.organisation.name for each in Assent.objects.behind(call.agreement)] == ["Rowers"]


def test_nobody_is_asked_twice_within_a_day_nor_without_an_address(call, mona):
    first = publish(call)
    assent = signed(first, mona=mona)
    publish(call, text="Another", note="All of it.")
    agreement = call.agreement

    assert agreement.ask_again(by=mona) == 0
    Assent.objects.update(asked_again_at=now() - timedelta(days=2))
    assert (agreement.ask_again(by=mona, only=assent.pk + 1), agreement.ask_again(by=mona, only=assent.pk)) == (0, 1)
    Assent.objects.update(asked_again_at=now() - timedelta(days=2))
    Contact.objects.erase()
    assert agreement.ask_again(by=mona) == 0


def test_withdrawing_takes_back_every_version_and_keeps_the_dates(call, mona):
    assent = signed(publish(call), mona=mona)
    publish(call, text="Another", note="All of it.")
    assent.sign_newest(signatory="Ana", role="")
    for _twice in range(2):
        assent.withdraw()

    assert standing(call) == []
    [row] = signers.table(call.agreement)
    assert (row["version"], row["signed_on"] is not None, row["withdrawn_on"]) == (2, True, now().date().isoformat())
    assert facts("assent.withdrawn") == 1


def test_who_withdrew_may_sign_again(call, mona):
    version = publish(call)
    signed(version, mona=mona).withdraw()
    signed(version, mona=mona)

    assert (standing(call), list(signers.withdrawn(call.agreement))) == ([("River Keepers", 1)], [])


def test_only_the_newest_version_is_signed_and_only_while_the_call_is_open(call):
    first = publish(call)
    publish(call, text="Another", note="All of it.")

    with pytest.raises(Refused):
        ask(first)
    call.close(by="server")
    with pytest.raises(Refused):
        ask(signers.current(call))


def test_closed_call_asks_nobody_for_a_new_version(call, mona):
    signed(publish(call), mona=mona)
    call.close(by="server")
    publish(call, text="Another", note="All of it.")

    assert facts("assent.asked_again") == 0


def test_address_that_signed_is_told_so_by_letter_alone(call, mona):
    version = publish(call)
    assent = signed(version, mona=mona)

    assert (ask(version), Assent.objects.count(), facts("assent.repeated")) == (assent, 1, 1)


def test_signature_that_was_never_proven_is_erased(call):
    ask(publish(call))
    Assent.objects.update(asked_at=now() - timedelta(days=9))
    chores.erase_overdue()

    assert Assent.objects.count() == 0


def test_merging_doubles_keeps_what_they_signed(call, mona):
    assent = signed(publish(call), mona=mona)
    stays = make.endorsement(call).organisation
    stays.absorb(assent.organisation, by="server")

    assert [each.organisation for each in signers.of(call.agreement)] == [stays]


@pytest.mark.parametrize("many", [1, 3])
def test_list_of_signers_is_one_query(call, mona, many, django_assert_num_queries):
    version = publish(call)
    for number in range(many):
        signed(version, f"Keepers {number}", mona=mona, address=f"{number}@keepers.example")
    agreement = call.agreement

    with django_assert_num_queries(2):
        assert len(list(signers.table(agreement))) == many


def test_the_version_that_was_read_is_the_one_that_is_signed_and_an_older_one_is_none(call):
    publish(call)
    newest = publish(call, text="By two thirds.", note="Two thirds.")

    for number, why in ((1, "newer version"), (3, "nothing to sign"), (0, "nothing to sign")):
        with pytest.raises(Refused, match=why):
            ask_under(call, number)
    assert [ask_under(call, number).version for number in (2, None)] == [newest, newest]


def test_a_call_without_an_agreement_has_nothing_to_sign(call):
    with pytest.raises(Refused, match="nothing to sign"):
        ask_under(call, None)
