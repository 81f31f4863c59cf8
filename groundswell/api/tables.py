"""Tables as text: CSV by RFC 4180, JSON Lines, and a JSON list of the same rows. All are written as they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from groundswell.core import record
from groundswell.core.models import Action
from groundswell.core.record import Column
from groundswell.lib.cells import as_text
from groundswell.lib.comma_separated import comma_separated

BOM = "\ufeff"
TOGETHER = 500  # rows in one piece
# Texts that are ours and never begin like a formula need not be looked at.
OURS = {"id", "url", "call", "state", "kind", "timezone", "country", "geo_precision", "verification", "within_as"}


def csv_lines(actions: QuerySet[Action], *, bom: bool = False) -> Iterator[str]:
    """Pieces of a CSV file of the record.

    `bom` is for spreadsheets that otherwise take UTF-8 for something else.
    """
    wanted = record.columns(actions)
    return _pieces(wanted, record.in_columns(actions, wanted), bom=bom)


def csv_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Text that begins like a formula gets an apostrophe before it, yes and no are 1 and 0."""
    return _pieces(columns, _in_columns(iter(rows)))


def _in_columns(rows: Iterator[Sequence[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    while together := list(islice(rows, TOGETHER)):
        yield list(zip(*together, strict=True))


def _pieces(columns: Sequence[Column], parts: Iterable[Sequence[Sequence[Any]]], *, bom: bool = False) -> Iterator[str]:
    yield (BOM if bom else "") + written([[column.name for column in columns]])
    guarded = {place for place, one in enumerate(columns) if one.type == "string" and one.name not in OURS}
    for part in parts:
        yield comma_separated(part, guarded)


def json_lines(actions: QuerySet[Action]) -> Iterator[str]:
    """Pieces of a JSON list of rows; what is not known is null, or an empty text."""
    before = "["
    for row in record.rows(actions):
        yield f"{before}\n{json.dumps(row, ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def jsonl_lines(actions: QuerySet[Action]) -> Iterator[str]:
    """JSON Lines: the same, a row a line and no list about them, for programs that read a line at a time."""
    for row in record.rows(actions):
        yield f"{json.dumps(row, ensure_ascii=False)}\n"


def cell(value: Any, text: bool) -> Any:
    if isinstance(value, bool):
        return int(value)
    return as_text(value) if text and value else value


def written(rows: Iterable[Iterable[Any]]) -> str:
    return comma_separated(list(zip(*rows, strict=True)))
