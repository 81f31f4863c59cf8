"""The route of an action as GPX 1.1 and as GeoJSON: what a map, a watch or a navigator takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept
from groundswell.api.feeds import written
from groundswell.api.problems import Problem
from groundswell.api.shapes import public, public_actions, unreadable
from groundswell.core.models import Action, Route
from groundswell.lib import tracks

TYPES = {"gpx": "application/gpx+xml; charset=utf-8", "geojson": "application/geo+json"}


@public
def route(request: HttpRequest, ref: str, shape: str) -> HttpResponseBase:
    if request.GET:
        raise unreadable({word: _("A route has no filter.") for word in request.GET})
    action = public_actions().select_related("call").filter(ref=ref.lower()).first()
    found = Route.of(action) if action else None
    if not action or not found or found.length_km is None:
        raise Problem(404, _("There is no route at this address."))
    version = kept.Version.current(action.call)
    # That a route is shown or kept back may come without a fact: by the clock.
    marks = (settings.BASE_URL + request.path, get_language() or "en", str(found.changed_at))
    key = kept.Key.of(version, *marks) if version else None
    changed = version.changed if version else None

    def lines() -> Iterator[str]:
        return _lines(action, found, shape)

    response = answers.answer(request, lines, type=TYPES[shape], key=key, changed=changed)
    response.headers["Content-Disposition"] = f'attachment; filename="route-{action.ref}.{shape}"'
    return response


def _lines(action: Action, route: Route, shape: str) -> Iterator[str]:
    page = settings.BASE_URL + reverse("action", args=[action.ref])
    if shape == "gpx":
        yield from tracks.gpx(
            route.points, route.spots, name=action.title, link=page, creator=f"Groundswell, {settings.INSTANCE_NAME}"
        )
        return
    features = tracks.geojson(route.points, route.spots)
    yield (
        written(
            {
                "type": "FeatureCollection",
                "name": action.title,
                "licence": settings.DATA_LICENCE,
                "features": [_told(feature, action, route, page) for feature in features],
            }
        )
        + "\n"
    )


def _told(feature: dict[str, Any], action: Action, route: Route, page: str) -> dict[str, Any]:
    """The line says what it is of; a stop its name and time."""
    if feature["geometry"]["type"] == "LineString":
        about = {"action": action.ref, "title": action.title, "url": page, "drawn": route.drawn}
        return feature | {"properties": about | {"start": route.start, "end": route.end, "length_km": route.length_km}}
    lon, lat = feature["geometry"]["coordinates"]
    stop = next(
        stop for stop in route.places if stop.point == (lat, lon) and stop.name == feature["properties"]["name"]
    )
    return feature | {"properties": {"name": stop.name, "time": stop.time or None}}
