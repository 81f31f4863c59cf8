"""The scale on which the size of a crowd is drawn."""

import pytest

from groundswell.lib.scale import Range, position


@pytest.mark.parametrize(
    ("number", "at"), [(0, 0), (1, 0), (10, 0), (100, 20), (1_000, 40), (1_000_000, 100), (9e9, 100)]
)
def test_each_power_of_ten_is_one_step(number: float, at: float) -> None:
    assert position(number) == at


def test_a_range_is_drawn_from_low_to_high() -> None:
    drawn = Range(1_000, 10_000)
    assert (drawn.low_x, drawn.high_x) == (40, 60)


def test_one_figure_is_thin_but_seen() -> None:
    drawn = Range(1_000, 1_000)
    assert (drawn.low_x, drawn.high_x) == (40, 41.5)


def test_the_largest_crowd_is_still_inside() -> None:
    drawn = Range(5_000_000, 5_000_000)
    assert (drawn.low_x, drawn.high_x) == (98.5, 100)


def test_one_end_stands_for_both_where_the_other_is_not_given() -> None:
    assert (Range(100, None).low_x, Range(None, 100).low_x) == (20, 20)


def test_nobody_counted_is_not_zero() -> None:
    assert (Range(None, None).known, Range(0, 0).known) == (False, True)
