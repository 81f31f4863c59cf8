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


def no_longer_looked_through() -> None:
    """What is there by now stays until the end of the process: modules, classes, the addresses. To look through all of
    it for rubbish takes a tenth of a second, and whoever asks for a page meanwhile waits for it. What came since
    is looked through as a whole a tenth as often as Python does by itself, for that takes half as long."""
    gc.collect()
    gc.freeze()
    young, older, oldest = gc.get_threshold()
    gc.set_threshold(young, older, 10 * oldest)
