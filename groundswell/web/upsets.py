"""What came between an action and its plan, in the reader's words: from what to what, when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Action, Move, Postponement, Resumption

# Never by name: who changes an action is told as the part they have in it.
BY = {
    "host": _l("by the host"),
    "person": _l("by a moderator"),
    "server": _l("by this server"),
    "import": _l("by the list it was brought in from"),
}


@dataclass
class Upset:
    """One of them, old and new side by side."""

    word: str  # a state, for the sign
    title: str
    changes: list[dict[str, str]]
    because: str
    at: datetime
    by: str


def undated_text(action: Action) -> str:
    return _("new date not known yet, was %(day)s") % {"day": short_day(action.local_start)}


def short_day(moment: datetime) -> str:
    this_year = moment.year == datetime.now().year
    return formats.date_format(moment, _("j F") if this_year else _("j F Y"))


def upsets_of(action: Action) -> list[Upset]:
    """The last of each kind, in the order in which they came."""
    found = [
        _put_off(action, list(action.postponements.all())),
        _moved(action, list(action.moves.all())),
        _resumed(list(action.resumptions.all())),
    ]
    return sorted((each for each in found if each), key=lambda each: each.at)


def _put_off(action: Action, rows: list[Postponement]) -> Upset | None:
    if not rows:
        return None
    row, zone = rows[-1], ZoneInfo(action.timezone)
    after = row.to_starts
    back = not action.is_put_off
    change = {
        "label": _("When"),
        "old": _time(row.from_starts, action, zone),
        "new": _time(after, action, zone) if after else _("not known yet"),
    }
    title = _("Back on the day that was first announced") if back else _("Postponed")
    return _upset("published" if back else "postponed", title, [change], row)


def _moved(action: Action, rows: list[Move]) -> Upset | None:
    from groundswell.web.showing import place_text

    if not rows:
        return None
    row, back = rows[-1], not action.is_elsewhere
    change = {"label": _("Where"), "old": place_text(row.before), "new": place_text(row.after)}
    title = _("Back at the place that was first announced") if back else _("Moved")
    return _upset("published" if back else "moved", title, [change], row)


def _resumed(rows: list[Resumption]) -> Upset | None:
    if not rows:
        return None
    row = rows[-1]
    reason = f": {row.cancelled_because}" if row.cancelled_because else ""
    change = {"label": _("State"), "old": _("Cancelled") + reason, "new": _("Takes place after all")}
    return _upset("published", _("Taken up again"), [change], row)


def _upset(word: str, title: str, changes: list[dict[str, str]], row: Any) -> Upset:
    return Upset(word, title, changes, row.because, row.at, by_text(row.by))


def _time(moment: datetime, action: Action, zone: ZoneInfo) -> str:
    form = _("D j F Y, H:i") if action.timed else _("D j F Y")
    return formats.date_format(moment.astimezone(zone), form)


def by_text(by: str) -> str:
    return str(BY.get(by, ""))
