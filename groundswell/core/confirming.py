"""What an organisation is named as host of, for its stewards."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from groundswell.core.models import Action, Confirmation, Hosting, Organisation
from groundswell.core.models.action_states import PROPOSED, STANDING
from groundswell.core.models.confirmation import NAMED
from groundswell.lib.clock import now

MOST = 50


@dataclass(frozen=True)
class Named:
    """An action to come that names the organisation, or did until its name was taken off."""

    action: Action
    name: str
    confirmation: Confirmation | None

    @property
    def state(self) -> str:
        return self.confirmation.state if self.confirmation else NAMED


def named_in(organisation: Organisation) -> list[Named]:
    """What is public, and what waits where the organisation was asked about it; the soonest first."""
    if not organisation.proven_at:
        return []
    asked = {row.action_id: row for row in _answers(organisation)}
    found = {row.pk: Named(row.action, row.name, row) for row in asked.values() if row.declined_at}
    rows = [Named(row.action, row.name, asked.get(row.action_id)) for row in _hostings(organisation, list(asked))]
    return sorted([*found.values(), *rows], key=lambda each: (each.action.starts, each.action.pk))[:MOST]


def may_answer(organisation: Organisation, ref: str) -> Named | None:
    return next((each for each in named_in(organisation) if each.action.ref == ref), None)


def _answers(organisation: Organisation) -> list[Confirmation]:
    rows = organisation.confirmations.filter(action__over__gte=now()).select_related("action__call")
    return list(rows.order_by("-pk")[:MOST])


def _hostings(organisation: Organisation, asked: list[int]) -> list[Hosting]:
    here = Q(action__country__in=["", organisation.country]) if organisation.country else Q()
    by_name = Q(organisation=None, folded=organisation.folded) & here
    seen = Q(action__state__in=STANDING) | Q(action__state=PROPOSED, action__in=asked)
    rows = Hosting.objects.filter(Q(organisation=organisation) | by_name).filter(seen, action__over__gte=now())
    return list(rows.select_related("action__call").order_by("action__starts", "pk")[:MOST])
