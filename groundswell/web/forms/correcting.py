"""The form of a report, filled with what it says now."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Report
from groundswell.core.models.checked import estimates_of, sources_of
from groundswell.web.forms.fields import CleanCharField
from groundswell.web.forms.reports import AT_LEAST, FIGURE, WHOLE, ReportForm, initial_of
from groundswell.web.forms.told import estimate_fields

# Of a source that other reports may go by too: what is known of it is not this report's to change.
SHARED = ("address", "publisher", "date", "title", "author", "kind", "language", "archived")


def struck_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_l("The old words must go for good"),
        required=False,
        help_text=_l("Where they name a private person or a home. They go from the public history and from the log."),
    )


class CorrectionForm(ReportForm):
    because = CleanCharField(
        label=_l("What is corrected, and why"),
        max_length=400,
        help_text=_l("Everybody can read it, beside what stood before and what stands now."),
    )
    struck = struck_field()

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        self.known, self.cited = estimates_of(report), sources_of(report)
        room = {
            "estimates": max(AT_LEAST, len(self.known) + 1),
            "sources": max(AT_LEAST, len(self.cited) + 1),
        }
        super().__init__(
            *args, action=report.action, initial=_initial(report, self.known, self.cited), **room, **kwargs
        )
        for number in range(1, len(self.cited) + 1):
            self._share(number)

    def _share(self, number: int) -> None:
        for name in SHARED:
            self.fields[f"source_{number}_{name}"].disabled = True
        off = forms.BooleanField(label=_l("Take this source off the report"), required=False)
        self.fields[f"source_{number}_off"] = off

    @property
    def offs(self) -> dict[int, Any]:
        return {number: self[f"source_{number}_off"] for number in range(1, len(self.cited) + 1)}

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Each source that stays as it is known, with what it is cited for now."""
        return [source for number in self.citings if (source := self._kept(number))]

    def _kept(self, number: int) -> dict[str, Any]:
        if self.cleaned_data.get(f"source_{number}_off"):
            return {}
        told = self._source(number)
        if number <= len(self.cited):
            told = self.cited[number - 1] | {"quote": told["quote"]}
        elif not (told["publisher"] or told["address"] or told["title"]):
            return {}
        return told | self._cited_for(number)

    def _cited(self, number: int) -> None:
        if number > len(self.cited) and not self.cleaned_data.get(f"source_{number}_off"):
            super()._cited(number)

    def _estimate(self, number: int) -> dict[str, Any]:
        """What was not touched stays as it was given, also where this form could not have said it."""
        names = list(estimate_fields(number))
        if number <= len(self.known) and not set(names) & set(self.changed_data):
            return self.known[number - 1]
        return super()._estimate(number)


def _initial(report: Report, known: list[dict[str, Any]], cited: list[dict[str, Any]]) -> dict[str, Any]:
    typed = initial_of(report)
    zone = ZoneInfo(report.action.timezone)
    for number, one in enumerate(known, 1):
        at = one["at"] and one["at"].astimezone(zone).time()
        values = one | {"at": at}
        typed |= {field: values[bare] for field, bare in zip(estimate_fields(number), _BARE, strict=True)}
    for number, one in enumerate(cited, 1):
        columns = {name: one[name] for name in SHARED if name != "date"} | {"date": one["on"], "quote": one["quote"]}
        typed |= {f"source_{number}_{name}": value for name, value in columns.items()}
        figures = [f"{FIGURE}{place + 1}" for place in one["estimates"]]
        beside = [*([WHOLE] if one["whole"] else []), *figures, *one["about"]]
        typed[f"source_{number}_about"] = [] if beside == [WHOLE] else beside
    return typed


_BARE = tuple(estimate_fields(1))
