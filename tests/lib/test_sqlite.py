import threading

import pytest
from django.db import close_old_connections, connection, connections, transaction

from groundswell.core.models import Call
from groundswell.lib.sqlite import base
from tests import make

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of SQLite alone")


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_turn_is_passed_on_however_a_transaction_ends(ending):
    try:
        with transaction.atomic():
            make.call()
            assert base._turn.locked()
            if ending == "rollback":
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    if ending == "close":
        connection.close()

    assert not base._turn.locked()


def test_eight_writers_at_once_all_write(transactional_db):
    """Each in a thread and on a connection of its own."""
    call, wrong = make.call(), []

    def write() -> None:
        try:
            for _time in range(10):
                with transaction.atomic():
                    locked = Call.objects.select_for_update().get(pk=call.pk)
                    locked.summary = str(int(locked.summary) + 1)
                    locked.save()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    Call.objects.update(summary="0")
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share nothing of a database in memory")
    threads = [threading.Thread(target=write) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert wrong == []
    assert Call.objects.get().summary == "80"
