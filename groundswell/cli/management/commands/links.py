"""`groundswell links`: whether the links of toolkits, milestones and sources still lead somewhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli.stopping import stop
from groundswell.core import kinds
from groundswell.core.models import Call
from groundswell.core.models.link import addresses, forget_unused
from groundswell.outside.links.checking import PAUSE, check
from groundswell.outside.links.looking import is_public


class Command(BaseCommand):
    help = "Looks up the links of toolkits, milestones and sources; dead ones are told at the desk and on the pages."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--call", metavar="SLUG", help="short name of the call; all calls where none is given")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two questions to one host")
        parser.add_argument("--inside", action="store_true", help="ask addresses in private networks too")

    def handle(self, *, call: str | None, pause: float, inside: bool, **options: Any) -> None:
        wanted = Call.objects.filter(slug=call).first() if call else None
        if call and not wanted:
            stop(f"there is no call “{call}”.")
        looked = dead = 0
        for link in check(addresses(wanted), may_ask=(lambda _at: True) if inside else is_public, pause=max(0, pause)):
            looked, dead = looked + 1, dead + bool(link.dead_since)
            if link.dead_since:
                why = kinds.label(kinds.LINK_TROUBLES, link.trouble)
                self.stdout.write(f"dead since {link.dead_since:%Y-%m-%d}: {link.address} ({why})")
        if not wanted:
            forget_unused()
        self.stdout.write(f"{looked} looked up, {dead} dead.")
