"""The map with script: moved by keys and buttons, gone back from, filtered, read by a screen reader, and without network."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser
CALL = "/calls/clean-rivers/map/"
EUROPE = f"{CALL}?bbox=-10,36,20,56"
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PATIENCE = 30_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    from tests.cli.conftest import Server

    server = Server("demo", data=tmp_path_factory.mktemp("map") / "data", GROUNDSWELL_RATE_LIMITS="0")
    yield server
    server.stop()


@pytest.fixture
def page(chromium, demo) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, base_url=f"http://127.0.0.1:{demo.port}", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
    yield page
    context.close()


def opened(page: Any, address: str = EUROPE) -> Any:
    page.goto(address)
    page.wait_for_selector("#map[data-live] .point")
    return page


def until(page: Any, expression: str) -> None:
    """Not `wait_for_function`, which our pages' policy refuses to evaluate while it waits."""
    for _look in range(PATIENCE // 100):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{expression}; {page.url}")


def bbox(page: Any) -> list[float]:
    [box] = parse_qs(urlsplit(page.url).query)["bbox"]
    return [float(number) for number in box.split(",")]


def in_view(page: Any) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#map .said")))


def width(page: Any) -> float:
    west, _south, east, _north = bbox(page)
    return east - west


def test_address_is_the_view_and_can_be_handed_on(page):
    opened(page)
    with page.expect_response("**/points.json*"):
        page.click("[data-do=closer]")
    page.wait_for_timeout(500)
    seen, many = bbox(page), in_view(page)

    opened(page, page.url)

    assert bbox(page) == seen
    until(page, f"document.querySelector('#map .said').textContent.includes('{many}')")
    assert page.faults == []


def test_page_that_is_only_opened_keeps_its_address(page):
    opened(page, CALL)
    page.wait_for_timeout(500)

    assert urlsplit(page.url).query == ""


def test_list_link_follows_the_view(page):
    opened(page)
    page.focus("#map .ground")
    page.keyboard.press("+")
    until(page, "location.search !== '?bbox=-10,36,20,56'")

    link = page.locator("[data-map-list]").get_attribute("href")
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(page.url).query)
    assert (
        urlsplit(page.locator("[data-map-list]").evaluate("each => each.href")).path == "/calls/clean-rivers/actions/"
    )


def test_keys_move_and_zoom_and_show_all(page):
    opened(page)
    page.focus("#map .ground")
    page.keyboard.press("ArrowRight")
    until(page, "location.search !== '?bbox=-10,36,20,56'")
    east = bbox(page)
    page.keyboard.press("-")
    until(page, f"location.search.split('=')[1] !== '{','.join(f'{each:g}' for each in east)}'")

    assert east[0] > -10
    assert width(page) > east[2] - east[0]


def test_heap_opens_closer_and_the_way_back_leads_out_again(page):
    opened(page)
    page.focus("#map .ground")
    page.keyboard.press("ArrowRight")
    until(page, "location.search !== '?bbox=-10,36,20,56'")
    before = bbox(page)
    heap = page.locator("#map button.heap[tabindex='0']").first
    heap.focus()
    page.wait_for_timeout(300)
    before = bbox(page)
    page.keyboard.press("Enter")
    until(
        page,
        f"Number(location.search.split(',')[2]) - Number(location.search.split('=')[1].split(',')[0]) < {before[2] - before[0] - 1}",
    )
    until(page, "document.activeElement.closest('#map .point, #map .ground')")

    page.go_back()

    until(page, f"Math.abs(Number(location.search.split(',')[2]) - {before[2]}) < 0.01")
    assert page.faults == []


def test_action_opens_a_card_and_escape_gives_the_point_back(page):
    opened(page)
    point = page.locator("#map a.point[tabindex='0']").first
    named, leads = point.get_attribute("aria-label"), point.get_attribute("href")
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#map .opened:not([hidden])")
    title = page.inner_text("#map .opened h2")

    assert named.startswith(title)
    assert page.get_attribute("#map .opened h2 a", "href") == leads  # the map has moved, and another may be the first
    page.keyboard.press("Escape")
    page.wait_for_selector("#map .opened", state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == named


def test_way_back_closes_a_card_and_stays_on_the_map(page):
    opened(page)
    page.locator("#map a.point[tabindex='0']").first.dispatch_event("click")
    page.wait_for_selector("#map .opened:not([hidden])")
    page.go_back()
    page.wait_for_selector("#map .opened", state="hidden")

    assert urlsplit(page.url).path == CALL


def test_filter_of_the_address_is_that_of_the_points(page):
    opened(page, f"{CALL}?kind=march")
    kinds = page.evaluate(
        "[...document.querySelectorAll('#map a.point')].map(each => each.classList.contains('walking'))"
    )

    assert kinds and all(kinds)
    assert in_view(page) < 347


def test_one_can_pass_the_map_and_nothing_out_of_sight_is_gone_through(page):
    opened(page)
    tabs = page.evaluate("""() => { const frame = document.querySelector('#map .ground').getBoundingClientRect();
        return [...document.querySelectorAll('#map .point[tabindex="0"]')].filter(each => { const at = each.getBoundingClientRect();
          return at.right < frame.left || at.left > frame.right || at.bottom < frame.top || at.top > frame.bottom; }).length; }""")

    assert tabs == 0
    page.focus("#map .live .skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#after-map') !== null || location.hash === '#after-map'")


def test_whole_screen_takes_the_rest_out_of_reach_and_gives_it_back(page):
    opened(page)
    page.click("[data-do=whole]")
    assert page.evaluate(
        "document.querySelector('header').inert && document.getElementById('map').dataset.whole === ''"
    )

    page.keyboard.press("Escape")
    assert page.evaluate(
        "!document.querySelector('header').inert && !('whole' in document.getElementById('map').dataset)"
    )


@pytest.mark.parametrize("path", [CALL, f"/ar{CALL}?bbox=20,20,50,40"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, path, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    opened(page, path)
    page.locator("#map .point[tabindex='0']").first.focus()
    found = Axe().run(page, options=AXE).response["violations"]

    assert [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]] == []
    assert page.faults == []


def test_phone_is_not_run_over_and_can_scroll_past(chromium, demo):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, base_url=f"http://127.0.0.1:{demo.port}"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    opened(page, CALL)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("getComputedStyle(document.querySelector('#map .ground')).touchAction") == "pan-x pan-y"
    assert page.locator("#map .live").bounding_box()["height"] < 740
    context.close()


def test_without_network_it_says_so_and_offers_to_try_again(page):
    opened(page)
    page.route("**/points.json*", lambda route: route.abort())
    page.click("[data-do=closer]")
    page.wait_for_selector("#map .trouble:not([hidden])")
    page.unroute("**/points.json*")
    page.click("#map .trouble button")
    page.wait_for_selector("#map .trouble", state="hidden")

    assert page.locator("#map .live .point").count() > 0


def test_where_nothing_can_be_fetched_the_drawn_map_stays(page):
    page.route("**/ground/world*.json", lambda route: route.abort())
    page.goto(CALL)
    page.wait_for_selector("#map .trouble:not([hidden])")

    assert page.locator("#map svg[role], #map figure").first.is_visible()
    assert page.locator("#map .live").is_hidden()


def test_paper_has_the_drawn_map(page):
    opened(page)
    page.emulate_media(media="print")

    assert page.locator("#map .live").is_hidden()
    assert page.locator("#map figure").first.is_visible()


def test_point_of_an_action_is_chosen_by_key_and_stands_in_the_field(page):
    page.goto("/calls/clean-rivers/register/")
    page.fill("#id_town", "Porto")
    page.keyboard.press("Escape")
    page.click("#where > summary")
    page.click("[data-open]")
    page.wait_for_selector("[data-point-map] .map[data-live] .ground")

    page.focus("[data-point-map] .ground")
    page.keyboard.press("Enter")
    lat, lon = (float(number) for number in page.input_value("#id_point").split(","))
    assert abs(lat - 41.15) < 0.1 and abs(lon + 8.61) < 0.1

    page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    assert float(page.input_value("#id_point").split(",")[0]) > lat
    assert page.input_value("#id_point") in page.inner_text("[data-point-map] [role=status]")
    assert page.faults == []
