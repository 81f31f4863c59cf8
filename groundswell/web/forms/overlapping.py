"""At which other action the same people were counted."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, lookalikes, permissions
from groundswell.core.models import Action
from groundswell.core.models.call import PUBLIC
from groundswell.web.forms.pointing import PointingForm
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.showing import Shown


class OverlapForm(PointingForm):
    ADDRESS = re.compile(r"(?:^|/actions/)([0-9a-zA-Z]+)/?(?:[?#].*)?$")
    relation = forms.ChoiceField(
        label=_l("This action is"),
        choices=kinds.choices(kinds.OVERLAPS),
        initial="part",
        widget=forms.RadioSelect(attrs={"class": "one"}),
    )
    because = CleanCharField(
        label=_l("Why?"),
        max_length=400,
        required=False,
        help_text=_l("Everybody sees this. No names of private persons."),
    )
    field_order = ("relation", "other", "address", "because")

    def __init__(self, *args: Any, action: Action, person: permissions.Somebody, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.fields["other"].label = _l("Which action?")
        self.fields["other"].help_text = _l("Near it, within two days, and yours to moderate.")
        self.fields["address"].help_text = _l("Of any call on this server; its short name will do.")
        near = lookalikes.anywhere(action, permissions.overlappable(person))
        self.offer([(each.ref, self._titled(each)) for each in near])

    def _titled(self, each: Action) -> str:
        shown = Shown(each)
        parts = [each.title, shown.date_text, shown.place_text]
        parts += [each.call.title] if each.call_id != self.action.call_id else []
        return " · ".join(f"\u2068{part}\u2069" for part in parts if part)

    def find(self, name: str) -> Action | None:
        public = Action.objects.visible().filter(call__stage__in=PUBLIC).select_related("call")
        return public.filter(ref=name.lower()).first()

    def why_not(self, name: str) -> str:
        return _("There is no public action at this address.")
