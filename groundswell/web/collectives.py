"""The local collectives under a call: find the one near you, or start it; and who is on beside whom."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import beside as near_there
from groundswell.core import collectives, gazetteer
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.models.action import STANDING
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web import places
from groundswell.web.access import call_seen
from groundswell.web.forms.registering import ActionForm
from groundswell.web.showing import BESIDE, Shown, distance_text, shown

RADII = (10, 25, 50, 100, 300)
MOST = 60
ACTIONS = 6
WORDS = ("near", "radius")


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    wanted = ActionFilter.read({word: request.GET.getlist(word) for word in request.GET if word in WORDS}, call=call)
    town = gazetteer.meant(wanted.near) if wanted.point else None
    found = collectives.near(call, *wanted.point, wanted.radius) if wanted.point else collectives.under(call)
    words = {
        "call": worded(call),
        "filter": wanted,
        "given": request.GET,
        "town": places.label(town).replace(", ", _(", ")) if town else "",
        "collectives": [{"it": each, "distance_text": _far(each.distance)} for each in found[:MOST]],
        "more": max(0, len(found) - MOST),
        "total": len(found),
        "actions": shown(_actions(wanted)) if wanted.point else [],
        "wider": "?" + wanted.words(radius=300),
        "endorse": reverse("endorse", args=[call.slug]) + "?" + urlencode({"kind": "collective"} | _place(town)),
        "register": reverse("register", args=[call.slug])
        + ("?" + urlencode({"town": places.label(town)}) if town else ""),
        "radii": RADII,
        "section": "calls",
    }
    return render(request, "web/collectives/index.html", words)


def _far(km: float | None) -> str:
    return "" if km is None else distance_text(km)


def _place(town: gazetteer.Town | None) -> dict[str, str]:
    return {"country": town.country, "town": town.name} if town else {}


def _actions(wanted: ActionFilter) -> list[Any]:
    coming = wanted.rows().filter(state__in=STANDING, over__gte=now())
    return list(coming.prefetch_related(*BESIDE)[:ACTIONS])


@require_safe
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on that day in that town or near it, for the form of who registers an action: a piece of its page."""
    call = call_seen(request, slug)
    form = ActionForm(request.GET, call=call)
    form.is_valid()  # most of it is empty yet; what is told of day and place is enough
    text = render_to_string("web/actions/beside.html", beside_of(call, form))
    response = HttpResponse(text)
    response.headers["Cache-Control"] = "no-store"
    return response


def beside_of(call: Call, form: ActionForm) -> dict[str, Any]:
    """Nothing for what takes place online: one can join that from everywhere."""
    day, place = form.cleaned_data.get("date"), form.place
    if not day or not place or place["online"]:
        return {"beside": []}
    point = (place["lat"], place["lon"]) if place["lat"] is not None else None
    title = form.cleaned_data.get("title", "")
    found = near_there.beside(call, day, town=place["town"], point=point, title=title)
    return {
        "beside": [{"action": Shown(each.action), "alike": each.alike, "days": each.days} for each in found],
        "stopping": {each.action.ref for each in found if each.stops},
        "refs": " ".join(sorted(each.action.ref for each in found)),
    }
