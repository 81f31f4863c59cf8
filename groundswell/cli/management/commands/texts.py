"""`groundswell texts`: the texts of a call as a file for translators, and a filled one back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from groundswell.cli.management.commands.export import STDOUT, opened
from groundswell.core import translating
from groundswell.core.errors import Refused
from groundswell.core.models import Call
from groundswell.core.translating import Plan
from groundswell.lib import catalogues, tongues

BY = "server"


class Command(BaseCommand):
    help = "Write the texts of a call to a file for translators (PO, or XLIFF 1.2), or bring a filled one back."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("export", "import"))
        parser.add_argument("call", metavar="CALL", help="short name of the call")
        parser.add_argument("file", metavar="FILE", nargs="?", default=STDOUT, help="- for the screen, or a pipe")
        parser.add_argument("--language", metavar="TAG", default="", help="ar, pt-BR; the file to import may name it")
        parser.add_argument(
            "--format", choices=(catalogues.PO, catalogues.XLIFF), default="", help="or by the file's name"
        )
        parser.add_argument("--try", dest="only_try", action="store_true", help="say what would change, change nothing")
        parser.add_argument("--translated-by", metavar="NAME", default=None, help="whom the public pages name")

    def handle(self, *, what: str, call: str, file: str, language: str, **options: Any) -> None:
        found = Call.objects.filter(slug=call).first()
        if not found:
            self.give_up(_("There is no call “%(slug)s”.") % {"slug": call})
        if language and not tongues.well_formed(tongues.canonical(language)):
            self.give_up(_("“%(tag)s” is no language tag, like ar or pt-BR.") % {"tag": language})
        language = tongues.canonical(language) if language else ""
        try:
            if what == "export":
                self.export(found, file, language, options["format"])
            else:
                self.bring(found, file, language, only_try=options["only_try"], credit=options["translated_by"])
        except Refused as refusal:
            self.give_up(str(refusal))
        except OSError as error:
            self.give_up(f"{file}: {error.strerror}")
        except DatabaseError as error:
            self.give_up(_("The database refused: %(error)s") % {"error": error})

    def export(self, call: Call, file: str, language: str, form: str) -> None:
        if not language or language == tongues.canonical(call.language):
            self.give_up(_("Say with --language into which language, other than that of the call."))
        form = form or (catalogues.XLIFF if file.endswith((".xlf", ".xliff")) else catalogues.PO)
        catalogue = translating.catalogue(call, language)
        with opened(file) as out:
            out.write(catalogues.write(catalogue, form).encode())
        missing = sum(not entry.target for entry in catalogue.entries)
        words = {"texts": len(catalogue.entries), "missing": missing}
        self.stderr.write(_("texts: %(texts)s, missing: %(missing)s") % words)

    def bring(self, call: Call, file: str, language: str, *, only_try: bool, credit: str | None) -> None:
        data = sys.stdin.buffer.read() if file == STDOUT else Path(file).read_bytes()
        given = translating.read(data)
        language = language or tongues.canonical(given.language)
        if not tongues.well_formed(language):
            self.give_up(_("The file names no language: say with --language which it is."))
        plan = translating.plan(call, language, given, by=BY)
        done = len(plan.changes) if only_try else translating.carry_out(plan, by=BY, translated_by=credit)
        self.tell(plan, done, only_try=only_try)
        if plan.refusals:
            sys.exit(1)

    def tell(self, plan: Plan, done: int, *, only_try: bool) -> None:
        for each in plan.refusals:
            self.stderr.write(f"{each.line or '-'}\t{each.key}\t{each.why}")
        words = {"done": done, "same": plan.same, "empty": plan.empty, "refused": len(plan.refusals)}
        told = _("changed: %(done)s, as before: %(same)s, empty: %(empty)s, refused: %(refused)s") % words
        self.stdout.write(f"{_('Nothing was changed yet.')} {told}" if only_try else told)

    def give_up(self, why: str) -> NoReturn:
        self.stderr.write(f"groundswell texts: {why}")
        sys.exit(2)
