"""The operator's file of streets, by ranges of bytes (RFC 9110, sections 13 and 14)."""

from pathlib import Path

import pytest
from django.test import Client

from tests import streets

ADDRESS = "/map/streets.pmtiles"


@pytest.fixture
def file(tmp_path: Path, settings) -> Path:
    settings.STREETS = streets.write(tmp_path / "porto.pmtiles")
    return settings.STREETS


def asked(**headers: str):
    return Client().get(ADDRESS, headers=headers)


def test_whole_is_the_file(file):
    answer = asked()

    assert (answer.status_code, answer.getvalue()) == (200, file.read_bytes())
    assert answer["Content-Type"] == "application/vnd.pmtiles"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "public, max-age=86400, no-transform"


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("bytes=0-126", 0, 126),
        ("bytes=100-100", 100, 100),
        ("bytes=127-", 127, None),
        ("bytes=-40", -40, None),
        ("bytes=0-99999999", 0, None),
        ("Bytes = 5-9", 5, 9),
    ],
)
def test_range_is_exactly_those_bytes(file, words, first, last):
    answer, whole = asked(Range=words), file.read_bytes()

    start, stop = first % len(whole), len(whole) if last is None else last + 1
    assert (answer.status_code, answer.getvalue()) == (206, whole[start:stop])
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("words", ["bytes=999999-", "bytes=-0"])
def test_range_beyond_the_end_is_refused_with_the_size(file, words):
    answer = asked(Range=words)

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{file.stat().st_size}")


@pytest.mark.parametrize(
    "words", ["bytes=9-5", "bytes=-", "bytes=0-1,5-9", "lines=1-2", "bytes=٣-٤", f"bytes=0-{'9' * 40}"]
)
def test_range_that_means_nothing_or_is_several_is_left_aside(file, words):
    assert (answer := asked(Range=words)).status_code == 200
    assert answer.getvalue() == file.read_bytes()


def test_nothing_compresses_what_is_counted_in_bytes(file):
    answer = asked(Range="bytes=0-999", **{"Accept-Encoding": "gzip"})

    assert answer.getvalue() == file.read_bytes()[:1000]
    assert "Content-Encoding" not in answer.headers


def test_part_of_another_file_is_never_added_to_one(file):
    etag = asked()["ETag"]
    streets.write(file, at=(48.2, 16.37))

    assert asked(Range="bytes=0-9", **{"If-Range": etag}).status_code == 200
    assert asked(Range="bytes=0-9", **{"If-Range": asked()["ETag"]}).status_code == 206
    assert asked(Range="bytes=0-9", **{"If-Range": asked()["Last-Modified"]}).status_code == 206
    assert asked(Range="bytes=0-9", **{"If-Range": "Sat, 01 Jan 2000 00:00:00 GMT"}).status_code == 200
    assert asked(Range="bytes=0-9", **{"If-Range": f"W/{asked()['ETag']}"}).status_code == 200


def test_who_has_it_is_told_so(file):
    etag = asked()["ETag"]

    assert asked(**{"If-None-Match": etag}).status_code == 304
    assert asked(Range="bytes=0-9", **{"If-None-Match": etag}).status_code == 304
    assert asked(Range="bytes=0-9", **{"If-Match": '"other"'}).status_code == 412


def test_head_says_how_large_it_is(file):
    answer = Client().head(ADDRESS, headers={"Range": "bytes=0-9"})

    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, str(file.stat().st_size), b"")


def test_nothing_is_there_where_none_are_named_or_they_cannot_be_read(tmp_path, settings):
    settings.STREETS = None
    assert asked().status_code == 404

    settings.STREETS = tmp_path / "keys.txt"
    assert asked().status_code == 404

    settings.STREETS.write_text("this is no file of streets")
    answer = asked(Range="bytes=0-4")
    assert answer.status_code == 404
    assert str(tmp_path) not in answer.content.decode()
