"""The press page of a call, and a sheet for each country."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from groundswell.core import countries, numbers, permissions, press
from groundswell.core.models import Call, Clearance, PressContact
from groundswell.core.wording import worded
from groundswell.lib import paper
from groundswell.lib.text import fold
from groundswell.web.access import call_seen
from groundswell.web.printing import handed_out
from groundswell.web.showing import BESIDE, shown
from groundswell.web.statements import newest as newest_statements

PDF_KEPT = 600  # seconds; it says itself when its numbers were worked out
PREVIEWED = 400 * 1024  # a larger picture is not shown, only offered


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    told = press.numbers_of(call)
    words = {
        "call": worded(call),
        "figures": _worth_telling(press.figures(told)),
        "at": told.at,
        "quotes": call.quotes.offered(),
        "contacts": _named(press.by_country(call.press_contacts.published())),
        "countries": [(countries.name(row.country, get_language() or "en"), row) for row in press.countries_of(call)],
        "pictures": _pictures(call),
        "previewed": PREVIEWED,
        "statements": newest_statements(call),
        "convenes": permissions.may_convene(request.user, call),
        "section": "calls",
    }
    return render(request, "web/press/index.html", words)


def _worth_telling(figures: list[press.Figure]) -> list[press.Figure]:
    """That nobody has said “I am coming” says nothing of who will come."""
    return [figure for figure in figures if figure.low or figure.name != press.COMING]


def _named(heaps: dict[str, list[PressContact]]) -> list[tuple[str, list[PressContact]]]:
    """By name in the reader's language; those of no country last."""
    language = get_language() or "en"
    named = [(countries.name(code, language) if code else "", heap) for code, heap in heaps.items()]
    return sorted(named, key=lambda pair: (not pair[0], fold(pair[0])))


def _pictures(call: Call) -> list[Clearance]:
    standing = Clearance.objects.standing().filter(resource__call=call)
    return list(standing.select_related("resource__call").prefetch_related("resource__versions"))


@require_safe
def sheet(request: HttpRequest, slug: str, country: str) -> HttpResponse:
    call = call_seen(request, slug)
    return render(request, "web/press/sheet.html", _sheet(call, _code(call, country)) | {"pdf": paper.available()})


@require_safe
def sheet_pdf(request: HttpRequest, slug: str, country: str) -> HttpResponse:
    """The same as a file, where the server can make one; made once for all who ask in the same minutes."""
    call = call_seen(request, slug)
    code = _code(call, country)
    if not paper.available():
        raise Http404
    words = _sheet(call, code)
    key = ("press pdf", call.pk, code, get_language(), int(words["at"].timestamp() // PDF_KEPT))

    def make() -> bytes:
        page = render_to_string("web/paper/press.html", words, request)
        return numbers.remembered(key, call, lambda: paper.pdf(page, base=settings.BASE_URL))

    return handed_out(request, make, f"{call.slug}-{code.lower()}")


def _code(call: Call, country: str) -> str:
    """A country where the call has something to tell; every other one is not there."""
    code = country.upper()
    if code not in {row.country for row in press.countries_of(call)}:
        raise Http404
    return code


def _sheet(call: Call, code: str) -> dict[str, Any]:
    told = press.numbers_of(call, code)
    return {
        "call": worded(call),
        "code": code,
        "country": countries.name(code, get_language() or "en"),
        "figures": _worth_telling(press.figures(told, code)),
        "at": told.at,
        "next": shown(press.next_actions(call, code).prefetch_related(*BESIDE)),
        "largest": shown(press.largest(call, code)),
        "organisations": list(press.organisations(call, code).order_by("folded", "id")[: press.NAMED]),
        "many": told.organisations,
        "contacts": press.contacts_for(call, code),
        "section": "calls",
    }
