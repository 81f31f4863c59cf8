import pytest

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Cancellation, Decision, Endorsement, Fact, Person
from groundswell.lib.clock import now
from tests import make


def proposed(call: Call, **fields: object) -> Action:
    return make.action(call, **({"state": "proposed", "published_at": None} | fields))


def facts() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("what", flat=True))


def decide(subject, verdict: str, by: Person) -> Decision:
    decision = Decision.take(subject, verdict, by=by, because="" if verdict == "accept" else "It is there twice.")
    assert decision
    return decision


def test_decision_to_accept_makes_an_action_public(call, mona):
    action = proposed(call)

    decision = decide(action, "accept", mona)

    action.refresh_from_db()
    assert (action.state, bool(action.published_at)) == ("published", True)
    assert (decision.before, decision.by, decision.call) == ("proposed", mona, call)
    assert facts() == ["action.accepted"]


def test_decision_other_than_to_accept_needs_a_reason(call, mona):
    action = proposed(call)

    for verdict in ("decline", "hide"):
        with pytest.raises(Refused):
            Decision.take(action, verdict, by=mona, because="  ")
    assert facts() == []


def test_decision_that_another_took_already_is_not_taken_again(call, mona, clara):
    action = proposed(call)
    hers = Action.objects.get(pk=action.pk)  # as it was when she opened the tray
    decide(action, "accept", mona)

    assert Decision.take(hers, "accept", by=clara) is None
    assert Decision.objects.count() == 1
    assert facts() == ["action.accepted"]


def test_decision_is_about_what_stands_now_and_keeps_what_changed_meanwhile(call, mona):
    action = proposed(call)
    seen = Action.objects.get(pk=action.pk)
    action.change(by="host", title="Walk the whole river")

    decide(seen, "accept", mona)

    action.refresh_from_db()
    assert (action.title, action.state) == ("Walk the whole river", "published")


@pytest.mark.parametrize("state", ["published", "moved", "postponed", "happened"])
def test_decision_to_accept_what_is_public_changes_nothing(call, mona, state):
    action = make.action(call, state=state)

    assert Decision.take(action, "accept", by=mona) is None
    assert Action.objects.get().state == state


@pytest.mark.parametrize("state", ["cancelled", "hidden"])
def test_decision_never_brings_back_what_was_cancelled_or_hidden(call, mona, state):
    action = make.action(call, state=state)

    with pytest.raises(Refused):
        Decision.take(action, "accept", by=mona)
    assert Action.objects.get().state == state


def test_decision_waits_for_the_proof_of_the_address(call, mona):
    with pytest.raises(Refused):
        Decision.take(proposed(call, proven_at=None), "accept", by=mona)


def test_decision_never_brings_back_a_withdrawn_endorsement(call, mona):
    endorsement = make.endorsement(call, state="proven")
    endorsement.withdraw()

    for verdict in ("accept", "decline", "hide"):
        with pytest.raises(Refused):
            Decision.take(endorsement, verdict, by=mona, reason="double")
    assert Endorsement.objects.get().state == "withdrawn"


def test_decision_that_declined_can_be_turned_by_a_later_one(call, mona):
    action = proposed(call)
    decide(action, "decline", mona)

    assert decide(action, "accept", mona).before == "declined"
    assert Action.objects.visible().count() == 1


def test_decision_undone_puts_it_back_as_it_stood(call, mona):
    action = make.action(call, state="moved")
    decision = decide(action, "hide", mona)

    decision.undo(by=mona)
    decision.undo(by=mona)

    assert Action.objects.get().state == "moved"
    assert facts() == ["action.hidden", "action.undone"]


def test_decision_is_not_undone_under_a_later_one(call, mona):
    action = proposed(call)
    first = decide(action, "accept", mona)
    later = decide(action, "hide", mona)

    with pytest.raises(Refused):
        first.undo(by=mona)
    later.undo(by=mona)
    first.undo(by=mona)

    assert Action.objects.get().state == "proposed"


def test_decision_is_not_undone_where_the_host_changed_the_state_since(call, mona):
    action = proposed(call)
    decision = decide(action, "accept", mona)
    action.cancel(by="host", because="Flood warning")

    with pytest.raises(Refused):
        decision.undo(by=mona)
    assert Action.objects.get().state == "cancelled"


def test_decision_to_accept_can_be_undone_after_the_action_took_place(call, mona):
    action = proposed(call)
    decision = decide(action, "accept", mona)
    action.happen()

    decision.undo(by=mona)

    assert Action.objects.get().state == "proposed"


def test_decision_undone_leaves_cancelled_what_has_a_cancellation(call, mona):
    action = make.action(call)
    decision = decide(action, "hide", mona)
    Cancellation.objects.create(action=action, because="Flood warning", before="published", by="host")

    decision.undo(by=mona)

    assert Action.objects.get().state == "cancelled"


def test_decision_on_an_endorsement_sets_the_date_from_which_it_is_listed(call, mona):
    endorsement = make.endorsement(call, state="proven", proven_at=now())
    accepted = decide(endorsement, "accept", mona)
    declined = decide(endorsement, "hide", mona)
    assert Endorsement.objects.get().accepted_at is None

    declined.undo(by=mona)

    assert Endorsement.objects.get().accepted_at == accepted.at
    assert facts() == ["endorsement.accepted", "endorsement.declined", "endorsement.undone"]


def test_decision_on_a_report_counts_its_figures_in_and_out(call, mona):
    action = make.past_action(call)
    report = make.report(action, low=200, high=300, accepted=False)

    decision = decide(report, "accept", mona)
    assert Action.objects.values_list("size_low", "size_high").get() == (200, 300)

    decision.undo(by=mona)
    assert Action.objects.values_list("size_low", "size_high").get() == (None, None)
