"""Where things are: countries, regions and towns with how much is there, for pages that people and machines keep.

Every list and count goes through `ActionFilter`. Each is one question, grouped by the database; which town a number
means is then looked up in the gazetteer for all of them at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.urls import reverse

from groundswell.core import collectives, gazetteer, numbers
from groundswell.core.filter import ActionFilter, in_box
from groundswell.core.gazetteer import Town
from groundswell.core.models import Action, Call, Organisation
from groundswell.core.models.action_states import STANDING, VISIBLE
from groundswell.lib.clock import minute, now
from groundswell.lib.geo import box_around, distance_km
from groundswell.lib.text import fold, fold_many

RINGS_KM = (60, 300)  # how far is looked for neighbours before all towns are
# By day, so that PostgreSQL takes the index, and does not look for all of them at once.
_CODES = """
WITH RECURSIVE step(call_id, country) AS (
    SELECT core_call.id, (SELECT MIN(country) FROM core_action WHERE call_id = core_call.id)
    FROM core_call WHERE core_call.id IN ({calls})
    UNION ALL
    SELECT step.call_id, (SELECT MIN(core_action.country) FROM core_action
        WHERE core_action.call_id = step.call_id AND core_action.country > step.country)
    FROM step WHERE step.country IS NOT NULL
)
SELECT DISTINCT country FROM step WHERE country IS NOT NULL AND (
    SELECT core_action.id FROM core_action
    WHERE core_action.call_id = step.call_id AND core_action.country = step.country AND core_action.state IN ({states})
    ORDER BY core_action.day LIMIT 1
) IS NOT NULL
"""
TOWN = re.compile(r"(?:.*-)?([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Amount:
    """How many actions there are, and how many of them stand and are not over."""

    actions: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class CountryLine:
    country: str  # empty: none is told
    amount: Amount


@dataclass(frozen=True)
class TownLine:
    """A town with something in it: of the gazetteer, or as people wrote its name."""

    town: Town | None
    number: int | None  # as the actions have it, even where the gazetteer knows no such town
    name: str
    region: str
    amount: Amount


@dataclass(frozen=True)
class Neighbour:
    town: Town
    ahead: int
    km: float


@dataclass(frozen=True)
class CallLine:
    call: Call
    actions: int


def address(town: Town) -> str:
    return reverse("town", args=[town.country.lower(), slug(town)])


def slug(town: Town) -> str:
    """To be read, and for ever: what counts is the number at its end. Alike in every language."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(town.name)).strip("-")
    return f"{words}-{town.id}" if words else str(town.id)


def town_named(slug: str) -> Town | None:
    """The town that an address means, whatever stands before its number."""
    found = TOWN.fullmatch(slug)
    return gazetteer.town(int(found[1])) if found else None


def amount(wanted: ActionFilter) -> Amount:
    every = numbers.remembered(_key("amount", wanted), None, lambda: wanted.rows().count())
    return Amount(every, numbers.remembered(_key("ahead", wanted, minute()), None, lambda: ahead(wanted).count()))


def ahead(wanted: ActionFilter) -> QuerySet[Action]:
    """What stands and is not over, the next first; what was put off without a date too."""
    return wanted.rows().filter(state__in=STANDING, over__gte=now())


def countries(call: Call | None = None) -> tuple[CountryLine, ...]:
    """Every country with something in it, of a call or of all."""
    heaps: dict[str, list[Amount]] = {}
    for (country, *_ways), each in _by_country(call).items():
        heaps.setdefault(country, []).append(each)
    return tuple(CountryLine(country, _sum(heap)) for country, heap in sorted(heaps.items()))


def codes(call: Call | None = None) -> set[str]:
    """The countries with something in them, and nothing counted: an index is asked for the next one, and the next."""
    calls = Call.objects.under(call) if call else Call.objects.public()
    keys = list(calls.values_list("pk", flat=True))
    if not keys:
        return set()
    of_calls, of_states = (", ".join(["%s"] * len(each)) for each in (keys, VISIBLE))
    with connection.cursor() as cursor:
        cursor.execute(_CODES.format(calls=of_calls, states=of_states), [*keys, *VISIBLE])
        return {code for (code,) in cursor.fetchall()}


def online(call: Call | None = None) -> Amount:
    """What one can join from everywhere."""
    return _sum(each for (_country, *ways), each in _by_country(call).items() if any(ways))


def towns(country: str, call: Call | None = None) -> tuple[TownLine, ...]:
    """The towns of a country with something in them; what names no town is left out."""
    wanted = ActionFilter(call=call.slug if call else "", country=(country,))
    amounts = _amounts("towns", wanted, call, ("town", "locality", "region"))
    return numbers.remembered(_key("merged", wanted, minute()), call, lambda: tuple(_merged(amounts)))


def unplaced(country: str, call: Call | None = None) -> Amount:
    """What is in the country, and nobody said in which town."""
    wanted = ActionFilter(call=call.slug if call else "", country=(country,))
    amounts = _amounts("towns", wanted, call, ("town", "locality", "region"))
    nowhere = [each for (town, locality, _region), each in amounts.items() if town is None and not fold(locality)]
    return _sum(nowhere)


def calls(wanted: ActionFilter) -> list[CallLine]:
    """The calls that have something there, those with the most first; a larger call has what its parts have."""
    rows = wanted.rows().order_by().values_list("call").annotate(many=Count("pk"))
    own: dict[int, int] = numbers.remembered(_key("calls", wanted), None, lambda: dict(rows))
    found = {call.pk: call for call in Call.objects.select_related("whole").filter(pk__in=own)}
    many = Counter(own)
    for call in list(found.values()):
        if call.whole and call.whole.public:
            found.setdefault(call.whole.pk, call.whole)
            many[call.whole.pk] += own[call.pk]
    lines = [CallLine(call, many[pk]) for pk, call in found.items()]
    return sorted(lines, key=lambda line: (-line.actions, line.call.title, line.call.pk))


def organisations(country: str) -> list[Organisation]:
    """The public ones of a country, by name."""
    rows = Organisation.objects.public().filter(country=country).order_by("folded", "id")
    return numbers.remembered(("organisations of", country), None, lambda: list(rows))


def organisations_in(town: Town) -> list[Organisation]:
    """Those of its country that name this town as theirs."""
    named = [each for each in organisations(town.country) if each.town]
    return [each for each in named if collectives.town_of(each.town, each.country) == town]


def neighbours(town: Town, *, limit: int = 8) -> list[Neighbour]:
    """The nearest other towns where something is ahead: close by if there are any, else wherever they are."""
    key = _key("neighbours", ActionFilter(town=(town.id,)), limit, minute())
    return numbers.remembered(key, None, lambda: _neighbours(town, limit))


def _neighbours(town: Town, limit: int) -> list[Neighbour]:
    found: list[Neighbour] = []
    for ring in (*RINGS_KM, None):
        found = _around(town, ring)[:limit]
        if len(found) == limit or (found and ring == RINGS_KM[-1]):
            break
    return found


def _around(town: Town, km: float | None) -> list[Neighbour]:
    rows = ahead(ActionFilter()).exclude(town=None).exclude(town=town.id)
    if km:
        rows = rows.filter(in_box(*box_around(town.lat, town.lon, km)))
    many = dict(rows.order_by().values_list("town").annotate(many=Count("pk")))
    known = gazetteer.many(many).values()
    measured = (Neighbour(each, many[each.id], distance_km(town.lat, town.lon, each.lat, each.lon)) for each in known)
    near = (each for each in measured if km is None or each.km <= km)
    return sorted(near, key=lambda each: (each.km, each.town.id))


def _by_country(call: Call | None) -> dict[tuple[Any, ...], Amount]:
    """And by whether it is online alone, and whether it is online too."""
    wanted = ActionFilter(call=call.slug if call else "")
    return _amounts("places", wanted, call, ("country", "online", "also_online"))


def _amounts(name: str, wanted: ActionFilter, call: Call | None, by: tuple[str, ...]) -> dict[tuple[Any, ...], Amount]:
    """All by the last fact; what is ahead by the minute too, because actions are over by and by."""
    every = numbers.remembered(_key(name, wanted), call, lambda: _grouped(wanted.rows(), by))
    coming = numbers.remembered(_key(f"{name} ahead", wanted, minute()), call, lambda: _grouped(ahead(wanted), by))
    return {group: Amount(many, coming.get(group, 0)) for group, many in every.items()}


def _grouped(rows: QuerySet[Action], by: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
    return {tuple(group): many for *group, many in rows.order_by().values_list(*by).annotate(many=Count("pk"))}


def _merged(amounts: dict[tuple[Any, ...], Amount]) -> Iterable[TownLine]:
    """A town is one however its name is written, and in whichever region people think it is."""
    groups = [(*group, each) for group, each in amounts.items()]
    known = gazetteer.many(town for town, *_rest in groups if town is not None)
    names = fold_many(locality for _town, locality, _region, _amount in groups)
    heaps: dict[Any, list[tuple[Any, ...]]] = {}
    for group, name in zip(groups, names, strict=True):
        if group[0] is not None or name:
            heaps.setdefault(group[0] if group[0] is not None else name, []).append(group)
    return [_line(heap, known) for heap in heaps.values()]


def _line(heap: list[tuple[Any, ...]], known: dict[int, Town]) -> TownLine:
    number = heap[0][0]
    town = known.get(number) if number is not None else None
    return TownLine(
        town=town,
        number=number,
        name=town.name if town else _most(heap, 1),
        region=(town.region if town else "") or _most(heap, 2),
        amount=_sum(each[3] for each in heap),
    )


def _most(heap: list[tuple[Any, ...]], column: int) -> str:
    """What most of them say, of those that say something."""
    said: Counter[str] = Counter()
    for each in heap:
        said[each[column]] += each[3].actions
    said.pop("", None)
    return min(said, key=lambda words: (-said[words], words)) if said else ""


def _sum(amounts: Iterable[Amount]) -> Amount:
    amounts = list(amounts)
    return Amount(sum(each.actions for each in amounts), sum(each.ahead for each in amounts))


def _key(name: str, wanted: ActionFilter, *more: object) -> tuple[object, ...]:
    return ("places", name, wanted.call, wanted.words(page=1, sort=""), *more)
