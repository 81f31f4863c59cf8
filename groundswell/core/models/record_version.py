from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person


class RecordVersion(models.Model):
    """The whole record as it stood on one day: a file that never changes, at an address of its own.

    One that holds what had to go is withdrawn: its file is destroyed, and its row says when and why.
    """

    day = models.DateField(unique=True)
    at = models.DateTimeField(default=now)
    fact = models.BigIntegerField()  # the last that it can tell
    size = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()  # by table
    changed = models.JSONField(default=dict)  # since the one before: how many were added, changed, removed
    withdrawn_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"record of {self.day}"

    @classmethod
    def of(cls, day: date | None) -> RecordVersion | None:
        return cls.objects.filter(day=day).first() if day else None

    @transaction.atomic
    def withdraw(self, *, because: str, by: Person | str) -> None:
        """Safe to repeat. Whoever keeps the files destroys this one once it is withdrawn."""
        if self.withdrawn_at:
            return
        if not because.strip():
            raise Refused(_("Give a reason: it stands in the list of versions."))
        self.withdrawn_at, self.because = now(), because.strip()[:400]
        self.by = None if isinstance(by, str) else by
        self.save()
        Fact.write("recordversion.withdrawn", self, by=by, day=self.day.isoformat())
