from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Action
from groundswell.core.models.admission import MOST

LARGEST = 1_000_000


class AttendanceForm(forms.Form):
    """ "I am coming", with how many."""

    number = forms.TypedChoiceField(
        label=_l("How many are you?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST + 1)],
        required=False,
        empty_value="1",  # a button alone is one person
        error_messages={"invalid_choice": _l("Choose a number from 1 to 10.")},
    )


class StandbyForm(AttendanceForm):
    """Onto the waiting list."""

    contact = forms.EmailField(
        label=_l("Your mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_l("We write to it when there is a place for you, and once before, to make sure that it is you."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.why = _("Kept encrypted, shown to nobody, not even to the hosts; erased a day after the action.")
        self.fields["number"].required = True


class AdmissionForm(forms.Form):
    """How many may come, and how it is told."""

    capacity = forms.IntegerField(
        label=_l("How many people can come?"),
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text=_l(
            "Left empty: as many as like. When all places are taken, the page offers a waiting list, and whoever has "
            "waited longest gets the next place."
        ),
    )
    rounded = forms.BooleanField(
        label=_l("Round how many are coming"),
        required=False,
        help_text=_l(
            "Everybody else then reads “fewer than 10”, “at least 10”, “at least 20”. Where few come, an exact number "
            "can tell who they are."
        ),
    )

    @classmethod
    def of(cls, action: Action) -> AdmissionForm:
        return cls(initial={"capacity": action.capacity, "rounded": action.coming_rounded})
