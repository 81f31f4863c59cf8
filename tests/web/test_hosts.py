"""Hosts without accounts: a lost code, handing over, hosting together, and being forgotten."""

import json

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail

from groundswell.core import chores, hosts, sealing, work
from groundswell.core.models import Action, Code, CoHost, Contact, Fact, HandOver, LostCode
from groundswell.lib.clock import now
from groundswell.outside.models import Letter
from tests import make

ADDRESS = "canaryhost@rivers.example"
OTHER = "maria@rivers.example"


@pytest.fixture
def action(call):
    work.read_facts()
    return make.action(call, title="Walk the Douro", contact=make.contact(ADDRESS))


@pytest.fixture
def code(action):
    return Code.mint(Code.HOST, action=action)


@pytest.fixture
def host(code):
    return with_code(code)


def with_code(code: str):
    browser = make.browser()
    browser.post("/host/", {"code": code})
    return browser


def link_in(letter, page: str = "proof") -> str:
    return letter.body.partition(f"/{page}/#")[2].split()[0]


def sent() -> list[tuple[str, str]]:
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def joined(action: Action, address: str = OTHER) -> CoHost:
    made = CoHost.invite(action, address=address, language="en")
    made.confirm()
    return made


# A code that was lost, or that somebody else has.


def test_code_is_shown_once_after_the_proof_and_comes_by_mail_too(call):
    work.read_facts()
    make.browser().post("/calls/clean-rivers/register/", make.registering())
    work.work_off()
    proof = link_in(mail.outbox[0])

    first = make.browser().post("/proof/", {"code": proof}).content.decode()
    again = make.browser().post("/proof/", {"code": proof}).content.decode()
    work.work_off()

    assert 'id="code"' in first and 'id="code"' not in again
    assert "Walk the Douro" in with_code(link_in(mail.outbox[1], "host")).get("/host/").content.decode()


def test_lost_code_is_answered_alike_whether_the_address_fits_or_not(action):
    browser = make.browser()
    pages = [
        browser.post("/host/new-code/", {"contact": address, "action": ref})
        for address, ref in ((ADDRESS, action.ref), ("nobody@x.example", action.ref), (ADDRESS, "000000000"))
    ]
    facts = Fact.objects.count()

    assert len({(page.status_code, page.content) for page in pages}) == 1
    assert LostCode.objects.count() == 3
    work.work_off()
    assert sent() == [(ADDRESS, "A new host code for “Walk the Douro”")]
    assert (LostCode.objects.count(), Fact.objects.count()) == (0, facts + 1)


@pytest.mark.parametrize("typed", ["{ref}", "http://testserver/es/actions/{ref}/", " {ref} ", "/actions/{ref}.ics"])
def test_action_is_named_by_its_page_or_its_letters(action, typed):
    typed = typed.format(ref=action.ref.upper() if typed == "{ref}" else action.ref)
    make.browser().post("/host/new-code/", {"contact": ADDRESS.upper(), "action": typed})
    work.work_off()

    assert [to for to, _subject in sent()] == [ADDRESS]


@pytest.mark.parametrize(("field", "typed"), [("contact", ""), ("contact", "x"), ("action", ""), ("action", "river")])
def test_lost_code_with_a_slip_is_told_beside_the_field(action, field, typed):
    given = {"contact": ADDRESS, "action": action.ref} | {field: typed}

    answer = make.browser().post("/host/new-code/", given)

    assert (answer.status_code, [*answer.context["form"].errors]) == (422, [field])


def test_new_code_ends_the_older_ones_of_that_address_and_leaves_the_others(action, code):
    other = Code.mint(Code.HOST, action=action, cohost=joined(action))
    work.work_off()
    mail.outbox.clear()

    make.browser().post("/host/new-code/", {"contact": ADDRESS, "action": action.ref})
    work.work_off()

    new = link_in(mail.outbox[0], "host")
    assert [bool(Code.matching(each, Code.HOST)) for each in (code, other, new)] == [False, True, True]


def test_co_host_gets_a_new_code_of_their_own(action, code):
    old = Code.mint(Code.HOST, action=action, cohost=joined(action))
    make.browser().post("/host/new-code/", {"contact": OTHER, "action": action.ref})
    work.work_off()

    new = link_in(next(letter for letter in mail.outbox if letter.subject.startswith("A new host code")), "host")
    assert [bool(Code.matching(each, Code.HOST)) for each in (code, old, new)] == [True, False, True]
    assert "Leave: erase my address" in with_code(new).get("/host/").content.decode()


def test_old_code_still_works_while_the_mail_server_is_down(action, code, settings):
    settings.EMAIL_BACKEND = "groundswell.outside.mail.unset.NoMailServer"
    make.browser().post("/host/new-code/", {"contact": ADDRESS, "action": action.ref})
    work.work_off(3)

    assert Code.matching(code, Code.HOST)


def test_lost_codes_are_braked_without_telling_whether_the_address_fits(action, settings):
    settings.RATE_LIMITS = True
    statuses = {
        address: [
            make.browser().post("/host/new-code/", {"contact": address, "action": action.ref}).status_code
            for _time in range(4)
        ]
        for address in (ADDRESS, "nobody@x.example")
    }

    assert [*statuses.values()] == [[200, 200, 200, 429]] * 2


# Handing over.


def test_hand_over_changes_nothing_until_the_new_one_confirms(action, host, code):
    host.post("/host/hand-over/", {"contact": OTHER})
    work.work_off()

    assert sent() == [(OTHER, "Take over “Walk the Douro”?"), (ADDRESS, "“Walk the Douro” is to be handed over")]
    assert "m…@r…" in host.get("/host/").content.decode()
    assert Code.matching(code, Code.HOST)
    action.refresh_from_db()
    assert action.contact.address() == ADDRESS


def test_hand_over_confirmed_ends_the_old_codes_and_erases_the_old_address(action, host, code):
    old = action.contact
    host.post("/host/hand-over/", {"contact": OTHER})
    work.work_off()
    page = make.browser().post("/proof/", {"code": link_in(mail.outbox[0])}).content.decode()
    work.work_off()

    assert "You are the host now" in page and 'id="code"' in page
    assert sent()[2:] == [(OTHER, "You host “Walk the Douro” now"), (ADDRESS, "“Walk the Douro” was handed over")]
    assert OTHER not in mail.outbox[3].body
    assert Code.matching(code, Code.HOST) is None
    old.refresh_from_db()
    assert (old.sealed, old.fingerprint) == ("", "")
    assert "You host" in with_code(link_in(mail.outbox[2], "host")).get("/host/").content.decode()
    assert host.get("/host/hand-over/")["Location"] == "/host/"


def test_hand_over_called_back_is_no_more_and_its_link_says_so(action, host, code):
    host.post("/host/hand-over/", {"contact": OTHER})
    work.work_off()
    host.post("/host/hand-over/", {"undo": "1"})

    assert make.browser().post("/proof/", {"code": link_in(mail.outbox[0])}).status_code == 422
    assert not Contact.objects.filter(fingerprint=sealing.fingerprint(OTHER)).exists()
    assert Code.matching(code, Code.HOST)


def test_hand_over_to_oneself_is_refused_and_what_was_typed_stays(host):
    answer = host.post("/host/hand-over/", {"contact": ADDRESS})

    assert answer.status_code == 422
    assert f'value="{ADDRESS}"' in answer.content.decode()


def test_facts_of_hosts_hold_no_address(action, host):
    host.post("/host/hand-over/", {"contact": OTHER})
    host.post("/host/co-hosts/", {"contact": "joao@rivers.example"})
    HandOver.objects.get().confirm()
    CoHost.objects.get().confirm()
    CoHost.objects.get().end(by="host")

    told = Fact.objects.filter(subject__in=("cohost", "handover")).order_by("id").values_list("what", flat=True)
    assert [*told] == [
        "handover.asked", "cohost.invited", "handover.confirmed", "cohost.confirmed", "cohost.ended",
    ]  # fmt: skip
    assert "@" not in json.dumps([fact.changes for fact in Fact.objects.all()])


# Several hosts.


def test_co_host_confirms_and_has_a_code_of_their_own(action, host):
    host.post("/host/co-hosts/", {"contact": OTHER})
    work.work_off()
    page = make.browser().post("/proof/", {"code": link_in(mail.outbox[0])}).content.decode()
    work.work_off()

    assert "You host it too" in page and 'id="code"' in page
    assert sent() == [
        (OTHER, "Host “Walk the Douro” with us?"),
        (OTHER, "You host “Walk the Douro” too"),
        (ADDRESS, "“Walk the Douro” has one more host"),
    ]
    other = with_code(link_in(mail.outbox[1], "host"))
    assert "Change something" in other.get("/host/").content.decode()
    assert OTHER not in host.get("/host/co-hosts/").content.decode()
    assert "m…@r…" in host.get("/host/co-hosts/").content.decode()


def test_each_hears_what_the_others_did_and_who_did_it_hears_the_usual(action, host):
    second, third = joined(action), joined(action, "joao@rivers.example")
    work.work_off()
    mail.outbox.clear()
    action.held_by = second

    action.change(by="host", title="Walk on")
    work.work_off()

    assert sorted(sent()) == [
        (ADDRESS, "Changed by another host: “Walk on”"),
        ("joao@rivers.example", "Changed by another host: “Walk on”"),
        (OTHER, "“Walk on” was changed"),
    ]
    assert third.standing
    assert Fact.objects.get(what="action.changed").changes["cohost"] == second.pk


def test_first_host_changes_and_the_others_hear_it(action, host):
    joined(action)
    work.work_off()
    mail.outbox.clear()
    host.post("/host/cancellation/", {"because": "Flood warning"})
    work.work_off()

    assert sorted(sent()) == [
        (ADDRESS, "“Walk the Douro” is cancelled"),
        (OTHER, "Cancelled by another host: “Walk the Douro”"),
    ]


def test_first_host_ends_one_code_and_the_others_stay(action, host, code):
    gone, stays = joined(action), joined(action, "joao@rivers.example")
    codes = [Code.mint(Code.HOST, action=action, cohost=each) for each in (gone, stays)]
    contact = gone.contact

    host.post(f"/host/co-hosts/{gone.pk}/end/")
    work.work_off()

    assert [bool(Code.matching(each, Code.HOST)) for each in (code, *codes)] == [True, False, True]
    assert (OTHER, "You no longer host “Walk the Douro”") in sent()
    contact.refresh_from_db()
    assert contact.sealed == ""


def test_co_host_leaves_and_is_forgotten_at_once(action, code):
    mine = joined(action)
    browser = with_code(Code.mint(Code.HOST, action=action, cohost=mine))

    browser.post("/host/co-hosts/leaving/")

    assert traces_of(OTHER) == []
    assert "Walk the Douro" not in browser.get("/host/").content.decode()
    assert Code.matching(code, Code.HOST)


@pytest.mark.parametrize("page", ["/host/hand-over/", "/host/co-hosts/", "/host/address/"])
def test_what_is_the_first_hosts_is_not_open_to_a_co_host(action, page):
    browser = with_code(Code.mint(Code.HOST, action=action, cohost=joined(action)))

    assert browser.get(page)["Location"] == "/host/"
    assert browser.post(page, {"contact": "eve@evil.example", "understood": "on"})["Location"] == "/host/"
    assert (HandOver.objects.count(), CoHost.objects.count()) == (0, 1)


def test_sixth_co_host_is_refused(action, host):
    for number in range(5):
        joined(action, f"host{number}@rivers.example")

    assert host.post("/host/co-hosts/", {"contact": OTHER}).status_code == 422


def test_invitation_that_nobody_answers_is_forgotten(action, host):
    host.post("/host/co-hosts/", {"contact": OTHER})
    Contact.objects.filter(fingerprint=sealing.fingerprint(OTHER)).update(until=now())
    hosts.forget_unanswered()
    chores.erase_overdue()

    assert CoHost.objects.get().mask == ""
    assert traces_of(OTHER) == []


def test_co_hosts_page_asks_as_many_queries_for_three_as_for_one(action, host):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for address in ("a@x.example", "b@x.example", "c@x.example"):
        joined(action, address)
        with CaptureQueriesContext(connection) as asked:
            host.get("/host/co-hosts/")
            host.get("/host/")
        counts.append(len(asked))

    assert counts[0] == counts[2]


# Being forgotten.


def traces_of(address: str) -> list[str]:
    """In which tables the address, its fingerprint or something that opens to it stands."""
    mark, found = sealing.fingerprint(address), []
    for model in apps.get_models():
        for row in model._base_manager.values():
            for value in row.values():
                text = str(value)
                if address in text or mark in text or address in opened(text):
                    found.append(model.__name__)
    return found


def opened(text: str) -> str:
    try:
        return sealing.unseal(text) if text.startswith("gAAAA") else ""
    except sealing.Unreadable:
        return ""


def test_erased_address_is_in_no_table_and_no_letter_waits_for_it(action, host, settings):
    settings.EMAIL_BACKEND = "groundswell.outside.mail.unset.NoMailServer"
    host.post("/host/hand-over/", {"contact": OTHER})
    action.change(by="host", title="Walk on")
    make.browser().post("/host/new-code/", {"contact": ADDRESS, "action": action.ref})
    work.work_off(3)
    assert {"Contact"} <= {*traces_of(ADDRESS)}
    assert Letter.objects.filter(contact=action.contact).exists()

    host.post("/host/address/", {"understood": "on"})

    assert traces_of(ADDRESS) == []
    assert not Letter.objects.filter(contact=None).exists() and Letter.objects.count() == 1  # to the other address
    action.refresh_from_db()
    assert (action.contact, action.state) == (None, "published")


def test_codes_end_with_the_address_unless_they_are_kept(action, host, code):
    host.post("/host/address/", {"understood": "on", "keep_code": "on"})
    assert Code.matching(code, Code.HOST)
    assert "No mail address of yours is kept" in host.get("/host/").content.decode()

    host.post("/host/address/", {"understood": "on"})
    assert Code.matching(code, Code.HOST) is None
    assert "Walk the Douro" not in host.get("/host/").content.decode()


def test_erasing_is_asked_for_twice(action, host):
    assert host.post("/host/address/").status_code == 422
    action.refresh_from_db()
    assert action.contact


def test_what_is_not_public_yet_can_be_withdrawn_with_the_address(action, host):
    Action.objects.update(state="proposed")
    host.post("/host/address/", {"understood": "on", "withdraw": "on"})

    action.refresh_from_db()
    assert (action.state, action.contact) == ("withdrawn", None)


def test_sessions_hold_no_address(action, host):
    host.post("/host/address/", {"understood": "on", "keep_code": "on"})

    for session in Session.objects.all():
        assert ADDRESS not in str(session.get_decoded()) + session.session_data


def test_letter_in_hand_while_the_address_is_erased_comes_back_in_no_table(action):
    action.change(by="host", title="Walk on")
    work.read_facts()
    letter = Letter.objects.get()
    hosts.erase_address(action)

    letter.sent()

    assert not Letter.objects.exists()
