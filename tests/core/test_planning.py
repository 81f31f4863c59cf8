import pytest
from django.db import connection

from groundswell.core import planning
from tests import make


def rows_known() -> int:
    """As the database tells it."""
    if connection.vendor == "sqlite":
        return planning.known()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'core_action'")
        return int(cursor.fetchone()[0])


def test_the_database_is_told_how_much_lies_where(call):
    for _time in range(3):
        make.action(call)

    planning.learn()

    assert rows_known() == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns by itself")
def test_the_worker_has_sqlite_learn_whenever_there_is_half_as_much_again(call, monkeypatch):
    monkeypatch.setattr(planning, "WORTH_IT", 3)
    known = []
    for _time in range(8):
        make.action(call)
        planning.keep_learnt()
        known.append(planning.known())

    assert known == [0, 0, 0, 4, 4, 4, 7, 7]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns by itself")
def test_numbers_that_run_ahead_of_the_actions_make_it_learn_nothing_new(call, monkeypatch):
    monkeypatch.setattr(planning, "WORTH_IT", 2)
    for number in (1, 2, 5000):
        make.action(call, pk=number)
    learnt = []
    monkeypatch.setattr(planning, "learn", lambda learn=planning.learn: learnt.append(learn()))

    for _time in range(3):
        planning.keep_learnt()

    assert (planning.known(), len(learnt)) == (3, 1)
