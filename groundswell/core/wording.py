"""In which words somebody reads a call: each text in their language where there is one, and otherwise as near as it is.

The order: the language asked for by the address (`?text=ar`), the page's, what that is a kind of (pt-BR, pt), the order
of the call's convenors, the language in which it was first written. What a browser would like best counts for nothing:
an address has one answer, which can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from groundswell.core.models import Call, Translation
from groundswell.core.models.translation import digest
from groundswell.core.texts import NOUNS, is_row_of, language_of
from groundswell.lib import tongues


class Words(str):
    """A text that knows in which language it is, and whose translation it is."""

    language: str
    translation: Translation | None
    outdated: bool

    @classmethod
    def of(cls, text: str, language: str, translation: Translation | None = None, *, outdated: bool = False) -> Words:
        words = cls(text)
        words.language, words.translation, words.outdated = tongues.canonical(language), translation, outdated
        return words

    @property
    def dir(self) -> str:
        return tongues.direction(self.language)


class Wording:
    """The texts of some calls, or of rows under them, for one reader: one query, however many they are."""

    def __init__(self, calls: Iterable[Call], *nouns: str, asked: str = "") -> None:
        self.calls = {call.pk: call for call in calls}
        self.nouns = nouns or ("call",)
        self.page = tongues.canonical(get_language() or "en")
        self.asked = tongues.canonical(asked) if tongues.well_formed(asked) else ""

    def order(self, call: Call, first: str) -> list[str]:
        """The languages to look for, the best first; it ends with that in which a text was first written."""
        asked = [self.asked] if self.asked else []
        found = [*asked, *tongues.wider(self.page), *map(tongues.canonical, call.fallback), tongues.canonical(first)]
        return list(dict.fromkeys(found))

    @cached_property
    def kept(self) -> dict[tuple[int, str, int, str, str], dict[str, Translation]]:
        kept: dict[tuple[int, str, int, str, str], dict[str, Translation]] = {}
        orders = {pk: self.order(call, call.language) for pk, call in self.calls.items()}
        # A call that was written in the language that is looked for first is shown as it was written.
        sought = [pk for pk, order in orders.items() if len(order) > 1 or self.nouns != ("call",)]
        wanted = {language for pk in sought for language in orders[pk]}
        rows = Translation.objects.filter(call__in=sought, noun__in=self.nouns).into(wanted) if sought else []
        for row in rows:
            key = (row.call_id, row.noun, row.noun_id, row.field, row.part)
            kept.setdefault(key, {})[row.language] = row
        return kept

    def of(self, row: Any) -> Worded:
        return Worded(row, self)

    def all_of(self, rows: Iterable[Any]) -> list[Worded]:
        return [Worded(row, self) for row in rows]

    def text(self, row: Any, name: str) -> Words | list[Words]:
        field = next(field for field in NOUNS[row._meta.model_name].fields if field.name == name)
        value = getattr(row, name)
        if field.each:
            return [self._said(row, name, text, digest(text)) for text in value]
        return self._said(row, name, value)

    def demand(self, call: Call, text: str) -> Words:
        """One of the call's demands, or what was one when a milestone told of it."""
        return self._said(call, "demands", text, digest(text))

    def _said(self, row: Any, name: str, text: str, part: str = "") -> Words:
        call = self.calls[row.pk if isinstance(row, Call) else row.call_id]
        first = tongues.canonical(language_of(row, call))
        there = self.kept.get((call.pk, row._meta.model_name, row.pk, name, part), {}) if text else {}
        for language in self.order(call, first):
            if language == first:
                break
            if said := there.get(language):
                return Words.of(said.text, language, said, outdated=said.original != digest(text))
        return Words.of(text, first)

    def notice(self, call: Call, words: Iterable[Words]) -> Notice | None:
        """What a reader must be told of these texts; nothing where they are in the page's language as first written."""
        shown = [each for each in words if each]
        told = Notice(self, call, shown)
        return told if told.foreign or told.translated else None


class Worded:
    """A row whose texts are those for one reader; all else is the row's own."""

    def __init__(self, row: Any, wording: Wording) -> None:
        self.row, self.wording = row, wording

    def __getattr__(self, name: str) -> Any:
        if is_row_of(self.row, name):
            return self.wording.text(self.row, name)
        return getattr(self.row, name)

    def __str__(self) -> str:
        return str(getattr(self, "title", self.row))

    @property
    def texts(self) -> list[Words]:
        """All that its page shows of it."""
        fields = NOUNS[self.row._meta.model_name].fields
        found = (self.wording.text(self.row, field.name) for field in fields if not field.aside)
        return [words for each in found for words in ([each] if isinstance(each, Words) else each)]


@dataclass
class Notice:
    """In which languages texts are shown to whoever reads a page, who translated them, and where to read the others."""

    wording: Wording
    call: Call
    shown: Sequence[Words]

    @property
    def foreign(self) -> list[str]:
        """The languages among them that are not the page's."""
        languages = dict.fromkeys(words.language for words in self.shown)
        return [language for language in languages if not tongues.alike(language, self.wording.page)]

    @property
    def chosen(self) -> bool:
        """Whether the reader asked for a language by the address, and got it."""
        return self.wording.asked in self.foreign

    @property
    def partly(self) -> bool:
        return len({words.language for words in self.shown}) > len(self.foreign)

    @property
    def translated(self) -> list[Translation]:
        return [words.translation for words in self.shown if words.translation]

    @property
    def translators(self) -> list[str]:
        return list(dict.fromkeys(each.translated_by for each in self.translated if each.translated_by))

    @property
    def outdated(self) -> datetime | None:
        """When the oldest of those was made whose original has changed since."""
        return min((words.translation.at for words in self.shown if words.translation and words.outdated), default=None)

    @cached_property
    def others(self) -> list[str]:
        """Where else it can be read; asked for only where there is a notice."""
        found = self.call.translations.filter(noun__in=self.wording.nouns)
        there = {*found.order_by().values_list("language", flat=True).distinct()}
        wanted = map(tongues.canonical, [self.call.language, *self.call.languages])
        order = dict.fromkeys([each for each in wanted if each in there | {tongues.canonical(self.call.language)}])
        shown = {words.language for words in self.shown}
        return [each for each in [*order, *sorted(there - set(order))] if shown != {each}]


def worded(call: Call, asked: str = "") -> Any:
    """A call in the reader's words, for pages that name it."""
    return Wording([call], asked=asked).of(call)


def all_worded(calls: Iterable[Call]) -> dict[int, Any]:
    """Several, by their numbers."""
    wording = Wording(calls)
    return {pk: wording.of(call) for pk, call in wording.calls.items()}


def in_words(row: Any) -> Any:
    """A call, or one row under it, for pages that show it alone."""
    call = row if isinstance(row, Call) else row.call
    return Wording([call], "call", str(row._meta.model_name)).of(row)
