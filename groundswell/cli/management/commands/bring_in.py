"""`groundswell import`: actions and reports out of a file."""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.cli import setting_up
from groundswell.core import bulk, planning
from groundswell.core.bringing_in import ADDED, CHANGED, REFUSED, UNCHANGED, Outcome, bring_in
from groundswell.core.errors import Refused
from groundswell.core.incoming import BY, Row
from groundswell.core.models import Call
from groundswell.core.models.call import DRAFT
from groundswell.core.restoring import restore_package, restore_rows
from groundswell.lib.text import clean
from groundswell.outside import importers
from groundswell.outside.importers import package
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.mapping import read as read_mapping
from groundswell.outside.importers.source import Source, Unreadable

SHOWN = 20  # reasons that are said on the screen
FIRST = 5  # of the lines that one is said for
WIDTH = 30
STEP = 0.1  # of the file, between two plain lines


class Command(BaseCommand):
    help = "Bring in actions or reports from a file. Safe to run again: the same row is never made twice."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Python keeps the word `import` for itself, so the module has another name than the command."""
        return super().create_parser(prog_name, "import", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--call", metavar="SLUG", help="short name of the call they belong to; a package has its own"
        )
        parser.add_argument("--new-call", metavar="TITLE", help="make and publish the call where it is missing")
        parser.add_argument(
            "--as",
            dest="as_",
            choices=("actions", "reports"),
            help="actions: without what the file reports of them; reports: on actions that are here already",
        )
        parser.add_argument(
            "--format", default="auto", choices=("auto", "csv", "json", "geojson", "ics", "mobilizon", "ccc", "record")
        )
        parser.add_argument("--map", type=Path, metavar="MAPPING.toml", help="what the columns mean: docs/importing.md")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")

    def handle(self, *, file: Path, call: str | None, dry_run: bool, **options: Any) -> None:
        setting_up.migrate_if_needed()
        self.stderr.style_func = None  # notes and progress are no errors, so they are not red
        try:
            tally = self.run(file, call, dry_run=dry_run, **options)
        except (Refused, Unreadable) as error:
            self.give_up(str(error))
        except DatabaseError as error:
            self.give_up(_("The database refused: %(error)s") % {"error": error})
        except KeyboardInterrupt:
            self.give_up(_("Stopped. Run it again to go on: nothing is made twice."), 130)
        self.stdout.write(", ".join(f"{tally[what]} {what}" for what in (ADDED, CHANGED, UNCHANGED, REFUSED)))
        if tally[REFUSED]:
            sys.exit(1)

    def run(self, file: Path, slug: str | None, *, dry_run: bool, **options: Any) -> Counter[str]:
        if package.looks_like(file):
            return self.restore(file, slug, dry_run=dry_run, **options)
        if not slug:
            raise Unreadable(_("Name the call that they belong to, with --call."))
        rows, source, form = self.rows(file, **options)
        refusals, tally = Refusals(None if dry_run else file), Counter[str]()
        joining = options["as_"] == "reports"
        whole = form == "record" and not options["as_"]
        whole_or_not = transaction.atomic() if dry_run else nullcontext()
        with bulk.unhindered(), whole_or_not, refusals, Progress(source, self.stderr) as progress:
            call = self.call(slug, options["new_call"])
            for outcomes in restore_rows(call, rows) if whole else bring_in(call, rows, joining=joining):
                tally.update(outcome.what for outcome in outcomes)
                refusals.keep(outcomes)
                progress.show(tally)
            if dry_run:
                transaction.set_rollback(True)
        if tally[ADDED] and not dry_run:
            planning.learn()
        for line in refusals.lines():
            self.stderr.write(line)
        return tally

    def restore(self, file: Path, slug: str | None, *, dry_run: bool, **options: Any) -> Counter[str]:
        """A package, with its own ids."""
        tables, refusals = package.Package(file), Refusals(None if dry_run else file)
        with bulk.unhindered(), transaction.atomic(), refusals:
            restored = restore_package(tables.rows, self.call(slug, options["new_call"]) if slug else None)
            refusals.keep([_refusal(cells, why) for cells, why in restored.refused])
            if dry_run:
                transaction.set_rollback(True)
        for line in refusals.lines():
            self.stderr.write(line)
        return Counter({ADDED: restored.added, REFUSED: len(restored.refused)})

    def rows(self, file: Path, **options: Any) -> tuple[Iterator[Row], Source, str]:
        """The first row is read before anything is written, so that a file that is none leaves nothing behind."""
        mapping = read_mapping(options["map"]) if options["map"] else Mapping()
        source = Source(file, mapping.encoding)
        form = importers.format_of(source, mapping) if options["format"] == "auto" else options["format"]
        rows = importers.READERS[form].read(source, mapping)
        if options["as_"] == "actions":
            rows = _without_accounts(rows)
        return _begun(rows), source, form

    def call(self, slug: str, title: str | None) -> Call:
        call = Call.objects.filter(slug=slug).first()
        if call and call.stage == DRAFT:
            raise Unreadable(_("The call “%(slug)s” is a draft: publish it first.") % {"slug": slug})
        return call or _new_call(slug, title)

    def give_up(self, why: str, status: int = 2) -> NoReturn:
        self.stderr.write(f"groundswell import: {why}")
        sys.exit(status)


@transaction.atomic
def _new_call(slug: str, title: str | None) -> Call:
    if not title:
        raise Unreadable(_("There is no call “%(slug)s”. Make it with --new-call TITLE.") % {"slug": slug})
    if slug != slugify(slug) or len(slug) > 80:
        raise Unreadable(_("“%(slug)s” is no short name: use a–z, 0–9 and “-”.") % {"slug": slug})
    if not (title := clean(title)) or len(title) > 160:
        raise Unreadable(_("A title has 1 to 160 characters."))
    # A campaign has no window of dates, so every row fits.
    call = Call.draft(by=BY, slug=slug, title=title, kind="campaign", ground_rules=_("We act without violence."))
    call.publish(by=BY)
    return call


def _refusal(cells: dict[str, str], why: str) -> Outcome:
    values = [value for name, value in cells.items() if name != "_line"]
    return Outcome(Row(int(cells["_line"]), raw=values), REFUSED, why)


def _begun(rows: Iterator[Row]) -> Iterator[Row]:
    first = list(islice(rows, 1))
    return chain(first, rows)


def _without_accounts(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        row.account = None
        yield row


class Refusals:
    """Refused rows go beside the file with the reason, or into the current folder where that cannot be written."""

    def __init__(self, file: Path | None) -> None:
        self.file, self.path = file, Path()
        self.open: IO[str] | None = None
        self.told: dict[tuple[bool, str], list[int]] = defaultdict(list)

    def __enter__(self) -> Refusals:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.open:
            self.open.close()

    def keep(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            row = outcome.row
            for why in [outcome.why] if outcome.what == REFUSED else row.notes:
                self.told[outcome.what == REFUSED, why].append(row.line)
            if outcome.what == REFUSED:
                self.write([str(row.line), outcome.why, *row.raw])

    def write(self, values: list[str]) -> None:
        if self.file and not self.open:
            self.open = self.begun(self.file)
            self.writer = csv.writer(self.open)
            self.writer.writerow(["line", "reason", "row"])
        if self.open:
            self.writer.writerow([value.encode("utf-8", "replace").decode() for value in values])

    def begun(self, file: Path) -> IO[str]:
        self.path = file.with_name(f"{file.name}.refused.csv")
        try:
            return self.path.open("w", encoding="utf-8", newline="")
        except OSError:
            self.path = Path(f"{file.name}.refused.csv")
        try:
            return self.path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise Unreadable(f"{self.path}: {error.strerror}.") from error

    def lines(self) -> Iterator[str]:
        """What was refused and what somebody may want to look at, each reason once."""
        for (refused, why), lines in sorted(self.told.items(), reverse=True)[:SHOWN]:
            numbers = ", ".join(map(str, lines[:FIRST])) + (" …" if len(lines) > FIRST else "")
            words = _("refused, line %(lines)s: %(why)s") if refused else _("note, line %(lines)s: %(why)s")
            yield words % {"lines": numbers, "why": why}
        if self.open:
            yield _("The refused rows are in %(path)s.") % {"path": self.path}


class Progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self, source: Source, out: Any) -> None:
        self.source, self.out, self.last = source, out, 0.0
        self.bar = bool(out.isatty())

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.bar:
            self.out.write("\r" + " " * (WIDTH + 40) + "\r", ending="")

    def show(self, tally: Counter[str]) -> None:
        part = min(1.0, self.source.done / max(self.source.size, 1))
        rows = _("%(number)s rows") % {"number": sum(tally.values())}
        if self.bar:
            full = int(part * WIDTH)
            self.out.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {part:4.0%} {rows}", ending="")
            self.out.flush()
        elif part - self.last >= STEP and part < 1:
            self.last = part
            self.out.write(f"{part:.0%}: {rows}")
