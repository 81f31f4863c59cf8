"""Where the same people were counted at two actions, as both pages tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundswell.core.models import Action, Overlap
from groundswell.core.models.overlap import SAME
from groundswell.web.showing import Shown


@dataclass(frozen=True)
class Told:
    overlap: Overlap
    said: str  # what the page's action is to the other one
    other: Shown
    of_another_call: bool


def told(action: Action, overlaps: Iterable[Overlap]) -> list[Told]:
    return [_told(action, each) for each in overlaps]


def told_in_list(actions: Iterable[Action]) -> dict[int, list[Told]]:
    """Of each action of a list, by its number: of what it is a part, and its pages under other calls."""
    listed = {action.pk: action for action in actions}
    told = defaultdict(list)
    for each in Overlap.beside(listed.values()).public():
        for key in {each.action_id, each.whole_id} & listed.keys():
            if key == each.action_id or each.relation == SAME:
                told[key].append(_told(listed[key], each))
    return told


def _told(action: Action, overlap: Overlap) -> Told:
    mine = overlap.action_id == action.pk
    other = overlap.whole if mine else overlap.action
    part = _("Part of") if mine else _("A part of it is")
    said = _("The same action as") if overlap.relation == SAME else part
    return Told(overlap, said, Shown(other), other.call_id != action.call_id)
