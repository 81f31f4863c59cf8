from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import CANCELLED
from groundswell.core.models.checked import (
    ACCEPTED,
    PROPOSED,
    REVIEWED,
    UNREVIEWED,
    VERIFIED,
    Checked,
    cite,
    estimates_of,
    sources_of,
)
from groundswell.core.models.estimate import Estimate
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.source import Citation, Source, mark_of
from groundswell.lib import crockford
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

__all__ = ["ACCEPTED", "DECLINED", "HIDDEN", "PROPOSED", "REVIEWED", "UNREVIEWED", "VERIFIED", "Report"]
DECLINED, HIDDEN = "declined", "hidden"
TWICE = timedelta(minutes=30)  # within which the same report is the same tap once more


class Reports(models.QuerySet["Report"]):
    def accepted(self) -> Self:
        return self.filter(state=ACCEPTED)

    def waiting(self) -> Self:
        return self.filter(state=PROPOSED)

    def whole(self) -> Self:
        """With all that is shown of them, so that showing one asks for nothing more."""
        return self.prefetch_related("estimates", "citations__source")


class Report(Checked):
    """One account of what happened at one action, with its sources.

    Numbers that nobody gave are null: unknown, which is not none. So are the answers to whether there were any.
    """

    ref = models.CharField(max_length=12, unique=True, default=crockford.short)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    state = models.CharField(max_length=10, default=PROPOSED)
    verification = models.CharField(max_length=10, default=UNREVIEWED)  # follows from the rows of `Verification`
    language = models.CharField(max_length=12, blank=True)  # of its words; none: nobody said
    organisations = models.TextField(blank=True)  # those that the report names, whoever registered the action
    organisations_any = models.BooleanField(null=True)
    participants = models.TextField(blank=True)
    claims = models.TextField(blank=True)  # what was demanded, summed up
    claims_any = models.BooleanField(null=True)
    slogans = models.TextField(blank=True)  # what was shouted, sung or written, word for word; a line each
    slogans_any = models.BooleanField(null=True)
    arrests = models.CharField(max_length=200, blank=True)  # as it was told: a figure or words
    arrests_any = models.BooleanField(null=True)
    injuries_crowd = models.CharField(max_length=200, blank=True)
    injuries_crowd_any = models.BooleanField(null=True)
    injuries_police = models.CharField(max_length=200, blank=True)
    injuries_police_any = models.BooleanField(null=True)
    injuries_others = models.CharField(max_length=200, blank=True)
    injuries_others_any = models.BooleanField(null=True)
    deaths = models.CharField(max_length=200, blank=True)
    deaths_any = models.BooleanField(null=True)
    property_damage = models.CharField(max_length=300, blank=True)
    property_damage_any = models.BooleanField(null=True)
    police_measures = models.TextField(blank=True)
    police_measures_any = models.BooleanField(null=True)
    participant_measures = models.TextField(blank=True)
    participant_measures_any = models.BooleanField(null=True)
    counter_action = models.CharField(max_length=300, blank=True)
    counter_action_any = models.BooleanField(null=True)
    permit = models.CharField(max_length=12, blank=True)  # a word of kinds.PERMITS; none: not known
    permit_detail = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=20, default="public")
    sources = models.ManyToManyField(
        Source, through=Citation, related_name="reports", related_query_name="report", blank=True
    )

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
        """Kept as it was told; in the record once a moderator has accepted it.

        A source is a dict of columns of `Source`, with `quote`, and what it is cited for: `about` (names of columns),
        `estimates` (their places in the list), `whole` (all that the report tells, which none of these means too).
        """
        if not action.started:
            raise Refused(_("It has not begun yet."))
        if action.state == CANCELLED:
            raise Refused(_("It was cancelled, so there is nothing to report."))
        report = cls.objects.create(action=action, by=name_of(by), **told)
        rows = Estimate.objects.bulk_create(Estimate(report=report, **estimate) for estimate in estimates)
        cite(report, rows, sources)
        Fact.write("report.filed", report, by=by, call=action.call)
        if accepted:
            report.accept(by=by)
        return report

    @classmethod
    def filed_before(
        cls, action: Action, *, estimates: list[dict[str, Any]], sources: list[dict[str, Any]], **told: Any
    ) -> Report | None:
        """A moment ago, with the same content: somebody sent it twice."""
        recent = action.reports.filter(made_at__gte=now() - TWICE, **told).prefetch_related("estimates")
        cited = [_cited(source) for source in sources]
        return next(
            (
                report
                for report in recent
                if [one | {"ref": ""} for one in estimates_of(report)] == [one | {"ref": ""} for one in estimates]
                and [_cited(source) for source in sources_of(report)] == cited
            ),
            None,
        )

    @transaction.atomic
    def accept(self, *, by: Person | str) -> None:
        """Whoever accepts it has looked at it: that is the first look."""
        if self.state == ACCEPTED:
            return
        self.state = ACCEPTED
        self.save()
        self.look_first(by)
        self.action.recount()
        Fact.write("report.accepted", self, by=by, call=self.action.call)


def _cited(source: dict[str, Any]) -> tuple[object, ...]:
    """Which source, and for what; what else is known of it may have been known before."""
    mark = mark_of(*(source[name] for name in ("address", "publisher", "title", "on")))
    return mark, *(source[name] for name in ("quote", "about", "estimates", "whole"))
