"""What somebody did last at the desk, taken back with one key: kept in their session, until they do something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Decision, Look
from groundswell.core.models.action_states import VISIBLE
from groundswell.web import verdicts
from groundswell.web.access import call_at_desk, who_works

LAST = "done last"
NOUNS: dict[str, Any] = {"decision": Decision, "look": Look}


def remember(request: HttpRequest, call: Call, verdict: str, done: Sequence[verdicts.Done]) -> None:
    """What was sent by mail, a question, cannot be taken back."""
    keys = [[str(each._meta.model_name), each.pk] for each in done if str(each._meta.model_name) in NOUNS]
    if keys:
        request.session[LAST] = {"call": call.pk, "verdict": verdict, "done": keys}
    elif done:
        request.session.pop(LAST, None)


def last(request: HttpRequest, call: Call) -> str:
    """What could be undone, in words."""
    kept = request.session.get(LAST)
    return verdicts.told(kept["verdict"], len(kept["done"])) if kept and kept["call"] == call.pk else ""


@login_required
def last_one(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_at_desk(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    kept = request.session.pop(LAST, None) or {"call": None, "done": []}
    rows = _rows(kept["done"]) if kept["call"] == call.pk else []
    undone = [row for row in rows if _undo(request, row)]
    if undone:
        messages.success(request, _("Undone: it stands as it did before."))
    elif not rows:
        messages.warning(request, _("There is nothing left to undo. Older decisions are under “Decided”."))
    return redirect(_back(call, undone))


@login_required
def look(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call = call_at_desk(request, slug)
    rows = Look.objects.filter(pk=pk, action__call=call).select_related("action__call")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    for row in rows:
        if _undo(request, row):
            messages.success(request, _("Undone: it stands as it did before."))
    return redirect(_back(call, list(rows)))


def _rows(keys: list[list[Any]]) -> list[Decision | Look]:
    """The latest first: a later decision stands in the way of an earlier one."""
    found = [NOUNS[noun].objects.filter(pk=pk).first() for noun, pk in reversed(keys)]
    return [row for row in found if row]


def _undo(request: HttpRequest, row: Decision | Look) -> bool:
    subject = row.subject if isinstance(row, Decision) else row.action
    if not permissions.may_decide(request.user, subject):
        return False
    try:
        row.undo(by=who_works(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _back(call: Call, undone: Sequence[Decision | Look]) -> str:
    """To the row that lies in the tray again."""
    there = reverse("desk-call", args=[call.slug])
    if not undone:
        return there
    row = undone[-1]
    if isinstance(row, Look):
        return f"{there}?show=changed#action-{row.action_id}"
    return f"{there}?show=public" if row.before in (*VISIBLE, "accepted") else f"{there}#{row.noun}-{row.subject.pk}"
