"""What came between an action and its plan: called off, put off, moved, and taken up again after all.

Each is a row with when, by whom and why.
"""

from __future__ import annotations

from django.db import models

from groundswell.lib.clock import now


class Upset(models.Model):
    because = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
        ordering = ["id"]


class Cancellation(Upset):
    action = models.OneToOneField("core.Action", on_delete=models.CASCADE, related_name="cancellation")
    before = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"cancelled: {self.because}"


class Postponement(Upset):
    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="postponements")
    from_starts = models.DateTimeField()
    from_ends = models.DateTimeField(null=True)
    to_starts = models.DateTimeField(null=True)  # none: no new date yet

    def __str__(self) -> str:
        return f"postponed from {self.from_starts}"


class Move(Upset):
    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="moves")
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"moved from {self.before.get('address') or self.before.get('locality')}"


class Resumption(Upset):
    """Taken up again after it was called off, with what was said when it was called off."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="resumptions")
    cancelled_because = models.CharField(max_length=400, blank=True)
    cancelled_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"taken up again: {self.because}"
