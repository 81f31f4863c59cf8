from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from groundswell.core.models.fact import plain

if TYPE_CHECKING:
    from groundswell.core.models.action import Action


@dataclass(frozen=True)
class Before:
    """How an action stood before it is changed: what is beside it in the log, at the desk and on its page."""

    fields: dict[str, Any]  # those that are set anew
    place: dict[str, Any]
    day: date
    starts: datetime
    ends: datetime | None
    undated: bool
    state: str
    hosts: list[str]

    @classmethod
    def of(cls, action: Action, names: Iterable[str]) -> Before:
        return cls(
            fields={name: getattr(action, name) for name in names},
            place=action.place,
            day=action.day,
            starts=action.starts,
            ends=action.ends,
            undated=action.undated,
            state=action.state,
            hosts=action.organisation_names(),
        )

    def put_off(self, action: Action) -> bool:
        """To another day, or to none that is known, or to one at last."""
        return (action.day, action.undated) != (self.day, self.undated)

    def changes(self, action: Action) -> dict[str, list[Any]]:
        """What differs now: before and after, by column."""
        now = {name: getattr(action, name) for name in self.fields}
        pairs = {name: [plain(was), plain(now[name])] for name, was in self.fields.items() if was != now[name]}
        if action.undated != self.undated:  # then the time of day was a date, or is one now
            was, is_now = self.undated, action.undated
            pairs["starts"] = [None if was else plain(self.starts), None if is_now else plain(action.starts)]
        return pairs
