"""Calls within a larger call: asked, accepted, left; counted once in both."""

from datetime import UTC, datetime

import pytest

from groundswell.core import numbers, parts, record, recorded
from groundswell.core.errors import Refused
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Fact, Organisation, Part
from groundswell.core.ranges import Total
from tests import make


def joined(whole: Call, slug: str = "rios-limpios", country: str = "CL", **fields) -> Call:
    """A call that is part of the larger one."""
    call = make.call(slug, **{"title": f"Part {slug}", "language": "es"} | fields)
    Part.ask(call, whole, country=country, by="server").accept(by="server")
    return call


def listed(call: Call, **words) -> list[str]:
    return [action.title for action in ActionFilter(call=call.slug, **words).rows()]


# Asking and answering.


def test_call_is_a_part_once_it_is_accepted(call, clara, otto):
    small = make.call("rios-limpios")

    part = Part.ask(small, call, country="CL", by=otto)
    assert (small.whole, part.state) == (None, "asked")
    part.accept(by=clara)

    small.refresh_from_db()
    assert (small.whole, part.asked_by, part.decided_by) == (call, otto, clara)
    assert [(fact.what, fact.call) for fact in Fact.objects.filter(subject="part").order_by("id")] == [
        ("part.asked", small), ("part.asked", call), ("part.accepted", small), ("part.accepted", call),
    ]  # fmt: skip


def test_declined_call_hears_why_and_may_ask_again(call, clara):
    small = make.call("rios-limpios")
    part = Part.ask(small, call, by="server")

    part.decline(by=clara, because="Write your ground rules first.")

    assert (part.state, part.because, parts.of(call)) == ("declined", "Write your ground rules first.", ())
    assert Part.ask(small, call, by="server").state == "asked"


def test_either_side_may_end_it_and_the_row_keeps_when_and_why(call, clara):
    small = joined(call)

    part = small.memberships.get()
    part.leave(by=clara, because="We go on alone.")

    small.refresh_from_db()
    part.refresh_from_db()
    assert (small.whole, part.state, part.ended_by, part.because) == (None, "left", clara, "We go on alone.")
    assert part.ended_at is not None


@pytest.mark.parametrize("verb", ["accept", "withdraw"])
def test_repeating_an_answer_changes_nothing(call, verb):
    part = Part.ask(make.call("rios-limpios"), call, by="server")

    for _time in range(2):
        getattr(part, verb)(by="server")

    assert Fact.objects.filter(subject="part").count() == 4


def test_what_was_taken_back_cannot_be_accepted(call):
    part = Part.ask(make.call("rios-limpios"), call, by="server")
    part.withdraw(by="server")

    with pytest.raises(Refused):
        part.accept(by="server")


def test_there_are_two_levels_and_no_circle(call):
    small, other = joined(call), make.call("third")

    for lower, upper in ((call, call), (call, small), (other, small), (small, other)):
        with pytest.raises(Refused):
            Part.ask(lower, upper, by="server")
    assert Part.objects.count() == 1


def test_two_that_ask_each_other_do_not_both_get_in(call):
    other = make.call("other")
    there, back = Part.ask(call, other, by="server"), Part.ask(other, call, by="server")

    there.accept(by="server")

    with pytest.raises(Refused):
        back.accept(by="server")


def test_call_asks_one_at_a_time(call):
    small = make.call("rios-limpios")
    Part.ask(small, call, by="server")

    with pytest.raises(Refused):
        Part.ask(small, make.call("other"), by="server")


def test_archived_call_takes_no_part(call):
    call.archive(by="server")

    with pytest.raises(Refused):
        Part.ask(make.call("rios-limpios"), call, by="server")


def test_text_saved_from_an_old_copy_does_not_undo_a_membership(call):
    old = make.call("rios-limpios")
    Part.ask(Call.objects.get(pk=old.pk), call, by="server").accept(by="server")

    old.change(by="server", title="Ríos limpios")

    assert Call.objects.get(pk=old.pk).whole == call


# Counted once in both.


def test_larger_call_lists_its_parts_and_each_part_only_its_own(call):
    small, other = joined(call), joined(call, "nahr", "EG")
    make.action(call, title="World")
    make.action(small, at="santiago", title="Chile")
    make.action(other, at="cairo", title="Egypt")

    assert sorted(listed(call)) == ["Chile", "Egypt", "World"]
    assert (listed(small), listed(other)) == (["Chile"], ["Egypt"])
    assert listed(call, country=("CL",)) == ["Chile"]
    assert ActionFilter().rows().count() == 3


def test_numbers_record_and_table_count_each_once(call):
    small = joined(call)
    make.report(make.past_action(call, at="porto"), low=10, high=20)
    make.report(make.past_action(small, at="santiago"), low=100, high=200)

    assert numbers.of_call(call) == numbers.CallNumbers(2, 2, 2, 0, members=0, coming=0)
    assert numbers.of_call(small) == numbers.CallNumbers(1, 1, 1, 0, members=0, coming=0)
    assert recorded.total(call, ActionFilter(call=call.slug)) == Total(2, 2, 110, 220)
    rows = record.rows(ActionFilter(call=call.slug).rows())
    assert sorted(row["call"] for row in rows) == ["clean-rivers", "rios-limpios"]


def test_organisations_through_parts_are_told_apart_and_never_doubled(call):
    small, other = joined(call), joined(call, "nahr", "EG")
    make.endorsement(call, "River Keepers")
    make.endorsement(small, "river keepers")  # asked under both: another row of the same name and country
    make.endorsement(small, "Tide Watch")
    make.endorsement(other, "Tide Watch")
    make.endorsement(other, "Tide Watch", country="EG")
    make.endorsement(other, "Asked", "proven")

    counted = numbers.of_call(call)

    assert (counted.organisations, counted.through_parts) == (1, 2)
    assert [each.name for each in Organisation.objects.endorsing(call)] == ["River Keepers"]


@pytest.mark.parametrize(("stage", "seen"), [("draft", 1), ("open", 2), ("closed", 2), ("archived", 2)])
def test_nothing_of_a_part_shows_before_it_is_public(call, stage, seen):
    small = joined(call, stage=stage)
    make.action(call)
    make.action(small, at="santiago")
    make.endorsement(small)

    assert (len(listed(call)), numbers.of_call(call).actions, numbers.of_call(call).countries) == (seen, seen, seen)
    assert (numbers.of_call(call).through_parts, len(parts.of(call))) == (seen - 1, seen - 1)


def test_nothing_of_a_part_shows_in_a_larger_call_that_is_a_draft(call):
    whole = make.call("world", stage="draft")
    small = joined(whole)
    make.action(small)

    assert (listed(whole), numbers.of_call(whole).actions, parts.of(whole)) == ([], 0, ())
    assert parts.whole_of(small) is None
    assert len(listed(small)) == 1


def test_part_that_left_is_counted_no_more(call):
    small = joined(call)
    make.action(small)
    assert (numbers.of_call(call).actions, len(listed(call))) == (1, 1)

    small.memberships.get().leave(by="server", because="Alone.")

    assert (numbers.of_call(call).actions, len(listed(call)), parts.of(call)) == (0, 0, ())


# Remembered under the stamp of the larger call.


def test_what_changes_in_a_part_changes_the_larger_call_at_once(call):
    small = joined(call, stage="draft")
    action = make.action(small, state="proposed", proven_at=make.now())
    assert numbers.of_call(call).actions == 0

    small.publish(by="server")
    assert numbers.of_call(call).actions == 0
    action.publish(by="server")
    assert (numbers.of_call(call).actions, parts.of(call)[0].actions) == (1, 1)


def test_stamp_of_the_larger_call_moves_with_its_parts_and_not_the_other_way(call):
    small, stranger = joined(call), make.call("third")
    Fact.stamp(call)

    def moves(change, *calls) -> list[bool]:
        before = [Fact.stamp(each) for each in calls]
        change()
        return [Fact.stamp(each) > old for each, old in zip(calls, before, strict=True)]

    assert moves(lambda: make.action(small).cancel(by="host", because="Flood"), call, small, stranger) == [
        True, True, False,
    ]  # fmt: skip
    assert moves(lambda: make.action(call).cancel(by="host", because="Flood"), call, small, stranger) == [
        True, False, False,
    ]  # fmt: skip


# Whom to point where.


def test_nearer_calls_are_open_of_that_country_and_have_that_day(call):
    small = joined(call)
    joined(call, "nahr", "EG")
    joined(call, "closed", "CL", stage="closed")
    other_day = datetime(2031, 1, 1, tzinfo=UTC).date()

    assert parts.nearer(call, "CL", make.DAY) == [small]
    assert (parts.nearer(call, "CL", other_day), parts.nearer(call, "PT"), parts.nearer(call, "")) == ([], [], [])


# Queries.


@pytest.mark.parametrize("many", [1, 30])
def test_thirty_parts_cost_the_queries_of_one(call, many, django_assert_num_queries):
    for number in range(many):
        small = joined(call, f"part-{number}")
        make.action(small)
        make.endorsement(small)

    with django_assert_num_queries(2):  # which calls, then their actions
        assert len(list(ActionFilter(call=call.slug).rows())) == many
    with django_assert_num_queries(7):  # two stamps; places, three kinds of organisations, those who are coming
        assert numbers.of_call(call).actions == many
    with django_assert_num_queries(4):
        assert len(parts.of(call)) == many
    with django_assert_num_queries(1):
        parts.of(call)
    assert Action.objects.count() == many
