"""The letters between the hosts of an action and us, and those that we pass on for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from groundswell.core import hosts, placing
from groundswell.core.models import (
    Action,
    Code,
    CoHost,
    Contact,
    Exchange,
    Fact,
    HandOver,
    Message,
    PendingChange,
)
from groundswell.core.models.code import end_older, end_older_of_set
from groundswell.outside.models import Letter

CODES = {
    "action_new_code": Code.HOST,
    "cohost_proof": Code.PROOF,
    "cohost_code": Code.HOST,
    "handover_proof": Code.PROOF,
    "handover_code": Code.HOST,
    "second_look": Code.PROOF,
    "second_look_alone": Code.PROOF,
    "message": Code.ANSWER,
    "message_answer": Code.ASKER,
}
PAGES = {Code.ANSWER: "answer", Code.ASKER: "answer"}
# After these the address that they went to is erased.
LAST = ("cohost_ended", "handover_done")
# What the others read when one of the hosts did it.
BY_OTHER = {"action.changed": "action_changed_by_other", "action.cancelled": "action_cancelled_by_other"}
# Of one host alone.
NOT_TO_ALL = ("action.registered", "action.proven")
MODELS: dict[str, Any] = {
    "action": Action,
    "cohost": CoHost,
    "handover": HandOver,
    "pendingchange": PendingChange,
    "exchange": Exchange,
}
Wanted = Iterator[tuple[str, int | None, Any]]  # kind, to which contact, about which row


def letters(fact: Fact, usual: str) -> Wanted:
    """Those that a fact calls for, besides the usual one to the contact of an action."""
    if not (model := MODELS.get(fact.subject)) or not (row := model.objects.filter(pk=fact.subject_id).first()):
        return
    if fact.subject == "action":
        yield from _of_action(fact, row, usual)
    elif write := _WRITERS.get(fact.what):
        yield from write(fact, row)


def to_first_host(fact: Fact) -> bool:
    """Whether the usual letter goes to the first host: not where another host did it, who is told otherwise."""
    return not (fact.what in BY_OTHER and fact.changes.get("cohost"))


def _of_action(fact: Fact, action: Action, usual: str) -> Wanted:
    if fact.what == "action.code_asked":
        yield "action_new_code", action.contact_id, action
    if not usual or fact.what in NOT_TO_ALL:
        return
    doer, other = fact.changes.get("cohost"), BY_OTHER.get(fact.what, usual) if fact.by == "host" else usual
    for contact, holder in hosts.contacts_of(action).items():
        if holder:
            yield usual if holder.pk == doer else other, contact, action
        elif not to_first_host(fact):
            yield other, contact, action


def _invited(fact: Fact, row: CoHost) -> Wanted:
    yield "cohost_proof", row.contact_id, row


def _joined(fact: Fact, row: CoHost) -> Wanted:
    yield "cohost_code", row.contact_id, row
    for contact in hosts.contacts_of(row.action):
        if contact != row.contact_id:
            yield "cohost_joined", contact, row


def _ended(fact: Fact, row: CoHost) -> Wanted:
    if fact.changes.get("left"):
        yield "cohost_left", row.action.contact_id, row
    elif row.confirmed_at:
        yield "cohost_ended", row.contact_id, row


def _code_asked(fact: Fact, row: CoHost) -> Wanted:
    yield "action_new_code", row.contact_id, row


def _handing_over(fact: Fact, row: HandOver) -> Wanted:
    yield "handover_proof", row.contact_id, row
    yield "handover_asked", row.before_id, row


def _handed_over(fact: Fact, row: HandOver) -> Wanted:
    yield "handover_code", row.contact_id, row
    yield "handover_done", row.before_id, row


def _second_look(fact: Fact, row: PendingChange) -> Wanted:
    if row.alone and row.person and not Letter.objects.filter(fact=fact).exists():
        address = str(row.person.email)
        contact = Contact.keep(address, language=row.person.language or row.call.language, until=row.until)
        yield "second_look_alone", contact.pk, row
    elif not row.alone and not row.person_id:
        yield "second_look", row.contact_id, row


def _not_done(fact: Fact, row: PendingChange) -> Wanted:
    yield "second_look_over", row.contact_id, row


def _written(fact: Fact, row: Exchange) -> Wanted:
    for contact in hosts.contacts_of(row.action):
        yield "message", contact, row


def _answered(fact: Fact, row: Exchange) -> Wanted:
    yield "message_answer", row.contact_id, row


_WRITERS: dict[str, Any] = {
    "cohost.invited": _invited,
    "cohost.confirmed": _joined,
    "cohost.ended": _ended,
    "cohost.code_asked": _code_asked,
    "handover.asked": _handing_over,
    "handover.confirmed": _handed_over,
    "pendingchange.asked": _second_look,
    "pendingchange.lapsed": _not_done,
    "pendingchange.refused": _not_done,
    "exchange.written": _written,
    "exchange.answered": _answered,
}


def beside(letter: Letter, purpose: str) -> dict[str, Any]:
    """What else the code of a letter is about: a host's, the action; an answer's, which host may give it."""
    about = letter.about
    if purpose == Code.HOST and isinstance(about, CoHost | HandOver):
        return {"action": about.action}
    if purpose == Code.ANSWER and isinstance(about, Exchange):
        return {"cohost": hosts.contacts_of(about.action).get(letter.contact_id)}
    return {}


def words(letter: Letter) -> dict[str, Any]:
    new_code = settings.BASE_URL + reverse("host-new-code")
    found: dict[str, Any] = {
        "new_code": new_code,
        "host_page": settings.BASE_URL + reverse("host"),
        "about_page": settings.BASE_URL + reverse("about"),
    }
    about = letter.about
    if isinstance(about, HandOver) and about.confirmed_at:
        found["day"] = formats.date_format(about.confirmed_at, "DATE_FORMAT")
    if isinstance(about, PendingChange):
        found |= _of_pending(about)
    if isinstance(about, Exchange):
        found |= _of_exchange(letter, about)
    return found


def _of_pending(pending: PendingChange) -> dict[str, Any]:
    action = pending.action
    zone = action.local_start.tzinfo
    found: dict[str, Any] = {
        "pending": pending,
        "because": pending.because,
        "until": formats.date_format(pending.until.astimezone(zone), "DATETIME_FORMAT"),
        "zone": action.timezone.replace("_", " "),
        "refused": pending.outcome == "refused",
    }
    if pending.what == "change" and pending.sealed:
        found |= {"now": line(action), "then": line(pending.as_it_would_be())}
    return found


def line(action: Action) -> str:
    """When and where, in one line."""
    when = formats.date_format(action.local_start, pgettext("when, in a letter", "l j F Y, H:i"))
    names = [_("online")] if action.online else placing.names(action.place, get_language() or "en")
    return " · ".join([when, _(", ").join(name for name in names if name)])


def _of_exchange(letter: Letter, exchange: Exchange) -> dict[str, Any]:
    """Each line is marked, so that nobody takes what a stranger wrote for our own words."""
    number = letter.fact.changes.get("message") if letter.fact else None
    message = Message.objects.filter(pk=number, exchange=exchange).first() if number else None
    text = message.text if message else ""
    return {
        "text": "\n".join(f"> {line}" for line in text.splitlines()),
        "answerable": bool(exchange.contact and exchange.contact.sealed),
    }


def after(letter: Letter) -> None:
    """Once it is sent: older codes end where it brought a new one, and an address goes with its last letter."""
    if letter.kind == "action_new_code":
        row = letter.cohost
        action = row.action if row else letter.action
        if action and letter.code:
            end_older(action, letter.code, cohost=row)
    if letter.series and letter.code and letter.fact and letter.fact.what == "series.code_asked":
        end_older_of_set(letter.series, letter.code)
    if letter.kind in LAST:
        Contact.objects.filter(pk=letter.contact_id).erase()
