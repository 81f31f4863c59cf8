"""`groundswell export`: the record as a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.api import calendars, maps, package, parquet, tables
from groundswell.api.about import About
from groundswell.core import convenors
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.table import Scope
from groundswell.core.wording import worded
from groundswell.lib import rubbish
from groundswell.lib.one_moment import one_moment

TEXTS = ("csv", "json", "jsonl", "geojson", "ics")
FORMATS = (*TEXTS, "parquet", "geoparquet", "package")
STDOUT = "-"
STEP = 1_000_000  # bytes between two signs of life


class Command(BaseCommand):
    help = "Write the record of a call, or of all calls, to a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--call", metavar="SLUG", help="short name of the call")
        which.add_argument("--all", action="store_true", help="every public call")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("-o", dest="output", metavar="FILE", default=STDOUT, help="- for the screen, or a pipe")
        parser.add_argument("--bom", action="store_true", help="begin CSV with the mark that some spreadsheets need")

    def handle(self, *, call: str | None, format: str, output: str, bom: bool, **options: Any) -> None:
        if call and not Call.objects.filter(slug=call).exists():
            self.give_up(_("There is no call “%(slug)s”.") % {"slug": call})
        actions = ActionFilter(call=call or "").rows().select_related("call")
        try:
            with sparing(), one_moment():
                size = self.write(document(format, actions, call, bom=bom), output)
        except parquet.Missing as missing:
            self.give_up(str(missing))
        except BrokenPipeError:
            self.leave()  # whoever read it has seen enough
        except OSError as error:
            self.give_up(f"{output}: {error.strerror}")
        except DatabaseError as error:
            self.give_up(_("The database refused: %(error)s") % {"error": error})
        self.stderr.write(said(actions.count(), size, output))

    def write(self, pieces: Iterator[bytes], output: str) -> int:
        size = shown = 0
        with opened(output) as file:
            for piece in pieces:
                size += file.write(piece)
                if sys.stderr.isatty() and output != STDOUT and size - shown >= STEP:
                    shown = size
                    self.stderr.write(f"\r{megabytes(size)}", ending="")
                    self.stderr.flush()
            file.flush()
        if shown:
            self.stderr.write("\r", ending="")
        return size

    def give_up(self, why: str) -> NoReturn:
        self.stderr.write(f"groundswell export: {why}")
        sys.exit(2)

    def leave(self) -> NoReturn:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@contextmanager
def sparing() -> Iterator[None]:
    """Little memory, and no time for rubbish: row after row goes by itself, and to look for what does not takes a fifth
    of the time."""
    _spare_memory()
    with rubbish.not_looked_for():
        yield


def _spare_memory() -> None:
    """A file that is read from one end to the other need not be mapped into memory, where it counts as ours."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:  # within one it cannot be said any more
        with connection.cursor() as cursor:
            # Nor kept in memory afterwards, nor sorted there.
            for words in ("mmap_size=0", "cache_size=-4000", "temp_store=FILE"):
                cursor.execute(f"PRAGMA {words}")


def document(format: str, actions: QuerySet[Action], slug: str | None, *, bom: bool = False) -> Iterator[bytes]:
    if format in TEXTS:
        return (piece.encode() for piece in pieces(format, actions, slug, bom=bom))
    if format == "package":
        return package.pieces(Scope(Call.objects.get(slug=slug) if slug else None))
    return parquet.pieces(actions, geo=format == "geoparquet")


def pieces(format: str, actions: QuerySet[Action], slug: str | None, *, bom: bool = False) -> Iterator[str]:
    if format == "csv":
        return tables.csv_lines(actions, bom=bom)
    if format == "json":
        return tables.json_lines(actions)
    if format == "jsonl":
        return tables.jsonl_lines(actions)
    return {"geojson": maps.lines, "ics": calendars.lines}[format](about(slug, format), actions)


def about(slug: str | None, format: str) -> About:
    call = Call.objects.filter(slug=slug).first() if slug else None
    read = worded(call) if call else None
    page = reverse("call-record", args=[slug]) if slug else reverse("record")
    address = reverse("call-actions-shape", args=[slug, format]) if slug else reverse("actions-shape", args=[format])
    return About(
        title=read.title if read else settings.INSTANCE_NAME,
        summary=read.summary if read else "",
        page=settings.BASE_URL + page,
        address=settings.BASE_URL + address,
        changed=None,
        convenors=tuple(convenors.of(call).names) if call and call.public else (),
    )


@contextmanager
def opened(output: str) -> Iterator[IO[bytes]]:
    """The whole file or none: it takes its name only once it is complete."""
    if output == STDOUT:
        yield sys.stdout.buffer
        return
    if Path(output).exists() and not Path(output).is_file():  # a device, a pipe
        with Path(output).open("wb") as file:
            yield file
        return
    with tempfile.NamedTemporaryFile(dir=Path(output).absolute().parent, prefix=".export-", delete=False) as file:
        try:
            yield file
            Path(file.name).chmod(0o644 & ~_umask())
            Path(file.name).replace(output)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def said(actions: int, size: int, output: str) -> str:
    text = ngettext("%(actions)s action, %(size)s", "%(actions)s actions, %(size)s", actions)
    text %= {"actions": actions, "size": megabytes(size)}
    return text if output == STDOUT else f"{text}: {output}"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
