"""An action in the words of schema.org (JSON-LD), as search engines and calendars read it.

Here and not in `api/`, because it stands both inside the page and at an address of its own.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import access, placing
from groundswell.core.models import Action
from groundswell.core.models.action_states import CANCELLED

SCHEMA = "https://schema.org/"
SCHEDULED, CALLED_OFF, PUT_OFF, ANOTHER_DAY, ONLINE_NOW = (
    f"{SCHEMA}{word}"
    for word in ("EventScheduled", "EventCancelled", "EventPostponed", "EventRescheduled", "EventMovedOnline")
)
OFFLINE, ONLINE, MIXED = (f"{SCHEMA}{word}EventAttendanceMode" for word in ("Offline", "Online", "Mixed"))


def event(action: Action) -> dict[str, Any]:
    """What nobody said is left out: it is unknown."""
    uri, page = _uri(action), settings.BASE_URL + action.get_absolute_url()
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": uri,
        "url": page,
        "name": action.title,
        "description": action.description,
        **_times(action),
        "eventStatus": _status(action),
        "eventAttendanceMode": _mode(action),
        "location": _location(action, page),
        "organizer": [{"@type": "Organization", "name": name} for name in action.organisation_names()],
        "inLanguage": list(action.languages),
        "sameAs": action.website if action.website.startswith(("https://", "http://")) else "",
        "superEvent": {"@type": "EventSeries", "name": action.call.title, "url": _call(action)},
    }
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def _times(action: Action) -> dict[str, Any]:
    """`startDate` stays what it was while there is no new one, as schema.org asks for what is postponed."""
    start, end = action.local_start, action.local_end
    times = {
        "startDate": start.isoformat() if action.timed else action.day.isoformat(),
        "endDate": (end.isoformat() if action.timed else action.last_day.isoformat()) if end else None,
    }
    later = [row for row in action.postponements.all() if row.to_starts]
    if later and action.is_put_off and not action.undated:
        zone = start.tzinfo
        before = [row.from_starts.astimezone(zone) for row in later]
        times["previousStartDate"] = before[-1].isoformat() if action.timed else before[-1].date().isoformat()
    return times


def _status(action: Action) -> str | list[str]:
    """More than one where it is both on another day and online now."""
    if action.state == CANCELLED:
        return CALLED_OFF
    if action.undated:
        return PUT_OFF
    states = [ANOTHER_DAY] if action.postponements.all() and action.is_put_off else []
    first = next(iter(action.moves.all()), None)
    if first and action.online and not first.before["online"]:
        states.append(ONLINE_NOW)
    return states if len(states) > 1 else states[0] if states else SCHEDULED


def _mode(action: Action) -> str:
    if action.online:
        return ONLINE
    return MIXED if action.also_online or "livestream" in action.access else OFFLINE


def _location(action: Action, page: str) -> Any:
    stream = next((fact.address for fact in access.facts_of(action) if fact.address), "")
    join = action.join_address if action.join_address.startswith(("https://", "http://")) else ""
    there = {"@type": "VirtualLocation", "url": join or stream or action.website or page}
    if action.online:
        return there
    place = _place(action)
    return [place, there] if stream or action.also_online else place


def _place(action: Action) -> dict[str, Any]:
    names = placing.names(action.place, get_language() or "en")
    address = {
        "streetAddress": action.address,
        "addressLocality": action.locality,
        "addressRegion": action.region,
        "addressCountry": action.country,
    }
    place: dict[str, Any] = {
        "@type": "Place",
        # Search engines refuse a place without a name.
        "name": ", ".join(filter(None, names)) or action.country or _("place not given"),
        "address": {"@type": "PostalAddress"} | {name: value for name, value in address.items() if value},
    }
    # The middle of a town is not where it is, and this cannot say how exact a point is.
    if action.lat is not None and action.geo_precision == "point":
        place["geo"] = {"@type": "GeoCoordinates", "latitude": action.lat, "longitude": action.lon}
    if features := _features(action):
        place["amenityFeature"] = features
    return place


def _features(action: Action) -> list[dict[str, Any]]:
    """Yes and no as they were said; what was not said is no feature at all."""
    features = [
        {"@type": "LocationFeatureSpecification", "name": fact.label, "value": fact.answer == access.YES}
        | ({"description": fact.note} if fact.note else {})
        for fact in access.facts_of(action)
        if fact.answer
    ]
    way = access.way_of(action)
    if way and way.metres is not None:
        metres = {"@type": "QuantitativeValue", "value": way.metres, "unitCode": "MTR"}
        features.append({"@type": "LocationFeatureSpecification", "name": access.way_text(way), "value": metres})
    return features


def _uri(action: Action) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(settings.BASE_URL + reverse("action", args=[action.ref]))


def _call(action: Action) -> str:
    return str(settings.BASE_URL + action.call.get_absolute_url())
