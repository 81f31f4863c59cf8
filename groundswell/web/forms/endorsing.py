from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds
from groundswell.core.models.membership import ALLIANCE
from groundswell.web.forms.registering import CleanCharField


class EndorseForm(forms.Form):
    name = CleanCharField(
        label=_l("Name of the organisation"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=_l("What is it?"))
    country = forms.ChoiceField(label=_l("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    town = CleanCharField(label=_l("Town"), max_length=120, required=False)
    website = forms.URLField(label=_l("Website"), required=False, max_length=300, assume_scheme="https")
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
    contact = forms.EmailField(
        label=_l("Mail address of the organisation"),
        max_length=200,
        help_text=_l("We send a link there, to make sure that it comes from you."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose")), *kinds.choices(kinds.ORGANISATIONS)]
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose")), *countries.choices(get_language() or "en")]
        self.fields["contact"].why = _("Kept encrypted, shown to nobody.")  # type: ignore[attr-defined]


class EndorseCallForm(EndorseForm):
    """An organisation's own; an alliance says besides whether it speaks for its members."""

    field_order = ("name", "kind", "scope", "country", "town", "website", "signatory", "role", "contact")

    scope = forms.ChoiceField(
        label=_l("For whom does the alliance endorse?"),
        required=False,
        choices=(
            ("own", _l("We endorse for ourselves")),
            ("members", _l("We endorse for ourselves and for our members")),
        ),
        widget=forms.RadioSelect(attrs={"class": "one"}),
        help_text=_l(
            "For alliances. Members are counted apart from those who endorse themselves, each once, and any of them"
            " may say that it is not meant."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # Only an alliance has members; a choice left over from another kind means nothing.
        data["with_members"] = data.pop("scope", "") == "members" and data.get("kind") == ALLIANCE
        return data


class WithdrawForm(forms.Form):
    because = CleanCharField(label=_l("Why?"), max_length=400, required=False, help_text=_l("Everybody sees this."))
