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
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
TOWNS = ("Porto, Portugal", "Chicago", "Wellington, New Zealand", "Tokyo", "Mumbai", "Honolulu")
CLARA, HOST, OFFICE = "clara@rivers.example", "ana@rivers.example", "office@keepers.example"
ACCEPT = 'button[name="verdict"][value="accept"]'
OFF = {"ics": "STATUS:CANCELLED", "atom": "Flood warning", "json": '"cancelled"', "csv": "cancelled"}  # in each shape


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_call_to_the_record(chromium, server, letters: Letters, language, script):
    story = Story(chromium, server, letters, language, script)

    story.clara_sets_up_the_server_and_comes_back_with_a_mailed_code()
    story.she_drafts_a_call_which_nobody_else_sees()
    story.she_publishes_it()
    story.an_organisation_endorses_it_and_proves_its_address()
    host_code = story.a_host_registers_an_action_and_proves_hers()
    story.both_wait_at_the_desk_and_are_accepted_together()
    story.it_is_found_near_and_somebody_who_comes_counts_once()
    story.the_host_moves_it_with_her_code_and_her_mailbox(host_code)
    story.somebody_reports_and_the_desk_accepts()
    story.it_is_in_the_record_with_its_source()
    story.another_one_is_called_off()
    story.which_it_says_at_the_same_address_and_in_every_shape()

    assert story.public.foreign == story.clara.foreign == story.host.foreign == []


class Story:
    """Clara, who convenes the call, the host of an action, and the public; a town where something goes on right now."""

    def __init__(self, chromium: Any, server: Server, letters: Letters, language: str, script: bool) -> None:
        self.server, self.letters, self.script = server, letters, script
        self.clara, self.public, self.host = (Walker(chromium, server, language, script) for _each in range(3))
        self.town = town_by_day()
        self.here = datetime.now(ZoneInfo(self.town.timezone))
        self.page = ""  # of the action

    def clara_sets_up_the_server_and_comes_back_with_a_mailed_code(self) -> None:
        """She sets it up with the link that it printed."""
        first = re.search(r"/desk/first/#([\w-]+)", self.server.said)[1]
        self.clara.open("/desk/first/").fill(code=first, name="Clara", email=CLARA).press()
        self.clara.context.clear_cookies()
        self.clara.open("/desk/").fill(email=CLARA).press()
        letter = self.letter(CLARA, 1, self.clara)
        self.clara.fill(code=re.search(r"^([A-Z0-9-]{6,})$", letter, re.M)[1]).press()

    def she_drafts_a_call_which_nobody_else_sees(self) -> None:
        first = self.here.date()
        self.clara.open("/desk/calls/new/").fill(
            title="World Day for Clean Rivers",
            slug="clean-rivers",
            summary="Walk your river.",
            body="**Walk** your river.",
            demands="No untreated sewage in any river.\nOpen measurements.",
            first_day=first.isoformat(),
            last_day=(first + timedelta(days=30)).isoformat(),
            hashtags="CleanRivers",
        ).press()
        self.public.page.goto(f"{self.public.base}{self.public.prefix}/calls/clean-rivers/")
        assert self.public.page.title() and "World Day" not in self.public.text
        assert "World Day for Clean Rivers" in self.clara.open("/calls/clean-rivers/").text

    def she_publishes_it(self) -> None:
        self.clara.open("/desk/calls/clean-rivers/edit/").press('button[name="to"][value="publish"]')
        assert "World Day for Clean Rivers" in self.public.open("/calls/").text

    def an_organisation_endorses_it_and_proves_its_address(self) -> None:
        self.public.open("/calls/clean-rivers/endorse/")
        self.public.fill(name="River Keepers", signatory="Ana Lima", contact=OFFICE).choose(kind="ngo", country="PT")
        self.public.press()
        self.public.fill(code=code_in(self.letter(OFFICE, 1, self.public))).press()

    def a_host_registers_an_action_and_proves_hers(self) -> str:
        """It began an hour ago, and is not public yet. Gives her code."""
        start = self.here.replace(second=0) - timedelta(hours=1)
        day, clock = start.date().isoformat(), f"{start:%H:%M}"
        self.host.open("/calls/clean-rivers/register/")
        self.host.fill(title="Walk the river here", date=day, start=clock, end="23:59", town=self.label)
        self.host.fill(address="At the old bridge", organisations="River Keepers", contact=HOST, rules=True)
        self.host.choose(kind="march").tick(access="step-free").press()
        self.prove_by_letter()
        assert "Walk the river here" not in self.public.open("/calls/clean-rivers/actions/").text
        return code_in(self.host.text)

    def prove_by_letter(self) -> None:
        """By its link, which a script reads; without one, by the code in it."""
        letter = self.letter(HOST, 1, self.host)
        if self.script:
            self.host.page.goto(re.search(r"http\S+#\S+", letter)[0])
            assert "#" not in self.host.page.url
            self.host.press()
        else:
            self.host.fill(code=code_in(letter)).press()

    def both_wait_at_the_desk_and_are_accepted_together(self) -> None:
        self.clara.open("/desk/calls/clean-rivers/")
        assert self.clara.page.locator('input[name="pick"]').count() == 2
        for box in self.clara.page.locator('input[name="pick"]').all():
            box.check()
        self.clara.press(ACCEPT)
        assert "River Keepers" in self.public.open("/calls/clean-rivers/organisations/").text

    def it_is_found_near_and_somebody_who_comes_counts_once(self) -> None:
        near = f"near={self.town.lat:.2f},{self.town.lon:.2f}&radius=25"
        self.public.open(f"/calls/clean-rivers/actions/?{near}").press("ul.list li a")
        self.page = self.public.page.url.removeprefix(self.public.base)
        coming = 'form.join button:not([name="undo"])'
        for _time in range(2):
            if self.public.page.locator(coming).count():
                self.public.press(coming)
        assert self.public.page.locator("form.join .big").inner_text() == "1"

    def the_host_moves_it_with_her_code_and_her_mailbox(self, host_code: str) -> None:
        """Its page says from where to where. It starts within 72 hours, so the mailbox has to say yes before anybody
        reads of it."""
        before = self.hosting(host_code)
        self.host.open("/host/action/").fill(address="In the library", because="More room").press()
        assert "In the library" not in self.public.open(self.page).text
        self.host.open("/proof/").fill(code=self.next_proof(before)).press()
        self.public.page.goto(self.public.base + self.page)
        assert "At the old bridge" in self.public.text and "In the library" in self.public.text

    def somebody_reports_and_the_desk_accepts(self) -> None:
        self.public.open(f"/actions/{self.page.strip('/').split('/')[-1]}/report/")
        source = {"source_1_publisher": "The Weir", "source_1_address": "https://weir.example/1"}
        self.public.fill(words="hundreds", **source).choose(counter="press").press()
        assert "200" not in self.public.open("/calls/clean-rivers/record/").text
        self.accept_what_waits()

    def it_is_in_the_record_with_its_source(self) -> None:
        assert "200" in self.public.open("/calls/clean-rivers/record/").text
        [row] = csv.DictReader(io.StringIO(self.public.fetch("/calls/clean-rivers/record.csv")))
        told = [row[name] for name in ("size_low", "size_high", "size_text", "size_rule", "arrests")]
        assert told == ["200", "200", "hundreds", "ccc", ""]
        assert "weir.example" in row["source_1"]

    def another_one_is_called_off(self) -> None:
        before = self.hosting(self.register_another())
        self.host.open("/host/cancellation/").fill(because="Flood warning").press("main form.form button.stop")
        self.host.open("/proof/").fill(code=self.next_proof(before)).press()

    def register_another(self) -> str:
        """Registered, proven, accepted; gives the host's code."""
        before, day = len(self.letters.to(HOST)), (self.here.date() + timedelta(days=2)).isoformat()
        self.host.open("/calls/clean-rivers/register/")
        self.host.fill(title="Vigil at the weir", date=day, start="18:00", town=self.label, contact=HOST, rules=True)
        self.host.choose(kind="vigil").press()
        self.host.fill(code=self.next_proof(before)).press()
        code = code_in(self.host.text)
        self.accept_what_waits()
        return code

    def which_it_says_at_the_same_address_and_in_every_shape(self) -> None:
        assert "Flood warning" in self.public.open("/calls/clean-rivers/actions/").text
        for shape, sign in OFF.items():
            assert sign in self.public.fetch(f"/calls/clean-rivers/actions.{shape}"), shape
        points = json.loads(self.public.fetch("/calls/clean-rivers/actions.geojson"))["features"]
        assert sorted(each["properties"]["state"] for each in points) == ["cancelled", "moved"]

    # What comes more than once.

    @property
    def label(self) -> str:
        return f"{self.town.name}, {self.town.country}"

    def accept_what_waits(self) -> None:
        self.clara.open("/desk/calls/clean-rivers/")
        self.clara.page.locator('input[name="pick"]').first.check()
        self.clara.press(ACCEPT)

    def hosting(self, code: str) -> int:
        """In a fresh browser, by the code alone. Gives how many letters the host has by now."""
        self.host.context.clear_cookies()
        self.host.open("/host/").fill(code=code).press()
        return len(self.letters.to(HOST))

    def letter(self, address: str, many: int, reader: Walker) -> str:
        return self.letters.wait(address, many, lambda: reader.page.wait_for_timeout(200))

    def next_proof(self, before: int) -> str:
        """The code of the first letter after these that asks for a proof."""
        for many in range(before + 1, before + 20):
            letter = self.letter(HOST, many, self.host)
            if "/proof/" in letter:
                return code_in(letter)
        raise AssertionError("no letter asked for a proof")


def town_by_day() -> gazetteer.Town:
    """A town where it is between nine and three, so that something can have begun and not be over, on one date."""
    towns = [gazetteer.best(name) for name in TOWNS]
    return next(town for town in towns if town and 9 <= datetime.now(ZoneInfo(town.timezone)).hour < 16)


def test_town_by_day_is_always_found():
    zones = [ZoneInfo(town.timezone) for town in map(gazetteer.best, TOWNS) if town]

    for hour in range(24):
        moment = datetime(2030, 1, 1, hour, tzinfo=UTC)
        assert any(9 <= moment.astimezone(zone).hour < 16 for zone in zones), hour
