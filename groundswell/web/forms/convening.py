from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import convenors, countries, kinds, permissions
from groundswell.core.models import Call, Organisation, Person
from groundswell.lib.text import clean
from groundswell.web.forms.registering import CleanCharField

NEW = "new"


class ConvenorForm(forms.Form):
    """Another organisation that is to convene the call: one that is known here, or a new one."""

    name = CleanCharField(
        label=_l("Name of the organisation"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    which = forms.ChoiceField(
        label=_l("Is it one of these?"), required=False, widget=forms.RadioSelect(attrs={"class": "one"})
    )
    kind = forms.ChoiceField(label=_l("What is it?"), required=False, help_text=_l("Of one that is new here."))
    country = forms.ChoiceField(label=_l("Country"), required=False, help_text=_l("Of one that is new here."))
    website = forms.URLField(label=_l("Website"), required=False, max_length=300, assume_scheme="https")
    contact = forms.EmailField(
        label=_l("Mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_l("A link goes there. Whoever opens it and confirms can do all that you can do at this desk."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = clean(str(self.data.get("name", "")))[:160] if self.is_bound else ""
        self.known = {str(each.pk): each for each in convenors.known(typed, permissions.calls_of(person))}
        self.organisation: Organisation | None = None
        field: Any = self.fields["which"]
        field.choices = [
            *((key, _described(each)) for key, each in self.known.items()),
            (NEW, _("None: it is new here")),
        ]
        if not self.known:
            del self.fields["which"]
        field = self.fields["kind"]
        field.choices = [("", _("Choose")), *kinds.choices(kinds.ORGANISATIONS)]
        field = self.fields["country"]
        field.choices = [("", _("Choose")), *countries.choices(get_language() or "en")]
        self.fields["contact"].why = _("Kept encrypted, shown to nobody. Codes for signing in go there.")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        which = data.get("which", "") if "which" in self.fields else NEW
        self.organisation = self.known.get(which)
        if not which and "which" not in self.errors:
            self.add_error("which", _("We know organisations of this name. Choose one, or say that it is new."))
        for name in ("kind", "country"):
            if which == NEW and not data.get(name) and name not in self.errors:
                self.add_error(name, forms.Field.default_error_messages["required"])
        return data

    def fields_of_organisation(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "country", "website")}


def _described(organisation: Organisation) -> str:
    country = countries.name(organisation.country, get_language() or "en") if organisation.country else ""
    kind = kinds.label(kinds.ORGANISATIONS, organisation.kind)
    about = _(", ").join(f"\u2068{part}\u2069" for part in (kind, organisation.town, country) if part)
    return f"\u2068{organisation.name}\u2069 · {about}"


class PartForm(forms.Form):
    """Asking a larger call to take this one in."""

    whole = CleanCharField(
        label=_l("The larger call"),
        max_length=300,
        help_text=_l("Its address, or the word in it: …/calls/clean-rivers/"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(
        label=_l("It is the call of this country"),
        required=False,
        help_text=_l("Whoever registers an action there is pointed to this call. Leave it empty where it is none."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field: Any = self.fields["country"]
        field.choices = [("", _("no country")), *countries.choices(get_language() or "en")]

    def clean_whole(self) -> Call:
        typed = self.cleaned_data["whole"].split("?")[0].split("#")[0].strip("/ ")
        slug = typed.partition("calls/")[2].split("/")[0] if "calls/" in typed else typed.rpartition("/")[2]
        call = Call.objects.filter(slug=slug.lower()).first()
        if not call or not permissions.may_see(self.person, call):
            raise forms.ValidationError(_("There is no call at this address here."))
        return call


class AnswerForm(forms.Form):
    """Why a call is not taken in, or is part no more. The other side reads it."""

    because = CleanCharField(
        label=_l("Why?"),
        max_length=400,
        min_length=3,
        help_text=_l("Needed to decline, or to part. Those who convene the other call read it."),
    )
