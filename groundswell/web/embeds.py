"""An action, a call and a list of actions, each as a small page for the sites of others. oEmbed leads to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groundswell.core import counting
from groundswell.core.counting import Many
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import STANDING
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.web.access import action_seen, call_seen
from groundswell.web.actions import actions_text
from groundswell.web.calls import tally, world
from groundswell.web.days import days_text
from groundswell.web.framed import framed
from groundswell.web.showing import BESIDE, Shown, shown

NEXT = 3  # of a call
MOST_LISTED = 20


@require_safe
def action(request: HttpRequest, ref: str) -> HttpResponse:
    found = action_seen(request, ref)
    words = {"action": Shown(found), "call": worded(found.call)}
    return framed("web/embeds/action.html", words, public=found.visible and found.call.public)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    found = call_seen(request, slug)
    coming = ActionFilter(call=found.slug, since=now().date()).rows().filter(state__in=STANDING)
    words = {
        "call": worded(found),
        "days": days_text(found),
        "tally": _numbers(found),
        "world": world(found),
        "actions": shown(coming.select_related("call").prefetch_related(*BESIDE)[:NEXT]),
    }
    return framed("web/embeds/call.html", words, public=found.public)


def _numbers(found: Call) -> list[dict[str, str]]:
    """The first few, without their notes. How many are coming writes no fact, and this is kept by others."""
    kept = [number for number in tally(found) if "?" not in number["url"]]
    return [number | {"note": ""} for number in kept]


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What is to come of a list, unless its days or states are said."""
    wanted = ActionFilter.read(dict(request.GET.lists()))
    call = Call.objects.public().filter(slug=wanted.call).first() if wanted.call else None
    said = wanted.since or wanted.until or wanted.state
    listed = wanted if said else replace(wanted, since=now().date(), errors=wanted.errors)
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "more": _page(wanted, call),
        **_listed(listed, call),
    }
    return framed("web/embeds/actions.html", words, public=True)


def _listed(wanted: ActionFilter, call: Call | None) -> dict[str, Any]:
    """Where a word cannot be read, nothing: all of it would look like an answer."""
    rows = Action.objects.none() if wanted.errors else wanted.rows()
    return {
        "many": actions_text(Many(0) if wanted.errors else counting.many(wanted, call)),
        "actions": shown(rows.select_related("call").prefetch_related(*BESIDE)[:MOST_LISTED]),
    }


def _page(wanted: ActionFilter, call: Call | None) -> str:
    words = wanted.words(page=1, call="" if call else wanted.call)
    return (reverse("call-actions", args=[call.slug]) if call else reverse("actions")) + (f"?{words}" if words else "")
