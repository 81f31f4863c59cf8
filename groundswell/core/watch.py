"""Whether anything was written, by this process or by another: what was worked out before it may be old.

The last fact tells of every verb. A few things have no fact (who says "I am coming", what a convenor types), so the
database itself is asked too whether anything at all was written since: SQLite counts the commits of others for each
connection (`data_version`), and PostgreSQL tells which transactions are visible (`pg_current_snapshot`). Both may say
"something" where nothing that anybody sees has changed (PostgreSQL: in another of its databases), never the other way
round.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection

from groundswell.lib import changes

EVERY = 0.5  # seconds between two looks; what this process wrote itself is looked at at once
# Seconds; so old may the last look be while another is on its way. On a busy machine a look takes long, and if nothing
# that is kept were trusted then, it would be busier still. With all else that a page may be late it is less than five.
PATIENCE = 3.0
# Seconds after which a change counts a second time: what has no fact is remembered for a second (numbers.COMING_KEPT),
# and what was worked out from that does not stand.
SETTLED = 1.5
LAST_FACT = "SELECT id, at FROM core_fact ORDER BY id DESC LIMIT 1"
WRITTEN = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


@dataclass(frozen=True)
class Stamp:
    """How the database stood. Two that are equal: nothing was written in between."""

    fact: tuple[Any, ...] | None  # number and time of the last one
    written: object
    settled: bool  # whether it has stood so for a while


class Watch:
    def __init__(self) -> None:
        # Of its own: SQLite counts for each connection what others wrote, and whoever asks has none.
        self.connection: Any = None
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._looked = float("-inf")
        self._told = -1
        self._since = 0.0

    def stamp(self) -> Stamp | None:
        """None: it is not known how things stand, so nothing that is kept may be trusted."""
        if self._due():
            # For a change of our own everybody waits; else one looks, and the others go by the look before.
            told = self._told != changes.told()
            if self._lock.acquire(timeout=PATIENCE) if told else self._lock.acquire(blocking=False):
                try:
                    self._look_if_due()
                finally:
                    self._lock.release()
        return self._stamp if time.monotonic() - self._looked < PATIENCE else None

    def close(self) -> None:
        with self._lock:
            self._let_go()

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= EVERY or self._told != changes.told()

    def _look_if_due(self) -> None:
        if self._due():
            told, began = changes.told(), time.monotonic()
            try:
                self._stamp = self._look()
                self._told, self._looked = told, began
            except Error:
                self._let_go()

    def _look(self) -> Stamp:
        if self.connection is None:
            self.connection = connection.copy()
            self.connection.inc_thread_sharing()  # whoever has the lock
        with self.connection.cursor() as cursor:
            # First what was written, then the fact: a fact that comes in between is seen twice rather than not at all.
            cursor.execute(WRITTEN[self.connection.vendor])
            (written,) = cursor.fetchone()
            cursor.execute(LAST_FACT)
            fact = cursor.fetchone()
        if self._stamp is None or (self._stamp.fact, self._stamp.written) != (fact, written):
            self._since = time.monotonic()
        stamp = Stamp(fact, written, time.monotonic() - self._since >= SETTLED)
        return self._stamp if self._stamp == stamp else stamp  # the same one is soonest compared

    def _let_go(self) -> None:
        self._stamp, self._looked = None, float("-inf")
        if self.connection is not None:
            self.connection.close()
            self.connection = None
