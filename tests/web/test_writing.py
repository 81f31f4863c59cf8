"""Writing to the host of an action, and back, without either seeing the other's address."""

from datetime import timedelta

import pytest
from django.core import mail

from groundswell.core import work
from groundswell.core.models import Code, CoHost, Exchange, Fact, Message, WritingOff
from groundswell.core.models import exchange as exchanges
from groundswell.lib.clock import now
from tests import make
from tests.web.test_hosts import joined, link_in, sent, traces_of, with_code

HOST, ASKER = "canaryhost@rivers.example", "canaryasker@home.example"
TEXT = "Is there a ramp? Canaryquestion"


@pytest.fixture
def action(call):
    work.read_facts()
    return make.action(call, title="Walk the Douro", contact=make.contact(HOST, language="es"))


@pytest.fixture
def page(action):
    return f"{action.get_absolute_url()}write/"


def test_message_and_answer_go_through_us_and_neither_sees_the_other(action, page):
    browser = make.browser()
    assert "on its way" in browser.post(page, {"text": TEXT, "contact": ASKER}).content.decode()
    work.work_off()
    [to_host] = mail.outbox
    browser.post("/answer/", {"code": link_in(to_host, "answer"), "text": "Yes, at the north end."})
    work.work_off()
    to_asker = mail.outbox[1]
    browser.post("/answer/", {"code": link_in(to_asker, "answer"), "text": "Thank you."})
    work.work_off()

    assert [to for to, _subject in sent()] == [HOST, ASKER, HOST]
    assert "> Is there a ramp?" in to_host.body and "> Yes, at the north end." in to_asker.body
    for letter, other in ((to_host, ASKER), (to_asker, HOST)):
        assert other not in letter.body + letter.subject + str(letter.extra_headers) + letter.from_email


def test_message_without_an_address_cannot_be_answered_and_says_so(page):
    make.browser().post(page, {"text": TEXT})
    work.work_off()

    assert "/answer/" not in mail.outbox[0].body
    assert Exchange.objects.get().contact is None


def test_what_is_written_is_sealed_at_rest_and_in_no_fact(page):
    make.browser().post(page, {"text": TEXT, "contact": ASKER})

    assert "Canaryquestion" not in str([*Message.objects.values(), *Fact.objects.values()])
    assert Message.objects.get().text == TEXT


def test_all_of_it_is_forgotten_14_days_after_the_last_word(page):
    make.browser().post(page, {"text": TEXT, "contact": ASKER})
    work.work_off()
    Exchange.objects.update(last_at=now() - exchanges.KEPT + timedelta(minutes=1))
    exchanges.forget_exchanges()
    assert Exchange.objects.exists()

    Exchange.objects.update(last_at=now() - exchanges.KEPT - timedelta(minutes=1))
    exchanges.forget_exchanges()

    assert traces_of(ASKER) == []
    assert (Message.objects.count(), Code.objects.filter(purpose=Code.ANSWER).count()) == (0, 0)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "Look: " + "https://x.example " * 4}, "text"),
        ({"text": TEXT, "contact": "x"}, "contact"),
    ],
    ids=["nothing", "too long", "many links", "no address"],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_is_sent(page, given, field):
    answer = make.browser().post(page, given)

    assert (answer.status_code, [*answer.context["form"].errors]) == (422, [field])
    assert not Exchange.objects.exists()


def test_writing_is_braked(page, settings):
    settings.RATE_LIMITS = True
    statuses = [make.browser().post(page, {"text": TEXT}).status_code for _time in range(6)]

    assert statuses == [200] * 5 + [429]


def test_host_switches_it_off_and_on(action, page):
    host = with_code(Code.mint(Code.HOST, action=action))
    assert "Write to the host" in host.get(action.get_absolute_url()).content.decode()

    host.post("/host/writing/", {"to": "off"})
    assert host.get(page).status_code == host.post(page, {"text": TEXT}).status_code == 404
    assert "Write to the host" not in host.get(action.get_absolute_url()).content.decode()

    host.post("/host/writing/", {"to": "on"})
    assert host.get(page).status_code == 200


def test_what_a_moderator_switched_off_the_host_leaves_off(action, page, mona_browser):
    mona_browser.post(f"{action.get_absolute_url()}writing/", {"to": "off"})
    host = with_code(Code.mint(Code.HOST, action=action))

    host.post("/host/writing/", {"to": "on"})

    assert WritingOff.objects.get().by == "person"
    assert "A moderator switched off" in host.get("/host/").content.decode()
    mona_browser.post(f"{action.get_absolute_url()}writing/", {"to": "on"})
    assert host.get(page).status_code == 200


def test_nobody_is_there_to_read_it_and_there_is_no_form(call, page, action):
    elsewhere = make.action(call, title="Brought in")
    action.contact.delete()

    for each in (page, f"{elsewhere.get_absolute_url()}write/"):
        assert make.browser().get(each).status_code == 404


def test_every_host_reads_it_and_whose_code_ended_answers_no_more(action, page):
    mine = joined(action)
    work.work_off()
    mail.outbox.clear()
    make.browser().post(page, {"text": TEXT, "contact": ASKER})
    work.work_off()
    links = {letter.to[0]: link_in(letter, "answer") for letter in mail.outbox}

    CoHost.objects.get(pk=mine.pk).end(by="host")

    answers = [make.browser().post("/answer/", {"code": link, "text": "Yes"}).status_code for link in links.values()]
    assert ([*links], answers) == ([HOST, "maria@rivers.example"], [200, 422])


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "\x00"])
def test_answer_with_a_wrong_code_is_told_so_and_what_was_typed_stays(call, code):
    answer = make.browser().post("/answer/", {"code": code, "text": "Canaryanswer"})

    assert answer.status_code == 422
    assert "Canaryanswer" in answer.content.decode()


def test_code_of_a_host_or_of_a_proof_answers_nothing(action):
    for purpose in (Code.HOST, Code.PROOF):
        code = Code.mint(purpose, action=action)
        assert make.browser().post("/answer/", {"code": code, "text": "Yes"}).status_code == 422
