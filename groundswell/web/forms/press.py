"""What convenors give the press: quotes, contacts that are public on purpose, pictures that may be printed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries
from groundswell.web.forms.registering import LANGUAGES, CleanCharField

PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,38}")


class QuoteForm(forms.Form):
    text = CleanCharField(
        label=_l("The words"), min_length=5, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("As they may be printed, without quotation marks."),
    )  # fmt: skip
    who = CleanCharField(label=_l("Who says so?"), min_length=2, max_length=120)
    role = CleanCharField(label=_l("Their role"), max_length=120, required=False)
    organisation = CleanCharField(label=_l("Their organisation"), max_length=160, required=False)
    language = forms.ChoiceField(label=_l("Language of the words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "quote_%s"
        language: Any = self.fields["language"]
        language.choices = _tongues()


class PressContactForm(forms.Form):
    """Asks for what is published, and says so; nothing is filled in from what is kept elsewhere."""

    name = CleanCharField(label=_l("Name"), min_length=2, max_length=120)
    country = forms.ChoiceField(
        label=_l("For which country?"), required=False, help_text=_l("Left open: wherever nobody else is named.")
    )
    languages = forms.MultipleChoiceField(
        label=_l("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    public_mail = forms.EmailField(
        label=_l("Mail address that everybody will see"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    public_phone = CleanCharField(
        label=_l("Telephone number that everybody will see"),
        max_length=40,
        required=False,
        help_text=_l("With the code of the country: +351 …"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "tel"}),
    )
    public = forms.BooleanField(
        label=_l("This will be public. The person agreed that everybody sees the name and how to reach them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "contact_%s"
        country: Any = self.fields["country"]
        country.choices = [("", _("Wherever nobody else is named")), *countries.choices(get_language() or "en")]
        languages: Any = self.fields["languages"]
        languages.choices = _tongues()

    def clean_public_phone(self) -> str:
        phone = str(self.cleaned_data["public_phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Only digits, with a + before them where there is one, and spaces between."))
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ways = ("public_mail", "public_phone")
        if not any(data.get(way) for way in ways) and not set(ways) & set(self.errors):
            self.add_error("public_mail", _("Give a mail address or a telephone number: there is no other way to ask."))
        data.pop("public", None)
        return data


class ClearanceForm(forms.Form):
    credit = CleanCharField(label=_l("Credit"), min_length=2, max_length=160, help_text=_l("Whose picture it is."))
    alt = CleanCharField(
        label=_l("What is on it"), min_length=3, max_length=300, help_text=_l("For those who cannot see it.")
    )

    def __init__(self, *args: Any, ref: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{ref}_%s"


def _tongues() -> list[tuple[str, str]]:
    return [(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES]
