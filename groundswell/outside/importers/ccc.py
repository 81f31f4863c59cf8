"""The Crowd Counting Consortium's table: what was counted at actions in the United States.

The table has no ids, so a row's key is what it says, and how many rows before it said the same: four rows are exact
doubles of others, and nothing tells whether somebody counted twice or two things looked alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core.incoming import Account, Row
from groundswell.core.models.checked import answered
from groundswell.core.placing import Said
from groundswell.outside.importers import delimited, rows, words
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source

MARKS = {"event_type", "claims_summary", "size_text"}
TOLD = {
    "participants": "participants",
    "claims_summary": "claims",
    "arrests": "arrests",
    "participant_injuries": "injuries_crowd",
    "police_injuries": "injuries_police",
    "property_damage": "property_damage",
    "police_measures": "police_measures",
    "participant_measures": "participant_measures",
    "organizations": "organisations",
    "notes": "notes",
}
# 0 says that the coders saw none reported, 1 that they did: kept as they say it, and unknown where they say nothing.
SEEN = {
    "arrests_any": "arrests_any",
    "participant_casualties_any": "injuries_crowd_any",
    "police_casualties_any": "injuries_police_any",
    "property_damage_any": "property_damage_any",
}
# What the coders counted themselves, and from what.
COUNTED = {"count pic": "photo", "count video": "photo", "count pics": "photo", "count videos": "photo"}
COUNTERS = "Crowd Counting Consortium"
# The columns that are read, besides those of the sources.
READ = {
    "event_type", "resolved_locality", "locality", "resolved_state", "state", "title", "organizations", "date",
    "location", "lat", "lon", "online", "size_text", "size_low", "size_high", "notables", "claims_verbatim",
    "participant_deaths", "police_deaths", *TOLD, *SEEN,
}  # fmt: skip

Cell = Callable[[str], str]


def looks_like(source: Source) -> bool:
    return delimited.looks_like(source) and set(delimited.header(source)) >= MARKS


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    lines = delimited.table(source, mapping.delimiter or delimited.delimiter(source))
    _line, names, _problem = next(lines)
    places = {name.strip().lower(): place for place, name in enumerate(names)}
    sources = [place for name, place in places.items() if name.removeprefix("source").isdigit()]
    ours, absent = [(name, place) for name, place in places.items() if name in READ], dict.fromkeys(READ, "")
    seen: Counter[str] = Counter()
    for line, values, problem in lines:
        if problem or len(values) != len(names):
            yield Row(line, raw=values, problems=[problem or _("It has more or fewer values than there are columns.")])
            continue
        told = {name: "" if (text := values[place]) in words.NOTHING else text.strip() for name, place in ours}
        yield _row(line, values, (absent | told).__getitem__, sources, seen)


def _row(line: int, values: list[str], cell: Cell, sources: list[int], seen: Counter[str]) -> Row:
    made = Row(line, raw=values, key=f"ccc-{delimited.numbered(values, seen)}")
    types = cell("event_type")
    made.kind = words.kind(types)
    locality = cell("resolved_locality") or cell("locality")
    made.title = cell("title") or ", ".join(filter(None, [types.partition(";")[0].capitalize(), locality]))
    made.organisations = [] if _no_organisation(cell) else words.several(cell("organizations"))
    try:
        made.starts = date.fromisoformat(cell("date"))
        made.where = _where(cell, locality)
        made.account = Account(_told(cell), _estimates(cell), [rows.source(text) for text in _cited(values, sources)])
    except ValueError as error:
        made.problems.append(_("It cannot be read: %(error)s.") % {"error": error})
    return made


def _where(cell: Cell, locality: str) -> Said:
    return Said(
        country="US",
        region=cell("resolved_state") or cell("state"),
        locality=locality,
        address=cell("location"),
        lat=words.number(cell("lat")),
        lon=words.number(cell("lon")),
        online=cell("online") == "1",
        precision="town",  # the table's points are those of the localities
    )


def _told(cell: Cell) -> dict[str, Any]:
    told: dict[str, Any] = {ours: text for theirs, ours in TOLD.items() if (text := cell(theirs))}
    for name in ("arrests", "injuries_crowd", "injuries_police"):
        if name in told:
            told[name] = _whole(told[name])
    if notables := cell("notables"):
        told["participants"] = "; ".join(filter(None, [told.get("participants"), notables]))
    if _no_organisation(cell):
        told |= {"organisations": "", "organisations_any": False}
    if slogans := cell("claims_verbatim"):
        told["slogans"] = rows.lines(slogans)
    told |= _deaths(cell)
    told |= {ours: seen for theirs, ours in SEEN.items() if (seen := words.truth(cell(theirs))) is not None}
    return answered(told)


def _no_organisation(cell: Cell) -> bool:
    """An empty cell says nothing; the word says that there was none."""
    return cell("organizations").lower() == "none"


def _deaths(cell: Cell) -> dict[str, Any]:
    """Of participants and of the police, in one line; empty cells say nothing."""
    found = [(who, _whole(text)) for who in ("participant", "police") if (text := cell(f"{who}_deaths"))]
    if not found:
        return {}
    told = "; ".join(f"{who}: {text}" for who, text in found)
    return {"deaths": told, "deaths_any": any(text != "0" for _who, text in found)}


def _whole(text: str) -> str:
    return text.removesuffix(".0")  # a whole number that passed through a spreadsheet


def _estimates(cell: Cell) -> list[dict[str, Any]]:
    text, low, high = cell("size_text"), words.whole(cell("size_low")), words.whole(cell("size_high"))
    if not text and low is None and high is None:
        return []
    estimate: dict[str, Any] = {"words": text, "low": low, "high": high}
    if method := COUNTED.get(text.lower()):
        estimate |= {"method": method, "counter": "counting-team", "counted_by": COUNTERS}
    return [estimate]


def _cited(values: list[str], sources: list[int]) -> list[str]:
    return [text for place in sources if values[place] not in words.NOTHING and (text := values[place].strip())]
