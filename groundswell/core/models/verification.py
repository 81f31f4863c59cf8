from __future__ import annotations

from django.db import models

from groundswell.core.models.report import Report
from groundswell.lib.clock import now


class Verification(models.Model):
    """That somebody held a report against its sources. A second person's makes it verified (`Report.verification`)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="verifications")
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="verifications")
    at = models.DateTimeField(default=now)
    note = models.CharField(max_length=400, blank=True)
    lapsed_at = models.DateTimeField(null=True)  # since when it says nothing any more: the report was corrected

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.report}, looked over"
