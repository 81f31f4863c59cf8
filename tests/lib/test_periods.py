from datetime import date

import pytest

from groundswell.lib.periods import DAYS, MONTHS, WEEKS, YEARS, Period, few, periods, unit_of

NEW_YEAR = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("last", "unit"),
    [(date(2024, 2, 14), DAYS), (date(2024, 2, 15), WEEKS), (date(2025, 3, 1), MONTHS), (date(2029, 6, 1), YEARS)],
)
def test_the_longer_the_span_the_longer_its_steps(last: date, unit: str) -> None:
    assert unit_of(NEW_YEAR, last) == unit


def test_steps_without_anything_are_there_too() -> None:
    assert periods(date(2023, 12, 31), date(2024, 2, 1), MONTHS) == [
        Period(date(2023, 12, 1), date(2023, 12, 31)),
        Period(date(2024, 1, 1), date(2024, 1, 31)),
        Period(date(2024, 2, 1), date(2024, 2, 29)),
    ]


def test_a_week_begins_on_monday_and_a_leap_day_is_in_its_year() -> None:
    assert periods(date(2024, 3, 3), date(2024, 3, 3), WEEKS) == [Period(date(2024, 2, 26), date(2024, 3, 3))]
    assert periods(date(2024, 2, 29), date(2025, 1, 1), YEARS)[0] == Period(NEW_YEAR, date(2024, 12, 31))


@pytest.mark.parametrize(
    ("last", "unit", "many"),
    [
        (NEW_YEAR, DAYS, 1),
        (date(2024, 1, 6), DAYS, 6),
        (date(2024, 3, 31), MONTHS, 3),
        (date(2024, 1, 10), DAYS, 5),
        (date(2063, 12, 31), YEARS, 6),
    ],
)
def test_few_steps_are_even_or_several_together(last: date, unit: str, many: int) -> None:
    found, steps = few(NEW_YEAR, last, 6)

    assert (found, len(steps), steps[0].first) == (unit, many, NEW_YEAR)
