"""When, in the many ways in which files say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

EPOCH = re.compile(r"-?\d{1,13}(\.\d+)?")
HOURS = re.compile(
    r"(?P<from>\d{1,2})(?:[:.](?P<from_minute>\d\d))?(?::\d\d)?\s*(?P<half>[ap])?\.?m?\.?"
    r"(?:\s*(?:[-–—]|to)\s*(?P<to>\d{1,2})(?:[:.](?P<to_minute>\d\d))?(?::\d\d)?\s*(?P<to_half>[ap])?\.?m?\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Formats:
    """How a file writes its times: "iso", "epoch" (seconds), "hours" (as people type them), or strptime's letters."""

    start: tuple[str, ...] = ("iso",)
    end: tuple[str, ...] = ("iso",)
    date: tuple[str, ...] = ("iso",)
    time: tuple[str, ...] = ("hours",)
    year: int | None = None  # where dates leave it out


Span = tuple[datetime | date | None, datetime | None]


def span(start: str, end: str, day: str, hours: str, formats: Formats) -> Span:
    """When it begins and ends; a date where only the day is known. Raises ValueError for what cannot be read."""
    on = _day(day, formats) if day else None
    begins = _moment(start, formats.start, on) if start else None
    ends = _moment(end, formats.end, on) if end else None
    if on and begins is None and hours:
        begins, told = _hours(hours, on)
        ends = ends or told
    if begins is None:
        return on, None
    if not isinstance(begins, datetime):
        return begins, None
    if isinstance(ends, datetime) and on and ends < begins and len(end) < 9:
        ends += timedelta(days=1)  # hours alone: it goes on past midnight
    return begins, ends if isinstance(ends, datetime) else None


def _day(text: str, formats: Formats) -> date:
    for form in formats.date:
        try:
            if form == "iso":
                return datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)
            if formats.year and "%y" not in form.lower():
                return datetime.strptime(f"{formats.year} {text}", f"%Y {form}").date()
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def _moment(text: str, forms: tuple[str, ...], on: date | None) -> datetime | date:
    for form in forms:
        try:
            if form == "epoch":
                return _epoch(text)
            if form == "hours" and on:
                return _hours(text, on)[0]
            return _iso(text, on) if form == "iso" else datetime.strptime(text, form)
        except (ValueError, OverflowError, OSError):
            continue
    raise ValueError(text)


def _epoch(text: str) -> datetime:
    if not EPOCH.fullmatch(text.strip()):
        raise ValueError(text)
    return datetime.fromtimestamp(float(text), UTC)


def _iso(text: str, on: date | None) -> datetime | date:
    if on and len(text) <= 8 and ":" in text:
        return datetime.combine(on, time.fromisoformat(text.zfill(5)))
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _hours(text: str, on: date) -> tuple[datetime, datetime | None]:
    """ "12:00 PM", "2-4pm", "11:30am-1:30pm", "18:30"."""
    match = HOURS.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    half, to_half = (match["half"] or "").lower(), (match["to_half"] or "").lower()
    if match["to"] is None:
        return datetime.combine(on, _clock(match["from"], match["from_minute"], half)), None
    ends = datetime.combine(on, _clock(match["to"], match["to_minute"], to_half))
    begins = datetime.combine(on, _clock(match["from"], match["from_minute"], half or to_half))
    if not half and begins > ends:
        begins -= timedelta(hours=12)  # "11-1pm" begins in the morning
    return begins, ends if ends > begins else ends + timedelta(days=1)


def _clock(hour: str, minute: str | None, half: str) -> time:
    if half and not 1 <= int(hour) <= 12:
        raise ValueError(hour)
    return time(int(hour) % 12 + 12 * (half == "p") if half else int(hour), int(minute or 0))
