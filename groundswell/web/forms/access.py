"""What a host says about access: what there is in one tap, and all else (no, notes, how far) where they want to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import access, kinds
from groundswell.core.models import Action
from groundswell.lib.text import clean

NOTE = "access_note_"
MORE = ("access_not", "sign_language", "livestream", "metres", "surface", "way_note")
# What is typed beside a word, and under which name the column keeps it.
BESIDE = {"sign_language": ("sign-language", "which"), "livestream": ("livestream", "address")}


class Line(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class AccessFields(forms.Form):
    """Part of the form of an action; `access` itself, the words for what there is, stands there."""

    access_not = forms.MultipleChoiceField(
        label=_l("What there is not"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("Whoever reads a plain no need not come and find out. What you leave open stands as not said."),
    )
    sign_language = Line(label=_l("Which sign language?"), required=False, max_length=80)
    livestream = forms.URLField(
        label=_l("Address of the livestream"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"], message=forms.URLField.default_error_messages["invalid"])],
    )
    metres = forms.IntegerField(
        label=_l("How far do people walk or roll, in metres?"),
        required=False,
        min_value=0,
        max_value=access.FARTHEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    surface = forms.ChoiceField(label=_l("On what ground?"), required=False)
    way_note = Line(label=_l("Note on the way"), required=False, max_length=access.NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["access_not"]
        field.choices = kinds.choices(kinds.ACCESS)
        field = self.fields["surface"]
        field.choices = [("", _("not said")), *kinds.choices(kinds.SURFACES)]
        for word, label in kinds.ACCESS.items():
            self.fields[NOTE + word] = Line(
                label=format_lazy(_l("Note: {fact}"), fact=label), required=False, max_length=access.NOTE
            )

    @property
    def access_notes(self) -> list[Any]:
        return [self[NOTE + word] for word in kinds.ACCESS]

    @property
    def access_rest(self) -> list[Any]:
        return [self[name] for name in MORE] + self.access_notes

    @property
    def access_is_wrong(self) -> bool:
        return any(field.errors for field in self.access_rest)

    @property
    def access_is_open(self) -> bool:
        """Whether anything is there, or wrong, that the fold must not hide."""
        return self.access_is_wrong or any(field.value() for field in self.access_rest)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        there, missing = data.get("access") or [], data.get("access_not") or []
        if both := [kinds.label(kinds.ACCESS, word) for word in there if word in missing]:
            self.add_error(
                "access_not",
                _("You say yes and no: %(words)s. Leave it open if you do not know.") % {"words": _(", ").join(both)},
            )
        said: dict[str, dict[str, Any]] = {
            word: {"no": word in missing, "note": data.get(NOTE + word, "")} for word in kinds.ACCESS
        }
        for name, (word, key) in BESIDE.items():
            if typed := data.get(name):
                said[word][key] = typed
                self._take_for_yes(data, name, word)
        way = {
            name: data.get(typed)
            for name, typed in (("metres", "metres"), ("surface", "surface"), ("note", "way_note"))
        }
        data["access_more"] = access.shaped(said | {access.DISTANCE: way})
        return data

    def _take_for_yes(self, data: dict[str, Any], name: str, word: str) -> None:
        """Who says which, or where, says that there is one."""
        if word in (data.get("access_not") or []):
            self.add_error(name, _("You say above that there is none."))
        elif "access" in data and word not in data["access"]:
            data["access"] = [each for each in kinds.ACCESS if each in (*data["access"], word)]


def about_access(name: str) -> bool:
    return name == "access" or name in MORE or name.startswith(NOTE)


def means() -> list[tuple[str, Any]]:
    """The words with what each means for whoever hosts."""
    return [
        (word, format_lazy("{word}: {means}", word=label, means=kinds.ACCESS_MEANS[word]))
        for word, label in kinds.ACCESS.items()
    ]


def initial_of(action: Action) -> dict[str, Any]:
    facts, way = access.facts_of(action), access.way_of(action)
    initial: dict[str, Any] = {NOTE + fact.word: fact.note for fact in facts}
    initial["access_not"] = [fact.word for fact in facts if fact.answer == access.NO]
    for fact in facts:
        if fact.which or fact.address:
            initial |= {name: getattr(fact, key) for name, (word, key) in BESIDE.items() if word == fact.word}
    return initial | ({"metres": way.metres, "surface": way.surface, "way_note": way.note} if way else {})
