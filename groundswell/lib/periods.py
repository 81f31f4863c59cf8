"""A span of days in even steps: days, weeks, months or years, so that there are neither too many nor too few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAYS, WEEKS, MONTHS, YEARS = "days", "weeks", "months", "years"
MOST = {DAYS: 45, WEEKS: 60, MONTHS: 60}  # steps; beyond it the next longer ones are taken

ENOUGH, TOGETHER = 3, 4


@dataclass(frozen=True)
class Period:
    first: date
    last: date


def unit_of(first: date, last: date) -> str:
    days = (last - first).days + 1
    steps = {DAYS: days, WEEKS: days / 7, MONTHS: days / 30.4}
    return next((unit for unit, many in MOST.items() if steps[unit] <= many), YEARS)


def begin(day: date, unit: str) -> date:
    """The first day of the step that a day lies in; a week begins on Monday (ISO 8601)."""
    if unit == WEEKS:
        return day - timedelta(days=day.weekday())
    if unit == MONTHS:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == YEARS else day


def after(day: date, unit: str) -> date:
    """The first day of the next step."""
    if unit == MONTHS:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    if unit == YEARS:
        return day.replace(year=day.year + 1)
    return day + timedelta(days=7 if unit == WEEKS else 1)


def periods(first: date, last: date, unit: str) -> list[Period]:
    """All steps from one day to another, the empty ones too."""
    found, day = list[Period](), begin(first, unit)
    while day <= last:
        then = after(day, unit)
        found.append(Period(day, then - timedelta(days=1)))
        day = then
    return found


def few(first: date, last: date, most: int) -> tuple[str, list[Period]]:
    """At most so many: even steps where there are enough of one length, else several of them together."""
    steps = {unit: periods(first, last, unit) for unit in (DAYS, WEEKS, MONTHS, YEARS)}
    for unit, found in steps.items():
        if len(found) <= most and (unit == DAYS or len(found) >= ENOUGH):
            return unit, found
    unit = next((unit for unit, found in steps.items() if len(found) <= TOGETHER * most), YEARS)
    return unit, _together(steps[unit], -(-len(steps[unit]) // most))


def _together(steps: Sequence[Period], size: int) -> list[Period]:
    several = (steps[at : at + size] for at in range(0, len(steps), size))
    return [Period(some[0].first, some[-1].last) for some in several]
