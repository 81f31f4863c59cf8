"""What time itself brings about; the worker calls each now and then, and calling it again does no harm."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q

from groundswell.core.models import (
    Action,
    Assent,
    Attendance,
    Code,
    Contact,
    HeldPlace,
    Invitation,
    Series,
    Signature,
    Standby,
    Taking,
    UnprovenTaking,
)
from groundswell.core.models.action import UNDATED_KEPT
from groundswell.core.models.action_states import STANDING
from groundswell.core.sealing import Unreadable
from groundswell.lib.clock import now

RECEIPTS_KEPT = timedelta(hours=48)


def mark_happened(most: int = 200) -> int:
    """Actions whose time is over have happened."""
    over = list(Action.objects.filter(state__in=STANDING, over__lt=now()).select_related("call")[:most])
    for action in over:
        action.happen()
    return len(over)


def show_places(most: int = 200) -> int:
    """Places that were held back until now."""
    due = list(HeldPlace.objects.due().select_related("action__call")[:most])
    return sum(_shown(held.action) for held in due)


def _shown(action: Action) -> bool:
    try:
        return action.show_place(by="server")
    except Unreadable:
        return False  # its key may come back; nobody else waits for it


def erase_overdue() -> int:
    """Addresses, held places, receipts, codes, sessions and names of unproven signatures whose clock has run out."""
    erased = Standby.objects.overdue().forget()
    erased += Contact.objects.overdue().erase()
    erased += Series.forget_addresses()
    erased += HeldPlace.objects.needless().delete()[0]
    erased += Attendance.objects.filter(_too_old()).delete()[0]
    erased += Signature.objects.unanswered().delete()[0]
    erased += Assent.objects.unanswered().delete()[0]
    erased += UnprovenTaking.objects.filter(_ended()).delete()[0]
    erased += Code.objects.filter(until__lt=now()).delete()[0]
    erased += Taking.objects.never_proven(timedelta(hours=settings.PROOF_HOURS)).forget()
    erased += Invitation.objects.forget_unanswered()
    erased += Session.objects.filter(expire_date__lt=now()).delete()[0]
    return erased


def _too_old() -> Q:
    """Of what is over; or was put off so long ago, without a new date, that nobody takes back having said so."""
    return Q(action__over__lt=now() - RECEIPTS_KEPT) | Q(action__undated=True, action__starts__lt=now() - UNDATED_KEPT)


def _ended() -> Q:
    """Of pledges that nobody takes any more; the number stays."""
    return Q(pledge__closed_at__lt=now() - RECEIPTS_KEPT) | Q(pledge__call__stage="archived")
