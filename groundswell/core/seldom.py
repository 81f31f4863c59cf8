"""What few actions have, in tables of its own: asked for in one look, so that a page asks further only where there is
something.

The page of an action shows it all. Table by table it was asked ten times for what almost no action has, and that took
longer than everything that it shows.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Model, QuerySet, prefetch_related_objects

from groundswell.core.models import Action, Move, Overlap, Postponement, Resumption, Route

UPSETS: dict[str, type[Model]] = {"moves": Move, "postponements": Postponement, "resumptions": Resumption}
_TABLES: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    **{name: (model, ("action_id",)) for name, model in UPSETS.items()},
    "overlaps": (Overlap, ("action_id", "whole_id")),
    "route": (Route, ("action_id",)),
}


def _look(model: type[Model], columns: tuple[str, ...]) -> str:
    either = " OR ".join(f"{column} = %(action)s" for column in columns)
    return f"EXISTS(SELECT 1 FROM {model._meta.db_table} WHERE {either})"


# Written out once: to put the questions together took most of the time.
_LOOK = f"SELECT {', '.join(_look(*each) for each in _TABLES.values())}"


def of(action: Action) -> frozenset[str]:
    """Which of them it has, public or not: `moves`, `postponements`, `resumptions`, `overlaps`, `route`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"action": action.pk})
        found = cursor.fetchone()
    return frozenset(name for name, there in zip(_TABLES, found, strict=True) if there)


def bring(action: Action) -> frozenset[str]:
    """Which of them it has, with the rows that tell of its upsets beside it, as if they had been asked for."""
    has = of(action)
    prefetch_related_objects([action], *(name for name in UPSETS if name in has))
    known = action.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in UPSETS:
        if name not in has:
            known[name] = _known_as_none(getattr(action, name).all())
    return has


def _known_as_none(rows: QuerySet[Model]) -> QuerySet[Model]:
    """As Django leaves what it fetched beforehand: asked for again in any other way, they are asked for."""
    rows._result_cache = []
    return rows
