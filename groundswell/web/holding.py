"""What holds an action, in the words of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds
from groundswell.core.models import Action, Hold, Merge
from groundswell.core.models.action_states import MERGED, PROPOSED
from groundswell.web.showing import Shown

FIELDS = {
    "title": _l("Title"),
    "description": _l("What will happen"),
    "address": _l("Where to meet"),
    "organisations": _l("Who hosts it"),
    "website": _l("Web page of the action"),
}


@dataclass(frozen=True)
class Held:
    hold: Hold

    @property
    def why(self) -> str:
        return kinds.label(kinds.HOLDS, self.hold.reason)

    @property
    def mend(self) -> str:
        return kinds.label(kinds.MENDS, self.hold.reason)

    @property
    def where(self) -> str:
        return "" if self.hold.about_id else str(FIELDS.get(self.hold.field, ""))

    @property
    def words(self) -> str:
        return self.hold.words

    @property
    def other(self) -> Shown | None:
        """The one that it is like."""
        return Shown(self.hold.about) if self.hold.about and self.hold.about.visible else None


def for_host(action: Action) -> dict[str, object]:
    """What holds it and how to mend that, while it waits; and what it was merged into."""
    holds = held(Hold.on(action)) if action.state == PROPOSED else []
    return {"holds": holds, "merged_into": Merge.leading_from(action.ref) if action.state == MERGED else None}


def held(holds: Iterable[Hold]) -> list[Held]:
    return [Held(hold) for hold in holds]
