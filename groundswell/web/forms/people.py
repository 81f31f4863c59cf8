from collections.abc import Mapping
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import reach
from groundswell.core.models import Code, Role
from groundswell.web.forms.codes import CodeForm
from groundswell.web.forms.registering import CleanCharField

MOST_PLACES = 50
TOO_MANY = "too_many_login_attempts"
ADDRESS = {"autocomplete": "email"}
KINDS = {
    Role.MODERATOR: _l("Moderator: decides about what is proposed"),
    Role.CONVENOR: _l("Convenor: also changes the call, its stage and who works on it"),
}


class AskCodeForm(RequestLoginCodeForm):
    email = forms.EmailField(  # type: ignore[assignment]
        label=_l("Your mail address"),
        max_length=200,
        help_text=_l("The one under which you were given a role."),
        widget=forms.EmailInput(attrs=ADDRESS),
    )

    def clean_email(self) -> str:
        try:
            return str(super().clean_email())
        except forms.ValidationError as error:
            if error.code != TOO_MANY:
                raise
            # allauth says here what it says of codes, and none was tried.
            raise forms.ValidationError(_("That was too often. Try again in a few minutes."), TOO_MANY) from None


class ConfirmCodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_l("Code from the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class FirstForm(CodeForm):
    """The first convenor of this server, by the code that it printed when it was first started."""

    name = CleanCharField(
        label=_l("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        why=_l("Seen only by those who work at the desk. It need not be your full name."),
    )
    email = forms.EmailField(label=_l("Your mail address"), max_length=200, widget=forms.EmailInput(attrs=ADDRESS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, purposes=(Code.FIRST,), **kwargs)
        self.fields["code"].help_text = _("Six groups of four letters and digits, as the server printed them.")
        self.fields["email"].why = _("Kept encrypted, shown to nobody. Codes for signing in go there.")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        self.found = Code.matching(self.cleaned_data["code"], Code.FIRST)
        if not self.found:
            raise forms.ValidationError(_("This is not a code that sets up the first convenor, or its time is up."))
        if self.found.used_at:
            raise forms.ValidationError(_("This code was used before. Sign in with your mail address instead."))
        return str(self.cleaned_data["code"])


class PlacesForm(forms.Form):
    """Countries, regions and towns, one to a line."""

    places = CleanCharField(
        label=_l("Only for these places"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("One to a line: “Chile”, “Valparaíso, Chile”, or a town. Empty: the whole call."),
    )

    def __init__(self, *args: Any, known: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or {}  # places in words, as they stand: they mean what they meant

    def clean_places(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]
        found = [(line, self.known.get(line) or reach.read(line)) for line in lines[: MOST_PLACES + 1]]
        if len(found) > MOST_PLACES:
            raise forms.ValidationError(_("At most %(most)s places.") % {"most": MOST_PLACES})
        if unknown := [line[:60] for line, place in found if not place]:
            raise forms.ValidationError(_("We do not know this place: %(place)s.") % {"place": unknown[0]})
        return list(dict.fromkeys(place for _line, place in found if place))


class RoleForm(PlacesForm):
    email = forms.EmailField(
        label=_l("Mail address"), max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = CleanCharField(
        label=_l("Name"),
        max_length=120,
        why=_l("Seen only by those who work at the desk. It need not be a full name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_l("Role"),
        choices=list(KINDS.items()),
        initial=Role.MODERATOR,
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].why = _("Kept encrypted, shown to nobody. Codes for signing in go there.")  # type: ignore[attr-defined]
        self.order_fields(["email", "name", "kind", "places"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Role.CONVENOR and data.get("places"):
            self.add_error("places", _("A convenor works on the whole call."))
        return data
