"""An action out of its row in our own tables, and nothing worked out anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groundswell.core import kinds
from groundswell.core.cell_checks import fits, lengths, moment, named, one_of, within
from groundswell.core.cell_reading import Cells, at, number, on, truth, whole
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.checked import LEVELS
from groundswell.core.turnout import LARGEST
from groundswell.lib.clock import ZONES

MOST = 1000  # estimates or sources of one action
_MOST = {"size_low": LARGEST, "size_high": LARGEST, "estimates": MOST, "sources": MOST, "revision": 2**31 - 1}
_TEXTS = {name for name, _most in lengths(Action)}


def remake(cells: Cells, call: Call, before: Action | None) -> Action:
    """`before` is the action of the row before it, for those that do not say when they begin."""
    _check(cells)
    zone = cells["timezone"] if cells["timezone"] in ZONES else "UTC"
    starts, timed = at(cells["start"]), bool(cells["start"])
    undated = not cells["date"]
    if not starts:
        starts = _standing_in(on(cells["date"]), zone, before) or moment(cells, "first_recorded")
    where, _semicolon, spot = _fitted(cells["location_detail"], 300)
    action = Action(
        ref=cells["id"], call=call, kind=cells["kind"] if cells["kind"] in kinds.ACTIONS else "other",
        title=cells["title"], starts=starts, ends=at(cells["end"]), timed=timed or undated, timezone=zone,
        undated=undated, state=cells["state"], online=truth(cells["online"]) or False,
        also_online=truth(cells["also_online"]) or False, join_address=cells["join_address"],
        country=cells["country"], region=cells["region"], locality=cells["locality"], address=where,
        meeting_point=spot[:200], lat=number(cells["lat"]), lon=number(cells["lon"]),
        geo_precision=cells["geo_precision"] or "unknown", size_low=whole(cells["size_low"]),
        size_high=whole(cells["size_high"]), revision=whole(cells["revision"]) or 1,
        made_at=moment(cells, "first_recorded"), changed_at=moment(cells, "last_changed"),
        published_at=at(cells["first_recorded"]), proven_at=at(cells["first_recorded"]),
    )  # fmt: skip
    action.derive()
    return action


def _check(cells: Cells) -> None:
    """What no file of ours says, and a database or its reader would fall over."""
    named(cells, Action)
    one_of(cells, "state", VISIBLE)
    one_of(cells, "verification", ("", *LEVELS))
    moment(cells, "first_recorded")
    moment(cells, "last_changed")
    fits(Action, {name: text for name, text in cells.items() if name in _TEXTS})
    for name, most in _MOST.items():
        within(cells, name, most)
    for name, most in (("lat", 90), ("lon", 180)):
        if cells[name] and not -most <= float(cells[name]) <= most:
            raise ValueError(f"{name}: {cells[name]}")
    if cells["within"] and one_of(cells, "within_as", kinds.OVERLAPS) and cells["within"] == cells["id"]:
        raise ValueError(f"within: {cells['within']}")


def _standing_in(day: date | None, zone: str, before: Action | None) -> datetime | None:
    """A moment that keeps the place in the file, for a row that says none: on its day where it names one, and not
    before the row before it."""
    if not before:
        return _midnight(day, zone) if day else None
    local = before.starts.astimezone(ZoneInfo(zone)).date()
    if day is None:
        day = before.day if local <= before.day else before.day + timedelta(days=1)
    elif day != before.day:
        return _midnight(day, zone)
    return max(_midnight(day, zone), before.starts) if local <= day else _midnight(day, zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _fitted(text: str, most: int) -> tuple[str, str, str]:
    """A text in two, where it was put together of two and is too long for one column."""
    if len(text) <= most:
        return text, "", ""
    cut = text.rfind("; ", 0, most + 2)
    return (text[:cut], "; ", text[cut + 2 :]) if cut > 0 else (text[:most], "", "")


def announced(cells: Cells) -> dict[str, Any]:
    """Columns that its row has no cells for, out of the table of announcements."""
    told: dict[str, Any] = {name: cells[name] for name in ("description", "website", "address", "meeting_point")}
    told |= {"languages": cells["languages"].split(), "access": cells["access"].split()}
    told |= {"announced": truth(cells["announced"]) is not False, "shown_from": at(cells["place_shown_from"])}
    told |= {"town": within(cells, "town", 2**31 - 1)}
    return told | ({"starts": planned} if (planned := at(cells["planned_start"])) else {})
