"""Scales: from nothing up in round steps, and by powers of ten."""

from __future__ import annotations

from bisect import bisect_right
from math import ceil, floor, log10

HALVES = tuple(step * 10**power for power in range(9) for step in (1, 3))  # 1, 3, 10, 30, 100 …


def round_steps(most: float, many: int = 4) -> list[int]:
    """From 0 to the first round figure that is not below `most`, in at most about so many steps."""
    rough = max(most, 1) / many
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    return [step * at for at in range(ceil(max(most, 1) / step) + 1)]


def half(number: int) -> int:
    """Which half of a power of ten a number lies in: 0 for 1 and 2, 1 for 3 to 9, 2 for 10 to 29 …; -1 for nothing."""
    return bisect_right(HALVES, number) - 1


def powers(low: float, high: float) -> list[int]:
    """The powers of ten around two figures."""
    first = floor(log10(max(low, 1)))
    last = max(ceil(log10(max(high, 1))), first + 1)
    return [10**power for power in range(first, last + 1)]


def along(number: float, scale: list[int]) -> float:
    """Where on a scale of powers a figure lies, from 0 to 1."""
    inside = min(max(number, scale[0]), scale[-1])
    return log10(inside / scale[0]) / log10(scale[-1] / scale[0])
