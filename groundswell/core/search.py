"""Finding by text: the same words find the same on both databases.

Both sides are folded (lib.text.fold: accents, case, Arabic forms), and each word is looked for inside the text, not
only where a word begins: "سلام" finds "السلام", "マーチ" finds "クリーンマーチ". SQLite answers from an FTS5
index of trigrams, PostgreSQL from pg_trgm; words of one or two characters, which have no trigram, are compared
in passing. Of all other nouns there are few: their words stand in a column (models/sought.py) that is looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from groundswell.core.models import (
    Action,
    Call,
    Organisation,
    Resource,
    SearchText,
    Statement,
    StatementText,
    Translation,
)
from groundswell.core.models.call import PUBLIC
from groundswell.lib.text import fold

MOST_WORDS = 10
MOST_ORGANISATIONS = 3000  # that have the words, public or not


def words_of(text: str) -> list[str]:
    """The words that are looked for, each once."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


def matching(rows: QuerySet[Action], text: str) -> QuerySet[Action]:
    words = words_of(text)
    if not words:
        return rows.none()
    long = [word for word in words if len(word) >= 3]
    if connection.vendor == "sqlite" and long:
        quoted = " AND ".join(f'"{word}"' for word in long)
        found = RawSQL("SELECT rowid FROM core_searchtext_index WHERE core_searchtext_index MATCH %s", [quoted])
        rows = rows.filter(id__in=found)
        words = [word for word in words if len(word) < 3]
    return inside(rows, words)


def having(words: Sequence[str], most: int) -> list[int] | None:
    """The numbers of the actions, public or not, whose text has every word; none where they are more than `most`.

    One look at the texts alone, that ends once it has seen enough.
    """
    if connection.vendor == "sqlite":
        found = _on_sqlite(words, most)
    else:
        texts = SearchText.objects.order_by()
        for word in words:
            texts = texts.filter(folded__contains=word)
        found = list(texts.values_list("pk", flat=True)[: most + 1])
    return found if len(found) <= most else None


def _on_sqlite(words: Sequence[str], most: int) -> list[int]:
    """By the index where a word has a trigram; else, and where that is in very many texts, through all of them."""
    long, values = [word for word in words if len(word) >= 3], list(words)
    where, few = "1", list[int]()
    if long:
        quoted = " AND ".join(f'"{word}"' for word in long)
        index = "SELECT rowid FROM core_searchtext_index WHERE core_searchtext_index MATCH %s"
        few = _numbers(f"{index} LIMIT {most + 1}", [quoted])
        if len(long) == len(words):
            return few
        if len(few) <= most:
            where = f"action_id IN ({', '.join(map(str, few))})"
    # Not LIKE: `instr` looks at bytes, in half the time.
    compared = " AND ".join(["instr(folded, %s)"] * len(words))
    return _numbers(f"SELECT action_id FROM core_searchtext WHERE {where} AND {compared} LIMIT {most + 1}", values)


def _numbers(sql: str, values: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]


def inside(rows: QuerySet[Action], words: Sequence[str]) -> QuerySet[Action]:
    """The same as `matching`, but compared in passing: quicker where the first few of very many are wanted in order."""
    for word in words:
        rows = rows.filter(searchtext__folded__contains=word)
    return rows


def calls(words: Sequence[str]) -> QuerySet[Call]:
    """Public ones that have every word somewhere, in whatever language."""
    return _having(Call.objects.public(), "call", words)


def resources(words: Sequence[str]) -> QuerySet[Resource]:
    return _having(Resource.objects.offered().filter(call__stage__in=PUBLIC), "resource", words)


def _having(rows: QuerySet[Any], noun: str, words: Sequence[str]) -> QuerySet[Any]:
    texts = Translation.objects.filter(noun=noun, field__in=rows.model.SOUGHT)
    for word in words:
        translated = texts.filter(sought__contains=word)
        rows = rows.filter(Q(sought__contains=word) | Q(pk__in=translated.values("noun_id")))
    return rows if words else rows.none()


def organisations(words: Sequence[str]) -> QuerySet[Organisation]:
    """Who is public is asked of those alone that have the words: else PostgreSQL plans longer than it looks."""
    rows = Organisation.objects.order_by("id")
    for word in words:
        rows = rows.filter(sought__contains=word)
    having = list(rows.values_list("pk", flat=True)[:MOST_ORGANISATIONS]) if words else []
    return Organisation.objects.filter(pk__in=having).public()


def statements(words: Sequence[str]) -> QuerySet[Statement]:
    """Of those that were withdrawn too: their pages say so."""
    rows = Statement.objects.public().filter(call__stage__in=PUBLIC)
    for word in words:
        rows = rows.filter(pk__in=StatementText.objects.filter(sought__contains=word).values("statement"))
    return rows if words else rows.none()


FEW: dict[str, Callable[[Sequence[str]], QuerySet[Any]]] = {
    "calls": calls,
    "organisations": organisations,
    "statements": statements,
    "resources": resources,
}
