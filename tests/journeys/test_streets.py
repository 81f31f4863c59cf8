"""Streets on the map: drawn out of the operator's own file, close by and not before."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import streets
from tests.journeys.test_map import EUROPE, PATIENCE, opened, until

pytestmark = pytest.mark.browser
PORTO = "/calls/clean-rivers/map/?bbox=-8.625,41.142,-8.597,41.157"
# Of all points of the squares that the streets are drawn into, how many have the colour of a street.
STREETS_SEEN = """() => { const wanted = getComputedStyle(document.getElementById("map")).getPropertyValue("--street").trim();
  const [r, g, b] = wanted.match(/[0-9a-f]{2}/g).map(each => parseInt(each, 16)); let found = 0;
  for (const each of document.querySelectorAll("#map canvas[lang]")) { if (!each.width) continue;
    const { data } = each.getContext("2d").getImageData(0, 0, each.width, each.height);
    for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) found += 1; }
  return found; }"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    from tests.cli.conftest import Server

    folder = tmp_path_factory.mktemp("streets")
    file = streets.write(folder / "porto.pmtiles")
    server = Server("demo", data=folder / "data", GROUNDSWELL_RATE_LIMITS="0", GROUNDSWELL_STREETS=str(file))
    yield server
    server.stop()


@pytest.fixture
def page(chromium, demo) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900},
        base_url=f"http://127.0.0.1:{demo.port}",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.faults, page.asked = [], []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
    page.on("request", lambda request: page.asked.append(urlsplit(request.url)))
    yield page
    context.close()


def of_streets(page: Any) -> set[str]:
    return {each.path.rsplit("/", 1)[-1] for each in page.asked} & {"protomaps-leaflet.js", "streets.pmtiles"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_streets_are_drawn_close_by_and_their_source_is_named(page, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, PORTO)

    until(page, f"({STREETS_SEEN})() > 1000")
    assert page.inner_text("#map .by") == "© OpenStreetMap"
    assert {each.netloc for each in page.asked} == {page.asked[0].netloc}
    assert page.faults == []


def test_nothing_of_streets_is_asked_for_from_afar_and_they_go_when_one_looks_wider(page):
    opened(page, EUROPE)
    page.wait_for_timeout(500)
    assert of_streets(page) == set()
    assert page.locator("#map .by").is_hidden()

    opened(page, PORTO)
    until(page, f"({STREETS_SEEN})() > 1000")
    assert of_streets(page) == {"protomaps-leaflet.js", "streets.pmtiles"}
    for _step in range(6):
        page.click("[data-do=wider]")
        page.wait_for_timeout(200)
    page.wait_for_selector("#map .by", state="hidden")
    assert page.locator("#map canvas[lang]").count() == 0


def test_point_is_chosen_among_streets(page):
    page.goto("/calls/clean-rivers/register/")
    page.fill("#id_town", "Porto")
    page.keyboard.press("Escape")
    page.click("#where > summary")
    page.click("[data-open]")
    page.wait_for_selector("[data-point-map] .map[data-live] .ground")
    for _step in range(7):
        page.click("[data-point-map] [data-do=closer]")
        page.wait_for_timeout(100)

    page.wait_for_selector("[data-point-map] canvas[lang]")
    page.focus("[data-point-map] .ground")
    page.keyboard.press("Enter")
    assert len(page.input_value("#id_point").split(",")[0].split(".")[1]) >= 5
    assert page.faults == []
