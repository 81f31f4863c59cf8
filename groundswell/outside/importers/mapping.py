"""Which of a file's columns mean what to us: a small TOML file. docs/importing.md describes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as Cells
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from groundswell.outside.importers.rows import FIELDS
from groundswell.outside.importers.source import Unreadable
from groundswell.outside.importers.times import Formats

NAME = re.compile(r"\{([^{}]*)\}")
ONE_OR_MORE = ("start", "end", "date", "time")


@dataclass(frozen=True)
class Estimates:
    """How several figures stand in one cell."""

    thousands: str = ""  # the sign between them: "." in 30.000


PLAIN, NO_SIGN = Formats(), Estimates()


@dataclass(frozen=True)
class Mapping:
    name: str = ""
    delimiter: str = ""
    header: bool = True
    encoding: str = ""
    columns: tuple[str, ...] = ()  # where there is no header
    key: tuple[str, ...] = ()  # columns that together name a row; none: the whole row
    doubles: str = "one"  # or "each": rows that say the same are one thing, or as many as there are
    groups: tuple[str, ...] = ()  # lists inside a JSON list's objects that hold the rows
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    formats: Formats = PLAIN
    estimates: Estimates = NO_SIGN

    def cells(self, given: Cells[str, str]) -> dict[str, str]:
        """Our fields, filled from the file's columns."""
        if not self.fields:
            return dict(given)
        return {name: _first_filled(ways, given) for name, ways in self.fields.items()}

    def key_of(self, given: Cells[str, str]) -> str:
        values = [given.get(column, "") for column in self.key]
        return f"{self.name or 'row'}:{'|'.join(values)}" if any(values) else ""


def read(path: Path) -> Mapping:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(_("%(path)s is not TOML: %(error)s.") % {"path": path, "error": error}) from error
    try:
        return _mapping(told)
    except (TypeError, ValueError) as error:
        raise Unreadable(_("%(path)s: %(error)s") % {"path": path, "error": error}) from error


def _mapping(told: dict[str, Any]) -> Mapping:
    fields = {name: _ways(ways) for name, ways in told.pop("fields", {}).items()}
    formats: dict[str, Any] = {
        name: _ways(form) if name in ONE_OR_MORE else form for name, form in told.pop("formats", {}).items()
    }
    estimates = Estimates(**told.pop("estimates", {}))
    _refuse_unknown(told, set(Mapping.__dataclass_fields__))
    _refuse_unknown(fields, set(FIELDS))
    rest: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    mapping = Mapping(
        **rest,
        fields=fields,
        formats=Formats(**formats),
        estimates=estimates,
    )
    _refuse_unknown_columns(mapping)
    return mapping


def _ways(given: Any) -> tuple[str, ...]:
    ways = given if isinstance(given, list) else [given]
    return tuple(str(way) for way in ways)


def _refuse_unknown(given: Any, known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise ValueError(
            _("there is no “%(unknown)s” in a mapping; there is %(known)s.")
            % {"unknown": unknown[0], "known": ", ".join(sorted(known))}
        )


def _refuse_unknown_columns(mapping: Mapping) -> None:
    if not mapping.header and not mapping.columns:
        raise ValueError(_("without a header the columns must be named."))
    if mapping.doubles not in ("one", "each"):
        raise ValueError(_("doubles are “one” or “each”."))
    named = {name for ways in mapping.fields.values() for way in ways for name in NAME.findall(way)} | set(mapping.key)
    if mapping.columns and (unknown := sorted(named - set(mapping.columns))):
        raise ValueError(_("“%(column)s” is none of the columns.") % {"column": unknown[0]})


def _first_filled(ways: tuple[str, ...], given: Cells[str, str]) -> str:
    """The first way all of whose columns hold something."""
    for way in ways:
        names = NAME.findall(way)
        if all(given.get(name, "").strip() for name in names):
            return NAME.sub(lambda match: given[match[1]].strip(), way)
    return ""
