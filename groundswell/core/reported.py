"""What is public of the reports on an action: those in the record, those that were withdrawn, and what was corrected.

Who looked at a report is told to nobody outside the desk, and neither is what a moderator wrote beside a look or a
decision. Of a report that was withdrawn no word is told: its name, since when, and the kind of reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from groundswell.core.models import Action, Decision, Fact, Report
from groundswell.core.models.report import ACCEPTED, HIDDEN

BEGUN = ("report.accepted", "report.imported")
TOLD = (
    *BEGUN,
    "report.changed",
    "report.verified",
    "report.corrected",
    "report.hidden",
    "report.undone",
)
CORRECTED = "report.corrected"


@dataclass(frozen=True)
class Withdrawn:
    report: Report
    at: datetime
    reason: str  # a word of kinds.REASONS, or none


def of(action: Action) -> QuerySet[Report]:
    """Those in the record, whole."""
    return action.reports.accepted().whole()


def withdrawn(action: Action) -> list[Withdrawn]:
    return _withdrawn(Decision.objects.filter(report__action=action))


def withdrawal_of(report: Report) -> Withdrawn | None:
    """None where it stands, and where nobody outside ever saw it."""
    return next(iter(_withdrawn(Decision.objects.filter(report=report))), None)


def _withdrawn(decisions: QuerySet[Decision]) -> list[Withdrawn]:
    standing = decisions.filter(verdict="hide", undone_at=None, before=ACCEPTED, report__state=HIDDEN)
    return [Withdrawn(each.report, each.at, each.reason) for each in standing.select_related("report").order_by("id")]  # type: ignore[arg-type]


def history(report: Report) -> list[Fact]:
    """Since it is public, the newest first. What was changed before that nobody saw, and it stays so."""
    facts = Fact.objects.about(report).filter(what__in=TOLD).order_by("id")
    begun = facts.filter(what__in=BEGUN).values_list("pk", flat=True).first()
    return list(reversed(facts.filter(Q(pk__gte=begun)) if begun else facts))


def corrections(reports: Iterable[Report]) -> dict[int, list[Fact]]:
    """By report, the oldest first; of those that are public, since they are."""
    keys = [report.pk for report in reports]
    facts = Fact.objects.filter(subject="report", subject_id__in=keys, what__in=(*BEGUN, CORRECTED)).order_by("id")
    found: dict[int, list[Fact]] = defaultdict(list)
    begun = {report.pk for report in reports if report.by == "import"}
    for fact in facts if keys else ():
        if fact.what in BEGUN:
            begun.add(fact.subject_id)
        elif fact.subject_id in begun:
            found[fact.subject_id].append(fact)
    return found
