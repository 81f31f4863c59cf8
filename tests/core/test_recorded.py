from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import charted, numbers, recorded
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Overlap, Person
from groundswell.core.ranges import Total
from groundswell.core.recorded import Sized, Told
from tests import make

Listed = Callable[[Call, ActionFilter, int], list[Action]]


def of(call: Call, **words: object) -> ActionFilter:
    return ActionFilter(call=call.slug, **words)


def on(call: Call, day: date, low: int | None = None, high: int | None = None, **fields: object) -> Action:
    action = make.past_action(call, starts=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), **fields)
    if low is not None:
        make.report(action, low=low, high=high or low)
    return action


def test_a_day_without_actions_stands_in_the_timeline_and_one_that_nobody_counted_is_unknown(call: Call) -> None:
    on(call, date(2024, 3, 1), 100, 200)
    on(call, date(2024, 3, 1), 50)
    on(call, date(2024, 3, 3))
    found = recorded.timeline(call, of(call))

    assert (found.unit, [step.first.day for step, _total in found.steps]) == ("days", [1, 2, 3])
    assert [total for _step, total in found.steps] == [
        Total(2, 2, 150, 250),
        Total(0, 0, None, None),
        Total(1, 0, None, None),
    ]


def test_a_long_time_is_summed_up_by_its_years(call: Call) -> None:
    for year in (1999, 2010):
        on(call, date(year, 6, 1), 10)
    found = recorded.timeline(call, of(call))

    assert (found.unit, len(found.steps), sum(total.low or 0 for _step, total in found.steps)) == ("years", 12, 20)


def test_nothing_has_no_timeline_and_no_chart(call: Call) -> None:
    assert recorded.timeline(call, of(call)).steps == ()
    assert [charted.of(name, call, of(call)) for name in charted.NAMES] == [None] * 4


def test_sizes_are_certain_where_all_figures_agree_and_possible_between_those_that_differ(call: Call) -> None:
    for low, high in ((100, 299), (120, 120), (20, 400), (0, 0)):
        make.report(make.past_action(call), low=low, high=high)
    make.past_action(call)
    found = recorded.sized(call, of(call))

    assert found == Sized(((-1, -1, 1), (2, 5, 1), (4, 4, 2)))
    assert [(found.sure(half), found.maybe(half)) for half in found.halves] == [
        (1, 0), (0, 0), (0, 0), (0, 1), (0, 1), (2, 1), (0, 1),
    ]  # fmt: skip


def test_harm_is_told_of_as_many_actions_as_it_is_known_of(call: Call) -> None:
    for answers in ((False, True), (False,), (None,)):
        action = make.past_action(call)
        for answer in answers:
            make.report(action, arrests_any=answer)
    found = recorded.reported(call, of(call))

    assert found.harm[0] == Told("arrests", 2, 1)
    assert found.harm[4] == Told("deaths", 0, 0)
    assert (found.actions, found.reports, found.unreviewed, found.verified) == (3, 4, 4, 0)


def test_reports_that_name_no_source_are_counted(call: Call) -> None:
    make.report(make.past_action(call), low=10)
    make.report(make.past_action(call), low=10, sources=[{"publisher": "The Ferry Post"}])
    make.report(make.past_action(call), low=10, accepted=False)

    assert recorded.reported(call, of(call)).sourceless == 1


def test_those_furthest_apart_come_first_and_those_that_agree_not_at_all(call: Call) -> None:
    for low, high in ((100, 300), (1_000, 9_000), (50, 50)):
        make.report(make.past_action(call, title=f"{low}"), low=low, high=high)

    assert [action.title for action in recorded.disputed(call, of(call))] == ["1000", "100"]


def test_what_nobody_reported_on_is_named_the_latest_first(call: Call) -> None:
    for day, title in ((1, "early"), (9, "late")):
        on(call, date(2024, 3, day), title=title)
    on(call, date(2024, 3, 5), 100, title="counted")
    make.action(call, title="to come")
    make.past_action(call, title="cancelled", state="cancelled")

    assert [action.title for action in recorded.unreported(call, of(call), 5)] == ["late", "early"]


@pytest.mark.parametrize("listed", [recorded.largest, recorded.disputed, recorded.unreported])
def test_a_longer_list_is_not_cut_to_a_shorter_one_that_was_asked_for_before(call: Call, listed: Listed) -> None:
    for low in (100, 200, 300):
        make.report(make.past_action(call), low=low, high=low * 2)
        make.past_action(call)

    assert [len(listed(call, of(call), many)) for many in (1, 3, 2)] == [1, 3, 2]


def test_kinds_are_summed_up_each_for_itself(call: Call) -> None:
    for kind, low in (("vigil", 10), ("march", 100), ("march", 200)):
        make.report(make.past_action(call, kind=kind), low=low, high=low)

    assert [(row.kind, row.happened, row.low) for row in recorded.by_kind(call, of(call))] == [
        ("march", 2, 300),
        ("vigil", 1, 10),
    ]


def test_maps_have_every_place_with_what_is_known_of_it(call: Call) -> None:
    on(call, date(2024, 3, 1), 100, at="porto")
    on(call, date(2024, 3, 2), at="cairo")
    on(call, date(2024, 3, 2), 70, online=True, lat=None, lon=None)
    sheets = recorded.mapped(call, of(call)).sheets

    assert [
        (total.happened, [(place.total.known, place.total.low) for place in places]) for _, total, places in sheets
    ] == [
        (1, [(1, 100)]),
        (1, [(0, None)]),
    ]


@pytest.mark.parametrize(
    "narrowed", [{"country": ("EG",)}, {"organisation": "River Keepers"}, {"kind": ("vigil",)}, {"q": "bank"}]
)
def test_every_sum_goes_by_the_filter(call: Call, narrowed: dict[str, object]) -> None:
    on(call, date(2024, 3, 1), 100, 200, at="porto")
    on(call, date(2024, 3, 2), 5, 7, at="cairo", kind="vigil", organisations=["River Keepers"], title="On the bank")
    wanted = of(call, **narrowed)

    assert [total for _step, total in recorded.timeline(call, wanted).steps] == [Total(1, 1, 5, 7)]
    assert [row.kind for row in recorded.by_kind(call, wanted)] == ["vigil"]
    assert recorded.sized(call, wanted).pairs == ((1, 1, 1),)
    assert [action.title for action in recorded.disputed(call, wanted)] == ["On the bank"]
    assert recorded.mapped(call, wanted).sheets[0][1] == Total(1, 1, 5, 7)
    assert recorded.reported(call, wanted).reports == 1


def test_more_rows_take_no_more_queries(call: Call) -> None:
    counts = []
    for rows in (1, 3):
        while call.actions.count() < rows:
            on(call, date(2024, 3, 1), 10, 90)
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            for name in charted.NAMES:
                charted.of(name, call, of(call))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_estimate_is_told_by_who_counted(call: Call) -> None:
    estimates = [{"low": 900, "high": 900, "counter": "police"}, {"low": 4_000, "high": 4_000, "counter": "organiser"}]
    make.report(make.past_action(call, title="Walk the Douro"), estimates=estimates)
    chart = charted.of(charted.DISAGREEMENT, call, of(call))

    assert chart
    assert chart.rows == [
        ["Walk the Douro, Porto, 16 Mar 2024", "900 – 4,000", "the police: 900; the organisers: 4,000"]
    ]


def parted(call: Call, mona: Person, **fields: object) -> tuple[Action, Action]:
    """A march of 10,000, and a part of it of 3,000 that was counted elsewhere."""
    whole = on(call, date(2024, 3, 5), 10_000, at="porto")
    part = on(call, date(2024, 3, 5), 3_000, **({"at": "porto", "lat": 41.2} | fields))
    Overlap.note(part, whole, "part", by=mona)
    return whole, part


def test_a_map_has_a_part_at_its_own_point_and_adds_up_to_what_the_record_says(call: Call, mona: Person) -> None:
    parted(call, mona)
    ((_period, total, placed),) = recorded.mapped(call, of(call)).sheets

    assert (total, recorded.total(call, of(call))) == (Total(2, 2, 10_000, 10_000), Total(2, 2, 10_000, 10_000))
    assert sorted(each.total.low or 0 for each in placed) == [3_000, 10_000]


def test_a_week_adds_a_part_of_one_day_to_no_whole_of_another(call: Call, mona: Person) -> None:
    whole, part = on(call, date(2024, 3, 5), 10_000), on(call, date(2024, 3, 6), 3_000)
    Overlap.note(part, whole, "part", by=mona)
    on(call, date(2024, 9, 5), 7)
    found = recorded.timeline(call, of(call))

    assert (found.unit, found.steps[0][1], found.steps[-1][1]) == (
        "weeks",
        Total(2, 2, 10_000, 10_000),
        Total(1, 1, 7, 7),
    )


def test_what_has_no_point_is_told_with_the_map(call: Call) -> None:
    nowhere: dict[str, object] = {"online": True, "lat": None, "lon": None}
    on(call, date(2024, 3, 5), 100)
    assert "no point" not in charted.of(charted.MAPS, call, of(call)).told  # type: ignore[union-attr]

    on(call, date(2024, 3, 5), 5_000, **nowhere)
    on(call, date(2025, 3, 5), **nowhere)
    numbers.forget()
    chart = charted.of(charted.MAPS, call, of(call))

    assert chart
    assert [row[1:] for row in chart.rows] == [["1", "0", "100"]]
    assert chart.told.endswith("2 actions have no point on the map, and are in none of these figures.")


def test_where_nothing_has_a_point_there_is_no_map(call: Call) -> None:
    on(call, date(2024, 3, 5), 5_000, online=True, lat=None, lon=None)

    assert charted.of(charted.MAPS, call, of(call)) is None


def twins(mona: Person) -> tuple[Action, Action]:
    """One action under two calls, counted under both."""
    one, two = (on(make.call(slug), date(2024, 3, 5)) for slug in ("one", "two"))
    Overlap.note(one, two, "same", by=mona)
    return one, two


def test_the_same_action_under_two_calls_has_its_harm_told_once(mona: Person) -> None:
    one, two = twins(mona)
    make.report(one, deaths_any=False, arrests_any=True)
    make.report(two, deaths_any=True)
    found = recorded.reported(None, ActionFilter())

    assert (found.actions, found.reports) == (1, 2)
    assert (found.harm[0], found.harm[4]) == (Told("arrests", 1, 1), Told("deaths", 1, 1))


def test_the_same_action_under_two_calls_has_one_size_from_the_lowest_to_the_highest_of_both(mona: Person) -> None:
    one, two = twins(mona)
    make.report(one, low=100, high=120)
    assert recorded.sized(None, ActionFilter()) == Sized(((4, 4, 1),))

    make.report(two, low=20, high=110)
    assert recorded.sized(None, ActionFilter()) == Sized(((2, 4, 1),))
    assert recorded.sized(None, ActionFilter(call="two")) == Sized(((2, 4, 1),))
    assert recorded.sized(None, ActionFilter(call="one")) == Sized(((4, 4, 1),))


def test_the_same_action_under_two_calls_stands_once_among_the_largest_with_the_figures_of_both(mona: Person) -> None:
    one, two = twins(mona)
    make.report(one, low=100, high=120)
    make.report(two, low=20, high=110)
    make.report(on(make.call("three"), date(2024, 3, 4)), low=90, high=115)

    def largest(**words: object) -> list[tuple[str, int | None, int | None, int]]:
        found = recorded.largest(None, ActionFilter(**words), 5)
        return [(each.call.slug, each.size_low, each.size_high, len(each.accepted_reports)) for each in found]  # type: ignore[attr-defined]

    assert largest() == [("two", 20, 120, 2), ("three", 90, 115, 1)]
    assert largest(call="one") == [("one", 100, 120, 1)]
    assert [each.pages for each in numbers.most_reported(ActionFilter(), 1)] == [(two.pk, one.pk)]


def test_of_one_action_under_two_calls_that_was_counted_under_one_the_figures_are_those(mona: Person) -> None:
    one, _two = twins(mona)
    make.report(one, low=100, high=120)

    assert [(each.size_low, each.size_high) for each in recorded.largest(None, ActionFilter(), 5)] == [(100, 120)]


def test_a_part_stands_beside_its_whole_among_the_largest(call: Call, mona: Person) -> None:
    whole, part = parted(call, mona)

    assert [each.pk for each in recorded.largest(call, of(call), 5)] == [whole.pk, part.pk]


def test_figures_of_one_action_that_differ_between_two_calls_lie_apart(mona: Person) -> None:
    one, two = twins(mona)
    make.report(one, estimates=[{"low": 1_000, "high": 1_000, "counter": "police"}])
    make.report(two, estimates=[{"low": 9_000, "high": 9_000, "counter": "organiser"}])
    for low, high in ((100, 400), (10, 10)):
        make.report(on(make.call(f"call-{low}"), date(2024, 3, 4)), low=low, high=high)
    found = recorded.disputed(None, ActionFilter())
    chart = charted.of(charted.DISAGREEMENT, None, ActionFilter())

    assert [(each.size_low, each.size_high) for each in found] == [(1_000, 9_000), (100, 400)]
    assert chart
    assert chart.rows[0][1:] == ["1,000 – 9,000", "the organisers: 9,000; the police: 1,000"]
    assert recorded.disputed(None, ActionFilter(call="one")) == []


def test_more_of_the_same_action_take_no_more_queries(mona: Person) -> None:
    counts = []
    for rows in (1, 3):
        while Overlap.objects.count() < rows:
            many = Overlap.objects.count()
            one, two = (on(make.call(f"{side}-{many}"), date(2024, 3, 5), 10, 90) for side in ("one", "two"))
            Overlap.note(one, two, "same", by=mona)
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            assert len(recorded.largest(None, ActionFilter(), 10)) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_same_action_under_two_calls_is_missing_once_and_not_where_either_is_reported_on(mona: Person) -> None:
    _one, two = twins(mona)
    on(make.call("three"), date(2024, 3, 4))

    def missing(many: int = 5, **words: object) -> list[str]:
        return [action.call.slug for action in recorded.unreported(None, ActionFilter(**words), many)]

    assert (len(missing()), missing()[1], missing(1)[0] in ("one", "two")) == (2, "three", True)
    make.report(two)
    assert (missing(), missing(1), missing(call="one")) == (["three"], ["three"], ["one"])
