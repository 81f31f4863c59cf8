"""The calendar: weeks over the ends of years, months of every length, and actions that are on more than one day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from groundswell.core import calendar
from groundswell.core.calendar import DAY, MONTH, WEEK, Asked
from groundswell.core.filter import ActionFilter
from tests import make
from tests.make import DAY as SATURDAY

SUNDAY_FIRST, MONDAY_FIRST, SATURDAY_FIRST = 0, 1, 6


def asked(**words: str) -> Asked:
    return Asked.read({word: [value] for word, value in words.items()})


def filtered(**words: str) -> ActionFilter:
    return ActionFilter.read({word: [value] for word, value in words.items()})


def long(call, *, starts: datetime, ends: datetime, **fields):
    return make.action(call, starts=starts, ends=ends, **fields)


# Leaves


@pytest.mark.parametrize(
    ("first_weekday", "begins"),
    [(MONDAY_FIRST, date(2026, 12, 28)), (SUNDAY_FIRST, date(2026, 12, 27)), (SATURDAY_FIRST, date(2026, 12, 26))],
)
def test_week_goes_over_the_end_of_the_year_and_begins_where_the_reader_begins_it(first_weekday, begins):
    shown = calendar.leaf(WEEK, date(2027, 1, 1), first_weekday)

    assert shown == [begins + timedelta(days=number) for number in range(7)]


@pytest.mark.parametrize(
    ("day", "first", "last", "own"),
    [
        (date(2027, 2, 14), date(2027, 2, 1), date(2027, 2, 28), 28),  # four whole weeks
        (date(2028, 2, 29), date(2028, 1, 31), date(2028, 3, 5), 29),
        (date(2027, 11, 30), date(2027, 11, 1), date(2027, 12, 5), 30),
        (date(2027, 5, 1), date(2027, 4, 26), date(2027, 6, 6), 31),  # six weeks
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3), 31),
    ],
)
def test_month_has_whole_weeks_and_all_its_days(day, first, last, own):
    shown = calendar.leaf(MONTH, day, MONDAY_FIRST)

    assert (shown[0], shown[-1], len(shown) % 7) == (first, last, 0)
    assert len(calendar.own_days(MONTH, day, shown)) == own


def test_a_day_is_a_leaf_of_its_own():
    assert calendar.leaf(DAY, SATURDAY, MONDAY_FIRST) == [SATURDAY]


@pytest.mark.parametrize(
    ("view", "day", "before", "after"),
    [
        (MONTH, date(2027, 3, 31), date(2027, 2, 1), date(2027, 4, 1)),
        (MONTH, date(2027, 1, 15), date(2026, 12, 1), date(2027, 2, 1)),
        (WEEK, date(2027, 1, 1), date(2026, 12, 25), date(2027, 1, 8)),
        (DAY, date(2028, 2, 29), date(2028, 2, 28), date(2028, 3, 1)),
        (MONTH, date(1900, 1, 15), None, date(1900, 2, 1)),
        (DAY, date(1900, 1, 1), None, date(1900, 1, 2)),
        (MONTH, date(2200, 12, 15), date(2200, 11, 1), None),
        (DAY, date(2200, 12, 31), date(2200, 12, 30), None),
    ],
)
def test_leaves_are_turned_one_by_one_and_not_beyond_the_calendar(view, day, before, after):
    assert (calendar.before(view, day), calendar.after(view, day)) == (before, after)


# Words


def test_words_of_the_calendar_are_read():
    assert asked(view="week", day="2031-03-15", by="place") == Asked("week", SATURDAY, "place")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("view", "bogus"),
        ("by", "size"),
        ("day", "0000-00-00"),
        ("day", "1899-12-31"),
        ("day", "2201-01-01"),
        ("day", "9" * 5000),
        ("day", "٢٠٣١-٠٣-١٥x"),
        ("view", "we\x00ek"),
    ],
)
def test_what_is_no_word_of_the_calendar_is_told_and_left_out(word, value):
    found = asked(**{word: value})

    assert found == Asked()
    assert list(found.errors) == [word]


# Numbers


def test_days_count_what_the_list_has_and_those_put_off_apart(call):
    for title in ("Walk", "Sing"):
        make.action(call, title=title)
    make.action(call, starts=make.at(SATURDAY + timedelta(days=1)), state="cancelled")
    make.action(call, state="postponed", undated=True)
    make.action(call, state="hidden")

    days = calendar.days(call, ActionFilter(call=call.slug))

    assert days.begin == {SATURDAY: 2, SATURDAY + timedelta(days=1): 1}
    assert days.undated == 1
    assert days.actions == ActionFilter(call=call.slug).rows().count()


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"country": "PT"},
        {"kind": "vigil"},
        {"q": "walk"},
        {"near": "41.15,-8.61"},
        {"organisation": "River Keepers"},
        {"state": "cancelled"},
        {"from": "2031-03-16"},
        {"sort": "coming"},
        {"access": "step-free", "near": "41.15,-8.61", "sort": "distance"},
    ],
    ids=str,
)
def test_every_filter_counts_in_days_what_it_lists(call, words):
    make.action(call, organisations=["River Keepers", "Tide Watch"], access=["step-free"])
    make.action(call, "santiago", kind="vigil", title="Candles")
    make.action(call, "suva", starts=make.at(SATURDAY, 20), state="cancelled")

    assert calendar.days(None, filtered(**words)).actions == filtered(**words).rows().count()


def test_days_are_those_of_the_actions_own_zones(call):
    at = datetime(2031, 3, 15, 11, tzinfo=UTC)
    make.action(call, starts=at, timezone="Pacific/Kiritimati")  # UTC+14
    make.action(call, starts=at, timezone="Etc/GMT+12")  # UTC−12

    assert calendar.days(call, ActionFilter()).begin == {date(2031, 3, 16): 1, date(2031, 3, 14): 1}


def test_nearest_day_is_the_next_and_when_all_is_past_the_last(call):
    make.action(call)
    days = calendar.days(call, ActionFilter())

    assert days.nearest(date(2031, 1, 1)) == SATURDAY
    assert days.nearest(SATURDAY) == SATURDAY
    assert days.nearest(date(2032, 1, 1)) == SATURDAY
    assert calendar.Days({}, 0).nearest(SATURDAY) == SATURDAY


# Rows


def test_a_day_names_its_first_actions_by_time(call):
    for hour in (18, 9, 12, 15):
        make.action(call, title=f"At {hour}", starts=make.at(SATURDAY, hour))
    make.action(call, title="On Sunday", starts=make.at(SATURDAY + timedelta(days=1)))

    named = calendar.beginning(call, ActionFilter(), [SATURDAY, SATURDAY + timedelta(days=1)], 3)

    assert [action.title for action in named] == ["At 9", "At 12", "At 15", "On Sunday"]


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "last"),
    [
        # Over midnight: what ends in the night belongs to the evening before.
        (datetime(2031, 3, 15, 20), datetime(2031, 3, 16, 2), "Europe/Lisbon", date(2031, 3, 15)),
        (datetime(2031, 3, 15, 20), datetime(2031, 3, 16, 8), "Europe/Lisbon", date(2031, 3, 16)),
        # A day whole ends with it.
        (datetime(2031, 3, 15), datetime(2031, 3, 16), "Europe/Lisbon", date(2031, 3, 15)),
        (datetime(2031, 3, 15, 10), datetime(2031, 3, 18, 18), "Europe/Lisbon", date(2031, 3, 18)),
        # At UTC+14 and UTC−12 the last day is one by the clocks there.
        (datetime(2031, 3, 14, 20), datetime(2031, 3, 16, 8), "Pacific/Kiritimati", date(2031, 3, 16)),
        (datetime(2031, 3, 15, 20), datetime(2031, 3, 17, 8), "Etc/GMT+12", date(2031, 3, 16)),
        # The night in which clocks go forward has an hour less: 23:30 to 06:30.
        (datetime(2031, 3, 29, 23, 30), datetime(2031, 3, 30, 5, 30), "Europe/Lisbon", date(2031, 3, 29)),
        (datetime(2031, 10, 25, 22), datetime(2031, 10, 26, 12), "Europe/Lisbon", date(2031, 10, 26)),
    ],
)
def test_last_day_of_an_action_is_by_the_clocks_there(call, starts, ends, zone, last):
    action = long(call, starts=starts.replace(tzinfo=UTC), ends=ends.replace(tzinfo=UTC), timezone=zone)

    assert calendar.last_day(action) == last


def test_action_of_several_days_goes_on_after_the_first(call):
    camp = long(
        call, starts=make.at(SATURDAY - timedelta(days=2)), ends=make.at(SATURDAY + timedelta(days=1)), title="Camp"
    )
    long(call, starts=make.at(SATURDAY, 20), ends=make.at(SATURDAY + timedelta(days=1), 1), title="Vigil")
    long(call, starts=make.at(SATURDAY - timedelta(days=9)), ends=make.at(SATURDAY - timedelta(days=6)), title="Over")
    make.action(call, title="Walk")

    assert list(calendar.going_on(call, ActionFilter(), [SATURDAY])) == [camp]
    assert list(calendar.going_on(call, ActionFilter(), calendar.leaf(WEEK, SATURDAY, MONDAY_FIRST))) == [camp]
    assert list(calendar.going_on(call, ActionFilter(), [SATURDAY + timedelta(days=2)])) == []


def test_put_off_has_what_has_no_date(call):
    put_off = make.action(call, state="postponed", undated=True)
    make.action(call, state="postponed")

    assert list(calendar.put_off(ActionFilter())) == [put_off]


def test_by_place_goes_by_the_order_of_countries_and_then_by_town(call):
    for town, title in (("lisbon", "L"), ("porto", "P"), ("santiago", "S"), ("cairo", "C")):
        make.action(call, town, title=title)
    make.action(call, country="", locality="", town=None, online=True, title="O")

    named = [action.title for action in calendar.by_place(ActionFilter(), SATURDAY, ["CL", "EG", "PT", ""])]

    assert named == ["S", "C", "L", "P", "O"]
    assert calendar.countries(call, ActionFilter(), SATURDAY) == {"CL": 1, "EG": 1, "PT": 2, "": 1}
