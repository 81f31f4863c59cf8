"""Ask for a shape as a program would, and read it with somebody else's reader."""

import csv
import gzip
import io
import json
from typing import Any

import feedparser
import icalendar
from django.db import transaction
from django.test import Client

from groundswell.core.models import Action, Fact

SHAPES = ("ics", "atom", "json", "geojson", "csv")


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def body(path: str, **headers: str) -> bytes:
    response = get(path, **headers)
    assert response.status_code == 200, response.status_code
    whole = response.getvalue()
    return gzip.decompress(whole) if response.get("Content-Encoding") == "gzip" else whole


def calendar(path: str) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(body(path))


def event(path: str) -> icalendar.Event:
    (found,) = calendar(path).walk("VEVENT")
    return found


def titles(path: str) -> list[str]:
    """Of what a shape lists, in its order, whatever the shape."""
    return READERS[path.partition("?")[0].rpartition(".")[2]](body(path))


def _atom(whole: bytes) -> list[str]:
    read = feedparser.parse(whole)
    assert not read.bozo, read.bozo_exception
    return [entry.title for entry in read.entries]


READERS = {
    "ics": lambda whole: [str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(whole).walk("VEVENT")],
    "atom": _atom,
    "json": lambda whole: [item["title"] for item in json.loads(whole)["items"]],
    "geojson": lambda whole: [feature["properties"]["title"] for feature in json.loads(whole)["features"]],
    "csv": lambda whole: [row["title"] for row in csv.DictReader(io.StringIO(whole.decode()))],
}


@transaction.atomic
def fact(action: Action) -> None:
    """Makers write none, and what has none is not kept."""
    Fact.write("action.published", action, by="server")
