import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli import server, serving_options, setting_up
from groundswell.cli.serving_options import WITHOUT_WORKER


class Command(BaseCommand):
    help = "Migrates, serves, and runs the worker in the same process."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        serving_options.add(parser)
        parser.add_argument("--without-worker", action="store_true", help="`groundswell work` runs elsewhere")

    def handle(self, *, host: str, port: int, without_worker: bool, **options: Any) -> None:
        address = server.check_port(host, port)
        setting_up.set_up()
        if without_worker:
            os.environ[WITHOUT_WORKER] = "1"
        self._tell()
        setting_up.let_go_of_the_database()
        server.serve(address, port)

    def _tell(self) -> None:
        from django.conf import settings

        self.stdout.write(f"Groundswell is at {settings.BASE_URL} (Ctrl-C stops it); its data is in {settings.DATA}")
        if settings.EMAIL_BACKEND.endswith("NoMailServer"):
            self.stdout.write("No mail server is set (EMAIL_URL), so letters wait: proofs, host codes, sign-in codes.")
        if link := setting_up.first_link():
            self.stdout.write(
                f"Nobody convenes here yet. This link, for one use, sets up the first convenor:\n  {link}"
            )
        self.stdout.flush()
