"""Who convenes a call, as everybody may see it. Persons and contacts are in none of this."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groundswell.core import numbers
from groundswell.core.models import Call, Convening, Organisation
from groundswell.lib.text import fold


@dataclass(frozen=True)
class Convenors:
    standing: tuple[Organisation, ...]  # in the order in which they confirmed
    past: tuple[Convening, ...]  # stepped down, and did not come back; the latest first

    @property
    def names(self) -> list[str]:
        return [organisation.name for organisation in self.standing]


def of(call: Call) -> Convenors:
    """Each once, however often it was asked (doubles that were merged). Asked by every page of a call."""
    return numbers.remembered(("convenors", call.pk), None, lambda: _of(call))


def _of(call: Call) -> Convenors:
    rows = list(call.convenings.public().select_related("organisation").order_by("confirmed_at", "id"))
    standing = {row.organisation_id: row.organisation for row in rows if not row.ended_at}
    past = {row.organisation_id: row for row in rows if row.organisation_id not in standing}
    return Convenors(tuple(standing.values()), tuple(reversed(past.values())))


def known(name: str, calls: QuerySet[Call], most: int = 8) -> list[Organisation]:
    """Those here that a name may mean: public ones, and the proven ones of these calls."""
    folded = fold(name)
    if not folded:
        return []
    ours = Q(endorsements__call__in=calls) | Q(convenings__call__in=calls)
    seen = Organisation.objects.filter(ours, proven_at__isnull=False).values("pk")
    rows = Organisation.objects.filter(Q(pk__in=Organisation.objects.public().values("pk")) | Q(pk__in=seen))
    return list(rows.filter(folded__startswith=folded).order_by("folded", "id")[:most])
