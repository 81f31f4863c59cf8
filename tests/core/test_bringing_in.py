"""A file that is brought in while somebody works here."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from groundswell.core.bringing_in import bring_in
from groundswell.core.incoming import Account, Row
from groundswell.core.models import Action, Call, Person, Report
from groundswell.core.placing import Said
from tests import make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]
PATIENCE = 30
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def rows(anew: str = "Clean water") -> list[Row]:
    """Two actions, each with a report."""
    return [
        Row(
            line=number,
            key=f"id:{number}",
            title=f"Walk {number}",
            starts=datetime(2024, 3, 16, 12, tzinfo=UTC),
            where=Said(country="PT", locality="Porto"),
            description=anew,
            account=Account({"claims": anew}),
        )
        for number in (1, 2)
    ]


def run(rows: list[Row], **how: bool) -> list[str]:
    found = [outcome for outcomes in bring_in(Call.objects.get(), rows, **how) for outcome in outcomes]
    return [outcome.what for outcome in found]


def beside(doing: Callable[[Event], None]) -> tuple[Thread, list[BaseException]]:
    """In another thread, with a connection of its own."""
    held, trouble = Event(), list[BaseException]()

    def work() -> None:
        try:
            with transaction.atomic():
                doing(held)
        except BaseException as error:
            trouble.append(error)
        finally:
            held.set()
            connection.close()

    thread = Thread(target=work)
    thread.start()
    assert held.wait(PATIENCE)
    return thread, trouble


def until_somebody_waits() -> None:
    """For what this connection holds."""
    until = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise TimeoutError


@pytest.fixture
def here() -> Call:
    return make.call(kind="campaign", first_day=None, last_day=None)


def change(held: Event, number: int, mona: Person) -> None:
    action = list(Action.objects.order_by("pk"))[number]
    action.lock()
    held.set()
    until_somebody_waits()
    action.change(by=mona, because="As it is called.", description="Put right")


def correct(held: Event, number: int, mona: Person) -> None:
    """One of those that came in last."""
    report = list(Report.objects.order_by("pk"))[number - 2]
    report.lock()
    held.set()
    until_somebody_waits()
    report.correct(by=mona, because="The paper was wrong.", arrests="Put right")


@pytest.mark.parametrize("verb", [change, correct])
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("joining", [False, True], ids=["actions", "reports"])
def test_a_moderator_and_an_import_that_change_the_same_both_come_through(
    here: Call, verb: Callable[[Event, int, Person], None], number: int, joining: bool
) -> None:
    """The moderator has it in hand, and takes the turn to write facts once the import waits for it."""
    run(rows())
    if joining:
        run(rows(), joining=True)
    mona = make.person("mona@rivers.example", role="moderator", call=here)

    thread, trouble = beside(lambda held: verb(held, number, mona))
    outcomes = run(rows(anew="Clean rivers"), joining=joining)
    thread.join()

    assert (outcomes, trouble) == (["changed", "changed"], [])
    put_right = (
        Action.objects.filter(description="Put right").count(),
        Report.objects.filter(arrests="Put right").count(),
    )
    assert put_right == ((1, 0) if verb is change else (0, 1))
    assert Report.objects.filter(claims="Clean rivers").count() == 2
