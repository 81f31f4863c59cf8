from math import cos, pi, sin

from groundswell.lib import line, routemap
from groundswell.lib.geo import distance_km

WAY = [(41.1402, -8.6094), (41.1405, -8.6140), (41.1433, -8.6210)]
COIL = [(41 + 0.01 * cos(n / 500 * pi), -8 + 0.01 * sin(n / 500 * pi)) for n in range(5001)]  # ten times round


def test_length_is_the_sum_of_the_stretches():
    assert line.length_km(WAY) == distance_km(*WAY[0], *WAY[1]) + distance_km(*WAY[1], *WAY[2])


def test_length_of_a_point_is_none():
    assert (line.length_km(WAY[:1]), line.length_km([])) == (0, 0)


def test_simpler_keeps_no_more_points_than_asked_and_both_ends():
    found = line.simpler(COIL, 500)

    assert len(found) <= 500
    assert (found[0], found[-1]) == (COIL[0], COIL[-1])
    assert set(found) <= set(COIL)


def test_simpler_stays_near_the_line():
    kept = line.simpler(COIL[:1001], 100)

    farthest = max(min(distance_km(*point, *other) for other in kept) for point in COIL[:1001])
    assert farthest < 0.1 and abs(line.length_km(kept) / line.length_km(COIL[:1001]) - 1) < 0.01


def test_simpler_leaves_out_what_lies_on_the_way():
    straight = [(41.0, -8.0 + n / 1000) for n in range(50)]

    assert line.simpler(straight, 500) == [straight[0], straight[-1]]


def test_simpler_takes_a_line_that_stands_still():
    assert line.simpler([WAY[0]] * 1000, 2) == [WAY[0], WAY[0]]


def test_line_across_180_degrees_is_short():
    flat = line.flattened([(-18.0, 179.99), (-18.0, -179.99)])

    assert abs(flat[1][0] - 2.115) < 0.01


def test_drawing_lies_within_its_frame():
    for way in (WAY, [(41.0, -8.0), (41.2, -8.0)], [(0.0, 179.9), (0.0, -179.9)], [WAY[0], WAY[0]], COIL):
        drawing = routemap.draw(way)
        assert drawing
        numbers = [tuple(map(float, pair.split())) for pair in drawing.path[1:].split("L")]
        assert all(0 <= x <= routemap.WIDTH and 0 <= y <= drawing.height - routemap.FOOT for x, y in numbers)


def test_drawing_has_a_scale_bar_of_a_round_length_that_is_true():
    drawing = routemap.draw([(41.0, -8.0), (41.0, -7.9)])

    assert drawing and drawing.bar_metres == 2000
    across = drawing.end[0] - drawing.start[0]
    assert abs(drawing.bar / across - 2 / distance_km(41.0, -8.0, 41.0, -7.9)) < 0.001


def test_drawing_sets_marks_at_one_place_side_by_side():
    drawing = routemap.draw(WAY, [(1, WAY[0]), (2, WAY[0]), (3, WAY[2])])

    assert drawing
    assert [mark.number for mark in drawing.marks] == [1, 2, 3]
    assert drawing.marks[1].x - drawing.marks[0].x == routemap.APART


def test_drawing_of_a_point_is_none():
    assert routemap.draw(WAY[:1]) is None
