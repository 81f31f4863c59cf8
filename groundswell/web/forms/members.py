"""The members of an alliance: one at a time, or out of a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds
from groundswell.core.models import Membership, Organisation
from groundswell.web.forms.entering import Entry, Sheet, TableForm, read, tell_doubles
from groundswell.web.forms.registering import CleanCharField

COLUMNS = ("name", "kind", "country", "town", "website", "contact")
NEEDED = ("name", "kind", "country")


class MemberForm(forms.Form):
    name = CleanCharField(label=_l("Name of the organisation"), max_length=160, min_length=2)
    kind = forms.ChoiceField(label=_l("What is it?"))
    country = forms.ChoiceField(label=_l("Country"))
    town = CleanCharField(label=_l("Town"), max_length=120, required=False)
    website = forms.URLField(label=_l("Website"), required=False, max_length=300, assume_scheme="https")
    contact = forms.EmailField(
        label=_l("Mail address of the organisation"),
        max_length=200,
        required=False,
        help_text=_l(
            "It is asked by a letter and listed once it has confirmed. Without an address it is listed at once, as"
            " named by the alliance and not confirmed."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose")), *kinds.choices(kinds.ORGANISATIONS)]
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose")), *countries.choices(get_language() or "en")]
        self.fields["contact"].why = _("Kept encrypted, shown to nobody.")  # type: ignore[attr-defined]


class EndForm(forms.Form):
    because = CleanCharField(
        label=_l("Why?"), max_length=400, required=False, help_text=_l("The organisation is told, where we can.")
    )


class MembersTableForm(TableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = _(
            "From a spreadsheet, or as CSV. The first row names the columns: name, kind, country, town, website,"
            " contact."
        )


MEMBERS = Sheet(COLUMNS, NEEDED, MemberForm)


def entries(text: str, alliance: Organisation) -> list[Entry]:
    """Every row with what is wrong with it. Raises NoTable where it is no table of ours at all."""
    found = read(text, MEMBERS)
    held = Membership.objects.current().filter(alliance=alliance)
    # One that was only named may be asked now; that is no second membership.
    named = set(held.filter(state="named").values_list("member__folded", "member__country"))
    known = set(held.values_list("member__folded", "member__country"))
    asking = {entry.key for entry in found if entry.form.is_valid() and entry.form.cleaned_data["contact"]}
    tell_doubles(found, known - (named & asking), _("It is a member already, or was asked to confirm."))
    return found
