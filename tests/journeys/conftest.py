"""A real server, a real browser, and the letters that the server sends, as files."""

import email
import os
import re
import shutil
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Server, start

__all__ = ["start"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}\b")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        # Nothing is closed by hand: Chromium may never answer `close` while a page is on its way elsewhere. The end of
        # `with` ends the browser.


class Letters:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def to(self, address: str) -> list[str]:
        """The texts of the letters to an address, in the order of sending."""
        texts = []
        for file in sorted(self.folder.glob("*.log"), key=lambda each: each.stat().st_mtime_ns):
            for part in file.read_text().split("-" * 79):
                if f"To: {address}" in part:
                    message = email.message_from_string(part.strip(), policy=policy.default)
                    texts.append(f"{message['Subject']}\n{message.get_content()}")
        return texts

    def wait(self, address: str, many: int, again: Callable[[], Any]) -> str:
        """The text of the letter that comes as the so-many-th; `again` is called between looks, and takes time."""
        for _look in range(60):
            if len(texts := self.to(address)) >= many:
                return texts[many - 1]
            again()
        raise AssertionError(f"{many} letters to {address} were awaited, {len(self.to(address))} came")


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


@pytest.fixture
def server(start: Callable[..., Server], tmp_path: Path) -> Server:
    letters = tmp_path / "letters"
    letters.mkdir()
    return start("serve", EMAIL_URL=f"filemail:///{letters}", GROUNDSWELL_RATE_LIMITS="0")


@pytest.fixture
def letters(tmp_path: Path) -> Letters:
    return Letters(tmp_path / "letters")
