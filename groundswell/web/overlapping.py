"""At the desk: that the same people were counted at two actions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Overlap
from groundswell.web.access import action_seen, who_works
from groundswell.web.forms.overlapping import OverlapForm
from groundswell.web.turning import desk_page


@login_required
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Say at which other action the people of this one were counted, or take that back."""
    action = action_seen(request, ref)
    if not permissions.may_decide(request.user, action):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "undo" in request.POST:
        return _undone(request, action, request.POST["undo"])
    form = OverlapForm(request.POST, action=action, person=request.user)
    if form.is_valid() and _noted(request, form):
        messages.success(request, _("Noted. Totals count these people once."))
        return redirect("desk-action", action.ref)
    return desk_page(request, action.ref, form)


def _noted(request: HttpRequest, form: OverlapForm) -> bool:
    told = form.cleaned_data
    if not permissions.may_overlap(request.user, form.action, told["found"]):
        message = _("This changes the figures of both actions: it is for somebody who moderates both of them.")
        form.add_error("address", message)
        return False
    try:
        Overlap.note(form.action, told["found"], told["relation"], by=who_works(request), because=told["because"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


def _undone(request: HttpRequest, action: Action, other: str) -> HttpResponse:
    found = next((each for each in Overlap.about(action) if other in (each.action.ref, each.whole.ref)), None)
    if not found or other == action.ref:
        raise Http404
    found.undo(by=who_works(request))
    messages.success(request, _("Taken back: each counts for itself."))
    return redirect("desk-action", action.ref)
