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
    texts: QuerySet[SearchText] = SearchText.objects.order_by()
    if connection.vendor == "sqlite":
        sql, values = _on_sqlite(words)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT {most + 1}", values)
            found = [number for (number,) in cursor.fetchall()]
    else:
        for word in words:
            texts = texts.filter(folded__contains=word)
        found = list(texts.values_list("pk", flat=True)[: most + 1])
    return found if len(found) <= most else None


def _on_sqlite(words: Sequence[str]) -> tuple[str, list[str]]:
    """`instr` and not LIKE for short words: it looks at bytes, in half the time."""
    long = " AND ".join(f'"{word}"' for word in words if len(word) >= 3)
    short = [word for word in words if len(word) < 3]
    inside = " AND ".join(["instr(core_searchtext.folded, %s)"] * len(short)) or "1"
    if not long:
        return f"SELECT action_id FROM core_searchtext WHERE {inside}", short
    index = "SELECT core_searchtext_index.rowid FROM core_searchtext_index"
    if not short:
        return f"{index} WHERE core_searchtext_index MATCH %s", [long]
    joined = f"{index} JOIN core_searchtext ON action_id = core_searchtext_index.rowid"
    return f"{joined} WHERE core_searchtext_index MATCH %s AND {inside}", [long, *short]


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
    rows = Organisation.objects.all()
    for word in words:
        rows = rows.filter(sought__contains=word)
    return rows.public() if words else rows.none()


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
