from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import CANCELLED, Action
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

PROPOSED, ACCEPTED, DECLINED, HIDDEN = "proposed", "accepted", "declined", "hidden"


class Reports(models.QuerySet["Report"]):
    def accepted(self) -> Self:
        return self.filter(state=ACCEPTED)

    def waiting(self) -> Self:
        return self.filter(state=PROPOSED)


class Report(models.Model):
    """One account of what happened at one action, with its sources.

    Numbers that nobody gave are null: unknown, which is not none.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    state = models.CharField(max_length=10, default=PROPOSED)
    participants = models.TextField(blank=True)
    claims = models.TextField(blank=True)
    arrests = models.CharField(max_length=200, blank=True)  # as it was told: a figure or words
    arrests_any = models.BooleanField(null=True)
    injuries_crowd = models.CharField(max_length=200, blank=True)
    injuries_crowd_any = models.BooleanField(null=True)
    injuries_police = models.CharField(max_length=200, blank=True)
    injuries_police_any = models.BooleanField(null=True)
    property_damage = models.CharField(max_length=300, blank=True)
    property_damage_any = models.BooleanField(null=True)
    police_measures = models.TextField(blank=True)
    participant_measures = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    made_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=20, default="public")

    objects = Reports.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "id"], name="report_state")]

    def __str__(self) -> str:
        return f"report on {self.action}"

    @property
    def call(self) -> Any:
        return self.action.call

    @classmethod
    @transaction.atomic
    def file(
        cls,
        action: Action,
        *,
        by: Person | str,
        estimates: list[dict[str, Any]],
        sources: list[dict[str, Any]],
        accepted: bool = False,
        **told: Any,
    ) -> Report:
        """Kept as it was told; in the record once a moderator has accepted it."""
        if not action.started:
            raise Refused(_("It has not begun yet."))
        if action.state == CANCELLED:
            raise Refused(_("It was cancelled, so there is nothing to report."))
        report = cls.objects.create(action=action, by=by if isinstance(by, str) else "person", **told)
        Estimate.objects.bulk_create(Estimate(report=report, **estimate) for estimate in estimates)
        Source.objects.bulk_create(Source(report=report, **source) for source in sources)
        Fact.write("report.filed", report, by=by, call=action.call)
        if accepted:
            report.accept(by=by)
        return report

    @transaction.atomic
    def accept(self, *, by: Person | str) -> None:
        self.state = ACCEPTED
        self.save()
        self.action.recount()
        Fact.write("report.accepted", self, by=by, call=self.action.call)


class Estimate(models.Model):
    """A turnout figure as it was given."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="estimates")
    words = models.CharField(max_length=200, blank=True)
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
    rule = models.CharField(
        max_length=12, blank=True
    )  # that made figures of the words: ccc · mpeds; none: given as figures
    counter = models.CharField(max_length=16, default="unknown")  # who counted
    method = models.CharField(max_length=16, default="unknown")
    counted_by = models.CharField(max_length=120, blank=True)  # the counter's own name, where it is given

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words or f"{self.low}–{self.high}"


class Source(models.Model):
    """A citation."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sources")
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    archived = models.CharField(max_length=1000, blank=True)
    on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address or self.publisher
