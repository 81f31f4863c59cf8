"""Tables as text: CSV by RFC 4180, JSON Lines, and a JSON list of the same rows. All are written as they are read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
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
# Where a cell may begin so; and where a line of a longer text does, which does no harm.
_SIGN = re.compile(f"\n[{re.escape(''.join(FORMULA))}']")


def csv_lines(actions: QuerySet[Action], *, bom: bool = False) -> Iterator[str]:
    """Pieces of a CSV file of the record.

    `bom` is for spreadsheets that otherwise take UTF-8 for something else.
    """
    wanted = record.columns(actions)
    yield from _pieces(wanted, record.tuples(actions, wanted), bom=bom)


def csv_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Text that begins like a formula gets an apostrophe before it, yes and no are 1 and 0."""
    truths = [place for place, one in enumerate(columns) if one.type == "boolean"]
    return _pieces(columns, (_with_figures(row, truths) for row in rows))


def _with_figures(row: Sequence[Any], truths: Sequence[int]) -> Sequence[Any]:
    cells = list(row)
    for place in truths:
        if (said := cells[place]) is not None:
            cells[place] = int(said)
    return cells


def _pieces(columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> Iterator[str]:
    yield (BOM if bom else "") + written([[column.name for column in columns]])
    safe = _safe(columns)
    rows = iter(rows)
    while together := list(islice(rows, TOGETHER)):
        yield written(map(safe, together))


def _safe(columns: Sequence[Column]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What makes a row safe for spreadsheets. All texts of a row are looked at together: few have such a sign."""
    texts = [place for place, one in enumerate(columns) if one.type == "string" and one.name not in OURS]
    texts_of = itemgetter(*texts, *texts[:1])  # of one place alone it would be no tuple

    def safe(row: Sequence[Any]) -> Sequence[Any]:
        if not _SIGN.search("\n" + "\n".join(filter(None, texts_of(row)))):
            return row
        cells = list(row)
        for place in texts:
            cells[place] = as_text(cells[place]) if cells[place] else cells[place]
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
