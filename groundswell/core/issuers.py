"""Which organisation is meant by a name under a statement. Nothing is guessed: what is not plain is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groundswell.core.models import Call, Organisation, Statement
from groundswell.lib.text import fold

MOST = 12  # organisations of one name that somebody is asked about


def known(call: Call) -> QuerySet[Organisation]:
    """Those that stand behind the call, or issued or signed one of its statements."""
    standing = Q(endorsements__call=call, endorsements__state="accepted")
    issued = Q(issuings__statement__call=call)
    signed = Q(signatures__statement__call=call, signatures__state="accepted")
    return Organisation.objects.filter(standing | issued | signed).distinct()


@dataclass(frozen=True)
class Bearers:
    """The organisations here that bear a name."""

    all: tuple[Organisation, ...] = ()
    plain: Organisation | None = None  # the one that must be meant: the statement has it already, or the call knows it


def of_names(names: Iterable[str], call: Call, statement: Statement | None) -> dict[str, Bearers]:
    """By the folded name."""
    here = Organisation.objects.filter(folded__in={fold(name)[:200] for name in names} - {""})
    ours = set(known(call).filter(pk__in=here.values("pk")).values_list("pk", flat=True))
    has = set(here.filter(issuings__statement=statement).values_list("pk", flat=True)) if statement else set[int]()
    heaps: dict[str, list[Organisation]] = {}
    for row in here.filter(Q(pk__in=ours | has) | Q(pk__in=here.public().values("pk"))).order_by("folded", "id"):
        heaps.setdefault(row.folded, []).append(row)
    return {name: Bearers(tuple(heap[:MOST]), _only(heap, has) or _only(heap, ours)) for name, heap in heaps.items()}


def _only(heap: list[Organisation], wanted: set[int]) -> Organisation | None:
    found = [each for each in heap if each.pk in wanted]
    return found[0] if len(found) == 1 else None


def at(addresses: Iterable[str]) -> dict[str, Organisation]:
    """By the word in the address of its page."""
    words = list(addresses)
    rows = Organisation.objects.public().filter(Q(slug__in=words) | Q(aliases__slug__in=words)).distinct()
    found = {row.slug: row for row in rows}
    for row in rows.prefetch_related("aliases"):
        found |= {alias.slug: row for alias in row.aliases.all()}
    return found
