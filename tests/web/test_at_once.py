"""The same form, sent many times in the same moment, is taken once."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from groundswell.core.models import Action, Attendance, Decision, Endorsement, Fact, Report
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
# SQLite's database of tests is in memory, where readers and writers lock each other out; in a file they do not.
on_a_server = pytest.mark.skipif(connection.vendor == "sqlite", reason="needs PostgreSQL")


def at_once(path: str, typed: dict) -> list[int]:
    start, got = Barrier(MANY), list[int]()

    def send() -> None:
        browser = make.browser()
        start.wait()
        got.append(browser.post(path, typed).status_code)
        connection.close()

    threads = [Thread(target=send) for _number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@on_a_server
def test_action_registered_many_times_at_once_is_one(call):
    assert at_once("/calls/clean-rivers/register/", make.registering()) == [302] * MANY
    assert Action.objects.count() == 1


@on_a_server
def test_endorsement_asked_many_times_at_once_is_one(call):
    typed = {"name": "Keepers", "kind": "ngo", "country": "PT", "signatory": "Ana", "contact": "a@keepers.example"}

    assert at_once("/calls/clean-rivers/endorse/", typed) == [302] * MANY
    assert Endorsement.objects.count() == 1


@on_a_server
def test_report_filed_many_times_at_once_is_one(call):
    action = make.past_action(call)

    assert at_once(f"{action.get_absolute_url()}report/", {"words": "about 300"}) == [302] * MANY
    assert Report.objects.count() == 1


def test_what_was_done_meanwhile_is_not_done_again(call):
    """Two requests that both read it before either wrote."""
    for verb, made, given in (
        ("cancel", make.action(call), {"by": "host", "because": "Flood."}),
        ("prove", make.action(call, state="proposed", proven_at=None), {}),
        ("prove", make.endorsement(call, state="asked"), {}),
        ("withdraw", make.endorsement(call), {}),
    ):
        one, other = (type(made).objects.get(pk=made.pk) for _time in range(2))
        getattr(one, verb)(**given)
        getattr(other, verb)(**given)
        assert Fact.objects.filter(subject=made._meta.model_name, subject_id=made.pk).count() == 1


@on_a_server
def test_places_are_never_given_twice_at_once(call):
    action = make.action(call, capacity=4)

    answers = at_once(f"{action.get_absolute_url()}attendance/", {"number": "2"})

    assert sorted(answers) == [302] * 2 + [409] * (MANY - 2)
    action.refresh_from_db()
    assert action.coming == sum(action.attendances.values_list("number", flat=True)) == 4


@on_a_server
def test_one_receipt_said_with_many_numbers_at_once_is_counted_as_one_of_them(call):
    action = make.action(call)
    start = Barrier(MANY)

    def send(number: int) -> None:
        start.wait()
        Attendance.say(Action.objects.get(pk=action.pk), "r" * 32, number)
        connection.close()

    threads = [Thread(target=send, args=[number]) for number in range(1, MANY + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    action.refresh_from_db()
    assert action.coming == action.attendances.get().number


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@on_a_server
@pytest.mark.parametrize("verb", ["correct", "hide"])
def test_whoever_changes_a_report_waits_for_who_merges_its_action_and_holds_up_nothing(call, verb):
    kept, double = make.past_action(call), make.past_action(call)
    report, mona = make.report(double), make.person("mona@rivers.example", role="moderator", call=call)
    done = list[str]()

    def change() -> None:
        if verb == "correct":
            report.correct(by=mona, because="Read again.", notes="Calm.")
        else:
            Decision.take(report, "hide", by=mona, reason="spam")
        done.append(verb)
        connection.close()

    other = Thread(target=change)
    with transaction.atomic():
        double.lock()
        other.start()
        while not somebody_waits_for_a_lock():
            assert other.is_alive()
        Report.objects.filter(pk=report.pk).update(action=kept)
    other.join()

    assert done == [verb]
