import json

import feedparser
import pytest
from django.test import Client

from groundswell.core import uploads
from groundswell.core.models import Call, Link, Resource
from tests import make

PDF = b"%PDF-1.7\nriver"
MORNING, NOON = "2021-03-01T08:00:00Z", "2021-03-01T12:00:00Z"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(address: str) -> bytes:
    return b"".join(Client().get(address).streaming_content)


def read(call: Call, query: str = "") -> list[dict]:
    return json.loads(ask(f"/calls/{call.slug}/toolkit.json{query}"))["resources"]


def resource(call: Call, title: str = "Walk the river", **fields) -> Resource:
    version = fields.pop("version", None) or {"link": "https://slides.example/"}
    given = {"kind": "slides", "language": "en"} | fields
    return Resource.publish(call, by="server", title=title, version=version, **given)


def test_a_file_is_told_with_its_type_size_and_address(call):
    made = resource(call, kind="poster", version={"file": uploads.check(PDF), "name": "2", "changed": "New date"})
    made.versions.update(at=MORNING)
    Resource.objects.update(published_at=MORNING)
    page = f"http://testserver/calls/{call.slug}/toolkit/{made.ref}/"

    assert read(call) == [
        {
            "ref": made.ref,
            "kind": "poster",
            "title": "Walk the river",
            "description": None,
            "language": "en",
            "licence": "cc-by-4.0",
            "url": page,
            "published": MORNING,
            "changed": MORNING,
            "version": "2",
            "new_in_it": "New date",
            "file": {
                "url": page + "download/",
                "type": "application/pdf",
                "size": len(PDF),
                "sha256": uploads.check(PDF).hash,
            },
            "link": None,
            "text": None,
            "lesson": None,
        }
    ]


def test_a_link_that_fell_silent_and_the_readings_of_a_lesson_are_told(call):
    reading = {"title": "Song", "author": "", "address": "https://books.example/"}
    resource(call, kind="lesson", outline="Look.", minutes=40, readings=[reading])
    for _time in range(2):
        link = Link.looked("https://books.example/", status=None, trouble="silent")
    [told] = read(call)

    silent = link.dead_since.isoformat(timespec="seconds").replace("+00:00", "Z")
    assert told["link"] == {"url": "https://slides.example/", "silent_since": None}
    assert told["lesson"] == {
        "minutes": 40,
        "outline": "Look.",
        "readings": [{"title": "Song", "author": None, "url": "https://books.example/", "silent_since": silent}],
    }


def test_the_words_of_the_page_narrow_it(call):
    for kind, language in (("poster", "en"), ("poster", "ar"), ("guide", "ar")):
        resource(call, f"{kind} in {language}", kind=kind, language=language)

    assert [each["title"] for each in read(call, "?kind=poster&language=ar")] == ["poster in ar"]


@pytest.mark.parametrize("query", ["colour=blue", "kind=film", "page=2"])
def test_a_word_that_is_not_known_is_refused(call, query):
    answer = Client().get(f"/calls/{call.slug}/toolkit.json?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("shape", ["csv", "ics", "geojson"])
def test_it_has_no_other_shape(call, shape):
    assert Client().get(f"/calls/{call.slug}/toolkit.{shape}").status_code == 404


def test_what_was_taken_off_is_in_neither(call):
    resource(call).take_off(by="server", because="A wrong date")

    assert read(call) == []
    assert feedparser.parse(ask(f"/calls/{call.slug}/toolkit.atom")).entries == []


def test_the_feed_has_what_is_new_or_changed_first(call):
    old, new = resource(call, "Old"), resource(call, "New")
    for each, at in ((old, MORNING), (new, NOON)):
        each.versions.update(at=at)
        Resource.objects.filter(pk=each.pk).update(published_at=at)
    before = feedparser.parse(ask(f"/calls/{call.slug}/toolkit.atom"))
    old.renew(by="server", link="https://new.example/", changed="Larger <letters>")
    after = feedparser.parse(ask(f"/ar/calls/{call.slug}/toolkit.atom"))

    assert (before.bozo, after.bozo) == (False, False)
    assert [[entry.title for entry in feed.entries] for feed in (before, after)] == [["New", "Old"], ["Old", "New"]]
    assert before.feed.updated == NOON
    assert after.entries[0].summary == "Larger <letters>"
    assert {entry.id for entry in before.entries} == {entry.id for entry in after.entries}


def test_a_change_of_the_words_is_a_change(call):
    made = resource(call, "Old")
    made.versions.update(at=MORNING)
    Resource.objects.update(published_at=MORNING)
    before = feedparser.parse(ask(f"/calls/{call.slug}/toolkit.atom")).entries[0].updated
    made = Resource.objects.get()
    made.change(by="server", title="Better")

    assert before == MORNING
    assert feedparser.parse(ask(f"/calls/{call.slug}/toolkit.atom")).entries[0].updated != MORNING
    assert made.changed_at > make.now() - make.timedelta(minutes=1)


def test_the_page_leads_to_its_feed(call):
    resource(call)

    assert f'href="/calls/{call.slug}/toolkit.atom"' in Client().get(f"/calls/{call.slug}/toolkit/").content.decode()


@pytest.mark.parametrize("shape", ["json", "atom"])
@pytest.mark.parametrize("many", [1, 3])
def test_many_are_asked_for_as_often_as_one(call, shape, many, django_assert_num_queries):
    for number in range(many):
        resource(call, f"Slides {number}")

    with django_assert_num_queries(4 if shape == "json" else 3):
        ask(f"/calls/{call.slug}/toolkit.{shape}")
