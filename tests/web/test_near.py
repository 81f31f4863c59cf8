"""Near me: misspelt towns, how far and where, what there is when nothing is near."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from groundswell.core import numbers
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action
from groundswell.web.near import Centre
from groundswell.web.showing import Shown
from tests import make


def page(path: str, **words: str) -> str:
    answer = Client().get(path, words)
    assert answer.status_code == 200
    return answer.content.decode()


def far(near: str, action: Action) -> tuple[str, str]:
    """What the card says: how far, and the wind of its arrow."""
    wanted = ActionFilter.read({"near": [near], "radius": ["20000"]})
    told = Shown(wanted.rows().get(pk=action.pk), Centre.of(wanted)).far
    return told.text.replace("\u2068", "").replace("\u2069", ""), told.wind


@pytest.mark.parametrize("list_", ["actions", "collectives"])
@pytest.mark.parametrize(
    ("typed", "label"),
    [("Lisbone", "Lisbon, Portugal"), ("القهرة", "Cairo, Egypt"), ("Сантьяго де Чиле", "Santiago, Chile")],
)
def test_a_misspelt_town_is_asked_about_with_links_that_find(call, list_, typed, label):
    make.action(call, "lisbon")
    shown = page(f"/calls/{call.slug}/{list_}/", near=typed, radius="20")

    links = dict(re.findall(r'<a href="(\?[^"]+)"><bdi>([^<]+)</bdi>', shown))
    assert "Did you mean one of these?" in shown
    assert label in links.values()
    meant = next(href for href, name in links.items() if name == label).replace("&amp;", "&")
    assert "radius=20" in meant
    assert "We know no town" not in page(f"/calls/{call.slug}/{list_}/{meant}")


def test_a_town_that_nobody_knows_and_that_is_like_none_is_told(call):
    shown = page(f"/calls/{call.slug}/actions/", near="Nowhereville")

    assert "We do not know this town" in shown
    assert "Did you mean" not in shown


def test_a_misspelt_town_of_its_own_is_asked_about_too(call):
    shown = page(f"/calls/{call.slug}/actions/", town_name="Lisbone", kind="march")

    assert '<a href="?kind=march&amp;town=2267057"><bdi>Lisbon, Portugal</bdi>' in shown


def test_namesakes_are_links_and_the_likeliest_is_shown(call):
    shown = page(f"/calls/{call.slug}/actions/", near="Springfield")

    assert "There are others of this name:" in shown
    assert re.findall(r"within 50 km of <bdi>Springfield, [^<]+</bdi>", shown)


def test_suggestions_come_for_a_misspelt_town(db):
    labels = [town["label"] for town in Client().get("/places/suggest.json?q=Lisbone").json()]

    assert labels[0] == "Lisbon, Portugal"


@pytest.mark.parametrize(
    ("near", "place", "told"),
    [
        ("Porto", {"geo_precision": "point"}, ("less than 1 km", "")),
        ("Porto", {"lat": 41.2, "lon": -8.5, "geo_precision": "point"}, ("11 km north-east of Porto", "north-east")),
        ("Porto", {"lat": 41.15, "lon": -8.66, "geo_precision": "point"}, ("4.1 km west of Porto", "west")),
        ("Porto", {}, ("in Porto", "")),
        ("41.149,-8.611", {}, ("in Porto", "")),
        ("Vila Nova de Gaia", {}, ("about 3 km north of Vila Nova de Gaia", "north")),
        ("Porto", {"lat": 41.55, "lon": -8.42, "town": 2742032, "locality": "Braga"}, ("about 47 km north of Porto", "north")),
        ("Porto", {"lat": 41.2, "lon": -8.5, "geo_precision": "region", "region": "Norte"}, ("in Norte", "")),
        ("Cairo", {"geo_precision": "region", "region": "Norte"}, ("about 3,770 km north-west of Cairo", "north-west")),
        # From a position that was rounded to 5 km nothing is nearer than that.
        ("41.15,-8.65", {"geo_precision": "point"}, ("less than 5 km", "")),
        ("41.15,-8.65", {"lat": 41.5, "lon": -8.65, "geo_precision": "point"}, ("about 39 km north", "north")),
        ("41.123456,-8.65", {"lat": 41.5, "lon": -8.65, "geo_precision": "point"}, ("42 km north", "north")),
    ],
)  # fmt: skip
def test_distance_is_no_more_exact_than_both_ends_are_known(call, near, place, told):
    assert far(near, make.action(call, **place)) == told


def test_across_the_180th_meridian_the_short_way_is_told(call):
    assert far("-18.14161,-179.9", make.action(call, "suva", geo_precision="point")) == ("175 km west", "west")


def test_compass_does_not_mirror_where_the_page_does(call):
    make.action(call, lat=41.15, lon=-8.2, geo_precision="point")

    for language in ("", "/ar"):
        assert 'transform="rotate(90 8 8)"' in page(f"{language}/calls/{call.slug}/actions/", near="Porto")


def test_towns_of_distances_are_in_the_readers_script(call):
    action = make.action(call, lat=31.0, lon=31.25, geo_precision="point")

    with translation.override("ar"):
        assert "القاهرة" in far("Cairo", action)[0]


@pytest.mark.parametrize(
    ("near", "said"),
    [
        ("Porto", "within 50 km of <bdi>Porto, Portugal</bdi>"),
        ("41.15,-8.65", "within 50 km of <bdi>Porto, Portugal (about 5 km around)</bdi>"),
        ("41.14961,-8.61099", "within 50 km of <bdi>a point near Porto, Portugal</bdi>"),
        ("-60,-150", "within 50 km of <bdi>-60, -150</bdi>"),  # the high seas
    ],
)
def test_page_says_in_words_from_where_it_measures(call, near, said):
    assert said in page("/actions/", near=near)


def test_nothing_near_shows_the_nearest_elsewhere_and_what_one_can_do(call):
    make.action(call, "porto", title="Walk the Douro")
    shown = page(f"/calls/{call.slug}/actions/", near="Madrid", radius="25")

    assert "Nothing within 25 km of Madrid, Spain" in shown
    assert "about 421 km" in shown
    assert "Walk the Douro" in shown
    assert 'href="?near=Madrid&amp;radius=1000"' in shown
    assert f"/calls/{call.slug}/register/?town=Madrid%2C+Spain" in shown
    assert f"/calls/{call.slug}/collectives/?near=Madrid" in shown


def test_wider_look_reaches_the_nearest(call):
    make.action(call, "porto", title="Walk the Douro")
    shown = page(f"/calls/{call.slug}/actions/", near="Madrid", radius="25")
    wider = re.findall(r'href="(\?near=Madrid&amp;radius=\d+)"', shown)[0].replace("&amp;", "&")

    found = Client().get(f"/calls/{call.slug}/actions/{wider}")

    assert [action.title for action in found.context["actions"]] == ["Walk the Douro"]


def test_nothing_near_tells_what_takes_place_online(call):
    make.action(call, title="Talk", online=True, lat=None, lon=None, town=None, country="")

    assert 'href="?place=online"' in page(f"/calls/{call.slug}/actions/", near="Madrid")


def test_call_without_any_action_asks_for_the_first(call):
    make.action(make.call("other"))
    shown = page(f"/calls/{call.slug}/actions/", near="Madrid")

    assert "Yours can be the first" in shown
    assert "The nearest elsewhere" not in shown
    assert f"/calls/{call.slug}/register/?town=Madrid" in shown


def test_other_words_that_leave_nothing_are_named_as_the_cause(call):
    make.action(call, "porto", kind="march")
    shown = page(f"/calls/{call.slug}/actions/", near="Madrid", kind="vigil")

    assert "Take something away" in shown


def test_near_me_looks_for_what_is_to_come_and_leads_to_what_was(call):
    make.past_action(call, title="Last year")
    make.action(call, title="Next")
    today = re.findall(r'name="from" value="([0-9-]+)"', page(call.get_absolute_url()))[0]

    found = Client().get(f"/calls/{call.slug}/actions/", {"near": "Porto", "from": today})

    assert [action.title for action in found.context["actions"]] == ["Next"]
    assert '<a href="?near=Porto">Past ones too</a>' in found.content.decode()
    assert 'name="from"' in page("/")


def test_a_call_that_is_over_is_looked_through_whole(call):
    make.past_action(call)

    assert 'name="from"' not in page(call.get_absolute_url())


@pytest.mark.parametrize(
    "near",
    ["95,10", "10,195", "-91,0", "nan,nan", "inf,0", "1e400,0", "41.15,", ",", "1,2,3", "٤١٫١٥،٨", "4" * 5000, "\x00", "41.15;-8.6", "<b>,<b>"],
)  # fmt: skip
def test_odd_points_are_told_and_break_nothing(call, near):
    make.action(call)

    for list_ in (f"/calls/{call.slug}/actions/", f"/calls/{call.slug}/collectives/", "/actions/"):
        assert Client().get(list_, {"near": near}).status_code == 200
    assert Client().get("/actions.json", {"near": near}).status_code in (200, 400)
    assert Client().get("/places/suggest.json", {"q": near}).status_code == 200


def test_figures_of_other_scripts_make_a_point_too(call):
    make.action(call, title="Douro", geo_precision="point")

    found = Client().get("/actions/", {"near": "٤١.١٥,-٨.٦١"})

    assert [action.title for action in found.context["actions"]] == ["Douro"]


@pytest.mark.parametrize("near", ["Porto", "Madrid"])
def test_page_asks_as_often_for_one_as_for_three(call, near):
    def asked() -> int:
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            page(f"/calls/{call.slug}/actions/", near=near)
        return len(queries)

    make.action(call, state="moved")
    one = asked()
    make.action(call, state="moved")
    make.action(call, state="moved")

    assert asked() == one


@pytest.mark.parametrize("path", ["/", "{call}", "{call}actions/", "{call}collectives/", "/ar/"])
def test_position_is_offered_with_what_becomes_of_it_and_only_where_a_script_shows_it(call, path):
    shown = page(path.format(call=call.get_absolute_url()))

    assert re.findall(r"<div [^>]*data-position[^>]*\shidden>", shown) != []
    assert "web/js/position" in shown
