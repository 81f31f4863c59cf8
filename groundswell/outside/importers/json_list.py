"""Lists of objects in JSON, with our names or under a mapping; our own JSON Feed too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.outside.importers import json_text, rows
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import Source, Unreadable


def looks_like(source: Source) -> bool:
    return source.opening.startswith(("{", "["))


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    text = json_text.whole(source)
    place = json_text.first_list(text)
    if place is None:
        raise Unreadable(_("There is no list of objects in it."))
    lines = json_text.Lines(text)
    for start, end, value in json_text.objects(text, place, mapping.groups):
        source.done = end
        yield row(lines.at(start), value, mapping, text[start:end], json_text.too_long(start, end))


def row(line: int, value: Any, mapping: Mapping, raw: str, problem: str = "") -> Row:
    if problem or not isinstance(value, dict):
        return Row(line, problems=[problem or _("It is no object.")], raw=[raw[:2000]])
    cells = mapping.cells(flat(value))
    if not mapping.fields:
        cells = {rows.ALIASES.get(name, name): text for name, text in cells.items()}
    made = rows.row(line, cells, mapping.formats, mapping.estimates.thousands)
    made.key = mapping.key_of(flat(value)) or (f"id:{made.ref}" if made.ref else "")
    made.raw = [raw]
    return made


def flat(value: dict[str, Any], before: str = "") -> dict[str, str]:
    """Every value as a cell: `place.town` for objects inside, `coords.0` for the members of lists."""
    cells: dict[str, str] = {}
    for name, one in value.items():
        name = f"{before}{name}"
        if isinstance(one, dict):
            cells |= flat(one, f"{name}.")
        elif isinstance(one, list):
            cells |= {f"{name}.{place}": cell(part) for place, part in enumerate(one[:20])}
            cells[name] = "; ".join(cell(part) for part in one)
        else:
            cells[name] = cell(one)
    return cells


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
