from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from groundswell.core import kinds
from groundswell.lib.clock import now
from groundswell.web.forms import told
from groundswell.web.forms.correcting import struck_field
from groundswell.web.forms.fields import CleanCharField
from groundswell.web.forms.reports import EARLIEST_ZONE


class SourceForm(forms.Form):
    """What is said of a source, by whoever looks after the record."""

    title = CleanCharField(label=_l("Title"), required=False, max_length=300)
    publisher = CleanCharField(label=_l("Published by"), required=False, max_length=200)
    author = CleanCharField(label=_l("Author"), required=False, max_length=200, help_text=_l("As it is printed there."))
    kind = forms.ChoiceField(label=_l("Kind"), required=False)
    language = forms.CharField(
        label=_l("Language"), required=False, max_length=12, help_text=_l("As a code: en, es, ar.")
    )
    on = forms.DateField(
        label=_l("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    address = told.address(_l("Address on the web"))
    archived = told.address(
        _l("Address of a copy in an archive"), help_text=_l("Readers go there when the page is gone.")
    )
    struck = struck_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", pgettext_lazy("kind of source", "not known")), *kinds.choices(kinds.SOURCES)]

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > (now() + EARLIEST_ZONE).date():
            raise forms.ValidationError(_("This date is still to come."))
        return on

    def clean_language(self) -> str:
        language = str(self.cleaned_data["language"]).strip()
        if language and not language.replace("-", "").isalnum():
            raise forms.ValidationError(_("A code of a language: en, es, ar, pt-BR."))
        return language

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not (data["address"] or data["publisher"] or data["title"]):
            raise forms.ValidationError(_("Say at least who published it, or its address."))
        return data
