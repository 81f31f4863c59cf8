"""The town of the filter page: typed in words, in any script, where the filter's own word `town` is a number."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from groundswell.core import gazetteer, misspelling
from groundswell.core.filter import ActionFilter
from groundswell.core.gazetteer import Town
from groundswell.lib.text import clean
from groundswell.web import places
from groundswell.web.forms.registering import likely

WORD = "town_name"  # of this page alone; shapes know the number


@dataclass(frozen=True)
class TownField:
    typed: str
    towns: list[Town]

    @classmethod
    def read(cls, given: QueryDict) -> TownField:
        typed = clean(given.get(WORD, "")).strip()[:120]
        return cls(typed, _meant(typed) if typed else [])

    def words(self, given: QueryDict) -> dict[str, list[str]]:
        """The words of the address with the number in place of the name; of several towns, with every number."""
        words = {word: values for word, values in given.lists() if word != WORD}
        return words | ({"town": [str(town.id) for town in self.towns]} if self.typed else {})

    @property
    def error(self) -> str:
        return "" if self.towns or not self.typed else _("We know no town of this name. Try another spelling.")

    def choices(self, wanted: ActionFilter) -> list[dict[str, str]]:
        """Where the name has several towns: each, and the list of that one alone."""
        return [_link(wanted, town) for town in (self.towns if len(self.towns) > 1 else [])]

    def meant(self, wanted: ActionFilter) -> list[dict[str, str]]:
        """Where it has none: the towns of names like it."""
        return [_link(wanted, town) for town in misspelling.alike(self.typed)] if self.error else []

    def shown(self, wanted: ActionFilter) -> str:
        """What stands in the field: what was typed, or the name of the one town that the address has."""
        if self.typed or len(wanted.town) != 1:
            return self.typed
        town = gazetteer.town(wanted.town[0])
        return places.label(town) if town else ""


def _link(wanted: ActionFilter, town: Town) -> dict[str, str]:
    query = wanted.words(page=1, town=())
    return {"label": places.label(town), "url": "?" + "&".join(filter(None, (query, urlencode({"town": town.id}))))}


def _meant(typed: str) -> list[Town]:
    if "," in typed.translate(gazetteer.COMMAS) and (town := gazetteer.best(typed)):
        return [town]
    return likely(typed) or gazetteer.find(typed, limit=1)
