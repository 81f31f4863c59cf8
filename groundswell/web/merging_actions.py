"""Actions that are on the list twice, made one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groundswell.core import lookalikes, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Merge
from groundswell.web.access import action_seen, call_to_moderate, who_works
from groundswell.web.forms.merging import MergeForm
from groundswell.web.showing import Shown


@login_required
def merge(request: HttpRequest, slug: str, ref: str, other: str) -> HttpResponse:
    call = call_to_moderate(request, slug)
    pair = [_moderated(request, ref), _moderated(request, other)]
    stays = _stays(request, pair)
    if request.method == "POST":
        form = MergeForm(request.POST)
        if form.is_valid() and _merged(request, form, stays, pair):
            return redirect("desk-call", call.slug)
    else:
        form = MergeForm()
    words = _words(call, form, stays, pair)
    return render(request, "web/desk/merge.html", words, status=422 if form.errors else 200)


def _moderated(request: HttpRequest, ref: str) -> Action:
    """Of a call on whose desk they work: both of them change."""
    action = action_seen(request, ref)
    if not permissions.may_moderate(request.user, action.call):
        raise Http404
    return action


def _stays(request: HttpRequest, pair: list[Action]) -> Action:
    """As chosen; else the public one, and of two alike the older."""
    chosen = request.POST.get("stays", "")
    usual = min(pair, key=lambda action: (not action.visible, action.published_at or action.made_at, action.pk))
    return next((action for action in pair if action.ref == chosen), usual)


def _merged(request: HttpRequest, form: MergeForm, stays: Action, pair: list[Action]) -> bool:
    double = pair[1] if stays is pair[0] else pair[0]
    try:
        if Merge.make(double, into=stays, by=who_works(request), **form.cleaned_data):
            told = _("Merged into “%(title)s”. You can undo it under “Decided”.")
            messages.success(request, told % {"title": stays.title})
        else:
            messages.warning(request, _("Somebody has merged them already."))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _words(call: Call, form: MergeForm, stays: Action, pair: list[Action]) -> dict[str, Any]:
    alike = lookalikes.beside([pair[0]])[pair[0].pk]
    said = next((each.said for each in alike if each.action.pk == pair[1].pk), "")
    sides = [
        {
            "action": Shown(action),
            "stays": action is stays,
            "hosts": _(", ").join(action.organisation_names()),
            "reports": action.reports.count(),
        }
        for action in pair
    ]
    return {"call": call, "form": form, "sides": sides, "said": said, "section": "desk"}
