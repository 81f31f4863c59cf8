"""One line of the history of an action, or of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Line:
    text: str
    at: datetime
    by: str
    because: str
    changes: list[dict[str, Any]]
    struck: bool  # a moderator took its words off
    fact: int
