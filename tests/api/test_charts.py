"""The charts of the record as files."""

import io
from xml.etree import ElementTree

import pytest
from django.test import Client

from groundswell.core import charted
from groundswell.lib import fonts
from tests import make
from tests.api.reading import get

SVG = "{http://www.w3.org/2000/svg}"
TIMELINE = "/calls/clean-rivers/record/timeline.svg"
drawing = pytest.mark.skipif(
    not fonts.available() or not fonts.face("A"), reason='needs the extra "pictures", and a font of the system'
)


@pytest.fixture
def reported(call):
    for at, low in (("porto", 100), ("cairo", 4_000)):
        make.report(make.past_action(call, at=at), low=low, high=2 * low)
    make.past_action(call, at="lisbon")
    return call


def words(path: str) -> list[str]:
    answer = get(path)
    assert answer.status_code == 200
    return [str(each.text) for each in ElementTree.fromstring(b"".join(answer.streaming_content)).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", charted.NAMES)
@pytest.mark.parametrize("start", ["/record", "/calls/clean-rivers/record"])
def test_each_chart_is_a_picture_of_its_own(reported, start, name):
    answer = get(f"{start}/{name}.svg")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")


def test_chart_says_where_it_is_from_under_which_licence_and_as_of_when(reported, settings):
    settings.BASE_URL, settings.INSTANCE_NAME, settings.DATA_LICENCE = "https://rivers.example", "Rivers", "CC BY 4.0"
    told = words(f"{TIMELINE}?country=PT")

    assert told[0] == "World Day for Clean Rivers: Day by day"
    assert told[-3].startswith("Source: reports with their sources, in the record of Rivers.")
    assert told[-2].endswith("Licence: CC BY 4.0.")
    assert told[-1] == "\u2066https://rivers.example/calls/clean-rivers/record/?country=PT\u2069"


def test_chart_is_of_what_the_filter_says(reported):
    assert ("10,000" in words(TIMELINE), "10,000" in words(f"{TIMELINE}?country=PT")) == (True, False)
    assert ("200" in words(TIMELINE), "200" in words(f"{TIMELINE}?country=PT")) == (False, True)


def test_chart_in_arabic_is_written_from_the_right(reported):
    root = ElementTree.fromstring(b"".join(get(f"/ar{TIMELINE}").streaming_content))

    assert (root.get("direction"), root.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("rtl", "ar")


def test_word_that_cannot_be_read_is_told(reported):
    assert get(f"{TIMELINE}?from=soon").status_code == 400


def test_chart_of_nothing_is_not_there(call):
    assert get(TIMELINE).status_code == 404
    assert get("/record/pie.svg").status_code == 404


def test_chart_stands_until_something_new_is_reported(reported):
    before = get(TIMELINE)["ETag"]
    assert Client().get(TIMELINE, headers={"If-None-Match": before}).status_code == 304

    make.report(make.past_action(reported), low=9, high=9)

    assert get(TIMELINE)["ETag"] != before


@drawing
@pytest.mark.parametrize("name", charted.NAMES)
def test_chart_as_png_is_kept_like_every_shape(reported, name):
    from PIL import Image

    path = f"/calls/clean-rivers/record/{name}.png"
    first, again = (b"".join(get(path).streaming_content) for _time in range(2))

    assert (Image.open(io.BytesIO(first)).format, first == again) == ("PNG", True)


def test_without_the_extra_it_is_said_plainly(reported, monkeypatch):
    monkeypatch.setattr(fonts, "available", lambda: False)
    answer = get("/record/timeline.png")

    assert (answer.status_code, answer.json()["detail"]) == (
        501,
        "This server draws no PNG: its extra “pictures” is not installed. Take the chart as SVG.",
    )
