from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from groundswell.core import sealing
from groundswell.lib.clock import now


def contact_days() -> timedelta:
    """For so long after the last day of what it was given for an address is kept."""
    return timedelta(days=settings.CONTACT_DAYS)


class Contacts(models.QuerySet["Contact"]):
    def overdue(self) -> Self:
        return self.filter(until__lt=now()).exclude(sealed="")

    def erase(self) -> int:
        """What was sealed goes, and the fingerprint with it; the row stays for what points at it."""
        return self.update(sealed="", fingerprint="", erased_at=now())


class Contact(models.Model):
    """An address that somebody gave so that we can reach them about one thing. Sealed; in no output; on a clock."""

    sealed = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=12, default="en")
    until = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = Contacts.as_manager()

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @classmethod
    def keep(cls, address: str, *, language: str, until: datetime) -> Contact:
        return cls.objects.create(
            sealed=sealing.seal(address.strip()),
            fingerprint=sealing.fingerprint(address),
            language=language,
            until=until,
        )

    def keep_until(self, until: datetime) -> None:
        Contact.objects.filter(pk=self.pk).update(until=until)

    def keep_for_one_letter(self) -> None:
        """Found by nobody any more, and gone once the last letter to it is sent, or in three days."""
        Contact.objects.filter(pk=self.pk).update(fingerprint="", until=now() + timedelta(days=3))

    def address(self) -> str | None:
        """For the mailer alone. None once erased or overdue, whether or not the clock's worker has run."""
        if not self.sealed or self.until < now():
            return None
        try:
            return sealing.unseal(self.sealed)
        except sealing.Unreadable:
            return None
