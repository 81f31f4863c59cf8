from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import MERGED, STANDING
from groundswell.core.models.admission import MOST
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

ASKED, WAITING, PLACED = "asked", "waiting", "placed"
KEPT = timedelta(hours=24)  # after the action
UPSETTING = ("action.cancelled", "action.changed", "action.stood_again")  # facts that they hear of


class Standbys(models.QuerySet["Standby"]):
    def waiting(self) -> Self:
        """In the order in which they get a place: as their addresses answered."""
        return self.filter(state=WAITING).order_by("proven_at", "id")

    def unplaced(self) -> Self:
        return self.exclude(state=PLACED)

    def proven(self) -> Self:
        """Those whose addresses answered, with a place or without."""
        return self.exclude(state=ASKED).order_by("id")

    def placed(self) -> Self:
        return self.filter(state=PLACED)

    def overdue(self) -> Self:
        """The time of the action is over, or the address never answered."""
        silent = Q(state=ASKED, asked_at__lt=now() - timedelta(hours=settings.PROOF_HOURS))
        return self.filter(silent | Q(action__over__lt=now() - KEPT) | Q(contact__until__lt=now()))

    def forget(self) -> int:
        """The rows, and their addresses with them. The number of those coming stays."""
        contacts = list(self.values_list("contact", flat=True))
        gone = self.filter(contact__in=contacts).delete()[0]
        Contact.objects.filter(pk__in=contacts).delete()
        return gone


class Standby(models.Model):
    """Somebody who would come if a place were free: an address, sealed, and a number. In no output."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="standbys")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    number = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=8, default=ASKED)  # asked, waiting, placed
    asked_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField(null=True)

    objects = Standbys.as_manager()

    class Meta:
        indexes = [models.Index(fields=["action", "state", "proven_at", "id"], name="standby_next")]

    def __str__(self) -> str:
        return f"standby {self.pk}"

    @classmethod
    @transaction.atomic
    def ask(cls, action: Action, *, number: int, address: str, language: str) -> Standby:
        """Onto the waiting list, once the address answers. The same address again gets its letter again."""
        action.lock()
        if not action.standing or action.started:
            raise Refused(_("It is not taking place as planned, so nobody can be counted as coming."))
        if action.capacity is None:
            raise Refused(_("There is a place for everybody: just say that you are coming."))
        if not 1 <= number <= min(MOST, action.capacity):
            raise Refused(_("There are not enough places for so many."))
        mark = sealing.fingerprint(address)
        standing = cls.objects.filter(action=action, contact__fingerprint=mark).first()
        if standing and standing.state != ASKED:
            Fact.write("standby.repeated", standing, by="public")
            return standing
        if standing:
            standing.leave()
        contact = Contact.keep(address, language=language, until=_until(action))
        made = cls.objects.create(action=action, contact=contact, number=number)
        Fact.write("standby.asked", made, by="public")
        return made

    @transaction.atomic
    def prove(self) -> None:
        """The address answered. Safe to repeat."""
        Action.objects.get(pk=self.action_id).lock()
        self.refresh_from_db()
        if self.state != ASKED:
            return
        self.state, self.proven_at = WAITING, now()
        self.save()
        self.place_next(self.action)
        self.refresh_from_db()
        if self.state == WAITING:
            Fact.write("standby.proven", self, by="public")

    @classmethod
    @transaction.atomic
    def place_next(cls, action: Action) -> int:
        """First come, first served: who has waited longest gets what is free. A group that is larger than what is free
        goes on waiting, and keeps its turn; returns how many people got a place."""
        if not cls.objects.waiting().filter(action=action).exists():
            return 0
        action = Action.objects.get(pk=action.pk)
        action.lock()
        free = (action.capacity - action.coming) if action.capacity is not None else None
        if not action.standing or action.started:
            return 0
        placed = 0
        for standby in cls.objects.waiting().filter(action=action):
            if free is None or standby.number <= free - placed:
                standby._place()
                placed += standby.number
        return placed

    def _place(self) -> None:
        self.state, self.placed_at = PLACED, now()
        self.save()
        Action.objects.filter(pk=self.action_id).update(coming=F("coming") + self.number)
        Fact.write("standby.placed", self, by="server")

    @transaction.atomic
    def leave(self) -> None:
        """Off the list, or giving the place back: the next one gets it. Nothing of it stays."""
        action = Action.objects.get(pk=self.action_id)
        action.lock()
        standing = Standby.objects.filter(pk=self.pk).first()
        if not standing:
            return
        Standby.objects.filter(pk=self.pk).forget()
        if standing.state == PLACED:
            for counted in _counting(action):
                if counted.state in (*STANDING, MERGED):
                    Action.objects.filter(pk=counted.pk).update(coming=F("coming") - standing.number)
                self.place_next(counted)


def _counting(action: Action) -> list[Action]:
    """Where a place at it is counted: what is said of a double, where it was merged into, too."""
    from groundswell.core.models.merge import Merge

    return [action, *Merge.steps_from(action)]


def _until(action: Action) -> datetime:
    return action.over_at_last + KEPT


def keep_until(action: Any) -> None:
    Contact.objects.filter(standby__action=action).update(until=_until(action))
