from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds, logos
from groundswell.core.errors import Refused
from groundswell.core.logos import Logo
from groundswell.core.models import Code, Organisation
from groundswell.web.forms.codes import CodeForm
from groundswell.web.forms.people import ADDRESS
from groundswell.web.forms.registering import LANGUAGES, CleanCharField

SEALED = _l("Kept encrypted, shown to nobody. Codes for signing in go there.")
FIELDS = ("about", "kind", "country", "town", "address", "website", "languages")


class SealedEmailInput(forms.EmailField):
    """An address that is shown to nobody again."""

    why = ""

    def __init__(self, *, why: Any, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.why = why


class AskLinkForm(forms.Form):
    contact = SealedEmailInput(
        label=_l("Mail address of the organisation"),
        help_text=_l("The one with which it endorsed a call, or signed a statement. We send the link there."),
        widget=forms.EmailInput(attrs=ADDRESS),
        why=_l("Used for this one letter. Nobody learns here whether it is the right one."),
    )


class AcceptForm(CodeForm):
    """Become a steward, by the code of the letter and the address that it went to."""

    name = CleanCharField(
        label=_l("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        why=_l("Seen only by the other stewards and at the desk. It need not be your full name."),
    )
    email = SealedEmailInput(
        label=_l("The mail address that the letter came to"),
        help_text=_l("With it you sign in from now on."),
        widget=forms.EmailInput(attrs=ADDRESS),
        why=SEALED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, purposes=(Code.STEWARD,), **kwargs)

    def clean_code(self) -> str:
        text = super().clean_code()
        if self.found and self.found.used_at:
            raise forms.ValidationError(_("This code was used before. Sign in with your mail address instead."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        invitation = self.found.invitation if self.found else None
        if invitation and data.get("email") and "code" not in self.errors and not invitation.is_for(data["email"]):
            self.add_error("email", _("The letter with this code went to another address. Type that one."))
        return data


class OrganisationForm(forms.Form):
    """What its stewards say of an organisation. Everybody sees all of it."""

    about = CleanCharField(
        label=_l("What it is"),
        max_length=1_500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_l("In a few sentences, in your own language. An empty line begins a new paragraph."),
    )
    kind = forms.ChoiceField(label=_l("Kind"))
    country = forms.ChoiceField(label=_l("Country"), required=False)
    town = CleanCharField(label=_l("Town"), max_length=120, required=False)
    address = CleanCharField(
        label=_l("Postal address"),
        max_length=200,
        required=False,
        why=_l("Everybody sees this. An office or a post box, never somebody’s home."),
    )
    website = forms.URLField(
        label=_l("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=_l("A proof by domain is of this address: with another one it begins anew."),
    )
    languages = forms.MultipleChoiceField(
        label=_l("Languages in which it works"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(organisation, name) for name in FIELDS}
        kind: Any = self.fields["kind"]
        country: Any = self.fields["country"]
        languages: Any = self.fields["languages"]
        kind.choices = kinds.choices(kinds.ORGANISATIONS)
        country.choices = [("", _("of no one country")), *countries.choices(get_language() or "en")]
        languages.choices = [(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES]


class LogoField(forms.FileField):
    """A picture; cleaned, it is what may be kept of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}), max_length=400, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Logo | None:
        given = super().clean(data, initial)
        if not given:
            return None
        try:
            if given.size > logos.MOST_BYTES:
                raise Refused(logos.too_large())
            return logos.check(given.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class LogoForm(forms.Form):
    file = LogoField(
        label=_l("Picture"),
        required=False,
        help_text=_l("PNG, JPEG or WebP, at most 60 KB and 1,024 pixels. It is shown small, on white."),
    )
    alt = CleanCharField(
        label=_l("What is to be seen in it?"),
        min_length=2,
        max_length=200,
        help_text=_l("For those who hear the page: “A blue river under three stars”. Letters in it belong here too."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"alt": organisation.logo_alt}
        self.fields["file"].required = not organisation.logo


class InviteForm(forms.Form):
    name = CleanCharField(
        label=_l("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        why=_l("Seen only by the other stewards and at the desk. It need not be a full name."),
    )
    email = SealedEmailInput(
        label=_l("Mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_l("We send a link there. It works for some days, and then the address is erased."),
        why=_l("Kept encrypted, shown to nobody."),
    )


class AppointForm(InviteForm):
    because = CleanCharField(
        label=_l("Why?"), max_length=400, help_text=_l("It stays on the desk of the organisation, with the date.")
    )


class BecauseForm(forms.Form):
    because = CleanCharField(
        label=_l("Why?"), max_length=400, help_text=_l("It stays on the desk of the organisation, with the date.")
    )


class LeaveForm(forms.Form):
    """Just go."""

    because = CleanCharField(
        label=_l("Why?"),
        max_length=400,
        required=False,
        help_text=_l("It stays on the desk of the organisation, with the date."),
    )
    last = forms.BooleanField(
        label=_l("I know that I am the last steward, and that nobody of the organisation can change its page then."),
        error_messages={"required": _l("You are the last steward. Say so clearly, or hand over to somebody first.")},
    )

    def __init__(self, *args: Any, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["last"]
