from datetime import timedelta

import pytest
from django.core import mail

from groundswell.core import work
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Attendance, Decision, Fact, HeldPlace, Imported, Merge, Route, Standby
from tests import make


@pytest.fixture
def pair(call):
    kept = make.action(call, title="Walk the Douro", organisations=["River Keepers"])
    double = make.action(call, title="Walk the Douro!", organisations=["river keepers", "Choir of Porto"])
    return kept, double


def test_double_goes_off_the_list_and_its_hosts_are_named(pair, clara):
    kept, double = pair
    Merge.make(double, into=kept, by=clara)
    double.refresh_from_db()

    assert (double.state, list(Action.objects.visible())) == ("merged", [kept])
    assert kept.organisation_names() == ["River Keepers", "Choir of Porto"]
    assert Fact.objects.about(kept).last().what == "action.absorbed"


def test_coming_and_reports_add_up(call, clara):
    kept, double = make.past_action(call), make.past_action(call)
    make.report(kept, low=10, high=20)
    make.report(double, low=30, high=40)
    Action.objects.filter(pk=kept.pk).update(coming=3)
    Action.objects.filter(pk=double.pk).update(coming=2)
    double.refresh_from_db()

    Merge.make(double, into=kept, by=clara)
    kept.refresh_from_db()

    assert (kept.coming, kept.size_low, kept.size_high, kept.reports.count()) == (5, 10, 40, 2)


def test_undo_puts_everything_back(pair, clara):
    kept, double = pair
    Attendance.say(double, "r" * 30)
    make_before = (kept.organisation_names(), double.organisation_names())
    merge = Merge.make(double, into=kept, by=clara)
    Attendance.say(kept, "s" * 30)

    merge.decision.undo(by=clara)
    kept, double = Action.objects.get(pk=kept.pk), Action.objects.get(pk=double.pk)

    assert (kept.organisation_names(), double.organisation_names()) == make_before
    assert (kept.coming, double.coming, double.state) == (1, 1, "published")


def test_receipt_of_the_double_taken_back_counts_down_where_it_went(pair, clara):
    kept, double = pair
    Attendance.say(double, "r" * 30)
    double.refresh_from_db()
    Merge.make(double, into=kept, by=clara)
    double.refresh_from_db()
    Attendance.take_back(double, "r" * 30)
    kept.refresh_from_db()

    assert kept.coming == 0


def test_merging_again_changes_nothing(pair, clara):
    kept, double = pair
    Merge.make(double, into=kept, by=clara)

    assert Merge.make(double, into=kept, by=clara) is None
    assert Merge.objects.count() == Decision.objects.count() == 1


def test_public_one_does_not_go_into_one_that_waits(call, clara):
    public, waiting = make.action(call), make.action(call, state="proposed")

    with pytest.raises(Refused):
        Merge.make(public, into=waiting, by=clara)
    with pytest.raises(Refused):
        Merge.make(waiting, into=make.action(call, state="hidden"), by=clara)
    with pytest.raises(Refused):
        Merge.make(public, into=public, by=clara)


def test_addresses_lead_on_through_several_merges(pair, clara, call):
    kept, double = pair
    last = make.action(call)
    Merge.make(double, into=kept, by=clara)
    Merge.make(kept, into=last, by=clara)

    assert Merge.leading_from(double.ref) == last


def test_code_of_the_double_opens_the_one_that_stays_only_where_that_was_said(pair, clara):
    kept, double = pair
    merge = Merge.make(double, into=kept, by=clara)
    double.refresh_from_db()
    before = Merge.opened_by(double)
    Merge.objects.filter(pk=merge.pk).update(with_host=True)

    assert (before, Merge.opened_by(double)) == (double, kept)


def test_host_of_the_double_is_told_by_mail(pair, clara):
    kept, double = pair
    double.contact = make.contact()
    double.save()
    work.work_off()
    Merge.make(double, into=kept, by=clara, because="Same walk")
    work.work_off()

    [letter] = mail.outbox
    assert letter.subject == "“Walk the Douro!” is the same as another one"
    assert "Same walk" in letter.body and kept.ref in letter.body


def test_imported_double_is_not_made_again(call, clara):
    from groundswell.core.bringing_in import bring_in
    from groundswell.core.incoming import Row

    kept = make.action(call)
    double = make.action(call)
    Imported.objects.create(action=double, call=call, key="k1", digest="old")
    Merge.make(double, into=kept, by=clara)
    row = Row(line=2, key="k1", title="Walk the river anew")
    row.starts = make.DAY
    outcomes = [outcome for batch in bring_in(call, [row]) for outcome in batch]

    assert ([outcome.what for outcome in outcomes], Action.objects.count()) == (["unchanged"], 2)


def wait(action: Action, name: str) -> Standby:
    standby = Standby.ask(action, number=1, address=f"{name}@home.example", language="en")
    standby.prove()
    return standby


def where(*standbys: Standby) -> list[tuple[int, str]]:
    return [
        (each.action_id, each.state) for each in Standby.objects.filter(pk__in=[s.pk for s in standbys]).order_by("pk")
    ]


@pytest.fixture
def full_pair(call):
    """Two places each, all taken."""
    pair = make.action(call, capacity=2), make.action(call, capacity=2)
    for action in pair:
        Attendance.say(action, "r" * 30, 2)
        action.refresh_from_db()
    return pair


def test_who_waits_for_the_double_waits_for_the_one_that_stays_and_once(full_pair, clara):
    kept, double = full_pair
    both = wait(kept, "ana")
    brought, twice = wait(double, "bo"), wait(double, "ana")

    merge = Merge.make(double, into=kept, by=clara)
    assert where(both, brought, twice) == [(kept.pk, "waiting"), (kept.pk, "waiting"), (double.pk, "waiting")]

    merge.decision.undo(by=clara)
    assert where(both, brought, twice) == [(kept.pk, "waiting"), (double.pk, "waiting"), (double.pk, "waiting")]


def test_who_waited_gets_a_place_where_the_one_that_stays_has_room(full_pair, clara):
    kept, double = full_pair
    brought = wait(double, "bo")
    kept.admit(by="host", capacity=9, rounded=False)

    Merge.make(double, into=kept, by=clara)

    kept.refresh_from_db()
    assert (where(brought), kept.coming) == ([(kept.pk, "placed")], 5)


def test_place_at_the_double_given_back_counts_down_where_it_went(full_pair, clara):
    kept, double = full_pair
    placed = wait(double, "bo")
    Attendance.say(double, "r" * 30, 1)
    double.refresh_from_db()
    Merge.make(double, into=kept, by=clara)

    placed.leave()

    assert [*Action.objects.order_by("pk").values_list("coming", flat=True)] == [3, 1]


def test_route_comes_over_where_there_is_none_and_goes_back(pair, clara):
    kept, double = pair
    make.route(double)

    merge = Merge.make(double, into=kept, by=clara)
    assert [*Route.objects.values_list("action", flat=True)] == [kept.pk]

    merge.decision.undo(by=clara)
    assert [*Route.objects.values_list("action", flat=True)] == [double.pk]


def held(action: Action) -> str:
    action.refresh_from_db()
    return str(action.true_place["meeting_point"])


@pytest.fixture
def pair_of_one_town(call):
    """The one that stays is known to its town alone; the place of the double is held back, with its route."""
    kept = make.action(call, address="", geo_precision="town")
    double = make.action(call, address="", geo_precision="town")
    make.route(double)
    double.change(by="host", meeting_point="At the blue boats", shown_from=double.starts - timedelta(hours=2))
    return kept, double


def test_held_place_comes_over_where_there_is_none_and_goes_back(pair_of_one_town, clara):
    kept, double = pair_of_one_town

    merge = Merge.make(double, into=kept, by=clara)
    assert (kept.meeting_point, held(kept), kept.shown_from) == ("", "At the blue boats", double.shown_from)
    assert [*Route.objects.values_list("action", flat=True)] == [kept.pk]

    merge.decision.undo(by=clara)
    assert (held(kept), kept.shown_from, held(double)) == ("", None, "At the blue boats")
    assert [*Route.objects.values_list("action", flat=True)] == [double.pk]


def test_held_place_that_came_over_is_shown_when_its_time_has_come(pair_of_one_town, clara):
    kept, double = pair_of_one_town
    Merge.make(double, into=kept, by=clara)

    kept.show_place(by="server")

    kept.refresh_from_db()
    assert (kept.meeting_point, kept.shown_from) == ("At the blue boats", None)


@pytest.mark.parametrize("there", [{"address": "Riverside"}, {"locality": "Braga", "town": None}])
def test_held_place_stays_where_the_other_has_a_place_or_is_in_another_town(pair_of_one_town, clara, there):
    kept, double = pair_of_one_town
    Action.objects.filter(pk=kept.pk).update(**there)

    Merge.make(double, into=kept, by=clara)

    assert (held(kept), kept.shown_from, HeldPlace.objects.get().action) == ("", None, double)


def test_route_that_is_held_back_is_not_shown_by_a_merge(pair, clara):
    kept, double = pair
    make.route(double)
    Action.objects.filter(pk=double.pk).update(shown_from=double.starts)
    double.refresh_from_db()

    Merge.make(double, into=kept, by=clara)

    assert [*Route.objects.values_list("action", flat=True)] == [double.pk]
