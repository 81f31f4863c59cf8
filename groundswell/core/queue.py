"""What awaits decision, in order, without reading all of it: a page costs as much with a hundred as with ten thousand.

A page that ends with the n-th needs the first n of each noun, which the database gives from an index. "Most urgent
first" goes by the earlier of two dates, which no index has. But whatever is among the first n of it is also among the
first n of those that wait longest, or of those that start soonest; so these two are read, and set in order here.

What its host was asked about comes last, until there is an answer. Those are few, so they are read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, overload

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from groundswell.core.models import Action, Assent, Call, Endorsement, Question, Report, Signature, Taking

URGENT, LONGEST, SOONEST = "urgent", "longest", "soonest"
SORTS = (URGENT, LONGEST, SOONEST)
# Nobody should wait longer than this, and an action should be public this long before it starts.
PATIENCE = timedelta(days=2)
AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    noun: str
    pk: int
    since: datetime
    starts: datetime | None = None
    asked: datetime | None = None  # its host was asked, and has not answered yet

    @property
    def due(self) -> datetime:
        """By when it should be decided."""
        patience = self.since + PATIENCE
        return min(patience, self.starts - AHEAD) if self.starts else patience


KEYS: dict[str, Callable[[Waiting], tuple[Any, ...]]] = {
    URGENT: lambda waiter: (waiter.due, waiter.since, waiter.noun, waiter.pk),
    LONGEST: lambda waiter: (waiter.since, waiter.noun, waiter.pk),
    SOONEST: lambda waiter: (waiter.starts is None, waiter.starts or waiter.since, waiter.noun, waiter.pk),
}


def heap(noun: str, call: Call) -> QuerySet[Any]:
    """What waits of one noun, with the moment since when."""
    proven = Coalesce("proven_at", "asked_at")
    heaps: dict[str, Callable[[], QuerySet[Any]]] = {
        "action": lambda: Action.objects.waiting().filter(call=call).annotate(since=F("proven_at")),
        "endorsement": lambda: Endorsement.objects.waiting().filter(call=call).annotate(since=proven),
        "report": lambda: Report.objects.waiting().filter(action__call=call).annotate(since=F("made_at")),
        "signature": lambda: Signature.objects.waiting().filter(statement__call=call).annotate(since=proven),
        "assent": lambda: Assent.objects.waiting().filter(version__agreement__call=call).annotate(since=proven),
        "taking": lambda: Taking.objects.waiting().filter(pledge__call=call).annotate(since=proven),
    }
    return heaps[noun]()


def _counted(noun: str, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(noun=Value(noun)).values("noun")
    return named.annotate(many=Count("pk"), first=Min("since")).values_list("noun", "many", "first")


def _asked(call: Call, rows: QuerySet[Any]) -> list[Waiting]:
    """Of the actions that wait, those whose host was asked. From the questions, which are few, to the actions."""
    questions = Question.objects.open().filter(action__call=call).order_by("id")
    asked = dict(questions.values_list("action", "at"))
    found = rows.filter(pk__in=asked).values_list("pk", "since", "starts") if asked else ()
    return [Waiting("action", pk, since, starts, asked[pk]) for pk, since, starts in found]


class Queue:
    """Read by slices; `within` may narrow it, noun by noun."""

    def __init__(self, call: Call, nouns: Iterable[str], sort: str, within: Callable[[str], Q] | None = None) -> None:
        self.sort = sort
        self.heaps = {noun: heap(noun, call) for noun in nouns}
        if within:
            self.heaps = {noun: rows.filter(within(noun)) for noun, rows in self.heaps.items()}
        self.asked = _asked(call, self.heaps["action"]) if "action" in self.heaps else []
        if self.asked:
            self.heaps["action"] = self.heaps["action"].exclude(pk__in=[waiter.pk for waiter in self.asked])
        self._sums: dict[str, tuple[int, datetime | None]] | None = None

    @property
    def sums(self) -> dict[str, tuple[int, datetime | None]]:
        """By noun how many wait, and since when the first; without those whose host was asked."""
        if self._sums is None:
            nothing: dict[str, tuple[int, datetime | None]] = dict.fromkeys(self.heaps, (0, None))
            first, *others = (_counted(noun, rows) for noun, rows in self.heaps.items())
            self._sums = nothing | {noun: (many, since) for noun, many, since in first.union(*others, all=True)}
        return self._sums

    @property
    def counts(self) -> dict[str, int]:
        return {noun: many + (len(self.asked) if noun == "action" else 0) for noun, (many, _) in self.sums.items()}

    def oldest(self, *nouns: str) -> datetime | None:
        """Since when the first of these nouns waits, or of all; none where nothing does."""
        since = [first for noun, (_, first) in self.sums.items() if first and noun in (nouns or self.sums)]
        if not nouns or "action" in nouns:
            since += [waiter.since for waiter in self.asked]
        return min(since, default=None)

    def __len__(self) -> int:
        return sum(self.counts.values())

    def of(self, noun: str) -> Queue:
        """Those of one noun, without counting them again."""
        part = object.__new__(Queue)
        part.sort, part.heaps = self.sort, {noun: self.heaps[noun]}
        part.asked = self.asked if noun == "action" else []
        part._sums = {noun: self.sums[noun]}
        return part

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self[:])

    @overload
    def __getitem__(self, wanted: int, /) -> Waiting: ...
    @overload
    def __getitem__(self, wanted: slice, /) -> list[Waiting]: ...

    def __getitem__(self, wanted: int | slice, /) -> Waiting | list[Waiting]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        upto = len(self) if wanted.stop is None else wanted.stop
        found = [waiter for noun in self.heaps if self.sums[noun][0] for waiter in self._first(noun, upto)]
        return [*sorted(found, key=KEYS[self.sort])[: self._unasked], *sorted(self.asked, key=KEYS[self.sort])][wanted]

    @property
    def _unasked(self) -> int:
        return sum(many for many, _ in self.sums.values())

    def _first(self, noun: str, many: int) -> Iterable[Waiting]:
        """At least the first `many` of a noun, and no more than twice as many."""
        orders: tuple[tuple[str, ...], ...] = (("since", "pk"),)
        if noun == "action":
            soonest = (("starts", "pk"),) if self.sort == SOONEST else (("starts", "proven_at", "pk"),)
            orders = {LONGEST: orders, SOONEST: soonest}.get(self.sort, orders + soonest)
        if self.sums[noun][0] <= many:
            orders = orders[:1]  # all of them, in any order
        columns = ("pk", "since", "starts") if noun == "action" else ("pk", "since")
        rows = self.heaps[noun]
        return {
            Waiting(noun, *row): None for order in orders for row in rows.order_by(*order).values_list(*columns)[:many]
        }
