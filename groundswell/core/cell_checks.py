"""Whether cells of our own tables can be rows again: what no file of ours says, and a database or its reader would fall
over. Each check raises ValueError, so that the one row is refused and not the file."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models

from groundswell.core.cell_reading import Cells, at, whole

NUL = "\x00"  # no database of ours takes it in a text


def clean(cells: Cells) -> None:
    if any(NUL in text for text in cells.values()):
        raise ValueError("NUL")


def one_of(cells: Cells, name: str, words: Container[str]) -> str:
    if cells[name] not in words:
        raise ValueError(f"{name}: {cells[name]}")
    return cells[name]


def moment(cells: Cells, name: str) -> datetime:
    """One that has to be said."""
    found = at(cells[name])
    if not found:
        raise ValueError(f"{name}: empty")
    return found


def within(cells: Cells, name: str, most: int) -> int | None:
    found = whole(cells[name])
    if found is not None and not 0 <= found <= most:
        raise ValueError(f"{name}: {cells[name]}")
    return found


def fits(model: type[models.Model], told: dict[str, Any]) -> dict[str, Any]:
    """The same, where every text is as short as its column has to have it."""
    for name, most in lengths(model):
        if (text := told.get(name)) and len(text) > most:
            raise ValueError(f"{name}: {text}")
    return told


@cache
def lengths(model: type[models.Model]) -> tuple[tuple[str, int], ...]:
    return tuple((field.attname, field.max_length) for field in model._meta.concrete_fields if field.max_length)


def named(cells: Cells, model: type[models.Model], name: str = "id") -> str:
    """An id, which is never empty."""
    if not cells[name]:
        raise ValueError(f"{name}: empty")
    return str(fits(model, {"ref": cells[name]})["ref"])


def place(cells: Cells, name: str) -> dict[str, Any]:
    found = json.loads(cells[name] or "{}")
    if not isinstance(found, dict) or NUL in json.dumps(found, ensure_ascii=False):
        raise ValueError(f"{name}: {cells[name]}")
    return found


def items(cells: Cells, name: str) -> list[dict[str, Any]]:
    found = json.loads(cells[name] or "[]")
    told = isinstance(found, list) and all(isinstance(one, dict) for one in found)
    if not told or NUL in json.dumps(found, ensure_ascii=False):
        raise ValueError(f"{name}: {cells[name]}")
    return list(found)
