"""What a few words find, by noun, as the page of it shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import shapes
from groundswell.core import finding, places
from groundswell.core.finding import Found, Group, Hit
from groundswell.core.models import Action

KEPT = "public, max-age=60"
WORDS = ("q", "exact")


@shapes.public
def search(request: HttpRequest) -> HttpResponse:
    wrong = {word: _("There is no filter of this name.") for word in request.GET if word not in WORDS}
    asked = request.GET.get("q", "").replace("\x00", " ").strip()
    if len(asked) > finding.LONGEST:
        wrong["q"] = _("At most 200 characters.")
    if wrong:
        raise shapes.unreadable(wrong)
    body = json.dumps(_told(finding.find(asked, exact="exact" in request.GET)), ensure_ascii=False) + "\n"
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = KEPT
    return response


def _told(found: Found) -> dict[str, Any]:
    return {
        "q": found.asked,
        "searched": found.used,
        "instead": found.instead,
        "language": get_language() or "en",
        "groups": {group.noun: _group(group) for group in found.groups},
    }


def _group(group: Group) -> dict[str, Any]:
    total = min(group.total, finding.COUNTED)
    return {"total": total, "more": group.beyond, "found": [_hit(group.noun, hit) for hit in group.hits]}


def _hit(noun: str, hit: Hit) -> dict[str, Any]:
    return {"title": str(hit.title), "passage": hit.passage or None} | _MORE[noun](hit.row)


def _call(row: Any) -> dict[str, Any]:
    first = row.first_day and row.first_day.isoformat()
    return {"call": row.slug, "stage": row.stage, "first_day": first, "url": _url(row)}


def _action(row: Action) -> dict[str, Any]:
    return {
        "id": row.ref,
        "call": row.call.slug,
        "state": row.shown_state,
        "start": None if row.undated else row.local_start.isoformat() if row.timed else row.day.isoformat(),
        "country": row.country or None,
        "locality": row.locality or None,
        "url": _url(row),
    }


def _place(row: finding.Place) -> dict[str, Any]:
    page = places.address(row.town) if row.town else reverse("country", args=[row.country.lower()])
    return {
        "town": row.town.id if row.town else None,
        "country": row.country,
        "within": list(row.within),
        "actions": min(row.actions, finding.COUNTED),
        "url": settings.BASE_URL + page,
    }


def _organisation(row: Any) -> dict[str, Any]:
    return {"kind": row.kind, "country": row.country or None, "town": row.town or None, "url": _url(row)}


def _statement(row: Any) -> dict[str, Any]:
    published = row.published_at and row.published_at.isoformat(timespec="seconds")
    return {"call": row.call.slug, "state": row.state, "published_at": published, "url": _url(row)}


def _resource(row: Any) -> dict[str, Any]:
    return {"call": row.call.slug, "kind": row.kind, "language": row.language, "url": _url(row)}


def _url(row: Any) -> str:
    return settings.BASE_URL + str(row.get_absolute_url())


_MORE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "calls": _call,
    "places": _place,
    "actions": _action,
    "organisations": _organisation,
    "statements": _statement,
    "resources": _resource,
}
