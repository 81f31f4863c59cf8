"""Days in a row, and days as people write them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

from groundswell.lib.text import fold

DAY, WEEK, FORTNIGHT, MONTH = "day", "week", "fortnight", "month"
STEPS = (DAY, WEEK, FORTNIGHT, MONTH)


def every(step: str, first: date, until: date, *, most: int) -> list[date]:
    """The first day and those that follow it in this step, up to and with `until`; at most so many."""
    found: list[date] = []
    for day in _following(step, first):
        if day > until or len(found) == most:
            break
        found.append(day)
    return found


def _following(step: str, first: date) -> Iterator[date]:
    yield first
    for number in range(1, 5000):
        if step == MONTH:
            yield _same_weekday(first, number)
        else:
            yield first + timedelta(days=number * {DAY: 1, WEEK: 7, FORTNIGHT: 14}[step])


def _same_weekday(first: date, months: int) -> date:
    """The second Friday stays the second Friday; a fifth one, which few months have, is the last."""
    year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
    ahead = (first.weekday() - date(year, month, 1).weekday()) % 7
    day = 1 + ahead + 7 * ((first.day - 1) // 7)
    return date(year, month, day if day <= monthrange(year, month)[1] else day - 7)


def read(text: str, fits: Callable[[date], bool] = lambda _day: True) -> date | None:
    """A day as people write it: 2031-03-15, 15.3.2031, 15 March 2031, ١٥/٣/٢٠٣١. None for what is no day.

    Where 3/4/2031 may be two days, the one that fits is meant; where both or neither fit, nobody can know: None.
    """
    found = meanings(text, fits)
    return found[0] if len(found) == 1 else None


def meanings(text: str, fits: Callable[[date], bool] = lambda _day: True) -> list[date]:
    """The days that it may be; those that fit, where some do."""
    found = _meant(text)
    return [day for day in found if fits(day)] or found


def _meant(text: str) -> list[date]:
    words = fold(text.replace("T00:00:00", " ").replace("00:00:00", " ")).split()
    numbers = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) <= 4]
    named = [month for word in words if (month := _months().get(word))]
    if len(numbers) == 2 and len(named) == 1:
        day, year = sorted(numbers) if max(numbers) > 31 else numbers
        return _real([(_whole_year(year), named[0], day)])
    if len(numbers) != 3 or len(words) != 3:
        return []
    one, two, three = numbers
    if one > 31:
        return _real([(one, two, three)])
    day_first = [(_whole_year(three), two, one)]
    # Nobody writes the month first and puts dots between.
    return _real(day_first if text.count(".") == 2 else [*day_first, (_whole_year(three), one, two)])


def _real(given: list[tuple[int, int, int]]) -> list[date]:
    found = []
    for year, month, day in given:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _whole_year(year: int) -> int:
    return year + 2000 if year < 100 else year


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """By their names and short names in all languages of the pages."""
    found: dict[str, int] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for names in (MONTHS, MONTHS_3, MONTHS_ALT):
                found |= {fold(str(name)): number for number, name in names.items()}
    return found
