"""What a call has in hand: its toolkit, the pledges under it, and the milestones of the year before."""

import random
import zlib
from datetime import timedelta
from struct import pack
from typing import Any

from groundswell.cli.demo import words
from groundswell.core import uploads
from groundswell.core.models import Call, Link, Milestone, Organisation, Person, Pledge, Resource, Taking
from groundswell.core.uploads import Checked
from groundswell.lib.clock import now

BLUE, SAND = b"\x1e\x40\xaf", b"\xff\xc8\x3d"
SIDE = 240


def fill(call: Call, chance: random.Random, clara: Person) -> None:
    _toolkit(call, clara)
    _pledges(call, chance, clara)


def _toolkit(call: Call, clara: Person) -> None:
    files = {"pdf": _leaflet(), "png": drawing(), "md": words.GUIDE.encode()}
    for ending, kind, language, title, description in words.TOOLKIT:
        version = {"file": uploads.check(files[ending], f"a.{ending}"), "name": "1"}
        _publish(call, clara, version, kind=kind, language=language, title=title, description=description)
    for language, title, text in words.MESSAGES:
        _publish(call, clara, {"text": text}, kind="message", language=language, title=title)
    link = {"link": "https://slides.rivers.example/why-rivers"}
    _publish(call, clara, link, kind="slides", language="en", title="Why rivers: twelve slides", licence="cc-by-sa-4.0")
    lessons = [_lesson(call, clara, *given) for given in words.LESSONS]
    for number, teach_in in enumerate(call.actions.filter(kind="teach-in").order_by("id")[:6]):
        teach_in.change(by="host", lesson=lessons[number % len(lessons)])
    _silent(link["link"])
    poster = call.resources.filter(kind="poster").earliest("id")
    poster.renew(by=clara, file=Checked("png", drawing(wide=True)), name="2", changed="Larger, for a whole board.")


def _lesson(
    call: Call, clara: Person, language: str, title: str, about: str, minutes: int, outline: str, readings: Any
) -> Resource:
    sheet = {"file": uploads.check(words.SHEET.encode(), "a.csv")} if language == "en" else {}
    listed = [dict(zip(("title", "author", "address"), reading, strict=True)) for reading in readings]
    fields = {"language": language, "title": title, "description": about, "outline": outline}
    return _publish(call, clara, sheet, kind="lesson", minutes=minutes, readings=listed, **fields)


def _silent(address: str) -> None:
    """As `groundswell links` would have found it, three Sundays in a row."""
    for _sunday in range(3):
        Link.looked(address, status=404, trouble="gone")
    Link.objects.update(dead_since=now() - timedelta(days=21))


def _publish(call: Call, clara: Person, version: dict[str, Any], **fields: Any) -> Resource:
    return Resource.publish(call, by=clara, version=version, **fields)


def _pledges(call: Call, chance: random.Random, clara: Person) -> None:
    countries = [country for _name, _kind, country in words.ENDORSERS]
    for text, takers, goal, people in words.PLEDGES:
        pledge = Pledge.offer(call, by=clara, text=text, takers=takers, goal=goal)
        rows = [Taking(pledge=pledge, kind="person", country=chance.choice(countries)) for _one in range(people)]
        if takers != "people":
            named = Organisation.objects.exclude(endorsements=None).order_by("id")[3:9]
            rows += [
                Taking(pledge=pledge, kind="organisation", country=each.country, organisation=each) for each in named
            ]
        for row in rows:
            row.state, row.proven_at = "proven", row.asked_at
            if row.organisation:
                row.state, row.accepted_at = "accepted", row.asked_at
        Taking.objects.bulk_create(rows)
    guild = Organisation.named("Wharf Street Guild", kind="collective", country="IE")
    pledge.takings.create(kind="organisation", country="IE", organisation=guild, state="proven", proven_at=now())


def milestones(call: Call, clara: Person) -> None:
    """Of a call that is over."""
    assert call.last_day
    for days, title, text, paper, outcomes in words.MILESTONES:
        on = call.last_day + timedelta(days=days)
        said = [{"demand": call.demands[number], "outcome": outcome} for number, outcome in outcomes]
        address = f"https://news{paper}.example/{on:%Y/%m/%d}/rivers"
        given = {"title": title, "text": text, "publisher": words.PAPERS[paper], "address": address, "outcomes": said}
        Milestone.note(call, by=clara, on=on, **given)


def drawing(*, wide: bool = False) -> bytes:
    """A river of two colours, drawn here so that the demo brings no files along."""
    width = SIDE * 2 if wide else SIDE
    lines = (b"\0" + b"".join(BLUE if (x + y * y // 60) % 80 < 48 else SAND for x in range(width)) for y in range(SIDE))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", pack(">IIBBBBB", width, SIDE, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(b"".join(lines))),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def _leaflet() -> bytes:
    """The smallest file that readers of PDF open: one page, one line."""
    line = b"BT /F1 28 Tf 60 700 Td (Walk your river. No sewage in any of them.) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 660 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    whole, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n"
    return whole + head + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(whole)
