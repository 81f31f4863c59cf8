"""The warrant: what is in the data folder, the log and the mail tray of a server that people have used?

Marked words go in wherever a visitor can put something, error paths included; then every byte at rest is searched.
"""

import re
import sqlite3
import urllib.parse
import urllib.request
from pathlib import Path

from tests.cli.conftest import Server

ADDRESS = "canary.host@rivers.example"
OFFICE = "canary.office@keepers.example"
CONVENOR = "canary.convenor@rivers.example"
MARKS = {
    "User-Agent": "CanaryBrowser/9.1",
    "Referer": "https://canary-referer.example/x",
    "X-Forwarded-For": "203.0.113.77",
}
REGISTER = {
    "kind": "march", "title": "Walk the Douro", "date": "2031-03-15", "start": "10:00", "town": "Porto, Portugal", "contact": ADDRESS, "rules": "on",
}  # fmt: skip
CALL = {
    "title": "Clean Rivers", "slug": "clean-rivers", "kind": "day", "first_day": "2031-03-15", "last_day": "2031-03-16",
    "ground_rules": "Without violence.", "policy": "proof", "language": "en", "summary": "Walk.", "body": "Walk.",
}  # fmt: skip
ENDORSE = {"name": "River Keepers", "kind": "ngo", "country": "PT", "signatory": "Ana Lima", "contact": OFFICE}
# Nowhere, in no spelling; besides, whatever the browser of somebody who comes has been given.
NEVER_AT_REST = (
    ADDRESS, OFFICE, CONVENOR, "canary.nobody", "canary.lost", "canary.asker", "CanaryMessage", "CanaryBrowser",
    "canary-referer", "203.0.113.77", "CanaryQuery",
)  # fmt: skip


def test_nothing_at_rest_tells_who_visited_wrote_or_came(start):
    server = start("serve")
    _publish_a_call(server)
    stranger = Visitor(server.port)
    _go_astray(stranger)
    _ask_for_everything(stranger)
    ref = _publish_the_action(server.data)
    receipt = _come(stranger, ref)
    _write(stranger, ref)
    while_it_runs = at_rest(server.data, server.said)
    server.stop()

    for files in (while_it_runs, at_rest(server.data, server.said)):
        for mark in (*NEVER_AT_REST, receipt):
            assert holding(mark, files) == [], f"{mark} is at rest"
        assert not any(re.search(rb"\b127\.0\.0\.1\b", content) for name, content in files.items() if name != "the log")


class Visitor:
    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def open(self, path: str, **form: str) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.base + path, data=data, headers=MARKS | {"Origin": self.base})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()


def at_rest(data: Path, log: str) -> dict[str, bytes]:
    files = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file() and "static" not in file.parts}
    return files | {"the log": log.encode()}


def holding(mark: str, files: dict[str, bytes]) -> list[str]:
    spellings = (mark.encode(), mark.encode("utf-16-le"))
    return [name for name, content in files.items() if any(spelling in content for spelling in spellings)]


def _publish_a_call(server: Server) -> None:
    convenor = Visitor(server.port)
    first = re.search(r"/desk/first/#([\w-]+)", server.said)[1]
    convenor.open("/desk/first/", code=first, email=CONVENOR, name="Clara")
    convenor.open("/desk/calls/new/", **CALL)
    convenor.open("/desk/calls/clean-rivers/stage/", to="publish")


def _go_astray(stranger: Visitor) -> None:
    for path in ("/", "/calls/clean-rivers/", "/nothing?secret=CanaryQuery", "/actions/?q=CanaryQuery"):
        stranger.open(path)
    stranger.open("/calls/clean-rivers/register/", **(REGISTER | {"title": ""}))


def _ask_for_everything(stranger: Visitor) -> None:
    stranger.open("/calls/clean-rivers/register/", **REGISTER)
    stranger.open("/calls/clean-rivers/endorse/", **ENDORSE)
    stranger.open("/proof/", code="CANA-RYCA-NARY-CANA-RYCA-NARY")
    stranger.open("/desk/sign-in/", email="canary.nobody@rivers.example")
    stranger.open("/desk/sign-in/", email=CONVENOR)


def _publish_the_action(data: Path) -> str:
    """As if its address had been proven. Gives its short name."""
    with sqlite3.connect(data / "groundswell.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM core_action").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM core_endorsement").fetchone() == (1,)
        database.execute("UPDATE core_action SET state = 'published'")
        (ref,) = database.execute("SELECT ref FROM core_action").fetchone()
    database.close()
    return str(ref)


def _come(stranger: Visitor, ref: str) -> str:
    """Gives the receipt, by which the same browser would take it back."""
    stranger.open(f"/actions/{ref}/attendance/", coming="1")
    jar = next(handler.cookiejar for handler in stranger.opener.handlers if hasattr(handler, "cookiejar"))
    return next(str(cookie.value) for cookie in jar if cookie.name == "coming")


def _write(stranger: Visitor, ref: str) -> None:
    stranger.open("/host/new-code/", contact="canary.lost@rivers.example", action=ref)
    stranger.open(f"/actions/{ref}/write/", text="CanaryMessage", contact="canary.asker@home.example")
