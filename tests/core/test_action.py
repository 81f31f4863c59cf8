from datetime import timedelta

import pytest

from groundswell.core import chores
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Attendance, Cancellation, Fact, Move, Trust
from groundswell.lib.clock import now
from tests import make


def test_cancel_before_it_is_public_withdraws_it_and_nobody_sees_it(call):
    action = make.action(call, state="proposed")

    action.cancel(by="host", because="Changed our minds")

    assert (action.state, action.visible) == ("withdrawn", False)
    assert [fact.what for fact in Fact.objects.about(action)] == ["action.withdrawn"]


@pytest.mark.parametrize("state", ["hidden", "declined"])
def test_cancel_does_not_bring_back_what_a_moderator_took_off(call, state):
    action = make.action(call, state=state)

    with pytest.raises(Refused):
        action.cancel(by="host", because="Storm")

    assert not Action.objects.visible().exists()
    assert not Cancellation.objects.exists()


def test_cancel_is_refused_once_it_took_place(call):
    action = make.past_action(call, state="published")

    with pytest.raises(Refused, match="already taken place"):
        action.cancel(by="host", because="Storm")


@pytest.mark.parametrize("state", ["cancelled", "withdrawn", "hidden", "declined"])
def test_change_is_refused_where_it_no_longer_stands(call, state):
    action = make.action(call, state=state)

    with pytest.raises(Refused):
        action.change(by="host", title="Walk on")


def test_change_and_registration_refuse_an_end_before_the_start(call):
    action = make.action(call, ends=None)
    before = action.starts - timedelta(minutes=1)

    with pytest.raises(Refused, match="The end is before the start"):
        action.change(by="host", ends=before)
    with pytest.raises(Refused, match="The end is before the start"):
        Action.register(
            call, place=make.place(), organisations=[], address="", language="en", kind="march", title="Walk",
            starts=action.starts, ends=before, timezone="Europe/Lisbon",
        )  # fmt: skip

    assert list(Action.objects.values_list("pk", "ends")) == [(action.pk, None)]


def test_change_of_the_title_keeps_those_who_said_they_come_meanwhile(call):
    action = make.action(call)
    Attendance.say(Action.objects.get(), "a receipt of one browser")

    action.change(by="host", title="Walk the whole river")

    assert Action.objects.get().coming == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"address": ""}, {"address": "At the old bridge"}),
        ({"geo_precision": "town"}, {"lat": 41.1501, "lon": -8.6122, "geo_precision": "point"}),
        ({"geo_precision": "point"}, {"lat": 41.1497, "lon": -8.6110, "geo_precision": "point"}),
        ({"region": ""}, {"region": "Porto District"}),
    ],
)
def test_saying_more_exactly_where_it_always_was_is_no_move(call, before, after):
    action = make.action(call, **before)

    action.change(by="host", **after)

    assert (action.state, Move.objects.count(), action.revision) == ("published", 0, 2)


@pytest.mark.parametrize(
    "after",
    [
        {"address": "In the library"},
        {"locality": "Gaia", "town": None},
        {"online": True},
        {"lat": 41.2, "lon": -8.6, "geo_precision": "point"},
    ],
)
def test_another_place_is_a_move(call, after):
    action = make.action(call, geo_precision="point")

    action.change(by="host", because="More room", **after)

    assert (action.state, Move.objects.get().because) == ("moved", "More room")


def test_another_time_on_the_same_day_is_no_postponement(call):
    action = make.action(call)

    action.change(by="host", starts=action.starts + timedelta(hours=2))

    assert (action.state, action.postponements.count()) == ("published", 0)


def test_action_needs_no_more_than_its_end_to_have_happened(call):
    over = make.past_action(call, state="published")

    assert (over.state, over.shown_state) == ("published", "happened")


def test_register_is_refused_outside_the_days_of_the_call(call):
    with pytest.raises(Refused, match="outside"):
        Action.register(
            call, place=make.place(), organisations=[], address="ana@rivers.example", language="en", kind="march", title="Walk",
            starts=make.action(call).starts + timedelta(days=40), timezone="Europe/Lisbon",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "trusted", "state"),
    [
        ("review", True, "proposed"),
        ("trusted", True, "published"),
        ("trusted", False, "proposed"),
        ("proof", False, "published"),
    ],
)
def test_proof_leads_to_where_the_calls_policy_says(call, policy, trusted, state):
    call.policy = policy
    call.save()
    if trusted:
        Trust.give(make.action(call, contact=make.contact("ana@rivers.example")), by=make.person("mona@rivers.example"))
    action = make.action(call, state="proposed", proven_at=None, contact=make.contact("ana@rivers.example"))

    action.prove()

    assert action.state == state


def test_postpone_without_a_date_never_becomes_happened_by_itself(call):
    action = make.past_action(call, state="published", starts=now() + timedelta(days=5))
    action.postpone(by="host", because="Flood")
    Action.objects.update(starts=now() - timedelta(days=9), day=(now() - timedelta(days=9)).date())

    chores.mark_happened()

    undated = Action.objects.get()
    assert [undated.state, undated.shown_state, undated.started] == ["postponed", "postponed", False]
    assert list(Action.objects.coming()) == [undated]


def test_postpone_twice_is_once_and_keeps_the_first_date(call):
    action = make.action(call)
    for _time in range(2):
        action.postpone(by="host", because="Flood")

    row = action.postponements.get()
    assert (row.from_starts, row.to_starts, row.because, action.undated) == (action.starts, None, "Flood", True)
    assert Fact.objects.get(what="action.changed").changes["starts"] == [action.starts.isoformat(), None]


def test_change_of_the_date_is_the_new_date_of_what_had_none(call):
    action = make.action(call)
    action.postpone(by="host", because="Flood")

    action.change(by="host", starts=action.starts + timedelta(days=1))

    assert (action.undated, action.state, action.day.day) == (False, "postponed", 16)
    assert [row.to_starts for row in action.postponements.all()] == [None, action.starts]


def test_change_of_anything_else_leaves_it_without_a_date(call):
    action = make.action(call)
    action.postpone(by="host", because="Flood")

    action.change(by="host", title="Walk on")

    assert (action.undated, action.state, action.postponements.count()) == (True, "postponed", 1)


@pytest.mark.parametrize("state", ["proposed", "hidden", "declined", "cancelled"])
def test_postpone_is_refused_where_it_does_not_stand(call, state):
    action = make.action(call, state=state)

    with pytest.raises(Refused):
        action.postpone(by="host", because="Flood")


def test_what_is_moved_and_put_off_and_then_moved_back_is_still_postponed(call):
    action = make.action(call)
    action.change(by="host", starts=action.starts + timedelta(days=1))
    action.change(by="host", address="In the library")

    action.change(by="host", address="Riverside")

    assert action.state == "postponed"


@pytest.mark.parametrize("before", ["published", "postponed", "moved"])
def test_stand_again_leads_to_where_it_stood_and_keeps_what_was_said(call, before):
    action = make.action(call, state=before)
    action.cancel(by="host", because="Flood")

    action.stand_again(by="host", because="Dry")

    action = Action.objects.get()
    row = action.resumptions.get()
    assert (action.state, row.cancelled_because, row.because, row.by) == (before, "Flood", "Dry", "host")
    assert not Cancellation.objects.exists()
    action.stand_again(by="host", because="Dry")
    assert Fact.objects.filter(what="action.stood_again").count() == 1


def test_stand_again_and_be_cancelled_again(call):
    action = make.action(call)
    action.cancel(by="host", because="Flood")
    action.stand_again(by="host", because="Dry")

    action.cancel(by="host", because="Storm")

    assert (action.state, action.cancellation.because) == ("cancelled", "Storm")


def test_stand_again_is_refused_without_reason_after_its_time_and_against_a_moderator(call, mona):
    ahead, over, by_mona = make.action(call), make.action(call, title="Over"), make.action(call, title="By Mona")
    ahead.cancel(by="host", because="Flood")
    over.cancel(by="host", because="Flood")
    by_mona.cancel(by=mona, because="Not safe")
    Action.objects.filter(pk=over.pk).update(over=now() - timedelta(days=1))

    for action, because, said in ((ahead, " ", "reason"), (over, "Dry", "time is over"), (by_mona, "Dry", "moderator")):
        with pytest.raises(Refused, match=said):
            action.stand_again(by="host", because=because)

    by_mona.stand_again(by=mona, because="Safe now")
    assert by_mona.state == "published"


@pytest.mark.parametrize("state", ["proposed", "withdrawn", "hidden", "declined"])
def test_stand_again_is_refused_where_nothing_was_cancelled_in_public(call, state):
    action = make.action(call, state=state)

    with pytest.raises(Refused):
        action.stand_again(by="host", because="Dry")


def test_did_not_happen_is_said_afterwards_and_can_be_taken_back(call):
    action = make.past_action(call, state="published")

    action.did_not_happen(by="host", because="The bridge was closed")

    assert (action.state, action.cancellation.before) == ("cancelled", "happened")
    action.stand_again(by="host", because="I mixed it up")
    assert action.shown_state == "happened"


def test_did_not_happen_is_refused_before_its_time_and_against_a_report(call):
    ahead, reported = make.action(call), make.past_action(call)
    make.report(reported, low=200)

    for action, said in ((ahead, "not over"), (reported, "report")):
        with pytest.raises(Refused, match=said):
            action.did_not_happen(by="host", because="Flood")


def test_contact_of_what_has_no_date_is_kept_half_a_year_longer_and_no_more(call):
    action = make.action(call, contact=make.contact())
    action.postpone(by="host", because="Flood")

    action.contact.refresh_from_db()
    assert (action.contact.until - now()).days in (209, 210)


def test_receipts_of_what_has_no_date_are_erased_in_the_end(call):
    action = make.action(call)
    Attendance.say(Action.objects.get(), "a receipt of one browser")
    action.postpone(by="host", because="Flood")
    Action.objects.update(starts=now() - timedelta(days=181))

    chores.erase_overdue()

    assert not Attendance.objects.exists()
