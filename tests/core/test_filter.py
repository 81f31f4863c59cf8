from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.lib.geo import distance_km
from tests import make


def titles(call: Call | None = None, **words: str | list[str]) -> list[str]:
    read = ActionFilter.read({k: [v] if isinstance(v, str) else v for k, v in words.items()}, call=call)
    assert read.errors == {}
    return [action.title for action in read.rows()]


@pytest.fixture
def three(call: Call) -> list[Action]:
    return [
        make.action(
            call, "porto", title="Douro", kind="march", access=["step-free", "toilets"], organisations=["River Keepers"]
        ),
        make.action(
            call,
            "lisbon",
            title="Tejo",
            kind="vigil",
            starts=make.action(call, "cairo", title="Nile").starts + timedelta(days=1),
        ),
    ]


def test_filter_by_country_keeps_those_of_any_named_country(three):
    assert titles(country=["PT"]) == ["Douro", "Tejo"]
    assert titles(country=["pt", "EG"]) == ["Douro", "Nile", "Tejo"]


def test_filter_by_kind_access_and_organisation(three):
    assert titles(kind="vigil") == ["Tejo"]
    assert titles(access=["step-free", "toilets"]) == ["Douro"]
    assert titles(organisation="river keepers") == ["Douro"]


def test_filter_by_days_is_in_the_actions_own_zone(call):
    make.action(call, "suva", title="Rewa", starts=make.action(call, title="Douro").starts.replace(hour=13))

    assert titles(until="2031-03-15") == ["Douro"]
    assert titles(**{"from": "2031-03-16"}) == ["Rewa"]


def test_filter_near_a_town_sorts_by_distance_and_stops_at_the_radius(three):
    assert titles(near="Porto") == ["Douro"]
    assert titles(near="41.1,-8.6", radius="400") == ["Douro", "Tejo"]


def test_filter_near_finds_across_the_180th_meridian(call):
    make.action(call, "suva", title="Rewa")

    assert titles(near="-18.1,-179.9", radius="300") == ["Rewa"]
    assert titles(bbox="170,-30,-170,0") == ["Rewa"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("douro", True),
        ("dóuro", True),
        ("DOU", True),
        ("uro", True),
        ("do", True),
        ("river keep", True),
        ("nile", False),
        ('"', False),
    ],
)
def test_filter_by_text_looks_inside_folded_words(call, text, found):
    make.action(call, title="Douro", organisations=["River Keepers"])

    assert bool(titles(q=text)) == found


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("مسيرة السلام للأنهار", "سلام"),
        ("مسيرة الأنهار", "انهار"),
        ("クリーンリバーマーチ", "マーチ"),
        ("東京の川", "東京"),
    ],
)
def test_filter_by_text_finds_inside_words_of_other_scripts(call, title, text):
    make.action(call, title=title)

    assert titles(q=text) == [title]


def test_filter_shows_what_is_cancelled_and_never_what_is_not_public(call):
    make.action(call, title="Stands")
    make.action(call, title="Off", state="cancelled")
    for state in ("proposed", "hidden", "declined"):
        make.action(call, title=state, state=state)
    make.action(make.call("draft", stage="draft"), title="of a draft")

    assert titles() == ["Stands", "Off"]
    assert list(ActionFilter.read({"call": ["draft"]}).rows()) == []
    assert titles(state="cancelled") == ["Off"]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("colour", "red"),
        ("country", "XX"),
        ("kind", "party"),
        ("from", "tomorrow"),
        ("near", "Nowhereville-upon-Nothing"),
        ("near", "95,10"),
        ("bbox", "1,2,3"),
        ("bbox", "0,50,10,40"),
        ("radius", "-1"),
        ("town", "x"),
        ("page", "0"),
        ("sort", "distance"),
        ("state", "hidden"),
        ("language", "<b>"),
        ("q", "x" * 300),
        ("town", "99999999999999"),
    ],
)
def test_filter_tells_what_it_cannot_read_and_leaves_it_out(db, word, value):
    read = ActionFilter.read({word: [value]})

    assert list(read.errors) == [word]
    assert read.words() == ""
    assert list(read.rows()) == []


def test_filter_writes_itself_back_as_the_words_of_an_address():
    words = {"q": ["tide"], "country": ["PT", "CL"], "from": ["2031-03-15"], "radius": ["50"], "bbox": ["-10,30,0,45"]}

    read = ActionFilter.read(words)

    assert read.since == date(2031, 3, 15)
    assert read.words() == "q=tide&country=PT&country=CL&bbox=-10%2C30%2C0%2C45&from=2031-03-15"
    assert read.words(page=2).endswith("&page=2")


def test_filter_keeps_a_call_among_its_words_unless_the_address_itself_names_it(call):
    typed = {"call": ["clean-rivers"], "country": ["PT"]}

    assert ActionFilter.read(typed).words() == "country=PT&call=clean-rivers"
    assert ActionFilter.read(typed).words(call="") == "country=PT"
    assert ActionFilter.read(typed, call=call).words() == "country=PT"


def beyond(**words: str) -> list[str]:
    return [action.title for action in ActionFilter.read({word: [value] for word, value in words.items()}).beyond()]


def test_beyond_the_radius_are_the_nearest_three_in_order_with_their_distance(call):
    for place in ("cairo", "lisbon", "santiago", "suva", "porto"):
        make.action(call, place, title=place)
    make.action(call, "lisbon", title="the day after", starts=make.at(make.DAY + timedelta(days=1)))
    make.action(call, "lisbon", title="the week after", starts=make.at(make.DAY + timedelta(days=7)))

    found = ActionFilter.read({"near": ["Madrid"]}).beyond()

    assert [(action.title, round(action.distance, -1)) for action in found] == [
        ("porto", 420),
        ("lisbon", 500),
        ("the day after", 500),
    ]


def test_beyond_asks_for_the_same_as_the_list_and_for_nothing_that_was_called_off(call):
    make.action(call, "porto", title="Off", state="cancelled")
    make.action(call, "lisbon", title="Vigil", kind="vigil")
    make.action(call, "cairo", title="March", kind="march")

    assert beyond(near="Madrid") == ["Vigil"]
    assert beyond(near="Madrid", kind="march") == ["March"]
    assert beyond(near="Madrid", kind="strike") == []
    assert beyond(near="Madrid", state="cancelled") == ["Off"]


@pytest.mark.parametrize("near", ["90,0", "-90,0", "89.99,179.99", "0,180", "0,-180", "-51.7,-57.8", "41.15,171.4"])
def test_beyond_finds_from_everywhere_on_earth(call, near):
    make.action(call, "porto", title="Douro")

    assert beyond(near=near, radius="10") == ["Douro"]


def test_beyond_finds_across_the_180th_meridian(call):
    make.action(call, "suva", title="Rewa")
    make.action(call, "porto", title="Douro")

    assert beyond(near="-14,-171") == ["Rewa"]  # Samoa


def test_beyond_asks_as_often_for_one_as_for_three(call):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            ActionFilter.read({"near": ["Madrid"]}).beyond()
        return len(queries)

    make.action(call, "porto")
    one = asked()
    make.action(call, "porto")
    make.action(call, "lisbon")

    assert asked() == one


def test_distance_is_reckoned_alike_by_the_database_and_by_us(call):
    for place in ("porto", "suva", "santiago"):
        make.action(call, place)

    for lat, lon in ((41.1, -8.6), (-41.14961, 171.38901), (90.0, 0.0), (0.0, 180.0)):
        rows = ActionFilter.read({"near": [f"{lat},{lon}"], "radius": ["20000"]}).rows()
        assert all(abs(row.distance - distance_km(lat, lon, row.lat, row.lon)) < 0.01 for row in rows)


@pytest.mark.parametrize(
    ("near", "area"),
    [
        ("41.15,-8.63", True),
        ("41.15,-8.6", True),
        ("-33,18.45", True),
        ("0,0", True),
        ("41.14961,-8.61099", False),
        ("41.16,-8.63", False),  # no twentieth of a degree: nobody rounded it so
        ("Porto", False),
    ],
)
def test_filter_knows_a_position_that_was_rounded_before_it_was_sent(db, near, area):
    assert ActionFilter.read({"near": [near]}).area == area
