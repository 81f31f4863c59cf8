from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.db import models

from groundswell.core.models.action import Action
from groundswell.lib import line as lines
from groundswell.lib.clock import now
from groundswell.lib.line import Point
from groundswell.lib.text import fold
from groundswell.lib.tracks import Spot

MOST_POINTS = 500  # of a line that is kept: more than a screen shows of a walk through a town
MOST_STOPS = 40
AT_KM = 0.1  # a place so near to the end of a line is its end
FILE, STOPS = "file", "stops"


@dataclass(frozen=True)
class Stop:
    """A place on the way, with its time by the clock there and its point where they are known."""

    name: str
    time: str = ""  # "14:30"
    lat: float | None = None
    lon: float | None = None

    @property
    def point(self) -> Point | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    def at(self, point: Point) -> Stop:
        return replace(self, lat=point[0], lon=point[1])


class Routes(models.QuerySet["Route"]):
    def shown(self) -> Self:
        """Not while the place is kept back: every document and page asks here."""
        return self.filter(action__shown_from=None)


class Route(models.Model):
    """Where a march goes: its line, and the stops with their times. Points alone, nothing of whoever recorded them."""

    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="route")
    line = models.JSONField(default=list)  # [[lat, lon], …]
    stops = models.JSONField(default=list)  # [{"name", "time", "lat", "lon"}, …]
    start = models.CharField(max_length=120, blank=True)  # names
    end = models.CharField(max_length=120, blank=True)
    drawn = models.CharField(max_length=8, default=FILE)  # file; or stops: straight from one to the next
    length_km = models.FloatField(null=True)  # none: there is no line
    changed_at = models.DateTimeField(default=now)

    objects = Routes.as_manager()

    def __str__(self) -> str:
        return f"route of {self.action_id}"

    @classmethod
    def of(cls, action: Action) -> Route | None:
        """What the public may see of it."""
        return cls.objects.shown().filter(action=action).first()

    @property
    def points(self) -> list[Point]:
        return [(lat, lon) for lat, lon in self.line]

    @property
    def places(self) -> list[Stop]:
        return [Stop(**stop) for stop in self.stops]

    @property
    def spots(self) -> list[Spot]:
        """The stops whose point is known."""
        return [Spot(stop.name, *stop.point) for stop in self.places if stop.point]

    @property
    def plan(self) -> RoutePlan:
        return RoutePlan(self.points if self.drawn == FILE else [], self.places)

    def told(self) -> list[float | int | None]:
        """For the log, which keeps no line: how long, and how many stops."""
        return [None if self.length_km is None else round(self.length_km, 1), len(self.stops)]


@dataclass(frozen=True)
class RoutePlan:
    """What a host gives for a route: a line, stops, or both; neither: there is none any more."""

    line: list[Point] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.line or self.stops)

    @classmethod
    def of(cls, action: Action) -> RoutePlan:
        """What its hosts gave, shown or not."""
        standing = Route.objects.filter(action=action).first()
        return standing.plan if standing else cls()

    def put_down(self) -> dict[str, Any]:
        """As JSON has it, to be read again."""
        return {"line": [[*point] for point in self.line], "stops": [asdict(stop) for stop in self.stops]}

    @classmethod
    def read(cls, put_down: dict[str, Any]) -> RoutePlan:
        return cls([(lat, lon) for lat, lon in put_down["line"]], [Stop(**stop) for stop in put_down["stops"]])

    def keep(self, action: Action) -> dict[str, Any]:
        """Called by the verbs of the action, in their transaction; returns what changed, for their fact."""
        before = Route.objects.filter(action=action).first()
        said = before.told() if before else None
        if not self:
            if before:
                before.delete()
            return {"route": [said, None]} if before else {}
        laid = self._laid(before)
        if before and all(getattr(before, name) == value for name, value in laid.items()):
            return {}
        kept, _new = Route.objects.update_or_create(action=action, defaults=laid | {"changed_at": now()})
        return {"route": [said, kept.told()]}

    def _laid(self, before: Route | None) -> dict[str, Any]:
        line = self.line
        if not (before and line == before.points):  # what was made simpler once stays as it is
            line = lines.rounded(lines.simpler(lines.rounded(line), MOST_POINTS))
        drawn = FILE if len(line) > 1 else STOPS
        if drawn == STOPS:
            line = lines.rounded([stop.point for stop in self.stops if stop.point])
        stops = _at_the_ends(self.stops, line) if drawn == FILE else self.stops
        whole = len(line) > 1
        return {
            "line": [[*point] for point in line] if whole else [],
            "stops": [_kept(stop) for stop in stops],
            "start": _named(stops[:1], line[:1]),
            "end": _named(stops[1:][-1:], line[1:][-1:]),
            "drawn": drawn,
            "length_km": round(lines.length_km(line), 3) if whole else None,
        }


def merged(typed: list[Stop], line: list[Point], spots: list[Spot]) -> list[Stop]:
    """What was typed, with the points of the places of a file that have the same name; or those places alone, in the
    order in which the line comes to them."""
    if not typed:
        found = sorted(spots, key=lambda spot: lines.nearest(line, (spot.lat, spot.lon))) if line else spots
        return [Stop(spot.name, lat=spot.lat, lon=spot.lon) for spot in found][:MOST_STOPS]
    known = {fold(spot.name): (spot.lat, spot.lon) for spot in spots}
    return [stop.at(known[fold(stop.name)]) if not stop.point and fold(stop.name) in known else stop for stop in typed]


def _at_the_ends(stops: list[Stop], line: list[Point]) -> list[Stop]:
    """The first stop is the start and the last the end, where nobody says that they are elsewhere."""
    if len(stops) < 2:
        return stops
    first, *between, last = stops
    return [first if first.point else first.at(line[0]), *between, last if last.point else last.at(line[-1])]


def _named(stops: list[Stop], ends: list[Point]) -> str:
    """The name of an end: of the stop that is there."""
    for stop in stops:
        if not (stop.point and ends) or lines.length_km([stop.point, ends[0]]) <= AT_KM:
            return stop.name
    return ""


def _kept(stop: Stop) -> dict[str, Any]:
    lat, lon = lines.rounded([stop.point])[0] if stop.point else (None, None)
    return {"name": stop.name, "time": stop.time, "lat": lat, "lon": lon}
