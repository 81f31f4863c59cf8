"""What a host says about access: yes, no, or nothing. Nothing is unknown, and never no.

A yes stands in `Action.access`, by which lists are filtered. What that cannot say stands in `Action.access_more`, by
its word: `{"toilets": {"no": true, "note": "…"}, "sign-language": {"which": "Libras"}, "livestream": {"address": "…"},
"distance": {"metres": 800, "surface": "gravel", "note": "…"}}`. What is empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from groundswell.core import kinds

if TYPE_CHECKING:
    from groundswell.core.models import Action

YES, NO = "yes", "no"
NOTE = 160  # characters
FARTHEST = 100_000  # metres
DISTANCE = "distance"


@dataclass(frozen=True)
class AccessFact:
    word: str
    answer: str = ""  # yes, no; empty: not said, and there is a note all the same
    note: str = ""
    which: str = ""  # sign language
    address: str = ""  # of the livestream

    @property
    def label(self) -> str:
        return kinds.label(kinds.ACCESS, self.word)

    @property
    def meaning(self) -> str:
        """For a reader."""
        words = {YES: kinds.ACCESS_YES, NO: kinds.ACCESS_NO}.get(self.answer)
        return kinds.label(words, self.word) if words else ""


@dataclass(frozen=True)
class Way:
    """How far one walks or rolls, and on what."""

    metres: int | None = None
    surface: str = ""
    note: str = ""

    @property
    def surface_text(self) -> str:
        return kinds.label(kinds.SURFACES, self.surface) if self.surface else ""


def facts_of(action: Action) -> list[AccessFact]:
    """What was said, in the order in which it is always told."""
    return facts(action.access, action.access_more)


def facts(access: Iterable[str], more: Mapping[str, Any]) -> list[AccessFact]:
    there = set(access)
    said = [_fact(word, word in there, more.get(word, {})) for word in kinds.ACCESS]
    return [fact for fact in said if fact.answer or fact.note]


def _fact(word: str, there: bool, more: Mapping[str, Any]) -> AccessFact:
    answer = YES if there else NO if more.get("no") else ""
    address = more.get("address", "")
    web = address if address.startswith(("https://", "http://")) else ""
    return AccessFact(word, answer, more.get("note", ""), more.get("which", ""), web)


def way_of(action: Action) -> Way | None:
    return way(action.access_more)


def way(more: Mapping[str, Any]) -> Way | None:
    said = more.get(DISTANCE)
    return Way(said.get("metres"), said.get("surface", ""), said.get("note", "")) if said else None


def unsaid(action: Action) -> list[str]:
    """The words of which the host has said nothing."""
    said = {fact.word for fact in facts_of(action)}
    return [word for word in kinds.ACCESS if word not in said]


def shaped(said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """As the column keeps it: without what is empty, which 0 metres are not."""
    kept = {word: {key: value for key, value in more.items() if value is not False and value not in ("", None)}
            for word, more in said.items()}  # fmt: skip
    return {word: more for word, more in kept.items() if more}


def in_words(more: Mapping[str, Any]) -> str:
    """All that `access_more` says in one line, for whoever compares what was with what is."""
    facts = [
        ": ".join(filter(None, (fact.label, _no(fact), fact.which, fact.address, fact.note)))
        for fact in (_fact(word, False, more[word]) for word in kinds.ACCESS if word in more)
    ]
    found = way(more)
    return _(", ").join([*facts, *([way_text(found)] if found else [])])


def way_text(way: Way) -> str:
    metres = _("%(metres)s m") % {"metres": way.metres} if way.metres is not None else ""
    return ": ".join(filter(None, (_("distance"), _(", ").join(filter(None, (metres, way.surface_text))), way.note)))


def _no(fact: AccessFact) -> str:
    return _("no") if fact.answer == NO else ""


def told(action: Action) -> dict[str, Any]:
    """For machines: each fact by its word, null where nothing was said; how far, null where nobody said."""
    facts = {fact.word: fact for fact in facts_of(action)}
    way = way_of(action)
    return {
        "facts": [_told(facts[word]) for word in facts],
        "unknown": [word for word in kinds.ACCESS if not (word in facts and facts[word].answer)],
        "distance": {"metres": way.metres, "surface": way.surface or None, "note": way.note} if way else None,
    }


def _told(fact: AccessFact) -> dict[str, Any]:
    return {
        "word": fact.word,
        "there": {YES: True, NO: False}.get(fact.answer),
        "note": fact.note,
        "which": fact.which or None,
        "address": fact.address or None,
    }
