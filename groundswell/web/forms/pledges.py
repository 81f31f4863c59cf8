from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds
from groundswell.core.models import Pledge
from groundswell.core.models.pledge import MAIL, ORGANISATION, PERSON
from groundswell.web.forms.registering import CleanCharField


class PledgeForm(forms.Form):
    """What convenors ask others to promise."""

    text = CleanCharField(
        label=_l("The promise"),
        min_length=10,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l(
            "In the words of whoever takes it: “We empty no bucket into the river.” It stays once it is taken."
        ),
    )
    takers = forms.ChoiceField(
        label=_l("Who may take it?"), initial="both", widget=forms.RadioSelect(attrs={"class": "one"})
    )
    proof = forms.ChoiceField(
        label=_l("What do people prove?"),
        required=False,
        initial=MAIL,
        widget=forms.RadioSelect(attrs={"class": "one"}),
        help_text=_l("Organisations always prove an address. Proven and unproven are never added up in silence."),
    )
    goal = forms.IntegerField(
        label=_l("Goal"),
        required=False,
        min_value=1,
        max_value=1_000_000_000,
        help_text=_l("How many you hope for. Left empty, none is shown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takers: Any = self.fields["takers"]
        takers.choices = kinds.choices(kinds.TAKERS)
        proof: Any = self.fields["proof"]
        proof.choices = kinds.choices(kinds.PROOFS)

    def clean_proof(self) -> str:
        return self.cleaned_data["proof"] or MAIL


class TakeForm(forms.Form):
    """Taking a pledge. A person gives a country and an address to prove; an organisation may give its name."""

    kind = forms.ChoiceField(label=_l("Who promises?"), widget=forms.RadioSelect(attrs={"class": "one"}))
    country = forms.ChoiceField(label=_l("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    name = CleanCharField(
        label=_l("Name of the organisation"),
        max_length=160,
        required=False,
        help_text=_l(
            "Everybody sees it, once the convenors have looked at it. Left empty, you are counted without a name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_kind = forms.ChoiceField(label=_l("What is it?"), required=False)
    contact = forms.EmailField(
        label=_l("Mail address"),
        max_length=200,
        help_text=_l("We send a link there, so that nobody is counted twice."),
    )

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose")), *countries.choices(get_language() or "en")]
        self.fields["contact"].why = _("Kept encrypted, shown to nobody, erased after a year or when you withdraw.")  # type: ignore[attr-defined]
        self._narrow(pledge.may_prove)

    def _narrow(self, may_take: tuple[str, ...]) -> None:
        """What only others could fill in is not asked."""
        who = {PERSON: _("I do, as a person"), ORGANISATION: _("An organisation for which I may speak")}
        kind: Any = self.fields["kind"]
        kind.choices = [(word, who[word]) for word in may_take]
        if len(may_take) == 1:
            kind.initial, kind.widget = may_take[0], forms.HiddenInput()
        if ORGANISATION not in may_take:
            del self.fields["name"], self.fields["organisation_kind"]
            return
        organisation_kind: Any = self.fields["organisation_kind"]
        organisation_kind.choices = [("", _("Choose")), *kinds.choices(kinds.ORGANISATIONS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == PERSON and data.get("name"):
            # A name typed here would be a person's, or be lost without a word.
            self.add_error(
                "name", _("People are counted without a name. Leave this empty, or choose “An organisation”.")
            )
        if data.get("kind") == ORGANISATION and data.get("name") and not data.get("organisation_kind"):
            self.add_error("organisation_kind", _("Say what kind of organisation it is."))
        return data
