"""What hosts type about themselves: a lost code, another host, an end."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Action
from groundswell.core.models.exchange import LONGEST, MOST_LINKS
from groundswell.lib import crockford
from groundswell.web.forms.codes import CodeForm
from groundswell.web.forms.registering import CleanCharField

REF = 9
IN_AN_ADDRESS = re.compile(r"actions/([^/?#.\s]+)", re.IGNORECASE)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
EMAIL = {"autocomplete": "email"}


class LostCodeForm(forms.Form):
    contact = forms.EmailField(
        label=_l("Your mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs=EMAIL),
        help_text=_l("The one that you host the action with."),
    )
    action = CleanCharField(
        label=_l("Which action?"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_l("The address of its page, or the nine letters and digits at its end."),
    )

    def clean_action(self) -> str:
        typed: str = self.cleaned_data["action"]
        found = IN_AN_ADDRESS.search(typed)
        ref = crockford.tidy(found[1] if found else typed).lower()
        if len(ref) != REF:
            raise forms.ValidationError(
                _("Paste the address of the action’s page, which ends in nine letters and digits.")
            )
        return ref


class OtherHostForm(forms.Form):
    """An address that somebody else is to confirm."""

    contact = forms.EmailField(
        label=_l("Their mail address"), max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].why = _(  # type: ignore[attr-defined]
            "We send a link there. Kept encrypted; erased if they do not answer."
        )


class EraseForm(forms.Form):
    keep_code = forms.BooleanField(
        label=_l("Keep my code"),
        required=False,
        help_text=_l("You can go on changing the action with it. If you lose it, nobody can send you another one."),
    )
    withdraw = forms.BooleanField(label=_l("Withdraw the action too: it is not public yet"), required=False)
    understood = forms.BooleanField(
        label=_l("I know that this cannot be undone"),
        error_messages={"required": _l("Tick this if you are sure.")},
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if action.state != "proposed":
            del self.fields["withdraw"]


def message_field() -> CleanCharField:
    return CleanCharField(
        label=_l("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_l("At most 2,000 characters, as text: no files."),
    )


class Few:
    """Not a leaflet: what has many links is not passed on."""

    cleaned_data: dict[str, Any]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(LINK.findall(text)) > MOST_LINKS:
            raise forms.ValidationError(
                _("A message with more than three links is not passed on. Say in words what is behind them.")
            )
        return text


class WriteForm(Few, forms.Form):
    text = message_field()
    contact = forms.EmailField(
        label=_l("Your mail address, for an answer"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs=EMAIL),
        help_text=_l("Leave it empty if you want no answer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].why = _(  # type: ignore[attr-defined]
            "The host does not see it. Kept encrypted, erased 14 days after the last message."
        )


class AnswerForm(Few, CodeForm):
    text = message_field()
