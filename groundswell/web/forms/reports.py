"""What happened, as somebody tells it: a few usual questions, and the rest behind folds, by topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from groundswell.core import kinds, turnout
from groundswell.core.models import Action
from groundswell.core.models.checked import ASKED, CITABLE, SPOKEN, TELLING
from groundswell.lib.clock import in_zone, now
from groundswell.web.forms.told import TONGUES, FigureField, citing_fields, estimate_fields, text
from groundswell.web.reported import LABELS, answer

AT_LEAST = 3  # places for estimates, and for sources
WHILE_GATHERING = timedelta(hours=6)  # before the start people are counted already
EARLIEST_ZONE = timedelta(hours=14)  # there it is tomorrow already
MEANT = {"no": False, "yes": True}
SAID = {False: "no", True: "yes", None: ""}
WHOLE, FIGURE = "whole", "figure-"  # what a source is cited for, besides columns
QUESTIONS = {
    "arrests": _l("Was anybody arrested?"),
    "injuries_crowd": _l("Was anybody in the crowd hurt?"),
    "injuries_police": _l("Was any police officer hurt?"),
    "injuries_others": _l("Was anybody else hurt?"),
    "deaths": _l("Did anybody die?"),
    "property_damage": _l("Was anything damaged?"),
    "counter_action": _l("Was there an action against it?"),
    "organisations": _l("Was any organisation there?"),
    "claims": _l("Was anything demanded?"),
    "slogans": _l("Were there slogans?"),
    "police_measures": _l("Did the police do anything?"),
    "participant_measures": _l("Did participants take any measures?"),
}
# Behind folds, in this order. What is in none stands open.
FOLDS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "harm": (
        _l("Arrests, people hurt, deaths"),
        ("arrests", "injuries_crowd", "injuries_police", "injuries_others", "deaths"),
    ),
    "measures": (_l("Police, and what people did"), ("police_measures", "participant_measures", "property_damage")),
    "against": (_l("Permit or ban, an action against it"), ("permit", "permit_detail", "counter_action")),
    "said": (_l("Who took part, what they demanded"), ("organisations", "participants", "claims", "slogans")),
}
LINES = {"notes": 4, "police_measures": 3, "participant_measures": 3, "organisations": 2, "participants": 2,
         "claims": 3, "slogans": 3}  # fmt: skip
LONG = 4_000  # characters of what has lines
LONGER = {"notes": _l("What else should be remembered?")}
HELP = {
    "notes": _l("No names of private persons."),
    "slogans": _l("Word for word, one to a line."),
    "organisations": _l("Those that were there, as they call themselves."),
    "participants": _l("“Families, rowers, students”. No names of private persons."),
}


@dataclass
class Fold:
    label: Any
    fields: list[BoundField]
    more: list[BoundField]  # behind a fold within it
    others: list[BoundField]  # behind another one
    source: dict[str, Any] | None = None  # what is known already of the source that the fields are about

    @property
    def open(self) -> bool:
        return bool(self.source) or _filled([*self.fields, *self.more, *self.others])

    @property
    def more_open(self) -> bool:
        return _filled(self.more)

    @property
    def others_open(self) -> bool:
        return _filled(self.others)


class ReportForm(forms.Form):
    """Nothing is required but that something is told; what is left out is unknown."""

    def __init__(
        self, *args: Any, action: Action, estimates: int = AT_LEAST, sources: int = AT_LEAST, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.figures, self.citings = action, range(1, estimates + 1), range(1, sources + 1)
        for number in self.figures:
            self.fields |= estimate_fields(number)
        cited_for = _cited_for(estimates)
        for number in self.citings:
            self.fields |= citing_fields(number, cited_for)
        for name in TELLING:
            self.fields |= _told_fields(name)

    # As it is drawn.

    @property
    def estimate_groups(self) -> list[Fold]:
        return [self._group(estimate_fields(number), ("words", "counter")) for number in self.figures]

    @property
    def source_groups(self) -> list[Fold]:
        usual = ("address", "publisher", "date", "off")
        return [
            self._group([*citing_fields(number, []), f"source_{number}_off"], usual, ("about",))
            for number in self.citings
        ]

    def _group(self, fields: Any, usual: tuple[str, ...], last: tuple[str, ...] = ()) -> Fold:
        """Those first whose name says what is usual."""
        heaps: dict[str, list[BoundField]] = {"usual": [], "more": [], "last": []}
        for name in (name for name in fields if name in self.fields):
            bare = name.removeprefix("source_").strip("0123456789_")
            heaps["usual" if bare in usual else "last" if bare in last else "more"].append(self[name])
        return Fold("", heaps["usual"], heaps["more"], heaps["last"])

    @property
    def folds(self) -> list[Fold]:
        return [Fold(label, self._asked(names), [], []) for label, names in FOLDS.values()]

    def _asked(self, names: tuple[str, ...]) -> list[BoundField]:
        return [self[field] for name in names for field in _told_fields(name)]

    # As it is read.

    def clean(self) -> dict[str, Any]:
        for number in self.figures:
            self._in_order(number)
        for name in ASKED:
            self._agree(name)
        for number in self.citings:
            self._cited(number)
        if not self.errors and not (
            self.estimates
            or self.sources
            or any(value not in ("", None) for name, value in self.told.items() if name != "language")
        ):
            raise forms.ValidationError(
                _("Tell at least one thing: how many came, what happened, or where it is told.")
            )
        return self.cleaned_data

    def _in_order(self, number: int) -> None:
        if turnout.beyond_belief(self._of(number, "words") or ""):
            self.add_error(named("words", number), _("No action was as large as that. Look at the figure again."))
        low, high = self._of(number, "low"), self._of(number, "high")
        if low and high and low > high:
            self.add_error(named("high", number), _("This is less than the lowest figure."))

    def _of(self, number: int, name: str) -> Any:
        return self.cleaned_data.get(named(name, number))

    def _agree(self, name: str) -> None:
        """None, and an account of some, cannot both be."""
        if self.cleaned_data.get(f"{name}_any") == "no" and self.cleaned_data.get(name):
            self.add_error(name, _("You said there were none. Choose “some”, or leave this empty."))

    def _cited(self, number: int) -> None:
        told = self._source(number)
        named = told["publisher"] or told["address"] or told["title"]
        beside = [name for name in ("on", "author", "archived", "quote", "kind", "language") if told[name]]
        if (beside or self._about(number)) and not named and f"source_{number}_address" not in self.errors:
            self.add_error(f"source_{number}_publisher", _("Say who published it, or give its address."))
        if told["on"] and told["on"] > (now() + EARLIEST_ZONE).date():
            self.add_error(f"source_{number}_date", _("This date is still to come."))
        if named and any(self._place(each) is None for each in self._about(number) if each.startswith(FIGURE)):
            self.add_error(f"source_{number}_about", _("It is cited for a figure that you left empty."))

    @property
    def estimates(self) -> list[dict[str, Any]]:
        return [told for number in self.figures if (told := self._estimate(number))]

    def _estimate(self, number: int) -> dict[str, Any]:
        """Empty where neither words nor figures are given."""
        words, low, high = self._of(number, "words") or "", self._of(number, "low"), self._of(number, "high")
        given, figures = self._of(number, "given") or _given(low, high), turnout.figures(words)
        if low is None and high is None:
            low, high = figures or (None, None)
        rule = turnout.rule_of(words) if figures == (low, high) else ""
        if not words and low is None and high is None:
            return {}
        # One figure is both ends: "at least 300" is 300 (docs/data.md).
        ends = {"low": high if low is None else low, "high": low if high is None else high}
        who = {name: self._of(number, name) or "unknown" for name in ("counter", "method", "measure")}
        named = {"counted_by": self._of(number, "counted_by") or "", "at": self._moment(number)}
        return {"words": words, **ends, "given": given, "rule": rule, **who, **named}

    def _moment(self, number: int) -> datetime | None:
        """On the day of the action, by its clocks; in the night after it, where that is long before it began."""
        at = self._of(number, "at")
        if not at:
            return None
        moment = in_zone(datetime.combine(self.action.day, at), self.action.timezone)
        if not self.action.timed or moment > self.action.starts - WHILE_GATHERING:
            return moment
        return in_zone(datetime.combine(self.action.day + timedelta(days=1), at), self.action.timezone)

    @property
    def only_words(self) -> bool:
        """Whether how many came was told in words that give no figure."""
        return any(estimate["low"] is None for estimate in self.estimates)

    @property
    def sources(self) -> list[dict[str, Any]]:
        found = [(number, self._source(number)) for number in self.citings]
        return [
            told | self._cited_for(number)
            for number, told in found
            if told["publisher"] or told["address"] or told["title"]
        ]

    def _source(self, number: int) -> dict[str, Any]:
        names = ("kind", "publisher", "title", "author", "language", "address", "archived", "quote")
        told: dict[str, Any] = {name: self.cleaned_data.get(f"source_{number}_{name}") or "" for name in names}
        return told | {"on": self.cleaned_data.get(f"source_{number}_date")}

    def _about(self, number: int) -> list[str]:
        return self.cleaned_data.get(f"source_{number}_about") or []

    def _cited_for(self, number: int) -> dict[str, Any]:
        chosen = self._about(number)
        whole = WHOLE in chosen or not chosen
        about = [] if whole else [name for name in chosen if name in CITABLE]
        places = [self._place(name) for name in chosen if name.startswith(FIGURE)]
        return {"about": about, "estimates": [place for place in places if place is not None], "whole": whole}

    def _place(self, name: str) -> int | None:
        """Of this figure in the list of those that are not empty."""
        filled = [number for number in self.figures if self._estimate(number)]
        number = int(name.removeprefix(FIGURE))
        return filled.index(number) if number in filled else None

    @property
    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        words = {name: data.get(name) or "" for name in TELLING}
        return words | {
            f"{name}_any": MEANT.get(data.get(f"{name}_any", ""), True if words[name] else None) for name in ASKED
        }


def named(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def _given(low: int | None, high: int | None) -> str:
    """How figures were given, where nobody chose: by which of them there are."""
    if low is None or high is None:
        return "at-least" if low is not None else "at-most" if high is not None else ""
    return "figure" if low == high else "range"


def _told_fields(name: str) -> dict[str, forms.Field]:
    """The question whether there were any, where it is asked, and what is told of it."""
    if name == "permit":
        permits = [("", pgettext_lazy("answer", "not known")), *kinds.PERMITS.items()]
        return {name: forms.ChoiceField(label=str(LABELS[name]), choices=permits, required=False)}
    if name == "language":
        tongue = [("", pgettext_lazy("language", "not said")), *TONGUES]
        return {name: forms.ChoiceField(label=_l("Language of your words"), choices=tongue, required=False)}
    lines = LINES.get(name, 0)
    most = LONG if lines else 300 if name in ("property_damage", "counter_action", "permit_detail") else 200
    counted = name in ASKED and name not in SPOKEN
    label = _l("How many, and what is known of it") if counted else LONGER.get(name, LABELS[name])
    words: dict[str, forms.Field] = {name: text(label, most, lines, help_text=HELP.get(name, ""))}
    if name not in ASKED:
        return words
    widget = forms.RadioSelect(attrs={"class": "few"})
    asked: dict[str, forms.Field] = {
        f"{name}_any": forms.ChoiceField(label=QUESTIONS[name], choices=_answers(name), required=False, widget=widget)
    }
    return asked | words


def _answers(name: str) -> list[tuple[str, str]]:
    return [(SAID[any], answer(name, any)) for any in (None, False, True)]


def _cited_for(estimates: int) -> list[tuple[str, Any]]:
    figures = [(f"{FIGURE}{number}", _("Figure %(number)s") % {"number": number}) for number in range(1, estimates + 1)]
    return [(WHOLE, _l("All of this report")), *figures, *((name, LABELS[name]) for name in CITABLE)]


def _filled(fields: list[BoundField]) -> bool:
    """Nothing typed is out of sight, nor what is wrong."""
    return any(field.errors or (field.value() not in ("", None, [], "unknown")) for field in fields)


__all__ = ["FigureField", "ReportForm"]
