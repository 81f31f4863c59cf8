from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

from groundswell.lib import crockford
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.co_host import CoHost
    from groundswell.core.models.series import Series

LENGTH = 24  # 120 bits: too many to try, so no slow hash is needed


class Code(models.Model):
    """A secret that lets its bearer do one thing. Shown or mailed once, kept as a hash, never in a path or query."""

    PROOF, HOST, FIRST, STEWARD = "proof", "host", "first", "steward"
    ANSWER, ASKER = "answer", "asker"  # to write back: the host, and who wrote to the host

    hash = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=8)
    action = models.ForeignKey("core.Action", null=True, on_delete=models.CASCADE, related_name="codes")
    series = models.ForeignKey("core.Series", null=True, on_delete=models.CASCADE, related_name="codes")
    endorsement = models.ForeignKey("core.Endorsement", null=True, on_delete=models.CASCADE, related_name="codes")
    taking = models.ForeignKey("core.Taking", null=True, on_delete=models.CASCADE, related_name="codes")
    signature = models.ForeignKey("core.Signature", null=True, on_delete=models.CASCADE, related_name="codes")
    membership = models.ForeignKey("core.Membership", null=True, on_delete=models.CASCADE, related_name="codes")
    invitation = models.ForeignKey("core.Invitation", null=True, on_delete=models.CASCADE, related_name="codes")
    convening = models.ForeignKey("core.Convening", null=True, on_delete=models.CASCADE, related_name="codes")
    confirmation = models.ForeignKey("core.Confirmation", null=True, on_delete=models.CASCADE, related_name="codes")
    assent = models.ForeignKey("core.Assent", null=True, on_delete=models.CASCADE, related_name="codes")
    standby = models.ForeignKey("core.Standby", null=True, on_delete=models.CASCADE, related_name="codes")
    # Whose code it is, of an action with several hosts; none: the first one's.
    cohost = models.ForeignKey("core.CoHost", null=True, on_delete=models.CASCADE, related_name="codes")
    handover = models.ForeignKey("core.HandOver", null=True, on_delete=models.CASCADE, related_name="codes")
    pendingchange = models.ForeignKey("core.PendingChange", null=True, on_delete=models.CASCADE, related_name="codes")
    exchange = models.ForeignKey("core.Exchange", null=True, on_delete=models.CASCADE, related_name="codes")
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} code"

    @classmethod
    def mint(
        cls,
        purpose: str,
        *,
        until: datetime | None = None,
        **about: models.Model,
    ) -> str:
        """A new code, in groups of four, about one row (`action=…`). This is the only time it is known."""
        word = crockford.random(LENGTH)
        cls.objects.create(hash=_hash(word), purpose=purpose, until=until or now() + timedelta(days=366), **about)
        return crockford.grouped(word)

    @classmethod
    def matching(cls, text: str, *purposes: str) -> Code | None:
        """The code that somebody pasted, if it is one, is for this, and its time is not up. Used ones are found too."""
        word = crockford.tidy(text.rsplit("#", 1)[-1])
        if len(word) != LENGTH:
            return None
        return cls.live().filter(hash=_hash(word), purpose__in=purposes).first()

    @classmethod
    def live(cls) -> models.QuerySet[Code]:
        """What one is about is asked for when it is wanted: all of it joined, PostgreSQL plans for half a second."""
        return cls.objects.filter(until__gt=now())

    def use(self) -> bool:
        """True once; False when it was used before."""
        return bool(Code.objects.filter(hash=self.hash, used_at=None).update(used_at=now()))

    def open_set(self, series: Series) -> None:
        """It was begun by this code, so that opens all of it. One that joins a set later opens no more than before."""
        self.series, self.action = series, None
        self.save(update_fields=["series", "action"])


def end_older(action: Action, code: str, *, cohost: CoHost | None = None) -> int:
    """The host codes of one hand but this one, which is newer; those of the others stay."""
    return _end(Code.objects.filter(action=action, cohost=cohost), but=code)


def end_older_of_set(series: Series, code: str) -> int:
    """Those of the set, and those of its actions that the same hand has."""
    of_actions = models.Q(action__in=series.hosted().values("pk"), cohost=None)
    return _end(Code.objects.filter(models.Q(series=series) | of_actions), but=code)


def _end(codes: models.QuerySet[Code], *, but: str) -> int:
    return codes.filter(purpose=Code.HOST).exclude(hash=_hash(crockford.tidy(but))).delete()[0]


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
