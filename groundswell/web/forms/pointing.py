"""Another one of the same noun: chosen from a list of what is near, or by the address of its page."""

from __future__ import annotations

from re import Pattern
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.web.forms.registering import CleanCharField


class PointingForm(forms.Form):
    """Those that inherit say how an address is read (`ADDRESS`, its first group the short name), and find by it."""

    ADDRESS: Pattern[str]
    other = forms.ChoiceField(required=False)
    address = CleanCharField(
        label=_l("Or by the address of its page"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def offer(self, near: list[tuple[str, str]]) -> None:
        """Short names and titles of what is near."""
        other: Any = self.fields["other"]
        other.choices = [("", _("Choose")), *near]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("other")) == bool(data.get("address")):
            self.add_error("other", _("Choose one from the list, or give its address, not both."))
            return data
        typed = self.ADDRESS.search(data["address"]) if data["address"] else None
        name = typed[1] if typed else data["other"]
        data["found"] = self.find(name) if name else None
        if not data["found"]:
            self.add_error("address", self.why_not(name))
        return data

    def find(self, name: str) -> Any:
        raise NotImplementedError

    def why_not(self, name: str) -> str:
        raise NotImplementedError
