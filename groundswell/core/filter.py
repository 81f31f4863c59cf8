"""The one filter for every list of actions: read from the words of an address, giving one query set.

`web` and `api` render what it gives; neither has a query of its own. The words are promised in docs/api.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from math import cos, isclose, radians
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils.translation import gettext as _

from groundswell.core import bands, countries, gazetteer, kinds, search
from groundswell.core.models import Action, Call, Organisation
from groundswell.core.models.action_states import CANCELLED, STANDING
from groundswell.core.models.admission import coming_told
from groundswell.core.models.call import PUBLIC
from groundswell.lib import geo
from groundswell.lib.clock import now
from groundswell.lib.text import fold, is_whole

SORTS: dict[str, tuple[Any, ...]] = {
    "date": ("day", "starts", "id"),
    "-date": ("-day", "-starts", "-id"),
    "newest": ("-published_at", "-id"),
    "coming": ("-coming_order", "day", "id"),
    "size": (F("size_high").desc(nulls_last=True), "day", "id"),
    "distance": ("distance", "day", "id"),
}
ON_A_PAGE = 40  # for people and in every shape, so that `page` means the same rows
MOST_LANGUAGES = 20  # each is a condition of its own
PLACES = ("on-site", "online", "both")
STATES = ("published", "postponed", "moved", "cancelled", "happened")
EARTH_KM = 6371.0088  # mean radius, IUGG
RINGS_KM = (25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_100)  # the last is the whole earth
AREA_STEP = 20  # a position that a browser has rounded lies on a twentieth of a degree of latitude (js/position.js)


@dataclass(frozen=True)
class ActionFilter:
    q: str = ""
    near: str = ""
    point: tuple[float, float] | None = None  # that `near` means
    radius: int = 50
    country: tuple[str, ...] = ()
    town: tuple[int, ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    since: date | None = None  # the word is `from`, which Python keeps for itself
    until: date | None = None
    language: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    organisation: str = ""
    call: str = ""
    state: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    errors: dict[str, str] = field(default_factory=dict, compare=False)
    call_in_words: bool = field(default=False, compare=False)  # and not in the path of the address

    @classmethod
    def read(cls, words: Mapping[str, Sequence[str]], *, call: Call | None = None) -> ActionFilter:
        """From the words of an address, each with its values. What cannot be read is left out and told in `errors`."""
        found: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for word, values in words.items():
            given = [value for each in values if (value := each.replace("\x00", "").strip())]
            if word not in _READERS:
                errors[word] = _("There is no filter of this name.")
            elif given:
                try:
                    found |= _READERS[word](given)
                except ValueError as error:
                    errors[word] = str(error)
        if found.get("sort") == "distance" and not found.get("point"):
            errors["sort"] = _("Sorting by distance needs a place to be near.")
            del found["sort"]
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            errors["until"] = _("This is before the first day.")
            del found["until"]
        found |= {"call": call.slug} if call else {"call_in_words": "call" in found}
        return cls(**found, errors=errors)

    def rows(self, actions: QuerySet[Action] | None = None) -> QuerySet[Action]:
        """The actions, in order. Of one public call with its parts, or of all."""
        rows = self._rows_anywhere(actions)
        return self._ordered(self._within(rows, self.radius) if self.point else rows)

    def rows_of(self, keys: Sequence[int]) -> QuerySet[Action]:
        """In the same order, those that are known to be of the filter by their numbers."""
        rows = Action.objects.filter(pk__in=keys)
        return self._ordered(rows.annotate(distance=_distance(*self.point)) if self.point else rows)

    def nearest(self, most: int) -> QuerySet[Action]:
        """The rows, of which so many will be taken from the start: the nearest lie in the smallest ring that has them,
        and what lies further away, though within the radius, need not be looked at."""
        if self.point and self.order == SORTS["distance"]:
            for km in (each for each in RINGS_KM if each < self.radius):
                ring = replace(self, radius=km).rows()
                if len(ring.order_by().values_list("pk")[:most]) == most:
                    return ring
        return self.rows()

    def beyond(self, most: int = 3) -> list[Action]:
        """Where nothing is within the radius: the nearest further away that still stand, by whatever else was asked.

        The smallest ring in which something lies is found by an index, and only what lies in that is sorted. How often
        the database is asked depends on how far it is, and not on how many there are.
        """
        assert self.point
        rows = self._rows_anywhere(None)
        rows = rows if self.state else rows.exclude(state=CANCELLED)
        for km in (each for each in RINGS_KM if each > self.radius):
            ring = self._within(rows, km).order_by(*SORTS["distance"])[:most]
            # What the box has may stand in its corner, and so a little further than the ring: then the next has it.
            if rows.filter(in_box(*geo.box_around(*self.point, km))).exists() and (found := list(ring)):
                return found
        return []

    @property
    def pointed(self) -> bool:
        """Whether `near` is a point, and not the name of a town."""
        return bool(self.point) and _is_point(self.near)

    @property
    def area(self) -> bool:
        """Whether the point is a position that was rounded before it was sent: somewhere within about 5 km of it."""
        if not (self.point and _ROUNDED.fullmatch(self.near)):
            return False
        twentieths = self.point[0] * AREA_STEP
        return isclose(twentieths, round(twentieths), abs_tol=1e-6)

    def _rows_anywhere(self, actions: QuerySet[Action] | None) -> QuerySet[Action]:
        """In no order, and wherever they are."""
        rows = Action.objects.visible() if actions is None else actions
        # Of public calls alone, even where one is named: a draft's address is easily guessed.
        rows = rows.filter(_of_call(self.call) if self.call else _of_any())
        rows = rows.filter(*self._plain(), **self._days())
        if self.state:
            rows = rows.filter(self._states())
        if self.place:
            rows = rows.filter(self._places())
        if self.q:
            rows = self._with_words(rows)
        if self.organisation:
            rows = rows.filter(self._organisation()).distinct()
        if self.bbox:
            rows = rows.filter(in_box(*self.bbox))
        return rows

    def _with_words(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        if not (words := search.words_of(self.q)):
            return rows.none()
        return search.inside(rows, words) if self._having_words is None else rows.filter(self._having_words)

    @cached_property
    def _having_words(self) -> Q | None:
        """Asked once for however many questions there are about one filter."""
        return search.quickest(search.words_of(self.q))

    @property
    def order(self) -> tuple[Any, ...]:
        """The columns of the order; the last is one that no two rows share."""
        return SORTS[self.sort or ("distance" if self.point else "date")]

    def _plain(self) -> list[Q]:
        wanted = [
            Q(**{f"{name}__in": values}) for name in ("country", "town", "kind") if (values := getattr(self, name))
        ]
        wanted += [Q(access__has=word) for word in self.access]
        if self.language:
            spoken = Q()
            for word in self.language:
                spoken |= Q(languages__has=word)
            wanted.append(spoken)
        return wanted

    def _days(self) -> dict[str, date]:
        return {key: day for key, day in (("day__gte", self.since), ("day__lte", self.until)) if day}

    def _states(self) -> Q:
        """A standing action whose time is over has happened, whether or not the worker has written so yet."""
        moment, wanted = now(), Q()
        for state in self.state:
            if state in STANDING:
                wanted |= Q(state=state, over__gte=moment)
            elif state == "happened":
                wanted |= Q(state=state) | Q(state__in=STANDING, over__lt=moment)
            else:
                wanted |= Q(state=state)
        return wanted

    def _places(self) -> Q:
        """How people can take part: what is on site and online is found by either word."""
        ways = {"on-site": Q(online=False), "online": Q(online=True) | Q(also_online=True), "both": Q(also_online=True)}
        wanted = Q()
        for way in self.place:
            wanted |= ways[way]
        return wanted

    def _organisation(self) -> Q:
        """By its name as hosts wrote it; by its short name all that its own page lists."""
        by_name = Q(hostings__organisation__slug=self.organisation) | Q(hostings__folded=fold(self.organisation))
        meant = Organisation.objects.filter(slug=self.organisation).first()
        return by_name | Q(pk__in=meant.hosted().values("pk")) if meant else by_name

    def _ordered(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        if self.sort == "coming":
            rows = rows.annotate(coming_order=coming_told())
        return rows.order_by(*self.order)

    def _within(self, rows: QuerySet[Action], km: float) -> QuerySet[Action]:
        assert self.point
        rows = rows.filter(in_box(*geo.box_around(*self.point, km)))
        return rows.annotate(distance=_distance(*self.point)).filter(distance__lte=km)

    def words(self, **changed: Any) -> str:
        """The filter as the words of an address, for links and feeds; `changed` replaces some of them."""
        pairs: list[tuple[str, str]] = []
        other = replace(self, **changed)
        skipped = {"point", "errors", "call_in_words"} | (set() if self.call_in_words else {"call"})
        for name in (each.name for each in fields(self)):
            value = getattr(other, name)
            if name in skipped or value == _DEFAULTS[name]:
                continue
            word = "from" if name == "since" else name
            if name == "bbox":
                pairs.append((word, ",".join(f"{number:.10g}" for number in value)))
            elif isinstance(value, tuple):
                pairs += [(word, str(each)) for each in value]
            else:
                pairs.append((word, str(value)))
        return urlencode(pairs)

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words(page=1, sort=""))


_ROUNDED = re.compile(r"-?\d+(\.\d{1,2})?,-?\d+(\.\d{1,2})?")
_DEFAULTS = {each.name: each.default for each in fields(ActionFilter)}


def _of_call(slug: str) -> Q:
    """Asked for beforehand: of one call by its number, an index gives the actions in their order."""
    keys = Call.keys_under(slug)
    return Q(call=keys[0]) if len(keys) == 1 else Q(call__in=keys)


def _of_any() -> Q:
    """Of any public call, said the other way round: a join would cost the order that an index gives."""
    return ~Q(call__in=Call.objects.exclude(stage__in=PUBLIC).values("pk"))


def in_box(west: float, south: float, east: float, north: float) -> Q:
    """West of east crosses the 180th meridian."""
    inside = bands.between(south, north)
    if west <= east:
        return inside & Q(lon__gte=west, lon__lte=east)
    return inside & (Q(lon__gte=west) | Q(lon__lte=east))


def _distance(lat: float, lon: float) -> Any:
    """Kilometres on the sphere by the haversine formula, reckoned by the database."""
    half_lat = Sin(Radians(F("lat") - Value(lat)) / 2.0)
    half_lon = Sin(Radians(F("lon") - Value(lon)) / 2.0)
    under = Power(half_lat, 2.0) + Value(cos(radians(lat))) * Cos(Radians(F("lat"))) * Power(half_lon, 2.0)
    # At the other side of the earth the sum may be a hair above 1, of which PostgreSQL knows no arc sine.
    return Value(2 * EARTH_KM) * ASin(Sqrt(Least(Value(1.0), under)), output_field=FloatField())


def _text(values: list[str]) -> dict[str, str]:
    if len(values[0]) > 200:
        raise ValueError(_("At most 200 characters."))
    return {"q": values[0]}


def _near(values: list[str]) -> dict[str, Any]:
    text = values[0]
    if _is_point(text):
        lat, lon = (float(number) for number in text.split(","))
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError(_("A point is written latitude,longitude in degrees: 52.52,13.40"))
        return {"near": f"{lat:g},{lon:g}", "point": (lat, lon)}
    town = gazetteer.meant(text)
    if not town:
        raise ValueError(_("We know no town of this name. Try another spelling, or a larger town nearby."))
    return {"near": text[:120], "point": (town.lat, town.lon)}


def _radius(values: list[str]) -> dict[str, int]:
    if not _is_whole(values[0]) or not 1 <= int(values[0]) <= 20_000:
        raise ValueError(_("A whole number of kilometres, from 1 to 20,000."))
    return {"radius": int(values[0])}


def _countries(values: list[str]) -> dict[str, tuple[str, ...]]:
    codes = tuple(dict.fromkeys(value.upper() for value in values))
    if any(code not in countries.CODES for code in codes):
        raise ValueError(_("A country is written as its two letters (ISO 3166-1): CL, KE, PT."))
    return {"country": codes}


def _towns(values: list[str]) -> dict[str, tuple[int, ...]]:
    if not all(_is_whole(value) for value in values):
        raise ValueError(_("A town is written as its number in the gazetteer."))
    return {"town": tuple(int(value) for value in values)}


def _bbox(values: list[str]) -> dict[str, tuple[float, ...]]:
    numbers = values[0].split(",")
    if len(numbers) == 4 and all(_is_number(each) for each in numbers):
        west, south, east, north = (float(each) for each in numbers)
        if -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90:
            return {"bbox": (west, south, east, north)}
    raise ValueError(_("A box is written west,south,east,north in degrees."))


def _one_of(name: str, known: Mapping[str, Any] | Sequence[str]) -> Any:
    def read(values: list[str]) -> dict[str, tuple[str, ...]]:
        if unknown := [value for value in values if value not in known]:
            raise ValueError(
                _("“%(value)s” is not known here. Known: %(known)s.")
                % {"value": unknown[0][:40], "known": ", ".join(known)}
            )
        return {name: tuple(dict.fromkeys(values))}

    return read


def _day(name: str) -> Any:
    def read(values: list[str]) -> dict[str, date]:
        try:
            return {name: date.fromisoformat(values[0])}
        except ValueError:
            raise ValueError(_("A day is written year-month-day: 2027-03-13.")) from None

    return read


def _languages(values: list[str]) -> dict[str, tuple[str, ...]]:
    if any(not value.replace("-", "").isalpha() or len(value) > 12 for value in values):
        raise ValueError(_("A language is written as its code: en, es, ar."))
    codes = tuple(dict.fromkeys(value.lower() for value in values))
    if len(codes) > MOST_LANGUAGES:
        raise ValueError(_("At most twenty."))
    return {"language": codes}


def _page(values: list[str]) -> dict[str, int]:
    if not _is_whole(values[0]) or not 1 <= int(values[0]) <= 100_000:
        raise ValueError(_("Pages are numbered from 1."))
    return {"page": int(values[0])}


def _sort(values: list[str]) -> dict[str, str]:
    found: dict[str, tuple[str, ...]] = _one_of("sort", SORTS)(values)
    return {"sort": found["sort"][0]}


def _is_whole(text: str) -> bool:
    """As a column of numbers holds it."""
    return is_whole(text, 9)


def _is_point(text: str) -> bool:
    numbers = text.split(",")
    return len(numbers) == 2 and all(_is_number(each) for each in numbers)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= 360
    except ValueError:
        return False


_READERS: dict[str, Any] = {
    "q": _text,
    "near": _near,
    "radius": _radius,
    "country": _countries,
    "town": _towns,
    "bbox": _bbox,
    "kind": _one_of("kind", kinds.ACTIONS),
    "place": _one_of("place", PLACES),
    "from": _day("since"),
    "until": _day("until"),
    "language": _languages,
    "access": _one_of("access", kinds.ACCESS),
    "organisation": lambda values: {"organisation": values[0][:200]},
    "call": lambda values: {"call": values[0][:80]},
    "state": _one_of("state", STATES),
    "sort": _sort,
    "page": _page,
}
WORDS = tuple(_READERS)
