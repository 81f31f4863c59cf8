"""Old words that must not go on standing in a public history: somebody's home, a name, an insult.

That something was changed, when and by whom stays; the words themselves go for good, from the log as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core import history
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Cancellation, Fact, Look, Person
from groundswell.core.models.fact import STRUCK

UPSETS = ("moves", "postponements", "resumptions")


def strikable(action: Action) -> list[Fact]:
    """The newest first: what tells words, of before and after or of why."""
    changes = [fact for fact in history.of(action) if fact.what in history.CHANGED]
    return [fact for fact in changes if fact.changes.get("because") or _pairs(fact)]


def is_struck(fact: Fact) -> bool:
    return STRUCK in fact.changes.values()


@transaction.atomic
def strike(action: Action, facts: Iterable[int], *, by: Person) -> int:
    """Returns how many lines lost their words. Safe to repeat."""
    action.lock()
    wanted = set(facts)
    chosen = [fact for fact in strikable(action) if fact.pk in wanted]
    if not wanted:
        raise Refused(_("Choose what is to be struck."))
    for fact in chosen:
        _strike_beside(action, fact)
        told = {name: STRUCK if _is_pair(value) else value for name, value in fact.changes.items()}
        fact.changes = told | ({"because": ""} if told.get("because") else {}) | {"words": STRUCK}
        fact.save(update_fields=["changes"])
    if chosen:
        action._touch()
        Fact.write("action.struck", action, by=by, facts=[fact.pk for fact in chosen])
    return len(chosen)


def _strike_beside(action: Action, fact: Fact) -> None:
    """The same words where they stand for the page and for the desk."""
    words = {str(value) for pair in _pairs(fact) for value in pair if value}
    because = fact.changes.get("because") or None
    for move in action.moves.all():
        move.before, move.after = _without(move.before, words), _without(move.after, words)
        move.save(update_fields=["before", "after"])
    for name in UPSETS:
        getattr(action, name).filter(because=because).update(because="")
    Cancellation.objects.filter(action=action, because=because).update(because="")
    action.resumptions.filter(cancelled_because=because).update(cancelled_because="")
    for look in Look.objects.filter(action=action):
        look.before = {name: value for name, value in look.before.items() if str(value) not in words}
        look.after = {name: value for name, value in look.after.items() if str(value) not in words}
        look.said = "" if look.said == because else look.said
        look.save(update_fields=["before", "after", "said"])


def _without(place: dict[str, Any], words: set[str]) -> dict[str, Any]:
    return place | {name: "" for name in history.EXACT if str(place.get(name)) in words}


def _pairs(fact: Fact) -> list[list[Any]]:
    return [value for value in fact.changes.values() if _is_pair(value)]


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2
