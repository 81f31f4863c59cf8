"""iCalendar files. What repeats without an end is brought in once; with an end in sight, each time it takes place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer
from groundswell.core.incoming import Row
from groundswell.core.placing import Said
from groundswell.lib.clock import ZONES
from groundswell.outside.importers import words
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import MOST, Source, Unreadable

BEGINNING = re.compile(r"^BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
MOST_TIMES = 366
WINDOWS = {"GMT Standard Time": "Europe/London", "Romance Standard Time": "Europe/Paris"}


def looks_like(source: Source) -> bool:
    return source.opening.startswith("begin:vcalendar")


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    text = source.text().lstrip("\ufeff")
    if not looks_like(source):
        raise Unreadable(_("This is not a calendar: it does not begin with BEGIN:VCALENDAR."))
    lines = [text.count("\n", 0, match.start()) + 1 for match in BEGINNING.finditer(text)]
    import icalendar  # here, because it takes longer to load than most files to read

    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable(_("The calendar cannot be read: %(error)s.") % {"error": str(error)[:200]}) from error
    events: list[Any] = list(calendar.walk("VEVENT"))
    uses = Counter(_key(event) for event in events)
    zone = _zone_named(str(calendar.get("X-WR-TIMEZONE", "")))
    changed = {(str(one.get("UID")), _stamp(one["RECURRENCE-ID"].dt)) for one in events if "RECURRENCE-ID" in one}
    for number, event in enumerate(events):
        source.done = source.size * number // len(events)
        line = lines[number] if number < len(lines) else 0
        yield from _rows(line, event, zone, shared=uses[_key(event)] > 1, changed=changed)


def _rows(line: int, event: Any, zone: str, *, shared: bool, changed: set[tuple[str, str]]) -> Iterator[Row]:
    raw = event.to_ical().decode("utf-8", "replace")
    try:
        made = _row(line, event, zone, raw)
        if shared:
            made.key = f"{made.key[:170]}:{_stamp(made.starts)}"
        yield from _each_time(made, event, changed)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        yield Row(line, problems=[_("It cannot be read: %(error)s.") % {"error": error}], raw=[raw[:2000]])


def _row(line: int, event: Any, zone: str, raw: str) -> Row:
    made = Row(line, key=_key(event), title=_text(event.get("SUMMARY")), raw=[raw])
    if len(raw) > MOST:
        made.problems.append(_("It is longer than 1 MiB."))
    if "DTSTART" not in event:
        made.problems.append(_("It does not say when it begins."))
        return made
    made.starts, said = event["DTSTART"].dt, event["DTSTART"].params.get("TZID", "")
    made.ends = _end(event, made.starts)
    made.description = _text(event.get("DESCRIPTION"))
    made.kind = words.kind(*_categories(event))
    made.kind = words.kind_in(made.title) if made.kind == "other" else made.kind
    made.website = _text(event.get("URL"))
    made.cancelled = _text(event.get("STATUS")).upper() == "CANCELLED"
    made.where = _where(event, _zone_named(said) or _zone_of(made.starts) or zone)
    made.starts, made.ends = _plainly(made.starts), _plainly(made.ends)
    return made


def _where(event: Any, zone: str) -> Said:
    lat, lon = None, None
    if "GEO" in event and hasattr(event["GEO"], "latitude"):
        lat, lon = event["GEO"].latitude, event["GEO"].longitude
    address = _text(event.get("LOCATION"))
    parts = [part.strip() for part in address.split(",")]
    locality = ", ".join(parts[-2:]) if len(parts) > 1 and lat is None else ""
    found = _town(locality)
    return Said(
        address=address,
        locality=found[0],
        country=found[1],
        lat=lat,
        lon=lon,
        online=address.lower().startswith(("http://", "https://", "online", "zoom")),
        timezone=zone,
    )


def _town(words_: str) -> tuple[str, str]:
    """The end of an address, where it names a town in a country that we know."""
    name, _sign, land = words_.partition(", ")
    code = countries.find(land) if land else None
    town = gazetteer.best(name, country=code) if code else None
    return (town.name, code) if town and code else ("", code or "")


def _each_time(made: Row, event: Any, changed: set[tuple[str, str]]) -> Iterator[Row]:
    rule = event.get("RRULE")
    if not rule or made.problems or made.starts is None:
        yield made
        return
    if isinstance(rule, list) or not ("COUNT" in rule or "UNTIL" in rule):
        made.notes.append(_("It repeats without an end: only the first time is brought in."))
        yield made
        return
    yield from _times(made, event, rule, changed)


def _times(made: Row, event: Any, rule: Any, changed: set[tuple[str, str]]) -> Iterator[Row]:
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    first = event["DTSTART"].dt
    start = first if isinstance(first, datetime) else datetime(first.year, first.month, first.day)
    left_out = {_stamp(one.dt) for dates in _listed(event.get("EXDATE")) for one in dates.dts}
    try:
        found = list(islice(rrulestr(_rule_text(rule, start), dtstart=start), MOST_TIMES + 1))
    except (ValueError, TypeError, OverflowError):
        found = []
    if not found or len(found) > MOST_TIMES:
        made.notes.append(_("It repeats in a way that we do not follow: only the first time is brought in."))
        yield made
        return
    length = made.ends - made.starts if made.ends and isinstance(made.starts, datetime) else None
    for moment in found:
        begins = moment if isinstance(first, datetime) else moment.date()
        if _stamp(begins) not in left_out and (str(event.get("UID")), _stamp(begins)) not in changed:
            yield _once(made, begins, length)


def _once(made: Row, begins: datetime | date, length: timedelta | None) -> Row:
    starts = _plainly(begins)
    ends = starts + length if length is not None and isinstance(starts, datetime) else None
    return replace(made, key=f"{made.key[:170]}:{_stamp(begins)}", starts=starts, ends=ends, notes=[], digest="")


def _rule_text(rule: Any, start: datetime) -> str:
    """UNTIL must be of the same sort as the start, which calendars in the wild do not heed."""
    text: str = rule.to_ical().decode()
    until = rule.get("UNTIL", [None])[0]
    if until is None:
        return text
    if not isinstance(until, datetime):
        until = datetime(until.year, until.month, until.day, 23, 59, 59)
    if start.tzinfo:
        until = (until if until.tzinfo else until.replace(tzinfo=start.tzinfo)).astimezone(UTC)
        told = until.strftime("%Y%m%dT%H%M%SZ")
    else:
        told = until.replace(tzinfo=None).strftime("%Y%m%dT%H%M%S")
    return re.sub(r"UNTIL=[^;]*", f"UNTIL={told}", text)


def _key(event: Any) -> str:
    uid = str(event.get("UID", "")).strip()
    again = f":{_stamp(event['RECURRENCE-ID'].dt)}" if "RECURRENCE-ID" in event else ""
    return f"ics:{uid[:140]}{again}" if uid else ""


def _end(event: Any, starts: Any) -> datetime | None:
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = starts + event["DURATION"].dt
    else:
        return None
    return end if isinstance(end, datetime) and isinstance(starts, datetime) else None


def _plainly(moment: Any) -> Any:
    """As an instant where it has a zone: a zone may be one that only this calendar knows."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else moment


def _zone_of(moment: Any) -> str:
    key = str(getattr(getattr(moment, "tzinfo", None), "key", ""))
    return key if key in ZONES and key != "UTC" else ""


def _zone_named(name: str) -> str:
    name = WINDOWS.get(name, name)
    return name if name in ZONES else ""


def _categories(event: Any) -> list[str]:
    return [str(one) for each in _listed(event.get("CATEGORIES")) for one in getattr(each, "cats", [each])]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _stamp(moment: Any) -> str:
    if isinstance(moment, datetime):
        return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y%m%dT%H%M%S")
    return moment.strftime("%Y%m%d") if isinstance(moment, date) else ""
