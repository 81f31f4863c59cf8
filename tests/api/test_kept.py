"""Documents are rendered once for each change."""

import gzip
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from groundswell.api import answers, kept
from groundswell.core.models import Action, Fact
from groundswell.lib import clock
from tests import make
from tests.api import reading
from tests.api.reading import body, get, titles


@pytest.fixture
def action(call: Any) -> Action:
    made = make.action(call, title="Douro")
    reading.fact(made)
    Fact.objects.update(at=clock.now() - timedelta(hours=1))
    return made


def rename(action: Action, title: str) -> None:
    """Behind the log's back, so that one can see whether a document was rendered again."""
    Action.objects.filter(pk=action.pk).update(title=title)


def test_document_is_handed_out_until_the_next_fact(action):
    assert titles("/actions.geojson") == ["Douro"]
    rename(action, "Tejo")
    assert titles("/actions.geojson") == ["Douro"]
    reading.fact(action)
    assert titles("/actions.geojson") == ["Tejo"]


def test_document_of_a_call_outlives_facts_of_other_calls(action):
    other = make.action(make.call("quiet-nights"), title="Night")
    assert titles("/calls/clean-rivers/actions.json") == ["Douro"]
    rename(action, "Tejo")
    reading.fact(other)

    assert titles("/calls/clean-rivers/actions.json") == ["Douro"]
    assert titles("/actions.json") == ["Tejo", "Night"]


@pytest.mark.parametrize(
    ("what", "shown"), [("action.registered", False), ("action.proven", False), ("action.hidden", True)]
)
def test_document_outlives_facts_that_it_does_not_show(action, what, shown):
    assert titles("/actions.json") == ["Douro"]
    rename(action, "Tejo")
    with transaction.atomic():
        Fact.write(what, action, by="host")

    assert titles("/actions.json") == (["Tejo"] if shown else ["Douro"])


def test_document_says_happened_as_soon_as_the_time_is_over(action, monkeypatch):
    assert b'"published"' in body("/actions.geojson")
    monkeypatch.setattr("groundswell.core.models.action.now", lambda: action.over + timedelta(seconds=1))
    monkeypatch.setattr("groundswell.api.kept.now", lambda: action.over + timedelta(seconds=1))

    assert b'"happened"' in body("/actions.geojson")


def test_document_is_kept_apart_by_words_language_and_shape(action):
    tags = {
        get(path)["ETag"] for path in ("/actions.json", "/es/actions.json", "/actions.json?kind=march", "/actions.ics")
    }

    assert len(tags) == 4
    assert get("/actions.json?country=pt")["ETag"] == get("/actions.json?country=PT")["ETag"]


def test_document_without_any_fact_is_not_kept(call):
    made = make.action(call, title="Douro")
    assert titles("/actions.json") == ["Douro"]
    rename(made, "Tejo")

    assert titles("/actions.json") == ["Tejo"]
    assert "ETag" not in get("/actions.json")


def test_list_sorted_by_how_many_are_coming_is_not_kept(action):
    assert titles("/actions.json?sort=coming") == ["Douro"]
    rename(action, "Tejo")

    assert titles("/actions.json?sort=coming") == ["Tejo"]


def test_large_document_is_kept_in_a_file_that_its_successor_replaces(action, monkeypatch, settings):
    monkeypatch.setattr(kept, "SMALL", 100)
    folder = settings.DATA / "cache" / "shapes"
    first = body("/actions.json", accept_encoding="gzip")
    assert len(list(folder.glob("*.gz"))) == 1
    rename(action, "Tejo")
    again = get("/actions.json", accept_encoding="gzip")
    assert again["Content-Length"] == str(len(again.getvalue()))
    assert body("/actions.json") == first

    reading.fact(action)
    body("/actions.json")

    assert titles("/actions.json") == ["Tejo"]
    assert [path.suffix for path in folder.iterdir()] == [".gz"]


def test_files_are_bounded_and_the_oldest_go_first(action, monkeypatch, settings):
    monkeypatch.setattr(kept, "SMALL", 100)
    monkeypatch.setattr(kept, "MOST_FILES", 2)
    for country in ("PT", "CL", "EG", "FJ"):
        body(f"/actions.json?country={country}")

    assert len(list((settings.DATA / "cache" / "shapes").glob("*.gz"))) == 2


def test_memory_is_bounded(action, monkeypatch):
    monkeypatch.setattr(kept, "MOST_MEMORY", 2000)
    for country in ("PT", "CL", "EG", "FJ", "KE", "ES"):
        body(f"/actions.json?country={country}")

    assert 0 < sum(map(len, kept._small.values())) <= 2000


def test_reader_who_leaves_early_leaves_nothing_behind(action, monkeypatch, settings):
    monkeypatch.setattr(kept, "SMALL", 1)
    response = get("/actions.geojson", accept_encoding="gzip")
    next(iter(response.streaming_content))
    response.close()

    assert list((settings.DATA / "cache" / "shapes").iterdir()) == []


def test_reader_waits_for_what_another_is_just_given(action):
    key = kept.Key("asked", "version")
    made = kept.keeping(key, iter([b"first", b"last"]))
    next(made)
    second: list[bytes] = []
    waiting = threading.Thread(target=lambda: second.extend(kept.awaited(key).pieces))
    waiting.start()
    list(made)
    waiting.join()

    assert second == [b"firstlast"]
    assert kept.awaited(key) is None


def test_reader_does_not_wait_for_ever_for_another(action, monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE", 0.01)
    slow = get("/actions.json", accept_encoding="gzip")
    next(iter(slow.streaming_content))

    assert titles("/actions.json") == ["Douro"]
    slow.close()


def test_document_is_handed_out_even_where_nothing_can_be_kept(action, monkeypatch):
    monkeypatch.setattr(kept, "_wrote", lambda copy, piece: False)

    assert titles("/actions.geojson") == ["Douro"]
    assert kept._small == {}


@pytest.mark.parametrize("path", ["/actions.ics", "/actions.csv", "/calls/clean-rivers/actions.json?country=PT"])
def test_reader_who_has_it_already_gets_304(action, path):
    first = get(path)
    again = get(path, if_none_match=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    assert get(path, if_modified_since=first["Last-Modified"]).status_code == 304
    reading.fact(action)
    assert get(path, if_none_match=first["ETag"]).status_code == 200
    assert get(path, if_modified_since=first["Last-Modified"]).status_code == 200


def test_last_modified_is_not_told_within_its_own_second(action):
    reading.fact(action)

    assert "Last-Modified" not in get("/actions.json")


def test_headers_let_anybody_cache_for_a_minute(action):
    response = get("/actions.json", accept_encoding="gzip")

    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert "Accept-Encoding" in response["Vary"]
    assert "Cookie" not in response["Vary"]
    assert response.cookies == {}


def test_head_tells_the_same_without_a_body(action):
    seen, head = get("/actions.json"), Client().head("/actions.json")

    assert (head.status_code, head.getvalue()) == (200, b"")
    assert [head[name] for name in ("ETag", "Last-Modified", "Content-Type")] == [
        seen[name] for name in ("ETag", "Last-Modified", "Content-Type")
    ]
    assert head.get("Content-Length") is None


@pytest.mark.parametrize("header", ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=none", "q=1;gzip", ",;,="])
def test_reader_without_gzip_gets_it_plain(action, header):
    compressed = get("/actions.json", accept_encoding="gzip")
    plain = get("/actions.json", accept_encoding=header)

    assert "Content-Encoding" not in plain
    assert plain.getvalue() == gzip.decompress(compressed.getvalue())
    assert plain["ETag"] != compressed["ETag"]


@pytest.mark.parametrize(
    ("header", "taken"),
    [("gzip", True), ("GZIP, br", True), ("br;q=1, gzip;q=0.2", True), ("*", True), ("gzip;q=0, *", False)],
)
def test_gzip_is_taken_by_its_weight(header, taken):
    assert answers.takes_gzip(header) == taken


def test_first_piece_leaves_before_a_row_is_read(action, django_assert_num_queries):
    response = get("/actions.geojson", accept_encoding="gzip")

    with django_assert_num_queries(0):
        first = next(iter(response.streaming_content))

    assert b"FeatureCollection" in b"".join(answers.gunzipped([first]))
