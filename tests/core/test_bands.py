"""What lies in a box, by bands of latitude: the same as by comparing, and found by the index."""

import pytest
from django.db import connection

from groundswell.core.filter import in_box
from groundswell.core.models import Action
from tests import make

POINTS = [
    (-90.0, 0.0),
    (-89.5, 179.9),
    (-0.5, -179.9),
    (0.0, 0.0),
    (0.49, 10.0),
    (0.5, 10.0),
    (41.2, -8.6),
    (90.0, 5.0),
]
BOXES = [
    (-180, -90, 180, 90),
    (-10, 0.5, 20, 41.2),
    (9, 0.49, 11, 0.5),
    (170, -90, -170, 0),
    (0, 90, 5, 90),
    (0, 1, 1, 2),
]


def within(west, south, east, north):
    along = (lambda lon: west <= lon <= east) if west <= east else (lambda lon: lon >= west or lon <= east)
    return [point for point in POINTS if south <= point[0] <= north and along(point[1])]


@pytest.mark.parametrize("box", BOXES)
def test_a_box_has_what_lies_in_it_its_edges_included(call, box):
    for lat, lon in POINTS:
        make.action(call, lat=lat, lon=lon)
    make.action(call, lat=None, lon=None)

    found = Action.objects.filter(in_box(*box)).order_by("pk").values_list("lat", "lon")
    assert list(found) == within(*box)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL goes by how much there is")
def test_a_box_is_looked_for_by_band_and_longitude(db):
    told = Action.objects.filter(in_box(-10, 40, 10, 50)).explain()

    assert "USING INDEX action_band (<expr>=? AND lon>? AND lon<?)" in told
