"""The day around the world: which day it is, and what is under way as it travels west."""

from datetime import UTC, date, datetime, timedelta

import pytest

from groundswell.core import around
from groundswell.core.around import AFTER, BEFORE, ON, Figures
from groundswell.core.calendar import Days
from groundswell.core.filter import ActionFilter
from tests import make
from tests.make import DAY

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def at(monkeypatch):
    def stand(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (datetime(2031, 3, 14, 9, 59, tzinfo=UTC), (DAY, BEFORE)),
        (datetime(2031, 3, 14, 10, 0, tzinfo=UTC), (DAY, ON)),  # midnight at UTC+14
        (datetime(2031, 3, 16, 10, 59, tzinfo=UTC), (DAY, ON)),  # an hour before midnight at UTC−11
        (datetime(2031, 3, 16, 11, 0, tzinfo=UTC), (DAY, AFTER)),
    ],
)
def test_day_is_on_while_it_is_anybodys_today(moment, found):
    assert around.the_day(Days({DAY: 3}, 0), moment) == found


def test_of_two_days_that_are_somewhere_today_the_one_with_more_is_told_of():
    days = Days({DAY: 300, DAY + timedelta(days=1): 2}, 0)

    assert around.the_day(days, datetime(2031, 3, 16, 3, tzinfo=UTC)) == (DAY, ON)
    assert around.the_day(days, datetime(2031, 3, 16, 12, tzinfo=UTC)) == (DAY + timedelta(days=1), ON)


def test_without_a_dated_action_there_is_no_day(call):
    make.action(call, state="postponed", undated=True)

    assert around.around(call, ActionFilter()) is None


def test_each_zone_says_what_is_under_way_to_come_and_over(call, at):
    make.action(call, "suva", starts=NOON - 7 * HOUR, ends=NOON - 5 * HOUR)
    make.action(call, "suva", starts=NOON - 4 * HOUR, ends=NOON - HOUR)
    make.action(call, "cairo", starts=NOON - HOUR, ends=NOON + HOUR)
    make.action(call, "cairo", starts=NOON - HOUR, ends=NOON + HOUR, state="cancelled")
    make.action(call, "santiago", starts=NOON + 2 * HOUR)
    make.action(call, "santiago", starts=NOON + 5 * HOUR, state="moved")
    make.action(call, "santiago", starts=NOON - 8 * HOUR, timed=False)
    make.action(call, "porto", state="postponed", undated=True)
    at(NOON)

    found = around.around(call, ActionFilter())

    assert (found.day, found.phase) == (DAY, ON)
    assert [(zone.offset // HOUR, zone.figures, zone.countries, zone.first) for zone in found.zones] == [
        (12, Figures(over=2, just_over=1), (("FJ", 2),), None),
        (2, Figures(under_way=1, cancelled=1), (("EG", 2),), None),
        (-3, Figures(soon=1, to_come=2, untimed=1), (("CL", 3),), NOON + 2 * HOUR),
    ]
    assert found.figures.actions == 7


def test_what_is_under_way_on_the_day_before_or_for_days_is_told_too(call, at):
    make.action(call, "suva", starts=NOON + 2 * HOUR)  # on the 16th there
    make.action(call, "porto", starts=NOON - timedelta(days=5), ends=NOON + HOUR)
    for number in range(3):
        make.action(call, "porto", title=f"Walk {number}")
    at(NOON + timedelta(minutes=1))

    found = around.around(call, ActionFilter())

    assert found.day == DAY
    assert (found.figures.under_way, found.figures.soon) == (4, 1)


def test_before_the_day_zones_are_by_the_clocks_of_that_day(call, at):
    make.action(call, "porto", starts=datetime(2031, 7, 1, 12, tzinfo=UTC))
    at(NOON)

    found = around.around(call, ActionFilter())

    assert (found.day, found.phase, [zone.offset // HOUR for zone in found.zones]) == (date(2031, 7, 1), BEFORE, [1])


def test_hours_count_what_is_under_way_in_each(call, at):
    make.action(call, "porto", starts=NOON, ends=NOON + 2 * HOUR)
    make.action(call, "porto", starts=NOON + HOUR + timedelta(minutes=30), ends=NOON + 3 * HOUR)
    make.action(call, "porto", starts=NOON, state="cancelled")
    at(NOON)

    hours = around.around(call, ActionFilter()).hours

    assert {hour.begins: hour.under_way for hour in hours if hour.under_way} == {
        NOON: 1,
        NOON + HOUR: 2,
        NOON + 2 * HOUR: 1,
    }
    assert len(hours) == 24


def test_hours_hold_the_whole_day_from_east_to_west(call, at):
    make.action(call, starts=datetime(2031, 3, 14, 10, tzinfo=UTC), timezone="Pacific/Kiritimati")
    make.action(call, starts=datetime(2031, 3, 16, 9, tzinfo=UTC), timezone="Pacific/Pago_Pago")
    at(NOON)

    hours = around.around(call, ActionFilter()).hours

    assert hours[0].begins == datetime(2031, 3, 14, 10, tzinfo=UTC)
    assert len(hours) == 50


def test_named_are_a_few_in_each_zone_first_what_is_under_way(call, at):
    for number in range(5):
        make.action(call, "porto", title=f"Soon {number}", starts=NOON + timedelta(minutes=10 + number))
    make.action(call, "porto", title="On", starts=NOON - HOUR)
    make.action(call, "suva", title="Far", starts=NOON - HOUR)
    make.action(call, "cairo", title="Over", starts=NOON - 6 * HOUR)
    at(NOON)

    named = around.named(call, ActionFilter(), around.around(call, ActionFilter()))

    assert sorted(action.title for action in named) == ["Far", "On", "Soon 0", "Soon 1"]


def test_day_begins_with_what_begins_first_anywhere(call):
    make.action(call, "porto", title="Later")
    make.action(call, "suva", title="First", starts=NOON - 10 * HOUR)
    make.action(call, "suva", title="Off", starts=NOON - 11 * HOUR, state="cancelled")

    assert around.first_of(ActionFilter(), DAY).title == "First"


def test_filter_narrows_the_day(call, at):
    make.action(call, "porto")
    make.action(call, "suva", starts=NOON)
    at(NOON)

    assert around.around(call, ActionFilter(country=("PT",))).figures == Figures(under_way=1)
