from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli import archive
from groundswell.cli.stopping import stop


class Command(BaseCommand):
    help = "Writes the whole instance to one file, consistent, while it is running."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="such as groundswell.tar.gz")
        parser.add_argument("--with-keys", action="store_true", help="the keys of contact addresses too")

    def handle(self, *, file: Path, with_keys: bool, **options: Any) -> None:
        file = file.absolute()
        try:
            archive.write(file, with_keys=with_keys)
        except OSError as error:
            stop(f"the backup could not be written to {file}: {error.strerror or error}")
        self.stdout.write(f"Everything is in {file} ({file.stat().st_size:,} bytes).")
        if with_keys:
            self.stdout.write("The keys are in it too: whoever has this file can read every contact address.")
        else:
            self.stdout.write(
                "The keys are not in it, so nobody can read a contact address out of it, and nobody can sign in after\n"
                "a restore without them. Keep contact.key and secret.key of the data folder in another place\n"
                "(or give --with-keys)."
            )
