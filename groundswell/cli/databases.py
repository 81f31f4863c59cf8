"""The whole database into a file, while it is in use, and back."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from groundswell.cli.stopping import stop


def save(file: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Not sqlite3's own backup(): beside a busy writer it begins again and again and may never end.
            cursor.execute("VACUUM INTO %s", [str(file)])
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", _name())


def load(file: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        _put_in_place(file)
    else:
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={_name()}",
            str(file),
        )


def filled() -> bool:
    """Whether there is something that a restore would overwrite."""
    return "core_fact" in connection.introspection.table_names() and _any_fact()


def is_sound(file: Path) -> bool:
    if connection.vendor != "sqlite":
        return True  # pg_restore reads it whole, in one transaction, or not at all
    try:
        with sqlite3.connect(file) as opened:
            return bool(opened.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _any_fact() -> bool:
    from groundswell.core.models import Fact

    return Fact.objects.exists()


def _put_in_place(file: Path) -> None:
    """What was there is kept beside it until somebody takes it away."""
    target = Path(connection.settings_dict["NAME"])
    if target.exists():
        with sqlite3.connect(target) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.replace(target.with_name(f"{target.name}.before-restore"))
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    shutil.move(file, target)
    target.chmod(0o600)


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _run(*words: str) -> None:
    if not shutil.which(words[0]):
        stop(f"`{words[0]}` is not here. It comes with PostgreSQL's client: apt install postgresql-client")
    done = subprocess.run(words, env={**os.environ, **_surroundings()}, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"{words[0]} failed: {' '.join(done.stderr.split())[:500]}")


def _surroundings() -> dict[str, str]:
    """Not as options, which anybody on the machine can read."""
    given = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {name: str(given[key]) for name, key in named.items() if given.get(key)}
