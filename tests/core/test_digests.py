"""The weekly letter to convenors: when there is something new, once, whoever restarts what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from groundswell.core import digests, work
from groundswell.core.models import Digest, DigestOff, Person, Reader
from groundswell.lib import clock
from tests import make

MONDAY = datetime(2027, 3, 8, tzinfo=UTC)
NOON = timedelta(hours=12)


class Clock:
    """Stands until it is moved."""

    def __init__(self, monkeypatch) -> None:
        self.moment = MONDAY + NOON
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.moment)

    def move(self, **by: int) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def moved(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def week(moved, call, clara):
    """Monday noon, with the reader of facts in its place."""
    Reader.named("mail")
    return moved


def endorse(call, name: str, **fields):
    return make.endorsement(call, name, **fields)


def letters() -> list[str]:
    work.work_off()
    return [letter.body for letter in mail.outbox if "The week of" in letter.subject]


def test_the_clock_of_this_test_is_the_one_of_the_server(moved):
    assert clock.now() == MONDAY + NOON


def test_letter_comes_on_the_monday_after_with_names_countries_and_the_desk(week, call):
    endorse(call, "River Keepers")
    endorse(call, "Tide Watch", country="CL")
    endorse(call, "Boat School").withdraw(because="We were merged.")
    endorse(call, "Waits", state="proven", proven_at=clock.now())
    early = letters()
    week.move(days=7)

    (told,) = letters()

    assert early == []
    assert mail.outbox[-1].to == ["clara@rivers.example"]
    for words in (
        "From 8 March 2027 to 14 March 2027:",
        "2 organisations endorsed the call",
        "  Portugal: 1",
        "- Tide Watch, Chile",
        "1 organisation withdrew its endorsement",
        "- Boat School: We were merged.",
        "1 endorsement waits for your decision.",
        "/desk/calls/clean-rivers/\n",
        "/desk/calls/clean-rivers/digest/",
    ):
        assert words in told


def test_there_is_one_letter_a_week_however_often_the_worker_begins_anew(week, call):
    endorse(call, "River Keepers")
    week.move(days=7)
    once = len(letters())
    for _restart in range(3):
        week.move(hours=20)
        assert digests.write_due() == 0
        letters()
    Reader.objects.update(upto=0)  # a reader that has lost its place reads the same fact again
    letters()

    assert (once, len(letters()), Digest.objects.count()) == (1, 1, 1)


def test_a_week_without_news_has_no_letter_and_the_next_one_tells_only_what_is_new(week, call):
    endorse(call, "River Keepers")
    week.move(days=7)
    letters()
    week.move(days=7)
    quiet = len(letters())
    endorse(call, "Tide Watch")
    week.move(days=7)

    *_before, last = letters()

    assert quiet == 1
    assert ("Tide Watch" in last, "River Keepers" in last) == (True, False)


def test_what_a_worker_that_stood_still_missed_is_told_at_its_next_turn(week, call):
    endorse(call, "River Keepers")
    week.move(days=7)
    letters()
    endorse(call, "Tide Watch")
    week.move(days=16)

    *_before, last = letters()

    assert "Tide Watch" in last


def test_convenors_get_it_and_nobody_else_and_not_who_switched_it_off(week, call, clara, mona, otto):
    make.person("vera@rivers.example", role="convenor", name="Vera")  # of every call here
    off = make.person("olga@rivers.example", role="convenor", call=call)
    DigestOff.switch(off, call, on=False)
    DigestOff.switch(off, call, on=False)
    endorse(call, "River Keepers")
    week.move(days=7)
    letters()

    assert sorted(to for letter in mail.outbox for to in letter.to) == ["clara@rivers.example", "vera@rivers.example"]
    DigestOff.switch(off, call, on=True)
    assert off in digests.to_tell(call)


def test_letter_is_in_the_language_of_the_convenor_or_else_of_the_call(week, call, clara):
    Person.objects.filter(pk=clara.pk).update(language="es")
    make.person("vera@rivers.example", role="convenor", call=call)
    endorse(call, "River Keepers")
    week.move(days=7)
    work.work_off()

    addresses = {letter.to[0]: "/es/desk/" in letter.body for letter in mail.outbox}

    assert addresses == {"clara@rivers.example": True, "vera@rivers.example": False}


@pytest.mark.parametrize(("stage", "letters_sent"), [("draft", 0), ("open", 1), ("closed", 1), ("archived", 0)])
def test_letters_are_about_calls_that_run(week, call, stage, letters_sent):
    endorse(call, "River Keepers")
    call.stage = stage
    call.save()
    week.move(days=7)

    assert len(letters()) == letters_sent
