import json
import sqlite3
import threading
from zoneinfo import ZoneInfo

import pytest

from groundswell.core import gazetteer, gazetteer_build
from groundswell.core.gazetteer import best, find, meant, name_for, nearest, timezone_at, town


@pytest.mark.parametrize(
    ("words", "name", "country"),
    [
        ("القاهرة", "Cairo", "EG"),
        ("القاهره", "Cairo", "EG"),
        ("東京", "Tokyo", "JP"),
        ("서울", "Seoul", "KR"),
        ("München", "Munich", "DE"),
        ("Munchen", "Munich", "DE"),
        ("Kyiv", "Kyiv", "UA"),
        ("Київ", "Kyiv", "UA"),
        ("Sao Paulo", "São Paulo", "BR"),
        ("lodz", "Łódź", "PL"),
        ("Roma", "Rome", "IT"),  # by another name, but far better known than Roma in Queensland
        ("Salem", "Salem", "IN"),  # by its own name, though Jerusalem is larger
        ("NYC", "New York City", "US"),
        ("San", "San", "ML"),  # not San Diego, whose airport is SAN
        ("Springfield, IL", "Springfield", "US"),
        ("Springfield, Illinois, USA", "Springfield", "US"),
        ("Washington, D.C.", "Washington", "US"),
        ("Paris, France", "Paris", "FR"),
        ("Paris, FR", "Paris", "FR"),
        ("Paris, Texas", "Paris", "US"),
        ("Perth, Scotland", "Perth", "GB"),
        ("Toronto, ON", "Toronto", "CA"),
        ("Ontario, CA", "Ontario", "US"),
        ("القاهرة، مصر", "Cairo", "EG"),
    ],
)
def test_the_town_that_words_mean_is_found(words, name, country):
    found = best(words)
    assert found and (found.name, found.country) == (name, country)


@pytest.mark.parametrize(
    ("words", "name", "country"),
    [
        ("Porto", "Porto", "PT"),
        ("Paris, Texas", "Paris", "US"),
        ("Rio de Jan", "Rio de Janeiro", "BR"),  # only the beginning of a name
        ("القاه", "Cairo", "EG"),
        ("", None, None),
        ("Pacgiv", None, None),
    ],
)
def test_near_takes_the_town_of_this_name_or_the_first_that_begins_so(words, name, country):
    found = meant(words)

    assert (found.name if found else None, found.country if found else None) == (name, country)


@pytest.mark.parametrize(
    "words", ["", " ", ",", "Pacgiv", "Cairoo", "Stratford, Pacgiv", "Cairo, Chile", "\x00", "x" * 9999]
)
def test_words_that_mean_no_town_find_none(words):
    assert best(words) is None


def test_an_unknown_qualifier_does_not_keep_find_from_finding():
    assert find("Springfield, Pacgiv")[0].name == "Springfield"


def test_a_state_tells_towns_of_one_name_apart():
    found = [best(words) for words in ("Springfield, IL", "Springfield, Massachusetts", "Springfield, mo")]
    assert [one and one.region for one in found] == ["Illinois", "Massachusetts", "Missouri"]


def test_exact_names_stand_before_longer_ones_and_the_best_known_first():
    assert [(one.name, one.country) for one in find("london", limit=2)] == [("London", "GB"), ("London", "CA")]
    assert [one.name for one in find("gaza", country="PS")] == ["Gaza"]


@pytest.mark.parametrize("prefix", ["s", "sa", "san", "sant", "м", "الق", "東", "서"])
def test_prefixes_find_as_many_different_towns_as_asked_for(prefix):
    for limit in (1, 8, 20, 30):
        assert len({one.id for one in find(prefix, limit=limit)}) == limit


def test_a_short_prefix_finds_the_same_whether_worked_out_beforehand_or_not():
    for prefix in ("s", "ma", "par", "京", "м"):
        assert find(prefix, limit=20) == find(prefix, limit=30)[:20]


def test_known_towns_stand_before_others_with_the_prefix():
    assert [one.name for one in find("sa", limit=4)[1:]] == ["São Paulo", "Saint Petersburg", "Santiago"]


def test_find_keeps_to_the_country():
    assert {one.country for one in find("sa", country="fr")} == {"FR"}
    assert best("Paris", country="US").country == "US"
    assert find("Paris, France", country="US") == []


def test_nothing_is_asked_and_nothing_found():
    assert [find(""), find("  ، "), find("a", limit=0), find("\x00"), find("' OR 1=1 --")] == [[]] * 5


def test_a_town_is_found_by_its_number():
    cairo = best("Cairo")
    assert cairo and town(cairo.id) == cairo
    assert town(-1) is None


@pytest.mark.parametrize(
    ("point", "name"),
    [((30.06, 31.25), "Cairo"), ((31.5, 34.46), "Gaza"), ((0, -30), None), ((90, 0), None), ((-90, 180), None)],
)
def test_the_nearest_town_is_found_if_there_is_one_near(point, name):
    found = nearest(*point)
    assert (found and found.name) == name


def test_the_nearest_town_is_found_across_the_date_line():
    found = nearest(-16.8, -179.9)
    assert found and found.country == "FJ" and found.lon > 0


def test_nearest_keeps_to_its_distance():
    assert nearest(30.5, 28.0, within_km=1) is None


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        ((31.5, 34.45), "Asia/Gaza"),
        ((31.77, 35.22), "Asia/Jerusalem"),
        ((50.45, 30.52), "Europe/Kyiv"),
        ((41.88, -87.63), "America/Chicago"),
        ((33.45, -112.07), "America/Phoenix"),
        ((-33.45, -70.66), "America/Santiago"),
        ((0, -30), None),
        ((-89, 0), None),
    ],
)
def test_the_zone_of_a_point_is_that_of_the_towns_around(point, zone):
    assert timezone_at(*point) == zone


@pytest.mark.parametrize(
    ("words", "arabic"),
    [
        ("Cairo", "القاهرة"),
        ("Jerusalem", "القدس"),
        ("Gaza", "غزة"),
        ("London", "لندن"),
        ("Tokyo", "طوكيو"),
        ("Khartoum", "الخرطوم"),
        ("Basrah", "البصرة"),
        ("Hafar Al-Batin", "حفر الباطن"),
        ("Temara", "تمارة"),
        ("Florence, IT", "فلورنس"),
    ],
)
def test_an_arabic_reader_reads_an_arabic_name(words, arabic):
    assert name_for(best(words), "ar") == arabic


def test_a_name_stays_as_it_is_without_an_arabic_one_and_in_other_languages():
    assert name_for(best("Cairo"), "es") == "Cairo"
    assert name_for(best("Springfield, MO"), "de-at") == "Springfield"


def test_threads_look_things_up_at_once():
    found = []
    threads = [threading.Thread(target=lambda: found.append(best("Cairo").name)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Cairo"] * 8


def test_every_town_has_a_zone_that_python_knows():
    connection = sqlite3.connect(gazetteer.path())
    zones = [zone for (zone,) in connection.execute("SELECT name FROM zone")]
    connection.close()
    assert [zone for zone in zones if ZoneInfo(zone).key != zone] == []


def test_a_file_of_another_format_is_not_current(tmp_path):
    file = tmp_path / "gazetteer.sqlite"
    assert gazetteer_build.is_current(file) is False
    file.write_text("a page served in place of a file" * 100)
    assert gazetteer_build.is_current(file) is False
    assert gazetteer_build.is_current(gazetteer.path()) is True


def test_a_missing_gazetteer_says_how_to_make_it(tmp_path, monkeypatch):
    monkeypatch.setattr(gazetteer, "path", lambda: tmp_path / "gazetteer.sqlite")
    with pytest.raises(FileNotFoundError, match="uv sync"):
        town(1)


def test_gazetteer_is_built_by_who_first_needs_it_where_an_installation_brought_its_source(tmp_path, monkeypatch):
    place = {
        "latitude": 41.15,
        "longitude": -8.61,
        "countrycode": "PT",
        "admin1code": "17",
        "timezone": "Europe/Lisbon",
    }
    porto = {"geonameid": 1, "name": "Porto", "population": 249_633, "alternatenames": ["Oporto", "بورتو"], **place}
    source = gazetteer_build.source_of(tmp_path / "gazetteer.sqlite")
    source.mkdir()
    (source / "cities1000.json").write_text(json.dumps({"1": porto}))
    (source / "us_states.json").write_text("{}")
    monkeypatch.setattr(gazetteer, "path", lambda: tmp_path / "gazetteer.sqlite")
    found = []
    threads = [threading.Thread(target=lambda: found.append(best("oporto"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [town.name for town in found] == ["Porto"] * 3
    assert gazetteer.name_for(found[0], "ar") == "بورتو"
