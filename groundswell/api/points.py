"""What the map asks for: the points of one view, gathered by a grid, compact; and the towns to name in it.

The box is widened to whole blocks of the grid, so that views which differ a little share one document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept
from groundswell.api.shapes import public, public_call, unreadable
from groundswell.core import gazetteer, heaps, placing
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action
from groundswell.lib import grid
from groundswell.lib.geo import Box
from groundswell.lib.text import is_whole

ZOOM = 2  # where none is asked for: the whole earth on a screen
COMPACT = (",", ":")
DAY = "public, max-age=86400"


@public
def points(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    call = public_call(slug) if slug else None
    asked = dict(request.GET.lists())
    zoom, errors = _zoom(asked.pop("zoom", []))
    wanted = ActionFilter.read(asked, call=call)
    if errors | wanted.errors:
        raise unreadable(errors | wanted.errors)
    wanted, zoom = heaps.widened(wanted, zoom)
    version = kept.Version.current(call)
    key = kept.Key.of(version, request.path, get_language() or "en", *_asked(wanted, zoom)) if version else None
    changed = version.changed if version else None

    def lines() -> Iterator[str]:
        yield json.dumps(_document(heaps.gather(wanted, zoom)), ensure_ascii=False, separators=COMPACT) + "\n"

    return answers.answer(request, lines, type="application/json", key=key, changed=changed)


@public
def towns(request: HttpRequest) -> HttpResponseBase:
    """The largest, each apart from the others; as the reader's language writes them. They depend on nothing of ours."""
    zoom, errors = _zoom(request.GET.getlist("zoom"))
    words = {word: values for word, values in request.GET.lists() if word != "zoom"}
    wanted = ActionFilter.read({word: words[word] for word in words if word == "bbox"})
    errors |= {word: _("There is no filter of this name.") for word in words if word != "bbox"} | wanted.errors
    if errors:
        raise unreadable(errors)
    box = (grid.widened(wanted.bbox, zoom) if wanted.bbox else None) or (-180.0, -90.0, 180.0, 90.0)
    language = get_language() or "en"
    found = gazetteer.foremost(box, zoom)
    named = [[_degrees(town.lon), _degrees(town.lat), gazetteer.name_for(town, language)] for town in found]
    response = JsonResponse({"towns": named}, json_dumps_params={"ensure_ascii": False, "separators": COMPACT})
    response.headers["Cache-Control"] = DAY
    return response


def _zoom(values: list[str]) -> tuple[int, dict[str, str]]:
    text = next((value.strip() for value in values if value.strip()), str(ZOOM))
    if is_whole(text, 2) and int(text) <= grid.MOST_ZOOM:
        return int(text), {}
    return ZOOM, {"zoom": _("A whole number, from 0 for the whole earth to 18 for a street.")}


def _asked(wanted: ActionFilter, zoom: int) -> tuple[str, ...]:
    return urlencode({"call": wanted.call}), wanted.words(bbox=None), str(wanted.bbox), str(zoom)


def _document(gathered: heaps.Gathered) -> dict[str, Any]:
    return {
        "zoom": gathered.zoom,
        "bbox": gathered.box and _box(gathered.box),
        "count": gathered.count,
        "unplaced": gathered.unplaced,
        "heaps": [_heap(heap) for heap in gathered.heaps],
        "actions": [_action(action) for action in gathered.alone],
    }


def _heap(heap: heaps.Heap) -> dict[str, Any]:
    told: dict[str, Any] = {"at": [_degrees(heap.lon), _degrees(heap.lat)], "bbox": _box(heap.box), "count": heap.count}
    return told | heap.states | ({"kind": heap.kind} if heap.kind else {})


def _action(action: Action) -> dict[str, Any]:
    """Only what every list shows of it: the place is the one of its own columns."""
    place = {name: getattr(action, name) for name in ("address", "locality", "town", "country")}
    address, town, country = placing.names(place, get_language() or "en")
    told: dict[str, Any] = {
        "at": [_degrees(action.lon), _degrees(action.lat)],
        "ref": action.ref,
        "title": action.title,
        "day": None if action.undated else action.day.isoformat(),
        "state": action.shown_state,
        "kind": action.kind,
        "town": town or country,
    }
    if action.timed and not action.undated:
        told["time"] = f"{action.local_start:%H:%M}"
    if address:
        told["address"] = address
    return told | ({"route": True} if action.has_route else {})  # type: ignore[attr-defined]


def _box(box: Box) -> list[float]:
    return [_degrees(number) for number in box]


def _degrees(number: float | None) -> float:
    """Five places are a metre."""
    return round(number or 0.0, 5)
