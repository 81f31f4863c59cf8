"""What few actions have: one look says what there is, and the rest is not asked for."""

from datetime import UTC, datetime

import pytest

from groundswell.core import seldom
from groundswell.core.models import Overlap
from groundswell.core.models.overlap import PART
from tests import make


@pytest.fixture
def action(call):
    return make.action(call, address="Ribeira")


def told(action):
    return [list(getattr(action, name).all()) for name in seldom.UPSETS]


def test_an_action_with_nothing_of_it_has_nothing(action):
    make.route(make.action(action.call))

    assert seldom.of(action) == frozenset()


def test_what_an_action_has_is_named(action, mona):
    make.route(action)
    action.change(by="host", because="Flood", organisations=[], address="Foz", starts=datetime(2031, 3, 16, tzinfo=UTC))
    action.cancel(by="host", because="Flood")
    action.stand_again(by="host", because="Dry")

    assert seldom.of(action) == {"route", "moves", "postponements", "resumptions"}


def test_both_actions_of_an_overlap_have_it(action, mona):
    whole = make.action(action.call)
    Overlap.note(action, whole, PART, by=mona)

    assert (seldom.of(action), seldom.of(whole)) == ({"overlaps"}, {"overlaps"})


def test_what_is_not_there_is_asked_for_once_and_not_again(action, django_assert_num_queries):
    with django_assert_num_queries(1):
        seldom.bring(action)
    with django_assert_num_queries(0):
        assert told(action) == [[], [], []]


def test_what_is_there_is_brought_beside_the_action(action, django_assert_num_queries):
    action.change(by="host", because="Flood", organisations=[], address="Foz")
    seldom.bring(action)

    with django_assert_num_queries(0):
        moves, *others = told(action)
    assert ([move.before["address"] for move in moves], others) == (["Ribeira"], [[], []])


def test_an_action_that_changes_goes_by_what_it_has_by_then(action):
    seldom.bring(action)
    action.change(by="host", because="Flood", organisations=[], address="Foz")

    assert (action.state, action.is_elsewhere) == ("moved", True)
