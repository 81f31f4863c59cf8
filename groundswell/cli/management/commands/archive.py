"""`groundswell archive`: copies of the record's sources in a public archive, before their pages are gone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli.stopping import stop
from groundswell.core import sources
from groundswell.core.models import Call
from groundswell.outside.links.archiving import PAUSE, archive_all
from groundswell.outside.links.looking import is_public

WHY = {
    "often": "the archive is asked too often; go on later",
    "refused": "the archive made no copy",
    "silent": "the archive does not answer",
}


class Command(BaseCommand):
    help = "Asks a public archive for copies of the pages that the record goes by, and keeps where they are."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--call", metavar="SLUG", help="short name of the call; all calls where none is given")
        parser.add_argument("--most", type=int, default=100, help="so many pages at most")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two pages")
        parser.add_argument("--inside", action="store_true", help="the archive may be in a private network")

    def handle(self, *, call: str | None, most: int, pause: float, inside: bool, **options: Any) -> None:
        wanted = Call.objects.filter(slug=call).first() if call else None
        if call and not wanted:
            stop(f"there is no call “{call}”.")
        if not settings.ARCHIVE:
            stop("no archive is named: set GROUNDSWELL_ARCHIVE.")
        without = sources.without_copy(wanted)
        some = list(without[: max(0, most)])
        may_ask = (lambda _at: True) if inside else is_public
        kept = 0
        for source, trouble in archive_all(some, settings.ARCHIVE, pause=max(0, pause), may_ask=may_ask):
            kept += not trouble
            said = (
                f"not kept: {source.address} ({WHY.get(trouble, trouble)})" if trouble else f"kept: {source.archived}"
            )
            self.stdout.write(said)
        self.stdout.write(f"{kept} kept, {without.count()} without a copy.")
