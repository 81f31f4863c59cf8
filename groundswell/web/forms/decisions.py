from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import answers
from groundswell.core.models import Call
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.verdicts import ALL, ASK, WITHOUT_REASON

OTHER = "other"  # and not empty: an empty one would be chosen before anybody chose


class DecisionForm(forms.Form):
    """A verdict about what was picked. Whatever is not an acceptance needs a reason, from the list or in own words."""

    verdict = forms.ChoiceField(choices=[(verdict, verdict) for verdict in ALL], widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_l("Reason"), required=False, widget=forms.RadioSelect(attrs={"class": "one"}))
    because = CleanCharField(
        label=_l("In your own words"), max_length=400, required=False, help_text=_l("Whoever proposed it reads this.")
    )

    def __init__(self, *args: Any, call: Call, languages: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.answers = answers.choices(call, languages)
        reason: Any = self.fields["reason"]
        reason.choices = [*((each.value, each.title) for each in self.answers), (OTHER, _("Another reason"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") in WITHOUT_REASON:
            data["reason"] = data["because"] = ""
        elif data.get("verdict") == ASK and not data.get("reason") and not data.get("because") and not self.errors:
            self.add_error("because", _("Write what you ask."))
        elif data.get("reason") == OTHER and not data.get("because") and not self.errors:
            self.add_error("because", _("Write the other reason."))
        elif not data.get("reason") and not data.get("because") and not self.errors:
            self.add_error("reason", _("Give a reason: whoever proposed it is told."))
        reason = data.get("reason", "")
        answer = answers.chosen(self.call, reason)
        return data | {"answer": answer, "reason": "" if answer or reason == OTHER else reason}
