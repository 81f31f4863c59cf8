"""Many rows at once: what is set for them is set back."""

import gc

import pytest
from django.db import connection

from groundswell.core import bulk


def settings() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for name in bulk.ROOMY:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_sqlite_has_more_room_for_so_long_even_where_it_ends_in_an_error(db):
    before = settings()
    with pytest.raises(ZeroDivisionError), bulk.unhindered():
        within = settings()
        raise ZeroDivisionError

    assert (within, settings()) == (bulk.ROOMY, before)


def test_rubbish_is_looked_for_again_afterwards(db):
    with bulk.unhindered():
        within = gc.isenabled()

    assert (within, gc.isenabled()) == (False, True)
