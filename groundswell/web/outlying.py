"""Estimates that seem out of line, at the desk of a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from groundswell.core import figures, kinds, outliers, permissions
from groundswell.core.models import Call, Check, Estimate, Report
from groundswell.web.access import call_to_moderate, who_works
from groundswell.web.forms.checking import CheckForm
from groundswell.web.reported import Given, shown
from groundswell.web.showing import Shown

ON_A_PAGE = 50


@login_required
def outlying(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at them; say of one that it stands."""
    call = call_to_moderate(request, slug)
    form = CheckForm(request.POST) if request.method == "POST" else CheckForm()
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        estimate = get_object_or_404(Estimate, ref=told["estimate"], report__action__call=call)
        Check.make(estimate, by=who_works(request), because=told["because"])
        messages.success(request, _("Noted: it stands."))
        return redirect("desk-outliers", call.slug)
    return _page(request, call, form)


def _page(request: HttpRequest, call: Call, form: CheckForm) -> HttpResponse:
    checked = request.GET.get("show") == "checked"
    found = outliers.among(call.actions.all(), checked=checked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "call": call,
        "page": page,
        "query": "show=checked" if checked else "",
        "rows": _rows(page),
        "checked": checked,
        "form": form,
        "view": "outliers",
        "convenes": permissions.may_convene(request.user, call),
        "section": "desk",
    }
    return render(request, "web/desk/outliers.html", words, status=422 if form.errors else 200)


def _rows(page: Iterable[outliers.Outlier]) -> list[dict[str, object]]:
    found = list(page)
    given = _given({each.estimate.report.action_id for each in found})
    return [_row(each, given[each.estimate.report.action_id]) for each in found]


def _given(actions: set[int]) -> dict[int, list[Given]]:
    """By action, all the estimates that count, with their sources: each is compared with the others."""
    given = defaultdict[int, list[Given]](list)
    for report in shown(Report.objects.accepted().filter(action__in=actions).select_related("action").whole()):
        given[report.action_id] += [each for each in report.estimates if each.estimate.counts]
    return given


def _row(outlier: outliers.Outlier, given: list[Given]) -> dict[str, object]:
    estimate = outlier.estimate
    return {
        "estimate": estimate,
        "figure": figure_text(estimate),
        "sources": [cited.source for each in given if each.estimate == estimate for cited in each.cited],
        "others": [_other(each) for each in given if each.estimate != estimate],
        "why": outlier.why,
        "action": Shown(estimate.report.action),
        "check": getattr(estimate, "check_made", None),
    }


def _other(given: Given) -> dict[str, object]:
    return {"figure": figure_text(given.estimate), "sources": [cited.source for cited in given.cited]}


def figure_text(estimate: Estimate) -> str:
    """As it was given, and who counted."""
    size = figures.span(estimate.low, estimate.high) or _("no figure")
    words = f"“\u2068{estimate.words}\u2069” ({size})" if estimate.words else size
    return f"{words} · {estimate.counted_by or kinds.label(kinds.COUNTERS, estimate.counter)}"
