import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from groundswell.cli.working import work_here


class Command(BaseCommand):
    help = "The worker alone: hands facts to their readers, sends letters, erases what is overdue."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The worker is at work (Ctrl-C stops it).")
        self.stdout.flush()
        work_here(stop)
