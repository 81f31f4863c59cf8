"""Feeds: Atom (RFC 4287) and JSON Feed 1.1. The same rows in the same order as every other shape of the list."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from groundswell import __version__
from groundswell.api import reports, texts
from groundswell.api.about import About
from groundswell.api.telling import Told, told
from groundswell.core import access, kinds
from groundswell.core.models import Action
from groundswell.lib.text import CONTROLS

PLACE = (
    "online", "also_online", "announced", "country", "region", "locality", "town", "address", "meeting_point",
    "geo_precision",
)  # fmt: skip
Beside = Callable[[Action], dict[str, Any]]
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def atom_lines(about: About, actions: QuerySet[Action]) -> Iterator[str]:
    yield "".join(_atom_head(about, _newest(actions)))
    uri, page = texts.uri_of(), texts.page_of()
    for each in told(actions):
        yield "".join(_entry(each, uri(each.action.ref), page(each.action.ref)))
    yield "</feed>\n"


def json_lines(about: About, actions: QuerySet[Action], beside: Beside = lambda action: {}) -> Iterator[str]:
    yield written(_json_head(about))[:-1] + ', "items": ['
    uri, page, comma = texts.uri_of(), texts.page_of(), ""
    for each in told(actions):
        item = _item(each, uri(each.action.ref), page(each.action.ref)) | beside(each.action)
        yield f"{comma}\n{written(item)}"
        comma = ","
    yield "\n]}\n"


def json_lines_of_one(about: About, actions: QuerySet[Action]) -> Iterator[str]:
    """With what was reported, which in a long list would be many times the rest."""
    return json_lines(about, actions, lambda action: {"_record": reports.of_action(action)})


def _newest(actions: QuerySet[Action]) -> datetime:
    newest: datetime | None = actions.aggregate(newest=Max("changed_at"))["newest"]
    return newest or NEVER


def _atom_head(about: About, updated: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    yield f'xmlns:georss="http://www.georss.org/georss" xml:lang={quoteattr(get_language() or "en")}>\n'
    yield element("id", about.feed or about.address)
    yield element("title", about.title)
    if about.summary:
        yield element("subtitle", about.summary)
    yield element("updated", moment(updated))
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(about.address)}/>\n'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(about.page)}/>\n'
    for beside, address in (("previous", about.previous), ("next", about.next)):
        if address:
            yield f'<link rel="{beside}" type="application/atom+xml" href={quoteattr(address)}/>\n'
    yield f"<author>{element('name', settings.INSTANCE_NAME)}</author>\n"
    for name in about.convenors:
        yield f"<contributor>{element('name', name)}</contributor>\n"
    yield element("rights", settings.DATA_LICENCE)
    yield f'<generator version="{__version__}">Groundswell</generator>\n'


def _entry(told: Told, uri: str, page: str) -> Iterator[str]:
    action = told.action
    yield "<entry>\n"
    yield element("id", uri)
    yield element("title", texts.title(told))
    yield element("updated", moment(action.changed_at))
    yield element("published", moment(action.published_at or action.made_at))
    yield f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>\n'
    for name in told.organisations:
        yield f"<author>{element('name', name)}</author>\n"
    label = quoteattr(_plain(kinds.label(kinds.ACTIONS, action.kind)))
    yield f"<category term={quoteattr(action.kind)} label={label}/>\n"
    yield element("summary", texts.summary(told))
    yield element("content", texts.whole(told))
    if action.lat is not None and action.lon is not None:
        yield element("georss:point", f"{action.lat} {action.lon}")
    yield "</entry>\n"


def _json_head(about: About) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        **({"description": about.summary} if about.summary else {}),
        "home_page_url": about.page,
        "feed_url": about.address,
        **({"next_url": about.next} if about.next else {}),
        "language": get_language() or "en",
        "authors": [{"name": settings.INSTANCE_NAME, "url": settings.BASE_URL + "/"}],
        "_licence": settings.DATA_LICENCE,
        **({"_convenors": list(about.convenors)} if about.convenors else {}),
    }


def _item(told: Told, uri: str, page: str) -> dict[str, Any]:
    action, names = told.action, told.organisations
    return {
        "id": uri,
        "url": page,
        "title": texts.title(told),
        "content_text": texts.whole(told),
        "summary": texts.summary(told),
        "date_published": moment(action.published_at or action.made_at),
        "date_modified": moment(action.changed_at),
        "tags": [kinds.label(kinds.ACTIONS, action.kind)],
        **({"authors": [{"name": name} for name in names]} if names else {}),
        "_event": _event(told) | {"route": _route(told, page)},
    }


def _event(told: Told) -> dict[str, Any]:
    """Times with their offset from UTC; days alone where no time is known; null where nobody said."""
    action = told.action
    start = action.local_start
    return {
        "ref": action.ref,
        "call": told.call,
        "title": action.title,
        "kind": action.kind,
        "state": told.state,
        **_was(told),
        "start": None if told.undated else start.isoformat() if action.timed else action.day.isoformat(),
        "end": _end(told),
        "timezone": action.timezone,
        "languages": action.languages,
        "access": action.access,
        "accessibility": access.told(action),
        "website": action.website or None,
        "lesson": _lesson(told),
        "series": told.series,
        "place": _place(action),
        "geo": None if action.lat is None else {"lat": action.lat, "lon": action.lon},
        "capacity": action.capacity,
        "revision": action.revision,
        **({"organisations_confirmed": told.confirmed} if told.confirmed else {}),
    }


def _end(told: Told) -> str | None:
    end = told.action.local_end
    if told.undated or not end:
        return None
    return end.isoformat() if told.action.timed else told.action.last_day.isoformat()


def _was(told: Told) -> dict[str, Any]:
    """Where and when it was to be before the last change; null where that never changed."""
    zone = ZoneInfo(told.action.timezone)
    return {
        "undated": told.undated,
        "start_before": told.postponement and told.postponement.from_starts.astimezone(zone).isoformat(),
        "place_before": told.move and {name: told.move.before[name] for name in PLACE},
    }


def _route(told: Told, page: str) -> dict[str, Any] | None:
    if not told.route:
        return None
    addresses = {shape: texts.route_address(told, page, shape) for shape in ("gpx", "geojson")}
    return {"start": told.route.start, "end": told.route.end, "km": told.route.length_km} | addresses


def _lesson(told: Told) -> dict[str, Any] | None:
    if not told.lesson:
        return None
    page = settings.BASE_URL + reverse("resource", args=[told.call, told.lesson.ref])
    return {"title": told.lesson.title, "language": told.lesson.language, "minutes": told.lesson.minutes, "url": page}


def _place(action: Action) -> dict[str, Any]:
    shown_from = action.shown_from and moment(action.shown_from)
    beside = {"join_address": action.join_address or None, "shown_from": shown_from}
    return {name: getattr(action, name) for name in PLACE} | beside


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def element(name: str, text: str) -> str:
    return f"<{name}>{escape(_plain(text))}</{name}>\n"


def _plain(text: str) -> str:
    """Without what XML cannot hold, escaped or not."""
    return CONTROLS.sub("", text).replace("\ufffe", "").replace("\uffff", "")
