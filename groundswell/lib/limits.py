"""How often somebody may do something, remembered in memory only.

What is remembered is a keyed hash, with a key that lives as long as the process: nobody can be read out of it, and a
restart forgets. Limits are a brake on floods; what keeps spam off the lists is that people look before it is public.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque

_KEY = secrets.token_bytes(32)
_seen: dict[bytes, deque[float]] = {}
_lock = threading.Lock()
_MOST_KEPT = 50_000


class TooOften(Exception):
    """`seconds` until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count(what: str, who: str, *, most: int, seconds: int) -> None:
    """Count one more; raises TooOften where `who` did `what` `most` times within the last `seconds`."""
    key = hmac.new(_KEY, f"{what}:{who}".encode(), hashlib.sha256).digest()[:16]
    moment = time.monotonic()
    with _lock:
        if len(_seen) > _MOST_KEPT:
            _seen.clear()
        times = _seen.setdefault(key, deque())
        while times and times[0] <= moment - seconds:
            times.popleft()
        if len(times) >= most:
            raise TooOften(int(times[0] + seconds - moment) + 1)
        times.append(moment)


def forget() -> None:
    """For tests."""
    with _lock:
        _seen.clear()
