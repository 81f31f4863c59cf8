"""A host with several actions: more dates of one, another like it, and one code for a set."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Code, Series
from tests import make

DAYS = [date(2031, 3, 14), date(2031, 3, 21), date(2031, 3, 28)]


@pytest.fixture
def vigil(call):
    call.first_day, call.last_day = date(2031, 1, 1), date(2031, 12, 31)
    call.save()
    starts = datetime(2031, 3, 14, 19, tzinfo=UTC)
    return make.action(
        call, title="Vigil", kind="vigil", starts=starts, contact=make.contact(), organisations=["Choir"]
    )


@pytest.fixture
def host(vigil):
    return holding(action=vigil)


@pytest.fixture
def series(vigil):
    vigil.call.policy = "proof"
    vigil.call.save()
    return Series.repeat(vigil, DAYS, step="week", by="host")


def holding(**about):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, **about)})
    return browser


def weekly(**changed):
    return {"repeat": "week", "repeat_until": "2031-03-30"} | changed


def repeated(browser, page="/host/dates/", untick=(), **typed):
    """As the page does it: look at the dates, untick some, send it again."""
    seen = browser.post(page, typed)
    form = seen.context["form"]
    ticked = [each["day"] for each in form.dates if each["day"] not in untick]
    return browser.post(page, typed | {"days_seen": form.days_mark, "day": ticked})


def days():
    return list(Action.objects.order_by("starts").values_list("day", flat=True))


def typed(**changed):
    words = make.registering(title="Vigil", kind="vigil", date="2031-03-14", start="19:00", end="", town="Porto, Portugal", address="Riverside", description="", organisations="Choir", languages=["en"], access=[])  # fmt: skip
    return {name: value for name, value in (words | changed).items() if name not in ("contact", "rules")}


def test_host_sees_the_dates_with_weekdays_before_anything_is_made(host):
    answer = host.post("/host/dates/", weekly())

    assert [each["text"] for each in answer.context["form"].dates] == [
        "Friday 14 March 2031",
        "Friday 21 March 2031",
        "Friday 28 March 2031",
    ]
    assert days() == DAYS[:1]


def test_host_unticks_a_date_and_it_is_not_made(host):
    answer = repeated(host, untick=["2031-03-21"], **weekly())

    assert answer["Location"] == "/host/set/"
    assert days() == [DAYS[0], DAYS[2]]


def test_host_lists_dates_in_words_and_what_cannot_be_read_is_named(host):
    assert repeated(host, repeat="list", repeat_list="21 March 2031\n2031-03-28")["Location"] == "/host/set/"
    assert days() == DAYS
    wrong = host.post("/host/dates/", {"repeat": "list", "repeat_list": "soon\n2032-01-01"})
    assert wrong.status_code in (302, 422)


@pytest.mark.parametrize(
    "typed", [{}, {"repeat": "never"}, {"repeat": "week", "repeat_until": "2032-01-01"}, {"repeat": "list"},
              {"repeat": "day", "repeat_until": "2031-12-01"}, {"repeat": "week", "repeat_until": "2031-01-01"},
              {"repeat": "list", "repeat_list": "soon"}, {"repeat": "month", "repeat_until": "0001-01-01"}]
)  # fmt: skip
def test_host_types_what_cannot_be_and_is_told(host, typed):
    assert host.post("/host/dates/", typed).status_code == 422
    assert days() == DAYS[:1]


def test_host_code_of_one_opens_the_dates_that_were_made_by_it(host):
    repeated(host, **weekly())
    listed = host.get("/host/set/").context["actions"]

    assert [action.day for action in listed] == ["14", "21", "28"]
    host.post("/host/set/", {"ref": Action.objects.get(day=DAYS[1]).ref})
    assert host.get("/host/").context["action"].action.day == DAYS[1]


def test_code_of_one_set_opens_nothing_of_another(host, vigil, call):
    repeated(host, **weekly())
    stranger = make.action(call, title="Stranger", contact=make.contact("x@rivers.example"))
    theirs = Series.repeat(stranger, [date(2031, 5, 2)], step="", by="host")
    for ref in [action.ref for action in theirs.actions.all()] + ["", "nonsense", "\x00", "a" * 500]:
        host.post("/host/set/", {"ref": ref})
        assert "Stranger" not in host.get("/host/").content.decode()
        assert host.get("/host/action/").status_code == 302


def test_another_code_typed_in_closes_what_was_open(series, vigil):
    browser = holding(series=series)
    browser.post("/host/set/", {"ref": vigil.ref})
    other = make.action(vigil.call, title="Other")
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=other)})

    assert browser.get("/host/").context["action"].action == other


def test_host_is_asked_to_which_ones_a_change_goes(series, vigil):
    browser = holding(series=series)
    browser.post("/host/set/", {"ref": vigil.ref})

    assert "scope" in browser.get("/host/action/").context["form"].fields
    browser.post("/host/action/", typed(title="Lanterns", scope="all"))
    assert set(Action.objects.values_list("title", flat=True)) == {"Lanterns"}
    browser.post("/host/action/", typed(title="Candles", scope="this"))
    assert sorted(Action.objects.values_list("title", flat=True)) == ["Candles", "Lanterns", "Lanterns"]


def test_host_of_one_alone_is_not_asked(host):
    assert "scope" not in host.get("/host/action/").context["form"].fields


def test_host_cancels_all_that_are_still_to_come(series, vigil):
    browser = holding(series=series)
    browser.post("/host/set/", {"ref": vigil.ref})
    browser.post("/host/cancellation/", {"because": "Flood warning", "scope": "all"})

    assert set(Action.objects.values_list("state", flat=True)) == {"cancelled"}


def test_what_happens_to_all_at_once_is_one_letter(series, vigil):
    work.read_facts()
    mail.outbox.clear()
    browser = holding(series=series)
    browser.post("/host/set/", {"ref": vigil.ref})
    browser.post("/host/cancellation/", {"because": "Flood warning", "scope": "all"})
    work.work_off()

    assert [message.subject for message in mail.outbox] == ["“Vigil” and others were changed together"]
    assert mail.outbox[0].body.count("/actions/") == 3


def test_registering_with_it_repeats_makes_a_set_after_a_look_at_the_dates(vigil):
    vigil.delete()
    address = f"/calls/{vigil.call.slug}/register/"
    registering = make.registering(date="2031-03-14", **weekly())
    answer = repeated(make.browser(), address, untick=["2031-03-21"], **registering)

    assert answer["Location"] == "/proof/?sent=actions"
    assert days() == [DAYS[0], DAYS[2]]
    assert Series.objects.get().step == "week"


def test_another_like_it_is_filled_in_but_for_the_date_and_the_address(host):
    form = host.get("/host/another/").context["form"]

    assert (form["title"].value(), form["start"].value().hour, form["date"].value()) == ("Vigil", 19, None)
    assert "contact" not in form.fields


def test_another_like_it_is_proven_at_once_and_has_a_code_of_its_own(host, vigil):
    answer = host.post("/host/another/", typed(date="2031-05-02"))

    made = Action.objects.get(day="2031-05-02")
    assert (made.proven_at is not None, made.state) == (True, "proposed")
    code = re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", answer.content.decode())[0]
    assert Code.matching(code, Code.HOST).action == made
    assert "host@rivers.example" not in answer.content.decode()


def test_another_like_it_sent_twice_is_one(host):
    host.post("/host/another/", typed(date="2031-05-02"))

    assert host.post("/host/another/", typed(date="2031-05-02")).status_code == 422
    assert Action.objects.count() == 2


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("week", "Every Friday until 28 March 2031"),
        ("fortnight", "Every second Friday until 28 March 2031"),
        ("month", "Every month on a Friday until 28 March 2031"),
        ("day", "Every day until 28 March 2031"),
        ("", "On several dates until 28 March 2031"),
    ],
)
def test_page_of_an_action_says_how_it_repeats_and_leads_to_the_others(series, vigil, step, told):
    Series.objects.update(step=step)
    others = Client().get(vigil.get_absolute_url()).context["others"]

    assert (others.text, others.next.action.day) == (told, DAYS[1])
    assert [each.action.day for each in others.all] == DAYS[1:]


def test_page_of_an_action_tells_nothing_of_others_that_are_not_public(series, vigil):
    series.actions.exclude(pk=vigil.pk).update(state="proposed")

    assert Client().get(vigil.get_absolute_url()).context["others"] is None


def test_calendar_has_each_date_as_its_own_event_and_no_rule(series):
    text = Client().get(f"/calls/{series.call.slug}/actions.ics").getvalue().decode()

    assert (text.count("BEGIN:VEVENT"), text.count("RRULE")) == (3, 0)
    assert len(set(re.findall(r"^UID:.*$", text, re.MULTILINE))) == 3


def test_dates_of_one_thing_have_one_name_in_the_api_and_the_feed(series):
    api = Client().get(f"/api/v1/calls/{series.call.slug}/actions/").json()
    feed = json.loads(Client().get(f"/calls/{series.call.slug}/actions.json").getvalue())

    assert [each["series"] for each in api["items"]] == [series.ref] * 3
    assert [each["_event"]["series"] for each in feed["items"]] == [series.ref] * 3


def test_that_actions_came_in_one_table_is_told_nowhere(series):
    Series.objects.update(kind="table")
    told = Client().get(f"/api/v1/calls/{series.call.slug}/actions/").content.decode()

    assert series.ref not in told


def test_moderator_decides_about_a_set_at_once(vigil, mona_browser):
    series = Series.repeat(vigil, DAYS, step="week", by="host")
    page = f"/desk/calls/{vigil.call.slug}/"
    assert "2 like this from the same host" in mona_browser.get(page).content.decode()
    mona_browser.post(f"{page}decisions/", {"one": f"accept set:{series.pk}", "back": page})

    assert set(Action.objects.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("pick", ["set:", "set:0", "set:x", "set:²", "set:" + "9" * 30])
def test_a_set_that_is_none_decides_about_nothing(vigil, mona_browser, pick):
    Series.repeat(vigil, DAYS, step="week", by="host")
    mona_browser.post(f"/desk/calls/{vigil.call.slug}/decisions/", {"one": f"accept {pick}", "back": ""})

    assert Action.objects.filter(state="proposed").count() == 2
