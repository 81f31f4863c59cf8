"""The route of a march: a file with a line, stops typed one to a line, or both."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.models import Route, RoutePlan, Stop
from groundswell.core.models.route import FILE, MOST_STOPS, merged
from groundswell.core.models.route import MOST_POINTS as MOST_KEPT
from groundswell.lib import line as lines
from groundswell.lib import tracks
from groundswell.lib.tracks import LONGEST_NAME, Track, Unreadable, one_line

MOST_BYTES = 5 * 1024 * 1024
FARTHEST_KM = 150  # from the town: beyond that the two numbers stand the wrong way round
NAMES = ("route_file", "route_stops", "route_line", "route_gone")
EXAMPLE = "14:30 Praça da Ribeira\n15:10 41.1402, -8.6094 Ponte"
_STOP = re.compile(
    r"(?:(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?!\d)\s*)?"
    r"(?:(?P<lat>[-+]?\d{1,3}\.\d+)\s*[,;،]?\s+(?P<lon>[-+]?\d{1,3}\.\d+)(?:\s+|$))?(?P<name>.*)"
)


class RouteFields(forms.Form):
    """For a form of an action. Where another field was wrong, the line that was read goes along in the page: a browser
    does not send a file twice."""

    route_file = forms.FileField(
        label=_l("A file with the line"),
        required=False,
        max_length=400,
        widget=forms.FileInput(attrs={"accept": ".gpx,.geojson,.json"}),
        help_text=_l(
            "GPX or GeoJSON, as maps and watches save it. Only the line and the names of places are kept: no times, "
            "heights or names of devices."
        ),
    )
    route_stops = forms.CharField(
        label=_l("Stops, one to a line"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "placeholder": EXAMPLE}),
        help_text=_l(
            "The start first, the end last. The time and the point may be left out; where each has its point, they are "
            "joined by straight lines."
        ),
    )
    route_line = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)
    route_gone = forms.BooleanField(label=_l("There is no route any more"), required=False)

    standing: Route | None = None  # the route that the action has already
    track: Track | None = None
    carried = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.standing:
            del self.fields["route_gone"]

    def find_route(self, data: dict[str, Any], place: dict[str, Any]) -> None:
        self.track = self._track(data)
        if self.track:
            self.carried = json.dumps(tracks.geojson(self.track.line, self.track.spots))
            if _far(self.track, place):
                self.add_error("route_file", _("This line is far from the town. Is it the right file?"))

    @property
    def route_plan(self) -> RoutePlan | None:
        """None: as it was."""
        data = self.cleaned_data
        if data.get("route_gone"):
            return RoutePlan()
        if "route_stops" not in self.data and not self.track:
            return None
        line = self.standing.plan.line if self.standing else []
        track = self.track or Track(line)
        return RoutePlan(track.line, merged(data["route_stops"], track.line, track.spots))

    @property
    def route_is_wrong(self) -> bool:
        return any(name in self.errors for name in NAMES)

    @property
    def route_is_open(self) -> bool:
        return self.route_is_wrong or bool(self["route_stops"].value() or self.track)

    @property
    def track_km(self) -> float:
        return lines.length_km(self.track.line) if self.track else 0

    def clean_route_stops(self) -> list[Stop]:
        typed = [line.strip() for line in self.cleaned_data["route_stops"].splitlines() if line.strip()]
        if len(typed) > MOST_STOPS:
            raise forms.ValidationError(_("At most %(most)s stops.") % {"most": MOST_STOPS})
        return [_stop(line) for line in typed]

    def _track(self, data: dict[str, Any]) -> Track | None:
        given = data.get("route_file")
        if "route_file" in self.errors:
            return None
        if given and given.size > MOST_BYTES:
            self.add_error("route_file", _("This file is too large: at most 5 MB."))
            return None
        try:
            read = tracks.read(given.read()) if given else _brought(data.get("route_line", ""))
        except Unreadable as why:
            self.add_error("route_file", _why(str(why)))
            return None
        return read and Track(lines.rounded(lines.simpler(lines.rounded(read.line), MOST_KEPT)), read.spots)


def route_initial(route: Route | None) -> dict[str, str]:
    return {"route_stops": "\n".join(_typed(route))} if route else {}


def _typed(route: Route) -> list[str]:
    """The stops as they would be typed. What stands at the ends of a line needs no point."""
    ends = {route.points[0], route.points[-1]} if route.drawn == FILE and route.line else set()
    return [
        " ".join(
            filter(
                None,
                (stop.time, f"{stop.lat}, {stop.lon}" if stop.point and stop.point not in ends else "", stop.name),
            )
        )
        for stop in route.places
    ]


def _brought(text: str) -> Track | None:
    return tracks.read(f'{{"type": "FeatureCollection", "features": {text}}}'.encode()) if text else None


def _stop(line: str) -> Stop:
    """“14:30 Praça da Ribeira”, “15:10 41.14, -8.61 Ponte”, or a name alone."""
    found = _STOP.fullmatch(one_line(line[: 2 * LONGEST_NAME]))
    assert found  # a name may be anything, and nothing at all
    time, name = "", found["name"].strip(" ,;–—-")
    if found["hour"]:
        hour, minute = int(found["hour"]), int(found["minute"])
        if hour > 23 or minute > 59:
            raise forms.ValidationError(_("There is no such time: “%(line)s”.") % {"line": line[:80]})
        time = f"{hour:02}:{minute:02}"
    if not name and not found["lat"]:
        raise forms.ValidationError(_("Name the place: “%(line)s”.") % {"line": line[:80]})
    if not found["lat"]:
        return Stop(name, time)
    try:
        return Stop(name, time, *tracks.point(found["lat"], found["lon"]))
    except Unreadable:
        raise forms.ValidationError(
            _("There is no such point, latitude comes first: “%(line)s”.") % {"line": line[:80]}
        ) from None


def _far(track: Track, place: dict[str, Any]) -> bool:
    if place.get("lat") is None:
        return False
    points = track.line or [(spot.lat, spot.lon) for spot in track.spots]
    here = (place["lat"], place["lon"])
    return lines.length_km([points[lines.nearest(points, here)], here]) > FARTHEST_KM


def _why(what: str) -> str:
    return {
        Unreadable.NEITHER: _("This is neither GPX nor GeoJSON."),
        Unreadable.BROKEN: _("This file is damaged, or has what no map needs in it. Save it anew from your map."),
        Unreadable.TOO_LONG: _("This line has too many points: at most 50,000."),
        Unreadable.EMPTY: _("There is no line and no named place in this file."),
        Unreadable.NOWHERE: _("There are points in this file that are nowhere on earth."),
    }[what]
