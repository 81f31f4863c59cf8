"""What is public of the log about an action: what was done since it is public, never by which person.

What was typed before it was public was seen by nobody, and stays so. Contacts, reasons of moderators among themselves
and values that are held back are in no line of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from groundswell.core.models import Action, Fact, Look

BEGUN = ("action.published", "action.accepted", "action.imported")
CHANGED = ("action.changed", "action.cancelled", "action.stood_again")
TOLD = (
    *BEGUN,
    *CHANGED,
    "action.happened",
    "action.repeated",
    "action.place_shown",
    "action.host_confirmed",
    "action.host_declined",
    "action.overlapped",
    "action.counted_apart",
    "action.undone",
    "action.struck",
)
EXACT = ("address", "meeting_point")
PLACE = ("online", "also_online", "join_address", "announced", "country", "locality", "shown_from", *EXACT)
PUBLIC = (
    "title", "kind", "starts", "ends", *PLACE, "organisations", "description", "website", "lesson", "languages",
    "access", "access_more", "route", "capacity",
)  # fmt: skip
MOST = 200


def of(action: Action) -> list[Fact]:
    """The newest first."""
    facts = Fact.objects.about(action).filter(what__in=TOLD)
    if action.published_at:
        facts = facts.filter(Q(at__gte=action.published_at) | Q(what__in=BEGUN))
    return list(facts.order_by("-id")[:MOST])


def changes(facts: list[Fact]) -> int:
    """How often it was changed since it is public."""
    return sum(fact.what in CHANGED for fact in facts)


Spans = list[tuple[datetime, datetime | None]]


def put_back(action: Action) -> Spans:
    """The times between which what a host changed stood, until a moderator put it back."""
    return list(action.looks.filter(verdict=Look.PUT_BACK).values_list("since", "at"))


def public_changes(fact: Fact, action: Action, silent: Spans) -> dict[str, list[Any]]:
    """Before and after, of what everybody may see; nothing of what was `put_back`, for it may be why."""
    if any(since <= fact.at and (at is None or fact.at <= at) for since, at in silent):
        return {}
    shown = [name for name in PUBLIC if name not in held(action)]
    pairs = {name: fact.changes.get(name) for name in shown}
    return {name: pair for name, pair in pairs.items() if isinstance(pair, list) and len(pair) == 2}


def held(action: Action) -> frozenset[str]:
    """Columns of which nothing may be told now, neither what they are nor what they were."""
    return frozenset((*EXACT, "route") if action.shown_from else ())
