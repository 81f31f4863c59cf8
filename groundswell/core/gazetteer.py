"""Towns: found by what people call them, in any script, and by where they are.

The data is GeoNames' (CC BY 4.0), every town of 1,000 people and more, in a read-only file made by `gazetteer_build`.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

from groundswell.core import countries
from groundswell.core.gazetteer_build import FILE, FOREMOST, KINDS, SHORT, band_of, finish, is_current
from groundswell.lib import grid
from groundswell.lib.geo import Box, box_around, distance_km
from groundswell.lib.text import fold

COMMAS = str.maketrans({"،": ",", "，": ",", "、": ",", "﹐": ",", "؛": ","})
RINGS_KM = (5, 20, 60, 200)  # looked through from the smallest: most points have a town close by
ZONE_KM = 200  # further from any town than this (the high seas, the ice) we do not guess a zone
ZONE_WITNESSES = 5
LARGE = 100_000  # people
WHOLLY = 12.0  # degrees from south to north: of less than this all towns are looked through
MOST_NAMED, APART = 40, 2  # on a map with script: in one view, and how many squares of the grid lie between
AT_ONCE = 5_000  # numbers in one question
LAST = "\U0010ffff"
COLUMNS = """SELECT town.id, town.name, town.country, coalesce(region.name, ''), lat, lon, population, zone.name
             FROM town JOIN zone ON zone.id = town.zone LEFT JOIN region ON region.id = town.region"""

_threads = threading.local()


@dataclass(frozen=True, slots=True)
class Town:
    id: int
    name: str
    country: str
    region: str
    lat: float
    lon: float
    population: int
    timezone: str


def path() -> Path:
    return FILE


def town(id: int) -> Town | None:
    return next(iter(_towns([id])), None)


def many(ids: Iterable[int]) -> dict[int, Town]:
    """The towns of these numbers, by number; those that we do not know are left out."""
    wanted = [id for id in dict.fromkeys(ids) if 0 < id < 2**63]
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    return {town.id: town for part in parts for town in _towns(part)}


def find(text: str, *, country: str | None = None, limit: int = 8) -> list[Town]:
    """Towns with exactly this name, then towns whose name begins so; the best known first in each.

    What follows a comma may name the country or the region: "Springfield, IL", «القاهرة، مصر».
    """
    asked = _Asked.in_words(text, country)
    if not asked.words or limit < 1:
        return []
    found = dict.fromkeys(asked.exactly(limit))
    if len(found) < limit:
        found |= dict.fromkeys(asked.beginning(limit + len(found)))
    return _towns(list(found)[:limit])


def best(text: str, *, country: str | None = None) -> Town | None:
    """The one town that is meant by these words, if there is one of exactly this name.

    Words after a comma that name no country or region we know ("Stratford, London") may mean any town: none.
    """
    asked = _Asked.in_words(text, country)
    if not asked.words or asked.beyond_us:
        return None
    return next(iter(_towns(asked.exactly(1))), None)


def meant(text: str) -> Town | None:
    """The one town of this name, or else the first that has it among its words."""
    return best(text) or next(iter(find(text, limit=1)), None)


def named(text: str, *, country: str | None = None, limit: int = 6) -> list[Town]:
    """Every town of exactly this name, the best known first."""
    asked = _Asked.in_words(text, country)
    return _towns(asked.exactly(limit)) if asked.words and not asked.beyond_us else []


def nearest(lat: float, lon: float, *, within_km: float = 100) -> Town | None:
    for ring in _rings(within_km):
        near = _near(lat, lon, ring)
        if near:
            return town(near[0][1])
    return None


def best_known_near(lat: float, lon: float, *, around_km: float = 8) -> Town | None:
    """By which a point is called: the largest town close around, not the suburb that is nearest; else the nearest."""
    around = _towns([id for _, id, _ in _near(lat, lon, around_km)])
    return max(around, key=lambda town: town.population, default=None) or nearest(lat, lon)


def timezone_at(lat: float, lon: float) -> str | None:
    """The zone of the towns around: each of the nearest few speaks for its own, the nearer the louder.

    The weight is one over the distance squared, so that a town close by decides alone and, out in the country, one
    village across the border does not outvote several on this side.
    """
    for ring in _rings(ZONE_KM):
        near = _near(lat, lon, ring)[:ZONE_WITNESSES]
        if near and (len(near) == ZONE_WITNESSES or ring == ZONE_KM):
            return _loudest_zone(near)
    return None


def largest_in(box: Box, many: int) -> list[Town]:
    """The towns of a box (west, south, east, north) with the most people, the largest first."""
    return _towns([id for _lat, _lon, id in _within(box, many)[:many]])


def foremost(box: Box, zoom: int) -> list[Town]:
    """The largest towns of a box, each of them the largest of its square at this zoom, so that names have room."""
    zoom, found = grid.fitting(box, zoom), dict[tuple[int, int], int]()
    for lat, lon, id in _within(box):
        found.setdefault((int(grid.across(lon, zoom) / APART), int(grid.down(lat, zoom) / APART)), id)
        if len(found) == MOST_NAMED:
            break
    return _towns(list(found.values()))


def _within(box: Box, enough: float = inf) -> list[tuple[float, float, int]]:
    """Latitude, longitude and number, the largest first; where the large ones are enough or the box is high, of those
    alone."""
    west, south, east, north = box
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    found = [town for town in _large() if south <= town[0] <= north and any(a <= town[1] <= b for a, b in spans)]
    if len(found) >= enough or north - south >= WHOLLY:
        return found
    bands = range(band_of(south), band_of(north) + 1)
    sql = f"SELECT population, lat, lon, id FROM town WHERE band IN {_marks(bands)} AND lon BETWEEN ? AND ?"
    all_of_them = sorted((row for span in spans for row in rows(sql, *bands, *span)), reverse=True)
    return [(lat, lon, id) for _people, lat, lon, id in all_of_them]


@cache
def _large() -> list[tuple[float, float, int]]:
    """Kept: to find them takes reading all towns, and every map of a continent shows some."""
    sql = "SELECT lat, lon, id FROM town WHERE population >= ? ORDER BY population DESC, id DESC"
    return list(rows(sql, LARGE))


def is_region(country: str, words: str) -> bool:
    """Whether the country has a region of this name or code."""
    named = "SELECT 1 FROM region WHERE country = ? AND (folded = ? OR code = ?)"
    return rows(named, country, fold(words), words.upper()).fetchone() is not None


def main_zone(country: str, region: str = "") -> tuple[str, str] | None:
    """The region's own name ("" for the country) and the zone in which most of its people live."""
    where, values, name = "country = ?", [country], ""
    if region:
        named = "SELECT id, name FROM region WHERE country = ? AND (folded = ? OR code = ?)"
        found = rows(named, country, fold(region), region.upper()).fetchone() or ("", "")
        where, values, name = "region = ?", [found[0]], found[1]
    most = f"SELECT zone FROM area WHERE {where} GROUP BY zone ORDER BY sum(people) DESC LIMIT 1"
    row = rows(f"SELECT name FROM zone WHERE id = ({most})", *values).fetchone()
    return (name, row[0]) if row else None


def name_for(town: Town, language: str) -> str:
    """The town's name in the reader's script, where we know it."""
    if language.split("-")[0] != "ar":
        return town.name
    row = rows("SELECT arabic FROM town WHERE id = ?", town.id).fetchone()
    return (row and row[0]) or town.name


def names_for(towns: Iterable[Town], language: str) -> dict[int, str]:
    """The same for many towns, by number."""
    names = {town.id: town.name for town in towns}
    if language.split("-")[0] != "ar":
        return names
    ids = list(names)
    for part in (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)):
        arabic_names = rows(f"SELECT id, arabic FROM town WHERE id IN {_marks(part)} AND arabic IS NOT NULL", *part)
        names |= {id: arabic for id, arabic in arabic_names if arabic}
    return names


@dataclass(frozen=True, slots=True)
class _Within:
    """The countries or regions that one part of the question may mean: "CA" is Canada and California."""

    countries: tuple[str, ...]
    regions: tuple[tuple[int, str], ...] = ()

    @classmethod
    def meant_by(cls, part: str) -> "_Within":
        code, words = countries.find(part), fold(part)
        regions = rows(
            "SELECT id, country FROM region WHERE folded = ? OR code = ?", words, words.replace(" ", "").upper()
        )
        return cls((code,) if code else (), tuple(regions))

    @property
    def nowhere(self) -> bool:
        return not (self.countries or self.regions)

    def condition(self) -> tuple[str, list[object]]:
        ids, holders = [id for id, _ in self.regions], [country for _, country in self.regions]
        # The country stands in the name's own row: a town is looked up only where its region decides.
        region = f"(SELECT region FROM town WHERE id = name.town) IN {_marks(ids)}"
        sql = f"AND (country IN {_marks(self.countries)} OR country IN {_marks(holders)} AND {region})"
        return sql, [*self.countries, *holders, *ids]


@dataclass(frozen=True, slots=True)
class _Asked:
    words: str
    within: tuple[_Within, ...]
    beyond_us: bool

    @classmethod
    def in_words(cls, text: str, country: str | None) -> "_Asked":
        name, *parts = text.translate(COMMAS).split(",")
        meant = [_Within.meant_by(part) for part in parts if fold(part)]
        within = [one for one in meant if not one.nowhere] + ([_Within((country.upper(),))] if country else [])
        return cls(fold(name), tuple(within), any(one.nowhere for one in meant))

    def exactly(self, limit: int) -> list[int]:
        return self._named("folded = ?", [self.words], limit)

    def beginning(self, limit: int) -> list[int]:
        ready = self._worked_out() if len(self.words) <= SHORT and limit <= FOREMOST and not self.within else []
        return ready or self._named("folded >= ? AND folded < ?", [self.words, self.words + LAST], limit)

    def _worked_out(self) -> list[int]:
        row = rows("SELECT towns FROM short WHERE prefix = ?", self.words).fetchone()
        return [int(id) for id in row[0].split()] if row else []

    def _named(self, condition: str, values: list[object], limit: int) -> list[int]:
        for one in self.within:
            more, of_it = one.condition()
            condition, values = f"{condition} {more}", [*values, *of_it]
        sql = f"SELECT DISTINCT place, town FROM name WHERE {condition} ORDER BY place LIMIT {KINDS * limit}"
        return list(dict.fromkeys(town for _, town in rows(sql, *values)))[:limit]


def _towns(ids: list[int]) -> list[Town]:
    """In the order of the ids."""
    found = {row[0]: Town(*row) for row in rows(f"{COLUMNS} WHERE town.id IN {_marks(ids)}", *ids)}
    return [found[id] for id in ids if id in found]


def _rings(within_km: float) -> Iterator[float]:
    yield from (ring for ring in RINGS_KM if ring < within_km)
    yield within_km


def _near(lat: float, lon: float, km: float) -> list[tuple[float, int, int]]:
    """Distance, town and zone of the towns within so many kilometres, the nearest first."""
    west, south, east, north = box_around(lat, lon, km)
    bands = range(band_of(south), band_of(north) + 1)
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    sql = f"SELECT lat, lon, id, zone FROM town WHERE band IN {_marks(bands)} AND lon BETWEEN ? AND ?"
    within = (row for span in spans for row in rows(sql, *bands, *span))
    measured = ((distance_km(lat, lon, *point), id, zone) for *point, id, zone in within)
    return sorted(one for one in measured if one[0] <= km)


def _loudest_zone(near: list[tuple[float, int, int]]) -> str:
    voices: dict[int, float] = {}
    for km, _, zone in near:
        voices[zone] = voices.get(zone, 0) + 1 / max(km, 0.1) ** 2
    loudest = max(voices, key=lambda zone: voices[zone])
    return str(rows("SELECT name FROM zone WHERE id = ?", loudest).fetchone()[0])


def _marks(values: Iterable[object]) -> str:
    return f"({', '.join('?' for _ in values)})"


def rows(sql: str, *values: object) -> sqlite3.Cursor:
    return _connection().execute(sql, values)


def _connection() -> sqlite3.Connection:
    """This thread's own: sqlite3's connections are not shared between threads."""
    file = path()
    if getattr(_threads, "file", None) != file:
        _threads.connection, _threads.file = _opened(file), file
    connection: sqlite3.Connection = _threads.connection
    return connection


def _opened(file: Path) -> sqlite3.Connection:
    if not (is_current(file) or finish(file)):
        raise FileNotFoundError(
            f"{file} is missing or out of date: `uv sync --reinstall-package groundswell` makes it."
        )
    return sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
