from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import charted, numbers, recorded
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.ranges import Total
from groundswell.core.recorded import Sized, Told
from tests import make


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
