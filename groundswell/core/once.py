"""Lists of the record in which each action stands once, as the totals count it (core/ranges.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from groundswell.core import ranges, record
from groundswell.core.models import Action
from groundswell.core.ranges import Twins


@dataclass(frozen=True)
class Once:
    """An action, or the pages that are the same one under several calls: the first stands for all of them."""

    pages: tuple[int, ...]
    low: int
    high: int

    @classmethod
    def of(cls, twins: Twins) -> Once:
        return cls(twins.actions, *twins.together)


def first(rows: QuerySet[Action, Any], among: QuerySet[Action], order: Callable[[Once], Any], many: int) -> list[Once]:
    """The first `many` of these rows that somebody counted, which are in this order already.

    Those of `among` that are one action are put in where they belong together, which may be where neither did alone.
    """
    together = [Once.of(each) for each in ranges.twins(among) if each.ends]
    doubles = {page for each in together for page in each.pages}
    sized = rows.values_list("pk", "size_low", "size_high")[: many + len(doubles)]
    alone = [_alone(*row) for row in sized if row[0] not in doubles]
    return sorted([*alone, *together], key=order)[:many]


def _alone(page: int, low: int | None, high: int | None) -> Once:
    """Where only one end was told it stands for both."""
    ends = [end for end in (low, high) if end is not None]
    return Once((page,), ends[0], ends[-1])


def told(found: Iterable[Once]) -> list[Action]:
    """The page that stands for each, with the figures and reports of all its pages: to be shown, and never saved."""
    found = list(found)
    pages = record.told(Action.objects.all()).in_bulk([page for each in found for page in each.pages])
    return [_told(each, [pages[page] for page in each.pages]) for each in found if pages.keys() >= {*each.pages}]


def _told(one: Once, pages: list[Action]) -> Action:
    action: Any = pages[0]
    action.size_low, action.size_high = one.low, one.high
    action.accepted_reports = [report for page in pages for report in page.accepted_reports]  # type: ignore[attr-defined]
    return action  # type: ignore[no-any-return]
