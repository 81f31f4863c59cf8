"""Readers of other people's files. Each is a module with two functions:

    looks_like(source) -> bool
    read(source, mapping) -> Iterator[Row]

and knows nothing of the database; what becomes of the rows is core's (`core.bringing_in`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.outside.importers import ccc, delimited, geojson, ics, json_list, mobilizon, ours
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source, Unreadable


class Reader(Protocol):
    def looks_like(self, source: Source) -> bool: ...
    def read(self, source: Source, mapping: Mapping) -> Iterator[Row]: ...


# In this order each is asked whether a file is of its kind: the particular before the general.
READERS: dict[str, Reader] = {
    "ics": ics,
    "mobilizon": mobilizon,
    "geojson": geojson,
    "json": json_list,
    "ccc": ccc,
    "record": ours,
    "csv": delimited,
}


def format_of(source: Source, mapping: Mapping) -> str:
    if source.path.suffix.lower() in (".ics", ".ical") and not ics.looks_like(source):
        raise Unreadable(_("This is not a calendar: it does not begin with BEGIN:VCALENDAR."))
    found = (name for name, reader in READERS.items() if reader.looks_like(source))
    name = next(found, "csv")
    # A mapping says what the columns mean, so nothing is known of them beforehand.
    return {"ccc": "csv", "record": "csv", "mobilizon": "json"}.get(name, name) if mapping.fields else name
