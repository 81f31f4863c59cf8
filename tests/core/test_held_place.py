from datetime import timedelta

import pytest

from groundswell.core import chores, gazetteer, sealing, work
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Fact, HeldPlace, Move
from groundswell.lib.clock import now
from tests import make

EXACT = {
    "address": "Rua Secreta 7",
    "meeting_point": "behind the mill",
    "lat": 41.17,
    "lon": -8.58,
    "geo_precision": "point",
}
PORTO = gazetteer.town(make.PLACES["porto"]["town"])
assert PORTO
TOWN = {"address": "", "meeting_point": "", "lat": PORTO.lat, "lon": PORTO.lon, "geo_precision": "town"}
SOON = timedelta(days=1)


def registered(call, **fields):
    starts = make.action(call).starts
    given = {
        "kind": "march",
        "title": "Walk",
        "starts": starts,
        "timezone": "Europe/Lisbon",
        "shown_from": starts - SOON,
    }
    place = make.place(also_online=False, join_address="", announced=True, **EXACT)
    return Action.register(
        call, place=place, organisations=[], address="a@rivers.example", language="en", **given | fields
    )


def held(call, **fields):
    action = make.action(call, **EXACT)
    action.change(by="host", shown_from=action.starts - SOON, **fields)
    return Action.objects.get(pk=action.pk)


def exact(action):
    return {name: getattr(action, name) for name in EXACT}


def all_rows():
    models = (Action, Fact, Move, HeldPlace)
    return str([list(model.objects.values()) for model in models]) + str(
        list(Action.objects.values_list("searchtext__folded"))
    )


def test_what_is_registered_with_a_time_lies_sealed_and_the_action_has_the_town_alone(call):
    action = Action.objects.get(pk=registered(call).pk)

    assert (exact(action), action.true_place | EXACT) == (TOWN, action.true_place)
    assert [word for word in ("Secreta", "secreta", "mill", "41.17", "8.58") if word in all_rows()] == []


def test_it_is_shown_when_its_time_has_come_and_every_kept_document_is_another(call):
    action = registered(call)
    HeldPlace.objects.update(shown_from=now())

    work.work_off()

    action.refresh_from_db()
    assert (exact(action), action.shown_from, action.revision) == (EXACT, None, 2)
    assert (Fact.objects.get(what="action.place_shown").by, HeldPlace.objects.count()) == ("server", 0)


def test_nothing_is_shown_before_its_time(call):
    action = registered(call)

    assert chores.show_places() == 0
    action.refresh_from_db()
    assert exact(action) == TOWN


@pytest.mark.parametrize("state", ["cancelled", "hidden", "declined", "withdrawn"])
def test_what_was_called_off_or_taken_down_is_not_shown(call, state):
    action = held(call)
    Action.objects.update(state=state)
    HeldPlace.objects.update(shown_from=now())

    assert chores.show_places() == 0
    action.refresh_from_db()
    assert exact(action) == TOWN


def test_a_place_that_was_never_shown_is_erased_once_it_is_over(call):
    held(call)
    Action.objects.update(state="cancelled", over=now() - SOON)

    chores.erase_overdue()

    assert not HeldPlace.objects.exists()


def test_a_place_of_what_was_withdrawn_is_erased_at_once(call):
    registered(call).cancel(by="host", because="No")

    chores.erase_overdue()

    assert not HeldPlace.objects.exists()


def test_a_held_place_whose_key_is_gone_stays_held_and_holds_up_no_other(call, settings):
    lost, _other = held(call), held(call)
    HeldPlace.objects.filter(action=lost).update(sealed="x")
    HeldPlace.objects.update(shown_from=now())

    assert chores.show_places() == 1
    assert HeldPlace.objects.get().action == lost
    assert lost.true_place == lost.place


def test_showing_twice_is_showing_once(call):
    action = held(call)

    assert (action.show_place(by="host"), action.show_place(by="host")) == (True, False)
    assert Fact.objects.filter(what="action.place_shown").count() == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1)])
def test_the_place_must_be_shown_before_the_start(call, late):
    action = make.action(call)

    with pytest.raises(Refused, match="before"):
        registered(call, shown_from=action.starts + late)
    with pytest.raises(Refused, match="before"):
        action.change(by="host", shown_from=action.starts + late)


def test_an_action_that_is_put_forward_past_the_time_of_its_place_is_refused(call):
    action = held(call)

    with pytest.raises(Refused, match="before"):
        action.change(by="host", starts=action.shown_from)


def test_holding_back_what_is_public_is_no_move_and_tells_no_value(call):
    action = held(call)

    fact = Fact.objects.get(what="action.changed")
    assert (action.state, exact(action)) == ("published", TOWN)
    assert set(fact.changes) == {"because", "shown_from"}


def test_holding_back_forgets_what_earlier_moves_told(call):
    action = make.action(call, **EXACT)
    action.change(by="host", address="Rua Nova 1")

    action.change(by="host", shown_from=action.starts - SOON)

    move = Move.objects.get()
    assert (move.before["address"], move.after["address"], move.before["lat"]) == ("", "", TOWN["lat"])


def test_another_held_place_in_the_same_town_is_no_move_and_tells_no_value(call):
    action = held(call)

    action.change(by="host", address="Travessa Oculta 3", lat=41.15, lon=-8.65)

    assert (action.state, Move.objects.count(), action.true_place["address"]) == ("published", 0, "Travessa Oculta 3")
    assert Fact.objects.latest("id").changes["held_place"] == ["", "changed"]
    assert [word for word in ("Secreta", "Oculta", "8.65") if word in all_rows()] == []


def test_another_town_is_a_move_from_town_to_town(call):
    action = held(call)

    action.change(by="host", **make.PLACES["lisbon"] | {"address": "Rua Oculta 3"})

    move = Move.objects.get()
    assert (action.state, move.before["locality"], move.after["locality"]) == ("moved", "Porto", "Lisbon")
    assert [word for word in ("Secreta", "Oculta", "8.58") if word in all_rows()] == []
    assert action.true_place["address"] == "Rua Oculta 3"


def test_a_change_of_something_else_leaves_the_place_held(call):
    action = held(call)

    action.change(by="host", title="Walk on")

    assert (Action.objects.get(pk=action.pk).true_place["address"], exact(action)) == ("Rua Secreta 7", TOWN)


def test_another_time_is_a_change_and_kept_on_both_rows(call):
    action = held(call)

    action.change(by="host", shown_from=action.starts - 2 * SOON)

    assert HeldPlace.objects.get().shown_from == Action.objects.get(pk=action.pk).shown_from == action.starts - 2 * SOON


def test_no_time_any_more_shows_the_place_by_a_change(call):
    action = held(call)

    action.change(by="host", shown_from=None)

    action.refresh_from_db()
    assert (exact(action), action.state, HeldPlace.objects.count()) == (EXACT, "published", 0)


def test_saying_nothing_new_of_a_held_place_changes_nothing(call):
    action = held(call)

    action.change(by="host", **action.true_place, shown_from=action.shown_from)

    assert action.revision == 2


def test_announcing_a_place_is_no_move(call):
    action = make.action(
        call, announced=False, address="", locality="", town=None, lat=None, lon=None, geo_precision="unknown"
    )

    action.change(by="host", announced=True, **make.place())

    assert (action.state, Move.objects.count()) == ("published", 0)


def test_announcing_a_place_in_another_town_than_was_named_is_a_move(call):
    action = make.action(call, announced=False, address="")

    action.change(by="host", announced=True, **make.place("lisbon"))

    assert action.state == "moved"


def test_sealing_is_of_the_exact_place_alone(call):
    held(call)

    assert HeldPlace.objects.get().exact == EXACT
    assert sealing.unseal(HeldPlace.objects.get().sealed).count("Porto") == 0


def test_taking_back_where_in_the_town_it_is_to_be_is_no_move(call):
    action = make.action(call)

    action.change(by="host", announced=False, address="")

    assert (action.state, Move.objects.count()) == ("published", 0)


def elsewhere(call):
    """As it comes in a package, which says when the place is shown and has nothing of it."""
    action = held(call)
    HeldPlace.objects.all().delete()
    return Action.objects.get(pk=action.pk)


def test_what_is_held_elsewhere_is_changed_like_any_other_and_stays_held_there(call):
    action, shown_from = elsewhere(call), make.action(call).starts - SOON

    action.change(by="host", title="Walk on", **action.true_place)

    action.refresh_from_db()
    assert (action.title, action.shown_from, exact(action)) == ("Walk on", shown_from, TOWN)
    assert not HeldPlace.objects.exists()


def test_the_place_of_what_is_held_elsewhere_can_be_given_here_and_is_held_till_then(call):
    action = elsewhere(call)

    action.change(by="host", **EXACT)

    assert (exact(action), action.true_place | EXACT) == (TOWN, action.true_place)
    assert Fact.objects.latest("id").changes["held_place"] == ["", "changed"]
    assert [word for word in ("Secreta", "secreta", "mill", "41.17", "8.58") if word in all_rows()] == []
    assert HeldPlace.objects.get().shown_from == action.shown_from
    HeldPlace.objects.update(shown_from=now())
    assert (chores.show_places(), exact(Action.objects.get(pk=action.pk))) == (1, EXACT)


def test_what_is_held_elsewhere_may_be_said_here_to_be_known_by_its_town_alone(call):
    action = elsewhere(call)

    action.change(by="host", shown_from=None)

    action.refresh_from_db()
    assert (action.shown_from, exact(action), action.state) == (None, TOWN, "published")


def test_what_is_held_elsewhere_can_be_shown_here_at_once(call):
    action = elsewhere(call)

    action.change(by="host", shown_from=None, **EXACT)

    action.refresh_from_db()
    assert (action.shown_from, exact(action), HeldPlace.objects.count()) == (None, EXACT, 0)


def test_who_changes_an_action_whose_place_is_shown_in_this_moment_looks_at_it_again(call):
    action = held(call)
    Action.objects.get(pk=action.pk).show_place(by="server")

    with pytest.raises(Refused, match="shown in this moment"):
        action.change(by="host", address="Rua Nova 1")
