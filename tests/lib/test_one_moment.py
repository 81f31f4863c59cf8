import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import close_old_connections, connection, connections

from groundswell.core.models import Call
from groundswell.lib.one_moment import one_moment
from groundswell.lib.sqlite import base
from tests import make


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file of SQLite")
def test_others_write_meanwhile_and_what_is_read_is_of_one_moment_in_sqlite(django_db_blocker, tmp_path):
    path = str(tmp_path / "apart.sqlite3")
    connections.databases["apart"] = {**connections.databases["default"], "NAME": path}
    reader = connections["apart"]

    def many() -> int:
        with reader.cursor() as cursor:
            return int(cursor.execute("SELECT count(*) FROM thing").fetchone()[0])

    try:
        with django_db_blocker.unblock(), closing(sqlite3.connect(path, timeout=0)) as writer:
            reader.ensure_connection()
            writer.execute("CREATE TABLE thing (name)")
            with one_moment("apart"):
                before = many()
                writer.execute("INSERT INTO thing VALUES ('one')")
                writer.commit()
                meanwhile, locked = many(), base._turn.locked()
            assert (before, meanwhile, many(), locked) == (0, 0, 1, False)
            assert reader.transaction_mode == "IMMEDIATE"
            reader.close()
    finally:
        del connections["apart"], connections.databases["apart"]


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="its tests are in memory, where a reader locks")
def test_others_write_meanwhile_and_what_is_read_is_of_one_moment(transactional_db):
    def write() -> None:
        make.call()
        close_old_connections()
        connections.close_all()

    with one_moment():
        before = Call.objects.count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        meanwhile = Call.objects.count()

    assert (before, meanwhile, Call.objects.count()) == (0, 0, 1)


def test_within_a_transaction_its_moment_is_what_there_is(db):
    with one_moment():
        make.call()
        assert Call.objects.count() == 1
    assert connection.in_atomic_block
