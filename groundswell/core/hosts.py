"""The hosts of an action, who have no account: the first one and those whom that one asked to join."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Code, CoHost, Fact, HandOver, Series
from groundswell.lib.clock import now

Holder = CoHost | None  # none: the first host


@transaction.atomic
def erase_address(action: Action, *, keep_code: bool = False, withdraw: bool = False) -> None:
    """The first host's address goes at once, with all that waits to be sent to it. The action stays as it is."""
    action.lock()
    if withdraw:
        if action.visible:
            raise Refused(_("It is public. Cancel it instead, so that people hear of it."))
        action.cancel(by="host", because="")
    contact, action.contact = action.contact, None
    action.save(update_fields=["contact"])
    if not keep_code:
        Code.objects.filter(action=action, cohost=None).delete()
        Code.objects.filter(exchange__action=action, cohost=None, purpose=Code.ANSWER).delete()
    if contact:
        Code.objects.filter(pendingchange__contact=contact).delete()
        contact.delete()  # letters that wait for it go with it
        Series.forget_addresses()
        Fact.write("action.contact_erased", action, by="host")


def contacts_of(action: Action) -> dict[int, Holder]:
    """Whom a letter may reach, the first host first."""
    first: dict[int, Holder] = {action.contact_id: None} if action.contact_id else {}
    others = action.co_hosts.standing().exclude(contact=None)
    return first | {other.contact_id: other for other in others if other.contact_id}


def has_live_address(action: Action) -> bool:
    contact = action.contact
    return bool(contact and contact.sealed and contact.until > now())


def forget_unanswered() -> int:
    """Who was asked and did not answer in time: what showed the address is gone."""
    over = {"ended_at": now(), "ended_by": "server", "mask": ""}
    ended = CoHost.objects.filter(pk__in=list(CoHost.objects.unanswered().values_list("pk", flat=True))).update(**over)
    left = HandOver.objects.filter(pk__in=list(HandOver.objects.unanswered().values_list("pk", flat=True)))
    return ended + left.update(called_back_at=now(), mask="")
