"""Near me: from where it is measured, how far and in which direction things lie, and which other towns may be meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from groundswell.core import gazetteer, misspelling
from groundswell.core.filter import ActionFilter
from groundswell.core.gazetteer import Town
from groundswell.core.models import Call
from groundswell.lib.geo import WINDS, wind
from groundswell.web import places
from groundswell.web.forms.registering import likely
from groundswell.web.showing import distance_text, km_text

TOWNS_NAMED = 5  # of one name
IN_TOWN_KM = 10  # what is known only to its town is in it, so far from its middle
AREA_KM = 5  # a position that was rounded (js/position.js) is known no better
REGION_KM = 100  # a region may be so wide

Link = dict[str, str]


@dataclass(frozen=True)
class Far:
    """How far, in words; and the wind, for the arrow beside it: none where it is too close to tell."""

    text: str
    wind: str = ""

    @property
    def turned(self) -> int:
        """Degrees from north. Compasses do not mirror, so neither does the arrow on a page from right to left."""
        return WINDS.index(self.wind) * 45 if self.wind else 0


@dataclass(frozen=True)
class Centre:
    """What distances are measured from: a town that was named, or a point."""

    lat: float
    lon: float
    town: Town | None  # that was named, or the one by which the point is called
    pointed: bool
    area: bool

    @classmethod
    def of(cls, wanted: ActionFilter) -> Centre | None:
        if not wanted.point:
            return None
        town = gazetteer.best_known_near(*wanted.point) if wanted.pointed else gazetteer.meant(wanted.near)
        return cls(*wanted.point, town, wanted.pointed, wanted.area)

    @property
    def text(self) -> str:
        """Where it is, as a reader knows it."""
        if not self.town:
            return f"{self.lat:g}, {self.lon:g}"
        label = places.label(self.town)
        if self.area:
            return _("%(town)s (about 5 km around)") % {"town": label}
        return _("a point near %(town)s") % {"town": label} if self.pointed else label

    @property
    def typed(self) -> str:
        """The town, as a form takes it."""
        return places.label(self.town) if self.town else ""

    def register(self, call: Call) -> str:
        """The address of the form that registers an action, with the town in it."""
        return reverse("register", args=[call.slug]) + ("?" + urlencode({"town": self.typed}) if self.typed else "")

    def far(self, km: float, lat: float, lon: float, place: dict[str, Any]) -> Far:
        """No more exact than both ends are known."""
        known = place["geo_precision"]
        if known == "region" and km < REGION_KM:
            return Far(_in(place["region"] or place["locality"]))
        if known != "point" and self._in_town(km, place):
            return Far(_in(place["locality"]))
        if self.area and km < AREA_KM:
            return Far(_("less than %(km)s km") % {"km": AREA_KM})
        if km < 1:
            return Far(distance_text(km))
        direction = wind(self.lat, self.lon, lat, lon)
        exact = known == "point" and not self.area
        return Far(self._directed(distance_text(km) if exact else _rough(km, known), direction), direction)

    def _in_town(self, km: float, place: dict[str, Any]) -> bool:
        if not place["locality"]:
            return False
        return km < IN_TOWN_KM and not (self.town and not self.pointed and place["town"] not in (None, self.town.id))

    def _directed(self, distance: str, direction: str) -> str:
        told = {"distance": distance, "wind": words_of(direction)}
        if self.pointed or not self.town:
            return _("%(distance)s %(wind)s") % told
        town = gazetteer.name_for(self.town, get_language() or "en")
        return _("%(distance)s %(wind)s of %(town)s") % (told | {"town": f"\u2068{town}\u2069"})


def words_of(direction: str) -> str:
    return {
        "north": pgettext("direction", "north"),
        "north-east": pgettext("direction", "north-east"),
        "east": pgettext("direction", "east"),
        "south-east": pgettext("direction", "south-east"),
        "south": pgettext("direction", "south"),
        "south-west": pgettext("direction", "south-west"),
        "west": pgettext("direction", "west"),
        "north-west": pgettext("direction", "north-west"),
    }[direction]


def _rough(km: float, known: str) -> str:
    """Known to the town, or the region, at one end or the other."""
    step = 10 if known == "region" else 1
    return _("about %(distance)s") % {"distance": km_text(max(step, round(km / step) * step))}


def _in(name: str) -> str:
    return pgettext("a town or region", "in %(place)s") % {"place": f"\u2068{name}\u2069"} if name else ""


def others(wanted: ActionFilter) -> list[Link]:
    """The other towns of the name that "near" was taken for."""
    if not wanted.point or wanted.pointed or "," in wanted.near:
        return []
    meant = gazetteer.meant(wanted.near)
    towns = [town for town in likely(wanted.near) if not meant or town.id != meant.id]
    return [_link(wanted, town) for town in towns[: TOWNS_NAMED - 1]]


def did_you_mean(wanted: ActionFilter, typed: str) -> list[Link]:
    """Towns whose names are like this one; typed is what stands in the field, whether or not it could be read."""
    if not typed or wanted.pointed:
        return []
    return [_link(wanted, town) for town in misspelling.alike(typed, limit=TOWNS_NAMED)]


def _link(wanted: ActionFilter, town: Town) -> Link:
    query = wanted.words(page=1, near="")
    near = urlencode({"near": places.label(town)})
    return {"label": places.label(town), "url": "?" + "&".join(filter(None, (query, near)))}
