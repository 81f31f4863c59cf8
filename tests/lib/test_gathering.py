"""Points that would cover each other are made one."""

from itertools import combinations
from math import hypot

from groundswell.lib.gathering import COVERS, apart

Spot = tuple[float, float, int]


def place(spot: Spot) -> tuple[float, float]:
    return spot[0], spot[1]


def radius(spot: Spot) -> float:
    return 10.0 + spot[2] ** 0.5


def join(one: Spot, other: Spot) -> Spot:
    return one[0], one[1], one[2] + other[2]


def gathered(spots: list[Spot]) -> list[Spot]:
    return apart(spots, place=place, radius=radius, join=join)


def test_nothing_covers_another_and_nothing_is_lost() -> None:
    spots = [((i * 97) % 1000, (i * 61) % 470, 1 + i % 40) for i in range(700)]

    found = gathered(spots)
    while len(found) > len(found := gathered(found)):
        pass

    assert sum(spot[2] for spot in found) == sum(spot[2] for spot in spots)
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= COVERS * (radius(a) + radius(b)) for a, b in combinations(found, 2))


def test_the_largest_takes_the_others() -> None:
    assert gathered([(0, 0, 1), (12, 0, 100), (24, 0, 2)]) == [(12, 0, 103)]


def test_what_stands_clear_stays_as_it_is() -> None:
    assert gathered([(0, 0, 1), (40, 0, 1)]) == [(0, 0, 1), (40, 0, 1)]
    assert gathered([]) == []
