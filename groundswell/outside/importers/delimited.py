"""Tables: values with a sign between them, a row a line."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from groundswell.core.incoming import Row
from groundswell.lib.long_cells import long_cells
from groundswell.outside.importers import rows
from groundswell.outside.importers.mapping import Mapping
from groundswell.outside.importers.source import MOST, Source, Unreadable

SIGNS = ",\t;|"
ENOUGH = {"date", "start"}  # one of them at least, to be a table of actions


def looks_like(source: Source) -> bool:
    return not source.opening.startswith(("{", "[", "begin:vcalendar"))


def read(source: Source, mapping: Mapping) -> Iterator[Row]:
    sign = mapping.delimiter or delimiter(source)
    lines = table(source, sign)
    header = list(mapping.columns) if not mapping.header else _header(lines, mapping)
    times_seen: Counter[str] = Counter()
    for line, values, problem in lines:
        made = _row(line, dict(zip(header, values, strict=False)), mapping)
        if problem or (len(values) > len(header) and any(values[len(header) :])):
            made.problems.insert(0, problem or _("It has more values than there are columns."))
        if not made.key and mapping.doubles == "each":
            made.key = numbered(values, times_seen)
        made.raw = values
        yield made


def numbered(values: list[str], seen: Counter[str]) -> str:
    """The nth row of exactly these words is its own thing: without ids nothing else tells two such rows apart, and
    the same file read again gives the same keys."""
    digest = hashlib.sha256("\x1f".join(values).encode("utf-8", "replace")).hexdigest()[:40]
    seen[digest] += 1
    return f"row:{digest}:{seen[digest]}"


def table(source: Source, sign: str) -> Iterator[tuple[int, list[str], str]]:
    """Line number, values, and what is wrong with the line."""
    reader, before = csv.reader(source.lines(), delimiter=sign), 0
    while True:
        problem, values = "", []
        try:
            with long_cells(MOST):
                values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = _("The line cannot be read (%(error)s).") % {"error": error}
        if source.bad:
            bad = [source.bad.pop(number) for number in range(before + 1, reader.line_num + 1) if number in source.bad]
            problem = " ".join([*bad, problem]).strip()
        if values or problem:
            yield before + 1, values, problem
        before = reader.line_num


def delimiter(source: Source) -> str:
    """The sign that cuts the first lines into the most columns."""
    text = source.head.decode(source.encoding if source.encoding != "mixed" else "utf-8", "replace")
    first = text.lstrip("\ufeff").splitlines()[:5]
    return max(SIGNS, key=lambda sign: min((_width(line, sign) for line in first[:1]), default=0))


def header(source: Source) -> list[str]:
    """The words of the first line, to tell tables apart."""
    first = next(table(source, delimiter(source)), (0, [], ""))
    source.done = 0
    return [name.strip().lower() for name in first[1]]


def _width(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return 0


def _header(lines: Iterator[tuple[int, list[str], str]], mapping: Mapping) -> list[str]:
    _line, names, problem = next(lines, (0, [], ""))
    if problem:
        raise Unreadable(problem)
    names = [name.strip() for name in names]
    if mapping.fields:
        wanted = {name for ways in mapping.fields.values() for way in ways for name in _named(way)}
        if missing := sorted(wanted - set(names)):
            raise Unreadable(
                _("The table has no column “%(column)s”, which the mapping names.") % {"column": missing[0]}
            )
        return names
    names = [rows.ALIASES.get(name.lower(), name.lower()) for name in names]
    if not ENOUGH & set(names):
        raise Unreadable(
            _("The first line names no column “date” or “start”: see docs/data.md for the names, or write a mapping.")
        )
    return names


def _named(way: str) -> list[str]:
    from groundswell.outside.importers.mapping import NAME

    return NAME.findall(way)


def _row(line: int, given: dict[str, str], mapping: Mapping) -> Row:
    made = rows.row(line, mapping.cells(given), mapping.formats, mapping.estimates.thousands)
    made.key = mapping.key_of(given) or (f"id:{made.ref}" if made.ref else "")
    return made
