"""A map as the server draws it: which part of the world, the dots upon it with where they lead, and names of towns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, hypot
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer, numbers, placing
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.whereabouts import OFF, ON, OVER, Spot, Whereabouts
from groundswell.lib import frame, geo, ground
from groundswell.lib.clock import minute
from groundswell.lib.dots import Dot, Label, labelled, merged, to_the_rim
from groundswell.lib.frame import Frame
from groundswell.lib.geo import Box
from groundswell.web.templatetags.words import figure

STANDING = ("published", "postponed", "moved")
STATES = {ON: STANDING, OVER: ("happened",), OFF: ("cancelled",)}
WIDER = 3.0
TOGETHER = 0.02  # degrees: dots of actions no further apart lead to their list, for no map of ours shows them apart
FIGURED = 12.0  # a dot of this radius has room for its number
NAMES = 60
SUBURB = 24.0  # a town as near as this to a larger one is not named beside it
PAD = 0.001  # degrees
NEARLY_ALL = 0.9
FEW, FINE, PLAIN = 40, 1700, 950  # with few dots a page can carry a finer ground: so many points
LEAST, LEAST_CLOSE = 8.0, 11.0  # radii of a single action
MOST_OFF = 9  # what is cancelled is marked, and not made much of
ON_A_PHONE = 1.4  # there the dots are drawn so much larger


@dataclass(frozen=True)
class Shown:
    """One dot."""

    x: float
    y: float
    r: float
    standing: str
    diamond: bool
    count: int
    figure: str
    letters: int
    label: str
    url: str

    @property
    def cross(self) -> float:
        """Half the height of the cross in it."""
        return round(self.r * 0.45)

    @property
    def across(self) -> float:
        return 2 * self.cross


@dataclass(frozen=True)
class Map:
    frame: Frame
    ground: ground.Drawn | None  # of the whole world there is a file
    dots: list[Shown]
    labels: list[Label]
    label: str
    here: str  # what part of the world it shows, in words; "" for the world
    wider: str
    closer: str
    closer_name: str
    world: str
    outside: int  # how many of its actions are too far off to be shown with the others
    all_of_it: str
    kinds: frozenset[str]  # what the key explains

    @property
    def height(self) -> int:
        return self.frame.height

    @cached_property
    def figure(self) -> SafeString:
        """Written once: every page of a list has the same one, and its hundreds of dots take long."""
        return render_to_string("web/map/drawn.html", {"map": self})


def of(wanted: ActionFilter, call: Call | None, where: Whereabouts, listed: str) -> Map:
    language = get_language() or "en"
    key = ("drawn", wanted.call, wanted.words(page=1, sort=""), language, minute())
    return numbers.remembered(key, call, lambda: _drawn(wanted, where, listed, language))


def _drawn(wanted: ActionFilter, where: Whereabouts, listed: str, language: str) -> Map:
    box, focus = _part(wanted, where)
    within = frame.frame_of(box)
    placed = [(*within.place(spot.lat, spot.lon), spot.count, spot.standing, spot) for spot in where.spots]
    points = [each for each in placed if 0 <= each[0] <= frame.WIDTH and 0 <= each[1] <= within.height]
    dots = merged(points, LEAST if within.world else LEAST_CLOSE)
    for dot in dots:
        dot.r = min(dot.r, MOST_OFF) if dot.kind == OFF else dot.r
    to_the_rim(dots, OFF)
    shown = _shown(dots, wanted, listed, language)
    names = [] if within.world else _names(within, language)
    labels = labelled(names, [(dot.x, dot.y, dot.r * ON_A_PHONE) for dot in dots], (frame.WIDTH, within.height))
    wide = None if within.world or not box else frame.scaled(box, WIDER)
    anywhere: dict[str, Any] = {"near": "", "point": None, "radius": 50, "country": (), "town": (), "bbox": None}
    largest = next((dot for dot in dots if dot.count > 1 and not _at_one_place(dot)), None)
    return Map(
        frame=within,
        ground=None if within.world else ground.draw(within, focus, FINE if len(dots) < FEW else PLAIN),
        dots=shown,
        labels=labels,
        label=_label(where.placed, focus, language),
        here=_around(wanted, language) or _here(focus, language),
        wider="?" + wanted.words(page=1, sort="", **(anywhere | {"bbox": _rounded(wide)})) if wide else "",
        closer="?" + wanted.words(page=1, bbox=_box(largest)) if largest and len(dots) > 1 else "",
        closer_name=_town(largest, language) if largest else "",
        outside=where.placed - sum(dot.count for dot in dots),
        all_of_it="?" + wanted.words(page=1, sort="", bbox=_rounded(_all(where))) if len(points) < len(placed) else "",
        world="" if within.world and not _somewhere(wanted) else "?" + wanted.words(page=1, sort="", **anywhere),
        kinds=frozenset({dot.standing for dot in shown} | {"moving" for dot in shown if dot.diamond}),
    )


def _somewhere(wanted: ActionFilter) -> bool:
    return bool(wanted.bbox or wanted.point or wanted.country or wanted.town)


def _part(wanted: ActionFilter, where: Whereabouts) -> tuple[Box | None, tuple[str, ...]]:
    """The box to be shown (none: the world), and the countries that it is about."""
    points = _all(where)
    inside = {spot.country for spot in where.spots if spot.country}
    focus = wanted.country or (tuple(inside) if len(inside) == 1 else ())
    if wanted.bbox:
        return wanted.bbox, focus
    if wanted.point:
        return geo.box_around(*wanted.point, wanted.radius), focus
    if wanted.town and points:
        return points, focus
    main = frame.together([each for code in focus if (each := ground.country_box(code))])
    if main and _share(main, where) > NEARLY_ALL:
        return main, focus
    return frame.together([each for each in (main, points) if each]), focus


def _all(where: Whereabouts) -> Box | None:
    return frame.box_of((spot.lat, spot.lon) for spot in where.spots)


def _share(box: Box, where: Whereabouts) -> float:
    """How much of it all is in a box. A few far away must not make the others too small to be told apart."""
    shown = frame.frame_of(box)
    placed = ((shown.place(spot.lat, spot.lon), spot.count) for spot in where.spots)
    inside = sum(many for (x, y), many in placed if 0 <= x <= frame.WIDTH and 0 <= y <= shown.height)
    return inside / where.placed if where.placed else 1.0


def _shown(dots: list[Dot[Spot]], wanted: ActionFilter, listed: str, language: str) -> list[Shown]:
    lone = [dot.of[0].first for dot in dots if dot.count == 1]
    rows = Action.objects.filter(pk__in=lone).only("pk", "ref", "title") if lone else Action.objects.none()
    return [_one(dot, {row.pk: row for row in rows}, wanted, listed, language) for dot in dots]


def _one(dot: Dot[Spot], alone: dict[int, Action], wanted: ActionFilter, listed: str, language: str) -> Shown:
    spot, action = dot.of[0], alone.get(dot.of[0].first) if dot.count == 1 else None
    number = figure(dot.count) if dot.count > 1 and dot.r >= FIGURED else ""
    return Shown(
        x=dot.x,
        y=dot.y,
        r=dot.r,
        standing=spot.standing,
        diamond=dot.count == 1 and spot.moving and spot.standing != OFF,
        count=dot.count,
        figure=number,
        letters=min(24, int(2.7 * dot.r / max(2, len(number)))),
        label=_said(dot, action, language),
        url=reverse("action", args=[action.ref]) if action else _led(dot, wanted, listed),
    )


def _led(dot: Dot[Spot], wanted: ActionFilter, listed: str) -> str:
    """To the map closer in; or, where no map shows them apart, to the list of exactly these."""
    if not _at_one_place(dot):
        return "?" + wanted.words(page=1, bbox=_box(dot))
    # What is cancelled is a dot of its own: the list that a dot leads to holds no others.
    states = STATES[dot.of[0].standing]
    narrowed = tuple(state for state in states if state in wanted.state) if wanted.state else states
    return f"{listed}?{wanted.words(page=1, bbox=_box(dot), state=narrowed or wanted.state)}"


def _at_one_place(dot: Dot[Spot]) -> bool:
    box = frame.box_of((spot.lat, spot.lon) for spot in dot.of)
    return not box or (frame.width_of(box) < TOGETHER and box[3] - box[1] < TOGETHER)


def _box(dot: Dot[Spot]) -> Box | None:
    return _rounded(frame.box_of((spot.lat, spot.lon) for spot in dot.of))


def _rounded(box: Box | None) -> Box | None:
    """Outwards, to what an address can say in few letters."""
    if not box:
        return None
    west, south, east, north = box
    return (
        max(-180.0, floor(west / PAD) * PAD),
        max(-90.0, floor(south / PAD) * PAD),
        min(180.0, ceil(east / PAD) * PAD),
        min(90.0, ceil(north / PAD) * PAD),
    )


def _said(dot: Dot[Spot], action: Action | None, language: str) -> str:
    """A dot in words."""
    if action:
        said = _("%(title)s (%(town)s)") % {"title": action.title, "town": _town(dot, language)}
    else:
        texts = {"number": figure(dot.count), "town": _town(dot, language)}
        if len({(spot.town, spot.locality) for spot in dot.of}) == 1:
            said = ngettext("%(number)s action in %(town)s", "%(number)s actions in %(town)s", dot.count) % texts
        else:
            said = ngettext("%(number)s action near %(town)s", "%(number)s actions near %(town)s", dot.count) % texts
    words = {ON: "", OVER: _("over"), OFF: _("cancelled")}[dot.of[0].standing]
    return _("%(dot)s: %(state)s") % {"dot": said, "state": words} if words else said


def _town(dot: Dot[Spot], language: str) -> str:
    """Where most of its actions are."""
    most: Counter[tuple[int | None, str, str]] = Counter()
    for spot in dot.of:
        most[spot.town, spot.locality, spot.country] += spot.count
    (town, locality, country), _many = max(most.items(), key=lambda pair: (pair[1], pair[0][1]))
    place = {"address": "", "town": town, "locality": locality, "country": country}
    _address, name, of_country = placing.names(place, language)
    return name or of_country or _("place not given")


def _names(within: Frame, language: str) -> list[tuple[frame.Point, str]]:
    """The largest towns that lie in the picture, the largest first."""
    west, south, east, north = within.reach
    box = (_wrapped(within.lon + west), south, _wrapped(within.lon + east), north)
    if east - west >= 360:
        box = (-180.0, south, 180.0, north)
    found: list[tuple[frame.Point, str]] = []
    for town in gazetteer.largest_in(box, NAMES):
        x, y = within.place(town.lat, town.lon)
        beside = any(hypot(x - other_x, y - other_y) < SUBURB for (other_x, other_y), _name in found)
        if 0 <= x <= frame.WIDTH and 0 <= y <= within.height and not beside:
            found.append(((round(x), round(y)), gazetteer.name_for(town, language)))
    return found


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180


def _label(placed: int, focus: tuple[str, ...], language: str) -> str:
    texts = {"number": figure(placed), "place": _here(focus, language)}
    if focus:
        return ngettext("Map: %(number)s action in %(place)s", "Map: %(number)s actions in %(place)s", placed) % texts
    return ngettext("Map: %(number)s action", "Map: %(number)s actions", placed) % texts


def _around(wanted: ActionFilter, language: str) -> str:
    town = gazetteer.meant(wanted.near) if wanted.point and not wanted.bbox else None
    return gazetteer.name_for(town, language) if town else ""


def _here(focus: tuple[str, ...], language: str) -> str:
    return _(", ").join(countries.name(code, language) for code in focus)
