"""Shortly before the start nobody cancels or moves alone: not with a stolen code, nor with a stolen session."""

from datetime import timedelta

import pytest
from django.core import mail

from groundswell.core import hosts, work
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Code, CoHost, Contact, Fact, HandOver, PendingChange
from groundswell.core.models import pending_change as pending
from groundswell.lib.clock import now
from tests import make

METRES_500 = 0.0044  # degrees of latitude
FAR = {"lat": 41.2, "lon": -8.62}


@pytest.fixture
def soon(call):
    """Tomorrow, at an exact point."""
    Call.objects.update(kind="campaign", first_day=None, last_day=None)
    call.refresh_from_db()
    work.read_facts()
    point = {"lat": 41.15, "lon": -8.61, "geo_precision": "point"}
    return make.action(
        call, title="Walk the Douro", starts=now() + timedelta(hours=30), contact=make.contact(), **point
    )


def state(action) -> str:
    action.refresh_from_db()
    return action.state


def code_in(letter) -> str:
    return letter.body.partition("/proof/#")[2].split()[0]


def test_cancellation_with_a_host_code_waits_for_the_mailbox_and_nothing_is_public(soon, client):
    soon.cancel(by="host", because="Canarylie")
    work.work_off()

    assert state(soon) == "published"
    assert "Canarylie" not in client.get(soon.get_absolute_url()).content.decode()
    assert [letter.subject for letter in mail.outbox] == ["Confirm: cancel “Walk the Douro”?"]
    assert [letter.to for letter in mail.outbox] == [["host@rivers.example"]]


def test_button_behind_the_link_of_the_letter_does_it_once(soon, client):
    soon.cancel(by="host", because="Flood warning")
    work.work_off()
    code = code_in(mail.outbox[0])

    first = client.post("/proof/", {"code": code}).content.decode()
    again = client.post("/proof/", {"code": code}).content.decode()

    assert "It is cancelled" in first and "It is cancelled" in again
    assert state(soon) == "cancelled"
    assert soon.cancellation.because == "Flood warning"
    assert Fact.objects.filter(what="action.cancelled").count() == 1


def test_what_waits_is_sealed_at_rest_and_gone_once_it_is_decided(soon):
    soon.cancel(by="host", because="Canarylie")
    row = PendingChange.objects.get()
    rows = str([*PendingChange.objects.values(), *Fact.objects.values()])

    row.take_back(by="host")

    assert "Canarylie" not in rows
    row.refresh_from_db()
    assert (row.sealed, row.outcome) == ("", "taken_back")


@pytest.mark.parametrize(
    ("hours", "waits"), [(-1, True), (1, True), (71, True), (73, False)], ids=lambda value: str(value)
)
def test_it_waits_within_72_hours_of_the_start_and_not_before(soon, hours, waits):
    soon.starts = now() + timedelta(hours=hours)
    soon.save()

    soon.cancel(by="host", because="Flood")

    assert (state(soon) == "published") == waits


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({"lat": 41.15 + METRES_500}, False),
        (FAR, True),
        ({"title": "Walk the whole Douro"}, False),
        ({"locality": "Braga", "town": 2742032}, True),
        ({"online": True}, True),
        ({"address": "Elsewhere"}, False),  # the point says where
        ({"address": "Elsewhere", "geo_precision": "town"}, True),  # words alone cannot be measured
        ({"starts": now() + timedelta(hours=31)}, None),
        ({"starts": now() + timedelta(days=20)}, True),  # put off first, it could be called off at leisure
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else str(value),
)
def test_move_of_more_than_a_kilometre_waits_and_others_do_not(soon, change, waits):
    before = soon.revision
    if waits is None:
        change, waits = {"starts": soon.starts + timedelta(minutes=1)}, False
        if (soon.starts + timedelta(minutes=1)).astimezone(soon.local_start.tzinfo).date() != soon.day:
            pytest.skip("around midnight")

    soon.change(by="host", **change)

    soon.refresh_from_db()
    assert (soon.revision == before) == waits
    assert PendingChange.objects.exists() == waits


def test_many_short_steps_are_a_long_one(soon):
    for step in range(1, 4):
        soon.change(by="host", lat=41.15 + step * METRES_500)

    soon.refresh_from_db()
    assert soon.lat == pytest.approx(41.15 + 2 * METRES_500)
    assert PendingChange.objects.count() == 1


def test_confirmed_move_has_what_was_asked_and_no_more(soon, client):
    soon.change(by="host", because="Flood", organisations=["River Keepers"], **FAR)
    soon.change(by="host", title="Walk the whole Douro")
    work.work_off()

    client.post("/proof/", {"code": code_in(mail.outbox[0])})

    soon.refresh_from_db()
    assert (soon.lat, soon.title, soon.state) == (41.2, "Walk the whole Douro", "moved")
    assert soon.organisation_names() == ["River Keepers"]


def test_address_typed_into_a_move_that_waits_is_asked_once_it_is_confirmed(soon, client):
    ask = {"River Keepers": "office@keepers.example"}
    soon.change(by="host", because="Flood", organisations=["River Keepers"], ask=ask, **FAR)
    work.work_off()
    assert [letter.to for letter in mail.outbox] == [["host@rivers.example"]]

    client.post("/proof/", {"code": code_in(mail.outbox[0])})
    work.work_off()

    assert "Does River Keepers host “Walk the Douro”?" in [
        letter.subject for letter in mail.outbox if letter.to == ["office@keepers.example"]
    ]


def test_times_lists_and_lessons_come_back_as_they_were(soon):
    soon.change(by="host", languages=["pt", "es"], starts=soon.starts + timedelta(days=9), website="https://x.example")
    row = PendingChange.objects.get()
    wanted = soon.starts + timedelta(days=9)

    row.confirm(by="host")

    soon.refresh_from_db()
    assert (soon.languages, soon.starts.replace(microsecond=0)) == (["pt", "es"], wanted.replace(microsecond=0))


def test_putting_it_into_the_past_is_no_way_around(soon):
    soon.change(by="host", starts=now() - timedelta(days=9), ends=now() - timedelta(days=8))

    assert PendingChange.objects.exists()
    assert state(soon) == "published"


def test_nobody_answers_and_it_stays_as_it_was_and_the_host_hears_so(soon, client):
    soon.cancel(by="host", because="Flood")
    work.work_off()
    PendingChange.objects.update(until=now() - timedelta(minutes=1))
    work.work_off()

    assert client.post("/proof/", {"code": code_in(mail.outbox[0])}).status_code in (409, 422)
    assert state(soon) == "published"
    assert PendingChange.objects.get().outcome == "lapsed"
    assert mail.outbox[-1].subject == "Nothing has changed about “Walk the Douro”"


def test_it_lapses_after_a_day_or_at_the_start(soon):
    soon.cancel(by="host", because="Flood")
    first = PendingChange.objects.get().until
    soon.starts = now() + timedelta(hours=2)
    soon.save()
    soon.cancel(by="host", because="Flood")

    assert first - now() <= pending.WAITS
    assert PendingChange.objects.last().until == soon.starts
    assert PendingChange.objects.waiting().count() == 1  # the second replaced the first


def test_without_a_mailbox_it_goes_to_a_moderator(soon, mona):
    hosts.erase_address(soon, keep_code=True)
    soon.cancel(by="host", because="Flood")
    work.work_off()

    assert state(soon) == "published"
    assert PendingChange.objects.at_desk().get().action == soon
    PendingChange.objects.get().confirm(by=mona)
    assert state(soon) == "cancelled"


def test_address_erased_while_it_waits_sends_it_to_a_moderator(soon):
    soon.cancel(by="host", because="Flood")
    assert not PendingChange.objects.at_desk().exists()

    hosts.erase_address(soon)

    assert PendingChange.objects.at_desk().exists()


@pytest.mark.parametrize("way", ["hand over", "co-host"])
def test_address_that_came_with_a_stolen_code_is_not_asked(soon, way):
    if way == "hand over":
        HandOver.ask(soon, address="eve@evil.example", language="en").confirm()
        soon.refresh_from_db()
    else:
        soon.held_by = CoHost.invite(soon, address="eve@evil.example", language="en")
        soon.held_by.confirm()
    soon.cancel(by="host", because="Lie")
    work.work_off()

    asked = [letter.to for letter in mail.outbox if letter.subject.startswith("Confirm")]
    assert asked == ([] if way == "hand over" else [["host@rivers.example"]])


def test_moderator_waits_for_a_second_one_who_is_another(soon, mona, clara):
    soon.cancel(by=mona, because="Flood")
    row = PendingChange.objects.get()

    with pytest.raises(Refused):
        row.confirm(by=mona)
    assert state(soon) == "published"
    row.confirm(by=clara)

    assert state(soon) == "cancelled"
    fact = Fact.objects.get(what="action.cancelled")
    assert (fact.person, fact.changes["second"]) == (mona, row.pk)
    assert Fact.objects.get(what="pendingchange.confirmed").person == clara


def test_mailed_code_does_not_stand_in_for_the_second_moderator(soon, mona, clara, client):
    soon.cancel(by=mona, because="Flood")
    work.work_off()

    assert mail.outbox == []
    code = Code.mint(Code.PROOF, pendingchange=PendingChange.objects.get())
    assert client.post("/proof/", {"code": code}).status_code == 409
    assert state(soon) == "published"


def test_who_works_alone_confirms_by_their_own_mailbox_and_the_log_says_alone(soon, mona, client):
    soon.cancel(by=mona, because="Flood")
    work.work_off()

    assert [letter.to for letter in mail.outbox] == [["mona@rivers.example"]]
    client.post("/proof/", {"code": code_in(mail.outbox[0])})

    assert state(soon) == "cancelled"
    assert Fact.objects.get(what="pendingchange.confirmed").changes["alone"] is True


def test_import_and_what_is_not_public_wait_for_nobody(soon, call):
    other = make.action(call, starts=now() + timedelta(hours=5), state="proposed")
    other.cancel(by="host", because="Flood")
    soon.cancel(by="import", because="Flood")

    assert (state(other), state(soon)) == ("withdrawn", "cancelled")


def test_refused_at_the_desk_it_stays(soon, mona):
    Contact.objects.all().delete()
    soon.refresh_from_db()
    soon.cancel(by="host", because="Lie")

    PendingChange.objects.get().refuse(by=mona)

    assert state(soon) == "published"
    assert PendingChange.objects.get().outcome == "refused"


# On pages.


@pytest.fixture
def host(soon):
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, action=soon)})
    return browser


def test_host_sees_what_waits_and_takes_it_back(host, soon):
    host.post("/host/cancellation/", {"because": "Flood warning"})
    page = host.get("/host/").content.decode()
    row = PendingChange.objects.get()

    assert "Waits for your mailbox" in page and "Flood warning" in page
    host.post(f"/host/waiting/{row.pk}/")
    assert "Waits for your mailbox" not in host.get("/host/").content.decode()


def test_desk_shows_what_waits_for_a_second_one_and_the_other_confirms(soon, mona, clara, mona_browser, clara_browser):
    soon.change(by=mona, because="Flood", **FAR)
    page, row = "/desk/calls/clean-rivers/second/", PendingChange.objects.get()

    mona_browser.post(page, {"one": f"confirm {row.pk}"})
    assert state(soon) == "published"
    assert "Another moderator or convenor has to say yes" in mona_browser.get(page).content.decode()
    assert "waits for a second one" in clara_browser.get("/desk/calls/clean-rivers/").content.decode()
    clara_browser.post(page, {"one": f"confirm {row.pk}"})

    assert state(soon) == "moved"


def test_desk_asks_as_many_queries_for_three_as_for_one(call, mona_browser):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    Call.objects.update(kind="campaign", first_day=None, last_day=None)
    counts = []
    for many in (1, 2):
        for _one in range(many):
            make.action(call, starts=now() + timedelta(hours=30)).cancel(by="host", because="Flood")
        with CaptureQueriesContext(connection) as asked:
            mona_browser.get("/desk/calls/clean-rivers/second/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "one", ["", "confirm", "confirm x", "confirm 99", "burn 1", "confirm " + "9" * 30, "confirm ²"]
)
def test_desk_is_not_broken_by_what_is_no_row(soon, mona_browser, one):
    assert mona_browser.post("/desk/calls/clean-rivers/second/", {"one": one}).status_code in (302, 404)
