"""What is on already, near there and around that day, which one might join instead of doubling it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from groundswell.core.comparing import NEARLY
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import STANDING
from groundswell.lib import likeness
from groundswell.lib.text import fold

SAME_PLACE_KM = 10
AROUND = timedelta(days=1)
LOOKED_AT, MOST = 60, 20


@dataclass(frozen=True)
class Beside:
    """An action beside another: how many days from it, and whether it is called nearly the same."""

    action: Action
    days: int
    alike: bool

    @property
    def stops(self) -> bool:
        """Worth a question before another is sent. What is called otherwise on the day before is only told."""
        return self.alike or not self.days


def beside(
    call: Call, day: date, *, town: int | None, point: tuple[float, float] | None, title: str = ""
) -> list[Beside]:
    """In that town or close by, from the day before to the day after; the same title first, then the same day."""
    around = ActionFilter(call=call.slug, since=day - AROUND, until=day + AROUND)
    found: dict[int, Action] = {}
    if point:
        found |= {action.pk: action for action in _standing(replace(around, point=point, radius=SAME_PLACE_KM))}
    if town:
        found |= {action.pk: action for action in _standing(replace(around, town=(town,))) if action.pk not in found}
    measured = [Beside(each, abs((each.day - day).days), alike(each.title, title)) for each in found.values()]
    return sorted(measured, key=lambda each: (not each.alike, each.days))[:MOST]


def alike(one: str, other: str) -> bool:
    """Whether two titles are nearly the same, however they are written."""
    return likeness.alike(likeness.shingles(fold(one)), likeness.shingles(fold(other))) >= NEARLY


def _standing(wanted: ActionFilter) -> list[Action]:
    rows = wanted.rows().filter(state__in=STANDING).prefetch_related("moves", "postponements", "cancellation")
    return list(rows[:LOOKED_AT])
