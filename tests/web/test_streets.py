"""Where pages say that there are streets to draw, and where they say nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from groundswell.cli import checks
from tests import make, streets

REGISTER = "/calls/clean-rivers/register/"


@pytest.fixture
def file(tmp_path: Path, settings) -> Path:
    settings.STREETS = streets.write(tmp_path / "porto.pmtiles")
    return settings.STREETS


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def told(address: str) -> list[dict[str, str]]:
    return [
        dict(re.findall(r'data-(\w+)="([^"]*)"', each)) for each in re.findall(r'<p class="by"[^>]*>', page(address))
    ]


@pytest.mark.parametrize("address", ["/map/", "/calls/clean-rivers/map/", "/ar/calls/clean-rivers/map/", REGISTER])
def test_map_says_from_where_to_draw_streets_and_whose_they_are(call, file, address):
    [found] = told(address)

    assert Client().get(found["streets"]).getvalue() == file.read_bytes()
    assert found["covers"] == "-8.7890625,40.9798981,-8.4375,41.2447723"
    assert (found["least"], found["most"]) == ("10", "10")
    assert (
        '<a href="https://www.openstreetmap.org/copyright" rel="noopener noreferrer"><bdi>© OpenStreetMap</bdi></a>'
        in page(address)
    )


def test_another_file_has_another_address(call, file):
    [before] = told("/map/")
    streets.write(file, at=(48.2, 16.37))

    [after] = told("/map/")

    assert after["streets"] != before["streets"]
    assert after["covers"].startswith("16.17")


def test_action_with_an_exact_point_can_be_shown_with_its_streets(call, file):
    action = make.action(call, geo_precision="point", lat=41.1405, lon=-8.6115)

    assert 'data-action-map data-style="/static/web/map.css" data-at="41.1405,-8.6115"' in page(
        f"/actions/{action.ref}/"
    )
    assert len(told(f"/actions/{action.ref}/")) == 1


@pytest.mark.parametrize("place", [{"geo_precision": "town"}, {"geo_precision": "point", "lat": 38.72, "lon": -9.14}])
def test_action_is_not_shown_where_it_is_not_known_to_the_street_or_there_are_none(call, file, place):
    action = make.action(call, **place)

    assert told(f"/actions/{action.ref}/") == []
    assert "data-action-map" not in page(f"/actions/{action.ref}/")


@pytest.mark.parametrize("address", ["/map/", "/calls/clean-rivers/map/", REGISTER, "action"])
def test_without_the_setting_no_page_says_a_word_of_it(call, address):
    action = make.action(call, geo_precision="point")

    assert "streets" not in page(f"/actions/{action.ref}/" if address == "action" else address).replace(
        "has no streets", ""
    )


def test_file_that_cannot_be_read_is_as_none_to_pages_and_told_to_the_operator(call, settings, tmp_path):
    settings.STREETS = tmp_path / "none.pmtiles"

    assert told("/map/") == []
    assert list(checks.street_map()) == [
        ("FAIL", f"{tmp_path}/none.pmtiles: it cannot be read: No such file or directory. Maps show none")
    ]


def test_doctor_says_what_the_file_covers_and_what_it_lacks(file):
    [covers, short] = checks.street_map()

    assert covers == (
        "ok",
        f"{file}, 0.0 MB: 40.98 to 41.24 north, -8.79 to -8.44 east, zoom 10 to 10, © OpenStreetMap",
    )
    assert short == ("warn", "it ends at zoom 10: small streets begin at 13")


def test_doctor_knows_a_file_that_is_made_another_way(settings, tmp_path):
    settings.STREETS = streets.write(
        tmp_path / "other.pmtiles", layers={"transportation": [(2, [[(0, 0), (9, 9)]], {"class": "path"})]}
    )

    assert ("warn", "there is no layer “roads” in it, but transportation: it is not made as Protomaps does") in list(
        checks.street_map()
    )


def test_doctor_is_silent_where_no_streets_are_named(settings):
    settings.STREETS = None

    assert list(checks.street_map()) == []
