"""A FeatureCollection of points, as we write it ourselves: properties with our names, or under a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.outside.importers import json_list, json_text
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source, Unreadable


def looks_like(source: Source) -> bool:
    return source.opening.startswith("{") and '"featurecollection"' in source.opening


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    text = json_text.whole(source)
    found = [place for name, place, value in _top(text) if name == "features" and isinstance(value, list)]
    if not found:
        raise Unreadable(_("There are no features in it."))
    lines = json_text.Lines(text)
    for start, end, feature in json_text.items(text, found[0]):
        source.done = end
        raw, problem = text[start:end], json_text.too_long(start, end)
        yield json_list.row(lines.at(start), _cells(feature), mapping, raw, problem)


def _top(text: str) -> Iterator[tuple[str, int, Any]]:
    at = text.find("{")
    return json_text.members(text, at) if at >= 0 and not text[:at].strip() else iter(())


def _cells(feature: Any) -> Any:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return None
    cells = dict(feature["properties"])
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and len(geometry.get("coordinates") or []) >= 2:
        cells["lon"], cells["lat"] = geometry["coordinates"][:2]
    if "id" in feature and "id" not in cells:
        cells["id"] = str(feature["id"])
    return cells
