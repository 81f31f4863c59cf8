"""Putting off, calling off, taking up again: by the host with a code, and by moderators of the call at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.core import permissions, striking
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Overlap, Person
from groundswell.core.models.action_states import CANCELLED, HAPPENED, STANDING
from groundswell.core.wording import worded
from groundswell.lib.text import is_key
from groundswell.web.access import action_seen, who_works
from groundswell.web.forms.overlapping import OverlapForm
from groundswell.web.forms.upsets import BecauseForm
from groundswell.web.histories import lines_of
from groundswell.web.host import ChangeForm, saved_change
from groundswell.web.hosted import action_hosted
from groundswell.web.overlaps import told
from groundswell.web.second import tell
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept
from groundswell.web.upsets import upsets_of


@dataclass
class Door:
    """Through which somebody came to an action: by the host's code, or from the desk."""

    action: Action
    by: Person | str

    def address(self, name: str = "") -> str:
        if self.by == "host":
            return reverse(f"host-{name}" if name else "host")
        return reverse(f"desk-action-{name}" if name else "desk-action", args=[self.action.ref])

    @property
    def buttons(self) -> dict[str, str]:
        """The addresses of what can be done as it stands, by a name."""
        state, undated = self.action.shown_state, self.action.undated
        # Before it is public a moderator accepts or declines; what is wrong with it the host puts right.
        waits = state == "proposed" and self.by == "host"
        names = {
            "change": state in STANDING or waits,
            "attendance": (state in STANDING or waits) and self.by == "host",
            "postpone": state in STANDING and not undated,
            "cancel": state in STANDING or waits,
            "stand-again": state == CANCELLED,
            "outcome": state == HAPPENED,
        }
        return {name.replace("-", "_"): self.address(name) for name, may in names.items() if may}


def _door(request: HttpRequest, ref: str) -> Door | None:
    """None where a host has brought no code."""
    if not ref:
        action = action_hosted(request)
        return Door(action, "host") if action else None
    action = action_seen(request, ref)
    if not permissions.may_decide(request.user, action):
        raise PermissionDenied
    return Door(action, who_works(request))


@login_required
@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """What a moderator can do with an action, besides deciding about it."""
    return desk_page(request, ref)


def desk_page(request: HttpRequest, ref: str, overlap_form: OverlapForm | None = None) -> HttpResponse:
    door = _door(request, ref)
    assert door
    words = {
        "upsets": upsets_of(door.action),
        "can": door.buttons,
        "overlaps": told(door.action, Overlap.about(door.action)),
        "overlap_form": overlap_form or OverlapForm(action=door.action, person=request.user),
    }
    return _page(request, "web/desk/turning.html", door, words, 422 if overlap_form else 200)


@login_required
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """As the host changes it, but with a reason."""
    door = _door(request, ref)
    assert door
    if "change" not in door.buttons:
        return redirect(door.address())
    form = (
        ChangeForm(request.POST, request.FILES, action=door.action)
        if request.method == "POST"
        else ChangeForm(action=door.action)
    )
    form.fields["because"].required = True
    if form.is_bound and form.is_valid() and saved_change(form, door.action, by=door.by):
        tell(request, door.action, done=_("Saved."))
        return redirect(door.address())
    return _page(request, "web/host/change.html", door, {"form": form}, 422 if form.errors else 200)


@login_required
def strike(request: HttpRequest, ref: str) -> HttpResponse:
    """Take old words off the public history, for good."""
    door = _door(request, ref)
    assert door and isinstance(door.by, Person)
    error = ""
    if request.method == "POST":
        chosen = [int(each) for each in request.POST.getlist("fact") if is_key(each)]
        try:
            many = striking.strike(door.action, chosen, by=door.by)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(
                request, ngettext("%(many)s line was struck.", "%(many)s lines were struck.", many) % {"many": many}
            )
            return redirect(door.address())
    lines = lines_of(striking.strikable(door.action), door.action)
    return _page(request, "web/desk/strike.html", door, {"lines": lines, "error": error}, 422 if error else 200)


def postpone(request: HttpRequest, ref: str = "") -> HttpResponse:
    return _turn(
        request, _door(request, ref), "postpone", lambda door, why: door.action.postpone(by=door.by, because=why)
    )


def stand_again(request: HttpRequest, ref: str = "") -> HttpResponse:
    return _turn(
        request, _door(request, ref), "stand_again", lambda door, why: door.action.stand_again(by=door.by, because=why)
    )


@login_required
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    return _turn(request, _door(request, ref), "cancel", lambda door, why: door.action.cancel(by=door.by, because=why))


def did_not_happen(request: HttpRequest, ref: str = "") -> HttpResponse:
    """It counts as having taken place, and in truth it was cancelled."""
    return _turn(
        request, _door(request, ref), "outcome", lambda door, why: door.action.did_not_happen(by=door.by, because=why)
    )


def _turn(request: HttpRequest, door: Door | None, what: str, verb: Callable[[Door, str], None]) -> HttpResponse:
    if not door or what not in door.buttons:
        return redirect(door.address() if door else "host")
    form = BecauseForm(request.POST) if request.method == "POST" else BecauseForm()
    if form.is_bound and form.is_valid():
        try:
            verb(door, form.cleaned_data["because"])
            tell(request, door.action)
            return redirect(door.address())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, "web/host/turning.html", door, {"form": form, "what": what}, 422 if form.errors else 200)


def _page(request: HttpRequest, template: str, door: Door, words: dict[str, Any], status: int = 200) -> HttpResponse:
    at_desk = door.by != "host"
    known = {
        "action": Shown(door.action),
        "call": worded(door.action.call),
        "back": door.address(),
        "at_desk": at_desk,
        "section": "desk" if at_desk else "",
    }
    return unkept(request, template, known | words, status)


def buttons_of_host(action: Action) -> dict[str, str]:
    return Door(action, "host").buttons


# The same at the desk, where one signs in.
desk_postpone = login_required(postpone)
desk_stand_again = login_required(stand_again)
desk_did_not_happen = login_required(did_not_happen)
