"""What `groundswell doctor` looks at. Each check yields what it found: how bad, and a sentence that says what to do."""

import os
import shutil
import smtplib
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from groundswell.core import gazetteer, streets
from groundswell.core.models import Contact, Fact, Reader
from groundswell.lib import pmtiles
from groundswell.lib.clock import now
from groundswell.outside.models import Letter

OK, WARN, FAIL = "ok", "warn", "FAIL"
Found = Iterator[tuple[str, str]]
ALIVE = timedelta(minutes=2)
LATE = timedelta(hours=1)
LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2
ENOUGH = 13  # zoom
MAIL_WITHIN = 5  # seconds


def base_address() -> Found:
    parts = urlsplit(settings.BASE_URL)
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield FAIL, f"GROUNDSWELL_BASE_URL is no address: {settings.BASE_URL!r}"
    elif here:
        yield WARN, f"{settings.BASE_URL} is this machine alone: set GROUNDSWELL_BASE_URL to what visitors type"
    elif parts.scheme == "http" and not parts.hostname.endswith(".onion"):
        yield WARN, f"{settings.BASE_URL} is without https: sign-in codes and cookies can be read on the way"
    else:
        yield OK, settings.BASE_URL
    if settings.DEBUG:
        yield FAIL, "GROUNDSWELL_DEBUG is on: pages of errors show what is inside"
    if "*" in settings.ALLOWED_HOSTS and not here:
        yield WARN, f"GROUNDSWELL_HOSTS is not set: name the hosts that are yours, such as {parts.hostname}"


def database() -> Found:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield FAIL, f"it does not answer: {' '.join(str(error).split())}"
        return
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield OK, f"PostgreSQL {_one('SHOW server_version')}"
    missing = [str(one[0]) for one in MigrationExecutor(connection).migration_plan(_leaves())]
    if missing:
        yield FAIL, f"{len(missing)} migrations wait: `groundswell serve` applies them at its start"
    else:
        yield OK, "all migrations are applied"


def _sqlite() -> Found:
    mode, synchronous = _one("PRAGMA journal_mode"), _one("PRAGMA synchronous")
    level = OK if (mode, synchronous) == ("wal", 2) else FAIL
    yield level, f"SQLite {sqlite3.sqlite_version}, journal_mode {mode}, synchronous {synchronous} (wal and 2 are safe)"
    sound = _one("PRAGMA quick_check")
    yield (OK, "its file is sound") if sound == "ok" else (FAIL, f"its file is damaged: {sound}. Restore a backup")


def _one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _leaves() -> list[tuple[str, str]]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


def worker() -> Found:
    readers = list(Reader.objects.filter(name__in=settings.FACT_READERS))
    seen = max((reader.seen_at for reader in readers if reader.seen_at), default=None)
    if not seen:
        yield WARN, "it has not run yet: `groundswell serve` runs it, or `groundswell work` alone"
    elif now() - seen > ALIVE:
        yield FAIL, f"it was last seen {_ago(now() - seen)} ago: no letter is sent and nothing is erased"
    else:
        yield OK, f"seen {_ago(now() - seen)} ago"
    for reader in readers:
        if reader.trouble:
            yield FAIL, f"the reader “{reader.name}” stands still: {reader.trouble}"
        elif (behind := Fact.stamp() - reader.upto) > 1000:
            yield WARN, f"the reader “{reader.name}” is {behind:,} facts behind"
    overdue = Contact.objects.overdue().filter(until__lt=now() - timedelta(days=1)).count()
    if overdue:
        yield FAIL, f"{overdue} contact addresses should have been erased more than a day ago"


def mail() -> Found:
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend == "unset":
        yield WARN, "no mail server is set, so letters wait: set EMAIL_URL, such as smtp+tls://user:word@host:587"
    elif backend != "smtp":
        yield WARN, f"letters go to “{backend}” and reach nobody: set EMAIL_URL, such as smtp+tls://user:word@host:587"
    else:
        yield from _smtp()
    if settings.MAIL_FROM.endswith("@localhost"):
        yield WARN, f"letters come from {settings.MAIL_FROM}: set GROUNDSWELL_MAIL_FROM"
    given_up = Letter.objects.filter(given_up=True, until__gt=now() - timedelta(days=7)).count()
    late = Letter.objects.due().filter(due_at__lt=now() - LATE).count()
    if given_up:
        yield WARN, f"{given_up} letters were given up in the last days"
    if late:
        yield FAIL, f"{late} letters should have been sent more than an hour ago"


def _smtp() -> Found:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_WITHIN) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as error:
        yield FAIL, f"{where} does not take letters: {type(error).__name__}: {error}"
    else:
        yield OK, f"{where} answers"


def clock() -> Found:
    built = Path(gazetteer.path()).stat().st_mtime if gazetteer.path().exists() else 0
    last = Fact.objects.order_by("-id").values_list("at", flat=True).first()
    if time.time() < built - 86_400:
        yield FAIL, f"it says {now():%Y-%m-%d}, which is before this was installed"
    elif last and last > now() + timedelta(minutes=5):
        yield FAIL, f"it says {now():%Y-%m-%d %H:%M} UTC, and something here was written at {last:%Y-%m-%d %H:%M}"
    else:
        yield OK, f"{now():%Y-%m-%d %H:%M} UTC"


def disk() -> Found:
    free = shutil.disk_usage(settings.DATA).free
    level = FAIL if free < TOO_LITTLE else WARN if free < LITTLE else OK
    yield level, f"{free / 1024**3:.1f} GB free in {settings.DATA}"


def permissions() -> Found:
    private = [settings.DATA, *settings.DATA.glob("*.key"), *settings.DATA.glob("*.sqlite3*")]
    open_ones = [path.name or str(path) for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones and os.name == "posix":
        yield FAIL, f"others on this machine may read {', '.join(open_ones)}: chmod -R go= {settings.DATA}"
    elif not os.access(settings.DATA, os.W_OK):
        yield FAIL, f"{settings.DATA} cannot be written to"
    else:
        yield OK, f"{settings.DATA} is ours alone"


def towns() -> Found:
    try:
        found = gazetteer.best("Porto", country="PT")
    except (OSError, sqlite3.DatabaseError) as error:
        yield FAIL, str(error)
    else:
        yield (OK, "the gazetteer answers") if found else (FAIL, "the gazetteer does not know Porto: install again")


def street_map() -> Found:
    """Nothing where none are named: maps do without."""
    if not settings.STREETS:
        return
    try:
        found = pmtiles.read(settings.STREETS)
    except pmtiles.Unreadable as error:
        yield FAIL, f"{settings.STREETS}: {error}. Maps show none"
        return
    west, south, east, north = found.box
    covers = f"{south:.2f} to {north:.2f} north, {west:.2f} to {east:.2f} east, zoom {found.least} to {found.most}"
    yield OK, f"{settings.STREETS}, {found.size / 1024**2:.1f} MB: {covers}, {found.by or streets.OPENSTREETMAP}"
    if found.layers and "roads" not in found.layers:
        named = ", ".join(sorted(found.layers))
        yield WARN, f"there is no layer “roads” in it, but {named}: it is not made as Protomaps does"
    if found.most < ENOUGH:
        yield WARN, f"it ends at zoom {found.most}: small streets begin at {ENOUGH}"


CHECKS: dict[str, Callable[[], Found]] = {
    "address": base_address,
    "database": database,
    "worker": worker,
    "mail": mail,
    "clock": clock,
    "disk": disk,
    "permissions": permissions,
    "towns": towns,
    "streets": street_map,
}


def found() -> Iterator[tuple[str, str, str]]:
    """How bad, what, and the sentence. A check that breaks is itself a finding."""
    for what, check in CHECKS.items():
        try:
            yield from ((level, what, text) for level, text in check())
        except Exception as error:  # such as a table that is not there yet
            yield FAIL, what, f"could not be checked: {type(error).__name__}: {' '.join(str(error).split())[:200]}"


def _ago(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for length, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds // length} {word}"
    return f"{seconds} seconds"
