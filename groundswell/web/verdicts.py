"""What can be done with a row of the tray: whether it takes a reason, what does it, and what is said after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.core import answers
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Decision, Look, Person, Question
from groundswell.core.models.decision import ACCEPT, DECLINE, HIDE
from groundswell.core.tray import Row

TRUST, ASK, FINE, PUT_BACK = "trust", "ask", "fine", "put_back"
ALL = (ACCEPT, TRUST, ASK, DECLINE, HIDE, FINE, PUT_BACK)
WITHOUT_REASON = (ACCEPT, TRUST, FINE)
Done = Decision | Question | Look


def of_waiting(call: Call) -> tuple[str, ...]:
    """Trust makes a difference under one policy alone."""
    return (ACCEPT, TRUST, ASK, DECLINE) if call.policy == "trusted" else (ACCEPT, ASK, DECLINE)


def carry_out(row: Row, data: dict[str, Any], *, by: Person) -> Done | None:
    """None where it stands so already."""
    said = answers.composed(data.get("answer"), data["because"], answers.language_of(row.subject))
    given = {"by": by, "reason": data["reason"], "because": said}
    if take := _OF_ACTIONS.get(data["verdict"]):
        if not isinstance(row.subject, Action):
            raise Refused(_("This is for actions alone."))
        return take(row.subject, given)
    return Decision.take(row.subject, data["verdict"], **given)


def _trust(action: Action, given: dict[str, Any]) -> Done | None:
    return Decision.trust(action, by=given["by"])


def _ask(action: Action, given: dict[str, Any]) -> Done | None:
    return Question.ask(action, by=given["by"], reason=given["reason"], text=given["because"])


def _fine(action: Action, given: dict[str, Any]) -> Done | None:
    look = _open_look(action)
    return look if look and look.fine(by=given["by"]) else None


def _put_back(action: Action, given: dict[str, Any]) -> Done | None:
    look = _open_look(action)
    return look if look and look.put_back(**given) else None


def _open_look(action: Action) -> Look | None:
    return Look.objects.open().filter(action=action).select_related("action__call").first()


_OF_ACTIONS: dict[str, Callable[[Action, dict[str, Any]], Done | None]] = {
    TRUST: _trust,
    ASK: _ask,
    FINE: _fine,
    PUT_BACK: _put_back,
}


def told(verdict: str, number: int) -> str:
    sentences = {
        ACCEPT: ngettext("%(number)s accepted.", "%(number)s accepted.", number),
        TRUST: ngettext(
            "%(number)s accepted, and its host is trusted.", "%(number)s accepted, and their hosts are trusted.", number
        ),
        ASK: ngettext("%(number)s host is asked by mail.", "%(number)s hosts are asked by mail.", number),
        DECLINE: ngettext("%(number)s declined.", "%(number)s declined.", number),
        HIDE: ngettext("%(number)s hidden.", "%(number)s hidden.", number),
        FINE: ngettext("%(number)s looked at.", "%(number)s looked at.", number),
        PUT_BACK: ngettext("%(number)s put back as it was.", "%(number)s put back as they were.", number),
    }
    return sentences[verdict] % {"number": number}
