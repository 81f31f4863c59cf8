"""What a call tells the press, as data. Whom to ask stands on the page alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.api.feeds import moment
from groundswell.api.shapes import public, public_call, unreadable
from groundswell.core import countries, press
from groundswell.core.models import Call, Quote
from groundswell.lib import changes


@public
def numbers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Of all of it, or of one country. Not kept: how many are coming writes no fact."""
    call, country = public_call(slug), request.GET.get("country", "").upper()
    wrong = {word: _("There is no filter of this name.") for word in request.GET if word != "country"}
    if country and country not in countries.CODES:
        wrong["country"] = _("A country is written as its two letters (ISO 3166-1): CL, KE, PT.")
    if wrong:
        raise unreadable(wrong)
    response = JsonResponse(_told(call, country), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = changes.FOR_OTHER_CACHES
    return response


def _told(call: Call, country: str) -> dict[str, Any]:
    told = press.numbers_of(call, country)
    rows = press.countries_of(call)
    here = [row for row in rows if row.country == country]
    page = reverse("press-sheet", args=[call.slug, country.lower()]) if here else reverse("press", args=[call.slug])
    return {
        "call": call.slug,
        "title": call.title,
        "url": settings.BASE_URL + page,
        "licence": settings.DATA_LICENCE,
        "country": country or None,
        "worked_out_at": moment(told.at),
        "numbers": [
            {"name": each.name, "low": each.low, "high": each.high, "method": each.method}
            for each in press.figures(told, country)
        ],
        "countries": [
            {"country": row.country, "actions": row.actions, "organisations": row.organisations} for row in rows
        ],
        "quotes": [_quote(each) for each in call.quotes.offered()],
    }


def _quote(quote: Quote) -> dict[str, str | None]:
    parts = ("text", "who", "role", "organisation", "language")
    return {part: getattr(quote, part) or None for part in parts}
