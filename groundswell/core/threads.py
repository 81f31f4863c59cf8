"""Statements that belong together: what a statement leads to, and what that leads to, in order of dates."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from groundswell.core.models import Relation, Statement
from groundswell.core.models.call import PUBLIC as PUBLIC_CALLS
from groundswell.core.models.statement import PUBLIC

MOST = 60
FURTHEST = 6  # relations from the statement that is read


@dataclass(frozen=True)
class Said:
    """What one statement says of another one."""

    kind: str
    other: Statement


@dataclass
class Member:
    statement: Statement
    says: list[Said] = field(default_factory=list)


def of(statement: Statement) -> list[Member]:
    """The whole thread with the statement itself in it, the oldest first; nothing where it stands alone.

    Public statements alone, of whatever call. A circle ends where it began.
    """
    pairs = _reached(statement.pk)
    if not pairs:
        return []
    ids = {statement.pk} | {end for relation in pairs for end in (relation.statement_id, relation.other_id)}
    rows = Statement.objects.filter(_seen(), pk__in=ids).select_related("call").prefetch_related("texts")
    there = {row.pk: row for row in rows} | {statement.pk: statement}
    members = {pk: Member(row) for pk, row in there.items()}
    for relation in pairs:
        if relation.statement_id in there and relation.other_id in there:
            members[relation.statement_id].says.append(Said(relation.kind, there[relation.other_id]))
    ordered = sorted(
        members.values(), key=lambda each: (each.statement.published_at or each.statement.made_at, each.statement.pk)
    )
    return ordered if len(ordered) > 1 else []


def beside(statement: Statement) -> list[tuple[Relation, Statement, bool]]:
    """For the desk: each relation of the statement, the other one, and whether this one says it."""
    rows = Relation.objects.filter(Q(statement=statement) | Q(other=statement)).order_by("at", "id")
    rows = rows.select_related("statement__call", "other__call").prefetch_related("statement__texts", "other__texts")
    return [
        (row, row.other if mine else row.statement, mine) for row in rows for mine in [row.statement_id == statement.pk]
    ]


def _reached(start: int) -> list[Relation]:
    """Step by step, through what is public; each statement once."""
    seen, edge = {start}, {start}
    found: dict[int, Relation] = {}
    for _step in range(FURTHEST):
        rows = Relation.objects.filter(
            Q(statement__in=edge) & _seen("other__") | Q(other__in=edge) & _seen("statement__")
        )
        new = {row.pk: row for row in rows.order_by("id")[:MOST] if row.pk not in found}
        found |= new
        ends = {end for row in new.values() for end in (row.statement_id, row.other_id)}
        edge, seen = ends - seen, seen | ends
        if not edge or len(seen) > MOST:
            break
    return list(found.values())


def _seen(path: str = "") -> Q:
    return Q(**{f"{path}state__in": PUBLIC, f"{path}call__stage__in": PUBLIC_CALLS})
