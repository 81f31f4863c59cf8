"""GeoJSON (RFC 7946): a feature for each action, without a geometry where there is no point."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from groundswell.api import texts
from groundswell.api.about import About
from groundswell.api.feeds import moment, written
from groundswell.api.telling import Told, told
from groundswell.core.models import Action

SIZES = ("size_low", "size_high")
MORE = ("meeting_point", "also_online", "join_address")


BETWEEN = ",\n"
TAIL = "\n]}\n"


def lines(about: About, actions: QuerySet[Action]) -> Iterator[str]:
    yield head(about)
    feature, between = feature_of(), ""
    for each in told(actions):
        yield between + feature(each)
        between = BETWEEN
    yield TAIL


def head(about: About) -> str:
    head: dict[str, Any] = {"type": "FeatureCollection", "name": about.title, "licence": settings.DATA_LICENCE}
    if about.convenors:
        head["convenors"] = list(about.convenors)
    return written(head)[:-1] + ', "features": [\n'


def feature_of() -> Callable[[Told], str]:
    """What writes a feature, in the language that is active when this is called."""
    uri, page = texts.uri_of(), texts.page_of()
    return lambda told: written(_feature(told, uri(told.action.ref), page(told.action.ref)))


def _feature(told: Told, uri: str, page: str) -> dict[str, Any]:
    return {"type": "Feature", "id": uri, "geometry": _point(told.action), "properties": _properties(told, page)}


def _point(action: Action) -> dict[str, Any] | None:
    if action.lat is None or action.lon is None:
        return None
    return {"type": "Point", "coordinates": [action.lon, action.lat]}


def _properties(told: Told, page: str) -> dict[str, Any]:
    action = told.action
    start, end = (action.local_start, action.local_end) if action.timed and not told.undated else (None, None)
    properties: dict[str, Any] = {
        "ref": action.ref,
        "call": told.call,
        "title": action.title,
        "kind": action.kind,
        "state": told.state,
        "date": None if told.undated else action.day.isoformat(),
        "start": start and start.isoformat(),
        "end": end and end.isoformat(),
        "timezone": action.timezone,
        "online": action.online,
        "country": action.country,
        "region": action.region,
        "locality": action.locality,
        "address": action.address,
        "geo_precision": action.geo_precision,
        "organisations": told.organisations,
        "url": page,
    }
    if told.route:
        properties |= {"route": texts.route_address(told, page), "route_km": told.route.length_km}
    if told.confirmed:
        properties["organisations_confirmed"] = told.confirmed
    if action.capacity is not None:
        properties["capacity"] = action.capacity
    return properties | _beside(action) | {name: size for name in SIZES if (size := getattr(action, name)) is not None}


def _beside(action: Action) -> dict[str, Any]:
    """Of the place, where there is more to say of it than most have: a long map is not made longer for it."""
    more: dict[str, Any] = {name: value for name in MORE if (value := getattr(action, name))}
    if not action.announced:
        more["announced"] = False
    if action.shown_from:
        more["place_shown_from"] = moment(action.shown_from)
    return more
