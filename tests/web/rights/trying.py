"""How an address is tried by each of them, as if the others had not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from groundswell.core import numbers
from groundswell.lib import limits
from tests.web.rights.expected import EXPECTED, WHO, Row
from tests.web.rights.scene import Scene

AT_ONCE = 24


def some(rows: Iterable[str]) -> Any:
    """The addresses in heaps: to set the scene takes far longer than to try one, and each is undone again."""
    names = list(rows)
    heaps = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    return pytest.mark.parametrize("tried", heaps, ids=[heap[0] for heap in heaps])


@contextmanager
def undone(scene: Scene) -> Iterator[None]:
    """As if nobody had tried: in the database, in the browsers, and in what the process remembers."""
    limits.forget()
    numbers.forget()
    translation.activate("en")
    cookies = {who: deepcopy(browser.cookies) for who, browser in scene.browsers.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for who, browser in scene.browsers.items():
        browser.cookies = cookies[who]


def answers(scene: Scene, names: list[str]) -> dict[str, Row]:
    found = {}
    for name in names:
        address = scene.address(name)
        with undone(scene):
            got = tuple(scene.browsers[who].get(address).status_code for who in WHO)
            found[name] = got, tuple(scene.browsers[who].post(address).status_code for who in WHO)
    return found


def expected(rows: dict[str, Row], names: list[str]) -> dict[str, Row]:
    return {name: rows[name] for name in names}


def answered_oddly(scene: Scene, name: str) -> list[tuple[str, str]]:
    """The methods that this address did not refuse as it should."""
    address, clara = scene.address(name), scene.browsers["clara"]
    read, sent = (statuses[WHO.index("clara")] for statuses in EXPECTED[name])
    has = {method for method, status in (("GET", read), ("HEAD", read), ("POST", sent)) if status != 405}
    with undone(scene):
        given = {method: getattr(clara, method)(address) for method in ("put", "patch", "delete", "trace")}
    return [(name, method) for method, answer in given.items() if not refuses(answer, method, read, has)]


def refuses(answer: Any, method: str, read: int, has: set[str]) -> bool:
    if method == "trace" or answer.status_code == 405:
        told = {*answer["Allow"].split(", ")} - {"OPTIONS"}
        return answer.status_code == 405 and (method == "trace" or read == 404 or told == has)
    return read in (403, 404) and answer.status_code == read
