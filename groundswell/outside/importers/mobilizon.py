"""The answer of a Mobilizon server to `searchEvents`. What is missing from a later answer is not taken away here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.core.placing import Said
from groundswell.outside.importers import json_text, words
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source, Unreadable


def looks_like(source: Source) -> bool:
    return source.opening.startswith("{") and '"searchevents"' in source.opening


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    text = json_text.whole(source)
    place = json_text.first_list(text)
    if place is None:
        raise Unreadable(_("There is no list of events in this answer."))
    lines = json_text.Lines(text)
    for start, end, event in json_text.items(text, place):
        source.done = end
        yield _row(lines.at(start), event, text[start:end], json_text.too_long(start, end))


def _row(line: int, event: Any, raw: str, problem: str) -> Row:
    if problem or not isinstance(event, dict) or not event.get("uuid"):
        return Row(line, problems=[problem or _("It is no event: it has no uuid.")], raw=[raw[:2000]])
    made = Row(line, key=f"mobilizon:{event['uuid']}"[:200], title=_text(event.get("title")), raw=[raw])
    try:
        made.starts, made.ends = _moment(event.get("beginsOn")), _moment(event.get("endsOn"))
        made.where = _where(event.get("physicalAddress") or {}, event.get("options") or {})
    except (ValueError, TypeError, AttributeError) as error:
        made.problems.append(_("It cannot be read: %(error)s.") % {"error": error})
    if made.starts and made.ends and made.ends < made.starts:
        made.ends = None
        made.notes.append(_("Its end is before its beginning and is left out."))
    made.kind = _kind(event, made.title)
    made.website = _text(event.get("onlineAddress") or event.get("url"))
    made.description = _text(event.get("description"))
    made.organisations = [name for name in [_text((event.get("attributedTo") or {}).get("name"))] if name]
    made.cancelled = event.get("status") == "CANCELLED"
    return made


def _where(address: dict[str, Any], options: dict[str, Any]) -> Said:
    lat, lon = _point(address.get("geom"))
    named = [_text(address.get(name)) for name in ("description", "street")]
    return Said(
        country=_text(address.get("country")),
        region=_text(address.get("region")),
        locality=_text(address.get("locality")),
        address=", ".join(_apart(named)),
        lat=lat,
        lon=lon,
        online=bool(options.get("isOnline")),
        precision="town" if address.get("type") in ("city", "town", "village", "administrative") else "point",
        timezone=_text(options.get("timezone") or address.get("timezone")),
    )


def _apart(named: list[str]) -> list[str]:
    """The description often holds the street already."""
    return [text for number, text in enumerate(named) if text and not (number and text in named[0])]


def _point(geom: Any) -> tuple[float | None, float | None]:
    """ "longitude;latitude"."""
    if not geom:
        return None, None
    lon, _sign, lat = str(geom).partition(";")
    return words.number(lat), words.number(lon)


def _kind(event: dict[str, Any], title: str) -> str:
    if (event.get("options") or {}).get("isOnline"):
        return "online"
    tags = [_text(tag.get("title")) for tag in event.get("tags") or [] if isinstance(tag, dict)]
    tagged = words.kind(*tags)
    return tagged if tagged != "other" else words.kind_in(title)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
