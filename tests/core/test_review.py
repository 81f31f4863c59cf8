"""What hosts change, whom moderators trust, what they ask, and how far their part in a call goes."""

from datetime import timedelta

import pytest
from django.utils import translation

from groundswell.core import answers, chores, meter, permissions, reach, tray
from groundswell.core.errors import Refused
from groundswell.core.models import (
    Action,
    Answer,
    Call,
    Contact,
    Decision,
    Fact,
    Look,
    Organisation,
    Question,
    Role,
    Trust,
)
from groundswell.core.reach import Reach
from groundswell.lib.clock import now
from tests import make

ANA = "ana@rivers.example"


def proposed(call: Call, at: str = "porto", **fields: object) -> Action:
    given = {"state": "proposed", "published_at": None, "contact": make.contact(ANA)}
    return make.action(call, at, **(given | fields))


def facts() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("what", flat=True))


# What hosts change


def test_changes_of_a_public_action_lie_in_one_heap_until_somebody_looked(call, mona):
    action = make.action(call, title="Walk")
    action.change(by="host", title="March")
    action.change(by="host", title="March on", because="More people", address="North bank")

    look = tray.changed_by_hosts(call).get()

    assert look.pairs() == {"title": ["Walk", "March on"], "address": ["Riverside", "North bank"]}
    assert look.said == "More people"
    assert look.fine(by=mona)
    assert not look.fine(by=mona)
    assert list(tray.changed_by_hosts(call)) == []


def test_changes_that_are_no_business_of_the_heap_are_left_out(call, mona):
    waiting, hidden = proposed(call), make.action(call)
    waiting.change(by="host", title="Waits")
    hidden.change(by="host", title="Hidden")
    Decision.take(hidden, "hide", by=mona, reason="rules")
    back = make.action(call, title="There and back")
    back.change(by="host", title="There")
    back.change(by="host", title="There and back")
    make.action(call).change(by="import", title="Brought in")

    assert list(tray.changed_by_hosts(call)) == []


def test_change_put_back_stands_as_before_and_its_host_is_told_why(call, mona):
    action = make.action(call, organisations=["River Keepers"])
    starts, place = action.starts, action.place
    action.change(
        by="host", starts=starts + timedelta(days=1), organisations=["Others"], **make.place("lisbon", address="Docks")
    )
    assert action.state == "postponed"
    look = Look.objects.get()

    assert look.put_back(by=mona, reason="unclear", because="Call us.")

    again = Action.objects.get(pk=action.pk)
    assert (again.state, again.starts, again.place) == ("published", starts, place)
    assert again.organisation_names() == ["River Keepers"]
    assert facts()[-2:] == ["action.changed", "action.put_back"]
    assert list(tray.changed_by_hosts(call)) == []


def test_action_that_its_host_takes_up_again_lies_in_the_heap_and_is_called_off_as_it_was_when_put_back(call, mona):
    action = make.action(call, title="Walk")
    action.cancel(by="host", because="Flood")
    action.stand_again(by="host", because="Dry")
    action.change(by="host", title="March")

    look = tray.changed_by_hosts(call).get()
    assert look.pairs() == {"state": ["cancelled", "published"], "title": ["Walk", "March"]}
    assert look.put_back(by=mona, reason="rules")
    action.refresh_from_db()
    assert (action.state, action.cancellation.because, action.title) == ("cancelled", "Flood", "Walk")
    with pytest.raises(Refused, match="Only a moderator"):
        action.stand_again(by="host", because="Dry")

    Look.objects.get().undo(by=mona)
    action.refresh_from_db()
    assert (action.state, action.title, tray.changed_by_hosts(call).count()) == ("published", "March", 1)


def test_action_that_its_host_calls_off_once_more_needs_no_look(call, mona):
    action = make.action(call)
    action.cancel(by="host", because="Flood")
    action.stand_again(by="host", because="Dry")

    action.cancel(by="host", because="Flood again")

    assert list(Look.objects.all()) == []


def test_action_that_a_moderator_takes_up_again_needs_no_look(call, mona):
    action = make.action(call)
    action.cancel(by=mona, because="Flood")

    action.stand_again(by=mona, because="Dry")

    assert list(Look.objects.all()) == []


def test_change_is_not_put_back_without_a_reason(call, mona):
    make.action(call).change(by="host", title="Other")

    with pytest.raises(Refused):
        Look.objects.get().put_back(by=mona)


def test_look_that_is_undone_lies_in_the_heap_again_as_the_host_had_it(call, mona):
    action = make.action(call, title="Walk")
    action.change(by="host", title="March")
    look = Look.objects.get()
    look.put_back(by=mona, reason="unclear")

    look.undo(by=mona)

    assert Action.objects.get().title == "March"
    assert tray.changed_by_hosts(call).get().pairs() == {"title": ["Walk", "March"]}


def test_look_cannot_be_undone_once_the_host_changed_it_again(call, mona):
    action = make.action(call)
    action.change(by="host", title="March")
    look = Look.objects.get()
    look.fine(by=mona)
    action.change(by="host", title="Sing")

    with pytest.raises(Refused):
        look.undo(by=mona)


# Whom moderators trust


def test_trust_is_given_with_an_acceptance_and_makes_the_next_one_public_at_once(call, mona):
    call.policy = "trusted"
    call.save()
    Decision.trust(proposed(call), by=mona)
    following, strangers = (
        proposed(call, proven_at=None),
        proposed(call, proven_at=None, contact=make.contact("x@y.example")),
    )

    following.prove()
    strangers.prove()

    assert (following.state, strangers.state) == ("published", "proposed")
    following.change(by="host", title="Changed")
    assert list(tray.changed_by_hosts(call)) == []


def test_accepted_action_alone_is_no_trust(call, mona):
    Decision.take(proposed(call), "accept", by=mona)

    assert not proposed(call).host_is_trusted()


def test_trust_is_of_one_call_alone(call, mona, otto):
    Decision.trust(proposed(call), by=mona)

    assert not proposed(otto.roles.get().call).host_is_trusted()


@pytest.mark.parametrize("verdict", ["decline", "hide"])
def test_trust_ends_with_a_decline_or_a_hiding_and_comes_back_when_that_is_undone(call, mona, verdict):
    Decision.trust(proposed(call), by=mona)
    other = proposed(call)

    decision = Decision.take(other, verdict, by=mona, reason="rules")
    assert decision and not other.host_is_trusted()
    decision.undo(by=mona)

    assert other.host_is_trusted()


def test_trust_goes_with_the_acceptance_that_gave_it(call, mona):
    action = proposed(call)
    decision = Decision.trust(action, by=mona)
    assert decision

    decision.undo(by=mona)

    assert not action.host_is_trusted()


def test_trust_ends_when_the_address_is_erased(call, mona):
    action = proposed(call)
    Decision.trust(action, by=mona)
    Contact.objects.update(until=now() - timedelta(days=1))
    chores.erase_overdue()

    assert not proposed(call).host_is_trusted()
    assert list(Trust.objects.standing()) == []


def test_trust_lasts_as_long_as_the_newest_address_row_of_the_host(call, mona):
    Decision.trust(proposed(call), by=mona)
    later = make.contact(ANA)
    Contact.objects.filter(pk=later.pk).update(until=now() + timedelta(days=200))
    later.refresh_from_db()

    assert proposed(call, contact=later).host_is_trusted()
    assert Trust.objects.get().contact == later


def test_nobody_without_an_address_is_trusted_or_asked(call, mona):
    action = proposed(call, contact=None)

    with pytest.raises(Refused):
        Decision.trust(action, by=mona)
    with pytest.raises(Refused):
        Question.ask(action, by=mona, reason="place")
    assert Action.objects.get().state == "proposed"


# What they ask


def test_question_lets_an_action_wait_last_until_its_host_changed_it(call, mona):
    asked, other = proposed(call, proven_at=now() - timedelta(days=5)), proposed(call)
    Question.ask(asked, by=mona, reason="place")
    assert [waiter.pk for waiter in tray.waiting(call)] == [other.pk, asked.pk]

    asked.change(by="host", address="At the bridge")

    assert [(waiter.pk, waiter.asked) for waiter in tray.waiting(call)] == [(asked.pk, None), (other.pk, None)]
    assert facts() == ["action.asked", "action.changed"]


def test_question_is_asked_of_what_waits_alone_and_says_something(call, mona):
    with pytest.raises(Refused):
        Question.ask(make.action(call, contact=make.contact()), by=mona, reason="place")
    with pytest.raises(Refused):
        Question.ask(proposed(call), by=mona, text="  ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿En qué puerta?"),
        ("es-AR", "¿En qué puerta?"),
        ("ar", "Which gate? (The moderators wrote this in this language: English.)"),
    ],
)
def test_answer_reads_in_the_hosts_language_or_says_in_which_it_is(call, language, text):
    answer = Answer.write(
        call, by="server", title="Gate", texts={"en": "Which gate?", "es": "¿En qué puerta?", "ar": ""}
    )

    with translation.override("en"):
        read = answers.worded(answer, language)

    assert read.startswith(text.split(" (")[0])
    assert ("English" in read) == (language == "ar")


# How far a moderator's part goes


@pytest.fixture
def rosa(call):
    """Moderates what is in Chile, and the town of Porto."""
    person = make.person("rosa@rivers.example", name="Rosa")
    Role.give(person, "moderator", call=call, by="server", places=["CL", "#2735943"])
    return person


def test_regional_moderator_may_decide_what_is_in_her_places_alone(call, rosa, mona):
    inside, town, outside = proposed(call, "santiago"), proposed(call, "porto"), proposed(call, "lisbon")
    report = make.report(make.past_action(call, at="lisbon"), accepted=False)
    endorsements = [make.endorsement(call, name, country=code) for name, code in (("A", "CL"), ("B", "PT"))]

    things = [inside, town, outside, report, *endorsements]

    assert [permissions.may_decide(rosa, thing) for thing in things] == [True, True, False, False, True, False]
    assert [permissions.may_decide(mona, thing) for thing in things] == [True] * 6
    assert (permissions.may_work(rosa, call), permissions.may_moderate(rosa, call)) == (True, False)


def test_regional_moderator_has_no_part_in_the_whole(call, rosa):
    organisation = Organisation.objects.get(pk=make.endorsement(call, country="CL").organisation_id)

    assert not permissions.may_translate(rosa, call)
    assert not permissions.may_convene(rosa, call)
    assert not permissions.may_oversee(rosa, organisation)
    assert list(permissions.calls_of(rosa)) == []
    assert list(permissions.desks_of(rosa)) == [call]


def test_tray_and_counts_end_where_the_places_end(call, rosa):
    inside = proposed(call, "santiago")
    proposed(call, "lisbon")
    make.endorsement(call, state="proven", proven_at=now(), country="PT")
    reaches = permissions.reaches_of(rosa, [call])

    assert [waiter.pk for waiter in tray.waiting(call, reach=reaches[call.pk])] == [inside.pk]
    assert tray.counts([call], reaches)[call.pk] == tray.counts([call])[call.pk] | {"action": 1, "endorsement": 0}
    assert [
        row.subject for row in tray.picked(call, [f"action:{a.pk}" for a in Action.objects.all()], reaches[call.pk])
    ] == [inside]


def test_role_for_the_whole_call_outweighs_one_for_places(call, rosa):
    Role.give(rosa, "moderator", by="server")

    assert permissions.reach_of(rosa, call).whole


def test_role_is_limited_and_widened_again_with_a_fact(call, rosa, clara):
    role = rosa.roles.get()

    role.limit([], by=clara)

    assert permissions.may_moderate(rosa, call)
    assert facts() == ["role.given", "role.changed"]
    with pytest.raises(Refused):
        clara.roles.get().limit(["CL"], by=clara)


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        ("Chile", "CL", "Chile"),
        ("تشيلي", "CL", "Chile"),
        ("Lisbon, Portugal", "#2267057", "Lisbon, Portugal"),
        ("Vila Nova de Gaia", "#2732547", None),
        ("Qqqqq", None, None),
    ],
)
def test_place_is_a_country_a_region_or_a_town(words, place, said):
    found = reach.read(words)

    assert (found or "")[:1] == (place or "")[:1]
    if said and found:
        assert (found, reach.said(found, "en")) == (place, said)


def test_region_reaches_its_towns(call):
    inside, outside = make.action(call, "lisbon"), make.action(call, "porto")
    lisbon = Reach(False, ("PT/Lisbon",))

    assert list(Action.objects.filter(lisbon.of_noun("action"))) == [inside]
    assert outside not in Action.objects.filter(lisbon.of_noun("action"))
    assert not Organisation.objects.filter(pk__in=()).exists()


# How the desk keeps up


def test_meter_says_how_many_wait_since_when_and_how_long_decisions_took(call, mona):
    for hours in (1, 3, 8):
        Decision.take(proposed(call, proven_at=now() - timedelta(hours=hours)), "accept", by=mona)
    oldest = proposed(call, proven_at=now() - timedelta(days=4))
    proposed(call, "santiago")

    found = meter.queue(call)

    assert (found.meter.waiting, found.meter.oldest, found.meter.decided) == (2, oldest.proven_at, 3)
    assert found.meter.hours is not None and round(found.meter.hours) == 3
    assert {line.key: line.waiting for line in found.regions} == {
        ("PT", "Porto"): 1,
        ("CL", "Santiago Metropolitan"): 1,
    }
    assert {line.key: line.hours for line in found.nouns}["report"] is None


def test_meter_that_knows_nothing_says_nothing_and_never_nought(call):
    found = meter.measure(call)

    assert (found.waiting, found.oldest, found.hours) == (0, None, None)
