import os
import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from groundswell.cli import server, serving_options, setting_up
from groundswell.cli.stopping import stop
from groundswell.cli.surroundings import PASSING
from groundswell.core import work


class Command(BaseCommand):
    help = "Serves a fresh database, filled with an invented call and its actions."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        serving_options.add(parser)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        address = server.check_port(host, port)
        code = prepare()
        self.stdout.write(said(code))
        self.stdout.flush()
        setting_up.let_go_of_the_database()
        try:
            server.serve(address, port)
        finally:
            if os.environ.get(PASSING):
                shutil.rmtree(settings.DATA, ignore_errors=True)


def prepare() -> str:
    """Returns the code of a host, so that one can be looked in upon."""
    from groundswell.cli.demo.fill import fill
    from groundswell.core.models import Call

    if not settings.DEMO:
        stop("the demo is started by `groundswell demo`, which sets its surroundings")
    if (settings.DATA / "groundswell.sqlite3").exists():
        stop(f"there is an instance in {settings.DATA} already. Give the demo a new folder, or none")
    setting_up.set_up()
    assert not Call.objects.exists()
    get_resolver().reverse_dict  # noqa: B018  reads all our pages while the gazetteer may still be in the making
    code = fill()
    work.work_off()
    return code


def said(code: str) -> str:
    url = settings.BASE_URL
    return f"""
Groundswell's demo is at {url} (Ctrl-C stops it)

  as a convenor    {url}/desk/sign-in/ with clara@rivers.example
  as a moderator   {url}/desk/sign-in/ with mona@rivers.example
                   The code is mailed; all letters of the demo are at {url}/demo/letters/
  as a host        {url}/host/#{code}
                   (or paste the code {code} at {url}/host/)

Everything in it is invented, and nothing leaves this machine. Its data is in {settings.DATA}
"""
