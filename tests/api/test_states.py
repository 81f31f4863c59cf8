"""Each state of an action in every output: the same thing is said at the same address, whoever reads it and how."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client

from groundswell.core.models import Action, Merge
from tests import make
from tests.api.reading import body, event, get

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)
LIBRARY = {"address": "In the library"}


def published(action: Action) -> None:
    pass


def postponed(action: Action) -> None:
    action.change(by="host", because="Flood.", starts=NOON + timedelta(days=1))


def undated(action: Action) -> None:
    action.postpone(by="host", because="Flood.")


def dated_again(action: Action) -> None:
    undated(action)
    action.change(by="host", starts=NOON + timedelta(days=1))


def on_its_day_again(action: Action) -> None:
    undated(action)
    action.change(by="host", because="Dry.", undated=False)


def moved(action: Action) -> None:
    action.change(by="host", because="More room.", **LIBRARY)


def moved_back(action: Action) -> None:
    moved(action)
    action.change(by="host", because="Dry.", address="Riverside")


def online_now(action: Action) -> None:
    action.change(by="host", because="Storm.", online=True)


def cancelled(action: Action) -> None:
    action.cancel(by="host", because="Flood.")


def stands_again(action: Action) -> None:
    cancelled(action)
    action.stand_again(by="host", because="Dry.")


def happened(action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(
        starts=NOON.replace(year=2024), day="2024-03-15", over=NOON.replace(year=2024)
    )


def did_not_happen(action: Action) -> None:
    happened(action)
    action.did_not_happen(by="host", because="Flood.")


# state · STATUS and SEQUENCE · what stands before the title in calendars and feeds · begins the text · eventStatus
ROWS: list[tuple[Callable[[Action], None], str, str, int, str, str, Any]] = [
    (published, "published", "CONFIRMED", 0, "", "Saturday 15", "EventScheduled"),
    (postponed, "postponed", "CONFIRMED", 1, "", "Postponed. It was to be on: Saturday 15", "EventRescheduled"),
    (undated, "postponed", "TENTATIVE", 1, "POSTPONED: ", "Postponed. The new date is not known yet. Flood.", "EventPostponed"),
    (dated_again, "postponed", "CONFIRMED", 2, "", "Postponed. It was to be on: Saturday 15", "EventRescheduled"),
    (on_its_day_again, "published", "CONFIRMED", 2, "", "Saturday 15", "EventScheduled"),
    (moved, "moved", "CONFIRMED", 1, "", "Moved. It was to be at: Riverside", "EventScheduled"),
    (moved_back, "published", "CONFIRMED", 2, "", "Saturday 15", "EventScheduled"),
    (online_now, "moved", "CONFIRMED", 1, "", "Moved. It was to be at: Riverside", "EventMovedOnline"),
    (cancelled, "cancelled", "CANCELLED", 1, "CANCELLED: ", "Cancelled. Flood.", "EventCancelled"),
    (stands_again, "published", "CONFIRMED", 2, "", "Saturday 15", "EventScheduled"),
    (happened, "happened", "CONFIRMED", 0, "", "Friday 15 March 2024", "EventScheduled"),
    (did_not_happen, "cancelled", "CANCELLED", 1, "CANCELLED: ", "Cancelled. Flood.", "EventCancelled"),
]  # fmt: skip
table = pytest.mark.parametrize(
    ("brought", "state", "status", "sequence", "before", "begins", "schema"),
    ROWS,
    ids=[row[0].__name__ for row in ROWS],
)


@pytest.fixture
def action(call):
    return make.action(call, title="Walk the river")


@table
def test_state_in_the_calendar(action, brought, state, status, sequence, before, begins, schema):
    first = str(event(f"/actions/{action.ref}.ics")["UID"])
    brought(action)
    read = event("/actions.ics")

    assert [str(read["STATUS"]), read["SEQUENCE"], str(read["UID"])] == [status, sequence, first]
    assert str(read["SUMMARY"]) == f"{before}Walk the river"
    assert str(read["DESCRIPTION"]).startswith(begins)
    action.refresh_from_db()
    assert read["LAST-MODIFIED"].dt == action.changed_at.replace(microsecond=0)
    assert read["DTSTART"].dt == action.starts


@table
def test_state_in_the_feeds(action, brought, state, status, sequence, before, begins, schema):
    brought(action)
    action.refresh_from_db()
    (entry,) = feedparser.parse(body("/actions.atom")).entries
    (item,) = json.loads(body("/actions.json"))["items"]

    assert [entry.title, item["title"]] == [f"{before}Walk the river"] * 2
    assert [entry.summary.startswith(begins), item["summary"].startswith(begins)] == [True, True]
    assert entry.updated == item["date_modified"] == f"{action.changed_at:%Y-%m-%dT%H:%M:%SZ}"
    assert [item["_event"]["state"], item["_event"]["undated"]] == [state, brought is undated]


@table
def test_state_in_data(action, brought, state, status, sequence, before, begins, schema):
    brought(action)
    (feature,) = json.loads(body("/actions.geojson"))["features"]
    (row,) = csv.DictReader(io.StringIO(body("/actions.csv").decode()))
    told = Client().get(f"/api/v1/actions/{action.ref}/").json()
    item = json.loads(body(f"/actions/{action.ref}.json"))["items"][0]

    assert [feature["properties"]["state"], row["state"], told["state"]] == [state] * 3
    dates = [feature["properties"]["date"], row["date"] or None, told["date"]]
    action.refresh_from_db()
    assert dates == [None if brought is undated else action.day.isoformat()] * 3
    starts = [feature["properties"]["start"], row["start"] or None, told["start"], item["_event"]["start"]]
    assert [start is None for start in starts] == [brought is undated] * 4


@table
def test_state_in_the_words_of_schema_org(action, brought, state, status, sequence, before, begins, schema):
    brought(action)
    told = json.loads(body(f"/actions/{action.ref}.jsonld"))

    assert told["eventStatus"] == f"https://schema.org/{schema}"
    assert ("previousStartDate" in told) == (schema == "EventRescheduled")
    assert told["eventAttendanceMode"].removeprefix("https://schema.org/") == (
        "OnlineEventAttendanceMode" if brought is online_now else "OfflineEventAttendanceMode"
    )


@table
def test_state_on_its_page_and_in_the_list(action, brought, state, status, sequence, before, begins, schema):
    brought(action)
    words = {"cancelled": "Cancelled", "postponed": "Postponed", "moved": "Moved", "happened": "Took place"}
    page = Client().get(f"/actions/{action.ref}/").content.decode()
    listed = Client().get("/actions/").content.decode()

    assert [f'class="banner {state}"' in page, f'class="state {state}"' in listed] == [state != "published"] * 2
    stamp = words.get(state, "") if state not in ("published", "happened") else ""
    assert f'og:title" content="{stamp + ": " if stamp else ""}Walk the river"' in page
    assert (f"<b>{words.get(state)}" in listed) == (state != "published")


@table
def test_state_is_found_by_its_word(action, brought, state, status, sequence, before, begins, schema):
    brought(action)

    for word in ("published", "postponed", "moved", "cancelled", "happened"):
        found = json.loads(body(f"/actions.json?state={word}"))["items"]
        assert len(found) == (word == state)


@table
def test_state_is_on_the_card(action, brought, state, status, sequence, before, begins, schema):
    plain = Client().get(f"/actions/{action.ref}/card.png")
    brought(action)
    answer = Client().get(f"/actions/{action.ref}/card.png")

    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        same = state == "published"
        assert (answer.content == plain.content) == same


def test_both_on_another_day_and_online_are_told(action):
    postponed(action)
    online_now(action)
    told = json.loads(body(f"/actions/{action.ref}.jsonld"))

    assert told["eventStatus"] == ["https://schema.org/EventRescheduled", "https://schema.org/EventMovedOnline"]


def test_undated_is_found_where_it_was_to_be_and_nowhere_else(action):
    undated(action)
    later = make.action(action.call, title="Later", starts=NOON + timedelta(days=1))

    assert [item["title"] for item in json.loads(body("/actions.json"))["items"]] == [
        "POSTPONED: Walk the river",
        later.title,
    ]
    assert len(json.loads(body("/actions.json?from=2031-03-15&until=2031-03-15"))["items"]) == 1
    assert len(json.loads(body("/actions.json?from=2031-03-16"))["items"]) == 1


def test_undated_says_when_it_was_and_shows_no_day(action):
    undated(action)
    for page in ("/actions/", f"/actions/{action.ref}/"):
        shown = Client().get(page).content.decode()

        assert "new date not known yet, was 15 March 2031" in shown
        assert "<b>15</b>" not in shown
        assert 'datetime="2031-03-15T' not in shown


def test_old_and_new_stand_side_by_side_with_reason_and_by_whom(action, mona):
    action.change(by=mona, because="More room.", **LIBRARY)
    page = Client().get(f"/actions/{action.ref}/").content.decode()

    assert "<del>Riverside, Porto, Portugal</del>" in page
    assert "<ins>In the library, Porto, Portugal</ins>" in page
    assert ["Because: <bdi>More room.</bdi>" in page, "by a moderator" in page, "Mona" in page] == [True, True, False]


def test_page_carries_the_same_linked_data_as_its_address(action):
    page = Client().get(f"/actions/{action.ref}/").content.decode()
    inside = page.split('<script type="application/ld+json">')[1].split("</script>")[0]

    assert json.loads(inside) == json.loads(body(f"/actions/{action.ref}.jsonld"))


def test_linked_data_names_what_search_engines_need_and_says_no_and_yes(call):
    action = make.action(
        call, access=["toilets"], access_more={"seating": {"no": True, "note": "Bring a cushion"}}, geo_precision="point",
        organisations=["River Keepers"], description="Bring boots.",
    )  # fmt: skip
    told = json.loads(body(f"/actions/{action.ref}.jsonld"))

    assert [told["@type"], told["name"], told["startDate"]] == ["Event", "Walk the river", "2031-03-15T12:00:00+00:00"]
    assert told["location"]["address"]["addressCountry"] == "PT"
    assert told["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 41.14961, "longitude": -8.61099}
    assert told["organizer"] == [{"@type": "Organization", "name": "River Keepers"}]
    assert {each["name"]: each["value"] for each in told["location"]["amenityFeature"]} == {
        "seating": False,
        "accessible toilets": True,
    }


def test_livestream_makes_it_mixed_with_an_address(call):
    action = make.action(call, access=["livestream"], access_more={"livestream": {"address": "https://live.example/"}})
    told = json.loads(body(f"/actions/{action.ref}.jsonld"))

    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert told["location"][1] == {"@type": "VirtualLocation", "url": "https://live.example/"}


@pytest.mark.parametrize(
    ("place", "mode", "where"),
    [
        ({"also_online": True}, "Mixed", ["Place", "VirtualLocation"]),
        ({"also_online": True, "join_address": "https://meet.example/a"}, "Mixed", ["Place", "https://meet.example/a"]),
        ({"online": True, "join_address": "https://meet.example/a"}, "Online", ["https://meet.example/a"]),
        ({"online": True, "join_address": "javascript:alert(1)", "website": "https://site.example/"}, "Online",
         ["https://site.example/"]),
    ],
)  # fmt: skip
def test_what_is_online_says_so_and_how_to_join_in_the_words_of_schema_org(call, place, mode, where):
    told = json.loads(body(f"/actions/{make.action(call, **place).ref}.jsonld"))
    found = told["location"] if isinstance(told["location"], list) else [told["location"]]

    assert told["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    for each, right in zip(found, where, strict=True):
        assert right in (each["@type"], each.get("url"))


def test_place_of_which_nobody_knows_the_name_still_has_one(call):
    """Search engines refuse an event whose place has none."""
    nowhere = {"address": "", "locality": "", "region": "", "country": "", "town": None, "lat": None, "lon": None}
    told = json.loads(body(f"/actions/{make.action(call, **nowhere).ref}.jsonld"))

    assert told["location"]["name"] == "place not given"


def test_whole_days_end_on_the_same_day_in_every_document(call):
    """What ends at midnight is over the day before."""
    days = {"timed": False, "starts": NOON.replace(hour=0), "ends": NOON.replace(day=18, hour=0)}
    action = make.action(call, **days)
    read = event("/actions.ics")

    assert read["DTEND"].dt - timedelta(days=1) == date(2031, 3, 17)
    assert json.loads(body("/actions.json"))["items"][0]["_event"]["end"] == "2031-03-17"
    assert json.loads(body(f"/actions/{action.ref}.jsonld"))["endDate"] == "2031-03-17"


def test_linked_data_of_what_was_merged_is_that_of_the_other(call, clara):
    kept, double = make.action(call), make.action(call)
    Merge.make(double, into=kept, by=clara)
    response = get(f"/actions/{double.ref}.jsonld")

    assert (response.status_code, response["Location"]) == (301, f"/actions/{kept.ref}.jsonld")
