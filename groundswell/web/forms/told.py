"""The fields of one estimate and of one source, as many times as a report has them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, turnout
from groundswell.core.models.source import QUOTED
from groundswell.lib import tongues
from groundswell.web.forms.fields import CleanCharField
from groundswell.web.forms.registering import LANGUAGES

Choices = list[tuple[str, Any]]
TONGUES: Choices = [(code, tongues.name(code)) for code in LANGUAGES]


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

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data or "") != initial)
        except forms.ValidationError:
            return True


def text(label: Any, most: int = 200, lines: int = 0, **more: Any) -> CleanCharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return CleanCharField(label=label, max_length=most, required=False, widget=widget, **more)


def estimate_fields(number: int) -> dict[str, forms.Field]:
    """Of the first one without a number: it is the one that most reports have."""
    return {name if number == 1 else f"{name}_{number}": field for name, field in _estimate(number).items()}


def _estimate(number: int) -> dict[str, forms.Field]:
    said = _l("As you would say it: “about 300”, “between 200 and 250”, “hundreds”. Your words stay as they are.")
    named = _l("A paper, an office, an organisation. No private person's name.")
    return {
        "words": text(_l("How many people came?"), help_text=said if number == 1 else ""),
        "counter": _choice(_l("Who counted?"), _known(kinds.COUNTERS), "reporter" if number == 1 else "unknown"),
        "low": FigureField(label=_l("At least, in figures")),
        "high": FigureField(label=_l("At most, in figures")),
        "given": _choice(_l("How was it given?"), [("", _l("as the words and figures say")), *kinds.GIVEN.items()]),
        "counted_by": text(_l("Name of who counted"), 120, help_text=named),
        "method": _choice(_l("How was it counted?"), _known(kinds.METHODS), "unknown"),
        "measure": _choice(_l("Counted at its largest, or all who came?"), _known(kinds.MEASURES), "unknown"),
        "at": forms.TimeField(
            label=_l("Counted at what time?"),
            required=False,
            help_text=_l("By the clocks of the place."),
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        ),
    }


def citing_fields(number: int, cited_for: Choices) -> dict[str, forms.Field]:
    """Of a source, and what it is cited for."""
    quoted = _l("Word for word, at most %(most)s characters: enough to show where a figure stands.")
    fields: dict[str, forms.Field] = {
        "address": address(_l("Address on the web")),
        "publisher": text(_l("Published by")),
        "date": forms.DateField(
            label=_l("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        ),
        "title": text(_l("Title"), 300),
        "author": text(_l("Author"), help_text=_l("As it is printed there.")),
        "kind": _choice(_l("What kind of source is it?"), [("", _l("not known")), *kinds.SOURCES.items()]),
        "language": _choice(_l("Language"), [("", _l("not known")), *TONGUES]),
        "archived": address(_l("Address of an archived copy")),
        "quote": text(_l("What it says"), QUOTED, 3, help_text=quoted % {"most": QUOTED}),
        "about": forms.MultipleChoiceField(
            label=_l("What is it cited for?"),
            choices=cited_for,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_l("Choose nothing where it tells all of it."),
        ),
    }
    return {f"source_{number}_{name}": field for name, field in fields.items()}


def address(label: Any, **more: Any) -> forms.URLField:
    widget = forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"})
    return forms.URLField(label=label, required=False, max_length=1_000, assume_scheme="https", widget=widget, **more)


def _choice(label: Any, choices: Choices, initial: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)


def _known(words: kinds.Words) -> Choices:
    """Not known first: it is what holds where nobody chooses."""
    return [(slug, words[slug]) for slug in sorted(words, key=lambda slug: slug != "unknown")]
