import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from groundswell.cli import archive, databases, setting_up
from groundswell.cli.stopping import stop
from groundswell.cli.working import at_work_elsewhere


class Command(BaseCommand):
    help = "Brings back an instance from a backup. The server must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="in place of what is here")

    def handle(self, *, file: Path, force: bool, **options: Any) -> None:
        if not file.is_file():
            stop(f"there is no file {file}")
        if at_work_elsewhere():
            stop("a server or worker is running on this instance. Stop it first")
        if databases.filled() and not force:
            stop(f"there is an instance here already (in {settings.DATA}). --force puts the backup in its place")
        try:
            with archive.opened(file) as (manifest, folder):
                if not databases.is_sound(folder / archive.DATABASE):
                    raise archive.Unusable("its database is damaged")
                put_back(folder)
        except archive.Unusable as error:
            stop(f"{file} was not restored: {error}")
        setting_up.migrate()
        self.stdout.write(f"Restored what was saved on {manifest.made_at[:16].replace('T', ' ')} UTC.")
        if not manifest.keys:
            self.stdout.write("Its keys are not in it: put contact.key and secret.key into the data folder yourself.")


def put_back(folder: Path) -> None:
    databases.load(folder / archive.DATABASE)
    for path in sorted((folder / archive.KEYS).glob("*.key")):
        shutil.copyfile(path, settings.DATA / path.name)
        (settings.DATA / path.name).chmod(0o600)
    if (folder / archive.MEDIA).exists():
        shutil.copytree(folder / archive.MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
