"""What was put right here of something that came out of a file: when the file is brought in again, that stays.

The log says it: what is changed by anybody but an import is named there, column by column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from groundswell.core.incoming import BY
from groundswell.core.models import Action, Fact, Report
from groundswell.core.models.place import PLACE

# What has to agree with each other stays or goes together.
WHEN = {"starts", "ends", "timed", "undated"}
WHERE = {*PLACE, "timezone", "shown_from", "held_place"}
CITED = {"estimates", "sources"}  # a source is cited for an estimate by its place among them


def of_action(action: Action) -> set[str]:
    facts = Fact.objects.about(action).filter(what="action.changed").exclude(by=BY)
    return _together(facts.values_list("changes", flat=True), WHEN, WHERE)


def of_report(report: Report) -> set[str]:
    facts = Fact.objects.about(report).filter(what="report.corrected")
    told = _together(facts.values_list("changes", flat=True), CITED)
    return told | (CITED if _has_corrected_source(report) else set())


def taken_up(action: Action) -> bool:
    """Whether the file called it off, and somebody here said that it takes place all the same."""
    return action.resumptions.filter(cancelled_by=BY).exclude(by=BY).exists()


def _together(changes: Iterable[dict[str, Any]], *groups: set[str]) -> set[str]:
    names = {name for one in changes for name in one}
    return names.union(*(group for group in groups if group & names))


def _has_corrected_source(report: Report) -> bool:
    sources = report.citations.values("source")
    return Fact.objects.filter(what="source.corrected", subject="source", subject_id__in=sources).exists()
