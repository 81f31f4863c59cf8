"""Actions that may be one and the same, registered twice: close in place and time, and alike in their words.

What helps a moderator is not a number but why: "same day and place, title nearly the same". The score only sorts, and
says from where on two are worth a look (docs/moderation.md has how it is reckoned).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, lru_cache
from itertools import combinations
from math import cos, floor, radians
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from groundswell.core.models import Action, Call
from groundswell.core.models.action import PROPOSED, VISIBLE
from groundswell.lib.confusables import skeleton
from groundswell.lib.geo import KM_PER_DEGREE, box_around, distance_km
from groundswell.lib.likeness import Shingles, alike, shingles, sketch
from groundswell.lib.text import fold

NEAR_KM = 10
SPOT_KM = 0.15
SOON = timedelta(hours=48)
TEXT = 400  # characters of the description that are compared,
BEGINNING = 30  # where these are the same or the titles are alike
OTHERS = 5
MOST_BESIDE = 300  # rows that one page of the tray is compared with
FEW_PAIRS = 2000  # in one place and time: so many are compared each with each, more by their sketches
IN_A_BUCKET = 40  # neighbours in time that are compared under one sketch
TO_A_DEGREE, ROW, HALF = 5, 10_000, 180 * 5  # squares of a grid
SQUARE = Cast(F("lat") * TO_A_DEGREE, IntegerField()) * ROW + Cast(F("lon") * TO_A_DEGREE, IntegerField())
PERHAPS, LIKELY = 0.7, 0.85
NEARLY = 0.75  # so much alike, two titles are nearly the same
COLUMNS = (
    "pk", "ref", "call", "title", "address", "starts", "ends", "timed", "timezone", "over", "day", "state",
    "online", "country", "region", "locality", "town", "description", "lat", "lon", "geo_precision",
    "contact", "also_online", "announced", "shown_from", "undated",
)  # fmt: skip


class Traits:
    """What of an action is compared, each worked out when it is first asked for."""

    def __init__(self, action: Action, common: frozenset[str]) -> None:
        self._action, self._common = action, common
        self.title = _seen(action.title)
        self._place = frozenset(_seen(f"{action.locality} {action.region}").split())
        self.named = frozenset(_seen(action.locality).split()) & frozenset(self.title.split())

    @cached_property
    def words(self) -> Shingles:
        """Of the title, without what every title of the call and of the town has."""
        return self._telling(self.title, self._common | self._place)

    @cached_property
    def plain(self) -> Shingles:
        return shingles(self.title)

    @cached_property
    def address(self) -> Shingles:
        return self._telling(_seen(self._action.address), self._place)

    @cached_property
    def text(self) -> Shingles:
        return _text(self._action.description[:TEXT])

    @cached_property
    def beginning(self) -> str:
        """Two texts that begin otherwise are not looked at further."""
        return self._action.description[:BEGINNING].casefold()

    @staticmethod
    def _telling(folded: str, without: frozenset[str]) -> Shingles:
        return shingles(" ".join(word for word in folded.split() if word not in without))


@lru_cache(maxsize=500)
def _text(description: str) -> Shingles:
    """Kept, because many write the same."""
    return shingles(fold(description))


def _seen(text: str) -> str:
    """As it looks to a reader: letters of other scripts that look alike are alike."""
    return fold(text if text.isascii() else skeleton(text))


@dataclass(frozen=True)
class Likeness:
    """One action that looks like another: how much, and in which ways."""

    action: Action
    score: float
    title: float
    text: float
    spot: bool  # the same square or street, as far as is known
    km: float | None
    apart: timedelta
    same_day: bool
    telling: bool  # whether its title says more than the call and the town

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY

    @property
    def said(self) -> str:
        """In words, what is alike and what is not."""
        parts = [self._when(), self._where(), self._title()]
        if self.text >= 0.8:
            parts.append(_("the text nearly the same"))
        return _(", ").join(parts)

    def _when(self) -> str:
        if not self.apart:
            return _("same time")
        elif self.same_day:
            return _("same day")
        return _("a day or two apart")

    def _where(self) -> str:
        if self.action.online:
            return _("both online")
        elif self.spot:
            return _("same place")
        elif self.km is not None and self.km >= 1:
            return _("%(km)s km apart") % {"km": round(self.km)}
        return _("place not known") if _nowhere(self.action) else _("same town")

    def _title(self) -> str:
        if self.title >= 0.999:
            return _("same title")
        elif self.title >= NEARLY:
            return _("title nearly the same")
        elif self.title >= 0.4:
            return _("title alike")
        return _("another title")


@dataclass(frozen=True)
class Pair:
    one: Action
    other: Likeness


class WordsOfCalls(dict[int, frozenset[str]]):
    """The words of each call's title, which tell its actions apart no more than "the" would."""

    @classmethod
    def of(cls, actions: Iterable[Action]) -> WordsOfCalls:
        return cls({action.call_id: frozenset(_seen(action.call.title).split()) for action in actions})

    def __missing__(self, call: int) -> frozenset[str]:
        title = Call.objects.filter(pk=call).values_list("title", flat=True).first()
        self[call] = frozenset(_seen(title or "").split())
        return self[call]


def compare(one: Action, other: Action, mine: Traits, its: Traits) -> Likeness | None:
    """None where they are too far apart to be the same, or nothing in their words speaks for it."""
    apart = abs(one.starts - other.starts)
    if apart > SOON or one.online != other.online:
        return None
    same_day, title = one.day == other.day, _title_alike(mine, its)
    same_text = len(mine.beginning) == BEGINNING and mine.beginning == its.beginning
    timely = 0.25 * _time_alike(apart, same_day)
    if not same_text and 0.5 * title + 0.25 + timely < PERHAPS:
        return None
    km = _km(one, other)
    if not _near(one, other, km):
        return None
    text = alike(mine.text, its.text) if same_text or title >= 0.4 else 0.0
    wording = max(title, 0.9 * text) if min(len(mine.text), len(its.text)) >= 30 else title
    place, spot = _place_alike(one, other, mine, its, km)
    score = 0.5 * wording + 0.25 * place + timely
    return Likeness(other, score, title, text, spot, km, apart, same_day, bool(mine.words and its.words))


def _title_alike(mine: Traits, its: Traits) -> float:
    """Titles that say no more than the call and the town say nothing against each other, and little for each other."""
    if mine.title == its.title:
        return 1.0
    if mine.named - its.named and its.named - mine.named:
        return 0.3  # each names a town of its own: whoever wrote them meant two
    elif not mine.words and not its.words:
        return 0.9
    elif not mine.words or not its.words:
        return max(0.45, alike(mine.plain, its.plain) - 0.2)
    return min(0.98, alike(mine.words, its.words))


def _time_alike(apart: timedelta, same_day: bool) -> float:
    if not same_day:
        return 0.2
    elif not apart:
        return 1.0
    return 0.85 if apart <= timedelta(hours=1) else 0.6


def _place_alike(one: Action, other: Action, mine: Traits, its: Traits, km: float | None) -> tuple[float, bool]:
    """How alike, and whether it is one spot. Where no more than the town is known, it may be."""
    if _nowhere(one) or _nowhere(other):
        return 0.4, False
    exact = one.geo_precision == other.geo_precision == "point" and km is not None
    address = alike(mine.address, its.address) if mine.address and its.address else None
    if exact and km is not None and km <= SPOT_KM:
        return 1.0, True
    if address is not None and address >= 0.75:
        return 1.0, True
    if exact and km is not None:
        return max(0.0, 0.7 - km / 5), False
    return (0.7 if address is None else 0.3 + address / 2), one.online


def _km(one: Action, other: Action) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _near(one: Action, other: Action, km: float | None) -> bool:
    return bool(
        one.online
        or (one.town and one.town == other.town)
        or (km is not None and km <= NEAR_KM)
        or (one.locality and (one.country, fold(one.locality)) == (other.country, fold(other.locality)))
        or (_nowhere(one) and _nowhere(other) and one.country == other.country)
    )


def _nowhere(action: Action) -> bool:
    """Nobody knows where: words and time are all there is to go by."""
    return not action.locality and action.lat is None


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


def anywhere(action: Action, many: int = 30) -> list[Action]:
    """Public ones of any call, near in place and days, where the same people may have been: the likeliest first."""
    days = (action.day - SOON, action.day + SOON)
    rows = Action.objects.visible().filter(day__range=days).exclude(pk=action.pk).exclude(call__stage="draft")
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
