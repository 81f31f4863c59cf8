"""Reports at the desk: which of them somebody should hold against their sources, and putting them right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from groundswell.core import kinds, permissions, verifying
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Report
from groundswell.core.models.checked import LEVELS
from groundswell.core.models.report import UNREVIEWED
from groundswell.lib.text import clean
from groundswell.web.access import call_at_desk, report_to_moderate, who_works
from groundswell.web.forms.correcting import CorrectionForm
from groundswell.web.forms.meanwhile import correction_of
from groundswell.web.reported import ReportShown, shown, sides_of
from groundswell.web.showing import Shown

ON_A_PAGE, MANY = 50, 200
CAME = {"": _l("All"), verifying.IMPORTED: _l("Brought in"), verifying.FILED: _l("Reported here")}


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Those of one level; those that were picked are looked over at once."""
    call = call_at_desk(request, slug)
    place = _place(request)
    reach = permissions.reach_of(request.user, call)
    found = verifying.reports(call, reach, came=place["from"], text=place["q"])
    if request.method == "POST":
        _verify_many(request, verifying.picked(found, request.POST.getlist("pick")))
        return redirect(f"{request.path}?{_words(**place)}")
    many = request.GET.get("many") == str(MANY)
    rows = verifying.with_looks(found.filter(verification=place["level"]), who_works(request))
    page = Paginator(rows, MANY if many else ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "page": page,
        "rows": [
            (Shown(row.action), report) for row, report in zip(page.object_list, shown(page.object_list), strict=True)
        ],
        "levels": _levels(place, verifying.counts(found)),
        "froms": _froms(place),
        "place": place,
        "all": "all" in request.GET,
        "more": page.paginator.count > ON_A_PAGE and not many,
        "query": _words(**place, many=str(MANY) if many else ""),
        "back": _words(**place, many=str(MANY) if many else ""),
    }
    return _page(request, "web/desk/reports.html", call, words)


def _place(request: HttpRequest) -> dict[str, str]:
    """Where in the list somebody is."""
    level, came = request.GET.get("level", ""), request.GET.get("from", "")
    return {
        "level": level if level in LEVELS else UNREVIEWED,
        "from": came if came in verifying.FROM else "",
        "q": clean(request.GET.get("q", ""))[:100],
    }


def _levels(place: dict[str, str], many: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": kinds.label(kinds.VERIFICATIONS, level),
            "number": many[level],
            "url": "?" + _words(**place | {"level": level}),
            "current": level == place["level"],
        }
        for level in LEVELS
    ]


def _froms(place: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": "?" + _words(**place | {"from": came}), "current": came == place["from"]}
        for came, label in CAME.items()
    ]


def _words(**given: str) -> str:
    return urlencode({key: value for key, value in given.items() if value})


def _verify_many(request: HttpRequest, reports: list[Report]) -> None:
    """One that cannot be verified does not stop the others."""
    done, refusals = 0, list[str]()
    for report in reports:
        try:
            report.verify(by=who_works(request))
            done += 1
        except Refused as refusal:
            refusals.append(str(refusal))
    if done:
        messages.success(
            request, ngettext("%(number)s looked over.", "%(number)s looked over.", done) % {"number": done}
        )
    if refusals:
        many = ngettext("%(number)s was left as it is.", "%(number)s were left as they are.", len(refusals))
        messages.warning(request, f"{many % {'number': len(refusals)}} {' '.join(dict.fromkeys(refusals))}")
    if not reports:
        messages.warning(request, _("Nothing was selected, or it is no longer there."))


@login_required
def verify(request: HttpRequest, report: str) -> HttpResponse:
    found = report_to_moderate(request, report)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    note = clean(request.POST.get("note", ""))[:400]
    try:
        found.verify(by=who_works(request), note=note)
        messages.success(request, _("Noted. Its page says so, without your name."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(_own_page(found))


@login_required
def correct(request: HttpRequest, report: str) -> HttpResponse:
    found = report_to_moderate(request, report)
    form = correction_of(request.POST, found) if request.method == "POST" else CorrectionForm(report=found)
    if form.is_bound and form.is_valid() and _corrected(request, found, form):
        return redirect(_own_page(found))
    words = {"form": form, "report": ReportShown(found), "action": Shown(found.action)}
    words["meanwhile"] = sides_of(form.meanwhile or {}, ZoneInfo(found.action.timezone))
    return _page(request, "web/desk/correction.html", found.action.call, words, 422 if form.errors else 200)


def _corrected(request: HttpRequest, report: Report, form: CorrectionForm) -> bool:
    given = {name: form.cleaned_data[name] for name in ("because", "struck")}
    try:
        changed = report.correct(
            by=who_works(request), estimates=form.estimates, sources=form.sources, read=form.said, **given, **form.told
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if changed:
        messages.success(request, _("Corrected. Its page shows what stood before."))
    else:
        messages.warning(request, _("Nothing was changed."))
    return True


def _own_page(report: Report) -> str:
    return reverse("report-shown", args=[report.action.ref, report.ref])


def _page(request: HttpRequest, template: str, call: Call, words: dict[str, Any], status: int = 200) -> HttpResponse:
    words |= {
        "call": call,
        "view": "reports",
        "wholly": permissions.may_moderate(request.user, call),
        "convenes": permissions.may_convene(request.user, call),
        "section": "desk",
    }
    return render(request, template, words, status=status)
