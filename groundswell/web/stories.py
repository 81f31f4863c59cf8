"""What the page of an action tells of its states and of access, and how other sites show it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groundswell.core import access, history, kinds, linked
from groundswell.core.models import Action
from groundswell.web.cards import address_of_action, stamp_of
from groundswell.web.histories import lines_of
from groundswell.web.showing import Shown
from groundswell.web.upsets import upsets_of

ON_ITS_PAGE = 5  # lines of its history


def whole_story(action: Action) -> dict[str, Any]:
    facts = history.of(action)
    return {
        "history": lines_of(facts[:ON_ITS_PAGE], action),
        "times_changed": history.changes(facts),
        "upsets": upsets_of(action),
        "card": address_of_action(action),
        "state_title": state_title(action),
        "share_text": _in_short(Shown(action)),
        "linked": linked.event(action) if action.visible and action.call.public else None,
        **access_told(action),
    }


def _in_short(action: Shown) -> str:
    return f"{capfirst(action.date_text)} {action.time_text} · {action.place_text}".replace("  ", " ")


def state_title(action: Action) -> str:
    """With the state before it where readers must not miss it."""
    if stamp := stamp_of(Shown(action)):
        return _("%(state)s: %(title)s") % {"state": stamp, "title": action.title}
    return action.title


def access_told(action: Action) -> dict[str, Any]:
    facts = access.facts_of(action)
    way = access.way_of(action)
    return {
        "access_facts": facts,
        "access_way": way,
        "access_unsaid": [kinds.label(kinds.ACCESS, word) for word in access.unsaid(action)] if facts or way else [],
    }
