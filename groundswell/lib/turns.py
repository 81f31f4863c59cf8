"""One at a time, in the order in which they came, as long as none takes long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Python works on one thing at a time anyway: where threads take turns within their work, each is done only when
    nearly all are. Who waits for something else, a database say, must not hold up the others: who was waited for so
    long loses the turn to the next in line, and goes on beside.
    """

    def __init__(self, patience: float) -> None:
        """`patience` in seconds."""
        self.patience = patience
        self._line: list[object] = []  # the first has the turn
        self._moved = threading.Condition()

    @contextmanager
    def mine(self) -> Iterator[None]:
        me = object()
        with self._moved:
            self._line.append(me)
            if not self._moved.wait_for(lambda: self._may_begin(me), self.patience):
                self._line.remove(me)
                self._line[0] = me
        try:
            yield
        finally:
            with self._moved:
                if me in self._line:
                    self._line.remove(me)
                    self._moved.notify_all()

    def _may_begin(self, me: object) -> bool:
        """Who had just got the turn, and lost it before it woke, is no longer in the line: it goes on beside."""
        return me not in self._line or self._line[0] is me
