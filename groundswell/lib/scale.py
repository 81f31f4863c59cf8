"""A scale of powers of ten, on which the size of a crowd is drawn from 0 to 100."""

from dataclasses import dataclass
from math import log10

SMALLEST, LARGEST = 10, 1_000_000
THINNEST = 1.5  # so that a single figure is still seen


def position(number: float) -> float:
    inside = min(max(number, SMALLEST), LARGEST)
    return round(100 * log10(inside / SMALLEST) / log10(LARGEST / SMALLEST), 1)


@dataclass(frozen=True)
class Range:
    """What parts/range.html draws. Not known: neither end is."""

    low: int | None
    high: int | None

    @property
    def known(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def low_x(self) -> float:
        return min(position(self._either(self.low, self.high)), 100 - THINNEST)

    @property
    def high_x(self) -> float:
        return max(position(self._either(self.high, self.low)), round(self.low_x + THINNEST, 1))

    @property
    def ticks(self) -> list[float]:
        return [position(10**power) for power in range(1, 7)]

    @staticmethod
    def _either(first: int | None, second: int | None) -> int:
        return first if first is not None else second or 0
