"""What waits for a second one: on the host's page, and at the desk."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Code, CoHost, PendingChange
from groundswell.lib.text import is_key
from groundswell.web.access import call_to_moderate, who_works
from groundswell.web.hosted import action_hosted
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept


@dataclass
class Waiting:
    """In the words of whoever is to say yes."""

    pending: PendingChange
    mine: bool = False  # asked by who looks at it

    @property
    def action(self) -> Shown:
        return Shown(self.pending.action)

    @property
    def would(self) -> Shown:
        return Shown(self.pending.as_it_would_be())


def waiting(action: Action) -> list[Waiting]:
    return [Waiting(row) for row in action.pending_changes.waiting().select_related("contact", "action__call")]


def tell(request: HttpRequest, action: Action, done: str = "") -> None:
    """What is said after a change: done, or waiting."""
    if not action.waits:
        if done:
            messages.success(request, done)
    elif action.waits.for_desk:
        messages.warning(request, _("It starts soon, so a moderator has to say yes first. Nothing has changed yet."))
    else:
        text = _("It starts soon, so your mailbox has to say yes first: open the link in our letter.")
        messages.warning(request, text + " " + _("Nothing has changed yet."))


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    action = action_hosted(request)
    row = action.pending_changes.waiting().filter(pk=pk, person=None).first() if action else None
    if request.method == "POST" and row:
        row.take_back(by="host")
        messages.success(request, _("Taken back. Nothing has changed."))
    return redirect("host")


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_moderate(request, slug)
    if request.method == "POST":
        _decide(request, call)
        return redirect("desk-second", call.slug)
    rows = at_desk(call).select_related("action__call", "person", "contact")
    here = [Waiting(row, mine=row.person_id == who_works(request).pk) for row in rows]
    return render(request, "web/desk/second.html", {"call": call, "waiting": here, "view": "second", "section": "desk"})


def at_desk(call: Call) -> QuerySet[PendingChange]:
    return PendingChange.objects.at_desk().filter(action__call=call)


def _decide(request: HttpRequest, call: Call) -> None:
    verdict, _blank, number = request.POST.get("one", "").partition(" ")
    if not is_key(number):
        messages.warning(request, _("Nothing was selected, or it is no longer there."))
        return
    row = get_object_or_404(PendingChange, pk=int(number), action__call=call)
    person = who_works(request)
    try:
        if verdict == "confirm":
            row.confirm(by=person)
            messages.success(request, _("Confirmed: it is done."))
        elif verdict == "refuse" and row.waiting:
            row.take_back(by=person) if row.person_id == person.pk else row.refuse(by=person)
            messages.success(request, _("It stays as it was."))
    except Refused as refusal:
        messages.error(request, str(refusal))


def prove(request: HttpRequest, code: Code) -> HttpResponse | None:
    """What the link in a letter confirms, where it is one of a host's affairs."""
    row = code.cohost or code.handover or code.pendingchange
    if not row:
        return None
    first = code.use()
    try:
        if isinstance(row, PendingChange):
            row.confirm(by="host" if row.by == "host" else "server")
        else:
            row.confirm()
    except Refused as refusal:
        return _confirmed(request, {"refused": str(refusal)}, status=409)
    what = row.what if isinstance(row, PendingChange) else str(row._meta.model_name)
    words: dict[str, object] = {"action": Shown(row.action), "what": what}
    if first and not isinstance(row, PendingChange):
        whose: dict[str, Any] = {"cohost": row} if isinstance(row, CoHost) else {}
        words["host_code"] = Code.mint(Code.HOST, action=row.action, **whose)
    return _confirmed(request, words)


def _confirmed(request: HttpRequest, words: dict[str, object], status: int = 200) -> HttpResponse:
    return unkept(request, "web/host/confirmed.html", words, status)
