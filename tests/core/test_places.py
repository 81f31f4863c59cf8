"""Countries, regions and towns with how much is there."""

from datetime import timedelta

import pytest

from groundswell.core import gazetteer, numbers, places
from groundswell.core.filter import ActionFilter
from groundswell.core.places import Amount
from groundswell.lib.clock import now
from tests import make


def lines(country, call=None):
    return [(line.name, line.region, line.amount) for line in places.towns(country, call)]


def test_countries_have_all_and_what_is_to_come(call):
    make.action(call)
    make.past_action(call)
    make.action(call, "cairo", state="cancelled")
    make.action(call, "cairo", state="proposed")

    found = {line.country: line.amount for line in places.countries()}
    assert found == {"EG": Amount(1, 0), "PT": Amount(2, 1)}


def test_a_town_is_one_however_its_name_is_written(call):
    make.action(call, locality="Porto", region="Norte")
    make.action(call, locality="Oporto", region="Porto")
    make.action(call, locality="O Porto", region="Porto")

    assert lines("PT") == [("Porto", "Porto", Amount(3, 3))]


def test_towns_in_free_words_are_one_by_folded_name(call):
    make.action(call, town=None, locality="Vila do Rio", region="")
    make.action(call, town=None, locality="VILA DO RIO", region="")
    make.action(call, town=None, locality="", region="")

    assert lines("PT") == [("VILA DO RIO", "", Amount(2, 2))]
    assert places.unplaced("PT") == Amount(1, 1)


def test_a_number_that_the_gazetteer_does_not_know_is_listed_by_its_words(call):
    make.action(call, town=999_999_999, locality="Nova Foz", region="")

    (line,) = places.towns("PT")
    assert (line.town, line.number, line.name) == (None, 999_999_999, "Nova Foz")


def test_what_is_of_a_draft_is_nowhere(call):
    make.action(make.call("draft", stage="draft"))

    assert places.countries() == () and places.towns("PT") == ()


def test_places_of_a_call_are_its_own_and_those_of_its_parts(call):
    part = make.call("rios", whole=call)
    make.action(part, "santiago")
    make.action(make.call("lakes"), "cairo")
    make.action(call)

    assert [line.country for line in places.countries(call)] == ["CL", "PT"]


def test_what_is_over_since_is_no_longer_to_come_without_a_fact(call):
    made = make.action(call, starts=now() + timedelta(hours=1))
    assert places.amount(ActionFilter(country=("PT",))) == Amount(1, 1)

    type(made).objects.update(over=now() - timedelta(hours=1))
    numbers.forget()

    assert places.amount(ActionFilter(country=("PT",))) == Amount(1, 0)


def test_neighbours_are_the_nearest_that_have_something_to_come(call):
    make.action(call)  # Porto itself
    make.action(call, "lisbon")
    make.action(call, "cairo", state="cancelled")
    make.past_action(call, town=2740637, locality="Coimbra", lat=40.2, lon=-8.4)

    found = places.neighbours(gazetteer.town(2735943))

    assert [(each.town.name, each.ahead, round(each.km, -1)) for each in found] == [("Lisbon", 1, 270)]


def test_where_nothing_is_near_the_neighbours_are_wherever_they_are(call):
    make.action(call, "suva")
    make.action(call, "lisbon")

    found = places.neighbours(gazetteer.town(3871336))

    assert [each.town.name for each in found] == ["Lisbon", "Suva"]


def test_calls_of_a_place_have_those_of_their_parts(call):
    part = make.call("rios", title="Rios", whole=call)
    make.action(part)
    make.action(call)
    make.action(make.call("draft", stage="draft"))

    found = [(line.call.slug, line.actions) for line in places.calls(ActionFilter(country=("PT",)))]

    assert found == [("clean-rivers", 2), ("rios", 1)]


def test_organisations_are_at_home_in_the_town_they_name(call):
    porto = make.endorsement(call, "Douro Guild", town="Porto").organisation
    make.endorsement(call, "Tejo Guild", town="Lisbon")
    make.endorsement(call, "Asked Guild", state="asked", town="Porto")
    make.endorsement(call, "Elsewhere", town="Porto", country="BR")

    assert places.organisations_in(gazetteer.town(2735943)) == [porto]


@pytest.mark.parametrize(
    ("id", "slug"), [(2735943, "porto-2735943"), (3448439, "sao-paulo-3448439"), (1583992, "da-nang-1583992")]
)
def test_addresses_of_towns_are_read_aloud_and_end_in_the_number(id, slug):
    town = gazetteer.town(id)

    assert places.slug(town) == slug
    assert places.town_named(slug) == town
    assert places.town_named(f"some-other-name-{id}") == town
    assert places.town_named(str(id)) == town


@pytest.mark.parametrize("slug", ["", "porto", "porto-", "-1", "0", "porto-0", "porto-٣", "porto-99999999999999999999"])
def test_what_names_no_town_is_none(slug):
    assert places.town_named(slug) is None


def test_many_towns_are_found_at_once_and_named_in_the_readers_script():
    found = gazetteer.many([2735943, 360630, 1, -5, 10**30, 360630])

    assert [town.name for town in found.values()] == ["Porto", "Cairo"]
    assert gazetteer.names_for(found.values(), "ar-EG") == {2735943: "بورتو", 360630: "القاهرة"}
    assert gazetteer.names_for(found.values(), "es") == {2735943: "Porto", 360630: "Cairo"}
