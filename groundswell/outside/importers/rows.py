"""A row out of cells that carry our names: those of the record's columns, and some more."""

from __future__ import annotations

import re
from collections.abc import Mapping as Cells
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core import kinds, turnout
from groundswell.core.incoming import Account, Row
from groundswell.core.models.checked import TELLING, answered
from groundswell.core.placing import Said
from groundswell.core.retold import ANSWER_CELLS
from groundswell.outside.importers import times, words

# Cells with these names are read; the first line of a table may say them, and a mapping fills them.
TIMES = ("date", "start", "end", "time", "timezone")
PLACES = ("online", "country", "region", "locality", "location_detail", "lat", "lon", "geo_precision")
TOLD = tuple(name for name in TELLING if name not in ("slogans", "organisations", "permit", "language"))
APART = ("slogans", "organizations_reported", "permit")  # told too, and read in their own way
SIZES = ("size_text", "size_low", "size_high", "size_rule", "counter", "method", "counted_by", "estimates")
SOURCES = ("sources", *(f"source_{number}" for number in range(1, 100)))
FIELDS = (
    "id", "url", "state", "kind", "title", "description", "organizations", "languages", "access", "website",
    *TIMES, *PLACES, *TOLD, *APART, *ANSWER_CELLS, *SIZES, *SOURCES,
)  # fmt: skip
ALIASES = {
    "organisations": "organizations",
    "address": "location_detail",
    "town": "locality",
    "city": "locality",
    "state_or_region": "region",
    "latitude": "lat",
    "longitude": "lon",
    "lng": "lon",
    "start_date": "date",
    "summary": "title",
}
PRECISION = set(kinds.PRECISION)
FIGURE = re.compile(r"^(?P<low>\d[\d.,' ]*)(?:\s*[-–—]\s*(?P<high>\d[\d.,' ]*))?\s*(?:\((?P<by>[^()]*)\))?$")


def row(line: int, cells: Cells[str, str], formats: times.Formats, thousands: str = "") -> Row:
    """What cannot be read is a problem of the row, not of the file."""
    made = Row(line=line, ref=_ref(cells), title=cells.get("title", ""), description=cells.get("description", ""))
    made.kind = _kind(cells.get("kind", ""))
    made.organisations = words.several(cells.get("organizations", ""))
    made.languages = words.several(cells.get("languages", "").replace(",", ";"))
    made.access = [one for one in words.several(cells.get("access", "").replace(",", ";")) if one in kinds.ACCESS]
    made.website = cells.get("website", "")
    made.cancelled = cells.get("state", "").strip().lower() in ("cancelled", "canceled")
    _set_time(made, cells, formats)
    _set_place(made, cells)
    _set_account(made, cells, thousands)
    return made


def _ref(cells: Cells[str, str]) -> str:
    url = cells.get("url", "").rstrip("/")
    return cells.get("id", "").strip() or (url.rpartition("/")[2] if "/actions/" in url else "")


def _kind(text: str) -> str:
    return text if text in kinds.ACTIONS else words.kind(text)


def _set_time(made: Row, cells: Cells[str, str], formats: times.Formats) -> None:
    start, end, day, hours = (cells.get(name, "").strip() for name in ("start", "end", "date", "time"))
    try:
        made.starts, made.ends = times.span(start, end, day, hours, formats)
    except ValueError as error:
        made.problems.append(_("“%(text)s” is not a date or time that we can read.") % {"text": error})


def _set_place(made: Row, cells: Cells[str, str]) -> None:
    point: dict[str, float | None] = {"lat": None, "lon": None}
    for name in point:
        try:
            point[name] = words.number(cells.get(name, ""))
        except ValueError:
            made.problems.append(_("“%(text)s” is not a number of degrees.") % {"text": cells[name][:40]})
    precision = cells.get("geo_precision", "")
    made.where = Said(
        country=cells.get("country", ""),
        region=cells.get("region", ""),
        locality=cells.get("locality", ""),
        address=cells.get("location_detail", ""),
        lat=point["lat"],
        lon=point["lon"],
        online=bool(words.truth(cells.get("online", ""))),
        precision=precision if precision in PRECISION else "point",
        timezone=cells.get("timezone", "").strip(),
    )


def _set_account(made: Row, cells: Cells[str, str], thousands: str) -> None:
    told: dict[str, Any] = {name: text for name in TOLD if (text := cells.get(name, ""))}
    told |= _apart(cells)
    told |= {
        name: seen for cell, name in ANSWER_CELLS.items() if (seen := words.truth(cells.get(cell, ""))) is not None
    }
    try:
        account = Account(answered(told), _estimates(cells, thousands), _sources(cells))
    except ValueError as error:
        made.problems.append(_("“%(text)s” is not a number of people.") % {"text": error})
        return
    made.account = account or None


def _apart(cells: Cells[str, str]) -> dict[str, str]:
    """Slogans are a line each; what the authorities said is one of our words, or told in others."""
    permit = cells.get("permit", "").strip()
    told = {
        "slogans": lines(cells.get("slogans", "")),
        "organisations": cells.get("organizations_reported", ""),
        "permit": permit if permit in kinds.PERMITS else "",
        "permit_detail": cells.get("permit_detail", "") or ("" if permit in kinds.PERMITS else permit),
    }
    return {name: text for name, text in told.items() if text}


def lines(text: str) -> str:
    return "\n".join(words.several(text))


def _estimates(cells: Cells[str, str], thousands: str) -> list[dict[str, Any]]:
    given = cells.get("estimates", "").strip()
    if given and not given.isdigit():  # a figure says how many there are, as in our own table
        return [estimate for part in given.split(";") for estimate in _figures_by(part.strip(), thousands)]
    low, high = words.whole(cells.get("size_low", "")), words.whole(cells.get("size_high", ""))
    text = cells.get("size_text", "").strip()
    if low is None and high is None and not text:
        return []
    rule = cells.get("size_rule", "")
    return [{"words": text, "low": low, "high": high, "rule": rule if rule in turnout.RULES else ""} | _counter(cells)]


def _counter(cells: Cells[str, str]) -> dict[str, str]:
    counter, method = cells.get("counter", ""), cells.get("method", "")
    return {
        "counter": counter if counter in kinds.COUNTERS else "unknown",
        "method": method if method in kinds.METHODS else "unknown",
        "counted_by": cells.get("counted_by", ""),
    }


def _figures_by(text: str, thousands: str) -> list[dict[str, Any]]:
    """ "50.000–60.000 (Veja, Senhor)": the same figure from each of those who gave it, who is its source."""
    match = FIGURE.match(text)
    if not match:
        return [{"words": text, "low": None, "high": None}] if text else []
    low = _figure(match["low"], thousands)
    high = _figure(match["high"], thousands) if match["high"] else low
    said = text.partition("(")[0].strip()
    names = words.several(match["by"] or "", ",") or [""]
    figures = {"words": said, "low": low, "high": high}
    return [figures | {"counted_by": name} | ({"sources": [source(name)]} if name else {}) for name in names]


def _figure(text: str, thousands: str) -> int:
    return int(re.sub(r"[ ']", "", text.replace(thousands, "") if thousands else text.replace(",", "")))


def _sources(cells: Cells[str, str]) -> list[dict[str, Any]]:
    given = cells.get("sources", "").strip()
    several = [] if given.isdigit() else words.several(given)
    several += [text for name in SOURCES[1:] if (text := cells.get(name, "").strip())]
    return [source(text) for text in several]


def source(text: str) -> dict[str, Any]:
    """As it is written; what is an address stands where addresses do, and its kind is told where that is plain."""
    is_address = text.startswith(("http://", "https://"))
    told = {"publisher": "", "address": text} if is_address else {"publisher": text}
    kind = _kind_of_source(text)
    return told | {"kind": kind} if kind else told


# Where people post, whatever they post.
NETWORKS = {
    "instagram.com", "facebook.com", "fb.me", "x.com", "twitter.com", "threads.net", "tiktok.com", "bsky.app",
    "reddit.com", "t.me", "vk.com", "linkedin.com",
}  # fmt: skip
HOST = re.compile(r"^(?:https?://)?(?:www\.|m\.)?([\w.-]+\.[a-z]{2,})(?:[/:?#].*)?$", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def _kind_of_source(text: str) -> str:
    match = HOST.match(text)
    host = match[1].lower() if match else ""
    if host in NETWORKS:
        return "post"
    return "official" if re.search(r"(?:^|\.)(?:gov|gouv|gob|govt)(?:\.[a-z]{2})?$", host) else ""
