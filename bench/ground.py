"""What every measurement stands on: a database of its own, made and thrown away."""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def stand_up(folder: Path | None = None) -> Path:
    """Settings over a fresh data folder (or DATABASE_URL), migrated. To be called before anything of ours is imported."""
    data = folder or Path(tempfile.mkdtemp(prefix="groundswell-bench-"))
    os.environ |= {
        "GROUNDSWELL_DATA": str(data),
        "GROUNDSWELL_BASE_URL": "http://testserver",
        "GROUNDSWELL_DEBUG": "1",
        "GROUNDSWELL_RATE_LIMITS": "0",
        "DJANGO_SETTINGS_MODULE": "groundswell.settings",
    }
    (data / "static").mkdir(parents=True, exist_ok=True)
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.DEBUG = False  # it was for the static files alone; from here on Django would note down every query
    call_command("migrate", verbosity=0)
    return data


def database() -> dict[str, str]:
    """For a server of its own: where the database is, if it is not in the data folder."""
    return {"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {}


@contextmanager
def plain_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """SQLite as durable as ours: WAL, synchronous=FULL."""
    database = sqlite3.connect(folder / "yardstick.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    yield database
    database.close()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def worked(work: Callable[[], object]) -> float:
    """Seconds of processor time, ours and that of the database's process: on a busy machine they tell more than a clock.

    The latter is told by Linux, for a PostgreSQL on the same machine.
    """
    began = time.process_time() + _database_worked()
    work()
    return time.process_time() + _database_worked() - began


def _database_worked() -> float:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        schedule = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return int(schedule.read_text().split()[0]) / 1e9 if schedule.exists() else 0.0


def median_ms(work: Callable[[], object], times: int = 15) -> float:
    work()
    return statistics.median(seconds(work) for _time in range(times)) * 1000


def tell(goal: str, ratio: float, most: float, **parts: str) -> None:
    """One line with the verdict, then its parts."""
    print(f"{'met   ' if ratio <= most else 'MISSED'} {goal}: {ratio:.2f} (goal: at most {most:g})")
    for name, value in parts.items():
        print(f"         {name.replace('_', ' ')}: {value}")
