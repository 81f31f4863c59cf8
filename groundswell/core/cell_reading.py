"""A cell of our own tables as a value again: core/tables.py writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

Cells = dict[str, str]  # of one row, by column


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def truth(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)


def whole(text: str) -> int | None:
    return int(text) if text else None


def on(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str) -> float | None:
    return float(text) if text else None
