"""The map page: the actions of a filter drawn by the server, each dot a link, and the same actions as a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from groundswell.core import countries, kinds, whereabouts
from groundswell.core.filter import STATES, ActionFilter
from groundswell.core.models import Call
from groundswell.core.wording import worded
from groundswell.web import drawn
from groundswell.web.access import call_seen
from groundswell.web.actions import UNKNOWN, Counted, countries_of
from groundswell.web.filtering import chips
from groundswell.web.showing import shown
from groundswell.web.town_field import WORD, TownField

COUNTRIES_NAMED = 24
IN_THE_FORM = ("near", "kind", "country", "state", "page", "bbox", "town", WORD)  # the others are carried along


@require_safe
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    named = TownField.read(request.GET)
    wanted = ActionFilter.read(named.words(request.GET), call=call)
    if len(named.towns) == 1 and not wanted.errors:
        return redirect(f"{request.path}?{wanted.words(page=1)}")
    if named.error:
        wanted.errors[WORD] = named.error
    unknown = bool(UNKNOWN & set(wanted.errors))
    page = Counted(wanted, call).get_page(wanted.page)
    listed = reverse("call-actions", args=[call.slug]) if call else reverse("actions")
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "given": request.GET,
        "carried": [(word, value) for word, values in _carried(wanted) for value in values],
        "chips": chips(wanted, lambda **changed: "?" + wanted.words(page=1, **changed)),
        "page": page,
        "actions": shown(page.object_list),
        "query": wanted.words(page=1),
        "list_url": _with(listed, wanted.words(page=1)),
        "kinds": kinds.choices(kinds.ACTIONS),
        "states": kinds.choices(kinds.STATES, STATES),
        "countries": countries_of(call),
        "ground": _folder(),
        "points_url": _points(call),
        "section": "calls" if call else "actions",
    }
    if not unknown:
        where = whereabouts.of(wanted, call)
        words |= {
            "map": drawn.of(wanted, call, where, listed),
            "where": where,
            "by_country": _by_country(wanted, where),
        }
    return render(request, "web/map/show.html", words)


def _carried(wanted: ActionFilter) -> list[tuple[str, list[str]]]:
    """The words that the form has no field for."""
    return [(word, values) for word, values in QueryDict(wanted.words(page=1)).lists() if word not in IN_THE_FORM]


def _by_country(wanted: ActionFilter, where: whereabouts.Whereabouts) -> list[dict[str, Any]]:
    """Where there are several: each with its number, and the map of it alone."""
    if len(where.countries) < 2:
        return []
    language = get_language() or "en"
    return [
        {
            "name": countries.name(code, language),
            "number": many,
            "url": "?" + wanted.words(page=1, country=(code,), bbox=None),
        }
        for code, many in where.countries[:COUNTRIES_NAMED]
    ]


def _points(call: Call | None) -> str:
    try:
        return reverse("call-map-points", args=[call.slug]) if call else reverse("map-points")
    except NoReverseMatch:
        return ""


def _folder() -> str:
    return static("web/ground/world.json")


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
