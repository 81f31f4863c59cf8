"""Where something is and in which zone its clocks run, from the words and the point that somebody gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer
from groundswell.core.gazetteer import Town
from groundswell.lib.clock import ZONES
from groundswell.lib.geo import distance_km

if TYPE_CHECKING:
    from groundswell.core.models import Action

# Further than this from the point, a town of that name is another town of that name.
SAME_TOWN_KM = 60
# Afterwards nobody need know any more where it would have been.
PENDING = ("proposed", "published", "postponed", "moved")
NEAR_KM = 25


@dataclass(frozen=True, slots=True)
class Said:
    """Where, as somebody said it."""

    country: str = ""
    region: str = ""
    locality: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    online: bool = False
    precision: str = "point"  # of lat and lon
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    columns: dict[str, Any]
    timezone: str
    note: str = ""  # what was guessed


@dataclass(frozen=True, slots=True)
class _Found:
    country: str
    region: str
    town: Town | None
    zone: str  # of the town or the point
    wider_zone: str  # of the region or the country, where most people live


def names(place: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Address, town and country as a reader of this language knows them; empty where nobody said."""
    town = gazetteer.town(place["town"]) if place["town"] and language == "ar" else None
    locality = gazetteer.name_for(town, language) if town else place["locality"]
    country = countries.name(place["country"], language) if place["country"] else ""
    return place["address"] or "", locality or "", country


def detail(place: Mapping[str, Any]) -> str:
    """Where in the town, in free words: the address, and the meeting point there."""
    return "; ".join(filter(None, (place["address"], place.get("meeting_point"))))


def qualified(text: str, place: Mapping[str, Any]) -> str:
    """The place in words, with what a reader must not miss of it."""
    if place.get("also_online"):
        text = _("%(place)s, and online") % {"place": text}
    return text if place.get("announced", True) else _("%(place)s (place to be announced)") % {"place": text}


def pending(action: Action) -> str:
    """What is still to be said of where it is, as a sentence; empty where all is, or where it matters no more."""
    if action.shown_state not in PENDING:
        return ""
    if not action.announced:
        return _("The place is still to be announced.")
    if not action.shown_from:
        return ""
    return _("The exact place is shown from %(moment)s.") % {"moment": moment(action.shown_from, action.timezone)}


def pending_in_short(action: Action) -> str:
    """Beside the town, on a card."""
    if not action.shown_from or action.shown_state not in PENDING:
        return ""
    at = action.shown_from.astimezone(ZoneInfo(action.timezone))
    return _("exact place from %(day)s, %(time)s") % {"day": formats.date_format(at, _("j F")), "time": f"{at:%H:%M}"}


def moment(at: datetime, zone: str) -> str:
    """A day and a time by the clocks of a place, with the name of its zone."""
    at = at.astimezone(ZoneInfo(zone))
    offset = f"{at:%z}"
    named = f"{zone.replace('_', ' ')}, UTC{offset[:3].replace('-', '−')}:{offset[3:]}"
    when = _(", ").join((formats.date_format(at, _("j F Y")), f"{at:%H:%M}"))
    return f"{when} ({_ltr(named)})"


def _ltr(text: str) -> str:
    """On a page from right to left, what is not would turn its neighbours around."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def place(said: Said) -> Place:
    found = _found(said.country, said.region, said.locality, said.lat, said.lon)
    zone, note = _zone(said.timezone, found)
    town, pointed = found.town, said.lat is not None
    columns = {
        "online": said.online,
        "country": found.country,
        "region": found.region,
        "locality": _locality(said.locality, town),
        "town": town.id if town else None,
        "address": said.address,
        "lat": said.lat if pointed else town and town.lat,
        "lon": said.lon if pointed else town and town.lon,
        "geo_precision": said.precision if pointed else "town" if town else "unknown",
    }
    return Place(columns, zone, note)


def _locality(words: str, town: Town | None) -> str:
    """In the words given, but without the region or country after a comma."""
    return town.name if town and (not words or "," in words) else words


def _zone(given: str, found: _Found) -> tuple[str, str]:
    """Names like "EST" are no place's: where it is known where, they do not decide."""
    if "/" in given and given in ZONES:
        return given, ""
    if found.zone:
        return found.zone, ""
    if given in ZONES:
        return given, ""
    if found.wider_zone:
        return found.wider_zone, _("The time zone is taken from the region or country.")
    return "UTC", _("No time zone and no place are given, so times are in UTC.")


@lru_cache(maxsize=50_000)
def _found(country: str, region: str, locality: str, lat: float | None, lon: float | None) -> _Found:
    code = countries.find(country) if country else None
    town = named = _named(code, region, locality)
    zone = named.timezone if named else ""
    if lat is not None and lon is not None and not (named and _close(named, lat, lon)):
        town = gazetteer.nearest(lat, lon, within_km=NEAR_KM)
        zone = gazetteer.timezone_at(lat, lon) or ""
        code = (town.country if town else code) or _country_at(lat, lon)
    if town:
        return _Found(town.country, town.region or region, town, zone, "")
    name, wider = _wider(code, region)
    return _Found(code or "", name or region, None, zone, wider)


def _named(code: str | None, region: str, locality: str) -> Town | None:
    """A name alone, without a country or region, may mean any town in the world: we do not guess."""
    if not locality or not (code or region or "," in locality):
        return None
    words = f"{locality}, {region}" if region else locality
    within = gazetteer.best(words, country=code) if "," in words else None
    if within or not code or (region and _is_region(code, region)):
        return within
    return gazetteer.best(locality, country=code)


def _close(town: Town, lat: float, lon: float) -> bool:
    return distance_km(town.lat, town.lon, lat, lon) <= SAME_TOWN_KM


def _country_at(lat: float, lon: float) -> str:
    town = gazetteer.nearest(lat, lon, within_km=100)
    return town.country if town else ""


@lru_cache(maxsize=5_000)
def _is_region(code: str, region: str) -> bool:
    """A region that we know and that has no such town means another place; one that we do not know may be misspelt."""
    return gazetteer.is_region(code, region)


@lru_cache(maxsize=5_000)
def _wider(code: str | None, region: str) -> tuple[str, str]:
    if not code:
        return "", ""
    return (gazetteer.main_zone(code, region) if region else None) or gazetteer.main_zone(code) or ("", "")
