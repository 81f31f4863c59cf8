"""The day around the world, as its page tells it at a moment."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from groundswell.web.now import offset_text
from tests import make
from tests.make import DAY

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = "/calls/clean-rivers/now/"


@pytest.fixture
def at(monkeypatch):
    def stand(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand


def page(path: str = NOW) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_page_says_what_is_under_way_by_the_clocks_there(call, at):
    make.action(call, "cairo", title="Walk", starts=NOON - HOUR)
    make.action(call, "santiago", title="Sing", starts=NOON + timedelta(minutes=25))
    make.action(call, "suva", starts=NOON - 6 * HOUR)
    at(NOON)

    body = page()

    assert "1 action is under way at this moment." in body
    assert "As it was at 12:00 UTC." in body
    assert "00:00 Sunday UTC+12 Fiji 1 over" in body
    assert "14:00 Saturday UTC+2 Egypt 1 under way Walk Cairo, Egypt · began 1 hour ago (13:00)" in body.replace(
        "\xa0", " "
    )
    assert "09:00 Saturday UTC−3 Chile 1 to come Sing Santiago, Chile · begins in 25 minutes" in body.replace(
        "\xa0", " "
    )
    assert body.index("Fiji") < body.index("Egypt") < body.index("Chile")


def test_before_the_day_it_says_when_and_where_it_begins(call, at):
    make.action(call, "suva", title="First", starts=NOON - 14 * HOUR)
    make.action(call, "porto")
    at(NOON - timedelta(days=3, hours=14))

    body = page().replace("\xa0", " ")

    assert "It begins in 3 days." in body
    assert "First: First · Suva, Fiji · Saturday 15 March 2031, 10:00 , local time" in body
    assert "Fiji 1 to come" in body


def test_after_the_day_it_leads_to_the_record(call):
    make.past_action(call)

    answer = Client().get(NOW).content.decode()

    assert "It was on Saturday 16 March 2024." in answer
    assert 'href="/calls/clean-rivers/record/"' in answer


def test_hours_are_drawn_and_stand_in_a_table(call, at):
    for number in range(6):
        make.action(call, title=f"Walk {number}", starts=NOON, ends=NOON + HOUR)
    at(NOON + timedelta(minutes=30))

    body = Client().get(NOW).content.decode()

    assert re.findall(r'<rect class="([\w-]+)"', body) == ["present"]
    assert re.findall(r'<th scope="row">(.*?)</th><td class="n">(\d+)</td>', body) == [("Sat 15 Mar, 12:00", "6")]


def test_few_actions_need_no_picture(call, at):
    make.action(call)
    at(NOON)

    assert "hour by hour" not in page()


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "UTC"), (345, "UTC+5:45"), (840, "UTC+14"), (-720, "UTC−12"), (-210, "UTC−3:30")],
)
def test_offset_is_written_as_people_say_it(minutes, text):
    assert offset_text(timedelta(minutes=minutes)) == text


def test_filter_narrows_it_and_wrong_words_are_told(call, at):
    make.action(call, "porto")
    make.action(call, "cairo")
    at(NOON)

    assert "Egypt" not in page(f"{NOW}?country=PT").partition("As the day travels")[2]
    assert "There is no filter of this name." in page(f"{NOW}?view=month")
    assert "We do not know this town" in page(f"{NOW}?near=Nowhereville")


@pytest.mark.parametrize("path", [NOW, "/now/", "/ar/now/"])
def test_without_any_action_there_is_a_next_step(call, path):
    assert Client().get(path).status_code == 200


def test_more_rows_need_no_more_queries(call, at):
    at(NOON)

    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as found:
            page()
        return len(found)

    make.action(call)
    one = asked()
    for town in ("cairo", "lisbon"):
        make.action(call, town)

    assert asked() == one


def test_home_and_call_lead_there_on_the_day_and_not_before(call, at):
    make.action(call)
    at(NOON)
    there = [
        "Today: World Day for Clean Rivers" in Client().get(path).content.decode()
        for path in ("/", "/calls/clean-rivers/")
    ]
    at(make.at(DAY - timedelta(days=30)))
    before = ["Today: World Day" in Client().get(path).content.decode() for path in ("/", "/calls/clean-rivers/")]

    assert (there, before) == ([True, True], [False, False])


def test_home_names_a_larger_call_and_not_its_parts_too(call, at):
    make.call("rios-limpios", title="Ríos limpios", whole=call)
    at(NOON)

    assert re.findall(r"Today: (\S+ \S+)", page("/")) == ["World Day"]
