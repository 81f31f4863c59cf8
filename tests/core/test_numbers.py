from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from groundswell.core import counting, numbers, once, recorded
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.ranges import Total
from groundswell.lib.clock import now
from groundswell.web import charts
from tests import make


def record(call: Call, **words: Any) -> Total:
    return recorded.total(call, ActionFilter(call=call.slug, **words))


def test_a_call_is_as_large_as_what_is_public_of_it(call: Call) -> None:
    make.action(call, at="porto", coming=3)
    make.action(call, at="lisbon", state="cancelled", coming=5)
    make.action(call, at="cairo", state="proposed", coming=7)
    make.action(call, at="suva", state="happened", coming=9)
    make.endorsement(call)
    make.endorsement(call, "Boat School", state="withdrawn")
    counted = numbers.of_call(call)
    assert counted == numbers.CallNumbers(actions=3, countries=2, towns=3, organisations=1, members=0, coming=3)


def test_a_town_written_in_two_ways_is_one_town() -> None:
    places = [
        ("BR", None, "São João"),
        ("BR", None, "sao joao"),
        ("PT", None, "São João"),
        ("PT", 1, "x"),
        ("PT", 1, "y"),
    ]
    assert numbers.towns([*places, ("", None, "")]) == 3


def test_a_call_is_counted_once_for_each_fact(call: Call, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.report(make.past_action(call), low=1)
    numbers.of_call(call)
    with django_assert_num_queries(2):  # the stamp, and those who are coming
        numbers.of_call(call)


def test_the_range_is_the_sum_of_the_lowest_and_of_the_highest(call: Call) -> None:
    make.report(make.past_action(call), low=100, high=300)
    twice = make.past_action(call)
    make.report(twice, low=1_000, high=1_000)
    make.report(twice, low=800, high=2_000)
    make.past_action(call)
    assert record(call) == Total(happened=3, known=2, low=900, high=2_300)
    assert record(call).unknown == 1


def test_a_sum_over_no_estimates_is_unknown_and_not_zero(call: Call) -> None:
    make.past_action(call)
    assert record(call) == Total(happened=1, known=0, low=None, high=None)


def test_what_was_cancelled_or_is_to_come_is_in_no_total(call: Call) -> None:
    make.action(call, starts=datetime(2020, 3, 15, tzinfo=UTC))  # over, and not yet marked so
    make.action(call, starts=now())
    make.past_action(call, state="cancelled")
    assert record(call).happened == 1


def test_the_filter_narrows_the_totals(call: Call) -> None:
    make.report(make.past_action(call, at="cairo"), low=10, high=20)
    make.report(make.past_action(call, at="porto"), low=5, high=6)
    assert record(call, country=("EG",)) == Total(happened=1, known=1, low=10, high=20)


def test_countries_come_with_what_is_known_of_each(call: Call) -> None:
    make.report(make.past_action(call, at="porto"), low=10, high=20)
    make.past_action(call, at="lisbon")
    make.past_action(call, at="cairo")
    assert [
        (each.country, each.happened, each.known, each.low, each.high)
        for each in recorded.by_country(call, ActionFilter(call=call.slug))
    ] == [("PT", 2, 1, 10, 20), ("EG", 1, 0, None, None)]


@pytest.mark.parametrize("word", [{"q": "river"}, {"organisation": "Keepers"}, {"point": (41.15, -8.61)}])
def test_totals_go_with_every_filter(call: Call, word: dict[str, Any]) -> None:
    make.report(make.past_action(call, organisations=["Keepers"]), low=10, high=20)
    assert (record(call, **word).low, recorded.by_country(call, ActionFilter(call=call.slug, **word))[0].high) == (
        10,
        20,
    )


def test_the_most_reported_come_first_and_the_unknown_not_at_all(call: Call) -> None:
    for low, high in ((10, 500), (100, 200), (None, None)):
        make.report(make.past_action(call, title=f"{low}"), low=low, high=high)
    assert [action.title for action in once.told(numbers.most_reported(ActionFilter(call=call.slug)))] == ["10", "100"]


def test_totals_of_all_calls_and_of_one_named_in_the_filter_are_not_taken_for_each_other(call: Call) -> None:
    make.past_action(call)
    make.past_action(make.call("other"))
    assert recorded.total(None, ActionFilter()).happened == 2
    assert recorded.total(None, ActionFilter(call=call.slug)).happened == 1


def test_a_sum_of_yesterday_is_not_given_today_though_nothing_was_told_since(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2031, 3, 14, 18, tzinfo=UTC)
    make.action(call, starts=at + timedelta(hours=2))
    told = []
    for moment in (at, at + timedelta(days=1)):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        wanted = ActionFilter(call=call.slug, state=("happened",))
        told.append((record(call).happened, counting.many(wanted).number, len(charts.of(call, wanted))))

    assert told == [(0, 0, 0), (1, 1, 3)]
