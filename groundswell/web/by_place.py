"""What is on by place: countries, their regions and towns, one town; and the same of one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import countries as known
from groundswell.core import gazetteer, places
from groundswell.core.collectives import COLLECTIVE
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call, Organisation
from groundswell.core.places import Amount, Neighbour, TownLine
from groundswell.core.wording import all_worded, worded
from groundswell.lib.clock import now
from groundswell.web.access import call_seen
from groundswell.web.place_lines import (
    Line,
    add_up,
    by_continent,
    crumbs,
    in_list,
    in_region,
    name_of,
    online_line,
    page_of,
    region_lines,
    regions_of,
    sections,
    tally,
    unplaced_line,
)
from groundswell.web.places import label
from groundswell.web.showing import BESIDE, distance_text, shown
from groundswell.web.templatetags.words import figure
from groundswell.web.town_field import TownField

NEXT = 6
NEXT_IN_A_TOWN = 20
ORGANISATIONS = 12
CALLS = 12
OPEN_CALLS = 4
AROUND_KM = 50  # which the filter takes where no distance is told
WORDS = ("country", "page")
SHAPES = ("ics", "atom", "json", "csv", "geojson")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    field = TownField.read(request.GET)
    if len(field.towns) == 1:
        return redirect(places.address(field.towns[0]))
    lines = places.countries()
    words = {
        "continents": by_continent(lines, lambda code: reverse("country", args=[code.lower()])),
        "tally": tally(add_up(lines), reverse("actions"), countries=sum(1 for each in lines if each.country)),
        "online": online_line(places.online(), reverse("actions")),
        "typed": field.typed,
        "towns": [Line(label(town), places.address(town), "") for town in field.towns],
        "unknown": field.error,
        "section": "actions",
    }
    return render(request, "web/places/index.html", words)


@require_safe
def country(request: HttpRequest, country: str) -> HttpResponse:
    code = code_found(country)
    if country != code.lower():
        return _moved(request, "country", code.lower())
    wanted, lines = ActionFilter(country=(code,)), places.towns(code)
    rest, regions, to = places.unplaced(code), regions_of(lines), f"{reverse('actions')}?{wanted.words()}"
    amount = add_up(lines, rest)
    words = {
        "crumbs": crumbs((name_of(code), "")),
        "tally": tally(amount, to, towns=len(lines)),
        "regions": region_lines(code, lines, regions),
        "unplaced": unplaced_line(rest, to),
        "organisations": _organisations(places.organisations(code), code),
        "open_calls": [] if amount.ahead else _open_calls(code),
        "indexed": bool(amount.actions),
        "record": reverse("country-record", args=[country]),
    }
    words |= _towns(code, lines, regions, request) | _of_place(wanted, amount)
    return render(request, "web/places/country.html", words)


@require_safe
def region(request: HttpRequest, country: str, region: str) -> HttpResponse:
    """The towns of one region: of a country that has more of them than fit on its page."""
    code = code_found(country)
    if country != code.lower():
        return _moved(request, "region", code.lower(), region)
    lines = places.towns(code)
    regions = regions_of(lines)
    if region not in regions:
        raise Http404
    here = in_region(lines, region)
    words = {
        "region": regions[region],
        "crumbs": crumbs((name_of(code), reverse("country", args=[country])), (regions[region], "")),
        "amount": add_up(here),
    }
    return render(request, "web/places/region.html", words | _towns(code, here, {}, request))


def _towns(code: str, lines: Sequence[TownLine], regions: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    page = page_of(lines, regions, request.GET.get("page"))

    def to(line: TownLine) -> str:
        return places.address(line.town) if line.town else in_list(reverse("actions"), code, line)

    return {
        "country": name_of(code),
        "page": page,
        "sections": sections(page.object_list, regions, to),
        "section": "actions",
    }


@require_safe
def town(request: HttpRequest, country: str, town: str) -> HttpResponse:
    found = town_found(request, country, town)
    if isinstance(found, HttpResponse):
        return found
    wanted = ActionFilter(town=(found.id,))
    language = get_language() or "en"
    amount, near = places.amount(wanted), places.neighbours(found)
    name, land = gazetteer.name_for(found, language), name_of(found.country)
    words = {
        "town": name,
        "within": _(", ").join(f"\u2068{part}\u2069" for part in (found.region, land) if part),
        "crumbs": crumbs((land, reverse("country", args=[found.country.lower()])), (name, "")),
        "tally": tally(amount, f"{reverse('actions')}?{wanted.words()}"),
        "neighbours": _neighbours(near),
        "around": _around(found) if near and near[0].km <= AROUND_KM else "",
        "organisations": _organisations(places.organisations_in(found), ""),
        "open_calls": _open_calls(found.country, label(found)),
        "text": reverse("town-text", args=[country, town]),
        "plain": reverse("town-text-plain", args=[country, town]),
        "record": reverse("town-record", args=[country, town]),
        "indexed": bool(amount.actions),
        "section": "actions",
    }
    return render(request, "web/places/town.html", words | _of_place(wanted, amount, NEXT_IN_A_TOWN))


@require_safe
def of_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Countries first; the towns of one by the filter's word `country`."""
    call = call_seen(request, slug)
    given = {word: request.GET.getlist(word) for word in request.GET if word in WORDS}
    wanted = ActionFilter.read(given, call=call)
    words = {"call": worded(call), "filter": wanted, "section": "calls"}
    if len(wanted.country) == 1:
        return render(request, "web/places/call_country.html", words | _call_in(call, wanted.country[0], request))
    lines = places.countries(call)
    here = reverse("call-places", args=[call.slug])
    words |= {
        "continents": by_continent(lines, lambda code: f"{here}?{urlencode({'country': code})}"),
        "tally": tally(
            add_up(lines), reverse("call-actions", args=[slug]), countries=sum(1 for each in lines if each.country)
        ),
        "online": online_line(places.online(call), reverse("call-actions", args=[call.slug])),
    }
    return render(request, "web/places/call.html", words)


def _call_in(call: Call, code: str, request: HttpRequest) -> dict[str, Any]:
    lines, to, query = places.towns(code, call), reverse("call-actions", args=[call.slug]), urlencode({"country": code})
    regions, rest = regions_of(lines), places.unplaced(code, call)
    page = page_of(lines, regions, request.GET.get("page"))
    return {
        "country": name_of(code),
        "crumbs": crumbs((name_of(code), ""), root=(_("By place"), reverse("call-places", args=[call.slug]))),
        "page": page,
        "query": query,
        "sections": sections(page.object_list, regions, lambda line: in_list(to, code, line)),
        "unplaced": unplaced_line(rest, f"{to}?{query}"),
        "tally": tally(add_up(lines, rest), f"{to}?{query}", towns=len(lines)),
        "everything": reverse("country", args=[code.lower()]),
        "shapes": _shapes(ActionFilter(country=(code,)), call),
    }


def town_found(request: HttpRequest, country: str, town: str, then: str = "town") -> gazetteer.Town | HttpResponse:
    """The town that the address names; under another word, or in another country, the way to its own address."""
    found = places.town_named(town)
    if not found:
        raise Http404
    right = (found.country.lower(), places.slug(found))
    return found if (country, town) == right else _moved(request, then, *right)


def _moved(request: HttpRequest, name: str, *args: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse(name, args=args) + (f"?{query}" if query else ""))


def code_found(country: str) -> str:
    if country.upper() not in known.CODES:
        raise Http404
    return country.upper()


def _of_place(wanted: ActionFilter, amount: Amount, most: int = NEXT) -> dict[str, Any]:
    coming = list(places.ahead(wanted).select_related("call").prefetch_related(*BESIDE)[:most]) if amount.ahead else []
    actions = reverse("actions")
    return {
        "actions": shown(coming),
        "more": max(0, amount.ahead - len(coming)),
        "all": f"{actions}?{wanted.words(since=now().date())}",
        "past": f"{actions}?{wanted.words(until=now().date(), sort='-date')}" if amount.actions > amount.ahead else "",
        "calls": _calls(wanted),
        "shapes": _shapes(wanted),
    }


def _calls(wanted: ActionFilter) -> list[dict[str, Any]]:
    lines = places.calls(wanted)[:CALLS]
    read = all_worded([line.call for line in lines])
    return [
        {
            "call": read[line.call.pk],
            "url": f"{reverse('call-actions', args=[line.call.slug])}?{wanted.words()}",
            "actions": line.actions,
        }
        for line in lines
    ]


def _organisations(found: list[Organisation], code: str) -> dict[str, Any]:
    """Collectives first: those are who one can join here."""
    first = sorted(found, key=lambda each: each.kind != COLLECTIVE)[:ORGANISATIONS]
    more = len(found) - len(first)
    return {"first": first, "more": more, "all": f"{reverse('organisations')}?country={code}" if code else ""}


def _neighbours(near: list[Neighbour]) -> list[Line]:
    names = gazetteer.names_for((each.town for each in near), get_language() or "en")
    return [Line(names[each.town.id], places.address(each.town), _far(each.km, each.ahead)) for each in near]


def _around(town: gazetteer.Town) -> str:
    """What is near it, within the usual distance of the filter."""
    return f"{reverse('actions')}?{urlencode({'near': label(town), 'from': now().date().isoformat()})}"


def _far(km: float, ahead: int) -> str:
    coming = ngettext("%(number)s to come", "%(number)s to come", ahead) % {"number": figure(ahead)}
    return f"{distance_text(km)} · {coming}"


def _open_calls(country: str, town: str = "") -> list[dict[str, Any]]:
    """Where something can be registered, and a collective be found or started: not the parts of other countries."""
    at_home = Q(whole=None) | Q(memberships__state="accepted", memberships__country=country)
    found = list(Call.objects.open().filter(at_home).distinct().order_by("first_day", "-published_at")[:OPEN_CALLS])
    read = all_worded(found)
    return [
        {
            "call": read[call.pk],
            "register": reverse("register", args=[call.slug]) + (f"?{urlencode({'town': town})}" if town else ""),
            "collectives": reverse("collectives", args=[call.slug]) + (f"?{urlencode({'near': town})}" if town else ""),
        }
        for call in found
    ]


def _shapes(wanted: ActionFilter, call: Call | None = None) -> dict[str, str]:
    """The feeds of exactly this place."""
    query = wanted.words()
    if call:
        return {each: f"{reverse('call-actions-shape', args=[call.slug, each])}?{query}" for each in SHAPES}
    return {each: f"{reverse('actions-shape', args=[each])}?{query}" for each in SHAPES}
