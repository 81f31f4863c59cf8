from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from groundswell.core import kinds
from groundswell.core.models import Call, Milestone
from groundswell.lib.clock import now
from groundswell.web.forms.registering import CleanCharField
from groundswell.web.forms.reports import EARLIEST_ZONE


class MilestoneForm(forms.Form):
    """What was reached or refused, when, who says so, and what it means for each demand."""

    on = forms.DateField(label=_l("When was it?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    title = CleanCharField(label=_l("What happened?"), min_length=3, max_length=160, help_text=_l("In one line."))
    text = CleanCharField(
        label=_l("More about it"), required=False, max_length=6_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    publisher = CleanCharField(
        label=_l("Who says so?"), max_length=200, help_text=_l("A paper, an office, an organisation.")
    )
    address = forms.URLField(
        label=_l("Where is it told?"),
        max_length=1_000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )

    def __init__(self, *args: Any, call: Call, milestone: Milestone | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demands = demands_of(call, milestone)
        nothing = ("", pgettext_lazy("outcome of a demand", "says nothing of it"))
        for number, demand in enumerate(self.demands):
            field = forms.ChoiceField(
                label=isolated(demand), choices=[nothing, *kinds.choices(kinds.OUTCOMES)], required=False
            )
            self.fields[f"outcome_{number}"] = field

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > (now() + EARLIEST_ZONE).date():
            raise forms.ValidationError(_("This date is still to come."))
        return on

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("outcome_")]

    @property
    def outcome_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("outcome_")]

    @property
    def fields_of_milestone(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("on", "title", "text", "publisher", "address")}
        said = [(demand, self.cleaned_data[f"outcome_{number}"]) for number, demand in enumerate(self.demands)]
        return given | {"outcomes": [{"demand": demand, "outcome": outcome} for demand, outcome in said if outcome]}


def isolated(demand: str) -> str:
    """In its own direction, whatever that of the page: its full stop stays at its end."""
    return f"\u2068{demand}\u2069"


def demands_of(call: Call, milestone: Milestone | None) -> list[str]:
    """Those of the call, and those that it had when the milestone was written."""
    before = [said["demand"] for said in milestone.outcomes] if milestone else []
    return list(dict.fromkeys([*call.demands, *before]))


def initial_of(call: Call, milestone: Milestone) -> dict[str, Any]:
    given = {name: getattr(milestone, name) for name in ("on", "title", "text", "publisher", "address")}
    said = {each["demand"]: each["outcome"] for each in milestone.outcomes}
    return given | {f"outcome_{n}": said.get(demand, "") for n, demand in enumerate(demands_of(call, milestone))}
