"""The public history of an action."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from groundswell.core import history
from groundswell.core.models import Action, Fact
from groundswell.core.striking import is_struck
from groundswell.core.wording import worded
from groundswell.web.access import action_seen
from groundswell.web.history_lines import Line
from groundswell.web.showing import Shown
from groundswell.web.trayed import sides_told
from groundswell.web.upsets import by_text

DONE = {
    "action.published": _l("Published."),
    "action.accepted": _l("Accepted and published."),
    "action.imported": _l("Brought in from another list."),
    "action.cancelled": _l("Cancelled."),
    "action.changed": _l("Changed."),
    "action.happened": _l("Took place."),
    "action.host_confirmed": _l("A host has confirmed that it hosts it."),
    "action.host_declined": _l("An organisation had its name taken off the hosts."),
    "action.absorbed": _l("Another entry of the same action was merged into this one."),
    "action.parted": _l("A merge was undone: the other entry stands for itself again."),
    "action.overlapped": _l("It was noted that the same people were counted at another action."),
    "action.counted_apart": _l("It is counted for itself again."),
    "action.stood_again": _l("Taken up again."),
    "action.repeated": _l("Repeated on other dates."),
    "action.place_shown": _l("The exact place is shown."),
    "action.undone": _l("A decision was undone."),
    "action.struck": _l("Old words were struck."),
}


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_seen(request, ref)
    words = {
        "action": Shown(action),
        "call": worded(action.call),
        "lines": lines_of(history.of(action), action),
        "section": "actions",
    }
    return render(request, "web/actions/history.html", words)


def lines_of(facts: list[Fact], action: Action) -> list[Line]:
    silent = history.put_back(action) if any(fact.changes for fact in facts) else []
    return [
        Line(
            told(fact),
            fact.at,
            by_text(fact.by),
            _because(fact),
            _changes(fact, action, silent),
            is_struck(fact),
            fact.pk,
        )
        for fact in facts
    ]


def told(fact: Fact) -> str:
    if fact.changes.get("afterwards"):
        return _("It did not take place: it was cancelled, and that was said afterwards.")
    if fact.what == "action.changed" and fact.changes.get("undated") == [False, True]:
        return _("Postponed; the new date is not known yet.")
    if fact.what == "action.changed" and fact.changes.get("undated") == [True, False]:
        return _("There is a new date.")
    return str(DONE[fact.what])


def _because(fact: Fact) -> str:
    """Only where it was given for everybody to see."""
    return str(fact.changes.get("because", "")) if fact.what in history.CHANGED else ""


def _changes(fact: Fact, action: Action, silent: history.Spans) -> list[dict[str, Any]]:
    if fact.what != "action.changed":
        return []
    return sides_told(history.public_changes(fact, action, silent), action)
