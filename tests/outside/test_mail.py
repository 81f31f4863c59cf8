from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from groundswell.core import work
from groundswell.core.models import Action, Contact, Decision, Fact
from groundswell.lib.clock import now
from groundswell.outside.mail import sender
from groundswell.outside.models import Letter
from tests import make


@pytest.fixture
def action(call):
    work.read_facts()  # the reader's place in the log is its beginning
    return Action.register(
        call, place=make.place("porto"), organisations=["River Keepers"], address="ana@rivers.example", language="en",
        kind="march", title="Walk the Douro", starts=make.action(call).starts, timezone="Europe/Lisbon",
    )  # fmt: skip


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_letters_tell_the_host_of_every_step(action, mona):
    action.prove()
    work.work_off()
    Decision.take(action, "accept", by=mona)
    work.work_off()
    action.change(by="host", title="Walk the whole Douro")
    work.work_off()
    action.cancel(by="host", because="Flood warning")
    work.work_off()

    assert subjects() == [
        "Prove your address for “Walk the Douro”",
        "Your host code for “Walk the Douro”",
        "“Walk the Douro” is public",
        "“Walk the whole Douro” was changed",
        "“Walk the whole Douro” is cancelled",
    ]
    assert "Flood warning" in mail.outbox[-1].body


@pytest.mark.parametrize(("verdict", "word"), [("decline", "was not accepted"), ("hide", "was taken off the list")])
def test_letter_tells_why_a_moderator_said_no(action, mona, verdict, word):
    action.prove()
    Decision.take(action, "accept", by=mona) if verdict == "hide" else None
    Decision.take(action, verdict, by=mona, reason="private", because="Use the library.")
    work.work_off()

    assert word in subjects()[-1]
    assert "It names a private person or a home. Use the library." in mail.outbox[-1].body


def test_letter_is_written_in_the_language_of_the_page_it_came_from(action):
    Contact.objects.update(language="es")
    work.work_off()

    with translation.override("es"):
        expected = translation.gettext("Prove your address for “%(title)s”") % {"title": "Walk the Douro"}
    assert subjects() == [expected]


def test_letter_is_sent_once_however_often_its_fact_is_read(action):
    work.work_off()
    from groundswell.outside.mail import reader

    reader.read(Fact.objects.get(what="action.registered"))
    work.work_off()

    assert len(mail.outbox) == 1


def test_letter_waits_and_is_tried_again_when_the_mail_server_is_down(action, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    work.work_off()

    letter = Letter.objects.get()
    assert (letter.sent_at, letter.tries, letter.trouble, letter.given_up) == (None, 1, "ConnectionRefusedError", False)
    assert letter.due_at > now()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(due_at=now())
    work.work_off()
    assert len(mail.outbox) == 1


def test_letter_past_its_time_or_without_an_address_is_never_sent(action):
    work.read_facts()
    Letter.objects.update(until=now() - timedelta(minutes=1))
    sender.send_due()
    assert Letter.objects.get().given_up

    action.prove()
    work.read_facts()
    Contact.objects.all().erase()
    sender.send_due()
    assert mail.outbox == []


def test_letter_at_rest_holds_neither_address_nor_code(action):
    work.work_off()
    code = mail.outbox[0].body.split("#")[1].split()[0]

    at_rest = (
        str(list(Letter.objects.values())) + str(list(Contact.objects.values())) + str(list(action.codes.values()))
    )

    assert "ana@rivers.example" not in at_rest
    assert code not in at_rest
    assert code.replace("-", "") not in at_rest
