"""What must be there before the first visitor: the tables, the static files, somebody who may begin."""

import hashlib
import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from groundswell import __version__
from groundswell.cli.stopping import stop
from groundswell.core.models import Code, Role
from groundswell.lib.clock import now

FIRST_KEPT = timedelta(days=7)


def set_up() -> None:
    keep_to_ourselves(settings.DATA)
    migrate()
    gather_static_files()


def keep_to_ourselves(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for path in (*folder.glob("*.sqlite3*"), *folder.glob("*.key")):
        path.chmod(0o600)


def migrate() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        stop(f"the database does not answer: {' '.join(str(error).split())}")
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def migrate_if_needed() -> None:
    """For commands that may be the first to open a data folder."""
    try:
        plan = MigrationExecutor(connection)
    except OperationalError as error:
        stop(f"the database does not answer: {' '.join(str(error).split())}")
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        keep_to_ourselves(settings.DATA)
        migrate()


def gather_static_files() -> None:
    """Compressed once. Left alone while nothing has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / "stamp"
    fresh = _stamp()
    if stamp.exists() and stamp.read_text() == fresh:
        return
    logging.getLogger("whitenoise").setLevel(logging.ERROR)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, skip_checks=True)
    stamp.write_text(fresh)


def first_link() -> str | None:
    """To the page where the first convenor is set up; none where there is one."""
    if Role.objects.filter(kind=Role.CONVENOR, call=None).exists():
        return None
    Code.objects.filter(purpose=Code.FIRST).delete()
    code = Code.mint(Code.FIRST, until=now() + FIRST_KEPT)
    return f"{settings.BASE_URL}{reverse('first')}#{code}"


def let_go_of_the_database() -> None:
    """A connection must not be shared with a child."""
    connections.close_all()


def _stamp() -> str:
    seen = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
