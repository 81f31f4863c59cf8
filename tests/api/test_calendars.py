import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest

from groundswell.api import calendars
from tests import make
from tests.api.reading import body, calendar, event

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)
ARABIC = "مسيرة من أجل أنهار نظيفة؛ نمشي معا على ضفاف النهر، من الجسر القديم إلى المصب، ونعد كل أنبوب يصب فيه"


def test_calendar_says_what_it_is(call):
    read = calendar("/calls/clean-rivers/actions.ics?country=pt")

    assert {name: str(value) for name, value in read.items() if name != "PRODID"} == {
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "NAME": "World Day for Clean Rivers",
        "X-WR-CALNAME": "World Day for Clean Rivers",
        "DESCRIPTION": "Walk your river.",
        "X-WR-CALDESC": "Walk your river.",
        "URL": "http://testserver/calls/clean-rivers/actions/?country=PT",
        "SOURCE": "http://testserver/calls/clean-rivers/actions.ics?country=PT",
        "REFRESH-INTERVAL": str(read["REFRESH-INTERVAL"]),
        "X-PUBLISHED-TTL": "PT1H",
        "COLOR": "navy",
    }
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=1)


def test_event_tells_the_action(call):
    action = make.action(
        call,
        title="Walk; the river, both banks",
        description="First line\nSecond \\ line",
        ends=NOON + timedelta(hours=2),
        geo_precision="point",
        organisations=["River Keepers", "Tide, Inc."],
    )
    read = event("/actions.ics")

    assert str(read["SUMMARY"]) == "Walk; the river, both banks"
    assert (read["DTSTART"].dt, read["DTEND"].dt) == (NOON, NOON + timedelta(hours=2))
    assert str(read["UID"]) == f"action-{action.ref}@testserver"
    assert str(read["LOCATION"]) == "Riverside, Porto, Portugal"
    assert read["GEO"].to_ical() == "41.14961;-8.61099"
    assert str(read["URL"]) == f"http://testserver/actions/{action.ref}/"
    assert (read["SEQUENCE"], str(read["STATUS"]), str(read["TRANSP"])) == (0, "CONFIRMED", "TRANSPARENT")
    assert str(read["DESCRIPTION"]).split("\n\n") == [
        "Saturday 15 March 2031, 12:00–14:00 (Europe/Lisbon)\nRiverside, Porto, Portugal",
        "First line\nSecond \\ line",
        "Organised by River Keepers, Tide, Inc.",
        f"http://testserver/actions/{action.ref}/",
    ]


def test_event_tells_its_local_time_where_the_day_is_another(call):
    make.action(call, "suva", starts=NOON.replace(hour=20))

    assert "Sunday 16 March 2031, 08:00 (Pacific/Fiji)" in str(event("/actions.ics")["DESCRIPTION"])


def test_event_without_a_time_is_a_whole_day(call):
    make.action(call, timed=False, starts=NOON.replace(hour=0))
    read = event("/actions.ics")

    assert (read["DTSTART"].dt, read["DTEND"].dt) == (date(2031, 3, 15), date(2031, 3, 16))


def test_event_of_some_days_ends_after_the_last(call):
    make.action(call, timed=False, starts=NOON.replace(hour=0), ends=NOON.replace(day=18, hour=0))

    assert event("/actions.ics")["DTEND"].dt == date(2031, 3, 18)


def test_event_without_a_known_end_claims_none(call):
    make.action(call)

    assert "DTEND" not in event("/actions.ics")


def test_event_has_no_point_where_only_the_town_is_known(call):
    make.action(call, geo_precision="town")

    assert "GEO" not in event("/actions.ics")


def test_event_of_a_cancelled_action_says_so_and_why(call):
    action = make.action(call, title="Walk the river")
    action.cancel(by="host", because="The bridge is closed.")
    read = event("/actions.ics")

    assert (str(read["SUMMARY"]), str(read["STATUS"]), read["SEQUENCE"]) == (
        "CANCELLED: Walk the river",
        "CANCELLED",
        1,
    )
    assert str(read["DESCRIPTION"]).startswith("Cancelled. The bridge is closed.\n")


def test_event_of_a_postponed_action_says_from_when(call):
    action = make.action(call)
    action.change(by="host", because="Storm.", starts=NOON + timedelta(days=1))
    read = event("/actions.ics")

    assert str(read["STATUS"]) == "CONFIRMED"
    assert str(read["DESCRIPTION"]).startswith("Postponed. It was to be on: Saturday 15 March 2031. Storm.\nSunday 16")


def test_event_without_a_new_date_is_tentative(call):
    make.action(call, title="Walk the river").postpone(by="host", because="Flood.")
    read = event("/actions.ics")

    assert (str(read["STATUS"]), str(read["SUMMARY"])) == ("TENTATIVE", "POSTPONED: Walk the river")


def test_event_of_a_moved_action_says_from_where(call):
    action = make.action(call)
    action.change(by="host", because="Flood.", address="Old bridge")
    told = str(event("/actions.ics")["DESCRIPTION"])

    assert told.startswith("Moved. It was to be at: Riverside, Porto, Portugal. Flood.\n")


@pytest.mark.parametrize("text", [ARABIC, "x" * 400, "é" * 200, "🌊" * 100, "\x01\x08a\r\nb\x0bc"])
def test_lines_have_at_most_75_octets_and_read_back_whole(call, text):
    make.action(call, title=text[:160], description=text)
    whole = body("/ar/actions.ics")
    plain = "".join(each for each in text if each.isprintable() or each == "\n")

    assert max(len(line) for line in whole.split(b"\r\n")) <= 75
    assert b"\n" not in whole.replace(b"\r\n", b"")
    read = event("/ar/actions.ics")
    assert str(read["SUMMARY"]) == "".join(each for each in text[:160] if each.isprintable() or each == "\n")
    assert plain in str(read["DESCRIPTION"])


def test_calendar_has_no_method_and_no_uid_of_its_own(call):
    make.action(call)
    read = calendar("/actions.ics")

    assert "METHOD" not in read
    assert "UID" not in read


@pytest.mark.skipif(not shutil.which("khal"), reason="khal is not installed")
def test_khal_imports_every_event(call, tmp_path):
    make.action(call, title=ARABIC)
    make.action(call, timed=False, starts=NOON.replace(hour=0))
    make.action(call).cancel(by="host", because="Flood; sorry, all.")
    (tmp_path / "actions.ics").write_bytes(body("/ar/actions.ics"))
    (tmp_path / "events").mkdir()
    settings = f"[calendars]\n[[g]]\npath={tmp_path}/events\n[sqlite]\npath={tmp_path}/khal.db\n"
    zones = "[locale]\nlocal_timezone=UTC\ndefault_timezone=UTC\n"
    (tmp_path / "khal").write_text(settings + zones)

    command = ["khal", "-c", "khal", "import", "--batch", "-a", "g", "actions.ics"]
    subprocess.run(command, cwd=tmp_path, check=True, env=os.environ | {"LANG": "C.UTF-8"}, capture_output=True)

    assert len(list((tmp_path / "events").iterdir())) == 3


@pytest.mark.parametrize("length", range(73, 80))
def test_folding_cuts_at_the_75th_octet(length):
    assert [len(line) for line in calendars.folded("x" * length).split("\r\n")][:-1] == (
        [length] if length <= 75 else [75, length - 75 + 1]
    )


@pytest.mark.parametrize("path", ["/actions.ics", "/actions/{ref}.ics"])
def test_calendar_has_no_property_without_a_value(call, path):
    """libical takes one for an error."""
    ref = make.action(make.call("plain", summary=""), description="", address="").ref
    lines = body(path.format(ref=ref)).decode().split("\r\n")

    assert [line for line in lines if line.endswith(":")] == []


@pytest.mark.parametrize("end", ["\n", "\u2028", "\u2029", "\r\n", "\x85", "\x0c"])
def test_no_line_end_of_a_text_ends_a_line_of_the_calendar(call, end):
    """vdirsyncer and others split at all that Python takes for the end of a line."""
    make.action(call, title=f"Walk{end}SUMMARY:evil", description=f"One{end}two")
    whole = body("/actions.ics").decode()

    assert whole.splitlines() == whole.removesuffix("\r\n").split("\r\n")
    assert "evil" in str(event("/actions.ics")["SUMMARY"])
