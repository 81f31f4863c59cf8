"""What people write into the cells of a table, as the form of one action takes it: town, day, hours, kind."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import QueryDict
from django.utils import translation

from groundswell.core import gazetteer, kinds
from groundswell.core.models import Call
from groundswell.core.placing import SAME_TOWN_KM
from groundswell.lib import days
from groundswell.lib.geo import distance_km
from groundswell.lib.text import fold, is_whole
from groundswell.outside.importers import words
from groundswell.web import places
from groundswell.web.forms.registering import LANGUAGES
from groundswell.web.showing import OTHER

CLOCK = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})?(?:[:.]\d{2}(?:\.0+)?)?)?\s*(?:(a|p|ص|م)\.?\s*m?\.?)?(?:\s*(?:h|hs|hrs|uhr))?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[;,|\n،؛]")
FIRST_EPOCH, LAST_EPOCH = 946_684_800, 7_258_118_400
FIRST_YEAR, LAST_YEAR = 1900, 2200
EPOCH = re.compile(r"\d{9,10}")


def understood(given: dict[str, str], call: Call) -> QueryDict:
    """As the form of one action takes it; what cannot be understood goes there as it is, and is told wrong."""
    town, zone = _town(given)
    day, start, end = _when(given, call, zone)
    data = QueryDict(mutable=True)
    data.update({
        "title": given.get("title", ""), "kind": _kind(given.get("kind", ""), call),
        "date": day, "start": start, "end": end, **town, "address": given.get("address", ""),
        "point": ", ".join(filter(None, (given.get("lat", ""), given.get("lon", "")))),
        "description": given.get("description", ""), "website": given.get("website", ""),
        "organisations": "\n".join(_several(given.get("organisations", ""), commas=False)),
    })  # fmt: skip
    if words.truth(given.get("online", "")) or fold(given.get("online", "")) in ("si", "نعم", "x", "online"):
        data["online"] = "on"
    data.setlist("languages", [_languages().get(fold(one), one) for one in _several(given.get("languages", ""))])
    data.setlist("access", [_access().get(fold(one), one) for one in _several(given.get("access", ""))])
    return data


def _town(given: dict[str, str]) -> tuple[dict[str, str], str]:
    """What the form is told of the town, and its zone where that is known already."""
    chosen = given.get("town_id", "")
    if is_whole(chosen, 9) and (town := gazetteer.town(int(chosen))):
        return {"town": places.label(town), "town_id": str(town.id)}, town.timezone
    typed = ", ".join(filter(None, (given.get(name, "") for name in ("town", "region", "country"))))[:120]
    point = _point(given)
    if town := (gazetteer.best(typed) if "," in typed else _named_near(typed, point)):
        return {"town": places.label(town), "town_id": str(town.id)}, town.timezone
    if point and (near := gazetteer.nearest(*point, within_km=25)):
        # A village that we do not know keeps its name; the point tells the country and the zone.
        return {"town": given.get("town", "")[:120], "near_town": places.label(near)}, near.timezone
    return {"town": typed}, ""


def _named_near(name: str, point: tuple[float, float] | None) -> gazetteer.Town | None:
    """Of several towns of a name, the one where the point is."""
    towns = gazetteer.named(name, limit=20) if name and point else []
    near = [(distance_km(*point, town.lat, town.lon), town.id) for town in towns] if point else []
    return gazetteer.town(min(near)[1]) if near and min(near)[0] <= SAME_TOWN_KM else None


def _point(given: dict[str, str]) -> tuple[float, float] | None:
    try:
        lat, lon = words.number(given.get("lat", "")), words.number(given.get("lon", ""))
    except ValueError:
        return None
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return lat, lon


def _when(given: dict[str, str], call: Call, zone: str) -> tuple[str, str, str]:
    """Day and hours as the form takes them."""
    moments = [_moment(given.get(name, ""), zone) for name in ("start", "end")]
    day = days.read(given.get("date", ""), call.takes) or (moments[0].date() if moments[0] else None)
    hours = [
        f"{at:%H:%M}" if at else _clock(given.get(name, "")) for at, name in zip(moments, ("start", "end"), strict=True)
    ]
    return day.isoformat() if day else given.get("date", ""), hours[0], hours[1]


def _moment(text: str, zone: str) -> datetime | None:
    """Seconds since 1970, or date and time in one cell."""
    if EPOCH.fullmatch(text) and FIRST_EPOCH < int(text) < LAST_EPOCH:
        return datetime.fromtimestamp(int(text), ZoneInfo(zone or "UTC"))
    if len(text) < 12 or not text.isascii() or not text[:4].isdigit():
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR < at.year < LAST_YEAR:
        return None
    return at.astimezone(ZoneInfo(zone)) if at.tzinfo and zone else at


def _clock(text: str) -> str:
    """Hours as people write them, "7 pm", "19h30", "٧:٣٠", as 19:30; what is none stays as it is."""
    digits = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text).strip()
    match = CLOCK.fullmatch(digits)
    if not match:
        return text[:40]
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (half in ("p", "م"))
    return f"{hour:02}:{minute:02}"


def _several(text: str, *, commas: bool = True) -> list[str]:
    parts = BETWEEN.split(text) if commas else re.split(r"[;|\n؛]", text)
    return [part.strip() for part in parts if part.strip()]


def _kind(text: str, call: Call) -> str:
    """What is no kind that we know stays as it is, and is told wrong; where none is named, the only one is meant."""
    if text:
        found = _kinds().get(fold(text)) or words.kind(text)
        return text if found == OTHER and fold(text) not in _kinds() else found
    return call.kinds[0] if len(call.kinds) == 1 else OTHER if OTHER in (call.kinds or [OTHER]) else ""


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return _by_their_words(kinds.ACTIONS)


@lru_cache(maxsize=1)
def _access() -> dict[str, str]:
    return _by_their_words(kinds.ACCESS)


def _by_their_words(known: Any) -> dict[str, str]:
    """The names of what is on a list, in all languages of the pages."""
    found = {fold(name): name for name in known}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(text)): name for name, text in kinds.choices(known)}
    return found


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found, said = {fold(code): code for code in LANGUAGES}, translation.gettext
    for code in LANGUAGES:
        found |= {fold(LANG_INFO[code]["name"]): code, fold(LANG_INFO[code]["name_local"]): code}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[fold(said(LANG_INFO[code]["name"]))] = code
    return found
