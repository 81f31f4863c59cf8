"""A call as one JSON document: its text, who convenes it, how large it is, what it is part of, and its own parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept, shapes
from groundswell.core import convenors, numbers, parts
from groundswell.core.models import Call, Fact, Organisation


@shapes.public
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    call = shapes.public_call(slug)
    if request.GET:
        raise shapes.unreadable({word: _("A single call has no filter.") for word in request.GET})
    version = _version(call)
    key = kept.Key.of(version, request.path, get_language() or "en") if version else None
    changed = version.changed if version else None
    return answers.answer(request, lambda: _lines(call), type="application/json", key=key, changed=changed)


def _version(call: Call) -> kept.Version | None:
    """Of the call, its parts, and the larger call, whose title stands here too."""
    facts = [Fact.objects.last_under(each).order_by("-id") for each in (call, call.whole) if each]
    last = max((fact for each in facts for fact in each.values_list("id", "at")[:1]), default=None)
    return kept.Version(*last, None) if last else None


def _lines(call: Call) -> Iterator[str]:
    yield json.dumps(_told(call), ensure_ascii=False, indent=1) + "\n"


def _told(call: Call) -> dict[str, Any]:
    """How many are coming is not here: that writes no fact, so nobody would be told when it changes."""
    counted, whole, convened = numbers.of_call(call), parts.whole_of(call), convenors.of(call)
    return _named(call) | {
        "kind": call.kind,
        "stage": call.stage,
        "first_day": call.first_day and call.first_day.isoformat(),
        "last_day": call.last_day and call.last_day.isoformat(),
        "summary": call.summary,
        "body": call.body,
        "demands": call.demands,
        "hashtags": call.hashtags,
        "ground_rules": call.ground_rules,
        "convenors": [_convenor(organisation) for organisation in convened.standing],
        "convened_once": [
            _convenor(row.organisation) | {"until": row.ended_at.date().isoformat()}
            for row in convened.past
            if row.ended_at
        ],
        "actions": counted.actions,
        "towns": counted.towns,
        "countries": counted.countries,
        "organisations": counted.organisations,
        "organisations_through_parts": counted.through_parts,
        "part_of": _named(whole) if whole else None,
        "parts": [
            _named(each.call)
            | {"country": each.country or None, "actions": each.actions, "organisations": each.organisations}
            for each in parts.of(call)
        ],
        "licence": settings.DATA_LICENCE,
    }


def _named(call: Call) -> dict[str, Any]:
    return {"call": call.slug, "title": call.title, "language": call.language, "url": _link("call", call.slug)}


def _convenor(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "country": organisation.country or None,
        "website": organisation.website or None,
        "url": _link("organisation", organisation.slug),
    }


def _link(name: str, slug: str) -> str:
    return settings.BASE_URL + reverse(name, args=[slug])
