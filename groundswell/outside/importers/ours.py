"""Our own CSV of the record, known by its heading: what comes out of it keeps its ids (core/restoring.py)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.core.record import COLUMNS, SOURCE
from groundswell.lib.cells import as_meant
from groundswell.outside.importers import delimited, rows
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source

# Nobody else's table has all of these.
MARK = {"id", "url", "call", "state", "size_cat", "geo_precision", "first_recorded", "last_changed", "revision"}


def looks_like(source: Source) -> bool:
    return delimited.looks_like(source) and set(delimited.header(source)) >= MARK


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    lines = delimited.table(source, ",")
    header = [name.strip() for name in next(lines)[1]]
    nothing = {column.name: "" for column in COLUMNS if column is not SOURCE}
    for line, values, problem in lines:
        cells = nothing | {name: as_meant(value) for name, value in zip(header, values, strict=False)}
        made = rows.row(line, cells, mapping.formats)
        made.raw = values
        if made.ref:  # without it, it is a row like anybody's
            made.key, made.cells = f"id:{made.ref}", cells | {"_line": str(line)}
        if problem or len(values) != len(header):
            made.problems.insert(0, problem or _("It has not as many values as there are columns."))
        yield made
