from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Code


class CodeForm(forms.Form):
    """A code, pasted or taken from behind the # of a mailed link."""

    code = forms.CharField(
        label=_l("Code"),
        max_length=300,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
                "data-code-from-hash": "",
            }
        ),
        help_text=_l("Six groups of four letters and digits. You can paste the whole link from the mail."),
    )

    def __init__(self, *args: Any, purposes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = purposes
        self.found: Code | None = None

    def clean_code(self) -> str:
        text: str = self.cleaned_data["code"]
        self.found = Code.matching(text, *self.purposes)
        if not self.found:
            raise forms.ValidationError(
                _("This code is not right for this page, or its time is up. Look for the newest letter.")
            )
        return text
