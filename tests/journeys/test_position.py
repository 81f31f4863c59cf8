"""Somebody shares where they are: it is rounded before anything leaves their browser."""

from collections.abc import Callable
from math import cos, radians
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from groundswell.lib.geo import distance_km
from tests.cli.conftest import Server

pytestmark = pytest.mark.browser
PORTO = {"latitude": 41.157891, "longitude": -8.629115}
SVALBARD = {"latitude": 78.223217, "longitude": 15.626723}
SUVA = {"latitude": -18.141615, "longitude": 179.999871}
BUTTON, SAID = "[data-position] button", "[data-position] [role=status]"


class Visitor:
    """Whose every request is watched."""

    def __init__(self, chromium: Any, server: Server, **how: Any) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.context = chromium.new_context(viewport={"width": 360, "height": 740}, **how)
        self.sent: list[str] = []
        self.context.on(
            "request", lambda request: self.sent.append(f"{request.url} {request.headers} {request.post_data}")
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)

    def share(self, here: dict[str, float]) -> tuple[float, float]:
        """The point that the address of the list then has."""
        self.context.set_geolocation(here)
        self.page.goto(self.base + "/")
        self.page.click(BUTTON)
        self.page.wait_for_url("**/actions/?*near=*")
        (near,) = parse_qs(urlsplit(self.page.url).query)["near"]
        lat, lon = map(float, near.split(","))
        return lat, lon


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    return start("serve")


def test_only_rounded_numbers_leave_the_browser(chromium, server):
    visitor = Visitor(chromium, server, permissions=["geolocation"])

    for here in (PORTO, SVALBARD, SUVA):
        visitor.sent.clear()
        lat, lon = visitor.share(here)

        assert distance_km(lat, lon, here["latitude"], here["longitude"]) < 4
        for exact in here.values():
            assert not any(f"{exact:.4f}"[:-1] in each for each in visitor.sent)
        # Whoever is elsewhere in the same square of about 5 km sends the same.
        middle = {"latitude": lat + 0.02, "longitude": max(-180, min(180, lon - 0.02 / cos(radians(lat))))}
        assert visitor.share(middle) == (lat, lon)


def test_page_says_what_becomes_of_it_before_and_after(chromium, server):
    visitor = Visitor(chromium, server, permissions=["geolocation"])
    visitor.page.goto(visitor.base + "/")
    before = visitor.page.inner_text("[data-position]")
    visitor.share(PORTO)

    assert "rounds it to about 5 km before anything is sent" in before
    assert "of Porto, Portugal (about 5 km around)" in visitor.page.inner_text(".count-line")


def test_refusal_and_silence_are_said_beside_the_button_and_nothing_is_sent(chromium, server):
    visitor = Visitor(chromium, server)  # Chromium without a window refuses
    visitor.page.goto(visitor.base + "/")
    visitor.page.wait_for_load_state("networkidle")
    visitor.sent.clear()
    visitor.page.click(BUTTON)
    visitor.page.wait_for_function(f"document.querySelector('{SAID}').textContent.includes('Type a town')")

    assert visitor.sent == []
    assert visitor.page.is_enabled(BUTTON)


def test_button_is_not_there_where_it_could_do_nothing(chromium, server):
    without_script = Visitor(chromium, server, java_script_enabled=False)
    without_script.page.goto(without_script.base + "/")
    without_position = Visitor(chromium, server)
    without_position.page.add_init_script("delete Navigator.prototype.geolocation")
    without_position.page.goto(without_position.base + "/")

    assert not without_script.page.is_visible(BUTTON)
    assert not without_position.page.is_visible(BUTTON)
