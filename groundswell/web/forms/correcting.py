"""The form of a report, filled with what it says now. What nobody touches stays exactly as it was, whatever it is."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core import signing
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Report
from groundswell.core.models.checked import ASKED, ESTIMATE, SOURCE, TELLING, TOLD, overtaken
from groundswell.core.models.checked import said as said_by
from groundswell.lib import tongues
from groundswell.lib.clock import in_zone
from groundswell.lib.text import LINE_ENDS
from groundswell.web.forms.fields import CleanCharField
from groundswell.web.forms.reports import AT_LEAST, FIGURE, SAID, WHOLE, Fold, ReportForm, named
from groundswell.web.forms.told import estimate_fields

# Of a source that other reports may go by too: what is known of it is not this report's to change.
SHARED = ("address", "publisher", "date", "title", "author", "kind", "language", "archived")
MORE = 20  # places beyond those that are filled, at most
FIGURE_SENT, SOURCE_SENT = re.compile(r"words_(\d{1,3})"), re.compile(r"source_(\d{1,3})_\w+")
SALT = " ".join(("correction", *TOLD, "ref", *ESTIMATE, *SOURCE))
FIGURES = ("words", "low", "high", "given")  # of an estimate: they go together


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

    read = forms.CharField(required=False, widget=forms.HiddenInput)  # what the report said when the form was opened

    def __init__(self, data: Any = None, *, report: Report, said: dict[str, Any] | None = None) -> None:
        self.said = said or said_by(report)
        self.meanwhile: dict[str, list[Any]] | None = None  # what changed since the form was opened: then and now
        self.stood = {name: self.said[name] for name in TOLD}
        self.known: list[dict[str, Any]] = [
            one | {"at": one["at"] and parse_datetime(one["at"])} for one in self.said["estimates"]
        ]
        self.cited: list[dict[str, Any]] = [
            one | {"on": one["on"] and parse_date(one["on"])} for one in self.said["sources"]
        ]
        super().__init__(
            data,
            action=report.action,
            initial=_initial(self.stood, self.known, self.cited, ZoneInfo(report.action.timezone)),
            estimates=_room(self.known, data, FIGURE_SENT),
            sources=_room(self.cited, data, SOURCE_SENT),
        )
        self.fields["read"].initial = sealed(self.said)
        for number in range(1, len(self.cited) + 1):
            self._share(number)
        for name, value in self.initial.items():
            _keep_choice(self.fields[name], value)

    def _share(self, number: int) -> None:
        for name in SHARED:
            del self.fields[f"source_{number}_{name}"]
        off = forms.BooleanField(label=_l("Take this source off the report"), required=False)
        self.fields[f"source_{number}_off"] = off

    @property
    def source_groups(self) -> list[Fold]:
        groups = super().source_groups
        for group, source in zip(groups, self.cited, strict=False):
            group.source, group.fields, group.more = source, [*group.more, *group.fields], []
        return groups

    # What was touched.

    @cached_property
    def touched(self) -> set[str]:
        """Where something else came back than was sent."""
        return {name for name in self.fields if name != "read" and self.came(name) != self.went(name)}

    def came(self, name: str) -> tuple[str, ...]:
        field = self.fields[name]
        return _plain(field, field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def went(self, name: str) -> tuple[str, ...]:
        field = self.fields[name]
        return _plain(field, field.widget.format_value(field.prepare_value(self[name].initial)))

    def _touched_in(self, number: int, names: tuple[str, ...] = ()) -> bool:
        """Anything of this estimate."""
        fields = [named(name, number) for name in names] or list(estimate_fields(number))
        return not self.touched.isdisjoint(fields)

    # As it is read: what was not touched cannot be wrong.

    def clean(self) -> dict[str, Any]:
        for name in set(self.errors) & (set(self.initial) - self.touched):
            del self.errors[name]
            self.cleaned_data[name] = self.initial[name]
        if self.meanwhile is not None:
            raise forms.ValidationError(overtaken())
        return super().clean()

    def _in_order(self, number: int) -> None:
        if self._touched_in(number):
            super()._in_order(number)

    def _agree(self, name: str) -> None:
        if not self.touched.isdisjoint((name, f"{name}_any")):
            super()._agree(name)

    def _cited(self, number: int) -> None:
        if number > len(self.cited):
            super()._cited(number)
        elif self._about(number) and not (self.cleaned_data.get(f"source_{number}_off") or self._still_cited(number)):
            self.add_error(
                f"source_{number}_about",
                _("It is cited only for a figure that you take out. Choose what it is cited for now, or take it off."),
            )

    def _still_cited(self, number: int) -> bool:
        """For anything; what is cited for nothing in particular would be cited for the whole report."""
        return any(self._cited_for(number).values())

    @property
    def told(self) -> dict[str, Any]:
        return super().told | {name: value for name, value in self.stood.items() if not self._tells(name)}

    def _tells(self, name: str) -> bool:
        """An answer is told by its words alone only where none stood before."""
        words = name.removesuffix("_any")
        return name in self.touched or (words in ASKED and words in self.touched and not self.stood[words])

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Each source that stays as it is known, with what it is cited for now."""
        return [source for number in self.citings if (source := self._kept(number))]

    def _kept(self, number: int) -> dict[str, Any]:
        if self.cleaned_data.get(f"source_{number}_off"):
            return {}
        told = self._source(number)
        if number <= len(self.cited):
            quote = {"quote": told["quote"]} if f"source_{number}_quote" in self.touched else {}
            told = self.cited[number - 1] | quote
        elif not (told["publisher"] or told["address"] or told["title"]):
            return {}
        return told | self._cited_for(number)

    def _estimate(self, number: int) -> dict[str, Any]:
        """What was not touched stays as it was given, also where this form could not have said it."""
        if number > len(self.known):
            return super()._estimate(number)
        known = self.known[number - 1]
        if not self._touched_in(number):
            return known
        told = super()._estimate(number)
        figures = {} if self._touched_in(number, FIGURES) else {name: known[name] for name in (*FIGURES, "rule")}
        return told and told | figures | {"ref": known["ref"]}

    def _moment(self, number: int) -> datetime | None:
        """As near to the moment that stood as the clock allows: an action may last for days."""
        stood = self.known[number - 1]["at"] if number <= len(self.known) else None
        if stood and named("at", number) not in self.touched:
            return stood  # type: ignore[no-any-return]
        at: time | None = self._of(number, "at")
        if not (stood and at):
            return super()._moment(number)
        day = stood.astimezone(ZoneInfo(self.action.timezone)).date()
        moments = (
            in_zone(datetime.combine(day + timedelta(days=each), at), self.action.timezone) for each in (0, -1, 1)
        )
        return min(moments, key=lambda moment: abs(moment - stood))


def _plain(field: forms.Field, value: Any) -> tuple[str, ...]:
    """As a browser sends it: no seconds, and no line ends where there is one line."""
    if value in (None, "", False):
        return ()
    if isinstance(value, list):
        return tuple(sorted(str(each) for each in value if each))
    text = LINE_ENDS.sub("\n", str(value)).strip()
    if isinstance(field, forms.TimeField):
        text = text[:5]
    return (text if isinstance(field.widget, forms.Textarea) else text.replace("\n", ""),) if text else ()


def _keep_choice(field: forms.Field, value: Any) -> None:
    """A list that lacks what stands would send something else."""
    if isinstance(field, forms.MultipleChoiceField) or not isinstance(field, forms.ChoiceField):
        return
    if not field.valid_value(value):
        field.choices = [*field.choices, (value, tongues.name(value))]  # type: ignore[misc]


def sealed(said: dict[str, Any]) -> str:
    return signing.dumps(said, salt=SALT, compress=True)


def unsealed(text: str) -> dict[str, Any] | None:
    """None where it was not sealed here, or when a report still had other columns."""
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return said


def _room(known: list[dict[str, Any]], data: Any, sent: re.Pattern[str]) -> int:
    """One more than there are, and for all that came."""
    numbers = [int(found[1]) for name in data or () if (found := sent.fullmatch(name))]
    return max(AT_LEAST, len(known) + 1, min(max(numbers, default=0), len(known) + MORE))


def _initial(
    stood: dict[str, Any], known: list[dict[str, Any]], cited: list[dict[str, Any]], zone: ZoneInfo
) -> dict[str, Any]:
    typed = {name: stood[name] for name in TELLING} | {f"{name}_any": SAID[stood[f"{name}_any"]] for name in ASKED}
    for number, one in enumerate(known, 1):
        at = one["at"] and one["at"].astimezone(zone).time()
        values = one | {"at": at}
        typed |= {field: values[bare] for field, bare in zip(estimate_fields(number), _BARE, strict=True)}
    for number, one in enumerate(cited, 1):
        figures = [f"{FIGURE}{place + 1}" for place in one["estimates"]]
        beside = [*([WHOLE] if one["whole"] else []), *figures, *one["about"]]
        typed |= {
            f"source_{number}_quote": one["quote"],
            f"source_{number}_about": [] if beside == [WHOLE] else beside,
        }
    return typed


_BARE = tuple(estimate_fields(1))
