"""Round the tray: the hosts that are trusted, the answers that a call keeps, and how the desk keeps up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import answers as canned
from groundswell.core import countries, meter, permissions
from groundswell.core.models import Action, Answer, Call, Trust
from groundswell.lib.text import is_key
from groundswell.web.access import call_at_desk, call_to_moderate, who_works
from groundswell.web.desk import NOUNS
from groundswell.web.forms.answers import AnswerForm
from groundswell.web.showing import Shown

ON_A_PAGE = 50
ACTIONS_NAMED = 5


@login_required
def trusted(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_at_desk(request, slug)
    reach = permissions.reach_of(request.user, call)
    standing = Trust.objects.standing().filter(reach.of_noun("action", "action__"), call=call)
    if request.method == "POST":
        number = request.POST.get("end", "")
        pk = int(number) if is_key(number) else 0
        trust = get_object_or_404(standing.select_related("call"), pk=pk)
        trust.end(by=who_works(request))
        messages.success(request, _("The host is no longer trusted. What is public stays so."))
        return redirect("desk-trusted", call.slug)
    rows = standing.select_related("contact", "by").order_by("-at", "-id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, "trusted", call, page=page, trusts=_with_actions(call, list(page.object_list)))


def _with_actions(call: Call, trusts: list[Trust]) -> list[dict[str, Any]]:
    """By their actions, never by an address."""
    marks = {trust.contact.fingerprint for trust in trusts}
    theirs = Action.objects.filter(call=call, contact__fingerprint__in=marks).select_related("contact").order_by("id")
    found: dict[str, list[Action]] = {mark: [] for mark in marks}
    for action in theirs:
        found[action.contact.fingerprint if action.contact else ""].append(action)
    return [
        {
            "trust": trust,
            "actions": [Shown(action) for action in found[trust.contact.fingerprint][-ACTIONS_NAMED:]],
            "more": max(0, len(found[trust.contact.fingerprint]) - ACTIONS_NAMED),
        }
        for trust in trusts
    ]


@login_required
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_at_desk(request, slug)
    if request.method == "POST":
        form = _form(request, call)
        if form.is_valid():
            Answer.write(call, by=who_works(request), title=form.cleaned_data["title"], texts=form.texts)
            messages.success(request, _("Saved. It can be chosen in the tray."))
            return redirect("desk-answers", call.slug)
    else:
        form = AnswerForm(call=call)
    return _page(request, "answers", call, form=form, choices=canned.choices(call, [get_language() or "en"]))


@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call = call_to_moderate(request, slug)
    row = get_object_or_404(call.answers.select_related("call"), pk=pk)
    if request.method == "POST" and "take_off" in request.POST:
        row.take_off(by=who_works(request))
        messages.success(request, _("It is taken off. What was sent with it keeps its words."))
        return redirect("desk-answers", call.slug)
    if request.method == "POST":
        form = _form(request, call, row)
        if form.is_valid():
            row.change(by=who_works(request), title=form.cleaned_data["title"], texts=form.texts)
            messages.success(request, _("Saved."))
            return redirect("desk-answers", call.slug)
    else:
        form = AnswerForm(call=call, answer=row)
    return _page(request, "answers", call, form=form, answer=row)


def _form(request: HttpRequest, call: Call, row: Answer | None = None) -> AnswerForm:
    """Regional moderators choose among the answers; those who work on the whole call write them."""
    if not permissions.may_moderate(request.user, call):
        raise PermissionDenied
    return AnswerForm(request.POST, call=call, answer=row)


@login_required
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_at_desk(request, slug)
    found = meter.queue(call, permissions.reach_of(request.user, call))
    nouns = [{"label": NOUNS[line.key], "line": line} for line in found.nouns]
    language = get_language() or "en"
    regions = [
        {"country": countries.name(country, language) if country else "", "region": region, "line": line}
        for line in found.regions
        for country, region in [line.key]
    ]
    return _page(request, "queue", call, meter=found.meter, nouns=nouns, regions=regions)


def _page(request: HttpRequest, view: str, call: Call, **words: Any) -> HttpResponse:
    form = words.get("form")
    words |= {
        "call": call,
        "view": view,
        "wholly": permissions.may_moderate(request.user, call),
        "convenes": permissions.may_convene(request.user, call),
        "section": "desk",
    }
    return render(request, f"web/desk/{view}.html", words, status=422 if form and form.errors else 200)
