"""Where the actions of a filter are: gathered by point for a map, and counted by country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Min, Q, Value, When

from groundswell.core import numbers
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import CANCELLED, STANDING
from groundswell.lib.clock import minute, now

ON, OVER, OFF = "on", "over", "off"  # to come, over, cancelled
ON_THE_MOVE = ("march", "caravan")


@dataclass(frozen=True)
class Spot:
    """Actions at one point, in one town, of one standing."""

    lat: float
    lon: float
    standing: str
    moving: bool
    country: str
    town: int | None
    locality: str
    count: int
    first: int  # the key of one of them


@dataclass(frozen=True)
class Whereabouts:
    spots: tuple[Spot, ...]
    online: int  # without a point because there is none
    unplaced: int  # without a point that may be shown, or that is known
    countries: tuple[tuple[str, int], ...]  # with the most first

    @property
    def placed(self) -> int:
        return sum(spot.count for spot in self.spots)


def of(wanted: ActionFilter, call: Call | None) -> Whereabouts:
    # The minute is there because actions are over by and by, without a fact.
    key = ("whereabouts", wanted.call, wanted.words(page=1, sort=""), minute())
    return numbers.remembered(key, call, lambda: _gathered(wanted))


def _gathered(wanted: ActionFilter) -> Whereabouts:
    groups = list(_groups(wanted))
    countries: Counter[str] = Counter()
    for group in groups:
        countries[group["country"]] += group["count"]
    without = [group for group in groups if group["lat"] is None or group["lon"] is None]
    online = sum(group["count"] for group in without if group["online"])
    return Whereabouts(
        spots=tuple(_spot(group) for group in groups if group["lat"] is not None and group["lon"] is not None),
        online=online,
        unplaced=sum(group["count"] for group in without) - online,
        countries=tuple(sorted(((code, many) for code, many in countries.items() if code), key=_most_first)),
    )


def _groups(wanted: ActionFilter) -> Any:
    # Through the keys, because some filters give rows that no sum may be taken over in groups.
    rows = Action.objects.filter(pk__in=wanted.rows().order_by().values("pk"))
    over = Q(state="happened") | Q(state__in=STANDING, over__lt=now())
    stands = Case(
        When(state=CANCELLED, then=Value(OFF)),
        When(over, then=Value(OVER)),
        default=Value(ON),
        output_field=CharField(),
    )
    moving = Case(When(kind__in=ON_THE_MOVE, then=Value(1)), default=Value(0))
    named = rows.annotate(stands=stands, moving=moving)
    columns = ("lat", "lon", "stands", "moving", "country", "town", "locality", "online")
    return named.order_by().values(*columns).annotate(count=Count("pk"), first=Min("pk"))


def _spot(group: dict[str, Any]) -> Spot:
    columns = ("lat", "lon", "country", "town", "locality", "count", "first")
    return Spot(standing=group["stands"], moving=bool(group["moving"]), **{name: group[name] for name in columns})


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
