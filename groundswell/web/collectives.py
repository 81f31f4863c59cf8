"""The local collectives under a call: find the one near you, or start it; and who is on beside whom."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from groundswell.core import beside as near_there
from groundswell.core import collectives, gazetteer
from groundswell.core.collectives import Collective
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.models.action_states import STANDING
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web import near
from groundswell.web.access import call_seen
from groundswell.web.forms.registering import ActionForm
from groundswell.web.near import Centre, Far
from groundswell.web.showing import BESIDE, Shown, shown

RADII = (10, 25, 50, 100, 300)
MOST = 60
SAME_POINT_KM = 0.1
ACTIONS = 6
WORDS = ("near", "radius")


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    wanted = ActionFilter.read({word: request.GET.getlist(word) for word in request.GET if word in WORDS}, call=call)
    centre = Centre.of(wanted)
    town = centre.town if centre else None
    found = collectives.near(call, *wanted.point, wanted.radius) if wanted.point else collectives.under(call)
    further = next((km for km in RADII if km > wanted.radius), None)
    words = {
        "call": worded(call),
        "filter": wanted,
        "given": request.GET,
        "centre": centre,
        "others": near.others(wanted),
        "meant": near.did_you_mean(wanted, request.GET.get("near", "")[:120]),
        "collectives": [{"it": each, "far": _far(centre, each)} for each in found[:MOST]],
        "more": max(0, len(found) - MOST),
        "total": len(found),
        "actions": shown(_actions(wanted), centre) if wanted.point else [],
        "further": further if wanted.point else None,
        "wider": "?" + wanted.words(radius=further or wanted.radius),
        "endorse": reverse("endorse", args=[call.slug]) + "?" + urlencode({"kind": "collective"} | _place(town)),
        "register": centre.register(call) if centre else reverse("register", args=[call.slug]),
        "radii": RADII,
        "section": "calls",
    }
    return render(request, "web/collectives/index.html", words)


def _far(centre: Centre | None, each: Collective) -> Far | None:
    """A collective is known to its town: where that is the one asked for, it stands at the same point."""
    if not centre or each.distance is None:
        return None
    town = centre.town.id if centre.town and each.distance < SAME_POINT_KM else 0
    place = {"geo_precision": "town", "locality": each.town, "town": town}
    return centre.far(each.distance, each.lat, each.lon, place)


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
