"""The ground that the server draws on."""

import gzip
import json
import math
import re
from itertools import accumulate
from pathlib import Path

import pytest

from groundswell.lib import ground
from groundswell.lib.frame import WIDTH, frame_of, width_of
from groundswell.lib.ground import MOST_POINTS, Ground, country_box, draw

STATIC = Path(__file__).parents[2] / "groundswell/web/static/web/ground"


def points(path: str) -> list[list[tuple[float, float]]]:
    found = []
    for line in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", line)]
        x, y, placed = 0, 0, []
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            placed.append((x, y))
        found.append(placed)
    return found


@pytest.mark.parametrize("code", ["PT", "CL", "US", "FJ", "NZ", "NO", "EG", "LU", "ID"])
def test_a_country_is_drawn_inside_its_picture_and_no_larger_than_a_page_carries(code: str) -> None:
    shown = frame_of(country_box(code))

    drawn = draw(shown, (code,))

    everything = [line for path in (drawn.land, drawn.focus, drawn.lakes) for line in points(path)]
    assert drawn.focus
    assert all(-6 <= x <= WIDTH + 6 and -6 <= y <= shown.height + 6 for line in everything for x, y in line)
    assert sum(len(line) for line in everything) <= MOST_POINTS


def test_fiji_is_whole_on_both_sides_of_180_degrees() -> None:
    box = country_box("FJ")

    assert box is not None
    assert width_of(box) < 6
    drawn = draw(frame_of(box), ("FJ",))
    assert all(max(x for x, _ in line) - min(x for x, _ in line) < WIDTH / 2 for line in points(drawn.focus))


def test_chukotka_is_one_land_on_both_sides_of_180_degrees() -> None:
    shown = frame_of((170.0, 62.0, -168.0, 71.0))
    drawn = draw(shown, ("RU",))

    main = max(points(drawn.focus), key=len)
    left, right = shown.place(66, 178)[0], shown.place(66, -176)[0]
    assert min(x for x, _ in main) < left
    assert max(x for x, _ in main) > right


@pytest.mark.parametrize(("code", "farthest"), [("US", 65), ("FR", 16), ("CL", 12), ("ES", 16), ("EC", 8), ("PT", 5)])
def test_a_country_is_shown_without_its_lands_across_the_ocean(code: str, farthest: float) -> None:
    box = country_box(code)
    assert box is not None
    assert width_of(box) < farthest


def test_a_country_of_which_there_is_no_shape_has_no_box() -> None:
    assert country_box("TV") is None


def test_the_ground_has_the_countries_lakes_and_rivers() -> None:
    whole = Ground.whole()

    assert len(whole.countries) > 220
    assert all((whole.land, whole.borders, whole.lakes, whole.rivers))
    assert ground.draw(frame_of(country_box("EG"))).rivers


def test_the_cells_for_the_interactive_map_are_all_there_and_small() -> None:
    world = json.loads((STATIC / "world.json").read_text())

    assert {f"{name}.json" for name in world["index"]} | {"world.json"} == {each.name for each in STATIC.glob("*.json")}
    assert (STATIC / "world.json").stat().st_size < 90_000


@pytest.mark.parametrize("name", ["world", "0-4", "11-5", "11-2", "0-2", "6-4"])
def test_no_ring_or_line_of_the_ground_steps_over_180_degrees(name: str) -> None:
    cell = json.loads((STATIC / f"{name}.json").read_text())

    for layer in ("land", "borders", "lakes", "rivers"):
        for line in cell[layer]:
            lon, lat = line[0], line[1]
            for east, north in zip(line[2::2], line[3::2], strict=True):
                assert abs(east) < 60 * cell["scale"]
                lon, lat = lon + east, lat + north
                assert abs(lon) <= 180 * cell["scale"]
                assert abs(lat) <= 90 * cell["scale"]


@pytest.mark.parametrize("name", ["17-13", "0-7", "35-7", "19-14"])
def test_squares_of_the_finest_ground_stay_in_their_square_and_rank_each_point(name: str) -> None:
    square = json.loads(gzip.decompress((ground.CLOSE / f"{name}.json.gz").read_bytes()))
    col, row = map(int, name.split("-"))
    west, south = (10 * col - 180) * square["scale"], (10 * row - 90) * square["scale"]

    for line in [each for rings in square["countries"].values() for each in rings] + square["borders"]:
        lons, lats = list(accumulate(line[::3])), list(accumulate(line[1::3]))
        assert west <= min(lons) <= max(lons) <= west + 10 * square["scale"]
        assert south <= min(lats) <= max(lats) <= south + 10 * square["scale"]
        assert all(0 <= rank <= ground.END for rank in line[2::3])


def test_every_square_is_in_the_index_and_small() -> None:
    files = {each.name.removesuffix(".json.gz"): each for each in ground.CLOSE.iterdir()}
    index = json.loads(gzip.decompress(files.pop("index").read_bytes()))

    assert set(index["index"]) == set(files)
    assert max(each.stat().st_size for each in files.values()) < 25_000
    assert sum(each.stat().st_size for each in files.values()) < 2_500_000


# Harbours whose quay the coarser ground puts into the sea.
@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (41.1405, -8.6115),
        (60.3945, 5.3230),
        (53.5439, 9.9716),
        (29.6520, -91.1),
        (22.2830, 114.1590),
        (43.2965, 5.3698),
    ],
)
def test_a_harbour_town_is_on_land_close_by(lat: float, lon: float) -> None:
    shown = frame_of((lon - 0.5, lat - 0.4, lon + 0.5, lat + 0.4))

    x, y = shown.place(lat, lon)
    near = [math.hypot(x - a, y - b) for line in points(draw(shown).land) for a, b in line]
    km = 6371 / shown.scale
    assert sum(crosses(line, x, y) for line in points(draw(shown).land)) % 2 == 1 or min(near) * km < 1


def crosses(ring: list[tuple[float, float]], x: float, y: float) -> int:
    """How often a line to the right of a point does."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum((a[1] > y) != (b[1] > y) and x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) for a, b in pairs)


def test_a_part_of_a_country_is_drawn_from_the_squares_and_keeps_its_focus() -> None:
    drawn = draw(frame_of((-9.5, 40.5, -7.5, 42.5)), ("PT",))

    assert drawn.focus and drawn.borders
    assert sum(map(len, points(drawn.land))) > 100
