"""Which fields of an action stand open, and which behind a fold, where nothing typed is ever out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from groundswell.core import kinds
from groundswell.web.forms.access import MORE as ACCESS_MORE
from groundswell.web.forms.access import NOTE
from groundswell.web.forms.route import NAMES as ROUTE

NOTES = tuple(NOTE + word for word in kinds.ACCESS)
REPEATING = ("repeat", "repeat_until", "repeat_list")

# Drawn one by one at the top of the form.
NEEDED = (
    "kind", "lesson", "title", "date", "start", "town", "town_id", "which", "near_town", "online",
    "join_address", "address",
)  # fmt: skip
# Behind a fold, in the order in which they are drawn. What is named nowhere is drawn at the end of the last one.
FOLDS: dict[str, tuple[str, ...]] = {
    "where": ("meeting_point", "point", "shown_from", "unannounced"),
    "hosts": ("organisations",),
    "access": (),
    "what": ("description",),
    "more": ("end", "languages", "website"),
}
# Fields that a partial within a fold draws by itself: they only open it.
PARTIALS: dict[str, tuple[str, ...]] = {
    "where": ROUTE,
    "hosts": (),
    "access": ("access", *ACCESS_MORE, *NOTES),
    "what": (),
    "more": (),
}
OWN = ("contact", "rules", "because", *REPEATING)  # drawn by the page itself


@dataclass
class Fold:
    fields: list[BoundField]
    others: list[BoundField]  # drawn by a partial

    @property
    def open(self) -> bool:
        return any(_says_something(field) for field in [*self.fields, *self.others])


class Folded(forms.Form):
    @property
    def folds(self) -> dict[str, Fold]:
        found = {name: Fold(self._bound(FOLDS[name]), self._bound(PARTIALS[name])) for name in FOLDS}
        found["more"].fields += self._bound(tuple(self._unnamed()))
        return found

    def _bound(self, names: tuple[str, ...]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def _unnamed(self) -> list[str]:
        named = {*NEEDED, *OWN}.union(*FOLDS.values(), *PARTIALS.values())
        return [name for name in self.fields if name not in named]


def _says_something(field: BoundField) -> bool:
    """An error, or a text that the host should see: typed, or suggested by the call. A usual tick is neither."""
    value: Any = field.value()
    if field.errors:
        return True
    if isinstance(value, list):
        return bool(value) and set(map(str, value)) != set(map(str, field.initial or []))
    return bool(value)
