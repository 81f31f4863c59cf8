"""`groundswell versions`: a version of the record now, or one withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.api import versions
from groundswell.cli.stopping import stop
from groundswell.core.errors import Refused
from groundswell.core.models import RecordVersion


class Command(BaseCommand):
    help = "Keeps the record as it stands now, as the worker does each night, and lists what is kept."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--withdraw", metavar="DAY", help="destroy the file of this day; the list says why")
        parser.add_argument("--because", default="", help="why it is withdrawn: everybody can read it")

    def handle(self, *, withdraw: str | None, because: str, **options: Any) -> None:
        if withdraw:
            self.withdraw(withdraw, because)
        else:
            made = versions.make()
            self.stdout.write(
                f"Made the version of {made.day}." if made else "Nothing is new, or there is one of today."
            )
        for version in RecordVersion.objects.all():
            state = f"withdrawn: {version.because}" if version.withdrawn_at else f"{version.size:,} bytes"
            self.stdout.write(f"{version.day}  {state}  {version.sha256}")

    def withdraw(self, day: str, because: str) -> None:
        version = RecordVersion.of(versions.parse_day(day))
        if not version:
            stop(f"there is no version of {day}.")
        try:
            versions.withdraw(version, because=because, by="server")
        except Refused as refusal:
            stop(str(refusal))
