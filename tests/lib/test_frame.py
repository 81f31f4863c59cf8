"""Which part of the world a map shows, and where a point stands in it."""

import pytest

from groundswell.lib import frame, ground
from groundswell.lib.frame import (
    HIGHEST,
    LOWEST,
    WIDTH,
    WORLD,
    box_of,
    equal_area,
    frame_of,
    scaled,
    together,
    width_of,
)

PORTUGAL = (-9.5, 37.0, -6.2, 42.1)
FIJI = (177.0, -19.0, -179.0, -16.0)


def test_the_projection_has_the_numbers_of_snyder() -> None:
    # Table 28: about 40° north, at 30° north 10° east and at 60° north 30° east of the middle's meridian.
    assert equal_area(90, 0, 0) == pytest.approx((0, 2**0.5))
    assert equal_area(0, 90, 0) == pytest.approx((2**0.5, 0))


@pytest.mark.parametrize(("lat", "east"), [(0, 0), (41, -8), (60, 80), (-30, 120), (89, 10)])
def test_a_point_comes_back_from_where_it_was_placed(lat: float, east: float) -> None:
    assert frame.back(*equal_area(lat, east, 40), 40) == pytest.approx((lat, east))


def test_a_box_is_shown_whole_with_a_margin() -> None:
    shown = frame_of(PORTUGAL)

    west, south, east, north = PORTUGAL
    corners = [shown.place(lat, lon) for lat in (south, north) for lon in (west, east)]
    assert all(20 < x < WIDTH - 20 and 20 < y < shown.height - 20 for x, y in corners)
    assert LOWEST <= shown.height <= HIGHEST


def test_east_is_right_and_north_is_up_on_both_sides_of_180_degrees() -> None:
    shown = frame_of(FIJI)

    suva, taveuni = shown.place(-18.14, 178.44), shown.place(-16.8, -179.9)
    assert (suva[0] < taveuni[0], suva[1] > taveuni[1]) == (True, True)
    assert all(0 < x < WIDTH and 0 < y < shown.height for x, y in (suva, taveuni))


@pytest.mark.parametrize(
    "box", [None, (-180.0, -90.0, 180.0, 90.0), (-170.0, 0.0, 100.0, 10.0), (0.0, -60.0, 20.0, 60.0)]
)
def test_what_is_about_as_large_as_the_world_is_the_world(box: frame.Box | None) -> None:
    assert frame_of(box) == WORLD


def test_a_single_point_is_shown_with_the_country_around_it() -> None:
    shown = frame_of((-8.6, 41.1, -8.6, 41.1))

    assert shown.place(41.1, -8.6) == pytest.approx((WIDTH / 2, shown.height / 2), abs=2)
    assert 100 < 1000 / shown.scale * frame.EARTH_KM < 400


@pytest.mark.parametrize("box", [(0.0, 90.0, 0.0, 90.0), (180.0, -90.0, 180.0, -90.0), (-180.0, 0.0, -180.0, 0.0)])
def test_the_ends_of_the_earth_can_be_shown(box: frame.Box) -> None:
    assert frame_of(box).reach[1] < frame_of(box).reach[3]
    ground.draw(frame_of(box))


def test_points_on_both_sides_of_180_degrees_are_close_together() -> None:
    assert box_of([(-18.1, 178.4), (-16.8, -179.9)]) == (178.4, -18.1, -179.9, -16.8)
    assert box_of([(41.1, -8.6), (38.7, -9.1)]) == (-9.1, 38.7, -8.6, 41.1)
    assert box_of([]) is None


def test_boxes_together_are_the_box_around_both() -> None:
    assert together([(0.0, 1.0, 10.0, 5.0), (-20.0, 3.0, -5.0, 9.0)]) == (-20.0, 1.0, 10.0, 9.0)


def test_wider_is_about_the_same_middle() -> None:
    wide = scaled(FIJI, 3)

    assert wide is not None
    assert (width_of(wide), wide[3] - wide[1]) == pytest.approx((12, 9))
    assert wide[0] > 170
    assert scaled((-60.0, -40.0, 60.0, 40.0), 3) is None


def test_the_scale_bar_is_a_round_number_of_kilometres() -> None:
    units, km = frame_of(PORTUGAL).bar

    assert km in (50, 100, 200)
    assert units == pytest.approx(km / frame.EARTH_KM * frame_of(PORTUGAL).scale, abs=1)
