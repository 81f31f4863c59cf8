"""The warrant: what is in the data folder, the log and the mail tray of a server that people have used?

Marked words go in wherever a visitor can put something, error paths included; then every byte at rest is searched.
"""

import re
import sqlite3
import urllib.parse
import urllib.request
from pathlib import Path

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
ENDORSE = {"name": "River Keepers", "kind": "ngo", "country": "PT", "signatory": "Ana Lima", "contact": OFFICE}


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


def test_nothing_at_rest_tells_who_visited_wrote_or_came(start):
    server = start("serve")
    visitor = Visitor(server.port)
    first = re.search(r"/desk/first/#([\w-]+)", server.said)[1]
    visitor.open("/desk/first/", code=first, email=CONVENOR, name="Clara")
    visitor.open(
        "/desk/calls/new/",
        title="Clean Rivers",
        slug="clean-rivers",
        kind="day",
        first_day="2031-03-15",
        last_day="2031-03-16",
        ground_rules="Without violence.",
        policy="proof",
        language="en",
        summary="Walk.",
        body="Walk.",
    )
    visitor.open("/desk/calls/clean-rivers/stage/", to="publish")
    stranger = Visitor(server.port)
    for path in ("/", "/calls/clean-rivers/", "/nothing?secret=CanaryQuery", "/actions/?q=CanaryQuery"):
        stranger.open(path)
    stranger.open("/calls/clean-rivers/register/", **(REGISTER | {"title": ""}))
    stranger.open("/calls/clean-rivers/register/", **REGISTER)
    stranger.open("/calls/clean-rivers/endorse/", **ENDORSE)
    stranger.open("/proof/", code="CANA-RYCA-NARY-CANA-RYCA-NARY")
    stranger.open("/desk/sign-in/", email="canary.nobody@rivers.example")
    stranger.open("/desk/sign-in/", email=CONVENOR)
    with sqlite3.connect(server.data / "groundswell.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM core_action").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM core_endorsement").fetchone() == (1,)
        database.execute("UPDATE core_action SET state = 'published'")
        (ref,) = database.execute("SELECT ref FROM core_action").fetchone()
    database.close()
    stranger.open(f"/actions/{ref}/attendance/", coming="1")
    receipt = _receipt(stranger)
    stranger.open("/host/new-code/", contact="canary.lost@rivers.example", action=ref)
    stranger.open(f"/actions/{ref}/write/", text="CanaryMessage", contact="canary.asker@home.example")
    first_bytes = at_rest(server.data, server.said)
    server.stop()

    for files in (first_bytes, at_rest(server.data, server.said)):
        for mark in (
            ADDRESS,
            OFFICE,
            CONVENOR,
            "canary.nobody",
            "canary.lost",
            "canary.asker",
            "CanaryMessage",
            "CanaryBrowser",
            "canary-referer",
            "203.0.113.77",
            "CanaryQuery",
            receipt,
        ):
            found = [
                name
                for name, content in files.items()
                if mark.encode() in content or mark.encode("utf-16-le") in content
            ]
            assert found == [], f"{mark} is at rest"
        assert not any(re.search(rb"\b127\.0\.0\.1\b", content) for name, content in files.items() if name != "the log")


def _receipt(visitor: Visitor) -> str:
    jar = next(handler.cookiejar for handler in visitor.opener.handlers if hasattr(handler, "cookiejar"))
    return next(cookie.value for cookie in jar if cookie.name == "coming")
