from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import permissions, reported
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Fact, Merge, Report
from groundswell.core.models.report import ACCEPTED
from groundswell.core.wording import worded
from groundswell.lib.limits import TooOften
from groundswell.web.access import action_seen
from groundswell.web.brake import brake, later
from groundswell.web.forms.reports import ReportForm
from groundswell.web.reported import ReportShown, lines_of, reason_of
from groundswell.web.showing import Shown


def file(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_seen(request, ref)
    if request.method == "POST":
        form = ReportForm(request.POST, action=action)
        try:
            if form.is_valid():
                return redirect(_thanks(action, _filed(request, action, form), form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except TooOften as often:
            return _too_often(request, action, form, often)
    else:
        form = ReportForm(action=action)
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
    told: dict[str, Any] = {"estimates": form.estimates, "sources": form.sources, **form.told}
    if same := Report.filed_before(action, **told):
        return same
    moderates = permissions.may_decide(request.user, action)
    brake(request, "report", most=10, minutes=60)
    return Report.file(
        action,
        by=request.user if moderates else "public",  # type: ignore[arg-type]
        accepted=moderates,
        **told,
    )


def _thanks(action: Action, report: Report, form: ReportForm) -> str:
    words = {"thanks": "accepted" if report.state == "accepted" else "waiting"} | (
        {"words": "kept"} if form.only_words else {}
    )
    return f"{reverse('report', args=[action.ref])}?{urlencode(words)}"


@require_safe
def show(request: HttpRequest, ref: str, report: str) -> HttpResponse:
    """All that one report tells, with its sources and its history; of one that was withdrawn, that it was."""
    if kept := Merge.leading_from(ref):
        return redirect("report-shown", kept.ref, report)
    action = action_seen(request, ref)
    found = action.reports.whole().filter(ref=report.lower()).first()
    decides = permissions.may_decide(request.user, action)
    withdrawal = reported.withdrawal_of(found) if found else None
    if not found or not (found.state == ACCEPTED or withdrawal or decides):
        raise Http404
    words = {
        "action": Shown(action),
        "call": worded(action.call),
        "report": ReportShown(found),
        "withdrawal": withdrawal,
        "reason": reason_of(withdrawal) if withdrawal else "",
        "looks": found.verifications.order_by("id"),
        "lines": [] if withdrawal else lines_of(reported.history(found), ZoneInfo(action.timezone)),
        "decides": decides,
        "section": "actions",
    }
    name = "withdrawn" if withdrawal and not decides else "show"
    return render(request, f"web/reports/{name}.html", words)
