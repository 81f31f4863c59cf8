"""The worker, of which there is one at a time: two would send every letter twice."""

import threading
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from groundswell.core.work import work

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOOK_AGAIN = 2.0  # seconds
_WORKER = 7_101_978  # any number will do, as long as it is only used here


def work_here(stop: threading.Event) -> None:
    """Waits while another worker is at it, in this data folder or on this PostgreSQL."""
    turn = _turn()
    try:
        while not stop.is_set() and not turn.mine():
            stop.wait(LOOK_AGAIN)
        if not stop.is_set():
            work(stop)
    finally:
        turn.over()
        connections.close_all()


def at_work_elsewhere() -> bool:
    turn = _turn()
    try:
        return not turn.mine()
    finally:
        turn.over()


class _Folder:
    def __init__(self, path: Path) -> None:
        self.file: IO[str] = path.open("a")

    def mine(self) -> bool:
        if fcntl is None:
            return True
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def over(self) -> None:
        self.file.close()


class _Database:
    def __init__(self, own: BaseDatabaseWrapper) -> None:
        self.own = own  # a connection of its own: the lock lasts as long as it does

    def mine(self) -> bool:
        with self.own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_WORKER])
            return bool(cursor.fetchone()[0])

    def over(self) -> None:
        self.own.close()


def _turn() -> _Folder | _Database:
    if connection.vendor == "postgresql":
        return _Database(connection.copy())
    return _Folder(settings.DATA / "worker.lock")
