from __future__ import annotations

from django.db import models

from groundswell.lib import crockford


class Estimate(models.Model):
    """A turnout figure as it was given."""

    ref = models.CharField(max_length=12, unique=True, default=crockford.short)
    report = models.ForeignKey("core.Report", on_delete=models.CASCADE, related_name="estimates")
    words = models.CharField(max_length=200, blank=True)
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
    given = models.CharField(
        max_length=8, blank=True
    )  # a word of kinds.GIVEN: figure, range, at-least …; none: unknown
    rule = models.CharField(max_length=12, blank=True)  # that made figures of the words; none: given as figures
    counter = models.CharField(max_length=16, default="unknown")  # who counted
    method = models.CharField(max_length=16, default="unknown")
    counted_by = models.CharField(max_length=120, blank=True)  # the counter's own name, where it is given
    measure = models.CharField(max_length=8, default="unknown")  # a word of kinds.MEASURES: at its peak, or in all
    at = models.DateTimeField(null=True)  # the moment for which it was counted

    class Meta:
        ordering = ["id"]

    @property
    def counts(self) -> bool:
        """Whether it has a figure, which words alone are not."""
        return self.low is not None or self.high is not None

    def __str__(self) -> str:
        return self.words or f"{self.low}–{self.high}"
