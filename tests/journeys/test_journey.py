"""From the call to the record, as people walk it: in a browser, with and without script, in English and in Arabic."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from groundswell.core import gazetteer
from tests.cli.conftest import Server
from tests.journeys.conftest import Letters, code_in

pytestmark = pytest.mark.browser
TOWNS = ("Porto, Portugal", "Chicago", "Wellington, New Zealand", "Tokyo", "Mumbai", "Honolulu")
CLARA, HOST, OFFICE = "clara@rivers.example", "ana@rivers.example", "office@keepers.example"


def town_by_day() -> gazetteer.Town:
    """A town where it is between nine and three, so that something can have begun and not be over, on one date."""
    towns = [gazetteer.best(name) for name in TOWNS]
    return next(town for town in towns if town and 9 <= datetime.now(ZoneInfo(town.timezone)).hour < 16)


class Walker:
    """Somebody with a browser. Every page they see is ours, in their language, and asks no other host."""

    def __init__(self, chromium: Any, server: Server, language: str, script: bool) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.prefix = f"/{language}" if language != "en" else ""
        self.language = language
        self.context = chromium.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.page.on(
            "request",
            lambda request: (
                self.foreign.append(request.url) if not request.url.startswith((self.base, "data:")) else None
            ),
        )
        self.page.on(
            "console", lambda line: self.foreign.append(line.text) if "Content Security Policy" in line.text else None
        )

    def open(self, path: str) -> "Walker":
        path = path if path.startswith(f"{self.prefix}/") and self.prefix else self.prefix + path
        self.page.goto(self.base + path)
        return self.look()

    def look(self) -> "Walker":
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.locator("html").get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")
        assert self.foreign == []
        return self

    def fill(self, **typed: Any) -> "Walker":
        for name, value in typed.items():
            field = self.unfold(f'[name="{name}"]')
            if value is True:
                field.check()
            else:
                field.fill(value)
        return self

    def choose(self, **typed: str) -> "Walker":
        for name, value in typed.items():
            self.page.locator(f'main form.form select[name="{name}"]').select_option(value)
        return self

    def tick(self, **typed: str) -> "Walker":
        for name, value in typed.items():
            self.unfold(f'[name="{name}"][value="{value}"]').check()
        return self

    def unfold(self, selector: str) -> Any:
        """What stands behind a fold is reached by opening it."""
        field = self.page.locator(f"main form.form {selector}").first
        shut = self.page.locator("main form.form details:not([open])").filter(has=self.page.locator(selector))
        if shut.count():
            shut.locator("summary").first.click()
        return field

    def press(self, selector: str = "main form.form .submit button") -> "Walker":
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        return self.look()

    @property
    def text(self) -> str:
        return str(self.page.locator("main").inner_text())

    def fetch(self, path: str) -> str:
        answer = self.context.request.get(self.base + self.prefix + path)
        assert answer.status == 200, path
        return str(answer.text())


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_call_to_the_record(chromium, server, letters: Letters, language, script):
    def somebody() -> Walker:
        return Walker(chromium, server, language, script)

    town = town_by_day()
    here = datetime.now(ZoneInfo(town.timezone))
    clara, public = somebody(), somebody()

    # Clara sets up the server with the link it printed, and comes back later with a mailed code.
    first = re.search(r"/desk/first/#([\w-]+)", server.said)[1]
    clara.open("/desk/first/").fill(code=first, name="Clara", email=CLARA).press()
    clara.context.clear_cookies()
    clara.open("/desk/").fill(email=CLARA).press()
    letter = letters.wait(CLARA, 1, lambda: clara.page.wait_for_timeout(200))
    clara.fill(code=re.search(r"^([A-Z0-9-]{6,})$", letter, re.M)[1]).press()

    # She drafts a call, which nobody else sees, and publishes it.
    clara.open("/desk/calls/new/")
    clara.fill(title="World Day for Clean Rivers", slug="clean-rivers", summary="Walk your river.", body="**Walk** your river.",
               demands="No untreated sewage in any river.\nOpen measurements.", first_day=here.date().isoformat(),
               last_day=(here.date() + timedelta(days=30)).isoformat(), hashtags="CleanRivers").press()  # fmt: skip
    public.page.goto(f"{public.base}{public.prefix}/calls/clean-rivers/")
    assert public.page.title() and "World Day" not in public.text
    clara.open("/calls/clean-rivers/")
    assert "World Day for Clean Rivers" in clara.text
    clara.open("/desk/calls/clean-rivers/edit/").press('button[name="to"][value="publish"]')
    assert "World Day for Clean Rivers" in public.open("/calls/").text

    # An organisation endorses it and proves its address; a host registers an action and proves hers.
    public.open("/calls/clean-rivers/endorse/")
    public.fill(name="River Keepers", signatory="Ana Lima", contact=OFFICE).choose(kind="ngo", country="PT").press()
    code = code_in(letters.wait(OFFICE, 1, lambda: public.page.wait_for_timeout(200)))
    public.fill(code=code).press()
    host = somebody().open("/calls/clean-rivers/register/")
    start = here.replace(second=0) - timedelta(hours=1)
    label = f"{town.name}, {town.country}"
    host.fill(title="Walk the river here", date=start.date().isoformat(), start=f"{start:%H:%M}", end="23:59", town=label,
              address="At the old bridge", organisations="River Keepers", contact=HOST, rules=True)  # fmt: skip
    host.choose(kind="march").tick(access="step-free").press()
    letter = letters.wait(HOST, 1, lambda: host.page.wait_for_timeout(200))
    if script:
        host.page.goto(re.search(r"http\S+#\S+", letter)[0])
        assert "#" not in host.page.url
        host.press()
    else:
        host.fill(code=code_in(letter)).press()
    host_code = code_in(host.text)
    assert "Walk the river here" not in public.open("/calls/clean-rivers/actions/").text

    # At the desk both wait, and are accepted together.
    clara.open("/desk/calls/clean-rivers/")
    assert clara.page.locator('input[name="pick"]').count() == 2
    for box in clara.page.locator('input[name="pick"]').all():
        box.check()
    clara.press('button[name="verdict"][value="accept"]')
    assert "River Keepers" in public.open("/calls/clean-rivers/organisations/").text

    # It is found near, and somebody is coming; the same browser counts once.
    public.open(f"/calls/clean-rivers/actions/?near={town.lat:.2f},{town.lon:.2f}&radius=25")
    public.press("ul.list li a")
    page = public.page.url.removeprefix(public.base)
    for _time in range(2):
        public.press('form.join button:not([name="undo"])') if public.page.locator(
            'form.join button:not([name="undo"])'
        ).count() else None
    assert public.page.locator("form.join .big").inner_text() == "1"

    # The host moves it with her code and her mailbox; the page and every shape say from where to where.
    host.context.clear_cookies()
    host.open("/host/").fill(code=host_code).press()
    before = len(letters.to(HOST))
    host.open("/host/action/").fill(address="In the library", because="More room").press()
    # It starts within 72 hours, so the mailbox has to say yes before anybody reads of it.
    assert "In the library" not in public.open(page).text
    host.open("/proof/").fill(code=next_proof(host, letters, before)).press()
    public.page.goto(public.base + page)
    assert "At the old bridge" in public.text and "In the library" in public.text

    # Somebody reports, the desk accepts, and it is in the record with its source.
    public.open(f"/actions/{page.strip('/').split('/')[-1]}/report/")
    public.fill(words="hundreds", source_1_publisher="The Weir", source_1_address="https://weir.example/1").choose(
        counter="press"
    ).press()
    public.open("/calls/clean-rivers/record/")
    assert "200" not in public.text
    clara.open("/desk/calls/clean-rivers/")
    clara.page.locator('input[name="pick"]').first.check()
    clara.press('button[name="verdict"][value="accept"]')
    assert "200" in public.open("/calls/clean-rivers/record/").text
    [row] = csv.DictReader(io.StringIO(public.fetch("/calls/clean-rivers/record.csv")))
    assert (row["size_low"], row["size_high"], row["size_text"], row["size_rule"], row["arrests"]) == (
        "200",
        "200",
        "hundreds",
        "ccc",
        "",
    )
    assert "weir.example" in row["source_1"]

    # Another one is called off, and says so at the same address and in every shape.
    off = register_another(host, clara, letters, town, here)
    host.context.clear_cookies()
    host.open("/host/").fill(code=off).press()
    before = len(letters.to(HOST))
    host.open("/host/cancellation/").fill(because="Flood warning").press("main form.form button.stop")
    host.open("/proof/").fill(code=next_proof(host, letters, before)).press()
    assert "Flood warning" in public.open("/calls/clean-rivers/actions/").text
    for shape, sign in (
        ("ics", "STATUS:CANCELLED"),
        ("atom", "Flood warning"),
        ("json", '"cancelled"'),
        ("csv", "cancelled"),
    ):
        assert sign in public.fetch(f"/calls/clean-rivers/actions.{shape}"), shape
    states = [
        each["properties"]["state"]
        for each in json.loads(public.fetch("/calls/clean-rivers/actions.geojson"))["features"]
    ]
    assert sorted(states) == ["cancelled", "moved"]
    assert public.foreign == clara.foreign == host.foreign == []


def next_proof(host: Walker, letters: Letters, before: int) -> str:
    """The code of the first letter after these that asks for a proof."""
    for many in range(before + 1, before + 20):
        letter = letters.wait(HOST, many, lambda: host.page.wait_for_timeout(200))
        if "/proof/" in letter:
            return code_in(letter)
    raise AssertionError("no letter asked for a proof")


def register_another(host: Walker, clara: Walker, letters: Letters, town: gazetteer.Town, here: datetime) -> str:
    """Registered, proven, accepted; returns the host's code."""
    before = len(letters.to(HOST))
    host.open("/calls/clean-rivers/register/")
    host.fill(title="Vigil at the weir", date=(here.date() + timedelta(days=2)).isoformat(), start="18:00", town=f"{town.name}, {town.country}",
              contact=HOST, rules=True).choose(kind="vigil").press()  # fmt: skip
    host.fill(code=next_proof(host, letters, before)).press()
    code = code_in(host.text)
    clara.open("/desk/calls/clean-rivers/")
    clara.page.locator('input[name="pick"]').first.check()
    clara.press('button[name="verdict"][value="accept"]')
    return code


def test_town_by_day_is_always_found():
    zones = [ZoneInfo(town.timezone) for town in map(gazetteer.best, TOWNS) if town]

    for hour in range(24):
        moment = datetime(2030, 1, 1, hour, tzinfo=UTC)
        assert any(9 <= moment.astimezone(zone).hour < 16 for zone in zones), hour
