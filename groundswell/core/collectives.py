"""The local collectives under a call, and what is nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from groundswell.core import alliances, gazetteer, numbers
from groundswell.core.models import Call, Hosting, Organisation
from groundswell.core.models.action_states import VISIBLE
from groundswell.lib.geo import distance_km

COLLECTIVE = "collective"  # the kind of organisation that is a local group


@dataclass(frozen=True)
class Collective:
    """A local group that endorses the call, hosts under it, or is a member of an alliance that endorses it so."""

    name: str
    slug: str
    town: str
    country: str
    endorses: bool
    hosts: bool
    lat: float
    lon: float
    distance: float | None = None


def under(call: Call) -> list[Collective]:
    """Those whose town we know, by name. Where a town lies is looked up once for each fact of the call."""
    return numbers.remembered(("collectives", call.pk), call, lambda: _located(call))


def near(call: Call, lat: float, lon: float, radius: float) -> list[Collective]:
    """The nearest first."""
    measured = [replace(each, distance=distance_km(lat, lon, each.lat, each.lon)) for each in under(call)]
    return sorted((each for each in measured if (each.distance or 0) <= radius), key=lambda each: each.distance or 0)


def _located(call: Call) -> list[Collective]:
    hosts = _Hosts.of(call)
    endorsing = set(call.endorsements.accepted().values_list("organisation", flat=True))
    found = []
    for each in _rows(call, hosts):
        if town := town_of(each.town, each.country):
            at = (each.pk in endorsing, hosts.has(each), town.lat, town.lon)
            found.append(Collective(each.name, each.slug, each.town, each.country, *at))
    return found


@dataclass(frozen=True)
class _Hosts:
    """Who hosts under the call: organisations, and names in a country or in none."""

    linked: frozenset[int]
    named: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, call: Call) -> _Hosts:
        hostings = Hosting.objects.filter(action__call=call, action__state__in=VISIBLE)
        collectives = Organisation.objects.filter(kind=COLLECTIVE).values("folded")
        named = hostings.filter(organisation=None, folded__in=collectives).exclude(folded="")
        linked = hostings.exclude(organisation=None).values_list("organisation", flat=True)
        return cls(frozenset(linked), frozenset(named.values_list("folded", "action__country")))

    def has(self, organisation: Organisation) -> bool:
        """A name alone says nothing before the organisation is proven."""
        names = {(organisation.folded, ""), (organisation.folded, organisation.country)}
        return organisation.pk in self.linked or bool(organisation.proven_at and names & self.named)


def _rows(call: Call, hosts: _Hosts) -> list[Organisation]:
    """Those behind the call, and those that host under it and have a page of their own."""
    behind = Q(pk__in=call.endorsements.accepted().values("organisation")) | Q(pk__in=_members(call))
    hosting = Q(pk__in=hosts.linked) | Q(folded__in={name for name, _country in hosts.named})
    seen = Organisation.objects.public().values("pk")
    rows = Organisation.objects.filter(behind | hosting, kind=COLLECTIVE, pk__in=seen).exclude(town="")
    stand = set(rows.filter(behind).values_list("pk", flat=True))
    return [each for each in rows.order_by("folded", "id") if each.pk in stand or hosts.has(each)]


def _members(call: Call) -> QuerySet[Any, Any]:
    return alliances.spoken_for(call).values("member")


@lru_cache(maxsize=20_000)
def town_of(words: str, country: str) -> gazetteer.Town | None:
    """In the country that the organisation named; without one, the best known of that name."""
    if not country:
        return gazetteer.best(words)
    return gazetteer.best(words, country=country) or gazetteer.best(words.split(",")[0], country=country)
