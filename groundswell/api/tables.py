"""Tables as text: CSV by RFC 4180, JSON Lines, and a JSON list of the same rows. All are written as they are read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from groundswell.core import record
from groundswell.core.models import Action
from groundswell.core.record import Column
from groundswell.lib.cells import FORMULA, as_text

BOM = "\ufeff"
TOGETHER = 500  # rows in one piece
# Texts that are ours and never begin like a formula need not be looked at.
OURS = {"id", "url", "call", "state", "kind", "timezone", "country", "geo_precision", "verification", "within_as"}
_SIGNS = {*FORMULA, "'"}
_FIGURES = {True: 1, False: 0}  # and 1 and 0, which are the same to Python


def csv_lines(actions: QuerySet[Action], *, bom: bool = False) -> Iterator[str]:
    """Pieces of a CSV file of the record.

    `bom` is for spreadsheets that otherwise take UTF-8 for something else.
    """
    wanted = record.columns(actions)
    yield from csv_of(wanted, record.tuples(actions, wanted), bom=bom)


def csv_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> Iterator[str]:
    """Text that begins like a formula gets an apostrophe before it, yes and no are 1 and 0."""
    yield (BOM if bom else "") + written([[column.name for column in columns]])
    safe = _safe(columns)
    rows = iter(rows)
    while together := list(islice(rows, TOGETHER)):
        yield written(map(safe, together))


def _safe(columns: Sequence[Column]) -> Any:
    """What makes a row safe for spreadsheets: only the cells that may need it are looked at."""
    texts = [place for place, one in enumerate(columns) if one.type == "string" and one.name not in OURS]
    truths = [place for place, one in enumerate(columns) if one.type == "boolean"]

    def safe(row: Sequence[Any]) -> list[Any]:
        cells = list(row)
        for place in texts:
            if (text := cells[place]) and text[0] in _SIGNS:
                cells[place] = as_text(text)
        for place in truths:
            if (said := cells[place]) is not None:
                cells[place] = _FIGURES[said]
        return cells

    return safe


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
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()
