"""What goes to one action of a series, or to others as well; and the dates on which one is repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from groundswell.core.models import Action, Call
from groundswell.core.models.series import ALL, DATES, LATER, MOST_DATES, THIS
from groundswell.lib import days
from groundswell.lib.clock import now
from groundswell.web.forms.registering import CancelForm, CleanCharField, RegisterForm

SCOPE = "scope"
LIST = "list"
MOST_TYPED = 4000
WRONG = {"repeat", "repeat_until", "repeat_list"}


class Scoped(forms.Form):
    """Asked only where there are others that it may go to."""

    scope = forms.ChoiceField(
        label=_l("Of which ones?"),
        required=False,
        choices=[
            (THIS, _l("only this one")),
            (LATER, _l("this one and the later ones")),
            (ALL, _l("all that are still to come")),
        ],
        widget=forms.RadioSelect(attrs={"class": "one"}),
        help_text=_l("What is over or cancelled stays as it is, and so does what was changed of one alone before."),
    )

    action: Action

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = self.action.series if self._several() else None
        if not self.series:
            del self.fields[SCOPE]
        self.initial.setdefault(SCOPE, THIS)

    def _several(self) -> bool:
        series = self.action.series
        return bool(series and series.kind == DATES and series.holds(self.action) and series.reached(self.action, ALL))

    def change_of(self, action: Action) -> Callable[..., None]:
        """The verb that is meant: of the one, or of the series."""
        scope = self.cleaned_data.get(SCOPE) or THIS
        return partial(self.series.change, action, scope) if self.series and scope != THIS else action.change

    def cancel_of(self, action: Action) -> Callable[..., None]:
        scope = self.cleaned_data.get(SCOPE) or THIS
        return partial(self.series.cancel, action, scope) if self.series and scope != THIS else action.cancel


class ScopedCancelForm(Scoped, CancelForm):
    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        super().__init__(*args, **kwargs)

    def _several(self) -> bool:
        """The rows of a table, too: whoever falls ill calls off everything at once."""
        series = self.action.series
        return bool(series and series.holds(self.action) and series.reached(self.action, ALL))


STEPS = [
    ("", _l("only once")),
    (days.DAY, _l("every day")),
    (days.WEEK, _l("every week")),
    (days.FORTNIGHT, _l("every two weeks")),
    (days.MONTH, _l("every month, on the same weekday")),
    (LIST, _l("on these dates")),
]


class Repeating(forms.Form):
    """How something is repeated, and of what comes of that the dates that are wanted."""

    repeat = forms.ChoiceField(label=_l("It repeats"), required=False, choices=STEPS)
    repeat_until = forms.DateField(
        label=_l("Until and with"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    repeat_list = CleanCharField(
        label=_l("The dates"),
        required=False,
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("One to a line: 2031-03-15, or 15 March 2031."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call = self.of_call()
        if call.last_day:
            self.fields["repeat_until"].widget.attrs["max"] = call.last_day.isoformat()
        self.first: date | None = None
        self.days: list[date] = []  # all that follow from what was typed
        self.picked: set[date] = set()  # those of them that are wanted

    def of_call(self) -> Call:
        raise NotImplementedError

    def find_days(self, first: date) -> None:
        """After the other fields are clean."""
        step = self.cleaned_data.get("repeat")
        if not step or {"repeat_until", "repeat_list"} & set(self.errors):
            return
        self.first = first
        self.days = self._listed(first) if step == LIST else self._every(step, first)
        if len(self.days) > MOST_DATES:
            text = ngettext("At most %(most)s date.", "At most %(most)s dates.", MOST_DATES) % {"most": MOST_DATES}
            self.add_error("repeat_list" if step == LIST else "repeat_until", text)
        if not self.errors and len(self.days) < 2:
            self.add_error("repeat_list" if step == LIST else "repeat_until", _("This gives no other date."))
        sent = set(self.data.getlist("day")) if hasattr(self.data, "getlist") else set()
        self.picked = {day for day in self.days if day == first or not self.seen or day.isoformat() in sent}

    @property
    def seen(self) -> bool:
        """Whether these same dates stood on the page already, to be unticked."""
        return bool(self.days) and self.data.get("days_seen") == self.days_mark

    @property
    def days_mark(self) -> str:
        return " ".join(day.isoformat() for day in self.days)

    @property
    def unseen_days(self) -> bool:
        return bool(self.days) and not self.seen

    @property
    def dates(self) -> list[dict[str, Any]]:
        """For the page: each with its weekday, and whether it is ticked. That of the form itself stands."""
        return [
            {
                "day": day.isoformat(),
                "text": formats.date_format(day, _("l j F Y")),
                "picked": day in self.picked,
                "fixed": day == self.first,
            }
            for day in ([] if WRONG & set(self.errors) else self.days)
        ]

    @property
    def step(self) -> str:
        step: str = self.cleaned_data.get("repeat", "")
        return "" if step == LIST else step

    def _every(self, step: str, first: date) -> list[date]:
        until = self.cleaned_data.get("repeat_until") or self.of_call().last_day
        if not until:
            self.add_error("repeat_until", _("Say until when."))
            return []
        if until < first:
            self.add_error("repeat_until", _("This is before the first date."))
            return []
        if not self.of_call().takes(until):
            self.add_error("repeat_until", _("This is outside the days of the call."))
            return []
        return days.every(step, first, until, most=MOST_DATES + 1)

    def _listed(self, first: date) -> list[date]:
        call = self.of_call()
        typed = [line for part in self.cleaned_data["repeat_list"].splitlines() for line in part.split(";")]
        found = {first}
        for text in filter(None, map(str.strip, typed)):
            day = days.read(text, call.takes)
            if not day:
                trouble = _("“%(text)s” is no date that we can read. Write it as 2031-03-15.")
                self.add_error("repeat_list", trouble % {"text": text[:40]})
            elif not call.takes(day) or day < now().date():
                trouble = _("“%(text)s” is outside the days of the call, or over.")
                self.add_error("repeat_list", trouble % {"text": text[:40]})
            else:
                found.add(day)
        return sorted(found)


class DatesForm(Repeating):
    """On the host's page: on which other days."""

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        super().__init__(*args, **kwargs)
        self.fields["repeat"].required = True
        self.fields["repeat"].widget.choices = [("", _("Choose")), *STEPS[1:]]

    def of_call(self) -> Call:
        return self.action.call

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.find_days(self.action.day)
        return data


class RegisterManyDatesForm(Repeating, RegisterForm):
    """The form that registers, with "It repeats"."""

    def of_call(self) -> Call:
        return self.call

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date"):
            self.find_days(data["date"])
        return data
