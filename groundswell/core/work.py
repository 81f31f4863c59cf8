"""The worker: hands facts to their readers, and does the chores. One is enough; it may die at any moment."""

import logging
import threading
import time

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from groundswell.core.models import Reader
from groundswell.lib.clock import now

log = logging.getLogger("groundswell.work")
PAUSE = 1.0  # seconds between two looks at the log
CHORES_EVERY = 15.0


def read_facts() -> int:
    """Every reader once; one that fails keeps its place, says why, and does not hold up the others."""
    return sum(_read(name, dotted) for name, dotted in settings.FACT_READERS.items())


def _read(name: str, dotted: str) -> int:
    reader = Reader.named(name)
    try:
        return reader.read(import_string(dotted))
    except Exception as error:
        log.exception("The reader %s could not read on", name)
        Reader.objects.filter(name=name).update(trouble=f"{type(error).__name__}: {error}"[:500], seen_at=now())
        return 0


def do_chores() -> int:
    done = 0
    for dotted in settings.CHORES:
        try:
            done += import_string(dotted)()
        except Exception:
            log.exception("The chore %s failed", dotted)
    return done


def work_off(rounds: int = 50) -> None:
    """Read and do all there is now; for tests, the demo and the shell."""
    for _round in range(rounds):
        if not read_facts() + do_chores():
            return


def work(stop: threading.Event) -> None:
    """Until told to stop."""
    for name in settings.FACT_READERS:
        Reader.named(name)
    last_chores = 0.0
    while not stop.is_set():
        close_old_connections()
        busy = read_facts()
        if time.monotonic() - last_chores > CHORES_EVERY or busy:
            do_chores()
            last_chores = time.monotonic()
        if not busy:
            stop.wait(PAUSE)
