from __future__ import annotations

from typing import Self

from django.db import models, transaction

from groundswell.core import sealing
from groundswell.core.models.action import Action
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now


class LostCodes(models.QuerySet["LostCode"]):
    def oldest(self, most: int) -> Self:
        return self.order_by("id")[:most]


class LostCode(models.Model):
    """Somebody says that they lost the code of an action, and gives an address.

    Whether it fits is looked at afterwards by the worker, so that the page takes the same way, and the same time,
    for an address that hosts and for one that does not.
    """

    fingerprint = models.CharField(max_length=64)  # of the address that was typed
    ref = models.CharField(max_length=12)
    at = models.DateTimeField(default=now)

    objects = LostCodes.as_manager()

    def __str__(self) -> str:
        return f"lost code {self.pk}"

    @classmethod
    def say(cls, *, address: str, ref: str) -> None:
        cls.objects.create(fingerprint=sealing.fingerprint(address), ref=ref)

    @transaction.atomic
    def answer(self) -> None:
        """A letter with a new code goes to the address on record, where it is the one that was typed."""
        mark = self.fingerprint
        action = (
            Action.objects.filter(ref=self.ref, proven_at__isnull=False)
            .select_related("contact", "call", "series")
            .first()
        )
        if action and action.contact and action.contact.fingerprint == mark:
            series = action.series if action.series and action.series.holds(action) else None
            Fact.write(f"{'series' if series else 'action'}.code_asked", series or action, by="host")
        elif action and (found := action.co_hosts.standing().filter(contact__fingerprint=mark).first()):
            Fact.write("cohost.code_asked", found, by="host")
        self.delete()


def answer_lost_codes(most: int = 100) -> int:
    asked = list(LostCode.objects.oldest(most))
    for each in asked:
        each.answer()
    return len(asked)
