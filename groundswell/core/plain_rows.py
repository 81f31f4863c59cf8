"""Very many rows as the database gives them: an object for each, with all that Django does for it, takes ten times as
long, which a million rows make a quarter of an hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateField, Field, IntegerField, QuerySet, TextField
from django.db.models.functions import Cast

Values = tuple[Any, ...]
# So few that they are still near the processor when they are written.
CHUNK = 500


def plainly(rows: QuerySet[Any], wanted: Iterable[str]) -> QuerySet[Any, Values]:
    """These columns, days and moments as text, and yes and no as 1 and 0."""
    kinds = {field.name: kind for field in rows.model._meta.concrete_fields if (kind := _kind(field))}
    asked = {name: f"plain_{name}" if name in kinds else name for name in wanted}
    values: QuerySet[Any, Values] = rows.annotate(
        **{alias: Cast(name, kinds[name]()) for name, alias in asked.items() if name in kinds}
    ).values_list(*asked.values())
    return values


def _kind(field: Field[Any, Any]) -> type[TextField[Any, Any] | IntegerField[Any, Any]] | None:
    if isinstance(field, DateField):  # of which moments are a kind
        return TextField
    return IntegerField if isinstance(field, BooleanField) else None


def read(rows: QuerySet[Any, Any]) -> Iterator[list[Values]]:
    """Some at a time, never all of them. What their order needs besides stands behind what was asked for."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    yield from _answers(sql, params)


def _answers(sql: str, params: tuple[Any, ...] | None = None) -> Iterator[list[Values]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


@dataclass(frozen=True)
class Question:
    """SQL that is written once, and asked for many numbers at a time: Django takes longer to write such a query than
    SQLite to answer it, and a thousand parameters take longer than a thousand numbers."""

    before: str
    after: str
    params: tuple[Any, ...]

    @classmethod
    def about(cls, rows: QuerySet[Any, Any], column: str) -> Question:
        """Whose `column` is one of the numbers. In no order, and by nothing else: a database may then not take it into
        its head to go through the whole table."""
        sql, params = rows.order_by().extra(where=[f"{column} IN (-1)"]).query.sql_with_params()
        before, _number, after = sql.rpartition("-1")
        return cls(before, after, params)

    def answers(self, numbers: Iterable[int]) -> dict[int, list[Values]]:
        """By their first value, in the order of the second, which is their number."""
        found: dict[int, list[Values]] = {}
        sql = f"{self.before}{','.join(map(str, numbers))}{self.after}"
        for chunk in _answers(sql, self.params or None):
            for row in chunk:
                if row[0] in found:
                    found[row[0]].append(row[1:])
                else:
                    found[row[0]] = [row[1:]]
        for some in found.values():
            if len(some) > 1:
                some.sort(key=itemgetter(0))
        return found
