"""The record: of everything, of a call, a country, a town, an organisation. One page, narrowed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import unescape
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import citing, countries, gazetteer, kinds, numbers, places, record, recorded
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Estimate, Source
from groundswell.core.ranges import Total
from groundswell.core.table import Scope
from groundswell.core.wording import worded
from groundswell.lib.text import fold
from groundswell.web import charts
from groundswell.web.access import call_seen, organisation_seen
from groundswell.web.by_place import code_found, town_found
from groundswell.web.cards import address_of_call, address_of_plain_card
from groundswell.web.filtering import chips, hidden
from groundswell.web.overlaps import told_in_list
from groundswell.web.place_lines import crumbs, name_of
from groundswell.web.showing import Shown, shown
from groundswell.web.templatetags.ranges import by_publisher

MOST = 10
COUNTRIES_OPEN = 10
SOURCES_SHOWN = 2
UNREPORTED = 6


@dataclass(frozen=True)
class Of:
    """What a page of the record is of, besides what its reader narrows it to."""

    name: str = ""
    crumbs: list[dict[str, str]] = field(default_factory=list)
    fixed: dict[str, Any] = field(default_factory=dict)  # fields of the filter that the address itself says
    call: Call | None = None


@require_safe
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    call = call_seen(request, slug) if slug else None
    return _page(request, Of(call=call))


@require_safe
def of_country(request: HttpRequest, country: str) -> HttpResponse:
    code = code_found(country)
    if country != code.lower():
        return redirect("country-record", code.lower(), permanent=True)
    name = name_of(code)
    return _page(
        request, Of(name, crumbs((name, reverse("country", args=[country])), (_("Record"), "")), {"country": (code,)})
    )


@require_safe
def of_town(request: HttpRequest, country: str, town: str) -> HttpResponse:
    found = town_found(request, country, town, then="town-record")
    if isinstance(found, HttpResponse):
        return found
    name, land = gazetteer.name_for(found, get_language() or "en"), name_of(found.country)
    above = (land, reverse("country-record", args=[country])), (name, places.address(found)), (_("Record"), "")
    return _page(request, Of(name, crumbs(*above), {"town": (found.id,)}))


@require_safe
def of_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What it hosted, by the name that hosts gave."""
    organisation = organisation_seen(request, slug)
    if organisation.slug != slug:
        return redirect("organisation-record", organisation.slug, permanent=True)
    root = (_("Organisations"), reverse("organisations"))
    above = crumbs((organisation.name, organisation.get_absolute_url()), (_("Record"), ""), root=root)
    return _page(request, Of(organisation.name, above, {"organisation": slug}))


def _page(request: HttpRequest, of: Of) -> HttpResponse:
    wanted = replace(ActionFilter.read(dict(request.GET.lists()), call=of.call), **of.fixed)
    call, own = of.call, {word: _NOTHING[word] for word in of.fixed}
    chosen, total = replace(wanted, page=1, sort="", **own), recorded.total(call, wanted)
    fields = _FIELDS if "country" in of.fixed or "town" in of.fixed else _FIELDS | {"country": ()}
    words = {
        "call": worded(call) if call else None,
        "of": of,
        "filter": wanted,
        "narrowed": chosen.narrowed,
        "chips": chips(chosen, lambda **changed: "?" + chosen.words(**changed)),
        "keeps": hidden(chosen, **fields),
        "given": request.GET,
        "record": total,
        "in_short": _in_short(total),
        "card": address_of_call(call) if call else address_of_plain_card(),
        "here": request.path,
        "reported": recorded.reported(call, wanted),
        "charts": charts.of(call, wanted),
        "most": _rows(recorded.largest(call, wanted, MOST)),
        "by_country": None if "country" in of.fixed or "town" in of.fixed else ByCountry.of(call, wanted),
        "by_kind": recorded.by_kind(call, wanted),
        "unreported": shown(recorded.unreported(call, wanted, UNREPORTED)),
        "countries": _countries(call),
        "kinds": kinds.choices(kinds.ACTIONS),
        "columns": record.COLUMNS,
        "downloads": _downloads(call, wanted),
        "licence": citing.licence(),
        "cite": _cite(call),
        "section": "record",
    }
    return render(request, "web/record/show.html", words)


def _in_short(total: Total) -> str:
    """The sentence at its head, for other sites and search engines, which take no marks."""
    return unescape(strip_tags(render_to_string("web/record/headline.html", {"record": total}))).strip()


_NOTHING: dict[str, Any] = {"country": (), "town": (), "organisation": ""}
_FIELDS: dict[str, Any] = {"kind": (), "since": None, "until": None, "q": ""}  # that the form has wherever it stands


def _rows(actions: list[Action]) -> list[dict[str, Any]]:
    overlaps = told_in_list(actions)
    return [_row(action) | {"overlaps": overlaps.get(action.pk, [])} for action in actions]


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


@dataclass(frozen=True)
class ByCountry:
    """The totals of countries: a few stand open, the rest behind a fold."""

    rows: list[dict[str, Any]]

    @classmethod
    def of(cls, call: Call | None, wanted: ActionFilter) -> ByCountry:
        return cls(_with_pages(call, wanted))

    @property
    def first(self) -> list[dict[str, Any]]:
        return self.rows[:COUNTRIES_OPEN]

    @property
    def later(self) -> list[dict[str, Any]]:
        return self.rows[COUNTRIES_OPEN:]

    @property
    def countries(self) -> int:
        """Without what is in none."""
        return sum(bool(row["country"]) for row in self.rows)


def _with_pages(call: Call | None, wanted: ActionFilter) -> list[dict[str, Any]]:
    """Each country with the record of it alone: its own page, or this one narrowed."""
    own = not call and not wanted.narrowed and not wanted.call
    return [
        {"total": total, "country": total.country, "url": _of_country(total.country, wanted, own)}
        for total in recorded.by_country(call, wanted)
    ]


def _of_country(code: str, wanted: ActionFilter, own: bool) -> str:
    if not code:
        return ""
    return (
        reverse("country-record", args=[code.lower()]) if own else "?" + wanted.words(page=1, sort="", country=(code,))
    )


def _countries(call: Call | None) -> list[tuple[str, str]]:
    """Those that the record has, by name in the reader's language."""
    everything = recorded.by_country(call, ActionFilter(call=call.slug if call else ""))
    named = [(row.country, countries.name(row.country, get_language() or "en")) for row in everything if row.country]
    return sorted(named, key=lambda pair: fold(pair[1]))


def _downloads(call: Call | None, wanted: ActionFilter) -> dict[str, str]:
    """Each shape of what the filter shows. The package has no filter."""
    query = wanted.words(page=1, sort="")
    name, words = ("call-record-shape", [call.slug]) if call else ("record-shape", [])
    shapes = ("csv", "geojson", "json", "jsonl", *(("parquet", "geoparquet") if find_spec("duckdb") else ()))
    found = {shape: reverse(name, args=[*words, shape]) + (f"?{query}" if query else "") for shape in shapes}
    found["marked"] = f"{reverse(name, args=[*words, 'csv'])}?{query}{'&' if query else ''}bom=1"
    return found | {"package": reverse(name, args=[*words, "zip"])}


def _cite(call: Call | None) -> dict[str, str]:
    changed = numbers.remembered(("cited", call and call.pk), call, lambda: citing.changed(Scope(call)))
    about = citing.About.of(call, changed)
    return {"text": citing.in_words(about), "bibtex": citing.bibtex(about), "cff": citing.cff(about)}
