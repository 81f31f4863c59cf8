from datetime import date

import pytest

from groundswell.lib import days

FRIDAY = date(2031, 3, 14)


def listed(step, until, first=FRIDAY):
    return [day.isoformat() for day in days.every(step, first, until, most=60)]


def test_every_week_goes_up_to_and_with_the_last_day():
    assert listed("week", date(2031, 3, 28)) == ["2031-03-14", "2031-03-21", "2031-03-28"]


def test_every_two_weeks_and_every_day():
    assert listed("fortnight", date(2031, 4, 1)) == ["2031-03-14", "2031-03-28"]
    assert listed("day", date(2031, 3, 16)) == ["2031-03-14", "2031-03-15", "2031-03-16"]


def test_every_month_stays_on_the_second_friday():
    assert listed("month", date(2031, 5, 31)) == ["2031-03-14", "2031-04-11", "2031-05-09"]


def test_every_month_from_a_fifth_weekday_takes_the_last_where_there_is_no_fifth():
    assert listed("month", date(2031, 6, 30), date(2031, 3, 31)) == [
        "2031-03-31",
        "2031-04-28",
        "2031-05-26",
        "2031-06-30",
    ]


def test_every_is_never_more_than_asked_for():
    assert len(days.every("day", FRIDAY, date(2099, 1, 1), most=61)) == 61


@pytest.mark.parametrize(
    "text",
    [
        "2031-03-15", "2031-3-15", "15.3.2031", "15/03/2031", "03/15/2031", "15-03-31", "15 March 2031", "March 15, 2031",
        "15 de marzo de 2031", "Sat 15 Mar 2031", "١٥/٣/٢٠٣١", "١٥ مارس ٢٠٣١", "2031-03-15 00:00:00", "2031/03/15",
    ],
)  # fmt: skip
def test_read_knows_a_day_however_it_is_written(text):
    assert days.read(text) == date(2031, 3, 15)


@pytest.mark.parametrize("text", ["", "soon", "2031-02-30", "99", "1,2", "15 March", "3/4/2031", "\x00", "٣" * 40])
def test_read_does_not_guess(text):
    assert days.read(text) is None


def test_read_takes_of_two_meanings_the_one_that_fits():
    assert days.read("3/4/2031", lambda day: day.month == 4) == date(2031, 4, 3)


def test_read_knows_that_the_day_comes_first_where_there_are_dots():
    assert days.read("3.4.2031") == date(2031, 4, 3)


def test_meanings_of_a_day_that_may_be_two():
    assert days.meanings("3/4/2031") == [date(2031, 4, 3), date(2031, 3, 4)]
