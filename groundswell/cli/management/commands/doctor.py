import sys
from typing import Any

from django.core.management.base import BaseCommand

from groundswell.cli import checks


class Command(BaseCommand):
    help = "Checks this installation: one line each; exit status 1 where something fails."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        failed = 0
        for level, what, text in checks.found():
            failed += level == checks.FAIL
            self.stdout.write(f"{level:<4}  {what}: {text}")
        if failed:
            sys.exit(1)
