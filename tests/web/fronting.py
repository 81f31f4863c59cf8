"""A front over a site that counts how often it is asked, and how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection
from django.test import Client

from groundswell.core import watch
from groundswell.web import front
from groundswell.web.front import Front
from groundswell.web.requests import Site

PAGE = "text/html; charset=utf-8"
# PostgreSQL says that something was written also where it was in another of its databases.
alone = pytest.mark.skipif(connection.vendor != "sqlite", reason="others may write into the same PostgreSQL")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def environment(path: str, method: str = "GET", cookies: str = "", **given: Any) -> dict[str, Any]:
    path, _, query = path.partition("?")
    made: dict[str, Any] = {"HTTP_HOST": "testserver"}
    setup_testing_defaults(made)
    made |= {"REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
    return made | ({"HTTP_COOKIE": cookies} if cookies else {}) | given


def ask(site: Any, path: str, method: str = "GET", cookies: str = "", **given: Any) -> Answer:
    begun: list[Any] = []
    pieces = site(environment(path, method, cookies, **given), lambda *said: begun.append(said))
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    status, headers = begun[0]
    return Answer(int(status.split()[0]), dict(headers), body)


class Counting:
    """A site, and how often it was asked."""

    def __init__(self, site: Any) -> None:
        self.site, self.asked = site, 0

    def __call__(self, environment: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.site(environment, start_response)


@pytest.fixture
def stood_up(settings: Any, monkeypatch: Any) -> Iterator[Callable[[Any], Front]]:
    settings.DEBUG = False
    monkeypatch.setattr(watch, "EVERY", 0)  # seconds that no test waits for
    monkeypatch.setattr(watch, "SETTLED", 0)
    monkeypatch.setattr(front, "minute", lambda: 1)
    made: list[Front] = []

    def stand_up(site: Any) -> Front:
        made.append(Front(Counting(site)))
        return made[-1]

    yield stand_up
    for each in made:
        each.watch.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def public(stood_up: Any, site: Site) -> Front:
    return stood_up(site)


def telling(answer: str = "200 OK", *headers: tuple[str, str]) -> Any:
    """A site that shows everybody all that they sent."""

    def site(environment: Any, start_response: Any) -> Iterable[bytes]:
        start_response(answer, [("Content-Type", PAGE), *headers])
        return [repr(sorted((name, str(value)) for name, value in environment.items())).encode()]

    return site


def cookies_of(browser: Client) -> str:
    return "; ".join(f"{morsel.key}={morsel.value}" for morsel in browser.cookies.values())
