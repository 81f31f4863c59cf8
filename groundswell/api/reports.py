"""Reports of one action as data: what each tells, figure by figure, with its sources and what they are cited for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from groundswell.core import reported
from groundswell.core.models import Action, Estimate, Fact, Report
from groundswell.core.models.checked import TOLD
from groundswell.core.models.source import Cited, by_quote
from groundswell.core.reported import Withdrawn

ESTIMATE = ("words", "low", "high", "given", "rule", "counter", "counted_by", "method", "measure")
SOURCE = ("kind", "publisher", "title", "author", "language", "address", "archived")


def of_action(action: Action) -> dict[str, Any]:
    """Those in the record, and those that were withdrawn, of which no word is told."""
    rows = list(reported.of(action))
    corrected = reported.corrections(rows)
    return {
        "reports": [_report(each, corrected.get(each.pk, [])) for each in rows],
        "reports_withdrawn": [_withdrawn(each, action) for each in reported.withdrawn(action)],
    }


def _report(report: Report, corrected: Iterable[Fact]) -> dict[str, Any]:
    told = {name: getattr(report, name) for name in TOLD}
    return {
        "id": report.ref,
        "url": _page(report, report.action),
        "verification": report.verification,
        "imported": report.by == "import",
        "filed_at": report.made_at.isoformat(timespec="seconds"),
        "changed_at": report.changed_at.isoformat(timespec="seconds"),
        **told,
        "slogans": [line for line in report.slogans.splitlines() if line.strip()],
        "estimates": [_estimate(each) for each in report.estimates.all()],
        "sources": _sources(report),
        "corrections": [_correction(fact) for fact in corrected],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    at = estimate.at.isoformat() if estimate.at else None
    return {"id": estimate.ref} | {name: getattr(estimate, name) for name in ESTIMATE} | {"at": at}


def _sources(report: Report) -> list[dict[str, Any]]:
    refs = {estimate.pk: estimate.ref for estimate in report.estimates.all()}
    return [_source(cited, refs) for cited in by_quote(report.citations.all())]


def _source(cited: Cited, refs: dict[int, str]) -> dict[str, Any]:
    source = cited.source
    return (
        {"id": source.ref}
        | {name: getattr(source, name) for name in SOURCE}
        | {"date": source.on.isoformat() if source.on else None}
        | {"whole": cited.whole, "about": cited.about, "estimates": [refs[key] for key in cited.estimates]}
        | {"quote": cited.quote}
    )


def _correction(fact: Fact) -> dict[str, Any]:
    names = [name for name in fact.changes if name not in ("because", "cohost")]
    return {"at": fact.at.isoformat(timespec="seconds"), "because": fact.changes.get("because", ""), "changed": names}


def _withdrawn(withdrawn: Withdrawn, action: Action) -> dict[str, Any]:
    return {
        "id": withdrawn.report.ref,
        "url": _page(withdrawn.report, action),
        "withdrawn_at": withdrawn.at.isoformat(timespec="seconds"),
        "reason": withdrawn.reason or None,
    }


def _page(report: Report, action: Action) -> str:
    return settings.BASE_URL + reverse("report-shown", args=[action.ref, report.ref])
