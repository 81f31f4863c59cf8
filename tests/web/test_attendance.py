import re

import pytest
from django.test import Client

from groundswell.core.models import Action, Attendance, Fact
from tests import make


@pytest.fixture
def action(call):
    return make.action(call)


def say(browser: Client, action: Action, **words: str):
    answer = browser.post(f"/actions/{action.ref}/attendance/", words)
    for morsel in answer.cookies.values():
        browser.cookies[morsel.key] = morsel.value
    action.refresh_from_db()
    return answer


def test_attendance_counts_one_browser_once(action):
    browser = Client()
    say(browser, action)
    say(browser, action)

    assert action.coming == 1
    assert "You are counted" in browser.get(action.get_absolute_url()).content.decode()


def test_attendance_counts_every_browser(action):
    for _browser in range(3):
        say(Client(), action)

    assert action.coming == 3


def test_attendance_is_taken_back_by_the_same_browser_alone(action):
    browser = Client()
    say(browser, action)

    say(Client(), action, undo="1")
    assert action.coming == 1
    say(browser, action, undo="1")
    assert action.coming == 0


def test_attendance_keeps_neither_the_receipt_nor_a_time(action):
    browser = Client()
    say(browser, action)

    assert browser.cookies["coming"].value not in str(Attendance.objects.values())
    assert [field.name for field in Attendance._meta.fields] == ["receipt", "action", "number"]
    assert not Fact.objects.filter(what__contains="attendance").exists()


def test_attendance_cookie_goes_to_the_page_of_this_action_alone(action):
    answer = Client().post(f"/actions/{action.ref}/attendance/")

    assert {morsel["path"] for morsel in answer.cookies.values()} == {
        f"/actions/{action.ref}/", f"/es/actions/{action.ref}/", f"/ar/actions/{action.ref}/",
    }  # fmt: skip
    assert {morsel.key for morsel in answer.cookies.values()} == {"coming"}


@pytest.mark.parametrize("state", ["cancelled", "happened"])
def test_attendance_is_refused_where_nothing_takes_place(action, state):
    Action.objects.update(state=state)

    assert say(Client(), action).status_code == 409
    assert action.coming == 0


@pytest.mark.parametrize("receipt", ["x", "x" * 5000, "'; DROP TABLE", "\x00" * 30])
def test_attendance_with_a_made_up_receipt_gets_a_new_one_or_is_counted_once(action, receipt):
    browser = Client()
    browser.cookies["coming"] = receipt

    assert say(browser, action).status_code == 302
    assert action.coming == 1


def told(action: Action, language: str = "") -> str:
    page = Client().get(f"{language}{action.get_absolute_url()}").content.decode()
    return page.partition('id="coming"')[2].partition("</form>")[0]


def test_attendance_counts_friends_and_another_number_takes_the_place_of_the_first(action):
    browser = Client()

    for number, counted in (("4", 4), ("4", 4), ("10", 10), ("2", 2)):
        say(browser, action, number=number)
        assert action.coming == counted
    say(browser, action, undo="1")
    assert (action.coming, Attendance.objects.count()) == (0, 0)


def test_attendance_page_knows_how_many_this_browser_said(action):
    browser = Client()
    say(browser, action, number="3")

    page = browser.get(action.get_absolute_url()).content.decode()
    assert "You are counted, 3 of you." in page
    assert "<option selected>3</option>" in page


@pytest.mark.parametrize("number", ["0", "11", "-1", "x", "1e1", "²", "\x00", "9" * 5000])
def test_attendance_of_no_such_number_is_told_beside_the_field_and_counts_nobody(action, number):
    answer = say(Client(), action, number=number)

    assert answer.status_code == 422
    assert "Choose a number from 1 to 10." in answer.content.decode()
    assert action.coming == 0


@pytest.mark.parametrize(
    ("coming", "says"), [(0, "fewer than 10"), (9, "fewer than 10"), (10, "at least 10"), (127, "at least 120")]
)
def test_rounded_number_is_told_in_tens_on_the_page(action, coming, says):
    Action.objects.update(coming=coming, coming_rounded=True)

    assert says in told(action)


@pytest.mark.parametrize("pair", [(0, 9), (10, 19), (120, 129)])
def test_rounded_number_makes_no_difference_to_any_output_until_the_next_ten(action, pair):
    from groundswell.core import numbers

    make.action(action.call, title="Walk the Tejo", at="lisbon", coming=7)
    seen = []
    for coming in pair:
        Action.objects.filter(pk=action.pk).update(coming=coming, coming_rounded=True)
        numbers.forget()
        seen.append([
            Client().get(path).content if "." not in path else Client().get(path).getvalue()
            for path in (
                "/", "/calls/clean-rivers/", "/actions/?sort=coming", "/actions.csv?sort=coming",
                "/actions.json?sort=coming", "/actions.geojson", "/api/v1/actions/?sort=coming&limit=1",
                "/calls/clean-rivers/press/", "/api/v1/calls/clean-rivers/", action.get_absolute_url(),
                f"/api/v1/actions/{action.ref}/", f"/actions/{action.ref}.ics",
            )
        ])  # fmt: skip

    assert strip(seen[0]) == strip(seen[1])


def strip(pages: list[bytes]) -> list[str]:
    """Without the minute at which a number was worked out."""
    return [re.sub(r"\d\d:\d\d(:\d\d)?|<time[^>]*>", "", page.decode()) for page in pages]


def test_list_by_coming_goes_by_what_is_told(call):
    make.action(call, title="exactly 12", coming=12)
    make.action(call, title="rounded 19", coming=19, coming_rounded=True)
    make.action(call, title="exactly 9", coming=9)
    make.action(call, title="rounded 9", coming=9, coming_rounded=True)

    answer = Client().get("/actions/?sort=coming")
    assert [action.title for action in answer.context["actions"]] == [
        "exactly 12", "rounded 19", "exactly 9", "rounded 9",
    ]  # fmt: skip


def test_pages_of_the_api_by_coming_leave_nothing_out_and_their_cursor_tells_no_exact_number(call):
    import base64
    import json
    from urllib.parse import parse_qs, urlsplit

    for number in (3, 13, 17, 23):
        make.action(call, title=str(number), coming=number, coming_rounded=True)

    titles, there, cursors = [], "/api/v1/actions/?sort=coming&limit=1", []
    while there:
        page = Client().get(there).json()
        titles += [item["title"] for item in page["items"]]
        there = page["next"] and page["next"].removeprefix("http://testserver")
        if there:
            cursors.append(json.loads(base64.urlsafe_b64decode(parse_qs(urlsplit(there).query)["cursor"][0]))[0])

    assert titles == ["23", "13", "17", "3"]
    assert cursors == [20, 10, 10]


def test_sums_add_up_what_is_told(call):
    from groundswell.core import numbers, press

    make.action(call, coming=7)
    make.action(call, coming=19, coming_rounded=True)

    assert numbers.of_call(call).coming == 17
    assert press.numbers_of(call).coming == 17


def test_capacity_is_never_passed_and_the_page_says_when_it_is_full(action):
    Action.objects.update(capacity=5)
    say(Client(), action, number="3")
    assert "2 places of 5 are free." in told(action)

    answer = say(Client(), action, number="3")
    assert (answer.status_code, action.coming) == (409, 3)
    assert "There are not enough places left for so many." in answer.content.decode()

    browser = Client()
    say(browser, action, number="2")
    assert "All places are taken." in told(action)
    assert f'href="/actions/{action.ref}/waiting/"' in told(action)
    assert say(browser, action, number="3").status_code == 409
    say(browser, action, number="1")
    assert action.coming == 4


def test_places_left_are_not_told_where_the_number_is_rounded(action):
    Action.objects.update(capacity=12, coming=4, coming_rounded=True)

    assert "There are 12 places." in told(action)
    assert not re.search(r"\b8 places", told(action))
