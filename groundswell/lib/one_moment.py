"""Many questions to the database, answered as it stands at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def one_moment(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """From the first question on; others go on writing, and nothing may be written within. Inside a transaction its own
    moment is what there is."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _reading(using):
            yield
    else:
        with transaction.atomic(using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _reading(using: str) -> Iterator[None]:
    """Transactions of ours begin as a writer's; this one does not, so it holds up none (lib/sqlite)."""
    connection: Any = connections[using]
    connection.ensure_connection()  # which says how transactions begin
    before = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(using):
            connection.transaction_mode = before
            yield
    finally:
        connection.transaction_mode = before
