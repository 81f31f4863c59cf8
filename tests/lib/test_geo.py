from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.lib.geo import WINDS, bearing, box_around, distance_km, wind

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((51.5085, -0.1257), (48.8534, 2.3488), 343.5),  # London to Paris
        ((30.0626, 31.2497), (31.5016, 34.4667), 346.5),  # Cairo to Gaza
        ((0, 179.5), (0, -179.5), 111.2),  # across the date line
        ((0, 0), (0, 180), 20015.1),  # half way round
    ],
)
def test_distance_is_along_the_great_circle(one, other, km):
    assert isclose(distance_km(*one, *other), km, rel_tol=0.005)


@given(lats, lons, lats, lons)
def test_distance_is_the_same_both_ways(lat1, lon1, lat2, lon2):
    assert isclose(distance_km(lat1, lon1, lat2, lon2), distance_km(lat2, lon2, lat1, lon1), abs_tol=1e-6)


def holds(box, lat, lon):
    west, south, east, north = box
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return across and south <= lat <= north


@given(lats, lons, lats, lons, st.floats(0.001, 20000))
def test_box_holds_every_point_within_its_distance(lat, lon, other_lat, other_lon, km):
    box = box_around(lat, lon, km * 1.000001 + 0.001)
    assert distance_km(lat, lon, other_lat, other_lon) > km or holds(box, other_lat, other_lon)


def test_box_at_the_date_line_has_its_west_east_of_its_east():
    west, _, east, _ = box_around(-17.7, 179.9, 50)
    assert (round(west, 2), round(east, 2)) == (179.43, -179.63)


def test_box_with_a_pole_in_it_goes_all_the_way_round():
    assert box_around(89.9, 10, 50)[::2] == (-180.0, 180.0)
    assert box_around(89.9, 10, 50)[3] == 90.0


@pytest.mark.parametrize(
    ("start", "end", "where"),
    [
        ((41.15, -8.61), (41.25, -8.61), "north"),
        ((41.15, -8.61), (41.25, -8.48), "north-east"),
        ((41.15, -8.61), (41.15, -8.50), "east"),
        ((41.15, -8.61), (38.72, -9.13), "south"),
        ((41.15, -8.61), (41.10, -8.68), "south-west"),
        ((0, 179.9), (0, -179.9), "east"),  # across the 180th meridian
        ((0, -179.9), (0.2, 179.9), "north-west"),
        ((90, 0), (60, 120), "south"),  # from a pole there is one direction
        ((-90, 33), (60, 120), "north"),
        ((80, 0), (80, 180), "north"),  # over the pole
    ],
)
def test_wind_is_that_in_which_one_would_set_out(start, end, where):
    assert wind(*start, *end) == where


@given(lats, lons, lats, lons)
def test_bearing_is_a_number_of_degrees_wherever_it_is(lat1, lon1, lat2, lon2):
    assert 0 <= bearing(lat1, lon1, lat2, lon2) <= 360
    assert wind(lat1, lon1, lat2, lon2) in WINDS
