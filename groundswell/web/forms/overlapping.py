"""At which other action the same people were counted: chosen from what is near, or by its address."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, lookalikes
from groundswell.core.models import Action
from groundswell.core.models.call import PUBLIC
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.showing import Shown

ADDRESS = re.compile(r"(?:^|/actions/)([0-9a-zA-Z]+)/?(?:[?#].*)?$")


class OverlapForm(forms.Form):
    relation = forms.ChoiceField(
        label=_l("This action is"),
        choices=kinds.choices(kinds.OVERLAPS),
        initial="part",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    other = forms.ChoiceField(label=_l("Which action?"), required=False, help_text=_l("Near it, and within two days."))
    address = CleanCharField(
        label=_l("Or by the address of its page"),
        max_length=300,
        required=False,
        help_text=_l("Of any call on this server; its short name will do."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    because = CleanCharField(
        label=_l("Why?"),
        max_length=400,
        required=False,
        help_text=_l("Everybody sees this. No names of private persons."),
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        other: Any = self.fields["other"]
        other.choices = [("", _("Choose")), *((each.ref, self._titled(each)) for each in lookalikes.anywhere(action))]

    def _titled(self, each: Action) -> str:
        shown = Shown(each)
        parts = [each.title, shown.date_text, shown.place_text]
        parts += [each.call.title] if each.call_id != self.action.call_id else []
        return " · ".join(f"\u2068{part}\u2069" for part in parts if part)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("other")) == bool(data.get("address")):
            self.add_error("other", _("Choose one from the list, or give its address, not both."))
            return data
        typed = ADDRESS.search(data["address"]) if data["address"] else None
        ref = typed[1].lower() if typed else data["other"]
        public = Action.objects.visible().filter(call__stage__in=PUBLIC).select_related("call")
        data["found"] = public.filter(ref=ref).first() if ref else None
        if not data["found"]:
            self.add_error("address", _("There is no public action at this address."))
        return data
