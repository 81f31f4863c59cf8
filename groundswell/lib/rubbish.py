"""Python's search for objects that only know of each other, which is in the way of work that makes very many."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_looked_for() -> Iterator[None]:
    """Where nearly all that is made stays, or goes by itself: looking through it again and again takes a fifth of the
    time. Not for a process that goes on for days."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
