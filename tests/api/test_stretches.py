"""A change in a long map costs the stretch in which it is, and the map says the same as one written anew."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from groundswell.api import kept, stretches
from groundswell.core.models import Action, Fact, Report
from groundswell.lib import clock
from tests import make
from tests.api import reading
from tests.api.reading import body, titles

PATH = "/calls/clean-rivers/actions.geojson"
NAMES = ["Douro", "Tejo", "Minho", "Sado", "Lima"]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every action is a stretch, and every document is kept in a file."""
    monkeypatch.setattr(stretches, "WIDTH", 1)
    monkeypatch.setattr(kept, "SMALL", 1)


@pytest.fixture
def actions(call: Any) -> list[Action]:
    made = [make.action(call, title=name) for name in NAMES]
    for action in made:
        reading.fact(action)
    Fact.objects.update(at=clock.now() - timedelta(hours=1))
    assert titles(PATH) == NAMES
    # Behind the log's back: what is copied keeps its name, what is written anew shows this one.
    for action in made:
        Action.objects.filter(pk=action.pk).update(title=f"new {action.title}")
    return made


def test_stretch_of_a_changed_action_alone_is_written_anew(actions):
    reading.fact(actions[1])

    assert titles(PATH) == ["Douro", "new Tejo", "Minho", "Sado", "Lima"]


def test_map_without_gzip_is_the_same(actions):
    reading.fact(actions[1])

    assert body(PATH, accept_encoding="gzip") == body(PATH) != b""
    assert len(json.loads(body(PATH, accept_encoding="identity"))["features"]) == 5


def test_stretch_is_found_again_after_several_changes(actions):
    for place in (4, 0):
        reading.fact(actions[place])
        titles(PATH)

    assert titles(PATH) == ["new Douro", "Tejo", "Minho", "Sado", "new Lima"]


def test_new_action_and_one_that_went_change_their_own_stretch(actions, call):
    Action.objects.filter(pk=actions[0].pk).update(state="hidden")
    reading.fact(actions[0])
    reading.fact(make.action(call, title="Vouga"))

    assert titles(PATH) == ["Tejo", "Minho", "Sado", "Lima", "Vouga"]


def test_accepted_report_changes_the_stretch_of_its_action(actions):
    report = Report.objects.create(action=actions[2], by="public")
    with transaction.atomic():
        Fact.write("report.accepted", report, by="import", call=actions[2].call)

    assert titles(PATH) == ["Douro", "Tejo", "new Minho", "Sado", "Lima"]


def test_action_whose_time_is_over_changes_its_stretch(actions, monkeypatch):
    over = clock.now() - timedelta(minutes=5)
    Action.objects.filter(pk=actions[3].pk).update(over=over)

    assert titles(PATH) == ["Douro", "Tejo", "Minho", "new Sado", "Lima"]


def test_fact_that_may_touch_any_action_writes_all_anew(actions, call):
    with transaction.atomic():
        Fact.write("call.changed", call, by="import", call=call)

    assert titles(PATH) == [f"new {name}" for name in NAMES]


def test_fact_of_what_no_map_shows_writes_nothing_anew(actions, call):
    with transaction.atomic():
        Fact.write("milestone.noted", call, by="import", call=call)
    Fact.objects.filter(what="milestone.noted").update(subject="milestone")

    assert titles(PATH) == NAMES


def test_restored_backup_with_the_same_numbers_writes_all_anew(actions):
    Fact.objects.update(at=clock.now() - timedelta(days=3))

    assert titles(PATH) == [f"new {name}" for name in NAMES]


def test_change_of_most_writes_all_anew(actions):
    for action in actions[:3]:
        reading.fact(action)

    assert titles(PATH) == [f"new {name}" for name in NAMES]


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[1]", b'{"fact": 1, "at": 2, "passed": 3, "stretches": [4]}'])
def test_spoilt_index_writes_all_anew(actions, settings, spoilt):
    for file in (settings.DATA / "cache" / "shapes").glob("*.index"):
        file.write_bytes(spoilt)
    reading.fact(actions[0])

    assert titles(PATH) == [f"new {name}" for name in NAMES]


def test_index_goes_with_its_document(actions, settings):
    reading.fact(actions[0])
    titles(PATH)

    assert sorted(path.suffix for path in (settings.DATA / "cache" / "shapes").iterdir()) == [".gz", ".index"]


def test_order_is_kept_where_it_is_asked_for(actions):
    for place, action in enumerate(actions):
        Action.objects.filter(pk=action.pk).update(day=action.day + timedelta(days=9 - place), title=action.title)
        reading.fact(action)

    assert titles(PATH + "?sort=date") == list(reversed(NAMES))
    assert titles(PATH + "?page=1") == list(reversed(NAMES))
    assert titles(PATH) == NAMES


def test_languages_are_kept_apart(actions):
    body("/ar" + PATH)
    reading.fact(actions[1])

    urls = [feature["properties"]["url"] for feature in json.loads(body("/ar" + PATH))["features"]]
    assert {"/ar/actions/" in url for url in urls} == {True}
