from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import MERGED
from groundswell.core.models.admission import MOST
from groundswell.core.models.receipt import Receipt
from groundswell.core.models.standby import Standby


class Full(Refused):
    """There are not enough places."""


class Attendance(Receipt):
    """ "I am coming", alone or with friends."""

    ABOUT, COUNT = "action", "coming"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="attendances")
    number = models.SmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"coming to {self.action_id}"

    @staticmethod
    def refuse(about: Action) -> None:
        if not about.standing or about.undated:
            raise Refused(_("It is not taking place as planned, so nobody can be counted as coming."))

    @staticmethod
    def mark(about: Action) -> str:
        return about.ref

    @classmethod
    @transaction.atomic
    def say(cls, about: Action, receipt: str, number: int = 1) -> None:
        """Counted once for one receipt, however often it is said; said with another number, that one holds."""
        cls.refuse(about)
        if not 1 <= number <= MOST:
            raise Refused(_("Say a number from 1 to %(most)s.") % {"most": MOST})
        key = cls._hash(about, receipt)
        row, new = cls.objects.select_for_update().get_or_create(
            receipt=key, defaults={"action": about, "number": number}
        )
        if new:
            cls._count(about, number)
        elif step := number - row.number:
            cls.objects.filter(receipt=key).update(number=number)
            cls._count(about, step)

    @classmethod
    @transaction.atomic
    def take_back(cls, about: Action, receipt: str) -> None:
        row = cls.objects.select_for_update().filter(receipt=cls._hash(about, receipt)).first()
        if row and cls.objects.filter(receipt=row.receipt).delete()[0]:
            cls._count(about, -row.number)

    @classmethod
    def number_of(cls, about: Action, receipt: str) -> int:
        """What this browser said; 0: nothing."""
        found = (
            cls.objects.filter(receipt=cls._hash(about, receipt)).values_list("number", flat=True) if receipt else []
        )
        return next(iter(found), 0)

    @classmethod
    def _count(cls, about: Any, step: int) -> None:
        """What was said of a double is counted where it was merged into, too."""
        cls._add(about, step)
        if about.state == MERGED:
            from groundswell.core.models.merge import Merge

            for kept in Merge.steps_from(about):
                cls._add(kept, step)

    @classmethod
    def _add(cls, about: Action, step: int) -> None:
        """One condition and one sum in one statement of the database: nobody gets in between them."""
        room = Q(capacity=None) | Q(capacity__gte=F("coming") + step) if step > 0 else Q()
        if not Action.objects.filter(room, pk=about.pk).update(coming=F("coming") + step):
            raise Full(_("There are not enough places left for so many."))
        if step < 0:
            Standby.place_next(about)
