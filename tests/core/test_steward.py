"""Who may change what an organisation's page says: coming, handing over, being replaced, going."""

from datetime import timedelta

import pytest

from groundswell.core import chores, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Code, Contact, Fact, Invitation, Organisation, Person, Replacement, Steward
from groundswell.lib.clock import now
from tests import make

OFFICE = "ana@keepers.example"  # where endorsements of make come from


@pytest.fixture
def keepers(call):
    return make.endorsement(call).organisation


@pytest.fixture
def ines(keepers):
    return make.steward(keepers)


@pytest.fixture
def three(keepers):
    names = ("ines", "tomas", "uma")
    return [make.steward(keepers, f"{name}@keepers.example", name.title()) for name in names]


def ask(organisation: Organisation, address: str = OFFICE) -> Invitation | None:
    return Invitation.ask(organisation, address=address, language="en")


def send(organisation: Organisation, by: Person, **more) -> Invitation:
    given = {"address": "tomas@keepers.example", "language": "en", "name": "Tomas", "by": by}
    return Invitation.send(organisation, **given | more)


def standing(organisation: Organisation) -> list[str]:
    return [steward.person.name for steward in organisation.stewards.standing().order_by("pk")]


def as_steward(person: Person, organisation: Organisation) -> Steward:
    return organisation.stewards.standing().get(person=person)


def test_whoever_answers_at_the_proven_address_is_the_first_steward(keepers):
    person = make.person(OFFICE, name="Ana")

    ask(keepers, " Ana@Keepers.example ").accept(person)

    assert permissions.may_steward(person, keepers)
    assert as_steward(person, keepers).how == "address"


@pytest.mark.parametrize("address", ["eve@evil.example", "", "clara@rivers.example"])
def test_another_address_is_sent_nothing(keepers, address):
    assert ask(keepers, address) is None
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("state", ["asked", "proven", "declined"])
def test_an_address_that_nobody_accepted_is_none_of_the_organisation(call, state):
    assert ask(make.endorsement(call, state=state).organisation) is None


def test_an_address_under_a_statement_counts_too(call):
    statement = make.statement(call)
    signature = make.signature(statement, organisation="Tide Watch", contact=make.contact("office@tide.example"))

    assert ask(signature.organisation, "office@tide.example")


def test_nobody_comes_by_the_address_while_there_are_stewards(keepers, ines):
    with pytest.raises(Refused, match="stewards already"):
        ask(keepers)


def test_of_two_who_asked_by_the_address_the_first_to_answer_is_it(keepers):
    first, second = ask(keepers), ask(keepers)
    first.accept(make.person(OFFICE))

    with pytest.raises(Refused, match="stewards already"):
        second.accept(make.person("eve@evil.example"))
    assert keepers.stewards.count() == 1


def test_a_steward_invites_and_the_address_is_erased_once_it_is_answered(keepers, ines):
    invitation = send(keepers, ines)
    assert invitation.is_for("Tomas@keepers.example")

    invitation.accept(make.person("tomas@keepers.example", name="Tomas"))

    assert standing(keepers) == ["Ines", "Tomas"]
    assert Contact.objects.get(pk=invitation.contact_id).sealed == ""


def test_an_invitation_works_once_and_for_a_week(keepers, ines):
    tomas = make.person("tomas@keepers.example")
    used, late, back = (send(keepers, ines) for _each in range(3))
    used.accept(tomas)
    Invitation.objects.filter(pk=late.pk).update(asked_at=now() - timedelta(days=8))
    back.take_back(by=ines)

    chores.erase_overdue()
    assert [each.name for each in Invitation.objects.all()] == ["", "", ""]
    for invitation in (used, late, back):
        with pytest.raises(Refused, match="taken back, or its time is up"):
            invitation.accept(tomas)


def test_an_invitation_is_for_nobody_who_can_no_longer_sign_in(keepers, ines):
    gone = Person.objects.with_address("tomas@keepers.example", name="Tomas")
    gone.is_active = False

    with pytest.raises(Refused, match="can no longer sign in"):
        send(keepers, ines).accept(gone)


def test_a_name_that_somebody_has_stays_as_it_is(db):
    for name in ("", "Tomas", "Tomas the Second", ""):
        Person.objects.with_address("tomas@keepers.example", name=name)

    assert [person.name for person in Person.objects.all()] == ["Tomas"]


def test_handing_over_is_done_once_the_other_accepts(keepers, ines):
    invitation = send(keepers, ines, follows=as_steward(ines, keepers))
    assert standing(keepers) == ["Ines"]

    invitation.accept(make.person("tomas@keepers.example", name="Tomas"))

    assert standing(keepers) == ["Tomas"]
    assert list(Fact.objects.values_list("what", flat=True).order_by("-id")[:2]) == ["steward.left", "steward.began"]


def test_the_last_steward_leaves_only_by_saying_so(keepers, ines):
    last = as_steward(ines, keepers)
    with pytest.raises(Refused, match="last steward"):
        last.leave()
    assert standing(keepers) == ["Ines"]

    last.leave(as_the_last=True, because="We closed.")

    assert standing(keepers) == []
    last.refresh_from_db()
    assert (last.because, last.ended_by) == ("We closed.", ines)
    assert ask(keepers)  # and the address may come again


def test_one_of_several_leaves_without_more_words(keepers, three):
    as_steward(three[0], keepers).leave()

    assert standing(keepers) == ["Tomas", "Uma"]


def test_two_stewards_replace_a_third(keepers, three):
    ines, tomas, uma = three
    replacement = Replacement.propose(as_steward(uma, keepers), by=ines, because="Left us.")
    assert standing(keepers) == ["Ines", "Tomas", "Uma"]

    replacement.agree(by=tomas)

    assert standing(keepers) == ["Ines", "Tomas"]
    assert (replacement.by, replacement.agreed_by) == (ines, tomas)
    assert replacement.at <= replacement.agreed_at
    gone = keepers.stewards.get(person=uma)
    assert (gone.because, gone.ended_by) == ("Left us.", tomas)
    facts = Fact.objects.filter(what__in=("replacement.proposed", "replacement.agreed", "steward.replaced"))
    assert [fact.person for fact in facts.order_by("id")] == [ines, tomas, tomas]


def test_nobody_agrees_with_themselves_or_about_themselves(keepers, three):
    ines, _tomas, uma = three
    replacement = Replacement.propose(as_steward(uma, keepers), by=ines, because="Left us.")

    for person in (ines, uma, make.person("eve@evil.example")):
        with pytest.raises(Refused):
            replacement.agree(by=person)
    assert standing(keepers) == ["Ines", "Tomas", "Uma"]


def test_whoever_proposed_must_still_be_a_steward_when_another_agrees(keepers, three):
    ines, tomas, uma = three
    replacement = Replacement.propose(as_steward(uma, keepers), by=ines, because="Left us.")
    as_steward(ines, keepers).leave()

    with pytest.raises(Refused):
        replacement.agree(by=tomas)


def test_replacing_takes_two_others(keepers, ines):
    tomas = make.steward(keepers, "tomas@keepers.example", "Tomas")

    with pytest.raises(Refused, match="two other stewards"):
        Replacement.propose(as_steward(tomas, keepers), by=ines, because="Left us.")


def test_a_proposal_is_made_once_and_can_be_taken_back_by_whoever_made_it(keepers, three):
    ines, tomas, uma = three
    replacement = Replacement.propose(as_steward(uma, keepers), by=ines, because="Left us.")
    with pytest.raises(Refused, match="proposed it already"):
        Replacement.propose(as_steward(uma, keepers), by=tomas, because="Me too.")
    with pytest.raises(Refused, match="whoever proposed"):
        replacement.drop(by=tomas)

    replacement.drop(by=ines)

    with pytest.raises(Refused, match="settled"):
        replacement.agree(by=tomas)
    assert Replacement.propose(as_steward(uma, keepers), by=tomas, because="After all.").pk


def test_whoever_is_sent_away_has_no_say_in_who_follows(keepers, ines, mona):
    invitation = send(keepers, ines)

    as_steward(ines, keepers).remove(by=mona, because="Not of the organisation.")

    invitation.refresh_from_db()
    assert not invitation.waiting
    assert standing(keepers) == []


def test_removing_and_appointing_need_a_reason(keepers, ines, mona):
    with pytest.raises(Refused, match="Give a reason"):
        as_steward(ines, keepers).remove(by=mona, because=" ")
    with pytest.raises(Refused, match="Give a reason"):
        send(keepers, mona, how="appointed")

    assert send(keepers, mona, how="appointed", because="Called us.").pk


def test_those_who_oversee_work_on_all_calls_of_the_organisation(call, keepers, mona, clara, otto):
    assert [permissions.may_oversee(each, keepers) for each in (mona, clara, otto)] == [True, True, False]

    keepers.endorsements.create(call=otto.roles.get().call, signatory="Ana", state="accepted")

    assert [permissions.may_oversee(each, keepers) for each in (mona, clara, otto)] == [False, False, False]
    assert permissions.may_oversee(make.person("root@rivers.example", role="moderator"), keepers)


@pytest.mark.parametrize("active", [True, False])
def test_rights_end_with_the_person_and_with_the_stewardship(keepers, ines, active):
    ines.is_active = active
    ines.save()
    assert permissions.may_steward(ines, keepers) is active

    as_steward(ines, keepers).leave(as_the_last=True)

    assert not permissions.may_steward(ines, keepers)


def test_what_a_steward_changes_is_a_fact_under_every_call(call, keepers, ines):
    other = make.call("lakes", title="Lakes")
    keepers.endorsements.create(call=other, signatory="Ana", state="accepted")

    keepers.change(by=ines, about="We keep rivers.", town="Porto")
    keepers.change(by=ines, about="We keep rivers.", town="Porto")

    facts = Fact.objects.filter(what="organisation.changed")
    assert {(fact.call, fact.person) for fact in facts} == {(call, ines), (other, ines)}
    assert facts[0].changes == {"about": ["", "We keep rivers."], "town": ["", "Porto"]}


def test_merging_carries_stewards_invitations_and_text_over(call, clara, keepers, ines):
    double = make.endorsement(call).organisation
    tomas = make.steward(double, "tomas@keepers.example", "Tomas")
    double.change(by=tomas, about="We keep rivers.", address="Cais 1", languages=["pt"])
    invitation = send(double, tomas, address="uma@keepers.example", name="Uma")

    keepers.absorb(double, by=clara)

    keepers.refresh_from_db()
    assert standing(keepers) == ["Ines", "Tomas"]
    assert (keepers.about, keepers.address, keepers.languages) == ("We keep rivers.", "Cais 1", ["pt"])
    invitation.refresh_from_db()
    assert invitation.organisation == keepers
    invitation.accept(make.person("uma@keepers.example", name="Uma"))
    assert standing(keepers) == ["Ines", "Tomas", "Uma"]


def test_merging_leaves_a_steward_of_both_one_of_one(call, clara, keepers, ines):
    double = make.endorsement(call).organisation
    Steward.begin(double, ines, how="invited", by="server")

    keepers.absorb(double, by=clara)

    assert standing(keepers) == ["Ines"]


def test_a_code_is_used_up_by_what_it_opened_and_not_by_a_refusal(keepers, ines):
    code = Code.matching(Code.mint(Code.STEWARD, invitation=send(keepers, ines)), Code.STEWARD)
    taken_back = Code.matching(Code.mint(Code.STEWARD, invitation=send(keepers, ines)), Code.STEWARD)
    taken_back.invitation.take_back(by=ines)
    given = {"address": "tomas@keepers.example", "name": "Tomas"}

    assert Invitation.accept_by(code, **given).person.name == "Tomas"
    for again, why in ((code, "used before"), (None, "used before"), (taken_back, "taken back")):
        with pytest.raises(Refused, match=why):
            Invitation.accept_by(again, **given)

    assert standing(keepers) == ["Ines", "Tomas"]
    assert list(Code.objects.filter(used_at=None)) == [taken_back]
