from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person


class Digest(models.Model):
    """That the convenors of a call were told, for one stretch of weeks, which endorsements are new. Once for each."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="digests")
    since = models.DateTimeField()
    until = models.DateTimeField()  # a Monday, 00:00 UTC: the end of the last whole week
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "until"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.call} until {self.until:%Y-%m-%d}"


class DigestOff(models.Model):
    """That a convenor wants no weekly letter about a call."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="digests_off")
    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="digests_off")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "call"], name="digest_off_once")]

    def __str__(self) -> str:
        return f"{self.person}: nothing about {self.call}"

    @classmethod
    @transaction.atomic
    def switch(cls, person: Person, call: Call, *, on: bool) -> None:
        """Safe to repeat."""
        before = cls.objects.filter(person=person, call=call)
        if on == (not before.exists()):
            return
        if on:
            before.delete()
        else:
            cls.objects.create(person=person, call=call)
        Fact.write("digest.switched_on" if on else "digest.switched_off", person, by=person, call=call)
