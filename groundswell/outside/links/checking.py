"""The links of toolkits and milestones, looked up one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from groundswell.core.models import Link
from groundswell.outside.links.looking import Address, is_public, look

PAUSE = 2.0  # seconds between two questions to one host


def check(
    addresses: Iterable[str], *, may_ask: Callable[[Address], bool] = is_public, pause: float = PAUSE
) -> Iterator[Link]:
    """Each with what was found, as it is found. Never two at once: nobody waits for this."""
    asked: dict[str, float] = {}
    for address in addresses:
        host = _host(address)
        time.sleep(max(0.0, asked.get(host, 0.0) + pause - time.monotonic()) if host in asked else 0.0)
        found = look(address, may_ask=may_ask)
        asked[host] = time.monotonic()
        yield Link.looked(address, status=found.status, trouble=found.trouble)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
