from datetime import timedelta

import pytest

from groundswell.core import lookalikes
from tests import make


def said(action):
    return [each.said for each in lookalikes.of(action)]


def test_same_title_place_and_time_is_very_likely_the_same(call):
    make.action(call, title="Walk the Douro")
    action = make.action(call, title="Walk the Douro!")

    assert said(action) == ["same time, same place, same title"]
    assert lookalikes.of(action)[0].likely


def test_title_written_a_little_otherwise_is_said_in_words(call):
    make.action(call, title="Walk along the Douro")
    action = make.action(call, title="Walk along Douro river")
    action.starts += timedelta(hours=2)
    action.save()

    assert said(action) == ["same day, same place, title nearly the same"]


@pytest.mark.parametrize(
    "one, other",
    [
        ("مسيرة نهر النيل", "مسيره نهر النيل"),
        ("クリーンマーチ川", "クリーンマーチ、川"),
        ("Água viva já", "agua viva ja"),
    ],
)
def test_any_script_is_compared_without_accents_and_forms_of_letters(call, one, other):
    make.action(call, title=one)

    assert len(said(make.action(call, title=other))) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Picnic of the choirs"},
        {"at": "lisbon"},
        {"starts": make.datetime(2031, 3, 19, 12, tzinfo=make.UTC)},
        {"online": True},
        {"state": "declined"},
        {"state": "proposed", "proven_at": None},
    ],
)
def test_what_is_other_elsewhere_or_later_is_not_found(call, changed):
    action = make.action(call, title="Walk the Douro at dawn")
    make.action(call, **{"title": "Walk the Douro at dawn"} | changed)

    assert said(action) == []


def test_towns_that_titles_name_make_them_two(call):
    make.action(call, title="Walk in Gaia", locality="Gaia", town=None, lat=41.13, lon=-8.61)

    assert said(make.action(call, title="Walk in Porto")) == []


def test_neighbouring_place_within_ten_kilometres_counts_as_near(call):
    make.action(call, title="Silver fish parade", locality="Gaia", town=None, lat=41.13, lon=-8.61, address="")

    assert said(make.action(call, title="Silver fish parade", address="")) == ["same time, 2 km apart, same title"]


def test_parts_and_the_larger_call_are_looked_through_but_not_what_waits_there(call):
    part = make.call("rivers-pt", whole=call)
    make.action(part, title="Walk the Douro")
    make.action(part, title="Walk the Douro", state="proposed")

    assert len(said(make.action(call, title="Walk the Douro"))) == 1


def test_whole_call_is_looked_through_in_blocks(call):
    for _time in range(2):
        make.action(call, title="Walk the Douro")
        make.action(call, "suva", title="Rewa", lat=-18.14, lon=179.999)
    make.action(call, "suva", title="Rewa", town=None, locality="Other shore", lat=-18.14, lon=-179.999)

    pairs = {tuple(sorted((pair.one.pk, pair.other.action.pk))) for pair in lookalikes.through(call)}

    assert pairs == {(1, 3), (2, 4), (2, 5), (4, 5)} or len(pairs) == 4


def test_crowd_in_one_place_is_compared_by_sketches_and_finds_the_same(call):
    for number in range(90):
        make.action(call, title=f"{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]} {number}{number}{number}")
    one, other = make.action(call, title="Silver fish parade"), make.action(call, title="Silver fish parades")

    found = [{pair.one.pk, pair.other.action.pk} for pair in lookalikes.through(call)]

    assert {one.pk, other.pk} in found


def test_page_of_rows_costs_one_query(call, django_assert_num_queries):
    rows = [make.action(call, title=f"Walk {number}") for number in range(3)]

    with django_assert_num_queries(2):  # the other is whether the call has parts
        lookalikes.around(rows)


@pytest.mark.parametrize(
    ("lat", "lon", "to_lat", "to_lon"),
    [
        (0.001, 0.001, -0.05, -0.05),
        (41.15, -8.61, 41.2, -8.66),
        (-17.7, 179.98, -17.7, -179.98),
    ],
)
def test_neighbour_is_found_across_every_edge_of_the_grid(call, lat, lon, to_lat, to_lon):
    here, there = (
        make.action(call, title="Walk the Weir", town=None, locality=name, lat=a, lon=b, geo_precision="point")
        for name, a, b in (("Here", lat, lon), ("There", to_lat, to_lon))
    )

    assert [each.action for each in lookalikes.of(here)] == [there]
    assert [each.action for each in lookalikes.of(there)] == [here]
