"""The map page without script: dots that are links, and the same actions as a list."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import gazetteer, numbers, whereabouts
from groundswell.core.filter import ActionFilter
from groundswell.core.models import HeldPlace
from groundswell.web.drawn import Map
from tests import make

PAGE = "/calls/clean-rivers/map/"


def asked(address: str):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer


def drawn(address: str) -> Map:
    return asked(address).context["map"]


def labels(address: str) -> list[str]:
    return sorted(dot.label for dot in drawn(address).dots)


@pytest.fixture
def spread(call):
    """Seven with a point and one without; one is cancelled."""
    for at in ("santiago", "porto", "porto", "lisbon", "cairo", "suva"):
        make.action(call, at, title=f"Walk in {at}", kind="vigil")
    make.action(call, "porto", title="Not this one", state="cancelled")
    make.action(call, title="From home", online=True, lat=None, lon=None, country="", town=None, locality="")
    return call


@pytest.mark.parametrize(
    "words",
    ["", "country=PT", "kind=vigil", "state=cancelled", "near=Porto", "bbox=-10,36,0,43", "bbox=170,-30,-170,0"],
)
def test_the_numbers_of_the_dots_and_what_has_no_point_add_up_to_the_list(spread, words):
    answer = asked(f"{PAGE}?{words}")

    where = answer.context["where"]
    shown = answer.context["map"]
    total = sum(dot.count for dot in shown.dots) + shown.outside + where.online + where.unplaced
    assert total == answer.context["page"].paginator.count
    assert total == Client().get(f"/calls/clean-rivers/actions/?{words}").context["page"].paginator.count


def test_a_dot_of_one_leads_to_the_action_and_is_named_by_it(call):
    action = make.action(call, "cairo", title="Walk the Nile")

    (dot,) = drawn(PAGE).dots

    assert (dot.url, dot.label) == (f"/actions/{action.ref}/", "Walk the Nile (Cairo)")


def test_a_dot_of_several_in_one_town_leads_to_the_list_of_exactly_those(call):
    make.action(call, "cairo")
    here = [make.action(call, "porto", title=f"Walk {number}") for number in range(3)]
    make.action(call, "porto", title="Not this one", state="cancelled")

    dot = next(dot for dot in drawn(PAGE).dots if dot.count == 3)

    assert dot.label == "3 actions in Porto"
    assert urlsplit(dot.url).path == "/calls/clean-rivers/actions/"
    assert {action.ref for action in Client().get(dot.url).context["actions"]} == {action.ref for action in here}


def test_a_dot_of_several_towns_leads_closer_in_to_the_same_actions(call):
    for at in ("porto", "porto", "lisbon", "santiago", "suva"):
        make.action(call, at)

    dot = next(dot for dot in drawn(PAGE).dots if dot.count == 3)
    closer = drawn(PAGE + dot.url)

    assert dot.label == "3 actions near Porto"
    assert dot.url.startswith("?bbox=")
    assert sorted(each.count for each in closer.dots) == [1, 2]
    assert not closer.frame.world


def test_what_is_cancelled_is_crossed_and_said(spread):
    crossed = [dot for dot in drawn(PAGE).dots if dot.standing == "off"]

    assert [dot.label for dot in crossed] == ["Not this one (Porto): cancelled"]
    assert asked(PAGE).content.decode().count('class="off"') == 1


def test_what_is_over_is_hollow_and_said(call):
    make.past_action(call, title="Long ago")

    assert [(dot.standing, dot.label) for dot in drawn(PAGE).dots] == [("over", "Long ago (Porto): over")]


def test_a_filter_stays_in_every_link_of_the_map(spread):
    shown = drawn(f"{PAGE}?kind=vigil&from=2031-01-01")

    onward = [dot.url for dot in shown.dots if dot.count > 1] + [shown.closer]
    assert onward
    assert all(parse_qs(urlsplit(url).query)["kind"] == ["vigil"] for url in onward)
    assert all(parse_qs(urlsplit(url).query)["from"] == ["2031-01-01"] for url in onward)


def test_a_country_is_shown_alone_and_named_in_the_readers_language(spread):
    english, arabic = asked(f"{PAGE}?country=EG"), asked(f"/ar{PAGE}?country=EG")

    assert english.context["map"].here == "Egypt"
    assert "Cairo" in [label.text for label in english.context["map"].labels]
    assert arabic.context["map"].here == "مصر"
    assert "القاهرة" in [label.text for label in arabic.context["map"].labels]


def test_a_call_of_one_country_is_shown_as_that_country(call):
    make.action(call, "porto")
    make.action(call, "lisbon")

    assert (drawn(PAGE).here, drawn(PAGE).frame.world) == ("Portugal", False)


def test_a_few_far_away_do_not_make_the_others_small_but_are_told(call):
    for number in range(10):
        make.action(call, "lisbon", title=f"Walk {number}")
    make.action(call, "lisbon", title="Ponta Delgada", town=None, locality="Ponta Delgada", lat=37.7, lon=-25.7)

    shown = drawn(f"{PAGE}?country=PT")

    assert ([dot.count for dot in shown.dots], shown.outside) == ([10], 1)
    assert sorted(dot.count for dot in drawn(PAGE + shown.all_of_it).dots) == [1, 10]


def test_fiji_is_drawn_about_180_degrees(call):
    make.action(call, "suva")

    shown = drawn(f"{PAGE}?country=FJ")

    assert abs(shown.frame.lon) > 175
    assert [0 < dot.x < 1000 and 0 < dot.y < shown.height for dot in shown.dots] == [True]


def test_from_a_part_one_comes_wider_and_to_the_world(spread):
    shown = drawn(f"{PAGE}?country=PT&kind=vigil")

    wider = parse_qs(urlsplit(shown.wider).query)
    assert (sorted(wider), parse_qs(urlsplit(shown.world).query)) == (["bbox", "kind"], {"kind": ["vigil"]})
    assert drawn(PAGE).world == ""


def test_what_is_online_and_what_has_no_point_is_said_beside_the_map(spread):
    make.action(spread, title="Somewhere", lat=None, lon=None, announced=False)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", asked(PAGE).content.decode()))

    assert "7 are on the map. 1 is online. 1 has no point yet" in text


def test_a_held_place_has_no_dot_but_the_one_of_its_town(call):
    action = make.action(call)
    action.change(
        by="host", lat=41.172345, lon=-8.581234, geo_precision="point", shown_from=action.starts - timedelta(days=1)
    )
    assert HeldPlace.objects.count() == 1

    spots = whereabouts.of(ActionFilter(call=call.slug), call).spots

    town = gazetteer.town(make.PLACES["porto"]["town"])
    assert town
    assert [(spot.lat, spot.lon) for spot in spots] == [(town.lat, town.lon)]


def test_nothing_there_says_what_to_do_now(spread):
    text = asked(f"{PAGE}?country=GL").content.decode()

    assert "Nothing here" in text
    assert "/calls/clean-rivers/register/" in text
    assert drawn(f"{PAGE}?country=GL").here == "Greenland"


def test_a_call_without_actions_says_what_to_do_now(call):
    assert "/calls/clean-rivers/register/" in asked(PAGE).content.decode()


def test_an_unknown_town_is_said_and_shows_no_map(spread):
    answer = asked(f"{PAGE}?near=Nowhereville")

    assert ("near" in answer.context["filter"].errors, "map" in answer.context) == (True, False)


@pytest.mark.parametrize(
    ("words", "told"),
    [("bbox=1,2,3", ["bbox"]), ("bbox=nan,1,2,3", ["bbox"]), ("country=XX", ["country"]), ("kind=party", ["kind"]),
     ("x=1", ["x"]), ("bbox=0,90,0,90", []), ("bbox=180,-90,-180,90", []), ("near=90,0&radius=1", []),
     ("near=0,180&radius=20000", []), ("page=99", []), ("town=999999999", [])],
)  # fmt: skip
@pytest.mark.parametrize("page", [PAGE, "/map/", "/ar/map/"])
def test_odd_words_are_told_and_the_map_is_drawn_without_them(spread, page, words, told):
    context = asked(f"{page}?{words}").context

    assert (list(context["filter"].errors), "map" in context) == (told, True)


def test_the_map_of_everything_has_the_actions_of_public_calls_alone(spread):
    make.action(make.call("draft", stage="draft"), "cairo", title="Not yet")

    assert sum(dot.count for dot in drawn("/map/").dots) == 7


def test_countries_beside_the_map_lead_to_the_map_of_each(spread):
    rows = asked(PAGE).context["by_country"]

    assert (rows[0]["name"], rows[0]["number"]) == ("Portugal", 4)
    assert sum(dot.count for dot in drawn(PAGE + rows[0]["url"]).dots) == 4


def test_list_and_map_lead_to_each_other_with_the_same_words(spread):
    assert f'{PAGE}?country=PT"' in asked("/calls/clean-rivers/actions/?country=PT").content.decode()
    assert '/calls/clean-rivers/actions/?country=PT"' in asked(f"{PAGE}?country=PT").content.decode()
    assert f'href="{PAGE}"' in asked("/calls/clean-rivers/").content.decode()


def test_chips_take_one_word_away(spread):
    chips = asked(f"{PAGE}?country=PT&kind=vigil").context["chips"]

    assert [(chip["label"], chip["url"]) for chip in chips] == [("Portugal", "?kind=vigil"), ("vigil", "?country=PT")]


def test_every_word_of_a_filter_is_told_on_the_map(spread):
    words = "near=Porto&radius=20&from=2031-01-01&until=2031-12-31&language=es&sort=distance"
    chips = asked(f"{PAGE}?{words}").context["chips"]

    assert [(chip["label"], chip["url"]) for chip in chips] == [
        ("within 20 km of \u2068Porto\u2069", "?from=2031-01-01&until=2031-12-31&language=es"),
        ("from 1 January 2031", "?" + words.replace("from=2031-01-01&", "")),
        ("until 31 December 2031", "?" + words.replace("until=2031-12-31&", "")),
        ("es", "?" + words.replace("language=es&", "")),
    ]


def test_the_map_page_carries_what_the_script_needs(spread):
    text = asked(f"{PAGE}?kind=vigil").content.decode()

    assert re.search(
        r'<div id="map" class="map" data-ground="/static/web/ground/[^"]*" data-close="/map/ground/index.json" data-points="[^"]*" data-query="kind=vigil"',
        text,
    )


def test_the_map_asks_the_database_as_often_for_one_as_for_many(call):
    asked(PAGE)  # what is kept by the process is there
    counts = []
    for at in ("porto", "cairo", "suva"):
        make.action(call, at)
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            asked(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[2]
