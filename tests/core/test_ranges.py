import pytest
from pytest_django import DjangoAssertNumQueries

from groundswell.core import numbers, ranges, recorded
from groundswell.core.errors import Refused
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Fact, Merge, Overlap, Person
from groundswell.core.ranges import Sums, Total
from tests import make


def counted(call: Call | None = None, low: int | None = None, high: int | None = None, **fields: object) -> Action:
    action = make.past_action(call, **fields)
    if low is not None or high is not None:
        make.report(action, estimates=[{"low": low, "high": high}])
    return action


def total(*actions: Action) -> Total:
    return ranges.total(Action.objects.filter(pk__in=[action.pk for action in actions]))


def test_lows_and_highs_are_added_and_the_unknown_are_told_and_never_nought(call: Call) -> None:
    actions = [counted(call, 100, 300), counted(call, 50, 50), counted(call)]
    assert (total(*actions), total(*actions).unknown) == (Total(3, 2, 150, 350), 1)
    assert total(actions[2]) == Total(1, 0, None, None)
    assert total() == Total(0, 0, None, None)


def test_where_one_end_alone_was_told_it_stands_for_both(call: Call) -> None:
    assert total(counted(call, 100, None), counted(call, None, 30)) == Total(2, 2, 130, 130)


def test_totals_go_by_place_and_day_and_call(call: Call) -> None:
    counted(call, 10, 20, at="porto")
    counted(call, 5, 6, at="porto")
    counted(make.call("other"), at="cairo")
    assert Sums.of(Action.objects.all(), "call__slug", "country").by("call__slug", "country") == {
        ("clean-rivers", "PT"): Total(2, 2, 15, 26),
        ("other", "EG"): Total(1, 0, None, None),
    }


def test_a_part_is_not_added_to_a_whole_that_was_counted(call: Call, mona: Person) -> None:
    whole, parts = counted(call, 1_000, 2_000), [counted(call, 100, 150), counted(call, 70, 80), counted(call)]
    for part in parts:
        Overlap.note(part, whole, "part", by=mona)
    assert total(whole, *parts) == Total(4, 3, 1_000, 2_000)
    assert total(*parts, counted(call, 1, 1)) == Total(4, 3, 171, 231)


def test_the_parts_stand_for_a_whole_that_nobody_counted(call: Call, mona: Person) -> None:
    whole, parts = counted(call), [counted(call, 100, 150), counted(call, 70, 80)]
    for part in parts:
        Overlap.note(part, whole, "part", by=mona)
    assert total(whole, *parts) == Total(3, 2, 170, 230)
    assert total(whole, parts[0]) == Total(2, 1, 100, 150)
    assert total(whole) == Total(1, 0, None, None)


def test_the_same_action_under_two_calls_is_one_with_the_lowest_and_the_highest_of_both(mona: Person) -> None:
    one, other = counted(make.call("one"), 200, 300), counted(make.call("two"), 100, 250)
    Overlap.note(one, other, "same", by=mona)
    assert total(one, other) == Total(1, 1, 100, 300)
    assert (total(one), total(other)) == (Total(1, 1, 200, 300), Total(1, 1, 100, 250))


def test_one_of_two_that_are_the_same_may_have_been_counted_by_nobody(call: Call, mona: Person) -> None:
    one, other = counted(call), counted(call, 100, 250)
    Overlap.note(one, other, "same", by=mona)
    assert total(one, other) == Total(1, 1, 100, 250)
    nobody, either = counted(call), counted(call)
    Overlap.note(nobody, either, "same", by=mona)
    assert total(nobody, either) == Total(1, 0, None, None)


def test_parts_are_parts_of_what_is_the_same_as_their_whole(call: Call, mona: Person) -> None:
    whole, same, part = counted(call), counted(call, 500, 600), counted(call, 90, 90)
    Overlap.note(part, whole, "part", by=mona)
    Overlap.note(same, whole, "same", by=mona)
    assert total(whole, same, part) == total(same, part) == Total(2, 2, 500, 600)
    assert total(whole, part) == Total(2, 1, 90, 90)


def test_the_parts_of_a_call_are_not_counted_twice_under_it(call: Call, mona: Person) -> None:
    part = make.call("harbour", whole=call)
    one, other = counted(call, 200, 300), counted(part, 250, 400)
    Overlap.note(other, one, "same", by=mona)
    under = ranges.total(Action.objects.under(call))
    assert (under, ranges.total(Action.objects.under(part))) == (Total(1, 1, 200, 400), Total(1, 1, 250, 400))


def test_in_groups_each_group_is_a_set_of_its_own(call: Call, mona: Person) -> None:
    whole, here, there = counted(call, 900, 900), counted(call, 40, 50), counted(call, 7, 8, at="cairo")
    for part in (here, there):
        Overlap.note(part, whole, "part", by=mona)
    assert Sums.of(Action.objects.all(), "country").by("country") == {
        ("PT",): Total(2, 2, 900, 900),
        ("EG",): Total(1, 1, 7, 8),
    }


def test_merged_doubles_count_once(call: Call, mona: Person) -> None:
    kept, double = counted(call, 200, 300), counted(call, 100, 250)
    Merge.make(double, into=kept, by=mona)
    numbers.forget()
    assert ranges.total(Action.objects.visible()) == Total(1, 1, 100, 300)


def test_what_was_counted_at_a_double_is_counted_at_the_one_that_stays(call: Call, mona: Person) -> None:
    kept, double, part = counted(call, 900, 900), counted(call, 800, 800), counted(call, 40, 50)
    Overlap.note(part, double, "part", by=mona)
    Merge.make(double, into=kept, by=mona)
    together = ranges.total(Action.objects.visible())
    Merge.objects.get().decision.undo(by=mona)
    assert (together, Overlap.objects.get().whole) == (Total(2, 2, 800, 900), double)


def stand() -> set[tuple[int, int, str]]:
    return set(Overlap.objects.values_list("action", "whole", "relation"))


def merged_and_parted(double: Action, kept: Action, by: Person) -> tuple[Total, set[tuple[int, int, str]]]:
    """The total and the overlaps while the merge stands; once it is undone, all stands as it did before."""
    before, rows = ranges.total(Action.objects.visible()), list(Overlap.objects.order_by("action").values())
    Merge.make(double, into=kept, by=by)
    together = (ranges.total(Action.objects.visible()), stand())
    Merge.objects.get().decision.undo(by=by)
    after = list(Overlap.objects.order_by("action").values())
    assert ranges.total(Action.objects.visible()) == before
    assert [row | {"id": 0} for row in after] == [row | {"id": 0} for row in rows]
    return together


def test_a_part_that_is_merged_leaves_the_one_that_stays_as_the_part(call: Call, mona: Person) -> None:
    whole, double, kept = counted(call, 10_000, 10_000), counted(call, 3_000, 3_000), counted(call)
    Overlap.note(double, whole, "part", by=mona, because="It ends there.")
    together = merged_and_parted(double, kept, mona)
    assert together == (Total(2, 2, 10_000, 10_000), {(kept.pk, whole.pk, "part")})


def test_a_whole_that_is_merged_into_its_part_leaves_the_other_parts_to_it(call: Call, mona: Person) -> None:
    whole, kept, other = counted(call, 10_000, 10_000), counted(call, 500, 500), counted(call, 3_000, 3_000)
    for part in (kept, other):
        Overlap.note(part, whole, "part", by=mona)
    together = merged_and_parted(whole, kept, mona)
    assert together == (Total(2, 2, 500, 10_000), {(other.pk, kept.pk, "part")})


def test_a_part_that_is_merged_into_its_whole_is_no_part_any_more(call: Call, mona: Person) -> None:
    whole, double = counted(call, 10_000, 10_000), counted(call, 9_000, 9_000)
    Overlap.note(double, whole, "part", by=mona)
    assert merged_and_parted(double, whole, mona) == (Total(1, 1, 9_000, 10_000), set())


@pytest.mark.parametrize(("relation", "of_the_whole"), [("part", "part"), ("same", "same")])
def test_what_is_counted_at_the_one_that_stays_is_counted_where_its_double_was(
    call: Call, mona: Person, relation: str, of_the_whole: str
) -> None:
    whole, double, kept = counted(call, 10_000, 10_000), counted(call, 3_000, 3_000), counted(call, 3_000, 3_000)
    part, same = counted(call, 200, 200), counted(call, 3_000, 3_000)
    Overlap.note(double, whole, relation, by=mona)
    Overlap.note(part, kept, "part", by=mona)
    Overlap.note(same, kept, "same", by=mona)
    _total, rows = merged_and_parted(double, kept, mona)
    assert rows == {
        (kept.pk, whole.pk, relation),
        (part.pk, whole.pk, "part"),
        (same.pk, whole.pk, of_the_whole),
    }


def test_what_was_counted_at_a_double_is_counted_where_the_one_that_stays_is(call: Call, mona: Person) -> None:
    whole, double, kept, part = (counted(call, number, number) for number in (10_000, 3_000, 3_000, 200))
    Overlap.note(kept, whole, "part", by=mona)
    Overlap.note(part, double, "part", by=mona)
    together = merged_and_parted(double, kept, mona)
    assert together == (Total(3, 3, 10_000, 10_000), {(kept.pk, whole.pk, "part"), (part.pk, whole.pk, "part")})


def test_what_was_noted_since_a_merge_stands_when_it_is_undone(call: Call, mona: Person) -> None:
    whole, double, kept = (counted(call, number, number) for number in (10_000, 3_000, 3_000))
    Overlap.note(kept, double, "part", by=mona)
    Merge.make(double, into=kept, by=mona)
    kept.refresh_from_db()
    Overlap.note(kept, whole, "part", by=mona)
    Merge.objects.get().decision.undo(by=mona)
    assert stand() == {(kept.pk, whole.pk, "part")}


def test_the_calls_of_parts_hear_that_their_whole_was_merged(call: Call, mona: Person) -> None:
    double, kept, part = counted(call, 90, 90), counted(call, 90, 90), counted(make.call("harbour"), 9, 9)
    Overlap.note(part, double, "part", by=mona)
    before = Fact.stamp(part.call)
    Merge.make(double, into=kept, by=mona)
    merged = Fact.stamp(part.call)
    Merge.objects.get().decision.undo(by=mona)
    assert before < merged < Fact.stamp(part.call)


def test_however_many_overlap_it_takes_two_queries(
    call: Call, mona: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _many in (1, 3):
        whole = counted(call, 900, 900)
        Overlap.note(counted(call, 40, 50), whole, "part", by=mona)
        with django_assert_num_queries(2):
            ranges.total(Action.objects.all())
        with django_assert_num_queries(2):
            Sums.of(Action.objects.all(), "country").by("country")


def test_the_numbers_of_both_calls_follow_what_is_noted_and_undone(mona: Person) -> None:
    whole_call = make.call("world")
    call = make.call("harbour", whole=whole_call)
    one, other = counted(whole_call, 200, 300), counted(call, 100, 250)

    def people() -> tuple[int, int | None]:
        seen = recorded.total(whole_call, ActionFilter(call=whole_call.slug))
        return seen.happened, seen.high

    apart = people()
    overlap = Overlap.note(other, one, "same", by=mona, because="One march.")
    once = people()
    overlap.undo(by=mona)
    assert (apart, once, people()) == ((2, 550), (1, 300), (2, 550))


def test_it_is_told_of_both_once_however_often_it_is_said(call: Call, mona: Person) -> None:
    one, other = counted(call), counted(call)
    for _time in range(2):
        overlap = Overlap.note(one, other, "part", by=mona, because="Its feeder march.")
    overlap.undo(by=mona)
    overlap.undo(by=mona)
    told = Fact.objects.filter(what__in=("action.overlapped", "action.counted_apart")).order_by("id")
    assert [(fact.what, fact.subject_id, fact.changes["with_action"]) for fact in told] == [
        ("action.overlapped", one.pk, other.ref),
        ("action.overlapped", other.pk, one.ref),
        ("action.counted_apart", one.pk, other.ref),
        ("action.counted_apart", other.pk, one.ref),
    ]
    assert not Overlap.objects.exists()


def test_the_same_as_the_same_is_the_same_as_the_first(call: Call, mona: Person) -> None:
    first, second, third = (counted(call, number, number) for number in (10, 20, 30))
    Overlap.note(second, first, "same", by=mona)
    assert Overlap.note(third, second, "same", by=mona).whole == first
    assert total(first, second, third) == Total(1, 1, 10, 30)


def test_of_two_that_are_the_same_the_one_with_parts_stands_for_both(call: Call, mona: Person) -> None:
    whole, part, same = counted(call), counted(call), counted(call)
    Overlap.note(part, whole, "part", by=mona)
    overlap = Overlap.note(whole, same, "same", by=mona)
    assert (overlap.action, overlap.whole) == (same, whole)


@pytest.mark.parametrize("relation", ["part", "same"])
def test_there_are_no_circles_and_no_parts_of_parts(call: Call, mona: Person, relation: str) -> None:
    whole, part, third = counted(call), counted(call), counted(call)
    Overlap.note(part, whole, "part", by=mona)
    for one, other in ((third, part), (whole, part), (part, third), (whole, whole)):
        with pytest.raises(Refused):
            Overlap.note(one, other, relation, by=mona)
    assert Overlap.objects.count() == 1


def test_only_what_is_public_is_counted_at_another(call: Call, mona: Person) -> None:
    with pytest.raises(Refused, match="public"):
        Overlap.note(counted(call), make.action(call, state="hidden"), "part", by=mona)


def test_what_is_given_as_the_lowest_alone_raises_the_highest_of_another(call: Call) -> None:
    action = make.past_action(call)
    make.report(action, estimates=[{"low": 4_000}, {"low": 900, "high": 900}])
    action.refresh_from_db()
    assert (action.size_low, action.size_high) == (900, 4_000)


def test_an_end_that_nobody_gave_is_the_other_one(call: Call) -> None:
    action = make.past_action(call)
    make.report(action, estimates=[{"low": 4_000}])
    action.refresh_from_db()
    assert (action.size_low, action.size_high) == (4_000, 4_000)
