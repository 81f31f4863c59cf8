"""How many came to several actions: the range rule of the headline figures (docs/data.md, "Totals").

Almost all rows are added up by the database. The few at which the same people were counted (`Overlap`) are looked at
here, and what they gave too much is taken off again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from groundswell.core.models import Action, Overlap
from groundswell.core.models.overlap import SAME

COUNTED = Q(size_low__isnull=False) | Q(size_high__isnull=False)
_SUMS = {
    "happened": Count("pk"),
    "known": Count(Coalesce("size_low", "size_high")),
    # Where only one end was told it stands for both.
    "low": Sum(Coalesce("size_low", "size_high")),
    "high": Sum(Coalesce("size_high", "size_low")),
}


@dataclass(frozen=True)
class Total:
    """A sum over no estimates is None: unknown, not 0."""

    happened: int
    known: int  # of those, how many somebody counted
    low: int | None
    high: int | None

    @property
    def unknown(self) -> int:
        return self.happened - self.known


NOTHING = Total(0, 0, None, None)


def total(actions: QuerySet[Action]) -> Total:
    summed = actions.order_by().aggregate(**_SUMS)
    return _once(summed, [each for _group, each in _few(groupable(actions))])


@dataclass(frozen=True)
class Sums:
    """Sums for each group of actions that have the same in several columns (`country`, `day`, `kind`, …).

    The totals by fewer of them, by what is made of them, and over all come out of it without another look at the rows.
    """

    names: tuple[str, ...]
    groups: list[tuple[tuple[Any, ...], dict[str, Any]]]
    few: list[tuple[tuple[Any, ...], _Sized]]

    @classmethod
    def of(cls, actions: QuerySet[Action], *by: str, **made: Any) -> Sums:
        """`made` are columns that are worked out for each action, by expressions."""
        rows = groupable(actions).annotate(**made)
        names = (*by, *made)
        groups: Any = rows.values(*names).annotate(**_SUMS)
        found = [(tuple(group.pop(name) for name in names), group) for group in groups]
        return cls(names, found, _few(rows, *names))

    def by(self, *names: str, key: Callable[..., Any] | None = None) -> dict[Any, Total]:
        """A total for each group: by its values in these columns, or by what `key` makes of them.

        Each group is a set of its own: two that overlap and fall into two groups count in both.
        """
        places = [self.names.index(name) for name in names]

        def named(group: tuple[Any, ...]) -> Any:
            values = tuple(group[place] for place in places)
            return key(*values) if key else values

        sums: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        few: dict[Any, list[_Sized]] = defaultdict(list)
        for group, summed in self.groups:
            sums[named(group)].append(summed)
        for group, sized in self.few:
            few[named(group)].append(sized)
        return {group: _once(_added(each), few[group]) for group, each in sums.items()}

    def values(self, name: str) -> set[Any]:
        place = self.names.index(name)
        return {group[place] for group, _summed in self.groups}

    def known(self, name: str) -> Sums:
        """Of those alone of which this column is told."""
        place = self.names.index(name)
        groups = [each for each in self.groups if each[0][place] is not None]
        return replace(self, groups=groups, few=[each for each in self.few if each[0][place] is not None])

    def total(self) -> Total:
        return self.by().get((), NOTHING)


@dataclass(frozen=True)
class Twins:
    """One action that is in the set several times, under several calls."""

    actions: tuple[int, ...]  # first the one at which the others are counted, where it is in the set
    ends: tuple[tuple[int, int], ...]  # the lowest and the highest figure of each that somebody counted

    @classmethod
    def of(cls, group: list[_Sized]) -> Twins:
        group = sorted(group, key=lambda each: (each.pk != each.whole, each.pk))
        ends = ((each.low, each.high) for each in group)
        return cls(
            tuple(each.pk for each in group),
            tuple((low, high) for low, high in ends if low is not None and high is not None),
        )

    @property
    def together(self) -> tuple[int, int]:
        return min(low for low, _high in self.ends), max(high for _low, high in self.ends)


def twins(actions: QuerySet[Action]) -> list[Twins]:
    if not Overlap.objects.filter(relation=SAME).exists():
        return []  # to look for them goes through all the rows
    found: dict[int, list[_Sized]] = defaultdict(list)
    for _group, each in _few(groupable(actions)):
        if not each.part:
            found[each.whole].append(each)
    return [Twins.of(group) for group in found.values() if len(group) > 1]


def groupable(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The same actions, as rows over which sums may be taken in groups."""
    query = actions.query
    if query.annotations or query.distinct or query.is_sliced or len(query.alias_map) > 1:
        actions = Action.objects.filter(pk__in=actions.order_by().values("pk"))
    return actions.order_by()


def _added(sums: list[dict[str, Any]]) -> dict[str, Any]:
    known = [summed for summed in sums if summed["known"]]
    return {
        "happened": sum(summed["happened"] for summed in sums),
        "known": sum(summed["known"] for summed in sums),
        "low": sum(summed["low"] for summed in known) if known else None,
        "high": sum(summed["high"] for summed in known) if known else None,
    }


# The few with an overlap.


@dataclass(frozen=True)
class _Sized:
    """An action at which, or at a part of which, people were counted twice."""

    pk: int
    whole: int  # itself, where it is the whole
    part: bool
    low: int | None
    high: int | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> _Sized:
        low, high, whole = row["size_low"], row["size_high"], row["overlap__whole"]
        return cls(
            row["pk"],
            whole or row["pk"],
            bool(whole) and row["overlap__relation"] != SAME,
            high if low is None else low,
            low if high is None else high,
        )


_COLUMNS = ("pk", "size_low", "size_high", "overlap__whole", "overlap__relation")


def overlapping(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Those of these at which people were counted who were counted at another action too."""
    return rows.filter(pk__in=Overlap.objects.values("action").union(Overlap.objects.values("whole")))


def _few(rows: QuerySet[Action], *by: str) -> list[tuple[tuple[Any, ...], _Sized]]:
    """Each with the group that it falls into."""
    return [(tuple(row[name] for name in by), _Sized.of(row)) for row in overlapping(rows).values(*_COLUMNS, *by)]


def _once(summed: dict[str, Any], few: list[_Sized]) -> Total:
    """What the overlapping ones gave to the sum is taken off, and what they give together is put in its place."""
    added, right = _apart(few), _together(few)
    if added == right:
        return Total(**summed)
    happened, known = (summed[name] - added[name] + right[name] for name in ("happened", "known"))
    low, high = ((summed[name] or 0) - added[name] + right[name] if known else None for name in ("low", "high"))
    return Total(happened, known, low, high)


def _apart(few: list[_Sized]) -> dict[str, int]:
    known = [each for each in few if each.low is not None]
    return {
        "happened": len(few),
        "known": len(known),
        "low": sum(each.low or 0 for each in known),
        "high": sum(each.high or 0 for each in known),
    }


def _together(few: list[_Sized]) -> dict[str, int]:
    wholes: dict[int, list[_Sized]] = defaultdict(list)
    for each in few:
        wholes[each.whole].append(each)
    sums = [_of_one(group) for group in wholes.values()]
    return {name: sum(one[name] for one in sums) for name in ("happened", "known", "low", "high")}


def _of_one(group: list[_Sized]) -> dict[str, int]:
    """One whole, what is the same as it, and its parts; of those alone that are in the set.

    The parts are actions of their own, counted or not; their people are not added to those of a whole that was counted.
    """
    wholes, parts = [each for each in group if not each.part], _apart([each for each in group if each.part])
    counted = [each for each in wholes if each.low is not None]
    people = parts
    if counted:
        people = {
            "low": min(each.low or 0 for each in counted),
            "high": max(each.high or 0 for each in counted),
        }
    return {
        "happened": bool(wholes) + parts["happened"],
        "known": bool(counted) + parts["known"],
        "low": people["low"],
        "high": people["high"],
    }
