"""Who convenes a call: asked, confirmed, stepped down."""

import pytest

from groundswell.core import convenors, endorsers, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Contact, Convening, Fact, Organisation, Person, Role
from tests import make


def asked(call, name="Keepers", address="kim@keepers.example", **about) -> Convening:
    organisation = Organisation.named(name, **{"kind": "ngo", "country": "PT"} | about)
    return Convening.ask(call, organisation, address=address, language="en", by="server")


def confirmed(call, name="Keepers", address="kim@keepers.example", **about) -> Convening:
    convening = asked(call, name, address, **about)
    assert convening.confirm()
    return convening


def names(call) -> list[str]:
    return convenors.of(call).names


def told() -> list[str]:
    return list(Fact.objects.filter(subject="convening").order_by("id").values_list("what", flat=True))


def test_nobody_convenes_before_the_address_has_answered(call):
    convening = asked(call)

    assert names(call) == []
    assert list(Organisation.objects.public()) == []
    assert convening.confirm()
    assert names(call) == ["Keepers"]
    assert [each.name for each in Organisation.objects.public()] == ["Keepers"]
    assert told() == ["convening.asked", "convening.confirmed"]


def test_who_confirms_has_the_desk_of_the_call_and_of_no_other(call, otto):
    confirmed(call)

    kim = Person.objects.get(email="kim@keepers.example")
    assert (kim.name, permissions.may_convene(kim, call)) == ("Keepers", True)
    assert list(permissions.calls_of(kim)) == [call]


def test_confirming_twice_changes_nothing(call):
    convening = confirmed(call)

    assert convening.confirm()
    assert (Role.objects.count(), told()) == (1, ["convening.asked", "convening.confirmed"])


def test_organisation_is_asked_once_at_a_time(call):
    convening = asked(call)

    with pytest.raises(Refused):
        Convening.ask(call, convening.organisation, address="x@keepers.example", language="en", by="server")


def test_archived_call_takes_no_convenor(call):
    call.archive(by="server")

    with pytest.raises(Refused):
        asked(call)


def test_what_was_taken_back_cannot_be_confirmed_and_its_address_is_gone(call, clara):
    convening = asked(call)

    convening.take_back(by=clara)

    assert (convening.confirm(), names(call), convening.ended_by) == (False, [], clara)
    assert list(Contact.objects.values_list("sealed", flat=True)) == [""]
    assert not Person.objects.filter(email="kim@keepers.example").exists()


def test_confirmed_one_is_neither_taken_back_nor_asked_again(call):
    convening = confirmed(call)

    for verb in (convening.take_back, convening.ask_again):
        with pytest.raises(Refused):
            verb(by="server")


def test_stepping_down_keeps_the_date_and_shuts_the_desk(call):
    confirmed(call, "Guild", "gus@guild.example")
    convening = confirmed(call)
    kim = convening.confirmed_by

    convening.step_down(by=kim)

    assert (names(call), [each.organisation.name for each in convenors.of(call).past]) == (["Guild"], ["Keepers"])
    assert (convening.ended_at is not None, convening.ended_by) == (True, kim)
    assert not permissions.may_convene(kim, call)
    assert Organisation.objects.public().filter(name="Keepers").exists()


def test_last_one_cannot_step_down(call, clara):
    convening = confirmed(call)
    asked(call, "Guild", "gus@guild.example")

    with pytest.raises(Refused):
        convening.step_down(by=clara)

    assert names(call) == ["Keepers"]


def test_role_that_was_there_before_stays_after_stepping_down(call, clara):
    confirmed(call, "Guild", "gus@guild.example")
    convening = confirmed(call, address="clara@rivers.example")

    convening.step_down(by=clara)

    assert permissions.may_convene(clara, call)


def test_one_person_for_two_organisations_keeps_the_desk_until_the_second_steps_down(call, clara):
    confirmed(call, "Guild", "gus@guild.example")
    first = confirmed(call, "Keepers")
    second = confirmed(call, "Rowers")
    kim = first.confirmed_by

    first.step_down(by=kim)
    assert permissions.may_convene(kim, call)

    second.step_down(by=kim)
    assert not permissions.may_convene(kim, call)


def test_who_stepped_down_may_come_back(call):
    confirmed(call, "Guild", "gus@guild.example")
    convening = confirmed(call)
    convening.step_down(by="server")

    again = Convening.ask(call, convening.organisation, address="kim@keepers.example", language="en", by="server")
    again.confirm()

    assert (names(call), convenors.of(call).past) == (["Guild", "Keepers"], ())


def test_merged_doubles_convene_once_and_what_was_confirmed_stays(call, clara):
    waiting, kept = asked(call, address="old@keepers.example"), confirmed(call)
    first, double = waiting.organisation, kept.organisation

    first.absorb(double, by=clara)

    assert [(each.name, each.pk) for each in convenors.of(call).standing] == [("Keepers", first.pk)]
    assert Fact.objects.filter(what="organisation.merged", call=call).count() == 1


def test_merged_doubles_step_down_together(call, clara):
    confirmed(call, "Guild", "gus@guild.example")
    one, other = confirmed(call), confirmed(call, address="kay@keepers.example")
    one.organisation.absorb(other.organisation, by=clara)

    one.step_down(by=clara)

    assert names(call) == ["Guild"]
    assert not permissions.may_convene(other.confirmed_by, call)


def test_convening_doubles_are_found_and_merged_by_those_who_convene_all_their_calls(call, clara, otto):
    pair = [confirmed(call).organisation, confirmed(call, address="kay@keepers.example").organisation]

    assert endorsers.doubles(call, permissions.calls_of(clara)) == [pair]
    assert (permissions.may_merge(clara, pair[1]), permissions.may_merge(otto, pair[1])) == (True, False)


def test_only_who_confirmed_or_who_convenes_every_call_may_step_down_for_it(call, clara):
    convening = confirmed(call)
    everywhere = make.person("root@rivers.example", role="convenor")

    allowed = [permissions.may_step_down(who, convening) for who in (convening.confirmed_by, clara, everywhere)]

    assert allowed == [True, False, True]


def test_list_costs_one_query_beside_the_stamp_however_many_convene(call, django_assert_num_queries):
    for number in range(3):
        confirmed(call, f"Keepers {number}", f"{number}@keepers.example")

    with django_assert_num_queries(2):
        assert len(names(call)) == 3
