"""What the database knows of how much lies where: by that it chooses among its indexes.

PostgreSQL learns by itself, a minute after much has changed; SQLite never does. Both are told after an import.
"""

from __future__ import annotations

from django.db import connection

from groundswell.core.models import Action

WORTH_IT = 1000  # actions: of fewer there is nothing to choose


def learn() -> None:
    """On SQLite index by index, so that writers wait for one at most."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("ANALYZE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")


def keep_learnt() -> int:
    """A chore: whenever there is half as much again as SQLite knows of. There are never more than their numbers go to,
    so they are counted only where these have gone beyond."""
    if connection.vendor != "sqlite":
        return 0
    last = Action.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    enough = max(WORTH_IT, 1.5 * known())
    if last > enough and Action.objects.count() > enough:
        learn()
    return 0


def known() -> int:
    """How many actions there were when it was learnt, on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone():
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s LIMIT 1", [Action._meta.db_table])
        told = cursor.fetchone()
    return int(told[0].split()[0]) if told else 0
