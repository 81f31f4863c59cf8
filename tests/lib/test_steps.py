from datetime import date

from groundswell.lib import steps


def test_the_line_rises_on_its_days_and_goes_on_until_the_last():
    drawn = steps.path([(date(2027, 1, 1), 1), (date(2027, 1, 6), 2)], date(2027, 1, 11))

    assert drawn == "M0 116H0V60H300V4H600"


def test_a_day_after_the_last_stays_inside():
    assert steps.path([(date(2027, 1, 1), 1), (date(2027, 1, 31), 0)], date(2027, 1, 11)) == "M0 116H0V4H600V116H600"
