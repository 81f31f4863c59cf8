"""Who took the pledges of a call, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from groundswell.core.models import Organisation, Pledge, Taking
from groundswell.core.models.pledge import ORGANISATION, PERSON


@dataclass
class Taken:
    people: int = 0
    unproven: int = 0  # people who proved nothing; in no other number
    organisations: int = 0
    countries: Counter[str] = field(default_factory=Counter)
    named: list[Organisation] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Of those that are proven."""
        return self.people + self.organisations


def taken(pledges: Iterable[Pledge]) -> dict[int, Taken]:
    """Of each pledge, by its number; proven, where it is named accepted too, and not withdrawn."""
    counted = {pledge.pk: Taken(unproven=pledge.unproven) for pledge in pledges}
    standing = Taking.objects.standing().filter(pledge__in=list(counted))
    for pk, kind, country, many in standing.values_list("pledge", "kind", "country").annotate(many=Count("pk")):
        one = counted[pk]
        one.people += many if kind == PERSON else 0
        one.organisations += many if kind == ORGANISATION else 0
        one.countries[country] += many
    named = standing.exclude(organisation=None).select_related("organisation").order_by("organisation__folded")
    for taking in named:
        if taking.organisation:
            counted[taking.pledge_id].named.append(taking.organisation)
    return counted
