"""Finding by text: the same words find the same on both databases.

Both sides are folded (lib.text.fold: accents, case, Arabic forms), and each word is looked for inside the text, not
only where a word begins: "سلام" finds "السلام", "マーチ" finds "クリーンマーチ". Two Latin letters or figures are
looked for where a word begins, one as a word of its own: inside words they are nearly everywhere, and mean nothing.
SQLite answers from an FTS5 index of trigrams, PostgreSQL from pg_trgm; one or two characters of another script, which
have no trigram, stand once more behind an action's text, as words of their own (models/search_text.py). Of all other
nouns there are few: their words stand in a column (models/sought.py) that is looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
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
from groundswell.lib.clock import minute
from groundswell.lib.text import fold

MOST_WORDS = 10
FEW_ENOUGH = 2500  # actions that have the words: they are asked for by number
_INDEX = "SELECT rowid FROM core_searchtext_index WHERE core_searchtext_index MATCH %s"
MOST_ORGANISATIONS = 3000  # that have the words, public or not


def words_of(text: str) -> list[str]:
    """The words that are looked for, each once."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


def quickest(words: Sequence[str]) -> Q | None:
    """Which actions have the words, by number; none where they are so many that they come soon enough in passing.

    PostgreSQL chooses well by itself.
    """
    if connection.vendor != "sqlite":
        return None
    # Again, rather than as thousands of numbers in a question.
    return Q(pk__in=RawSQL(_INDEX, [_all_of(words)])) if are_few(_all_of(words), FEW_ENOUGH, minute()) else None


@lru_cache(maxsize=1000)
def are_few(words: str, most: int, _minute: int) -> bool:
    """Remembered for a minute, whatever changes: both ways find the same, and one is sooner there."""
    return _numbers(f"SELECT COUNT(*) FROM ({_INDEX} LIMIT {most + 1})", [words]) <= [most]


def named_first(words: Sequence[str], most: int) -> Q | None:
    """The actions that SQLite's index names first, without reading a text. None on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    return Q(pk__in=RawSQL(f"{_INDEX} LIMIT {most}", [_all_of(words)]))


def sought(word: str) -> str:
    """How a word stands in a folded text that has it; each such text has a space at either end."""
    if len(word) >= 3 or not word.isascii():
        return word
    return f" {word}" if len(word) == 2 else f" {word} "


def of_an_action(word: str) -> str:
    """How it stands in the text of an action, which has what `short_words` finds behind it."""
    return f" {word} " if len(word) < 3 and not word.isascii() else sought(word)


def having(words: Sequence[str], most: int) -> list[int] | None:
    """The numbers of the actions, public or not, whose text has every word; none where they are more than `most`."""
    found = first(words, most + 1)
    return found if len(found) <= most else None


def first(words: Sequence[str], most: int) -> list[int]:
    """As many of them as that at most, whichever: one look at the texts alone, that ends once it has seen enough."""
    if connection.vendor == "sqlite":
        return _numbers(f"{_INDEX} LIMIT {most}", [_all_of(words)])
    texts = SearchText.objects.order_by()
    for word in words:
        texts = texts.filter(folded__contains=of_an_action(word))
    return list(texts.values_list("pk", flat=True)[:most])


def _all_of(words: Sequence[str]) -> str:
    return " AND ".join(f'"{of_an_action(word)}"' for word in words)


def _numbers(sql: str, values: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]


def inside(rows: QuerySet[Action], words: Sequence[str]) -> QuerySet[Action]:
    """Compared in passing: quicker where the first few of very many are wanted in order."""
    for word in words:
        rows = rows.filter(searchtext__folded__contains=of_an_action(word))
    return rows


def calls(words: Sequence[str]) -> QuerySet[Call]:
    """Public ones that have every word somewhere, in whatever language."""
    return _having(Call.objects.public(), "call", words)


def resources(words: Sequence[str]) -> QuerySet[Resource]:
    return _having(Resource.objects.offered().filter(call__stage__in=PUBLIC), "resource", words)


def _having(rows: QuerySet[Any], noun: str, words: Sequence[str]) -> QuerySet[Any]:
    texts = Translation.objects.filter(noun=noun, field__in=rows.model.SOUGHT)
    for word in words:
        translated = texts.filter(sought__contains=sought(word))
        rows = rows.filter(Q(sought__contains=sought(word)) | Q(pk__in=translated.values("noun_id")))
    return rows if words else rows.none()


def organisations(words: Sequence[str]) -> QuerySet[Organisation]:
    """Who is public is asked of those alone that have the words: else PostgreSQL plans longer than it looks."""
    rows = Organisation.objects.order_by("id")
    for word in words:
        rows = rows.filter(sought__contains=sought(word))
    having = list(rows.values_list("pk", flat=True)[:MOST_ORGANISATIONS]) if words else []
    return Organisation.objects.filter(pk__in=having).public()


def statements(words: Sequence[str]) -> QuerySet[Statement]:
    """Of those that were withdrawn too: their pages say so."""
    rows = Statement.objects.public().filter(call__stage__in=PUBLIC)
    for word in words:
        rows = rows.filter(pk__in=StatementText.objects.filter(sought__contains=sought(word)).values("statement"))
    return rows if words else rows.none()


FEW: dict[str, Callable[[Sequence[str]], QuerySet[Any]]] = {
    "calls": calls,
    "organisations": organisations,
    "statements": statements,
    "resources": resources,
}
