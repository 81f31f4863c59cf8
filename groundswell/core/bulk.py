"""Many rows into one table, without an object for each and Django's work on every field of it.

For bringing in files only: 4,000 actions are 40,000 rows with what belongs to them. Everything else uses the models.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Model
from django.db.models.base import ModelState

from groundswell.core.fields import WordsField
from groundswell.lib import rubbish

AT_ONCE = 500
# What SQLite keeps in memory of the pages that it writes to, and how many it lets gather before it takes them over into
# the database: with the usual few, the same pages of the indexes are read and taken over again for every batch.
ROOMY = {"cache_size": -64_000, "wal_autocheckpoint": 16_000}
Row = TypeVar("Row", bound=Model)


@contextmanager
def unhindered() -> Iterator[None]:
    """Around all the batches of a long file: less of the time goes by beside the rows."""
    before = _set(ROOMY) if connection.vendor == "sqlite" else {}
    try:
        with rubbish.not_looked_for():
            yield
    finally:
        _set(before)


def _set(pragmas: dict[str, int]) -> dict[str, int]:
    """Returns what they were."""
    before = {}
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}")
            before[name] = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA {name} = {value}")
    return before


def insert(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, but_once: bool = False
) -> None:
    """Inside a transaction. Values are in the order of the columns, which are the names of the model's attributes.

    `but_once`: a row that a constraint has here already is left out.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    adapters = {place: adapt for place, name in enumerate(columns) if (adapt := _adapter(fields[name]))}
    adapted = _adapted(rows, adapters)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(fields[name].column)) for name in columns)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "
    marks = f"({', '.join(['%s'] * len(columns))})"
    last = " ON CONFLICT DO NOTHING" if but_once else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(into + marks + last, adapted)
            return
        for start in range(0, len(adapted), AT_ONCE):
            some = adapted[start : start + AT_ONCE]
            cursor.execute(into + ", ".join([marks] * len(some)) + last, [value for row in some for value in row])


def insert_objects(objects: Sequence[Model]) -> None:
    """With the primary keys that they have."""
    if not objects:
        return
    columns = [field.attname for field in objects[0]._meta.concrete_fields]
    values = itemgetter(*columns)
    insert(type(objects[0]), columns, [values(one.__dict__) for one in objects])


def another(blank: Row, columns: dict[str, Any]) -> Row:
    """A row like the blank one, not in the database yet, with these columns: a fifth of what its constructor takes."""
    made = type(blank).__new__(type(blank))
    state = ModelState()
    state.fields_cache = dict(blank._state.fields_cache)
    made.__dict__ = {**blank.__dict__, "_state": state, **columns}
    return made


def numbers(model: type[Model], many: int) -> list[int]:
    """So many primary keys that nobody else will get. Inside a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A transaction of ours begins as a writer's, and there is only one writer.
            cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
            last = int(cursor.fetchone()[0])
            return list(range(last + 1, last + 1 + many))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', many]
        )
        return [int(row[0]) for row in cursor.fetchall()]


Adapter = Callable[[Any], Any]


def _adapted(rows: Iterable[Sequence[Any]], adapters: dict[int, Adapter]) -> list[Sequence[Any]]:
    """Column by column, because most columns need nothing."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, adapt in adapters.items():
        if columns:
            columns[place] = _each(columns[place], adapt)
    return list(zip(*columns, strict=True))


def _each(values: Sequence[Any], adapt: Adapter) -> Sequence[Any]:
    if values.count(values[0]) == len(values):  # often they are all the same
        return [None if values[0] is None else adapt(values[0])] * len(values)
    return [None if value is None else adapt(value) for value in values]


def _adapter(field: Field[Any, Any]) -> Adapter | None:
    """What makes of a value what the database takes, where that is not the value itself."""
    if isinstance(field, WordsField):
        return _words
    if isinstance(field, JSONField):
        return json.dumps
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return lru_cache(connection.ops.adapt_datetimefield_value)  # most moments in one go are the same
    return date.isoformat if connection.vendor == "sqlite" and isinstance(field, DateField) else None


def _words(words: list[str]) -> str:
    """As WordsField keeps them."""
    return f"|{'|'.join(words)}|" if words else ""
