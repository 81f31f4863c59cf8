"""Lines that people draw or record elsewhere: GPX 1.0 and 1.1, and GeoJSON (RFC 7946), read and written.

Only points and names of places are read. When and how high somebody was, with which device, under which name: none of
it gets in. What comes out has nothing but what is public.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from groundswell.lib.line import Point
from groundswell.lib.text import CONTROLS, clean

MOST_POINTS = 50_000  # 24 hours, one each two seconds
MOST_PLACES = 100
LONGEST_NAME = 120
DEEPEST = 100  # of things within things
BLOCK = 64 * 1024
GPX = "http://www.topografix.com/GPX/1/1"


class Unreadable(Exception):
    """With what is wrong, as one of the words below."""

    NEITHER, BROKEN, TOO_LONG, EMPTY, NOWHERE = "neither", "broken", "too long", "empty", "nowhere"


@dataclass(frozen=True)
class Spot:
    """A named place beside the line."""

    name: str
    lat: float
    lon: float


@dataclass
class Track:
    line: list[Point] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def go(self, lat: Any, lon: Any) -> None:
        if len(self.line) >= MOST_POINTS:
            raise Unreadable(Unreadable.TOO_LONG)
        self.line.append(point(lat, lon))

    def note(self, name: str, at: Point) -> None:
        if len(self.spots) >= MOST_PLACES:
            raise Unreadable(Unreadable.TOO_LONG)
        self.spots.append(Spot(one_line(name), *at))


def one_line(name: str) -> str:
    """JSON can hold halves of characters, which nothing else can."""
    whole = name.encode("utf-8", "ignore").decode()
    return " ".join(clean(whole).split())[:LONGEST_NAME]


def point(lat: Any, lon: Any) -> Point:
    try:
        found = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable(Unreadable.NOWHERE) from None
    if not (math.isfinite(found[0]) and abs(found[0]) <= 90 and math.isfinite(found[1]) and abs(found[1]) <= 180):
        raise Unreadable(Unreadable.NOWHERE)
    return found


def read(data: bytes) -> Track:
    """Whichever of the two it is: the first character tells."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        track = _Gpx().read(data)
    elif start == b"{":
        track = _geojson(data)
    else:
        raise Unreadable(Unreadable.NEITHER)
    if not track.line and not track.spots:
        raise Unreadable(Unreadable.EMPTY)
    return track


class _Gpx:
    """A stream, so that what is too long is given up at its limit. A DOCTYPE is refused, and with it every entity:
    GPX has none, and what expands or fetches has no other way in."""

    def __init__(self) -> None:
        self.tracks, self.routes = Track(), Track()
        self.spots = Track()
        self.inside: list[str] = []
        self.at: Point | None = None
        self.name: list[str] = []

    def read(self, data: bytes) -> Track:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refused
        parser.ExternalEntityRefHandler = _refused
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        try:
            for start in range(0, len(data), BLOCK):
                parser.Parse(data[start : start + BLOCK], False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise Unreadable(Unreadable.BROKEN) from None
        # A file often has the plan as a route and the walk as a track; both would go there and back again.
        return Track(self.tracks.line or self.routes.line, self.spots.spots)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if not self.inside and tag != "gpx":
            raise Unreadable(Unreadable.NEITHER)
        if len(self.inside) >= DEEPEST:
            raise Unreadable(Unreadable.BROKEN)
        self.inside.append(tag)
        if tag == "trkpt":
            self.tracks.go(attributes.get("lat"), attributes.get("lon"))
        elif tag in ("rtept", "wpt"):
            self.at, self.name = point(attributes.get("lat"), attributes.get("lon")), []
            if tag == "rtept":
                self.routes.go(*self.at)

    def _text(self, text: str) -> None:
        if self.at and self.inside[-2:] in (["wpt", "name"], ["rtept", "name"]) and len(self.name) < LONGEST_NAME:
            self.name.append(text[:LONGEST_NAME])

    def _end(self, tag: str) -> None:
        tag = self.inside.pop()
        if tag in ("wpt", "rtept") and self.at:
            if "".join(self.name).strip():
                self.spots.note("".join(self.name), self.at)
            self.at = None


def _refused(*_what: Any) -> NoReturn:
    raise Unreadable(Unreadable.BROKEN)


def _geojson(data: bytes) -> Track:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(Unreadable.BROKEN) from None
    track = Track()
    for geometry, name in _geometries(told, "", 0):
        _add(track, geometry, name)
    return track


def _geometries(told: Any, name: str, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    if not isinstance(told, dict) or depth > 5:
        return
    kind = told.get("type")
    if kind in ("FeatureCollection", "GeometryCollection"):
        inner = told.get("features" if kind == "FeatureCollection" else "geometries")
        for each in inner if isinstance(inner, list) else ():
            yield from _geometries(each, name, depth + 1)
    elif kind == "Feature":
        about = told.get("properties")
        said = about.get("name") if isinstance(about, dict) else ""
        yield from _geometries(told.get("geometry"), said if isinstance(said, str) else "", depth + 1)
    else:
        yield told, name


def _add(track: Track, geometry: dict[str, Any], name: str) -> None:
    """Of what is no line and no point nothing is taken: nobody walks an area."""
    kind = geometry.get("type")
    where: Any = geometry.get("coordinates")
    try:
        if kind == "Point" and name.strip():
            track.note(name, point(where[1], where[0]))
        for piece in [where] if kind == "LineString" else where if kind == "MultiLineString" else ():
            for position in piece:
                track.go(position[1], position[0])
    except (TypeError, IndexError, KeyError):
        raise Unreadable(Unreadable.NOWHERE) from None


def gpx(line: Sequence[Point], spots: Sequence[Spot], *, name: str, link: str, creator: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<gpx version="1.1" creator={quoteattr(_plain(creator))} xmlns="{GPX}">\n'
    yield f"<metadata><name>{escape(_plain(name))}</name><link href={quoteattr(_plain(link))}/></metadata>\n"
    for spot in spots:
        yield f'<wpt lat="{spot.lat}" lon="{spot.lon}"><name>{escape(_plain(spot.name))}</name></wpt>\n'
    if line:
        yield f"<trk><name>{escape(_plain(name))}</name><trkseg>\n"
        yield from (f'<trkpt lat="{lat}" lon="{lon}"/>\n' for lat, lon in line)
        yield "</trkseg></trk>\n"
    yield "</gpx>\n"


def geojson(line: Sequence[Point], spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Features without more than a name."""
    drawn = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in line]}
    features = [{"type": "Feature", "geometry": drawn, "properties": {}}] if line else []
    return features + [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [spot.lon, spot.lat]},
            "properties": {"name": spot.name},
        }
        for spot in spots
    ]


def _plain(text: str) -> str:
    """Without what XML cannot hold, escaped or not."""
    return CONTROLS.sub("", text).replace("\ufffe", "").replace("\uffff", "")
