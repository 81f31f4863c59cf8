from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import chores, work
from groundswell.core.models import Call, Contact, Decision, Fact, Organisation, Pledge, Taking, UnprovenTaking
from groundswell.core.pledging import taken
from groundswell.lib.clock import now
from tests import make
from tests.web.test_register import code_in

TEXT = "We empty no bucket into the river."
PERSON = {"kind": "person", "country": "PT", "contact": "ana@rivers.example"}
GUILD = {
    "kind": "organisation", "country": "CL", "name": "Guild of Rowers", "organisation_kind": "union",
    "contact": "office@rowers.example",
}  # fmt: skip


@pytest.fixture(autouse=True)
def reading(db):
    work.read_facts()


@pytest.fixture
def pledge(call) -> Pledge:
    return Pledge.offer(call, by="server", text=TEXT, goal=200)


def take(pledge: Pledge, typed: dict[str, str] = PERSON, **changed: str):
    return Client().post(pledge.get_absolute_url(), typed | changed)


def taken_and_proven(pledge: Pledge, typed: dict[str, str] = PERSON, **changed: str) -> None:
    mail.outbox.clear()
    take(pledge, typed, **changed)
    work.work_off()
    Client().post("/proof/", {"code": code_in(mail.outbox[0])})
    work.work_off()


def page(call: Call) -> str:
    return Client().get(f"/calls/{call.slug}/pledges/").content.decode()


def total(pledge: Pledge) -> int:
    return taken([pledge])[pledge.pk].total


def test_take_prove_and_withdraw_from_the_letters_alone(call, pledge):
    assert take(pledge)["Location"] == "/proof/?sent=pledge"
    assert total(pledge) == 0
    taken_and_proven(pledge)
    assert "1 person" in page(call) and "Portugal" in page(call) and "1 of 200 hoped for" in page(call)

    browser = make.browser()
    browser.post("/host/", {"code": code_in(mail.outbox[1])})
    assert TEXT in browser.get("/host/").content.decode()
    browser.post("/host/pledge/")
    assert total(pledge) == 0
    assert Contact.objects.exclude(sealed="", fingerprint="").count() == 0


def test_an_address_counts_once(pledge):
    for _time in range(2):
        take(pledge)
    assert Taking.objects.count() == 1


def test_whether_an_address_took_it_is_told_to_nobody(pledge):
    taken_and_proven(pledge)
    stranger, known = take(pledge, contact="new@rivers.example"), take(pledge)

    assert stranger["Location"] == known["Location"]


def test_who_withdrew_may_take_it_again(pledge):
    taken_and_proven(pledge)
    Taking.objects.get().withdraw()
    taken_and_proven(pledge)

    assert total(pledge) == 1


def test_an_organisation_is_named_once_somebody_has_looked_and_counted_unnamed_at_once(call, pledge, mona):
    taken_and_proven(pledge, GUILD)
    taken_and_proven(pledge, GUILD, name="", contact="quiet@rowers.example")
    assert "Guild of Rowers" not in page(call) and "1 organisation<" in page(call)
    Decision.take(Taking.objects.waiting().get(), "accept", by=mona)

    assert "Guild of Rowers" in page(call) and "2 organisations" in page(call)


def test_named_organisation_hears_when_somebody_has_decided(call, pledge, mona):
    taken_and_proven(pledge, GUILD)
    assert (
        "The convenors look at the name" in Client().post("/proof/", {"code": code_in(mail.outbox[0])}).content.decode()
    )
    [taking] = Taking.objects.all()
    Decision.take(taking, "accept", by=mona)
    Decision.take(taking, "hide", by=mona, because="It was not them.")
    work.work_off()

    subjects = [letter.subject for letter in mail.outbox]
    assert [subject.split(":")[0].split(" under")[0] for subject in subjects] == [
        "Prove your address", "Your pledge", "Your pledge",
    ]  # fmt: skip
    assert "It was not them." in mail.outbox[2].body and "office@rowers" not in mail.outbox[2].body


def test_a_persons_name_is_not_taken(pledge):
    answer = take(pledge, name="Ana Lima")

    assert set(answer.context["form"].errors) == {"name"}
    assert Taking.objects.count() == 0


@pytest.mark.parametrize(("takers", "typed"), [("people", GUILD), ("organisations", PERSON)])
def test_who_may_not_take_it_does_not(call, takers, typed):
    pledge = Pledge.offer(call, by="server", text=TEXT, takers=takers)

    assert set(take(pledge, typed).context["form"].errors) == {"kind"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": ""}, "country"),
        ({"contact": "ana"}, "contact"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(pledge, changed, field):
    answer = take(pledge, **changed)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def test_a_closed_pledge_takes_nobody_and_keeps_what_was_promised(call, pledge, clara_browser):
    taken_and_proven(pledge)
    clara_browser.post(f"/desk/calls/{call.slug}/pledges/{pledge.pk}/stage/", {"to": "close"})

    assert take(pledge, contact="late@rivers.example").status_code == 200
    assert (Taking.objects.count(), total(pledge)) == (1, 1)
    assert "This pledge is closed" in page(call)


def test_a_pledge_that_was_never_proven_is_erased(pledge):
    take(pledge, GUILD)
    Taking.objects.update(asked_at=now() - timedelta(days=9))
    chores.erase_overdue()

    assert (Taking.objects.count(), Organisation.objects.count()) == (0, 0)
    assert Contact.objects.exclude(sealed="").count() == 0


def test_a_convenor_offers_changes_and_words_stay_once_taken(call, clara_browser):
    desk = f"/desk/calls/{call.slug}/pledges/"
    clara_browser.post(desk, {"text": TEXT, "takers": "both", "goal": "50"})
    pledge = Pledge.objects.get()
    taken_and_proven(pledge)
    answer = clara_browser.post(f"{desk}{pledge.pk}/", {"text": "We give all our money.", "takers": "both", "goal": ""})

    assert set(answer.context["form"].errors) == {"text"}
    assert clara_browser.post(f"{desk}{pledge.pk}/", {"text": TEXT, "takers": "both", "goal": "70"}).status_code == 302
    assert [(each.text, each.goal) for each in Pledge.objects.all()] == [(TEXT, 70)]


def test_a_moderator_hides_a_name_and_can_undo_it(call, pledge, mona, mona_browser):
    taken_and_proven(pledge, GUILD)
    taking = Taking.objects.get()
    tray = f"/desk/calls/{call.slug}/"
    assert "Guild of Rowers" in mona_browser.get(f"{tray}?noun=taking").content.decode()
    mona_browser.post(f"{tray}decisions/", {"one": f"accept taking:{taking.pk}"})
    assert "Guild of Rowers" in mona_browser.get(f"{tray}?show=public&noun=taking").content.decode()
    mona_browser.post(f"{tray}decisions/", {"one": f"hide taking:{taking.pk}", "because": "The guild says no"})
    assert ("Guild of Rowers" in page(call), total(pledge)) == (False, 0)
    assert "takes a pledge" in mona_browser.get(f"{tray}?show=decided").content.decode()
    mona_browser.post(f"/desk/decisions/{Decision.objects.last().pk}/undo/")

    assert ("Guild of Rowers" in page(call), total(pledge)) == (True, 1)


def promise(browser: Client, pledge: Pledge, **typed: str):
    return browser.post(f"{pledge.get_absolute_url()}unproven/", typed)


@pytest.fixture
def unproven(call) -> Pledge:
    return Pledge.offer(call, by="server", text="I write one letter.", proof="none", goal=100)


def test_unproven_is_a_number_that_says_so_and_is_in_no_other(call, unproven):
    for _one in range(3):
        promise(make.browser(), unproven)
    taken_and_proven(unproven, GUILD, name="")
    shown = page(call)

    assert "3 people, <b>not proven</b>" in shown and "1 proven and 3 not proven, of 100 hoped for" in shown
    assert total(unproven) == 1


def test_one_browser_counts_once_and_can_take_it_back(unproven):
    browser = make.browser()
    for _twice in range(2):
        assert promise(browser, unproven)["Location"] == f"{unproven.get_absolute_url()}#promised"
    unproven.refresh_from_db()
    assert unproven.unproven == 1
    assert "You are counted, without a proof." in browser.get(unproven.get_absolute_url()).content.decode()
    promise(browser, unproven, undo="1")

    unproven.refresh_from_db()
    assert (unproven.unproven, UnprovenTaking.objects.count()) == (0, 0)


def test_promising_leaves_no_time_and_no_trace_of_the_browser(unproven):
    facts = Fact.objects.count()
    browser = make.browser()
    answer = promise(browser, unproven)

    assert Fact.objects.count() == facts
    receipt = next(iter(answer.cookies.values())).value
    assert [set(row) for row in UnprovenTaking.objects.values()] == [{"receipt", "pledge_id"}]
    assert receipt not in str(list(UnprovenTaking.objects.values()))
    paths = {morsel["path"] for morsel in answer.cookies.values()}
    assert paths == {f"{start}/calls/clean-rivers/pledges/{unproven.pk}/" for start in ("", "/es", "/ar")}


def test_where_proof_is_asked_for_nobody_counts_without(call, pledge, unproven):
    assert promise(make.browser(), pledge).status_code == 409
    unproven.close(by="server")
    assert promise(make.browser(), unproven).status_code == 409
    assert UnprovenTaking.objects.count() == 0


def test_people_of_an_unproven_pledge_are_not_counted_twice_by_mail(unproven):
    assert set(take(unproven).context["form"].errors) == {"kind"}


def test_saving_a_pledge_leaves_the_number_of_those_who_promised_meanwhile(unproven):
    promise(make.browser(), unproven)
    unproven.change(by="server", goal=50)

    assert Pledge.objects.get().unproven == 1


def test_receipts_go_when_a_pledge_has_been_closed_and_the_number_stays(unproven):
    promise(make.browser(), unproven)
    unproven.close(by="server")
    Pledge.objects.update(closed_at=now() - timedelta(days=3))
    chores.erase_overdue()

    assert (UnprovenTaking.objects.count(), Pledge.objects.get().unproven) == (0, 1)


def test_only_convenors_offer_pledges(call, pledge, mona_browser, otto_browser):
    for browser in (mona_browser, otto_browser):
        for path in ("", f"{pledge.pk}/", f"{pledge.pk}/stage/"):
            answer = browser.post(f"/desk/calls/{call.slug}/pledges/{path}", {"text": "Another promise", "to": "close"})
            assert answer.status_code == 403
    pledge.refresh_from_db()
    assert (Pledge.objects.count(), pledge.closed_at) == (1, None)


def test_nobodys_address_is_on_a_page(call, pledge, clara_browser):
    taken_and_proven(pledge, GUILD)
    pages = [page(call), clara_browser.get(f"/desk/calls/{call.slug}/pledges/{pledge.pk}/").content.decode()]

    assert [shown for shown in pages if "office@rowers.example" in shown] == []


@pytest.mark.parametrize("many", [1, 3])
def test_pledges_ask_the_database_as_often_for_one_as_for_many(call, many, django_assert_num_queries):
    for number in range(many):
        Pledge.offer(call, by="server", text=f"Promise {number} to the river")

    with django_assert_num_queries(5):
        page(call)
