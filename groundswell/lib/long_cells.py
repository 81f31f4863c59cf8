"""CSV with longer cells than Python's 128 KiB."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

ANY = 2**31 - 1  # the most that the limit can be everywhere
Line = TypeVar("Line")
_one_raises = threading.Lock()


@contextmanager
def long_cells(most: int = ANY) -> Iterator[None]:
    """The limit is of the whole process, and other tables keep theirs: it is raised while one line is read."""
    with _one_raises:
        before = csv.field_size_limit(most)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def lines(reader: Iterator[Line], most: int = ANY) -> Iterator[Line]:
    while True:
        try:
            with long_cells(most):
                line = next(reader)
        except StopIteration:
            return
        yield line
