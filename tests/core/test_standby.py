from datetime import timedelta

import pytest

from groundswell.core import chores
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Attendance, Contact, Fact, Standby
from groundswell.lib.clock import now
from tests import make


@pytest.fixture
def action(call):
    """Five places, all taken by one browser."""
    action = make.action(call, capacity=5)
    Attendance.say(action, "r" * 32, 5)
    return action


def wait(action: Action, name: str, number: int = 1) -> Standby:
    standby = Standby.ask(action, number=number, address=f"{name}@home.example", language="en")
    standby.prove()
    return standby


def standing(*standbys: Standby) -> list[str]:
    return [Standby.objects.get(pk=standby.pk).state for standby in standbys]


def coming(action: Action) -> int:
    return Action.objects.get(pk=action.pk).coming


def test_place_that_is_free_goes_to_whoever_has_waited_longest(action):
    first, second = wait(action, "ana"), wait(action, "bo")

    Attendance.say(action, "r" * 32, 4)

    assert standing(first, second) == ["placed", "waiting"]
    assert coming(action) == 5


def test_places_that_one_gives_up_go_to_several(action):
    three = [wait(action, name, 2) for name in ("ana", "bo", "cy")]

    Attendance.take_back(action, "r" * 32)

    assert standing(*three) == ["placed", "placed", "waiting"]
    assert coming(action) == 4


def test_group_that_is_too_large_keeps_its_turn(action):
    four, one = wait(action, "ana", 4), wait(action, "bo")

    Attendance.say(action, "r" * 32, 3)
    assert standing(four, one) == ["waiting", "placed"]
    Attendance.take_back(action, "r" * 32)
    assert standing(four, one) == ["placed", "placed"]


def test_place_that_is_given_back_goes_to_the_next(action):
    first, second = wait(action, "ana"), wait(action, "bo")
    Attendance.say(action, "r" * 32, 4)

    first.leave()

    assert standing(second) == ["placed"]
    assert coming(action) == 5
    first.leave()
    assert coming(action) == 5


def test_more_places_go_to_those_who_wait(action):
    first, second = wait(action, "ana"), wait(action, "bo")

    action.admit(by="host", capacity=6, rounded=False)
    assert standing(first, second) == ["placed", "waiting"]
    action.admit(by="host", capacity=None, rounded=False)
    assert standing(first, second) == ["placed", "placed"]
    assert coming(action) == 7


def test_fewer_places_take_nobody_off(action):
    action.admit(by="host", capacity=2, rounded=False)

    assert coming(action) == 5 and Action.objects.get().full


def test_who_has_not_answered_gets_no_place(action):
    asked = Standby.ask(action, number=1, address="ana@home.example", language="en")

    Attendance.take_back(action, "r" * 32)

    assert standing(asked) == ["asked"]
    asked.prove()
    assert standing(asked) == ["placed"]


def test_address_that_asks_again_stands_there_once(action):
    first = wait(action, "ana")

    again = Standby.ask(action, number=3, address="ANA@home.example ", language="en")

    assert (again.pk, again.number) == (first.pk, 1)
    assert [*Fact.objects.filter(subject="standby").values_list("what", flat=True)] == [
        "standby.asked", "standby.proven", "standby.repeated",
    ]  # fmt: skip


def test_nobody_waits_where_there_is_no_end_of_places_or_nothing_takes_place(call):
    for action in (make.action(call), make.action(call, capacity=1, state="cancelled")):
        with pytest.raises(Refused):
            Standby.ask(action, number=1, address="ana@home.example", language="en")


def test_group_that_could_never_come_is_refused(action):
    with pytest.raises(Refused):
        Standby.ask(action, number=6, address="ana@home.example", language="en")


def test_cancelled_action_gives_no_places(action):
    first = wait(action, "ana")
    action.cancel(by="host", because="Flood.")

    Attendance.take_back(action, "r" * 32)

    assert standing(first) == ["waiting"]


def test_leaving_leaves_nothing(action):
    wait(action, "ana").leave()

    assert (Standby.objects.count(), Contact.objects.count()) == (0, 0)


def test_after_the_action_those_who_waited_are_erased_and_the_number_stays(action):
    wait(action, "ana")
    placed = wait(action, "bo")
    action.admit(by="host", capacity=6, rounded=False)
    Action.objects.update(over=now() - timedelta(hours=25))

    chores.erase_overdue()

    assert placed and (Standby.objects.count(), Contact.objects.count()) == (0, 0)
    assert coming(action) == 6


def test_who_never_answered_is_erased_when_the_letter_has_run_out(action, settings):
    asked = Standby.ask(action, number=1, address="ana@home.example", language="en")
    waits = wait(action, "bo")
    Standby.objects.update(asked_at=now() - timedelta(hours=settings.PROOF_HOURS + 1))

    chores.erase_overdue()

    assert [*Standby.objects.values_list("pk", flat=True)] == [waits.pk] != [asked.pk]
    assert Contact.objects.count() == 1


def test_another_day_keeps_the_addresses_until_then_and_no_longer(action):
    waits = wait(action, "ana")

    action.change(by="host", starts=action.starts + timedelta(days=1))

    assert Contact.objects.get(pk=waits.contact_id).until == action.over + timedelta(hours=24)


def test_facts_of_a_waiting_list_hold_no_address_and_are_of_no_call(action):
    wait(action, "ana")
    Attendance.take_back(action, "r" * 32)

    facts = Fact.objects.filter(subject="standby")
    assert [(fact.what, fact.call_id, fact.changes) for fact in facts.order_by("id")] == [
        ("standby.asked", None, {}), ("standby.proven", None, {}), ("standby.placed", None, {}),
    ]  # fmt: skip


def test_capacity_and_rounding_are_told_in_the_fact(action):
    action.admit(by="host", capacity=9, rounded=True)
    action.admit(by="host", capacity=9, rounded=True)

    assert Fact.objects.get(what="action.changed").changes == {"capacity": [5, 9], "coming_rounded": [False, True]}
