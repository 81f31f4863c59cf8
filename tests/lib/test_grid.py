from math import asinh, radians, tan

import pytest

from groundswell.lib import grid


def test_northing_is_that_of_the_map_where_people_live():
    """Against the projection itself."""
    squares = [grid.down(0.0, 6) - grid.down(lat, 6) for lat in (-60.0, -33.5, 0.0, 41.2, 60.0)]
    true = [asinh(tan(radians(lat))) * grid.squares(6) / 6.283185307 for lat in (-60.0, -33.5, 0.0, 41.2, 60.0)]

    assert squares == pytest.approx(true, rel=0.003)


def test_box_is_widened_to_blocks_that_many_views_share():
    seen = grid.widened((-9.0, 38.0, -8.0, 39.0), 6)
    moved_a_little = grid.widened((-9.1, 38.1, -8.1, 38.9), 6)

    assert seen == moved_a_little
    assert seen[0] <= -9.0 and seen[1] <= 38.0 and seen[2] >= -8.0 and seen[3] >= 39.0


def test_box_across_the_180th_meridian_stays_across_it():
    west, _south, east, _north = grid.widened((178.0, -19.0, -178.0, -17.0), 6)

    assert west <= 178.0 and -178.0 <= east < west


def test_box_that_holds_the_earth_is_none():
    assert grid.widened((-180.0, -90.0, 180.0, 90.0), 3) is None
    assert grid.widened((-179.0, -89.0, 179.0, 89.0), 1) is None


def test_zoom_is_lowered_until_one_answer_can_hold_the_squares():
    assert grid.fitting(None, 18) == 4
    assert grid.fitting((-9.0, 38.0, -8.9, 38.1), 14) == 14
