"""The map drawn by the server."""

import re
from pathlib import Path

import pytest

from groundswell.lib.worldmap import HEIGHT, LARGEST, SMALLEST, WIDTH, dots, equal_earth, project

WORLD = Path(__file__).parents[2] / "groundswell/web/static/web/world.svg"
SANTIAGO, PORTO, SUVA = (-33.45, -70.67), (41.15, -8.61), (-18.14, 178.44)


@pytest.mark.parametrize(
    ("lat", "lon", "x", "y"),
    [(0, 0, 0, 0), (0, 180, 2.7066299836960748, 0), (90, 0, 0, 1.3173627591574134), (-90, 0, 0, -1.3173627591574134)],
)
def test_projection_has_the_extent_of_equal_earth(lat: float, lon: float, x: float, y: float) -> None:
    assert equal_earth(lat, lon) == pytest.approx((x, y))


def test_the_middle_of_the_map_is_at_eleven_degrees_east() -> None:
    assert project(0, 11)[0] == WIDTH / 2


def test_east_is_right_and_north_is_up() -> None:
    west, east = project(*SANTIAGO), project(*PORTO)
    assert (west[0] < east[0], west[1] > east[1]) == (True, True)


def test_the_two_names_of_one_meridian_are_one_place() -> None:
    assert project(10, 180) == pytest.approx(project(10, -180))


@pytest.mark.parametrize("lat", [90, 84, 0, -60, -90])
@pytest.mark.parametrize("lon", [-180, -169.001, -168.999, 0, 179.9, 540])
def test_every_point_of_the_earth_is_inside_the_picture(lat: float, lon: float) -> None:
    x, y = project(lat, lon)
    assert (0 <= x <= WIDTH, 0 <= y <= HEIGHT) == (True, True)


def test_no_points_draw_no_dots() -> None:
    assert dots([]) == []


def test_a_point_that_counts_nothing_is_not_drawn() -> None:
    assert dots([(*PORTO, 0, False)]) == []


def test_points_in_one_place_become_one_dot_that_counts_them() -> None:
    (dot,) = dots([(*PORTO, 2, False), (*PORTO, 3, False)])
    x, y = project(*PORTO)
    assert (dot.x, dot.y, dot.number, dot.crossed) == (round(x, 1), round(y, 1), 5, False)


def test_what_is_cancelled_is_never_merged_with_what_stands() -> None:
    drawn = dots([(*PORTO, 2, False), (*PORTO, 1, True)])
    assert [(dot.number, dot.crossed) for dot in drawn] == [(2, False), (1, True)]


def test_the_area_of_a_dot_says_its_number() -> None:
    large, small = dots([(*PORTO, 400, False), (*SANTIAGO, 100, False)])
    assert (large.r, small.r) == (LARGEST, LARGEST / 2)


def test_the_smallest_dot_is_still_seen() -> None:
    assert dots([(*PORTO, 1_000_000, False), (*SUVA, 1, False)])[1].r == SMALLEST


def test_the_large_are_drawn_first_so_that_the_small_stay_seen() -> None:
    assert [dot.number for dot in dots([(*SUVA, 1, False), (*PORTO, 90, False), (*SANTIAGO, 9, False)])] == [90, 9, 1]


def test_many_points_become_few_dots_and_nobody_is_lost() -> None:
    points = [(lat, lon, 1, False) for lat in range(-55, 80, 3) for lon in range(-180, 180, 3)]
    drawn = dots(points, limit=50)
    assert (len(drawn) <= 50, sum(dot.number for dot in drawn)) == (True, len(points))


def test_the_land_stays_in_its_frame_and_light() -> None:
    text = WORLD.read_text()
    starts = [(float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) ?(-?[\d.]+)l", text)]
    assert [point for point in starts if not (0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT)] == []
    assert len(text) < 30_000
