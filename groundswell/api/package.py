"""The record as a Data Package (v2): a zip of tables with their schema, a codebook, and how to cite it.

Written as it is read, whatever its size. Nothing in it is of the moment of writing: the same record gives the same
bytes, here and where it was brought in again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import translation

from groundswell.api import tables
from groundswell.core import citing
from groundswell.core.record import Column
from groundswell.core.table import Scope, Table
from groundswell.core.tables import TABLES

TYPE = "application/zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the day on which the calendar of zip begins


class Written:
    """What became of each table, for the descriptor, which comes last."""

    def __init__(self) -> None:
        self.resources: list[dict[str, Any]] = []
        self.rows: dict[str, int] = {}
        self.latest = ""

    @property
    def day(self) -> str:
        return self.latest[:10]


def pieces(scope: Scope, written: Written | None = None) -> Iterator[bytes]:
    written = written or Written()
    out = _Out()
    with translation.override(settings.LANGUAGE_CODE), ZipFile(out, "w", ZIP_DEFLATED) as file:
        for table in TABLES:
            yield from _put_table(file, out, table, scope, written)
        for name, text in _documents(scope, written).items():
            with file.open(_entry(name), "w") as entry:
                entry.write(text.encode())
            yield out.taken()
    yield out.taken()


def _put_table(file: ZipFile, out: _Out, table: Table, scope: Scope, written: Written) -> Iterator[bytes]:
    columns, digest, size = table.columns_of(scope), hashlib.sha256(), 0
    rows = _counted(table, table.rows(scope), written)
    with file.open(_entry(_path(table)), "w", force_zip64=True) as entry:
        for piece in tables.csv_of(columns, rows):
            data = piece.encode()
            digest.update(data)
            size += entry.write(data)
            yield out.taken()
    written.resources.append(_resource(table, columns, size, digest.hexdigest()))


def _counted(table: Table, rows: Iterable[Any], written: Written) -> Iterator[Any]:
    many = 0
    for row in rows:
        many += 1
        yield row
    written.rows[table.name] = many


def _documents(scope: Scope, written: Written) -> dict[str, str]:
    written.latest = citing.changed(scope)
    about = citing.About.of(scope.call, written.latest)
    return {
        "codebook.csv": "".join(tables.csv_of(CODEBOOK, codebook(scope))),
        "README.md": citing.readme(about),
        "LICENCE.txt": citing.licence_text(),
        "CITATION.cff": citing.cff(about),
        "datacite.json": _json(citing.datacite(about)),
        "datapackage.json": _json(_descriptor(about, written)),
    }


CODEBOOK = (
    Column("table", "string", "Name of the table."),
    Column("column", "string", "Name of the column."),
    Column("type", "string", "As in Table Schema."),
    Column("description", "string", "What it means."),
)


def codebook(scope: Scope) -> Iterator[tuple[str, ...]]:
    for table in TABLES:
        for column in table.columns_of(scope):
            yield table.name, column.name, column.type, column.description


def _descriptor(about: citing.About, written: Written) -> dict[str, Any]:
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.name,
        "title": about.title,
        "description": about.description,
        "homepage": about.page,
        "version": written.day,
        "created": written.latest,
        "licenses": [citing.licence()],
        "contributors": [{"title": settings.INSTANCE_NAME, "path": settings.BASE_URL, "roles": ["publisher"]}],
        "resources": written.resources,
    }
    return {name: value for name, value in descriptor.items() if value}


def _resource(table: Table, columns: list[Column], size: int, digest: str) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": _path(table),
        "type": "table",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": schema(table, columns),
    }


def schema(table: Table, columns: Iterable[Column]) -> dict[str, Any]:
    """Table Schema: an empty cell is unknown, and yes and no are 1 and 0."""
    links = [
        {"fields": [name], "reference": {"resource": other, "fields": [column]}}
        for name, (other, column) in table.links.items()
    ]
    return {
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
        **({"primaryKey": list(table.key)} if table.key else {}),
        **({"foreignKeys": links} if links else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    return field | ({"trueValues": ["1"], "falseValues": ["0"]} if column.type == "boolean" else {})


def _path(table: Table) -> str:
    return f"data/{table.name}.csv"


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    return entry


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


class _Out(io.RawIOBase):
    """Takes what a zip writes, to be handed on; nobody goes back in it."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def tell(self) -> int:
        return self.size

    def seekable(self) -> bool:
        return False

    def taken(self) -> bytes:
        data = b"".join(self.held)
        self.held.clear()
        return data
