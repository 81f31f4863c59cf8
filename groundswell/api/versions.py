"""Versions of the record: the package as it stood on a day, in a file that never changes, with what changed since the
one before. One is made in each night after which anything is different; how long they are kept is a setting.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from groundswell.api import kept, package, tables
from groundswell.api.problems import Problem
from groundswell.api.shapes import public
from groundswell.core.models import Fact, RecordVersion
from groundswell.core.record import Column
from groundswell.core.table import Scope, Table
from groundswell.core.tables import TABLES
from groundswell.lib.clock import now
from groundswell.lib.long_cells import lines
from groundswell.lib.one_moment import one_moment

# Never changed, but withdrawn where it must not stand: other caches may hold it for so long beyond that.
FOR_AN_HOUR = "public, max-age=3600"
PACKAGE, CHANGES = "record.zip", "changes.csv"
TYPES = {PACKAGE: package.TYPE, CHANGES: "text/csv; charset=utf-8; header=present"}
COLUMNS = (
    Column("table", "string", "Name of the table."),
    Column("id", "string", "The row's id; where it has none, what it names and a short sum of it."),
    Column("what", "string", "added, changed or removed."),
    Column("columns", "string", "Of what changed: the columns, with a space between."),
)
ADDED, CHANGED, REMOVED = "added", "changed", "removed"


PAUSE = timedelta(hours=1)  # after a failure (a full disk, say), before it is tried again
_looked: date | None = None  # the day on which this process looked last, and all went well
_tried: datetime | None = None  # when it did not


def make_due() -> int:
    """A chore: once a day, the first time the worker comes by after midnight (UTC), where the day before changed
    anything."""
    global _looked, _tried
    moment = now()
    if _looked == moment.date() or (_tried and moment < _tried + PAUSE):
        return 0
    _tried = moment
    try:
        made = _is_due() and make() is not None
    finally:
        gone = destroy_old()
    _looked, _tried = moment.date(), None
    return int(made) + gone


def _is_due() -> bool:
    midnight = datetime.combine(now().date(), time(), UTC)
    told = Fact.objects.filter(at__lt=midnight).order_by("-id").values_list("id", flat=True).first()
    last = RecordVersion.objects.first()
    return told is not None and (not last or (last.fact < told and last.day < now().date()))


def make() -> RecordVersion | None:
    """The record as it stands now. None where it stands as in the version before, or one was made today."""
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".making-") as made:
        written, digest, file = package.Written(), hashlib.sha256(), Path(made) / PACKAGE
        with one_moment():  # or a report that is accepted meanwhile is in one table and not in another
            last, stamp = RecordVersion.objects.first(), kept.Version.last()
            if not stamp or (last and (last.fact == stamp.fact or last.day == now().date())):
                return None
            with file.open("wb") as out:
                for piece in package.pieces(Scope(), written):
                    digest.update(piece)
                    out.write(piece)
        return _made(Path(made), last, stamp.fact, written.rows, digest.hexdigest())


def _made(
    folder: Path, last: RecordVersion | None, fact: int, rows: dict[str, int], sha256: str
) -> RecordVersion | None:
    file = folder / PACKAGE
    if last and sha256 == last.sha256:
        RecordVersion.objects.filter(pk=last.pk).update(fact=fact)
        return None
    before = path_of(last.day, PACKAGE) if last else None
    told = write_changes(before if before and before.exists() else None, file, folder / CHANGES)
    with transaction.atomic():
        version = RecordVersion.objects.create(
            day=now().date(),
            fact=fact,
            size=file.stat().st_size,
            sha256=sha256,
            rows=rows,
            changed=told,
        )
        place = path_of(version.day, "").parent / version.day.isoformat()
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o755)
        for name in TYPES:
            (folder / name).rename(place / name)
        (place / "SHA256SUMS").write_text(f"{version.sha256}  {PACKAGE}\n", encoding="utf-8")
    return version


def write_changes(before: Path | None, after: Path, to: Path) -> dict[str, int]:
    """A row for each row of a table that is there, gone or different; gives how many. Without a version before: none.

    The rows before lie in a database on disk meanwhile, so that a million of them need no memory.
    """
    told: Counter[str] = Counter({ADDED: 0, CHANGED: 0, REMOVED: 0})
    with to.open("w", encoding="utf-8", newline="") as out:
        for piece in tables.csv_of(COLUMNS, _counted(_changes(before, after), told) if before else []):
            out.write(piece)
    return dict(told) if before else {}


def _counted(rows: Iterator[tuple[str, ...]], told: Counter[str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        told[row[2]] += 1
        yield row


def _changes(before: Path, after: Path) -> Iterator[tuple[str, ...]]:
    with ZipFile(before) as old, ZipFile(after) as new:
        for table in TABLES:
            with tempfile.NamedTemporaryFile(suffix=".sqlite3") as file, closing(sqlite3.connect(file.name)) as rows:
                rows.execute("CREATE TABLE old (id TEXT PRIMARY KEY, cells TEXT) WITHOUT ROWID")
                rows.executemany("INSERT OR REPLACE INTO old VALUES (?, ?)", _packed(old, table))
                yield from _compared(rows, new, table, _heading(old, table))


def _compared(
    rows: sqlite3.Connection, new: ZipFile, table: Table, names: list[str]
) -> Iterator[tuple[str, str, str, str]]:
    heading = _heading(new, table)
    for key, cells in _packed(new, table):
        found = rows.execute("SELECT cells FROM old WHERE id = ?", [key]).fetchone()
        if not found:
            yield table.name, key, ADDED, ""
            continue
        rows.execute("DELETE FROM old WHERE id = ?", [key])
        different = _different(dict(_unpacked(names, found[0])), dict(_unpacked(heading, cells)))
        if different:
            yield table.name, key, CHANGED, " ".join(different)
    for (key,) in rows.execute("SELECT id FROM old ORDER BY id"):
        yield table.name, key, REMOVED, ""


def _different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """A column that only one of them has differs where it says anything."""
    return [name for name in {**one, **other} if one.get(name, "") != other.get(name, "")]


def _packed(file: ZipFile, table: Table) -> Iterator[tuple[str, str]]:
    """The id of each row, and its cells in one text."""
    for number, cells in enumerate(_lines(file, table)):
        if not number:
            places = [cells.index(name) for name in table.key or table.links if name in cells]
            continue
        whole = "\x1f".join(cells)
        named = [cells[place] for place in places if cells[place]]
        # Never the words of a row: they may have to go one day, and this stays.
        yield " ".join(named if table.key else [*named, hashlib.sha256(whole.encode()).hexdigest()[:12]]), whole


def _unpacked(names: list[str], cells: str) -> Iterator[tuple[str, str]]:
    return zip(names, cells.split("\x1f"), strict=False)


def _heading(file: ZipFile, table: Table) -> list[str]:
    return next(_lines(file, table), [])


def _lines(file: ZipFile, table: Table) -> Iterator[list[str]]:
    name = f"data/{table.name}.csv"
    if name in file.namelist():
        with file.open(name) as raw:
            yield from lines(csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline="")))


def destroy_old() -> int:
    """Those past their time, and what is left of those that were withdrawn."""
    gone = set(RecordVersion.objects.filter(withdrawn_at__isnull=False).values_list("day", flat=True))
    if settings.VERSIONS_KEPT_DAYS:
        limit = now().date() - timedelta(days=settings.VERSIONS_KEPT_DAYS)
        old = RecordVersion.objects.filter(day__lt=limit)
        gone |= set(old.values_list("day", flat=True))
        old.delete()
    return sum(_destroy(day) for day in gone)


def _destroy(day: date) -> int:
    place = path_of(day, "")
    there = place.exists()
    shutil.rmtree(place, ignore_errors=True)
    return int(there)


def withdraw(version: RecordVersion, *, because: str, by: Any) -> None:
    """At once, and not when the worker comes by. Its table of changes goes with it; no such table says old words."""
    version.withdraw(because=because, by=by)
    _destroy(version.day)


@public
def file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """For ever the same, so whoever has it and asks again is told so."""
    version = RecordVersion.of(parse_day(day))
    if not version:
        raise Problem(404, _("There is no version of this day."))
    if version.withdrawn_at:
        raise Problem(410, _("This version was withdrawn: %(because)s") % {"because": version.because})
    etag = f'"{version.sha256}-{name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if not response:
        opened = _opened(path_of(version.day, name))
        response = FileResponse(opened, content_type=TYPES[name], as_attachment=True, filename=f"{day}-{name}")
    response.headers["Cache-Control"] = FOR_AN_HOUR
    response.headers["ETag"] = etag
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # bytes as their checksum has them
    return response


def parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise Problem(404, _("The file of this version is not here.")) from error


def path_of(day: date, name: str) -> Path:
    return _folder() / day.isoformat() / name


def _folder() -> Path:
    folder = Path(settings.DATA) / "versions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
