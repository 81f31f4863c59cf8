from collections import Counter
from datetime import timedelta

import pytest

from groundswell.core import holds
from groundswell.core.models import Action, Call, Decision, Fact, Hold
from tests import make
from tests.core.hold_seeds import CLEAN, HELD


def register(call: Call, **changed: object) -> Action:
    fields = {"title": "Walk the Douro", "description": "Bring boots.", "website": "", "kind": "march"} | changed
    given = {"timezone": "Europe/Lisbon", "ends": None, "starts": make.action(call, state="declined").starts}
    return Action.register(
        call,
        place=make.place(address=fields.pop("address", "Riverside")),
        organisations=fields.pop("organisations", []),
        address=fields.pop("mail", "ana@rivers.example"),
        language="en",
        **given | fields,
    )


def reasons(text: str, website: str = "https://own.example/") -> set[str]:
    found = [*holds.in_text("description", text), *holds.in_links({"description": text}, website)]
    return {each.reason for each in found}


@pytest.fixture
def proof(call: Call) -> Call:
    call.policy = "proof"
    call.save()
    return call


def test_seeds_are_at_least_two_hundred_of_each():
    assert (len(set(HELD)) >= 200, len(set(CLEAN)) >= 200) == (True, True)


def test_what_should_be_held_is_held_for_its_reason():
    missed = [(wanted, text) for wanted, text in HELD if not reasons(text) & set(wanted.split())]

    assert len(missed) / len(HELD) <= 0.02, missed


def test_hardly_anything_clean_is_held():
    held = [(text, found) for text in CLEAN if (found := reasons(text))]

    assert len(held) / len(CLEAN) <= 0.02, held


def test_words_are_marked_as_they_stand_there():
    found = list(holds.in_text("description", "هاتف: ٠١٠ ١٢٣٤ ٥٦٧٨ شكرا"))

    assert [(each.reason, each.words) for each in found] == [("phone", "٠١٠ ١٢٣٤ ٥٦٧٨")]


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "1"])
def test_word_of_any_length_is_looked_through(piece):
    """By the square of its length it would take longer than any test may."""
    assert "mail" not in reasons(piece * 200_000)


def test_links_are_counted_by_domain_and_ones_own_are_left_out():
    texts = {"description": "https://own.example/a https://away.test/1 www.away.test/2 http://sub.own.example"}

    assert [each.words for each in holds.in_links(texts, "https://www.own.example")] == ["away.test × 2"]


def test_action_without_a_reason_is_public_once_proven(proof):
    action = register(proof)
    action.prove()

    assert (action.state, Hold.objects.count()) == ("published", 0)


def test_held_action_waits_though_the_policy_would_publish_it(proof):
    action = register(proof, description="Call +351 912 345 678")
    action.prove()

    assert (action.state, [hold.words for hold in action.holds.all()]) == ("proposed", ["+351 912 345 678"])
    assert Fact.objects.about(action).filter(what="action.held").get().changes == {"reasons": ["phone"]}


def test_changing_the_words_lifts_the_hold_and_publishes(proof):
    action = register(proof, description="Call +351 912 345 678")
    action.prove()
    action.change(by="host", description="Bring boots.")
    hold = action.holds.get()

    assert (action.state, hold.lifted_by, bool(hold.lifted_at)) == ("published", "host", True)


def test_changing_half_of_it_keeps_it_waiting(proof):
    action = register(proof, description="Call +351 912 345 678 or write to ana@rivers.example")
    action.prove()
    action.change(by="host", description="Write to ana@rivers.example")

    assert (action.state, [hold.reason for hold in Hold.objects.standing()]) == ("proposed", ["mail"])


def test_under_review_reasons_only_stand_beside_it(call):
    action = register(call, description="Call +351 912 345 678")
    action.prove()
    action.change(by="host", description="Bring boots.")

    assert action.state == "proposed"


def test_what_a_moderator_let_stand_is_not_asked_about_again(proof, clara):
    action = register(proof, description="Call +351 912 345 678")
    action.prove()
    Decision.take(action, "accept", by=clara)
    action.change(by="host", title="Walk the whole Douro")

    assert Counter(bool(hold.lifted_at) for hold in action.holds.all()) == {True: 1}


def test_undoing_the_decision_puts_the_hold_back(proof, clara):
    action = register(proof, description="Call +351 912 345 678")
    action.prove()
    Decision.take(action, "accept", by=clara).undo(by=clara)

    assert [hold.lifted_at for hold in action.holds.all()] == [None]


@pytest.mark.parametrize(
    "changed, wanted",
    [
        ({}, "double"),
        ({"hours": 3}, "decoy"),
        ({"address": "Old mill, at the other end of town"}, "decoy"),
        ({"title": "Wаlk the Dourо at dawn"}, "decoy"),  # two of its letters are Cyrillic
        ({"title": "Picnic of the choirs"}, ""),
        ({"days": 7}, ""),
    ],
)
def test_look_alike_of_a_public_action_is_held(proof, changed, wanted):
    public = make.action(proof, title="Walk the Douro at dawn", address="Cais da Ribeira")
    starts = public.starts + timedelta(hours=changed.pop("hours", 0), days=changed.pop("days", 0))
    given = {"title": public.title, "address": public.address, "starts": starts} | changed
    if starts.date() > proof.last_day:
        Call.objects.update(last_day=starts.date())
        proof.refresh_from_db()

    action = register(proof, **given)

    assert {hold.reason for hold in action.holds.filter(about=public)} == ({wanted} if wanted else set())


def test_several_of_one_host_are_no_decoys(proof):
    first = register(proof, title="Vigil at the Douro bridge")
    first.prove()
    second = register(proof, title="Vigil at the Douro bridge", starts=first.starts + timedelta(hours=4))
    second.prove()

    assert (first.state, second.state) == ("published", "published")
