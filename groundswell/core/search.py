"""Finding actions by text: the same words find the same actions on both databases.

Both sides are folded (lib.text.fold: accents, case, Arabic forms), and each word is looked for inside the text, not
only where a word begins: "سلام" finds "السلام", "マーチ" finds "クリーンマーチ". SQLite answers from an FTS5
index of trigrams, PostgreSQL from pg_trgm; words of one or two characters, which have no trigram, are compared
in passing.
"""

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from groundswell.core.models import Action
from groundswell.lib.text import fold

MOST_WORDS = 10


def matching(rows: QuerySet[Action], text: str) -> QuerySet[Action]:
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return rows.none()
    long = [word for word in words if len(word) >= 3]
    if connection.vendor == "sqlite" and long:
        quoted = " AND ".join(f'"{word}"' for word in long)
        found = RawSQL("SELECT rowid FROM core_searchtext_index WHERE core_searchtext_index MATCH %s", [quoted])
        rows = rows.filter(id__in=found)
        words = [word for word in words if len(word) < 3]
    inside = Q()
    for word in words:
        inside &= Q(searchtext__folded__contains=word)
    return rows.filter(inside)
