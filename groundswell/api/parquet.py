"""The record as Parquet and GeoParquet, by DuckDB (the extra "parquet"). It asks nothing of the network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groundswell.core import record
from groundswell.core.models import Action
from groundswell.core.record import Column
from groundswell.lib.comma_separated import comma_separated

TYPE = "application/vnd.apache.parquet"
TYPES = {
    "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
    "datetime": "TIMESTAMP",
}  # fmt: skip
# Their offset from UTC is a part of what they say, which a Parquet moment cannot keep.
LOCAL = {"start", "end"}
BLOCK = 256 * 1024


class Missing(Exception):
    """DuckDB is not here; the text is a sentence for whoever runs the server."""


def available() -> bool:
    return find_spec("duckdb") is not None


def pieces(actions: QuerySet[Action], *, geo: bool = False) -> Iterator[bytes]:
    """A Parquet file: made whole in the system's folder for such, then handed on."""
    if not available():
        raise Missing(_("Parquet files need DuckDB, which is not installed here: pip install “groundswell[parquet]”."))
    return _pieces(actions, geo)


def _pieces(actions: QuerySet[Action], geo: bool) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="groundswell-") as folder:
        made = Path(folder) / "record.parquet"
        wanted = record.columns(actions)
        _put(Path(folder) / "record.csv", actions, wanted)
        _convert(Path(folder), made, wanted, geo)
        with made.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _put(path: Path, actions: QuerySet[Action], wanted: Sequence[Column]) -> None:
    """Unlike the CSV for people, without apostrophes before what looks like a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(comma_separated([[column.name] for column in wanted]))
        file.writelines(comma_separated(part) for part in record.in_columns(actions, wanted))


def _convert(folder: Path, made: Path, wanted: Sequence[Column], geo: bool) -> None:
    import duckdb

    types: dict[str, Any] = {one.name: "VARCHAR" if one.name in LOCAL else TYPES[one.type] for one in wanted}
    with duckdb.connect(config={"memory_limit": "200MB", "threads": 1, "temp_directory": str(folder)}) as database:
        rows = database.read_csv(
            str(folder / "record.csv"), header=True, columns=types, delimiter=",", quotechar='"', escapechar='"'
        )
        if geo:
            point = "CASE WHEN lat IS NOT NULL THEN ('POINT (' || lon || ' ' || lat || ')')::GEOMETRY END AS geometry"
            rows = rows.project(f"*, {point}")
        rows.write_parquet(str(made), compression="zstd")
