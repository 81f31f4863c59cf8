"""What waits to be sent, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils.functional import cached_property

from groundswell.core.models import (
    Action,
    Assent,
    CoHost,
    Confirmation,
    Contact,
    Convening,
    Digest,
    Endorsement,
    Exchange,
    Fact,
    HandOver,
    Invitation,
    Membership,
    PendingChange,
    Series,
    Signature,
    Standby,
    Taking,
)
from groundswell.lib.clock import now

# Minutes to wait after each failure; after the last the letter is given up.
WAITS = (1, 5, 20, 60, 180, 360, 720, 1440)

_Others = Action | Endorsement | Taking | Signature | Membership | Digest | Invitation | Convening | Assent | Series
OfHosts = CoHost | HandOver | PendingChange | Exchange
About = _Others | OfHosts | Standby | Confirmation

# What a letter may be about: one of these is set.
ABOUT = (
    "action", "endorsement", "taking", "signature", "membership", "digest", "invitation", "convening", "assent",
    "standby", "series", "confirmation",
)  # fmt: skip
OF_HOSTS = ("cohost", "handover", "pendingchange", "exchange")


class Letters(models.QuerySet["Letter"]):
    def due(self) -> Self:
        return self.filter(sent_at=None, given_up=False, due_at__lte=now())


class Letter(models.Model):
    """A mail to be written and sent. It holds no address and no text: both are made at the moment of sending."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)  # the template in templates/mail/
    fact = models.ForeignKey(Fact, null=True, on_delete=models.CASCADE)
    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE)
    endorsement = models.ForeignKey(Endorsement, null=True, on_delete=models.CASCADE)
    taking = models.ForeignKey(Taking, null=True, on_delete=models.CASCADE)
    signature = models.ForeignKey(Signature, null=True, on_delete=models.CASCADE)
    membership = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.CASCADE)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE)
    convening = models.ForeignKey(Convening, null=True, on_delete=models.CASCADE)
    assent = models.ForeignKey(Assent, null=True, on_delete=models.CASCADE)
    standby = models.ForeignKey(Standby, null=True, on_delete=models.CASCADE)
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE)
    cohost = models.ForeignKey(CoHost, null=True, on_delete=models.CASCADE)
    handover = models.ForeignKey(HandOver, null=True, on_delete=models.CASCADE)
    pendingchange = models.ForeignKey(PendingChange, null=True, on_delete=models.CASCADE)
    exchange = models.ForeignKey(Exchange, null=True, on_delete=models.CASCADE)
    confirmation = models.ForeignKey(Confirmation, null=True, on_delete=models.CASCADE)
    due_at = models.DateTimeField(default=now)
    until = models.DateTimeField()  # better never than later
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)
    trouble = models.CharField(max_length=300, blank=True)

    code = ""  # the one it brings, in memory alone while it is written

    objects = Letters.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "kind", "contact"], name="letter_once")]
        indexes = [models.Index(fields=["sent_at", "given_up", "due_at"], name="letter_due")]

    def __str__(self) -> str:
        return f"{self.kind} to contact {self.contact_id}"

    @cached_property
    def about(self) -> About:
        about: About = next(row for name in (*ABOUT, *OF_HOSTS) if (row := getattr(self, name)))
        return about

    def sent(self) -> None:
        self.sent_at, self.trouble = now(), ""
        self._keep()

    def failed(self, why: str) -> None:
        self.trouble = why[:300]
        self.given_up = self.tries >= len(WAITS) or self.until < now()
        self.due_at = now() + timedelta(minutes=WAITS[min(self.tries, len(WAITS) - 1)])
        self.tries += 1
        self._keep()

    def _keep(self) -> None:
        """Where it still is: whoever erased the address meanwhile has erased this row too, and it stays so."""
        kept = ("sent_at", "trouble", "given_up", "due_at", "tries")
        Letter.objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in kept})
