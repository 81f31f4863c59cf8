from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Call
from groundswell.core.models.campaign import days_to_relate
from groundswell.lib.clock import now
from groundswell.web.forms.calls import BODY
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.forms.reports import EARLIEST_ZONE

MOST = 60
MORE = 2  # empty lines below those that are filled in; after saving there are new ones


def _address(label: Any, most: int, help_text: Any = "") -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=most,
        assume_scheme="https",
        help_text=help_text,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        validators=[public_address],
    )


def public_address(value: str) -> None:
    if not value.startswith(("http://", "https://")):
        raise forms.ValidationError(_("Write the address of a public web page: https://…"))


class BackgroundForm(forms.Form):
    text = CleanCharField(
        label=_l("Background"),
        max_length=BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_l("How it came to this, and what is known. Long ones get a page of their own. Markdown."),
    )


class SourceForm(forms.Form):
    """A line of the list of sources. One that is emptied is left out."""

    publisher = CleanCharField(label=_l("Published by"), max_length=200, required=False)
    title = CleanCharField(label=_l("Title"), max_length=300, required=False)
    address = _address(_l("Address on the web"), 1_000)
    archived = _address(_l("Archived address"), 1_000, _l("A copy that stays, where there is one."))
    on = forms.DateField(
        label=_l("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = any(data.get(name) for name in ("title", "archived", "on"))
        if (
            said
            and not (data.get("publisher") or data.get("address"))
            and not {"publisher", "address"} & set(self.errors)
        ):
            self.add_error("publisher", _("Say who published it, or give its address."))
        if (on := data.get("on")) and on > (now() + EARLIEST_ZONE).date():
            self.add_error("on", _("This date is still to come."))
        return data


class AddresseeForm(forms.Form):
    """A line of the list of those who are addressed. One that is emptied is left out."""

    name = CleanCharField(label=_l("Name"), max_length=160, required=False)
    what = CleanCharField(
        label=_l("What they are"), max_length=200, required=False, help_text=_l("And what they could decide.")
    )
    address = _address(_l("Their public contact page"), 500, _l("No mail address, and nobody's home."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("what") or data.get("address")) and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say who it is."))
        return data


class DaysForm(forms.Form):
    days = forms.ModelMultipleChoiceField(
        label=_l("Days of action that belong to it"),
        queryset=Call.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "one"}),
        help_text=_l("Both pages say so, with the dates."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["days"]
        days.queryset = days_to_relate(call)
        if call.kind != "campaign":
            del self.fields["days"]


def _lines(line: type[forms.Form]) -> Any:
    return forms.formset_factory(line, extra=MORE, max_num=MOST, validate_max=True, absolute_max=MOST + 40)


Sources, Addressees = _lines(SourceForm), _lines(AddresseeForm)


class CampaignForm:
    """All that a campaign has beside the text of its call: four forms that are sent as one."""

    def __init__(self, call: Call, given: Any = None) -> None:
        background = getattr(call, "background", None)
        told = [source.told for source in background.sources.all()] if background else []
        addressed = list(call.addressees.values("name", "what", "address"))
        days = list(call.related_days.values_list("day", flat=True))
        self.text = BackgroundForm(given, initial={"text": background.text if background else ""})
        # What was typed is all that counts: a line that is as it was would be taken for an empty one.
        self.sources = Sources(given, initial=None if given else told, prefix="source")
        self.addressees = Addressees(given, initial=None if given else addressed, prefix="addressee")
        self.days = DaysForm(given, call=call, initial={"days": days})
        self.is_bound = given is not None

    def is_valid(self) -> bool:
        # Each is asked, so that all that is wrong is said at once.
        answers: list[bool] = [
            self.text.is_valid(),
            self.sources.is_valid(),
            self.addressees.is_valid(),
            self.days.is_valid(),
        ]
        return all(answers)

    @property
    def wrong(self) -> bool:
        return self.is_bound and not self.is_valid()

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Those in which something stands."""
        given = [dict(form.cleaned_data) for form in getattr(self, name).forms]
        return [line for line in given if any(line.values())]
