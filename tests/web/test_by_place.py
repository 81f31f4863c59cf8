"""Pages of countries and towns, and of the places of a call."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import numbers
from tests import make

PORTO = "/places/pt/porto-2735943/"


def text(path: str, status: int = 200) -> str:
    answer = make.browser().get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def led_to(path: str) -> tuple[int, str]:
    answer = make.browser().get(path)
    return answer.status_code, answer.headers.get("Location", "")


def lines(page: str) -> list[tuple[str, str, str]]:
    """Each line of a list of places: address, name, how much is there."""
    found = r'<li><a href="([^"]+)"><bdi>([^<]+)</bdi></a> <span class="small soft">([^<]+)</span></li>'
    return re.findall(found, page)


def test_countries_stand_by_continent_and_name_in_the_readers_language(call):
    make.action(call)
    make.past_action(call)
    make.action(call, "cairo")
    make.action(call, "santiago")
    make.action(call, lat=40.4, lon=-3.7, country="ES", locality="Madrid", town=None)

    page = text("/places/")

    assert re.findall('<section id="([^"]+)"><h2>([^<]+)</h2>', page) == [
        ("africa", "Africa"), ("americas", "Americas"), ("europe", "Europe"),
    ]  # fmt: skip
    assert lines(page) == [
        ("/places/eg/", "Egypt", "1 to come"),
        ("/places/cl/", "Chile", "1 to come"),
        ("/places/pt/", "Portugal", "1 to come, 2 in all"),
        ("/places/es/", "Spain", "1 to come"),
    ]
    assert {name for _url, name, _note in lines(text("/ar/places/"))} == {"البرتغال", "تشيلي", "مصر", "إسبانيا"}


def test_what_is_online_leads_to_the_list_of_it(call):
    make.action(call, online=True, country="", locality="", town=None, lat=None, lon=None)

    assert '<a href="/actions/?place=online">Online</a> <span class="small soft">1 to come</span>' in text("/places/")


def test_an_empty_instance_says_so(call):
    assert "No action yet" in text("/places/") and "No action yet" in text("/calls/clean-rivers/places/")


def test_a_town_is_found_by_its_name_in_any_script(call):
    assert led_to("/places/?town_name=Porto, Portugal") == (302, PORTO)
    assert led_to("/ar/places/?town_name=القاهرة") == (302, "/ar/places/eg/cairo-360630/")
    assert "We know no town of this name" in text("/places/?town_name=Nowhereville")


def test_towns_of_one_name_are_offered_each(call):
    page = text("/places/?town_name=Springfield")

    assert "Which one?" in page and page.count('"/places/us/springfield-') > 1


def test_a_country_has_its_towns_calls_and_organisations(call):
    make.action(call)
    make.past_action(call, **make.PLACES["lisbon"])
    make.action(call, town=None, locality="Vila do Rio", region="")
    make.action(call, "cairo", title="Walk the Nile")
    make.endorsement(call, "Douro Guild", town="Porto")

    page = text("/places/pt/")

    assert lines(page) == [
        ("/places/pt/lisbon-2267057/", "Lisbon", "1 in all"),
        (PORTO, "Porto", "1 to come"),
        ("/actions/?country=PT&q=Vila+do+Rio", "Vila do Rio", "1 to come"),
    ]
    assert "Douro Guild" in page and "World Day for Clean Rivers" in page and "Walk the Nile" not in page
    assert 'href="/actions.ics?country=PT"' in page and 'href="/calls/clean-rivers/actions/?country=PT"' in page


def test_what_names_no_town_leads_to_the_list_of_the_country(call):
    make.action(call, town=None, locality="", region="")

    assert '<a href="/actions/?country=PT">No town told</a>' in text("/places/pt/")


def test_many_towns_stand_under_their_regions_and_these_have_pages(call):
    regions = {"Norte": range(100), "Sul": range(100, 180)}
    for region, numbers_of in regions.items():
        for number in numbers_of:
            make.action(call, town=None, locality=f"Vila {number:03}", region=region)

    page, south = text("/places/pt/"), text("/places/pt/regions/sul/")

    assert lines(page)[:2] == [
        ("/places/pt/regions/norte/", "Norte", "100 to come"),
        ("/places/pt/regions/sul/", "Sul", "80 to come"),
    ]
    assert len(lines(page)) == 2 + 150 and "1 of 2" in page
    assert [name for _url, name, _note in lines(south)] == [f"Vila {number:03}" for number in regions["Sul"]]
    assert led_to("/places/PT/regions/sul/") == (301, "/places/pt/regions/sul/")
    assert text("/places/pt/regions/nowhere/", 404)


def test_a_town_says_what_is_on_what_is_near_and_what_to_do(call):
    make.action(call, title="Walk the Douro")
    make.past_action(call, title="Last year")
    make.action(call, "lisbon", title="Walk the Tejo")
    make.endorsement(call, "Douro Guild", kind="collective", town="Porto")

    page = text(PORTO)

    assert "Walk the Douro" in page and "Last year" not in page and "Walk the Tejo" not in page
    assert '<a href="/places/pt/lisbon-2267057/"><bdi>Lisbon</bdi></a> <span class="small soft">' in page
    assert "Douro Guild" in page and 'href="/calls/clean-rivers/register/?town=Porto' in page
    assert 'href="/actions.atom?town=2735943"' in page and 'href="/calls/clean-rivers/actions/?town=2735943"' in page
    assert re.search(r'href="/actions/\?town=2735943&until=[\d-]+&sort=-date"', page)


def test_a_town_with_nothing_says_what_is_nearest_and_is_in_no_index(call):
    make.action(call, "lisbon")

    page = text(PORTO)

    assert "Nothing here yet" in page and "Nearest to here" in page and "/places/pt/lisbon-2267057/" in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="robots" content="noindex">' not in text("/places/pt/lisbon-2267057/")


def test_names_are_in_the_readers_script(call):
    make.action(call, "cairo")

    page = text("/ar/places/eg/cairo-360630/")

    assert "<h1><bdi>القاهرة</bdi></h1>" in page and '<a href="/ar/places/eg/">مصر</a>' in page


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/places/PT/", "/places/pt/"),
        ("/places/pt/oporto-2735943/", PORTO),
        ("/places/pt/2735943/", PORTO),
        ("/places/PT/porto-2735943/", PORTO),
        ("/places/zz/porto-2735943/", PORTO),
        ("/ar/places/eg/porto-2735943/", f"/ar{PORTO}"),
        ("/places/pt/x-2735943/text/?kind=march", f"{PORTO}text/?kind=march"),
        ("/places/pt/x-2735943/text.txt", f"{PORTO}text.txt"),
    ],
)
def test_another_way_to_write_it_leads_to_the_one_address(call, path, to):
    assert led_to(path) == (301, to)


@pytest.mark.parametrize(
    "path",
    [
        "/places/zz/",
        "/places/pt/porto/",
        "/places/pt/-1/",
        "/places/pt/porto-0/",
        "/places/pt/porto-999999999/",
        f"/places/pt/porto-{'9' * 5000}/",
        "/places/pt/porto-٣/",
        "/places/pt/porto%00-2735943/",
        "/places/portugal/",
        "/places/pt/regions/%00/",
        "/places/pt/regions/%E2%80%AE/",
        "/places/pt/porto-999999999/text/",
        "/places/pt/porto-999999999/text.txt",
    ],
)
def test_what_is_no_place_is_not_there(call, path):
    make.action(call)

    assert make.browser().get(path).status_code == 404


def test_the_places_of_a_call_lead_to_its_lists(call):
    make.action(call)
    make.action(call, "cairo")
    make.action(make.call("lakes"), "santiago")

    assert [line[:2] for line in lines(text("/calls/clean-rivers/places/"))] == [
        ("/calls/clean-rivers/places/?country=EG", "Egypt"),
        ("/calls/clean-rivers/places/?country=PT", "Portugal"),
    ]
    page = text("/calls/clean-rivers/places/?country=PT")
    assert lines(page) == [("/calls/clean-rivers/actions/?town=2735943", "Porto", "1 to come")]
    assert 'href="/calls/clean-rivers/actions.ics?country=PT"' in page


def test_a_country_that_cannot_be_read_is_told_above_all_countries(call):
    make.action(call)

    page = text("/calls/clean-rivers/places/?country=Narnia")

    assert "A country is written as its two letters" in page and "Portugal" in page


def test_numbers_of_a_call_and_crumbs_of_an_action_lead_here(call):
    action = make.action(call)

    assert text("/calls/clean-rivers/").count('<a href="/calls/clean-rivers/places/">') == 2
    assert f'<a href="{PORTO}"><bdi>Porto</bdi></a>' in text(f"/actions/{action.ref}/")
    assert '<a href="/places/">By place</a>' in text("/actions/")


def test_pages_cost_as_many_queries_for_three_as_for_one(call):
    pages = ["/places/", "/places/pt/", PORTO, f"{PORTO}text/", f"{PORTO}text.txt", "/calls/clean-rivers/places/", "/calls/clean-rivers/places/?country=PT"]  # fmt: skip
    towns = [(2740637, "Coimbra"), (2742032, "Braga"), (2732265, "Viseu")]

    def add(number: int) -> None:
        id, name = towns[number]
        other = make.call(f"lakes-{number}", title=f"Lakes {number}")
        for at in ("porto", "lisbon"):
            make.action(other, at)
        make.action(call)
        make.past_action(call)
        make.action(call, town=id, locality=name)
        make.action(call, town=None, locality=f"Vila {number}")
        make.endorsement(call, f"Guild {number}", town="Porto")

    def queries() -> list[int]:
        found = []
        for page in pages:
            numbers.forget()
            with CaptureQueriesContext(connection) as captured:
                text(page)
            found.append(len(captured))
        return found

    add(0)
    one = queries()
    add(1)
    add(2)

    assert queries() == one
