"""What came between: forms for putting off without a date, taking up again, and calling off afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Action
from groundswell.web.forms.access import Line


class UndatedField(forms.Form):
    """Part of the form that changes an action: a tick in place of a date."""

    undated = forms.BooleanField(
        label=_l("Postponed: the new date is not known yet"),
        required=False,
        help_text=_l("Then date and times above do not count. Come back once you know, and take the tick away."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get(self.add_prefix("undated")):
            for name in ("date", "start", "end"):
                self.fields[name].required = False

    def clean_date(self) -> Any:
        return super().clean_date() if self.cleaned_data.get("date") else None  # type: ignore[misc]

    def _find_times(self, data: dict[str, Any]) -> None:
        if data.get("undated"):
            action: Action = self.action  # type: ignore[attr-defined]
            data |= {"starts": action.starts, "ends": action.ends}
            for name in ("date", "start", "end"):
                self.errors.pop(name, None)
        else:
            super()._find_times(data)  # type: ignore[misc]

    def fields_of_action(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().fields_of_action()  # type: ignore[misc]
        return fields | {"undated": self.cleaned_data["undated"]}


def undated_initial(action: Action) -> dict[str, Any]:
    """The old date is no longer one, so it is not offered."""
    return {"undated": True, "date": None} if action.undated else {}


class BecauseForm(forms.Form):
    """One line for everybody to see."""

    because = Line(
        label=_l("Why?"),
        max_length=400,
        min_length=3,
        help_text=_l("Everybody sees this. No names of private persons."),
    )
