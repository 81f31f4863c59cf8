"""How many actions a filter has: to the last one as far as a bound, and beyond it only that there are more.

Every change makes every number old, and on a busy day there is one each second. So nobody waits for all to be counted,
of however many: what is counted for a reader ends at a bound, and so costs the same at a million as at ten thousand.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from groundswell.core import numbers, search
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.lib.clock import minute

MOST = 10_000
MOST_NARROWED = 1_000  # by words of the filter, out of more than MOST: whether a row fits is asked of each


@dataclass(frozen=True)
class Many:
    number: int
    beyond: bool = False  # whether there are more than this number
    keys: array[int] | None = None  # of all of them, where they are few out of very many


def many(wanted: ActionFilter, call: Call | None = None) -> Many:
    """Once for each fact, not once for each reader."""
    # The minute is there because actions are over by and by, which some filters see.
    key = ("many", wanted.call, wanted.words(page=1, sort=""), minute() if wanted.state else "")
    return numbers.remembered(key, call, lambda: _counted(wanted, call))


def up_to(rows: QuerySet[Action], most: int) -> Many:
    number = rows.order_by()[: most + 1].count()
    return Many(min(number, most), number > most)


def _counted(wanted: ActionFilter, call: Call | None) -> Many:
    if not wanted.narrowed:
        return up_to(wanted.rows(), MOST)
    whole = many(ActionFilter(call=wanted.call), call)
    return _of_very_many(wanted) if whole.beyond else up_to(wanted.rows(), MOST)


def _of_very_many(wanted: ActionFilter) -> Many:
    """Each is named: to find a few again by their numbers is quicker than to look for them in the order of a list."""
    if wanted.q and _surely_more(wanted):
        return Many(MOST_NARROWED, beyond=True)
    keys = array("q", wanted.rows().order_by().values_list("pk", flat=True)[: MOST_NARROWED + 1])
    return Many(MOST_NARROWED, beyond=True) if len(keys) > MOST_NARROWED else Many(len(keys), keys=keys)


def _surely_more(wanted: ActionFilter) -> bool:
    """Whether enough are among those alone that the index of texts names first, where it has many."""
    some = search.named_first(search.words_of(wanted.q), 2 * MOST_NARROWED)
    if some is None:
        return False
    return up_to(replace(wanted, q="").rows(Action.objects.visible().filter(some)), MOST_NARROWED).beyond
