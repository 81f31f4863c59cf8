"""Actions that may be one and the same, registered twice: which ones are close enough in place and time to be compared
(core/comparing.py) at all, for one page of rows and for a whole call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import cos, floor, radians
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from groundswell.core.comparing import BEGINNING, NEAR_KM, PERHAPS, SOON, Likeness, Traits, WordsOfCalls, compare
from groundswell.core.models import Action, Call
from groundswell.core.models.action import Actions
from groundswell.core.models.action_states import PROPOSED, VISIBLE
from groundswell.lib.geo import KM_PER_DEGREE, box_around
from groundswell.lib.likeness import sketch
from groundswell.lib.text import fold

OTHERS = 5
MOST_BESIDE = 300  # rows that one page of the tray is compared with
FEW_PAIRS = 2000  # in one place and time: so many are compared each with each, more by their sketches
IN_A_BUCKET = 40  # neighbours in time that are compared under one sketch
TO_A_DEGREE, ROW, HALF = 5, 10_000, 180 * 5  # squares of a grid
SQUARE = Cast(F("lat") * TO_A_DEGREE, IntegerField()) * ROW + Cast(F("lon") * TO_A_DEGREE, IntegerField())
COLUMNS = (
    "pk", "ref", "call", "title", "address", "starts", "ends", "timed", "timezone", "over", "day", "state",
    "online", "country", "region", "locality", "town", "description", "lat", "lon", "geo_precision",
    "contact", "also_online", "announced", "shown_from", "undated",
)  # fmt: skip


# Beside the rows of one page


@dataclass
class Around:
    """What was found round one action."""

    likenesses: list[Likeness] = field(default_factory=list)  # the likeliest first
    others: list[Action] = field(default_factory=list)  # what else is in that town on that day: the first few
    more: int = 0  # and how many more of these


def around(actions: Sequence[Action]) -> dict[int, Around]:
    """For each, what is close in place and time; two queries for all of them."""
    if not actions:
        return {}
    common, near = WordsOfCalls.of(actions), _Near(_candidates(actions))
    traits: dict[int, Traits] = {action.pk: Traits(action, common[action.call_id]) for action in actions}
    found = {action.pk: Around() for action in actions}
    for action in actions:
        mine = found[action.pk]
        for other in near.to(action):
            if other.pk not in traits:
                traits[other.pk] = Traits(other, common[other.call_id])
            if likeness := compare(action, other, traits[action.pk], traits[other.pk]):
                mine.likenesses.append(likeness)
        mine.likenesses.sort(key=lambda each: (-each.score, each.action.starts, each.action.pk))
        alike = {each.action.pk for each in mine.likenesses if each.score >= PERHAPS}
        others = [other for other in near.in_town(action) if other.day == action.day and other.pk not in alike]
        mine.others, mine.more = others[:OTHERS], max(0, len(others) - OTHERS)
    return found


def beside(actions: Sequence[Action]) -> dict[int, list[Likeness]]:
    return {key: each.likenesses for key, each in around(actions).items()}


class _Near:
    """Candidates by town and by cell, so that each action meets its neighbours alone."""

    def __init__(self, known: Iterable[Action]) -> None:
        self.towns: dict[Any, list[Action]] = defaultdict(list)
        self.cells: dict[tuple[int, int], list[Action]] = defaultdict(list)
        for other in known:
            self.towns[_town(other)].append(other)
            if other.lat is not None and other.lon is not None:
                self.cells[_cell(other.lat, other.lon)].append(other)

    def in_town(self, action: Action) -> list[Action]:
        return [other for other in self.towns[_town(action)] if other.pk != action.pk] if not action.online else []

    def to(self, action: Action) -> Iterator[Action]:
        town = _town(action)
        yield from (other for other in self.towns[town] if other.pk != action.pk)
        if action.lat is not None and action.lon is not None:
            for cell in _round(*_cell(action.lat, action.lon)):
                yield from (other for other in self.cells.get(cell, ()) if _town(other) != town)


def _town(action: Action) -> Any:
    return "online" if action.online else action.town or (action.country, fold(action.locality))


def of(action: Action) -> list[Likeness]:
    """Those worth a look."""
    return [each for each in beside([action])[action.pk] if each.score >= PERHAPS]


def anywhere(action: Action, among: Actions, many: int = 30) -> list[Action]:
    """Public ones of any call, near in place and days, where the same people may have been: the likeliest first."""
    days = (action.day - SOON, action.day + SOON)
    rows = among.visible().filter(day__range=days).exclude(pk=action.pk).exclude(call__stage="draft")
    near = rows.alias(square=SQUARE).filter(_whereabouts([action])).select_related("call")
    found = list(near.order_by("day", "starts", "id")[:MOST_BESIDE])
    common = WordsOfCalls.of([action, *found])
    mine = Traits(action, common[action.call_id])
    alike = {each.pk: compare(action, each, mine, Traits(each, common[each.call_id])) for each in found}
    scores = {key: each.score if each else 0.0 for key, each in alike.items()}
    return sorted(found, key=lambda each: (-scores[each.pk], each.day != action.day, each.starts, each.pk))[:many]


def _candidates(actions: Sequence[Action]) -> QuerySet[Action]:
    """Of the same call, in the tray or public; of the larger one and its parts, public. Near in place and in days."""
    days = [action.day for action in actions]
    known = _known(actions[0].call).filter(day__range=(min(days) - SOON, max(days) + SOON))
    near = known.alias(square=SQUARE).filter(_whereabouts(actions))
    return _light(near).order_by("day", "starts", "id")[:MOST_BESIDE]


def _known(call: Call) -> QuerySet[Action]:
    whole = call.whole or call
    if not call.whole_id and not call.parts.exists():
        return Action.objects.filter(_ours(call))
    return Action.objects.filter(_ours(call) | Q(call__in=Call.objects.under(whole).values("pk"), state__in=VISIBLE))


def _ours(call: Call) -> Q:
    return Q(call=call, state__in=VISIBLE) | Q(call=call, state=PROPOSED, proven_at__isnull=False)


def _light(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.only(*COLUMNS)


def _whereabouts(actions: Sequence[Action]) -> Q:
    towns = {action.town for action in actions if action.town}
    named = {action.locality for action in actions if not action.town and not action.online}
    wanted = Q(town__in=towns) | Q(town__isnull=True, locality__in=named)
    if any(action.online for action in actions):
        wanted |= Q(town__isnull=True, online=True)
    return wanted | Q(square__in={square for action in actions for square in _squares(action)})


def _squares(action: Action) -> Iterator[int]:
    """Those that may hold what is near: a list of numbers is looked up at once, where each of fifty boxes would be
    compared with every action. Whole numbers are cut off by one database and rounded by the other: both are here."""
    if action.lat is None or action.lon is None:
        return
    west, south, east, north = (edge * TO_A_DEGREE for edge in box_around(action.lat, action.lon, NEAR_KM))
    for row in _whole(south, north):
        for column in _whole(west, east) if west <= east else {*_whole(west, HALF), *_whole(-HALF, east)}:
            yield row * ROW + column


def _whole(first: float, last: float) -> set[int]:
    return {*range(int(first), int(last) + 1), *range(round(first), round(last) + 1)}


# Through a whole call


@dataclass(frozen=True)
class Pair:
    one: Action
    other: Likeness


def through(call: Call, *, least: float = PERHAPS) -> list[Pair]:
    """All pairs of a call and its public parts that look alike, the likeliest first.

    Never each with each: only what shares a town or neighbouring cells of a grid, and lies within two days; and where
    that is still a crowd, only those whose titles or texts share a band of their sketches.
    """
    rows = Action.objects.filter(_ours(call) | Q(call__in=Call.objects.under(call).values("pk"), state__in=VISIBLE))
    actions, common = list(_light(rows)), WordsOfCalls()
    traits = {action.pk: Traits(action, common[action.call_id]) for action in actions}
    found: dict[tuple[int, int], Pair] = {}
    for block in _blocks(actions):
        if len(block) < 2:
            continue
        for one, other in _worth_comparing(block, traits):
            key = (min(one.pk, other.pk), max(one.pk, other.pk))
            if key in found:
                continue
            likeness = compare(one, other, traits[one.pk], traits[other.pk])
            if likeness and likeness.score >= least:
                found[key] = Pair(one, likeness)
    return sorted(found.values(), key=lambda pair: (-pair.other.score, pair.one.pk, pair.other.action.pk))


def _blocks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    """By town (or its name), by day of being online, and by cells of the grid with their neighbours."""
    heaps: dict[Any, list[Action]] = defaultdict(list)
    cells: dict[tuple[int, int], list[Action]] = defaultdict(list)
    for action in actions:
        heaps[_town(action)].append(action)
        if action.lat is not None and action.lon is not None:
            cells[_cell(action.lat, action.lon)].append(action)
    yield from heaps.values()
    for cell, heap in cells.items():
        if len({_town(action) for action in heap}) > 1:  # those of one town were compared already
            yield heap
        for neighbour in _after(*cell):
            others = cells.get(neighbour, [])
            if others and len({_town(action) for action in (*heap, *others)}) > 1:
                yield [*heap, *others]


_BAND = NEAR_KM / KM_PER_DEGREE  # a cell is as wide and high as two can be apart, in degrees


def _cell(lat: float, lon: float) -> tuple[int, int]:
    band = floor(lat / _BAND)
    return band, floor(lon / _width(band))


def _width(band: int) -> float:
    return _BAND / max(0.05, cos(radians(min(abs(band), abs(band + 1)) * _BAND)))


def _round(band: int, column: int) -> Iterator[tuple[int, int]]:
    """The cell itself and those round it."""
    lon = (column + 0.5) * _width(band)
    for each in (band - 1, band, band + 1):
        middle, far = floor(lon / _width(each)), 1 if each == band else 2
        yield from dict.fromkeys(_wrapped(each, middle + step) for step in range(-far, far + 1))


def _after(band: int, column: int) -> Iterator[tuple[int, int]]:
    """The neighbours that come after it, so that each two meet once; across 180° too."""
    yield _wrapped(band, column + 1)
    lon = (column + 0.5) * _width(band)
    above = floor(lon / _width(band + 1))
    for step in (-2, -1, 0, 1, 2):
        yield _wrapped(band + 1, above + step)


def _wrapped(band: int, column: int) -> tuple[int, int]:
    first, last = floor(-180 / _width(band)), floor(180 / _width(band))
    if column > last:
        return band, first + (column - last - 1)
    return (band, last - (first - column - 1)) if column < first else (band, column)


def _worth_comparing(block: list[Action], traits: dict[int, Traits]) -> Iterator[tuple[Action, Action]]:
    block = sorted({action.pk: action for action in block}.values(), key=lambda action: (action.starts, action.pk))
    if len(block) * (len(block) - 1) // 2 <= FEW_PAIRS:
        yield from combinations(block, 2)
        return
    buckets: dict[Any, list[Action]] = defaultdict(list)
    for action in block:
        its = traits[action.pk]
        for band in sketch(its.words or its.plain):
            buckets[band].append(action)
        if len(its.beginning) == BEGINNING:
            buckets[its.beginning].append(action)
    for bucket in buckets.values():
        for at, one in enumerate(bucket):
            yield from ((one, other) for other in bucket[at + 1 : at + 1 + IN_A_BUCKET])
