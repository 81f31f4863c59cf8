"""The calls that are part of a larger one, with what each has. The larger call's own numbers: `core/numbers.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from groundswell.core import numbers
from groundswell.core.models import Action, Call, Endorsement, Part
from groundswell.core.models.call import PUBLIC


@dataclass(frozen=True)
class Numbered:
    """One part in the list of a larger call."""

    call: Call
    country: str
    actions: int
    organisations: int


def of(call: Call) -> tuple[Numbered, ...]:
    """The public ones of a public call, worked out once for each fact, in a constant number of queries."""
    return numbers.remembered(("parts", call.pk, call.public), call, lambda: _numbered(call)) if call.public else ()


def _numbered(call: Call) -> tuple[Numbered, ...]:
    standing = call.requests.standing().filter(call__stage__in=PUBLIC).select_related("call")
    rows = list(standing.order_by("call__title", "id"))
    if not rows:
        return ()
    keys = [row.call_id for row in rows]
    actions = _counts(Action.objects.visible().filter(call__in=keys), "pk")
    organisations = _counts(Endorsement.objects.accepted().filter(call__in=keys), "organisation")
    return tuple(
        Numbered(row.call, row.country, actions.get(row.call_id, 0), organisations.get(row.call_id, 0)) for row in rows
    )


def _counts(rows: QuerySet[Action] | QuerySet[Endorsement], what: str) -> dict[int, int]:
    counted = rows.order_by().values("call").annotate(many=Count(what, distinct=True))
    return dict(counted.values_list("call", "many"))


def whole_of(call: Call) -> Call | None:
    """The larger call that everybody may see."""
    return call.whole if call.whole_id and call.whole and call.whole.public else None


def nearer(call: Call, country: str, day: date | None = None) -> list[Call]:
    """The parts in which an action in this country would be at home: open, and with that day among theirs."""
    if not (country and call.public):
        return []
    rows = call.requests.standing().filter(country=country, call__stage="open").select_related("call")
    return [row.call for row in rows.order_by("call__title", "id") if not day or row.call.takes(day)]


def waiting(calls: list[Call]) -> dict[int, int]:
    """How many calls ask to be part of each of these."""
    asked = Part.objects.waiting().filter(whole__in=[call.pk for call in calls]).order_by()
    rows = asked.values("whole").annotate(many=Count("pk")).values_list("whole", "many")
    return {whole: many for whole, many in rows if whole}
