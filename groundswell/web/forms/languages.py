from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Call
from groundswell.core.texts import ORIGINAL, OUTDATED, Given, Sheet, Unit, flaw
from groundswell.lib import catalogues, tongues
from groundswell.web.forms.registering import CleanCharField

MOST_LANGUAGES = 60
PLACES = 3  # in the order of fallback
CREDIT = 120


class AddLanguageForm(forms.Form):
    known = forms.ChoiceField(label=_l("Language"), required=False)
    tag = CleanCharField(
        label=_l("Or its tag"),
        max_length=tongues.LONGEST,
        required=False,
        help_text=_l("For one that is not in the list, or a variety: qu, pt-BR, zh-Hant."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        known: Any = self.fields["known"]
        taken = {tongues.canonical(each) for each in (call.language, *call.languages)}
        known.choices = [("", _("Choose")), *(pair for pair in tongues.known() if pair[0] not in taken)]

    def clean_tag(self) -> str:
        tag = self.cleaned_data["tag"]
        if tag and not tongues.well_formed(tongues.canonical(tag)):
            raise forms.ValidationError(_("Write a language tag, like qu or pt-BR."))
        return tongues.canonical(tag) if tag else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        language = data.get("tag") or data.get("known")
        if not language and not self.errors:
            self.add_error("known", _("Choose a language, or write its tag."))
        elif language == tongues.canonical(self.call.language):
            self.add_error("tag", _("The call itself is written in this language."))
        elif len(self.call.languages) >= MOST_LANGUAGES:
            self.add_error(None, _("At most %(most)s languages.") % {"most": MOST_LANGUAGES})
        data["language"] = language
        return data


class FallbackForm(forms.Form):
    """What is shown to a reader in whose language a text is not."""

    def __init__(self, given: Any = None, *, call: Call) -> None:
        super().__init__(given, initial={f"place_{place}": tag for place, tag in enumerate(call.fallback, start=1)})
        labels = (_("First"), _("Then"), _("Then, if that is missing too"))
        languages = dict.fromkeys(tongues.canonical(each) for each in (call.language, *call.languages, *call.fallback))
        choices = [("", _("as it was first written")), *((each, tongues.name(each)) for each in languages)]
        for place in range(1, PLACES + 1):
            self.fields[f"place_{place}"] = forms.ChoiceField(label=labels[place - 1], required=False, choices=choices)

    @property
    def fallback(self) -> list[str]:
        chosen = (self.cleaned_data[f"place_{place}"] for place in range(1, PLACES + 1))
        return list(dict.fromkeys(each for each in chosen if each))


class SheetForm(forms.Form):
    """The texts of one sheet in one language, a field a text; those that are outdated can be said to fit still."""

    translated_by = CleanCharField(
        label=_l("Translated by"),
        max_length=CREDIT,
        required=False,
        help_text=_l("Everybody sees this. Left empty, the page says that it is a translation, and not whose."),
    )

    def __init__(self, given: Any = None, *, sheet: Sheet, language: str) -> None:
        self.sheet, self.language = sheet, language
        self.units = [unit for unit in sheet.units if unit.standing(language) != ORIGINAL]
        said = [unit.said[language] for unit in self.units if language in unit.said]
        initial = {"translated_by": said[0].translated_by} if said else {}
        super().__init__(given, initial=initial)
        credit = self.fields.pop("translated_by")
        for number, unit in enumerate(self.units):
            self._add(number, unit)
        self.fields["translated_by"] = credit

    def _add(self, number: int, unit: Unit) -> None:
        said = unit.said.get(self.language)
        rows = max(2, min(24, len(unit.original) // 55 + unit.original.count("\n") + 1))
        attributes = {"lang": self.language, "dir": tongues.direction(self.language), "rows": rows}
        widget = forms.TextInput if unit.field.one_line and unit.field.longest < 200 else forms.Textarea
        self.fields[f"text_{number}"] = CleanCharField(
            label=unit.field.label,
            required=False,
            max_length=unit.field.longest,
            initial=said.text if said else "",
            widget=widget(attrs=attributes),
        )
        if unit.standing(self.language) == OUTDATED:
            self.fields[f"fits_{number}"] = forms.BooleanField(
                label=_("It fits the original as that is now"), required=False
            )

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Each text beside its field."""
        return [
            {
                "unit": unit,
                "field": self[f"text_{number}"],
                "fits": self[f"fits_{number}"] if f"fits_{number}" in self.fields else None,
                "standing": unit.standing(self.language),
                "said": unit.said.get(self.language),
            }
            for number, unit in enumerate(self.units)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, unit in enumerate(self.units):
            name = f"text_{number}"
            if name in data and (why := flaw(data[name], unit.field)):
                self.add_error(name, why)
        return data

    @property
    def given(self) -> list[Given]:
        """What was sent of it: a text that did not come with the form is left as it is."""
        return [
            Given(unit, self.cleaned_data[f"text_{number}"], self._original(number, unit))
            for number, unit in enumerate(self.units)
            if f"text_{number}" in self.data
        ]

    def _original(self, number: int, unit: Unit) -> str:
        """One that is outdated and was not touched stays so, unless somebody says that it fits."""
        said = unit.said.get(self.language)
        touched = not said or said.text != self.cleaned_data[f"text_{number}"]
        if touched or unit.standing(self.language) != OUTDATED or self.cleaned_data.get(f"fits_{number}"):
            return unit.digest
        return said.original if said else ""


class BringForm(forms.Form):
    """A filled file. Looked at first; then its text comes again with the page that showed what it would change."""

    file = forms.FileField(
        label=_l("The filled file"),
        required=False,
        max_length=400,
        widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff"}),
        help_text=_l("PO, or XLIFF 1.2. What it would change is shown first."),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    translated_by = CleanCharField(
        label=_l("Translated by"),
        max_length=CREDIT,
        required=False,
        help_text=_l("Everybody sees this. Left empty, whoever is named already stays so."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > catalogues.LARGEST:
            size = catalogues.LARGEST // (1024 * 1024)
            self.add_error("file", _("The file is too large: at most %(size)s MB.") % {"size": size})
        elif file:
            data["bytes"] = file.read()
        elif data.get("text"):
            data["bytes"] = data["text"].encode(errors="replace")
        elif not self.errors:
            self.add_error("file", _("Choose a file."))
        return data
