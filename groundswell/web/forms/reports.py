from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from groundswell.core import kinds, turnout
from groundswell.lib.clock import now
from groundswell.web.forms.registering import CleanCharField

SOURCES = (1, 2, 3)
EARLIEST_ZONE = timedelta(hours=14)  # there it is tomorrow already
ANSWERS: list[tuple[str, str | Promise]] = [
    ("", pgettext_lazy("answer", "not known")),
    ("no", pgettext_lazy("answer", "none")),
    ("yes", pgettext_lazy("answer", "some")),
]
TOLD = {"no": False, "yes": True}


class FigureField(forms.CharField):
    """A whole number, however its thousands are grouped and in whatever digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if turnout.beyond_belief(text):
            raise forms.ValidationError(_("No action was as large as that. Look at the figure again."))
        found = turnout.figures(text, rule="")
        if not found or found[0] != found[1] or not any(character.isdigit() for character in text) or "-" in text:
            raise forms.ValidationError(_("A whole number from 1: 300"))
        return found[0]


def _words(label: Any, most: int = 200, lines: int = 0, **more: Any) -> CleanCharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return CleanCharField(label=label, max_length=most, required=False, widget=widget, **more)


def _answer(label: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect(attrs={"class": "few"})
    return forms.ChoiceField(label=label, choices=ANSWERS, required=False, widget=widget, initial="")


class ReportForm(forms.Form):
    """What happened. Nothing is required but that something is told; what is left out is unknown."""

    words = _words(
        _l("How many people came?"),
        help_text=_l(
            "As you would say it: “about 300”, “between 200 and 250”, “hundreds”. Your words stay as they are."
        ),
    )
    low = FigureField(label=_l("At least, in figures"))
    high = FigureField(label=_l("At most, in figures"))
    counter = forms.ChoiceField(label=_l("Who counted?"), required=False)
    counted_by = _words(
        _l("Name of who counted"), 120, help_text=_l("A paper, an office, an organisation. No private person's name.")
    )
    method = forms.ChoiceField(label=_l("How was it counted?"), required=False)
    arrests_any = _answer(_l("Was anybody arrested?"))
    arrests = _words(_l("How many were arrested, and what is known of it"))
    injuries_any = _answer(_l("Was anybody hurt?"))
    injuries = _words(_l("How many were hurt, and what is known of it"))
    police_measures = _words(_l("What did the police do?"), 2_000, 3)
    notes = _words(_l("What else should be remembered?"), 4_000, 5, help_text=_l("No names of private persons."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counter: Any = self.fields["counter"]
        method: Any = self.fields["method"]
        counter.choices, counter.initial = kinds.choices(kinds.COUNTERS), "reporter"
        method.choices, method.initial = kinds.choices(kinds.METHODS), "unknown"
        for number in SOURCES:
            self.fields |= _source_fields(number)

    @property
    def source_groups(self) -> list[dict[str, Any]]:
        groups = [[self[name] for name in _source_fields(number)] for number in SOURCES]
        return [
            {"fields": fields, "filled": any(field.value() or field.errors for field in fields)} for fields in groups
        ]

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if turnout.beyond_belief(words):
            raise forms.ValidationError(_("No action was as large as that. Look at the figure again."))
        return words

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        low, high = data.get("low"), data.get("high")
        if low and high and low > high:
            self.add_error("high", _("This is less than the lowest figure."))
        self._agree("arrests")
        self._agree("injuries")
        for number in SOURCES:
            self._cited(number)
        if not self.errors and not (
            self.estimates or self.sources or any(value not in ("", None) for value in self.told.values())
        ):
            raise forms.ValidationError(
                _("Tell at least one thing: how many came, what happened, or where it is told.")
            )
        return data

    def _agree(self, name: str) -> None:
        """None, and an account of some, cannot both be."""
        if self.cleaned_data.get(f"{name}_any") == "no" and self.cleaned_data.get(name):
            self.add_error(name, _("You said there were none. Choose “some”, or leave this empty."))

    def _cited(self, number: int) -> None:
        publisher, address, on = (self.cleaned_data.get(name) for name in _source_fields(number))
        if on and not (publisher or address) and f"source_{number}_address" not in self.errors:
            self.add_error(f"source_{number}_publisher", _("Say who published it, or give its address."))
        if on and on > (now() + EARLIEST_ZONE).date():
            self.add_error(f"source_{number}_date", _("This date is still to come."))

    @property
    def estimates(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        words, low, high, rule = data.get("words", ""), data.get("low"), data.get("high"), ""
        if low is None and high is None:
            low, high = turnout.figures(words) or (None, None)
            rule = turnout.CCC if turnout.uses_rule(words) else ""
        if not words and low is None and high is None:
            return []
        # One figure is both ends: "at least 300" is 300 (docs/data.md).
        ends = {"low": high if low is None else low, "high": low if high is None else high}
        who = {"counter": data["counter"] or "unknown", "method": data["method"] or "unknown"}
        return [{"words": words, **ends, "rule": rule, **who, "counted_by": data["counted_by"]}]

    @property
    def only_words(self) -> bool:
        """Whether how many came was told in words that give no figure."""
        return any(estimate["low"] is None for estimate in self.estimates)

    @property
    def sources(self) -> list[dict[str, Any]]:
        given = [[self.cleaned_data.get(name) for name in _source_fields(number)] for number in SOURCES]
        return [
            {"publisher": publisher or "", "address": address or "", "on": on}
            for publisher, address, on in given
            if publisher or address
        ]

    @property
    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        arrests, injuries = data.get("arrests", ""), data.get("injuries", "")
        return {
            "arrests": arrests,
            "arrests_any": TOLD.get(data.get("arrests_any", ""), True if arrests else None),
            "injuries_crowd": injuries,
            "injuries_crowd_any": TOLD.get(data.get("injuries_any", ""), True if injuries else None),
            "police_measures": data.get("police_measures", ""),
            "notes": data.get("notes", ""),
        }


def _source_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"source_{number}_publisher": _words(_l("Published by")),
        f"source_{number}_address": forms.URLField(
            label=_l("Address on the web"),
            required=False,
            max_length=1_000,
            assume_scheme="https",
            widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        ),
        f"source_{number}_date": forms.DateField(
            label=_l("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        ),
    }
