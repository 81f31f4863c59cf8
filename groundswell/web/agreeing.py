"""The agreement at the desk: the draft of the next version, publishing it, who signed what, and asking again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.core import signers
from groundswell.core.errors import Refused
from groundswell.core.models import Agreement, AgreementVersion, Assent, Call
from groundswell.lib.clock import now
from groundswell.lib.text import clean, is_key
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.agreements import ON_A_PAGE, agreement_of
from groundswell.web.forms.agreements import VersionForm
from groundswell.web.forms.calls import BODY


@login_required
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    agreement = Agreement.objects.filter(call=call).first()
    words: dict[str, Any] = {"agreement": agreement}
    if agreement:
        versions = list(agreement.versions.all())
        public = [version for version in versions if version.number]
        words |= {
            "draft": next((version for version in versions if not version.number), None),
            "versions": public,
            "newest": public[0] if public else None,
            "counts": signers.counts(call),
            "page": Paginator(_who_signed(agreement), ON_A_PAGE).get_page(request.GET.get("page")),
            "behind": Assent.objects.behind(agreement).reachable().count(),
            "waiting": Assent.objects.waiting().filter(version__agreement=agreement).count(),
        }
    return _page(request, "web/desk/agreement.html", call, words)


def _who_signed(agreement: Agreement) -> Any:
    """Those who are behind first: they are what there is to do."""
    return signers.of(agreement).select_related("contact").order_by("version__number", "organisation__folded", "id")


@login_required
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    newest = signers.current(call)
    looks = request.method == "POST" and "preview" in request.POST
    if request.method == "POST":
        form = VersionForm(request.POST, newest=newest)
        if not looks and form.is_valid():
            Agreement.draft(call, by=who_works(request), **form.cleaned_data)
            messages.success(request, _("The draft is kept. Nobody sees it but those who convene the call."))
            return redirect("desk-agreement", call.slug)
    else:
        form = VersionForm(newest=newest, initial=_begun(call, newest))
    words = {
        "form": form,
        "newest": newest,
        "looks": looks,
        "text": clean(request.POST.get("text", ""))[:BODY],
        "ground_rules": clean(request.POST.get("ground_rules", ""))[:BODY],
    }
    wrong = form.is_bound and not looks and form.errors
    return _page(request, "web/desk/agreement_form.html", call, words, status=422 if wrong else 200)


def _begun(call: Call, newest: AgreementVersion | None) -> dict[str, str]:
    """The draft as it is; without one, the version before, or the ground rules that the call has."""
    begun = AgreementVersion.objects.filter(agreement__call=call, number=None).first()
    if begun:
        return {"text": begun.text, "ground_rules": begun.ground_rules, "note": begun.note}
    return {"text": newest.text if newest else "", "ground_rules": call.ground_rules}


@login_required
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """It cannot be taken back, so it is asked about once more."""
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    agreement = agreement_of(call)
    if "sure" not in request.POST:
        asked = Assent.objects.newest_of_each(agreement).reachable().count() if call.open else 0
        words = {"asked": asked, "draft": agreement.versions.filter(number=None).first(), "newest": agreement.newest}
        return _page(request, "web/desk/agreement_stage.html", call, words)
    try:
        published = agreement.publish(by=who_works(request))
        messages.success(request, _("Version %(number)s is public.") % {"number": published.number})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk-agreement", call.slug)


@login_required
def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """All who have not signed the newest version, or the one whose button was pressed."""
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    one = request.POST.get("one", "")
    only = int(one) if is_key(one) else None
    try:
        asked = agreement_of(call).ask_again(by=who_works(request), only=0 if one and only is None else only)
        _tell(request, asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk-agreement", call.slug)


def _tell(request: HttpRequest, asked: int) -> None:
    if asked:
        many = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", asked)
        messages.success(request, many % {"number": asked})
    else:
        messages.warning(
            request, _("Nobody was asked: each was asked within a day, has signed the newest, or has no address left.")
        )


def _page(request: HttpRequest, template: str, call: Call, words: dict[str, Any], status: int = 200) -> HttpResponse:
    words = {"call": call, "convenes": True, "view": "agreement", "section": "desk", "today": now()} | words
    return render(request, template, words, status=status)
