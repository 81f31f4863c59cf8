from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import AgreementVersion
from groundswell.web.forms.calls import BODY, RULES
from groundswell.web.forms.endorsing import EndorseForm
from groundswell.web.forms.registering import CleanCharField


class VersionForm(forms.Form):
    """The text of the version that comes next. The first one says nothing of what changed."""

    text = CleanCharField(
        label=_l("The agreement"),
        max_length=BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_l(
            "Markdown: **bold**, *italic*, ## heading, - list, [words](https://address). No pictures, no HTML."
        ),
    )
    ground_rules = CleanCharField(
        label=_l("Ground rules for hosts"),
        max_length=RULES,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_l("The part that every host accepts before an action is registered. Markdown, as above."),
    )
    note = CleanCharField(
        label=_l("What changed"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("For those who signed before: it stands in their letter and above the version."),
    )

    def __init__(self, *args: Any, newest: AgreementVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not newest:
            del self.fields["note"]


class SignAgreement(EndorseForm):
    """The same is asked as of those who endorse; a name that stands on the list is found there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("If it endorses the call: written as on the list of those who do.")
        self.fields["contact"].help_text = _(
            "We send a link there. From the address with which it endorsed, the signature counts at once."
        )


class SignForm(forms.Form):
    """By an organisation that is known by its code."""

    signatory = CleanCharField(
        label=_l("Who signs"),
        max_length=120,
        min_length=2,
        help_text=_l("The person who may speak for it."),
        why=_l("Shown to the convenors, not to the public."),
    )
    role = CleanCharField(
        label=_l("Their role in it"),
        max_length=120,
        required=False,
        why=_l("Shown to the convenors, not to the public."),
    )
