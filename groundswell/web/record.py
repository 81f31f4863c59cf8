from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from groundswell.core import countries, kinds, numbers, record
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Estimate, Source
from groundswell.core.wording import worded
from groundswell.lib.text import fold
from groundswell.web.access import call_seen
from groundswell.web.showing import Shown
from groundswell.web.templatetags.ranges import by_publisher

MOST = 10
SOURCES_SHOWN = 2


@require_safe
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    wanted = ActionFilter.read(dict(request.GET.lists()), call=call)
    words = {
        "call": worded(call) if call else None,
        "filter": wanted,
        "given": request.GET,
        "record": numbers.record_numbers(call, wanted),
        "most": [_row(action) for action in record.told(numbers.most_reported(wanted, MOST))],
        "by_country": numbers.by_country(call, wanted),
        "countries": _countries(call),
        "kinds": kinds.choices(kinds.ACTIONS),
        "columns": record.COLUMNS,
        "downloads": _downloads(call, wanted),
        "section": "record",
    }
    return render(request, "web/record/show.html", words)


def _row(action: Action) -> dict[str, Any]:
    """An action with who counted and what says so. The page has room for a few; its own page has all."""
    estimates: list[Estimate] = [each for report in action.accepted_reports for each in report.estimates.all()]  # type: ignore[attr-defined]
    cited: list[Source] = [each for report in action.accepted_reports for each in report.sources.all()]  # type: ignore[attr-defined]
    sources = list({(source.address, source.publisher): source for source in cited}.values())
    told_by = [group[0] for group in by_publisher(sources)]
    return {
        "action": Shown(action),
        "day": action.day,
        "words": "; ".join(dict.fromkeys(estimate.words for estimate in estimates if estimate.words)),
        "counters": list(dict.fromkeys(estimate.counter for estimate in estimates)),
        "sources": told_by[:SOURCES_SHOWN],
        "more": len(sources) - len(told_by[:SOURCES_SHOWN]),
    }


def _countries(call: Call | None) -> list[tuple[str, str]]:
    """Those that the record has, by name in the reader's language."""
    everything = numbers.by_country(call, ActionFilter(call=call.slug if call else ""))
    named = [(row.country, countries.name(row.country, get_language() or "en")) for row in everything if row.country]
    return sorted(named, key=lambda pair: fold(pair[1]))


def _downloads(call: Call | None, wanted: ActionFilter) -> dict[str, str]:
    query = wanted.words(page=1, sort="")
    name, words = ("call-record-shape", [call.slug]) if call else ("record-shape", [])
    return {
        shape: reverse(name, args=[*words, shape]) + (f"?{query}" if query else "")
        for shape in ("csv", "geojson", "json")
    }
