"""What the record goes by: all sources, one with all that it is cited for, and those of a call at its desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import kinds, permissions, sources
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Citation, Fact, Link, Source
from groundswell.core.models.fact import STRUCK
from groundswell.core.models.source import FILLED
from groundswell.lib.text import clean
from groundswell.web.access import call_to_moderate, who_works
from groundswell.web.forms.sources import SourceForm
from groundswell.web.merging import chosen_of
from groundswell.web.showing import Shown

ON_A_PAGE = 50
MOST_DOUBLES = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    words, kind = clean(request.GET.get("q", ""))[:200], request.GET.get("kind", "")
    kind = kind if kind in kinds.SOURCES else ""
    page = Paginator(sources.listed(words, kind), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {name: value for name, value in (("q", words), ("kind", kind)) if value}
    context = {
        "page": page,
        "given": given,
        "query": urlencode(given),
        "kinds": kinds.choices(kinds.SOURCES),
        "section": "record",
    }
    return render(request, "web/sources/index.html", context)


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("merged_into"), ref=ref.lower())
    if source.merged_into:
        return HttpResponsePermanentRedirect(source.merged_into.get_absolute_url())
    page = Paginator(sources.cited(source), ON_A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    context = {
        "source": source,
        "dead": Link.objects.told_dead().at([source.address]).first(),
        "page": page,
        "cited": [_cited(citation) for citation in page],
        "query": "",
        "history": [_corrected_then(fact) for fact in sources.corrections(source)],
        "section": "record",
    }
    return render(request, "web/sources/show.html", context)


def _cited(citation: Citation) -> dict[str, Any]:
    action, estimate = citation.report.action, citation.estimate
    low, high = (estimate.low, estimate.high) if estimate else (action.size_low, action.size_high)
    return {"citation": citation, "action": Shown(action), "day": action.day, "low": low, "high": high}


def _corrected_then(fact: Fact) -> dict[str, Any]:
    pairs = {name: fact.changes[name] for name in FILLED if name in fact.changes}
    shown = [(_label(name), pair) for name, pair in pairs.items() if pair != STRUCK]
    return {"at": fact.at, "changes": shown, "struck": len(shown) < len(pairs)}


def _label(name: str) -> str:
    """What a column of a source is called on pages."""
    return str(SourceForm.base_fields[name].label)


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_moderate(request, slug)
    doubles = sources.doubles(call)
    if request.method == "POST":
        _merge(request, doubles)
        return redirect("desk-sources", call.slug)
    page = Paginator(_of_call(call), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "doubles": doubles[:MOST_DOUBLES],
        "gone": sources.gone(call),
        "without_copy": sources.without_copy(call).count(),
        "page": page,
        "query": "",
        "view": "sources",
        "convenes": permissions.may_convene(request.user, call),
        "section": "desk",
    }
    return render(request, "web/desk/sources.html", context)


def _of_call(call: Call) -> Any:
    return Source.objects.of(call).order_by("publisher", "title", "id")


def _merge(request: HttpRequest, doubles: list[list[Source]]) -> None:
    chosen, kept = chosen_of(request, doubles, "ref")
    if not kept:
        return
    try:
        sources.merge(chosen, kept, by=who_works(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is one source now.") % {"name": kept.name})


@login_required
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    call = call_to_moderate(request, slug)
    source = get_object_or_404(Source.objects.of(call), ref=ref.lower())
    context = {"call": call, "source": source, "section": "desk"}
    if not permissions.may_correct_source(request.user, source):
        context["beyond"] = permissions.calls_beyond(request.user, source)
        return render(request, "web/desk/source.html", context, status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        form = SourceForm(request.POST)
        if form.is_valid() and _corrected(request, source, form):
            messages.success(request, _("The source is corrected, for every report that goes by it."))
            return redirect("desk-sources", call.slug)
    else:
        form = SourceForm(initial={name: getattr(source, name) for name in FILLED})
    return render(request, "web/desk/source.html", context | {"form": form}, status=422 if form.is_bound else 200)


def _corrected(request: HttpRequest, source: Source, form: SourceForm) -> bool:
    try:
        source.correct(by=who_works(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("address", str(refusal))
    return not form.errors
