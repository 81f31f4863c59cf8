"""A report in the reader's words: each figure and each answer with the sources that it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from groundswell.core import kinds
from groundswell.core.figures import span
from groundswell.core.models import Estimate, Fact, Report, source
from groundswell.core.models.checked import ASKED, CITABLE, TOLD
from groundswell.core.models.fact import STRUCK
from groundswell.core.reported import Withdrawn
from groundswell.lib import tongues
from groundswell.lib.differences import SAME, compare
from groundswell.web.history_lines import Line
from groundswell.web.templatetags.words import web_address
from groundswell.web.upsets import by_text

LABELS = {
    **kinds.HARM,
    "property_damage": _l("Damage"),
    "police_measures": _l("What the police did"),
    "participant_measures": _l("What participants did"),
    "counter_action": _l("Action against it"),
    "permit": _l("Permit or ban"),
    "permit_detail": _l("More about the permit or ban"),
    "organisations": _l("Organisations that were there"),
    "participants": _l("Who took part"),
    "claims": _l("What was demanded"),
    "slogans": _l("Slogans"),
    "notes": _l("Notes"),
    "language": _l("Language"),
    "estimates": _l("How many came"),
    "sources": _l("Sources"),
}
# In this order. What comes first is said of every report, also that nobody knows.
ORDER = tuple(name for name in LABELS if name in CITABLE)
ALWAYS = ("arrests", "injuries_crowd")
DOINGS = ("claims", "police_measures", "participant_measures")  # what it was, and not how many
MOST_CITED = 3  # beside one thing
LINE = 80  # what is longer is compared word by word
DONE = {
    "report.accepted": _l("Accepted into the record."),
    "report.imported": _l("Brought in from another list."),
    "report.changed": _l("Brought in again, and changed there."),
    "report.verified": _l("Looked over once more."),
    "report.corrected": _l("Corrected."),
    "report.hidden": _l("Withdrawn."),
    "report.undone": _l("A decision was undone."),
}


@dataclass
class Cited(source.Cited):
    """With its number on the page."""

    number: int = 0
    anchor: str = ""

    @property
    def address(self) -> str:
        """Where it is read; else where on the page it is named."""
        return web_address(self.source.address) or web_address(self.source.archived)

    @property
    def name(self) -> str:
        return self.source.publisher or self.source.title or self.source.address

    @property
    def kind(self) -> str:
        return kinds.label(kinds.SOURCES, self.source.kind) if self.source.kind else ""


@dataclass(frozen=True)
class Given:
    """An estimate, and where it stands."""

    estimate: Estimate
    cited: list[Cited]
    zone: ZoneInfo

    @property
    def details(self) -> list[str]:
        """How it was given and counted, as far as anybody said."""
        one = self.estimate
        return [
            kinds.label(words, slug)
            for words, slug in ((kinds.GIVEN, one.given), (kinds.MEASURES, one.measure))
            if slug and slug != "unknown"
        ] + ([formats.date_format(one.at.astimezone(self.zone), _("D j F Y, H:i"))] if one.at else [])


@dataclass(frozen=True)
class Told:
    """One thing that a report tells, or that it says nothing of."""

    name: str
    words: str
    any: bool | None
    cited: list[Cited]

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def asked(self) -> bool:
        """Whether there may have been none."""
        return self.name in ASKED

    @property
    def answer(self) -> str:
        return answer(self.name, self.any)

    @property
    def known(self) -> bool:
        return bool(self.words) or self.any is not None

    @property
    def lines(self) -> list[str]:
        """Slogans, which are a line each."""
        return [line for line in self.words.splitlines() if line.strip()] if self.name == "slogans" else []


class ReportShown:
    """Fetched whole (`Reports.whole`), it asks for nothing more."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __getattr__(self, name: str) -> Any:
        return getattr(self.report, name)

    @cached_property
    def cited(self) -> list[Cited]:
        return [
            Cited(**vars(one), number=number, anchor=f"source-{self.report.ref}-{number}")
            for number, one in enumerate(source.by_quote(self.report.citations.all()), 1)
        ]

    def _for(self, name: str = "", estimate: int = 0) -> list[Cited]:
        """Those for this one thing; where there are none, those for all that the report tells."""
        own = [each for each in self.cited if name in each.about or estimate in each.estimates]
        return (own or [each for each in self.cited if each.whole])[:MOST_CITED]

    @cached_property
    def estimates(self) -> list[Given]:
        zone = ZoneInfo(self.report.action.timezone)
        return [Given(one, self._for(estimate=one.pk), zone) for one in self.report.estimates.all()]

    @cached_property
    def all_told(self) -> list[Told]:
        return [self._told(name) for name in ORDER]

    @property
    def told(self) -> list[Told]:
        """What it says something of, and what readers look for in any case."""
        return [one for one in self.all_told if one.known or one.name in ALWAYS]

    @property
    def untold(self) -> list[Told]:
        return [one for one in self.all_told if not one.known]

    def _told(self, name: str) -> Told:
        words = getattr(self.report, name)
        if name == "permit":
            label = kinds.label(kinds.PERMITS, words) if words else ""
            words = ": ".join(filter(None, (label, self.report.permit_detail)))
        any = getattr(self.report, f"{name}_any") if name in ASKED else None
        return Told(name, words, any, self._for(name) if words or any is not None else [])

    def cited_for(self, one: Cited) -> list[str]:
        """In words; none: for all of it."""
        if one.whole:
            return []
        places = {row.pk: place for place, row in enumerate(self.report.estimates.all(), 1)}
        figures = [_("Figure %(number)s") % {"number": places[key]} for key in one.estimates if key in places]
        return [*figures, *(str(LABELS[name]) for name in one.about if name in LABELS)]

    @property
    def sources(self) -> list[dict[str, Any]]:
        return [{"cited": one, "about": _(", ").join(self.cited_for(one))} for one in self.cited]

    @property
    def level(self) -> str:
        return kinds.label(kinds.VERIFICATIONS, self.report.verification)


def shown(reports: Iterable[Report]) -> list[ReportShown]:
    return [ReportShown(report) for report in reports]


def reason_of(withdrawal: Withdrawn) -> str:
    return kinds.label(kinds.REASONS, withdrawal.reason) if withdrawal.reason else ""


# Its history.


def lines_of(facts: Iterable[Fact], zone: ZoneInfo) -> list[Line]:
    return [
        Line(
            _done(fact),
            fact.at,
            by_text(fact.by),
            str(fact.changes.get("because", "")) if fact.what == "report.corrected" else "",
            changes_of(fact, zone),
            STRUCK in fact.changes.values(),
            fact.pk,
        )
        for fact in facts
    ]


def _done(fact: Fact) -> str:
    level = fact.changes.get("verification")
    if fact.what == "report.verified" and isinstance(level, list):
        return {"reviewed": _("Reviewed."), "verified": _("Verified by a second person.")}.get(
            level[-1] if level[0] != level[-1] else "", str(DONE[fact.what])
        )
    return str(DONE[fact.what])


def changes_of(fact: Fact, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Before and after, side by side; not of what was struck."""
    if fact.what != "report.corrected":
        return []
    return sides_of(fact.changes, zone)


def sides_of(changes: dict[str, Any], zone: ZoneInfo) -> list[dict[str, Any]]:
    pairs = {name: changes.get(name) for name in (*TOLD, "estimates", "sources")}
    return [
        _beside(label_of(name), *(_said(name, side, zone) for side in pair))
        for name, pair in pairs.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def label_of(name: str) -> str:
    if name.endswith("_any"):
        return _("%(what)s: were there any?") % {"what": LABELS[name.removesuffix("_any")]}
    return str(LABELS[name])


def _beside(label: str, old: str, new: str) -> dict[str, Any]:
    long = old and new and max(len(old), len(new)) > LINE
    lines = [line for line in compare(old, new) if line.kind != SAME] if long else []
    return {"label": label, "old": old, "new": new, "lines": lines}


def _said(name: str, value: Any, zone: ZoneInfo) -> str:
    if name == "estimates":
        return "\n".join(_estimate_said(one, zone) for one in value)
    if name == "sources":
        return "\n".join(_source_said(one) for one in value)
    if name.endswith("_any"):
        return answer(name.removesuffix("_any"), value)
    if name == "permit":
        return kinds.label(kinds.PERMITS, value) if value else ""
    return tongues.name(value) if name == "language" and value else str(value or "")


def answer(name: str, any: bool | None) -> str:
    """Whether there was any of what this column tells."""
    if any is None:
        return pgettext("answer", "not known")
    if name in DOINGS:
        return pgettext("answer", "something") if any else pgettext("answer", "nothing")
    return pgettext("answer", "some") if any else pgettext("answer", "none")


def _estimate_said(one: dict[str, Any], zone: ZoneInfo) -> str:
    words = [f"“{one['words']}”" if one["words"] else "", span(one["low"], one["high"])]
    lists = {"given": kinds.GIVEN, "counter": kinds.COUNTERS, "method": kinds.METHODS, "measure": kinds.MEASURES}
    words += [kinds.label(lists[name], one[name]) for name in lists if one[name] not in ("", "unknown")]
    at = parse_datetime(one["at"]) if one["at"] else None
    words += [one["counted_by"], formats.date_format(at.astimezone(zone), _("D j F Y, H:i")) if at else ""]
    return " · ".join(filter(None, words))


def _source_said(one: dict[str, Any]) -> str:
    on = parse_date(one["on"]) if one["on"] else None
    words = [one["publisher"], one["title"], formats.date_format(on) if on else "", one["address"]]
    quote = f"“{one['quote']}”" if one["quote"] else ""
    numbers = [_("Figure %(number)s") % {"number": place + 1} for place in one["estimates"]]
    about = [*numbers, *(str(LABELS[name]) for name in one["about"] if name in LABELS)]
    return " · ".join(filter(None, [*words, quote, _(", ").join(about)]))
