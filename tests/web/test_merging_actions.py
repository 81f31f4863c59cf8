import re

import pytest

from groundswell.core.models import Action, Attendance, Code, Decision, Merge
from groundswell.lib.clock import now
from tests import make

DESK = "/desk/calls/clean-rivers/"


@pytest.fixture
def pair(call):
    kept = make.action(call, title="Walk the Douro")
    double = make.action(call, title="Walk the Douro!", state="proposed", organisations=["Choir"], proven_at=now())
    return kept, double


def merge(browser, one, other, **given):
    return browser.post(f"{DESK}merges/{one.ref}/{other.ref}/", given, follow=True)


def test_tray_says_why_two_look_alike_and_leads_to_merging_them(mona_browser, pair):
    kept, double = pair
    text = mona_browser.get(DESK).content.decode()

    assert "same time, same place, same title" in text
    assert f'href="{DESK}merges/{double.ref}/{kept.ref}/"' in text
    assert "Same town, same day" not in text


def test_page_offers_the_public_one_to_stay(mona_browser, pair):
    kept, double = pair
    text = mona_browser.get(f"{DESK}merges/{double.ref}/{kept.ref}/").content.decode()

    assert re.findall(r'name="stays" value="(\w+)" checked', text) == [kept.ref]


def test_merged_address_leads_to_the_one_that_stays_in_every_shape(mona_browser, pair):
    kept, double = pair
    merge(mona_browser, double, kept)
    browser = make.browser()

    for address in ("/actions/{}/", "/actions/{}.ics", "/actions/{}.json", "/api/v1/actions/{}/"):
        answer = browser.get(address.format(double.ref))
        assert (answer.status_code, answer["Location"]) == (301, address.format(kept.ref)), address
    assert b"Walk the Douro!" not in b"".join(browser.get("/calls/clean-rivers/actions.ics").streaming_content)


def test_merge_is_undone_under_decided(mona_browser, pair):
    kept, double = pair
    merge(mona_browser, double, kept)
    assert f'href="/actions/{kept.ref}/"' in mona_browser.get(f"{DESK}?show=decided").content.decode()
    mona_browser.post(f"/desk/decisions/{Decision.objects.get().pk}/undo/")

    assert Action.objects.get(pk=double.pk).state == "proposed"
    assert make.browser().get(f"/actions/{double.ref}/").status_code == 404


def test_refused_merge_comes_back_with_the_reason(mona_browser, pair):
    kept, double = pair
    answer = merge(mona_browser, double, kept, stays=double.ref)

    text = answer.content.decode()
    assert (answer.status_code, text.count('id="errors"')) == (422, 1)
    assert "One of them is public" in text


def test_action_of_a_call_one_does_not_work_on_cannot_be_merged(mona_browser, pair, otto):
    kept, _double = pair
    other = make.action(otto.roles.get().call)

    assert merge(mona_browser, other, kept).status_code == 404
    assert Merge.objects.count() == 0


def test_browser_that_said_it_of_both_is_counted_once(mona_browser, call):
    kept, double = make.action(call, title="Walk"), make.action(call, title="Walk")
    visitor = make.browser()
    for action in (kept, double):
        visitor.post(f"/actions/{action.ref}/attendance/")
    merge(mona_browser, double, kept, stays=kept.ref)
    assert Action.objects.get(pk=kept.pk).coming == 2

    visitor.get(f"/actions/{double.ref}/", follow=True)
    visitor.post(f"/actions/{kept.ref}/attendance/")

    assert (Action.objects.get(pk=kept.pk).coming, Attendance.objects.count()) == (1, 1)


def test_host_of_the_double_sees_what_became_of_it(mona_browser, pair):
    kept, double = pair
    code = Code.mint(Code.HOST, action=double)
    merge(mona_browser, double, kept)
    text = make.browser().post("/host/", {"code": code}, follow=True).content.decode()

    assert "It is the same as another one" in text and f"/actions/{kept.ref}/" in text


def test_held_words_are_marked_for_moderators_and_told_to_the_host(mona_browser, call):
    action = make.action(call, state="proposed", description="Ring <b>+351 912 345 678</b> for details")
    action.look_over()
    code = Code.mint(Code.HOST, action=action)

    desk = mona_browser.get(DESK).content.decode()
    host = make.browser().post("/host/", {"code": code}, follow=True).content.decode()

    assert "a phone number: <mark><bdi>+351 912 345 678</bdi></mark>" in desk
    assert "&lt;b&gt;<mark>+351 912 345 678</mark>&lt;/b&gt;" in desk
    assert "take it out, or wait for a moderator. <mark><bdi>+351 912 345 678</bdi></mark>" in host


def test_two_hundred_are_decided_in_two_taps_and_undone_in_one(mona_browser, call):
    for number in range(201):
        make.action(
            call, state="proposed", published_at=None, title=f"Walk {number}", locality=f"Town {number}", town=None
        )
    text = mona_browser.get(f"{DESK}?many=200&all=yes").content.decode()
    picks = re.findall(r'name="pick" value="(\w+:\d+)" checked', text)
    mona_browser.post(f"{DESK}decisions/", {"pick": picks, "verdict": "accept"})
    decided = mona_browser.get(f"{DESK}?show=decided").content.decode()
    accepted = Action.objects.visible().count()
    mona_browser.post(f"/desk/decisions/{Decision.objects.last().pk}/undo/", {"all": "yes"})

    assert (len(picks), accepted, "Undo all 200" in decided) == (200, 200, True)
    assert (Action.objects.visible().count(), call.actions.waiting().count()) == (0, 201)
