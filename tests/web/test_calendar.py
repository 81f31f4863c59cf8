"""The calendar's pages: the list's numbers in days, whole without script, and nothing that an address says breaks them."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from tests import make
from tests.make import DAY

CALENDAR = "/calls/clean-rivers/calendar/"
VIEWS = ["", "view=week", "view=day", "view=day&by=place"]


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split()).replace(" :", ":")


def page(query: str = "", path: str = CALENDAR) -> str:
    answer = Client().get(f"{path}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def heads(body: str) -> list[str]:
    return re.findall(r'<th scope="col">([^<]*)</th>', body)


def test_calendar_begins_with_the_month_of_the_next_action(call, monkeypatch):
    make.action(call)
    make.action(call, starts=make.at(date(2031, 1, 4)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.at(date(2031, 2, 1)))

    assert "<h1>March 2031</h1>" in page()


def test_when_all_is_past_it_begins_with_the_last(call):
    make.past_action(call)

    assert "<h1>March 2024</h1>" in page()


@pytest.mark.parametrize(
    ("prefix", "first", "seventh"), [("", "Monday", "Sunday"), ("/es", "Lunes", "Domingo"), ("/ar", "السبت", "الجمعة")]
)
@pytest.mark.parametrize("view", ["month", "week"])
def test_week_begins_where_readers_of_the_language_begin_it(call, prefix, first, seventh, view):
    make.action(call)

    found = heads(page(f"view={view}", prefix + CALENDAR))

    assert (found[0], found[-1], len(found)) == (first, seventh, 7)


@pytest.mark.parametrize(
    "query", ["", "country=PT", "kind=vigil", "near=Porto", "q=walk", "state=cancelled", "town=2735943"]
)
@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_calendar_has_the_number_of_the_list_for_the_same_words(call, query, view):
    make.action(call)
    make.action(call, "lisbon", kind="vigil", state="cancelled")
    make.action(call, "santiago", starts=make.at(DAY + timedelta(days=40)))
    make.action(call, state="postponed", undated=True)

    listed = Client().get(f"/calls/clean-rivers/actions/?{query}").context["page"].paginator.count

    assert Client().get(f"{CALENDAR}?{query}&view={view}").context["leaf"].days.actions == listed


def test_day_says_how_many_there_are_and_names_three(call):
    for hour in range(8, 13):
        make.action(call, title=f"Walk at {hour}", starts=make.at(DAY, hour))

    body = page()

    assert re.findall(r"Walk at \d+", body) == ["Walk at 8", "Walk at 9", "Walk at 10"]
    assert "5 actions" in words(body)
    assert f'<a href="{CALENDAR}?view=day&amp;day=2031-03-15">and 2 more</a>' in body


def test_what_was_cancelled_or_moved_says_so_in_words(call):
    make.action(call, title="Walk", state="cancelled")
    make.action(call, title="Sing", state="moved")

    body = words(page())

    assert "Walk 12:00 · Porto Cancelled" in body
    assert "Sing 12:00 · Porto Moved" in body


def test_what_was_put_off_without_a_date_stands_apart(call):
    make.action(call, title="Walk", state="postponed", undated=True)
    make.action(call, title="Sing")

    grid, _table, below = page().partition("</table>")

    assert "Walk" not in grid
    assert "Postponed, with no new date yet" in below
    assert "Walk" in below


def test_action_of_several_days_is_on_each(call):
    make.action(call, title="Camp", starts=make.at(DAY), ends=make.at(DAY + timedelta(days=2)))

    cells = re.findall(r"<td.*?</td>", page(), re.DOTALL)

    assert [re.search(r'datetime="([\d-]+)"', cell)[1] for cell in cells if "Camp" in cell] == [
        "2031-03-15", "2031-03-16", "2031-03-17",
    ]  # fmt: skip
    assert "Still going on" in page("view=day&day=2031-03-17")


def test_day_goes_by_time_or_by_place(call):
    make.action(call, "suva", title="Third", starts=make.at(DAY, 11))
    make.action(call, "lisbon", title="Second", starts=make.at(DAY, 10))
    make.action(call, "porto", title="First", starts=make.at(DAY, 8))

    def order(body):
        return re.findall(r"<bdi>(First|Second|Third)</bdi>", body)

    assert order(page("view=day")) == ["First", "Second", "Third"]
    by_place = page("view=day&by=place")
    assert order(by_place) == ["Third", "Second", "First"]
    assert [words(each) for each in re.findall(r"<h[23]>.*?</h[23]>", by_place)][:5] == [
        "Fiji 1", "Suva", "Portugal 2", "Lisbon", "Porto",
    ]  # fmt: skip


def test_long_day_has_pages_that_keep_the_words(call):
    for number in range(41):
        make.action(call, title=f"Walk {number}")

    body = page("view=day&country=PT&by=place")

    assert "country=PT&amp;view=day&amp;day=2031-03-15&amp;by=place&amp;page=2" in body
    assert "Walk" in page("view=day&country=PT&by=place&page=2")


def test_long_day_by_place_leads_to_each_of_its_countries(call):
    make.action(call, "santiago")
    for number in range(40):
        make.action(call, title=f"Walk {number}")

    jumps = re.findall(
        r'<li><a href="([^"]*)">(Chile|Portugal)</a> <span class="small soft">(\d+)<', page("view=day&by=place")
    )

    assert jumps == [
        (f"{CALENDAR}?country=CL&amp;view=day&amp;day=2031-03-15&amp;by=place", "Chile", "1"),
        (f"{CALENDAR}?country=PT&amp;view=day&amp;day=2031-03-15&amp;by=place", "Portugal", "40"),
    ]


def test_leaf_with_nothing_leads_to_the_next_one(call):
    make.action(call)

    assert "The next is on Saturday 15 March 2031" in page("day=2031-01-01")
    assert "The last was on Saturday 15 March 2031" in page("day=2032-01-01")
    assert "Nothing fits all of this" in page("country=FJ")


def test_calendar_of_a_call_without_actions_has_a_next_step(call):
    assert 'href="/calls/clean-rivers/register/"' in page()


def test_programs_are_led_to_no_leaf_beyond_the_actions(call):
    make.action(call)
    make.action(call, starts=make.at(DAY + timedelta(days=31)))

    def led(body):
        return re.findall(r'rel="(prev|next)( nofollow)?"', body), 'name="robots"' in body

    assert led(page("day=2031-03-01")) == ([("prev", " nofollow"), ("next", "")], False)
    assert led(page("day=2031-05-01")) == ([("prev", ""), ("next", " nofollow")], True)


def test_filter_stays_in_every_link(call):
    make.action(call)

    body = page("country=PT&kind=march&view=week")
    links = re.findall(r'href="(/calls/clean-rivers/calendar/\?[^"]*)"', body)

    assert all("kind=march" in link or "country=PT" in link for link in links)
    assert 'href="/calls/clean-rivers/actions/?country=PT&amp;kind=march"' in body


def test_form_takes_nothing_away_that_it_does_not_ask_for(call):
    make.action(call)

    body = page("country=PT&country=CL&kind=march&q=walk&view=week&page=2")

    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', body) == [
        ("q", "walk"), ("country", "PT"), ("country", "CL"), ("view", "week"),
    ]  # fmt: skip


def test_calendar_of_everything_keeps_the_call_that_its_words_name(call):
    make.action(call)
    make.action(make.call("quiet-nights", title="Nights"), title="Hush")

    body = page("call=clean-rivers&day=2031-03-15", "/calendar/")

    assert "Hush" not in body
    assert "call=clean-rivers" in re.search(r'rel="next nofollow" href="([^"]*)"', body)[1]


def test_page_tells_how_to_subscribe_to_the_same_filter(call, settings):
    settings.BASE_URL = "https://rivers.example"
    make.action(call)

    body = page("country=PT")

    assert 'href="webcal://rivers.example/calls/clean-rivers/actions.ics?country=PT"' in body
    assert 'value="https://rivers.example/calls/clean-rivers/actions.ics?country=PT"' in body
    assert "It holds <b>1 action</b>" in body


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("view=bogus", "View: “bogus” is not known here. Known: day, week, month."),
        ("by=size", "Order: “size” is not known here. Known: time, place."),
        ("day=0000-00-00", "Day: A day is written year-month-day: 2027-03-13."),
        ("day=1899-12-31", "Day: The calendar goes from 1900 to 2200."),
        ("day=2201-01-01", "Day: The calendar goes from 1900 to 2200."),
        ("country=XX", "Country: A country is written as its two letters"),
        ("colour=red", "colour: There is no filter of this name."),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_shown(call, query, told):
    make.action(call)

    body = words(page(query))

    assert told in body
    assert "March 2031" in body


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31", "2100-02-28"])
@pytest.mark.parametrize("view", ["day", "week", "month"])
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_ends_of_the_calendar_are_pages_too(call, day, view, prefix):
    make.action(call)

    assert page(f"view={view}&day={day}", prefix + CALENDAR)


def test_near_a_place_that_we_do_not_know_there_is_nothing(call):
    make.action(call)

    body = page("near=Nowhereville")

    assert "We do not know this town" in body
    assert "Walk the river" not in body


@pytest.mark.parametrize("query", VIEWS)
def test_more_rows_need_no_more_queries(call, query):
    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as found:
            page(f"{query}&day=2031-03-15")
        return len(found)

    make.action(call)
    make.action(call, starts=make.at(DAY - timedelta(days=1)), ends=make.at(DAY + timedelta(days=1)))
    make.action(call, state="postponed", undated=True)
    one = asked()
    for town in ("lisbon", "santiago"):
        make.action(call, town)
        make.action(call, town, starts=make.at(DAY - timedelta(days=1)), ends=make.at(DAY + timedelta(days=1)))
        make.action(call, town, state="postponed", undated=True)

    assert asked() == one


def test_draft_and_what_is_hidden_are_in_no_calendar(call):
    make.action(make.call("secret", title="Secret", stage="draft"), title="Whisper")
    make.action(call, title="Hidden one", state="hidden")
    make.action(call)

    assert Client().get("/calls/secret/calendar/").status_code == 404
    assert "Whisper" not in page(path="/calendar/")
    assert "Hidden one" not in page()


def test_list_and_call_lead_to_the_calendar(call):
    make.action(call)

    assert f'href="{CALENDAR}?country=PT"' in page("country=PT", "/calls/clean-rivers/actions/")
    assert f'href="{CALENDAR}"' in page(path="/calls/clean-rivers/")
