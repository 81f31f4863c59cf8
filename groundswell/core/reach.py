"""How far a moderator's part goes: the whole call, or some countries, regions and towns of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer

NOTHING = Q(pk__in=())
# How each noun leads to the action, or to the country, by which it is known whose it is.
ACTIONS = {"action": "", "report": "action__"}
COUNTRIES = {
    "endorsement": "organisation__country",
    "signature": "organisation__country",
    "assent": "organisation__country",
    "taking": "country",
}


@dataclass(frozen=True)
class Reach:
    """A place is written `CL`, `CL/Valparaíso` (a region as the gazetteer names it) or `#2735943` (a town there)."""

    whole: bool
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, roles: Iterable[list[str]]) -> Reach:
        """All that these roles give together; one without places gives the whole."""
        each = list(roles)
        if any(not places for places in each):
            return cls(True)
        return cls(False, tuple(sorted({place for places in each for place in places})))

    @property
    def countries(self) -> list[str]:
        """Those that are in it whole: what has no town, an endorsement, goes by these."""
        return [place for place in self.places if place.isalpha()]

    def of_noun(self, noun: str, prefix: str = "") -> Q:
        """The rows of this noun that are in reach."""
        if self.whole:
            return Q()
        if noun in ACTIONS:
            return self._actions(prefix + ACTIONS[noun])
        return Q(**{f"{prefix}{COUNTRIES[noun]}__in": self.countries}) if self.countries else NOTHING

    def of_decisions(self) -> Q:
        if self.whole:
            return Q()
        return reduce(or_, (self.of_noun(noun, f"{noun}__") for noun in (*ACTIONS, *COUNTRIES)))

    def _actions(self, prefix: str) -> Q:
        return reduce(or_, (_within(place, prefix) for place in self.places), NOTHING)


def _within(place: str, prefix: str) -> Q:
    if place.startswith("#"):
        return Q(**{f"{prefix}town": int(place[1:])})
    country, _slash, region = place.partition("/")
    within = Q(**{f"{prefix}country": country})
    return within & Q(**{f"{prefix}region": region}) if region else within


def read(words: str) -> str | None:
    """The place that somebody means: a country, a region and its country, or a town. None where we know none."""
    words = " ".join(words.translate(gazetteer.COMMAS).split())
    if country := countries.find(words):
        return country
    name, _comma, rest = words.rpartition(",")
    within = countries.find(rest.strip()) if name else None
    if within and (found := gazetteer.main_zone(within, name.strip())) and found[0]:
        return f"{within}/{found[0]}"
    town = gazetteer.best(words)
    return f"#{town.id}" if town else None


def said(place: str, language: str) -> str:
    """In words."""
    if place.startswith("#"):
        town = gazetteer.town(int(place[1:]))
        if not town:
            return place
        name, country = gazetteer.name_for(town, language), town.country
        return _("%(town)s, %(country)s") % {"town": name, "country": countries.name(country, language)}
    country, _slash, region = place.partition("/")
    if not region:
        return countries.name(country, language)
    return _("%(region)s (region), %(country)s") % {"region": region, "country": countries.name(country, language)}
