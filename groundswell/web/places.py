from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import countries, gazetteer, misspelling

KEPT = "public, max-age=86400"


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Towns for what somebody types: [{id, label, lat, lon}]. The label is understood again when the form comes."""
    typed = request.GET.get("q", "")[:80]
    towns = gazetteer.find(typed, limit=8) or misspelling.alike(typed, limit=8)
    told = [{"id": town.id, "label": label(town), "lat": town.lat, "lon": town.lon} for town in towns]
    response = JsonResponse(told, safe=False)
    response.headers["Cache-Control"] = KEPT
    return response


def label(town: gazetteer.Town) -> str:
    language = get_language() or "en"
    parts = (gazetteer.name_for(town, language), town.region, countries.name(town.country, language))
    return _(", ").join(part for part in dict.fromkeys(parts) if part)
