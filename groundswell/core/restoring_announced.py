"""What was announced of actions back into an instance, as one part of a file (core/restoring.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from groundswell.core import access, bulk, kinds
from groundswell.core.cell_checks import fits, items, moment, named, one_of, place, within
from groundswell.core.cell_reading import Cells, number, truth
from groundswell.core.errors import Refused
from groundswell.core.incoming import BY
from groundswell.core.models import Action, Resumption, Route, SearchText, Series
from groundswell.core.models.route import FILE, MOST_POINTS, MOST_STOPS, STOPS
from groundswell.core.models.series import DATES
from groundswell.core.remaking import announced
from groundswell.core.restored import Restored
from groundswell.lib import days
from groundswell.lib.clock import now
from groundswell.lib.tracks import LONGEST_NAME

LONGEST_KM = 50_000
AT_ONCE = 100  # texts in one statement
CLOCK = re.compile(r"(?:([01]\d|2[0-3]):[0-5]\d)?", re.ASCII).fullmatch
_LONGEST = {"note": access.NOTE, "which": 80, "address": 500}  # of what is said of access


class Announced(Restored):
    def restore_series(self, rows: list[Cells]) -> None:
        """One that is here already takes no action in: its host code would open what others host."""
        here = set(Series.objects.filter(ref__in=[one["id"] for one in rows]).values_list("ref", flat=True))
        rows = [one for one in rows if one["id"] not in here and self.call_of(one["call"])]
        for cells, series in self.sound(rows, self._series):
            if cells["id"] not in here:
                here.add(cells["id"])
                self.made["series"].add(cells["id"])
                series.save()

    def _series(self, cells: Cells) -> Series:
        call = self.call_of(cells["call"])
        assert call
        step = one_of(cells, "step", ("", *days.STEPS))
        return Series(ref=named(cells, Series), call=call, kind=DATES, step=step, by=BY, proven_at=now())

    def drop_empty_series(self) -> None:
        """Of those whose actions were all refused."""
        Series.objects.filter(ref__in=self.made["series"], actions=None).delete()

    def restore_announcements(self, rows: list[Cells]) -> None:
        known = self.keys(Action, "actions", rows, "action")
        rows = [cells for cells in rows if cells["action"] in known]
        for cells, told in self.sound(rows, lambda cells: fits(Action, announced(cells))):
            Action.objects.filter(pk=known[cells["action"]]).update(**told)
        _find_by(known.values())
        series = self.keys(Series, "series", rows, "series")
        for cells in rows:
            if number := series.get(cells["series"]):
                mine = Series.objects.filter(pk=number).values("call")
                Action.objects.filter(pk=known[cells["action"]], call__in=mine).update(series=number)

    def restore_routes(self, rows: list[Cells]) -> None:
        actions = self.keys(Action, "actions", rows, "action")
        rows = [cells for cells in rows if cells["action"] in actions]
        here = set(Route.objects.filter(action__in=actions.values()).values_list("action", flat=True))
        sound = self.sound(rows, lambda cells: _route(cells, actions[cells["action"]], here))
        if sound:
            bulk.insert(Route, list(sound[0][1]), [list(told.values()) for _cells, told in sound])

    def restore_access(self, rows: list[Cells]) -> None:
        """Beside the words for what there is, which the announcements have."""
        actions = Action.objects.in_bulk(self.keys(Action, "actions", rows, "action").values())
        by_ref = {action.ref: action for action in actions.values()}
        rows = [cells for cells in rows if cells["action"] in by_ref]
        self.sound(rows, lambda cells: _say(cells, by_ref[cells["action"]]))
        for action in by_ref.values():
            Action.objects.filter(pk=action.pk).update(access_more=action.access_more)

    def restore_resumptions(self, rows: list[Cells]) -> None:
        actions = self.keys(Action, "actions", rows, "action")
        sound = self.sound([cells for cells in rows if cells["action"] in actions], _resumed)
        Resumption.objects.bulk_create(Resumption(action_id=actions[one["action"]], **told) for one, told in sound)


def _find_by(actions: Iterable[int]) -> None:
    """Also by what was announced, which their rows do not tell."""
    there = Action.objects.filter(pk__in=list(actions)).prefetch_related("hostings")
    texts = [SearchText.of(action, action.organisation_names()) for action in there]
    SearchText.objects.bulk_update(texts, ["folded"], batch_size=AT_ONCE)


def _route(cells: Cells, action: int, here: set[int]) -> dict[str, Any]:
    line, length = _line(cells), number(cells["length_km"])
    if bool(line) != (length is not None) or not 0 <= (length or 0) <= LONGEST_KM:
        raise ValueError(f"length_km: {cells['length_km']}")
    if action in here:
        raise Refused(_("Its action has a route already."))
    told = {
        "action_id": action, "line": line, "stops": _stops(cells), "start": cells["start"], "end": cells["end"],
        "drawn": one_of(cells, "drawn", (FILE, STOPS)), "length_km": length, "changed_at": now(),
    }  # fmt: skip
    fits(Route, told)
    here.add(action)
    return told


def _line(cells: Cells) -> list[list[float]]:
    points = place(cells, "line").get("coordinates", [])
    if not isinstance(points, list) or len(points) == 1 or len(points) > MOST_POINTS:
        raise ValueError(f"line: {cells['line']}")
    return [_point(*reversed(point)) if isinstance(point, list) and len(point) == 2 else _point() for point in points]


def _point(lat: object = None, lon: object = None) -> list[float]:
    """Latitude first, as it is kept."""
    if isinstance(lat, float | int) and isinstance(lon, float | int) and abs(lat) <= 90 and abs(lon) <= 180:
        return [lat, lon]
    raise ValueError(f"point: {lat}, {lon}")


def _stops(cells: Cells) -> list[dict[str, Any]]:
    told = items(cells, "stops")
    if len(told) > MOST_STOPS:
        raise ValueError(f"stops: {len(told)}")
    return [_stop(one) for one in told]


def _stop(told: dict[str, Any]) -> dict[str, Any]:
    name, time = told["name"], told.get("time", "")
    if not (isinstance(name, str) and len(name) <= LONGEST_NAME and isinstance(time, str) and CLOCK(time)):
        raise ValueError(f"stops: {told}")
    lat, lon = told.get("lat"), told.get("lon")
    if (lat, lon) != (None, None):
        lat, lon = _point(lat, lon)
    return {"name": name, "time": time, "lat": lat, "lon": lon}


def _say(cells: Cells, action: Action) -> None:
    word = one_of(cells, "word", (*kinds.ACCESS, access.DISTANCE))
    one_of(cells, "surface", ("", *kinds.SURFACES))
    for name, most in _LONGEST.items():
        if len(cells[name]) > most:
            raise ValueError(f"{name}: {cells[name]}")
    if word in action.access_more:
        raise ValueError(f"word: {word}")
    said: dict[str, Any] = {name: cells[name] for name in (*_LONGEST, "surface")}
    said |= {"no": truth(cells["there"]) is False, "metres": within(cells, "metres", access.FARTHEST)}
    action.access_more |= access.shaped({word: said})


def _resumed(cells: Cells) -> dict[str, Any]:
    told = {name: cells[name] for name in ("by", "because", "cancelled_by", "cancelled_because")}
    return fits(Resumption, told) | {name: moment(cells, name) for name in ("at", "cancelled_at")}
