from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Fact, Report
from groundswell.core.wording import worded
from groundswell.lib.clock import now
from groundswell.lib.limits import TooOften
from groundswell.web.access import action_seen
from groundswell.web.brake import brake, later
from groundswell.web.forms.reports import ReportForm
from groundswell.web.showing import Shown

SAME_FOR = timedelta(minutes=30)


def file(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_seen(request, ref)
    if request.method == "POST":
        form = ReportForm(request.POST)
        try:
            if form.is_valid():
                return redirect(_thanks(action, _filed(request, action, form), form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except TooOften as often:
            return _too_often(request, action, form, often)
    else:
        form = ReportForm()
    return _page(request, action, form, 422 if form.is_bound else 200)


def _page(request: HttpRequest, action: Action, form: ReportForm, status: int) -> HttpResponse:
    words = {
        "action": Shown(action),
        "call": worded(action.call),
        "form": form,
        "thanks": request.GET.get("thanks", "") if request.method != "POST" else "",
        "only_words": "words" in request.GET,
        "section": "actions",
    }
    return render(request, "web/reports/file.html", words, status=status)


def _too_often(request: HttpRequest, action: Action, form: ReportForm, often: TooOften) -> HttpResponse:
    """What was typed is kept on the page, to be sent later."""
    form.add_error(None, _("You sent many reports within an hour. Keep this page, and send it a little later."))
    return later(_page(request, action, form, 429), often)


@transaction.atomic
def _filed(request: HttpRequest, action: Action, form: ReportForm) -> Report:
    """The report, new or the one that was sent a moment ago with the same content."""
    Fact.in_order()  # one at a time: a second tap, sent in the same moment, sees what the first one wrote
    if same := _sent_before(action, form):
        return same
    moderates = permissions.may_decide(request.user, action)
    brake(request, "report", most=10, minutes=60)
    return Report.file(
        action,
        by=request.user if moderates else "public",  # type: ignore[arg-type]
        estimates=form.estimates,
        sources=form.sources,
        accepted=moderates,
        **form.told,
    )


def _sent_before(action: Action, form: ReportForm) -> Report | None:
    recent = action.reports.filter(made_at__gte=now() - SAME_FOR, **form.told)
    return next((report for report in recent.prefetch_related("estimates", "sources") if _same(report, form)), None)


def _same(report: Report, form: ReportForm) -> bool:
    rows = ((report.estimates.all(), form.estimates), (report.sources.all(), form.sources))
    return all(
        len(kept) == len(given)
        and all(
            getattr(row, name) == value for row, words in zip(kept, given, strict=True) for name, value in words.items()
        )
        for kept, given in rows
    )


def _thanks(action: Action, report: Report, form: ReportForm) -> str:
    words = {"thanks": "accepted" if report.state == "accepted" else "waiting"} | (
        {"words": "kept"} if form.only_words else {}
    )
    return f"{reverse('report', args=[action.ref])}?{urlencode(words)}"
