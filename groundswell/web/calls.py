from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.core import around, convenors, endorsers, kinds, numbers, parts, permissions, recorded, signers
from groundswell.core.counting import Many
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import CANCELLED, STANDING
from groundswell.core.parts import Numbered
from groundswell.core.wording import Wording, all_worded
from groundswell.lib import worldmap
from groundswell.lib.clock import now
from groundswell.web import campaigns
from groundswell.web.access import call_seen
from groundswell.web.cards import address_of_call
from groundswell.web.days import days_text
from groundswell.web.larger import by_country
from groundswell.web.showing import shown
from groundswell.web.statements import newest as newest_statements
from groundswell.web.subscribing import of_list
from groundswell.web.templatetags.words import figure

NEXT = 6
PARTS_SHOWN = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    calls = list(Call.objects.open().order_by("first_day", "-published_at")[:6])
    past = list(Call.objects.filter(stage__in=("closed", "archived")).order_by("-first_day")[:6])
    coming = ActionFilter(since=now().date()).rows().filter(state__in=STANDING).prefetch_related("call")[:NEXT]
    worded = all_worded([*calls, *past])
    words = {
        "calls": cards(calls, worded),
        "on_today": cards(_today(calls), worded),
        "past": cards(past, worded),
        "coming": shown(coming),
        "today": now().date().isoformat(),
    }
    return render(request, "web/calls/home.html", words)


def _today(calls: list[Call]) -> list[Call]:
    """Those whose day it is; a part of one that is there too is in its numbers."""
    on = [call for call in calls if around.is_on(call)]
    there = {call.pk for call in on}
    return [call for call in on if call.whole_id not in there]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    public = list(Call.objects.public().order_by("-first_day", "-published_at"))
    worded = all_worded(public)
    words = {
        "open": cards([call for call in public if call.open], worded),
        "past": cards([call for call in public if not call.open], worded),
        "may_draft": permissions.may_draft(request.user),
        "section": "calls",
    }
    return render(request, "web/calls/index.html", words)


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    today = now().date()
    coming = ActionFilter(call=call.slug, since=today).rows().filter(state__in=STANDING)
    any_coming, numbered = coming.exists(), parts.of(call)
    rows = coming if any_coming else ActionFilter(call=call.slug, sort="-date").rows()
    # A card names its own call only where there are others.
    beside = ("call",) if numbered else ()
    whole = parts.whole_of(call)
    wording = Wording([call, whole] if whole else [call], asked=request.GET.get("text", ""))
    read = wording.of(call)
    words = {
        "call": read,
        "notice": wording.notice(call, read.texts),
        "days": days_text(call),
        "tally": tally(call),
        "actions": shown(rows.prefetch_related(*beside)[:NEXT]),
        "any_coming": any_coming,
        "on_today": [read] if around.is_on(call) else [],
        # What is near is looked for among what is to come; where nothing is, among what was.
        "today": today.isoformat() if any_coming else "",
        "world": world(call),
        "record": recorded.total(call, ActionFilter(call=call.slug)),
        "endorsers": endorsers.first(call),
        "convenors": convenors.of(call),
        "whole": wording.of(whole) if whole else None,
        "parts": _largest(numbered),
        "more_of_call": more_of(call),
        "statements": newest_statements(call),
        "campaign": campaigns.of(call, request.GET.get("text", "")),
        "signers": signers.counts(call),
        "works_here": permissions.may_work(request.user, call),
        "card": address_of_call(call),
        "subscription": of_list(call, ActionFilter(call=call.slug), Many(numbers.of_call(call).actions), read.title),
        "here_whole": settings.BASE_URL + call.get_absolute_url(),
        "section": "calls",
    }
    return render(request, "web/calls/show.html", words)


def _largest(numbered: tuple[Numbered, ...]) -> list[Numbered]:
    """By country; where there are many, those with the most actions."""
    return by_country(tuple(sorted(numbered, key=lambda each: -each.actions)[:PARTS_SHOWN]))


def more_of(call: Call) -> list[str]:
    """The pages of a call that have something on them."""
    return numbers.remembered(("more of", call.pk, call.public), None, lambda: _more_of(call))


def _more_of(call: Call) -> list[str]:
    there = {
        "toolkit": call.resources.offered().exists(),
        "pledges": call.pledges.exists(),
        "milestones": call.milestones.listed().exists(),
        "press": call.public,
    }
    return [page for page, something in there.items() if something]


@dataclass
class Card:
    """One call in a list."""

    call: Call
    read: Any  # the same in the reader's words

    def __getattr__(self, name: str) -> Any:
        return getattr(self.read, name)

    @property
    def when_text(self) -> str:
        return days_text(self.call) or kinds.label(kinds.CALLS, self.call.kind)

    @property
    def numbers_text(self) -> str:
        counted = numbers.of_call(self.call)
        if not counted.actions:
            return ""
        actions = ngettext("%(number)s action", "%(number)s actions", counted.actions) % {
            "number": figure(counted.actions)
        }
        countries = ngettext("in %(number)s country", "in %(number)s countries", counted.countries)
        return f"{actions} {countries % {'number': figure(counted.countries)}}"


def cards(calls: list[Call], worded: dict[int, Any]) -> list[Card]:
    return [Card(call, worded[call.pk]) for call in calls]


def tally(call: Call) -> list[dict[str, str]]:
    """The numbers of a call, each leading to what it counts."""
    counted = numbers.of_call(call)
    actions, by_place = reverse("call-actions", args=[call.slug]), reverse("call-places", args=[call.slug])
    lines: list[tuple[Any, ...]] = [
        (ngettext("action", "actions", counted.actions), counted.actions, actions),
        (ngettext("town", "towns", counted.towns), counted.towns, by_place),
        (ngettext("country", "countries", counted.countries), counted.countries, by_place),
    ]
    # A call of old that was brought in: who stood behind it may just not be known here.
    if counted.organisations or call.open:
        lines.append(
            (
                ngettext("organisation behind it", "organisations behind it", counted.organisations),
                counted.organisations,
                reverse("call-organisations", args=[call.slug]),
            )
        )
    if counted.through_parts:
        lines[-1] += (_through_parts(counted.through_parts),)
    if counted.members:
        label = ngettext("more as a member of an alliance", "more as members of alliances", counted.members)
        lines.append((label, counted.members, reverse("call-organisations", args=[call.slug]) + "?support=member"))
    if counted.coming:
        lines.append(
            (
                ngettext("person has said “I am coming”", "people have said “I am coming”", counted.coming),
                counted.coming,
                actions + "?sort=coming",
            )
        )
    return [
        {"label": label, "value": figure(number), "url": url, "note": "".join(note)}
        for label, number, url, *note in lines
    ]


def _through_parts(many: int) -> str:
    told = ngettext(
        "and %(number)s through calls that are part of it", "and %(number)s through calls that are part of it", many
    )
    return told % {"number": figure(many)}


def world(call: Call) -> list[worldmap.Dot]:
    return numbers.remembered(("world", call.pk), call, lambda: _dots(call))


def _dots(call: Call) -> list[worldmap.Dot]:
    rows = Action.objects.visible().under(call).values_list("lat", "lon", "state").iterator()
    points = ((lat, lon, 1, state == CANCELLED) for lat, lon, state in rows if lat is not None and lon is not None)
    return worldmap.dots(points, limit=160)
