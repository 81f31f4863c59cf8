"""`groundswell lookalikes`: which actions of a call may be one and the same."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli.stopping import stop
from groundswell.core import lookalikes
from groundswell.core.comparing import PERHAPS
from groundswell.core.models import Call


class Command(BaseCommand):
    help = "Lists pairs of actions of a call that look alike, the likeliest first, and why."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--call", metavar="SLUG", required=True, help="short name of the call")
        parser.add_argument("--least", type=float, default=PERHAPS, help="the lowest score that is listed, from 0 to 1")

    def handle(self, *, call: str, least: float, **options: Any) -> None:
        wanted = Call.objects.filter(slug=call).first()
        if not wanted:
            stop(f"there is no call “{call}”.")
        pairs = lookalikes.through(wanted, least=least)
        for pair in pairs:
            one, other = pair.one, pair.other.action
            self.stdout.write(
                f"{pair.other.score:.2f}  {one.ref} {other.ref}  {one.day}  {one.locality}: "
                f"“{one.title}” | “{other.title}” ({pair.other.said})"
            )
        likely = sum(pair.other.likely for pair in pairs)
        self.stdout.write(f"{len(pairs)} pairs look alike, {likely} of them very likely.")
