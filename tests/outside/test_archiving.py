"""Copies are asked of an archive that runs here, on this machine: so it is allowed to, which is not so otherwise."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from groundswell.core.models import Call, Source
from tests import make


class Archive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = self.path.removeprefix("/save/")
        if "busy" in page:
            self.say(429)
        elif "secret" in page:
            self.say(403)
        elif "old-way" in page:
            self.say(200, "Content-Location", f"/web/2031/{page}")
        else:
            self.say(302, "Location", f"/web/2031/{page}")

    def say(self, status: int, name: str = "X-Nothing", value: str = "") -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def archive(settings: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{server.server_port}"
    settings.ARCHIVE = f"{there}/save/"
    yield there
    server.shutdown()
    server.server_close()


def cite(call: Call, *addresses: str) -> None:
    make.report(make.past_action(call), sources=[{"address": address} for address in addresses])


def archived(*words: str, inside: bool = True) -> list[str]:
    out = StringIO()
    call_command("archive", *words, *(["--inside"] if inside else []), pause=0, stdout=out)
    return out.getvalue().splitlines()


def test_the_copy_that_the_archive_makes_is_kept_with_the_source(call: Call, archive: str) -> None:
    cite(call, "https://post.example/1", "https://post.example/old-way")
    assert archived()[-1] == "2 kept, 0 without a copy."
    kept = list(Source.objects.order_by("id").values_list("archived", flat=True))
    pages = ("https://post.example/1", "https://post.example/old-way")
    assert kept == [f"{archive}/web/2031/{page}" for page in pages]


def test_what_has_a_copy_is_not_asked_for_again(call: Call, archive: str) -> None:
    cite(call, "https://post.example/1")
    archived()
    assert archived() == ["0 kept, 0 without a copy."]


def test_a_refusal_is_told_and_the_rest_goes_on(call: Call, archive: str) -> None:
    cite(call, "https://post.example/secret", "https://post.example/1")
    told = archived()
    assert (told[0], told[-1]) == (
        "not kept: https://post.example/secret (the archive made no copy)",
        "1 kept, 1 without a copy.",
    )


def test_a_source_that_took_the_address_of_its_double_gets_its_copy(call: Call, archive: str) -> None:
    cite(call, "")
    cite(call, "https://post.example/1")
    kept, double = Source.objects.order_by("id")
    kept.absorb(double, by="server")
    assert archived()[-1] == "1 kept, 0 without a copy."


def test_a_source_that_the_record_refuses_to_change_does_not_stop_the_others(call: Call, archive: str) -> None:
    """As one whose mark, from before marks were made as they are now, is not that of its address."""
    cite(call, "https://post.example/1", "https://post.example/2", "https://post.example/3")
    Source.objects.filter(address__endswith="/2").update(address="https://post.example/1")
    told = archived()
    assert (told[1].startswith("not kept: https://post.example/1 (Another source"), told[-1]) == (
        True,
        "2 kept, 1 without a copy.",
    )


def test_an_archive_that_is_asked_too_often_is_left_alone(call: Call, archive: str) -> None:
    cite(call, "https://post.example/busy", "https://post.example/1")
    assert archived()[-1] == "0 kept, 2 without a copy."


def test_an_archive_within_the_network_is_not_asked_unless_it_is_wanted(call: Call, archive: str) -> None:
    cite(call, "https://post.example/1")
    assert archived(inside=False)[-1] == "0 kept, 1 without a copy."


def test_without_an_archive_the_command_says_which_setting_names_one(
    call: Call, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ARCHIVE = ""
    with pytest.raises(SystemExit):
        archived()
    assert "GROUNDSWELL_ARCHIVE" in capsys.readouterr().err


def test_only_the_sources_of_the_call_that_is_named_are_asked_for(call: Call, archive: str) -> None:
    cite(make.call("quiet-nights"), "https://post.example/elsewhere")
    cite(call, "https://post.example/1")
    assert archived("--call", call.slug)[-1] == "1 kept, 0 without a copy."
