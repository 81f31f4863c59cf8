from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from groundswell.core.models.estimate import Estimate
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person


class Check(models.Model):
    """That somebody looked at an estimate that seems out of line, and it stands: who, when and why."""

    estimate = models.OneToOneField(Estimate, on_delete=models.CASCADE, related_name="check_made")
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    because = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.estimate} stands"

    @classmethod
    @transaction.atomic
    def make(cls, estimate: Estimate, *, by: Person, because: str = "") -> Check:
        """Once; who comes second finds it done."""
        check, made = cls.objects.get_or_create(estimate=estimate, defaults={"by": by, "because": because})
        if made:
            Fact.write("report.checked", estimate.report, by=by, estimate=estimate.ref)
        return check
