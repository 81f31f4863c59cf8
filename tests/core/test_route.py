from datetime import timedelta

import pytest

from groundswell.core.models import Action, Fact, Route, RoutePlan, Stop
from groundswell.core.models.route import merged
from groundswell.lib.line import length_km
from groundswell.lib.tracks import Spot
from tests import make

HERE, THERE = make.WAY[0], make.WAY[-1]


@pytest.fixture
def action(call):
    return make.action(call)


def test_route_has_a_length_and_names_of_its_ends(action):
    route = make.route(action)

    assert route.length_km == round(length_km(make.WAY), 3)
    assert (route.start, route.end, route.drawn) == ("Ponte Luís I", "Alfândega", "file")


def test_route_of_stops_goes_straight_from_one_to_the_next(action):
    route = make.route(action, [], stops=[Stop("A", "14:30", *HERE), Stop("B"), Stop("C", "", *THERE)])

    assert (route.points, route.drawn) == ([HERE, THERE], "stops")


def test_route_of_stops_without_points_has_no_line_and_no_length(action):
    route = make.route(action, [], stops=[Stop("A"), Stop("B")])

    assert (route.points, route.length_km, route.start, route.end) == ([], None, "A", "B")


def test_long_line_is_kept_with_at_most_500_points(action):
    line = [(41 + (n % 7) / 1000, -8 + n / 10_000) for n in range(1500)]

    assert len(make.route(action, line).line) <= 500


def test_name_of_an_end_is_that_of_the_stop_that_is_there(action):
    route = make.route(action, stops=[Stop("far from the start", "", 41.2, -8.6), Stop("the end")])

    assert (route.start, route.end) == ("", "the end")


def test_places_of_a_file_become_stops_in_the_order_of_the_line():
    spots = [Spot("late", *THERE), Spot("early", *HERE)]

    assert [stop.name for stop in merged([], make.WAY, spots)] == ["early", "late"]


def test_typed_stop_takes_the_point_of_a_place_of_the_file_with_its_name():
    assert merged([Stop("PRACA da Ribeira", "14:50")], make.WAY, [Spot("Praça da Ribeira", 41.1, -8.6)]) == [
        Stop("PRACA da Ribeira", "14:50", 41.1, -8.6)
    ]


def test_changed_route_is_told_in_the_fact_without_its_points(action):
    make.route(action)

    action.change(by="host", route=RoutePlan(make.WAY[:2], [Stop("A"), Stop("B")]))

    fact = Fact.objects.get(what="action.changed")
    assert fact.changes["route"] == [[1.9, 3], [0.4, 2]]
    assert "41.1" not in str(fact.changes)
    assert Action.objects.get().revision == 2


def test_route_that_is_the_same_is_no_change(action):
    line = [(41 + (n % 7) / 1000, -8 + n / 10_000) for n in range(2000)]
    route = make.route(action, line)

    action.change(by="host", route=route.plan)

    assert not Fact.objects.filter(what="action.changed").exists()


def test_route_is_taken_away(action):
    make.route(action)

    action.change(by="host", route=RoutePlan())

    assert not Route.objects.exists()
    assert Fact.objects.get().changes["route"] == [[1.9, 3], None]


def test_route_is_kept_back_as_long_as_the_place_is(action):
    make.route(action)

    action.change(by="host", shown_from=action.starts - timedelta(hours=3))
    action.change(by="host", route=RoutePlan(make.WAY[:2]))
    assert Route.of(action) is None

    action.show_place(by="server")
    assert Route.of(action) == Route.objects.get()
