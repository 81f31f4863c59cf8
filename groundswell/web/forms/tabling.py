"""Many actions out of one table, pasted or uploaded: the forms, and what is wrong with each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds, signers
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import PROPOSED, VISIBLE
from groundswell.core.models.series import Sketch
from groundswell.lib import days
from groundswell.lib.text import fold
from groundswell.web.forms.columns import COLUMNS, read
from groundswell.web.forms.entering import TableForm
from groundswell.web.forms.registering import ActionForm, RegisterForm
from groundswell.web.forms.understanding import understood
from groundswell.web.showing import place_text

MENDED_AT_ONCE = 50  # rows with fields to mend on one page; the others wait for the next look
ARCHIVE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # .xlsx and .ods, .xls, .pdf
# Which column the errors of a field stand beside.
BESIDE = {"which": "town", "near_town": "town", "town_id": "town", "point": "lat", "lesson": "kind"}


class ManyForm(TableForm):
    """A table of actions, as text or as a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = _("From a spreadsheet, or as CSV. The first row names the columns.")
        self.fields["table"].widget.attrs["rows"] = 8

    def clean_file(self) -> str:
        file: Any = self.cleaned_data.get("file")
        if file and file.read(4).startswith(ARCHIVE):
            raise forms.ValidationError(
                _("This is no table of plain text. In your spreadsheet, choose “Save as” and then CSV, and send that.")
            )
        if file:
            file.seek(0)
        return super().clean_file()


class TogetherForm(forms.Form):
    """One address and one acceptance of the ground rules for all."""

    contact = RegisterForm.declared_fields["contact"]
    rules = RegisterForm.declared_fields["rules"]

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["contact"].why = _("Kept encrypted, shown to nobody, erased 30 days after the action.")  # type: ignore[attr-defined]
        self.fields["contact"].help_text = _("One letter goes there: one link proves the address for all.")
        self.rules_version = signers.current(call)

    clean_rules = RegisterForm.clean_rules


class DeskForm(forms.Form):
    """At the desk: for whom, and whether at once."""

    contact = forms.EmailField(
        label=_l("The host's mail address"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_l("A letter with the host code goes there. Without one, only the desk can change them."),
    )
    publish = forms.BooleanField(
        label=_l("Publish them at once"),
        required=False,
        help_text=_l("Your name stands behind it. Else they wait in the tray."),
    )
    rules_version = None


class RowForm(ActionForm):
    """One row. It knows no lesson; who typed a region or a country next to the town has said more."""

    def _lessons(self) -> None:
        del self.fields["lesson"]


@dataclass
class Entry:
    """One row as it was given, and what was understood of it."""

    line: int
    given: dict[str, str]
    form: RowForm
    refused: list[tuple[str, str]] = field(default_factory=list)  # column and reason: what a form cannot know
    alike: list[Action] = field(default_factory=list)

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """The column, and what is wrong in it."""
        told = [(name, str(error)) for name, errors in self.form.errors.items() for error in errors]
        return [("" if name == "__all__" else BESIDE.get(name, name), error) for name, error in told] + self.refused

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def wrong(self) -> list[dict[str, Any]]:
        """The cells to be mended: with heading, what stands in it, what is wrong, and what there is to choose from."""
        found: dict[str, dict[str, Any]] = {}
        for name, error in self.problems:
            label = COLUMNS.get(name, "")
            cell = {
                "name": name,
                "label": label,
                "value": self.given.get(name, ""),
                "errors": [],
                "choices": self._choices(name),
            }
            found.setdefault(name, cell)["errors"].append(error)
        return list(found.values())

    def _choices(self, name: str) -> list[tuple[Any, str]]:
        if name == "kind":
            return list(self.form.fields["kind"].choices)[1:]  # type: ignore[attr-defined]
        return list(self.form.fields["which"].choices) if name == "town" and "which" in self.form.fields else []  # type: ignore[attr-defined]

    @property
    def about(self) -> dict[str, str]:
        """What was understood, in words."""
        data, form = getattr(self.form, "cleaned_data", {}), self.form
        start, end = data.get("start"), data.get("end")
        hours = f"{start:%H:%M}" if start else ""
        if start and end:
            hours = _("%(start)s to %(end)s") % {"start": hours, "end": f"{end:%H:%M}"}
        return {
            "title": data.get("title") or self.given.get("title", ""),
            "kind": kinds.label(kinds.ACTIONS, data["kind"]) if data.get("kind") else "",
            "day": formats.date_format(data["date"], _("l j F Y")) if data.get("date") else "",
            "hours": hours,
            "zone": form.zone.replace("_", " "),
            "address": data.get("address", ""),
            "place": self._place(),
        }

    def _place(self) -> str:
        place = self.form.place
        return place_text(place | {"address": ""}) if place.get("country") or place.get("online") else ""

    @property
    def key(self) -> tuple[object, ...]:
        data, place = self.form.cleaned_data, self.form.place
        return (
            fold(data["title"]),
            data["starts"],
            place.get("town") or fold(place.get("locality", "")),
            place.get("address"),
        )

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.form.fields_of_action(), self.form.place, self.form.cleaned_data["organisations"])


def entries(text: str, call: Call, *, desk: bool = False) -> list[Entry]:
    """Every row with what is wrong with it. Raises NoTable where it is no table of ours at all."""
    rows = list(read(text))
    found = [Entry(line, given, _form(given, call)) for line, given in rows]
    _tell_doubles(found, call, (*VISIBLE, PROPOSED) if desk else VISIBLE)
    return found


def _form(given: dict[str, str], call: Call) -> RowForm:
    form = RowForm(understood(given, call), call=call)
    form.is_valid()
    if len(may_be := days.meanings(given.get("date", ""), call.takes)) > 1:
        named = [formats.date_format(day, "DATE_FORMAT") for day in may_be]
        told = _("This may be %(one)s or %(other)s. Write it as %(written)s.")
        told %= {"one": named[0], "other": named[1], "written": may_be[0].isoformat()}
        form.errors["date"] = form.error_class([told])
    if given.get("kept") == "more":
        form.add_error(None, _("It has more values than there are columns."))
    return form


# Doubles.


def _tell_doubles(found: list[Entry], call: Call, states: tuple[str, ...]) -> None:
    """Of two rows that say the same the first is meant; what is here already is not registered twice."""
    sound = [entry for entry in found if entry.form.is_valid()]
    known = _alike(sound, call, states)
    seen: dict[tuple[object, ...], int] = {}
    for entry in sound:
        entry.alike = known.get((entry.form.place.get("town"), entry.form.cleaned_data["date"]), [])
        if any(_same(entry, action) for action in entry.alike):
            entry.refused.append(("", _("It is registered here already.")))
        elif entry.key in seen:
            entry.refused.append(("", _("The same stands in line %(line)s.") % {"line": seen[entry.key]}))
        seen.setdefault(entry.key, entry.line)


def _alike(sound: Iterable[Entry], call: Call, states: tuple[str, ...]) -> dict[tuple[int | None, date], list[Action]]:
    """What is here already, by town and day: for a host what is public, at the desk also what waits."""
    towns = {entry.form.place.get("town") for entry in sound} - {None}
    some = {entry.form.cleaned_data["date"] for entry in sound}
    rows = Action.objects.filter(call=call, town__in=towns, day__in=some, state__in=states)
    found: dict[tuple[int | None, date], list[Action]] = {}
    for action in rows.order_by("starts", "id"):
        found.setdefault((action.town, action.day), []).append(action)
    return found


def _same(entry: Entry, action: Action) -> bool:
    return (fold(action.title), action.starts) == (
        fold(entry.form.cleaned_data["title"]),
        entry.form.cleaned_data["starts"],
    )
