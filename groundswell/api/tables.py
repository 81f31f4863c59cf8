"""The record as tables: CSV by RFC 4180, and a JSON list of the same rows. Both are written as they are read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from groundswell.core import record
from groundswell.core.models import Action
from groundswell.lib.cells import as_text

BOM = "\ufeff"
TOGETHER = 200  # rows in one piece


def csv_lines(actions: QuerySet[Action], *, bom: bool = False) -> Iterator[str]:
    """Pieces of a CSV file: text that begins like a formula gets an apostrophe before it, yes and no are 1 and 0.

    `bom` is for spreadsheets that otherwise take UTF-8 for something else.
    """
    wanted = record.columns(actions)
    texts = {column.name for column in wanted if column.type == "string"}
    yield (BOM if bom else "") + written([[column.name for column in wanted]])
    rows = record.rows(actions)
    while together := list(islice(rows, TOGETHER)):
        yield written([cell(value, name in texts) for name, value in row.items()] for row in together)


def json_lines(actions: QuerySet[Action]) -> Iterator[str]:
    """Pieces of a JSON list of rows; what is not known is null, or an empty text."""
    before = "["
    for row in record.rows(actions):
        yield f"{before}\n{json.dumps(row, ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def cell(value: Any, text: bool) -> Any:
    if isinstance(value, bool):
        return int(value)
    return as_text(value) if text and value else value


def written(rows: Iterable[Iterable[Any]]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()
