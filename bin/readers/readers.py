"""The readers that Python has, and those from the system that are asked by their command. Prints a JSON row each."""

import csv
import json
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import which
from typing import Any

warnings.simplefilter("ignore")
DOCUMENTS, TOOLS = Path(sys.argv[1]), Path(sys.argv[2])
FEED = json.loads((DOCUMENTS / "list.json").read_bytes())
ITEMS: list[dict[str, Any]] = FEED["items"]
ABOUT = json.loads((DOCUMENTS / "pages.json").read_bytes())
ICS = DOCUMENTS / "list.ics"


def main() -> None:
    for name, of, shape, ask in READERS:
        tell(name, of, shape, ask)


def tell(name: str, of: str, shape: str, ask: Callable[[], str]) -> None:
    try:
        told, verdict = ask(), "right"
        if told.startswith("not installed"):
            verdict = "skipped"
    except Exception as error:  # whatever a reader raises is what it says
        told, verdict = f"{type(error).__name__}: {error}"[:300].replace("\n", " "), "WRONG"
    print(json.dumps([name, _version(of), shape, verdict, told], ensure_ascii=False), flush=True)


def _version(of: str) -> str:
    try:
        return version(of) if of and not of.startswith("$") else _asked(of[1:]) if of else ""
    except Exception:
        return ""


def _asked(command: str) -> str:
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else ""


def same(found: Any, right: Any, what: str) -> None:
    assert found == right, f"{what}: {found!r:.120} and not {right!r:.120}"


# JSON Feed, held against its specification (jsonfeed.org/version/1.1), and the first word on what is right.


def json_feed() -> str:
    same(FEED["version"], "https://jsonfeed.org/version/1.1", "version")
    assert isinstance(FEED["title"], str) and FEED["title"]
    known = {
        "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon",
        "authors", "language", "expired", "hubs", "items",
    }  # fmt: skip
    assert all(name in known or name.startswith("_") for name in FEED), set(FEED) - known
    ofitem = {
        "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image",
        "date_published", "date_modified", "authors", "tags", "language", "attachments",
    }  # fmt: skip
    for item in ITEMS:
        assert isinstance(item["id"], str) and ("content_text" in item or "content_html" in item)
        assert all(name in ofitem or name.startswith("_") for name in item), set(item) - ofitem
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name].replace("Z", "+00:00")).tzinfo
        assert all(author.keys() <= {"name", "url", "avatar"} and author for author in item.get("authors", []))
    same(len({item["id"] for item in ITEMS}), len(ITEMS), "ids")
    return f"{len(ITEMS)} items"


def moment(text: str | None) -> Any:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def starts() -> dict[str, Any]:
    return {item["_event"]["ref"]: moment(item["_event"]["start"]) for item in ITEMS if item["_event"]["start"]}


# iCalendar


def icalendar_reads() -> str:
    import icalendar

    read = icalendar.Calendar.from_ical(ICS.read_bytes())
    events = {str(each["UID"])[7:].partition("@")[0]: each for each in read.walk("VEVENT")}
    same(len(events), len(ITEMS), "events")
    assert not any(each.errors for each in read.walk())
    for item in ITEMS:
        told = item["_event"]
        event = events[told["ref"]]
        same(str(event["SUMMARY"]), item["title"], "title")
        if told["start"]:
            same(event["DTSTART"].dt, moment(told["start"]), "start")
        if (end := moment(told["end"])) and isinstance(end, datetime) and "DTEND" in event:
            same(event["DTEND"].dt, end, "end")
        same(str(event["STATUS"]) == "CANCELLED", told["state"] == "cancelled", "cancelled")
        same(event["SEQUENCE"], told["revision"] - 1, "sequence")
        assert {"UID", "DTSTAMP", "URL", "LAST-MODIFIED", "CREATED"} <= set(event)
    for line in ICS.read_bytes().split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line
        line.decode()
    return f"{len(events)} events; starts, ends, titles, states as in JSON; lines at most 75 octets"


def recurring() -> str:
    import icalendar
    import recurring_ical_events

    read = recurring_ical_events.of(icalendar.Calendar.from_ical(ICS.read_bytes()))
    same(len(list(read.all())), len(ITEMS), "occurrences")
    return f"{len(ITEMS)} occurrences"


def libical() -> str:
    program = TOOLS / "restrictions"
    if not program.exists():
        return "not installed"
    done = subprocess.run([program, ICS], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    numbers = done.stdout.split()
    same(int(numbers[2]), len(ITEMS), "events")
    return f"libical {numbers[0]}: {numbers[2]} events, restrictions hold, no error property"


def khal() -> str:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "cal").mkdir()
        config = home / "config"
        config.write_text(
            f"[calendars]\n[[one]]\npath = {home}/cal\n[sqlite]\npath = {home}/khal.db\n[locale]\n"
            "local_timezone = UTC\ndefault_timezone = UTC\ndateformat = %d.%m.\nlongdateformat = %Y-%m-%d\n"
            "timeformat = %H:%M\ndatetimeformat = %d.%m. %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )
        base = [TOOLS / "v/bin/khal", "-c", config]
        subprocess.run([*base, "import", "--batch", "-a", "one", ICS], check=True, capture_output=True, timeout=900)
        same(len(list((home / "cal").glob("*.ics"))), len(ITEMS), "imported")
        timed = {ref: at for ref, at in starts().items() if isinstance(at, datetime)}
        right = {ref: f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for ref, at in timed.items()}
        some = dict(sorted(right.items(), key=lambda pair: pair[1])[:: max(1, len(right) // 5)])
        for ref, at in some.items():
            words = ["list", "--format", "{uid} {start-long-full}", at[:10], "1d"]
            listed = subprocess.run([*base, *words], capture_output=True, text=True, timeout=300)
            assert listed.returncode == 0, listed.stderr
            assert re.search(rf"action-{ref}@\S+ {at}", listed.stdout), f"{ref} {at}: {listed.stdout[:150]}"
    return f"{len(ITEMS)} imported and kept; {len(some)} listed at their time"


def vdirsyncer() -> str:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        config = home / "config"
        config.write_text(
            f'[general]\nstatus_path = "{home}/status/"\n[pair p]\na = "here"\nb = "there"\ncollections = null\n'
            f'[storage here]\ntype = "filesystem"\npath = "{home}/cal/"\nfileext = ".ics"\n'
            f'[storage there]\ntype = "http"\nurl = "{ABOUT["start"]}.ics"\n'
        )
        (home / "cal").mkdir()
        base = [TOOLS / "v/bin/vdirsyncer", "-c", config]
        subprocess.run([*base, "discover", "p"], check=True, capture_output=True, input=b"y\n", timeout=300)
        for _time in range(2):
            done = subprocess.run([*base, "sync", "p"], capture_output=True, text=True, timeout=900)
            assert done.returncode == 0, done.stderr[-250:]
        same(len(list((home / "cal").glob("*.ics"))), len(ITEMS), "synchronised")
        assert "error" not in done.stderr.lower(), done.stderr[-250:]
    return f"{len(ITEMS)} synchronised over HTTP, twice"


# Atom


def feedparser_reads() -> str:
    import feedparser

    read = feedparser.parse((DOCUMENTS / "list.atom").read_bytes())
    assert not read.bozo, read.bozo_exception
    same(len(read.entries), len(ITEMS), "entries")
    for entry, item in zip(read.entries, ITEMS, strict=True):
        same((entry.id, entry.link), (item["id"], item["url"]), "id and link")
        same(" ".join(entry.title.split()), " ".join(item["title"].split()), "title")
        same(entry.updated, item["date_modified"], "updated")
    assert read.feed.id and read.feed.updated and read.feed.title
    live = feedparser.parse(f"{ABOUT['start']}.atom")
    again = feedparser.parse(f"{ABOUT['start']}.atom", etag=live.get("etag"), modified=live.get("modified"))
    same(again.status, 304, "asked again")
    return f"{len(read.entries)} entries, 304 when asked again"


def newsboat() -> str:
    if not which("newsboat"):
        return "not installed"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "urls").write_text(f"{ABOUT['start']}.atom\n")
        base = ["newsboat", "-u", f"{folder}/urls", "-c", f"{folder}/cache", "-C", f"{folder}/config"]
        (Path(folder) / "config").write_text("")
        done = subprocess.run([*base, "-x", "reload", "print-unread"], capture_output=True, text=True, timeout=300)
        found = re.search(r"(\d+) unread", done.stdout)
        assert found, done.stdout + done.stderr
        same(int(found[1]), len(ITEMS), "unread")
    return f"{len(ITEMS)} unread"


def sfeed() -> str:
    if not which("sfeed"):
        return "not installed"
    with (DOCUMENTS / "list.atom").open("rb") as file:
        done = subprocess.run(["sfeed"], stdin=file, capture_output=True, text=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    same(len(lines), len(ITEMS), "lines")
    for line, item in zip(lines, ITEMS, strict=True):
        same((line[2], line[5]), (item["url"], item["id"]), "link and id")
    return f"{len(lines)} lines"


# GeoJSON, CSV


def gdal() -> str:
    if not which("ogrinfo"):
        return "not installed"
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-so", str(DOCUMENTS / "list.geojson")], capture_output=True, text=True
    )
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    found = re.search(r"Feature Count: (\d+)", done.stdout)
    assert found, done.stdout[:200]
    same(int(found[1]), len(ITEMS), "features")
    geometry = re.search(r"Geometry: (.+)", done.stdout)
    return f"{found[1]} features, geometry {geometry[1] if geometry else '?'}"


def table() -> str:
    raw = (DOCUMENTS / "list.csv").read_text("utf-8")
    rows = list(csv.DictReader(raw.splitlines(keepends=True), strict=True))
    same([row["url"] for row in rows], [item["id"] for item in ITEMS], "addresses")
    assert all(None not in row and None not in row.values() for row in rows)
    return f"{len(rows)} rows, every one as wide as its head"


# Pages


def pages() -> list[tuple[str, bytes]]:
    return [(name, (DOCUMENTS / f"{name}.html").read_bytes()) for name in ABOUT["pages"]]


def by_ref() -> dict[str, dict[str, Any]]:
    return {item["_event"]["ref"]: item for item in ITEMS}


def extruct_reads() -> str:
    import extruct

    of, found = by_ref(), 0
    for name, page in pages():
        if name == "list":
            continue
        (event,) = extruct.extract(page.decode(), base_url=ABOUT["pages"][name], syntaxes=["json-ld"])["json-ld"]
        told = of[name]["_event"]
        assert {"@type", "name", "startDate", "location"} <= set(event), set(event)
        if told["start"]:
            same(moment(event["startDate"]), moment(told["start"]), "startDate")
        same(event["eventStatus"].endswith("EventCancelled") if isinstance(event["eventStatus"], str) else False,
             told["state"] == "cancelled", "eventStatus")  # fmt: skip
        found += 1
    return f"{found} events with name, startDate and location"


def mf2() -> str:
    import mf2py

    of, found = by_ref(), 0
    for name, page in pages():
        read = mf2py.parse(doc=page.decode(), url=ABOUT["pages"][name])
        events = [each for each in _every(read["items"]) if "h-event" in each["type"]]
        assert events, f"no h-event on {name}"
        for event in events:
            of_event = event["properties"]
            (url,) = of_event["url"][:1]
            ref = url.rstrip("/").rpartition("/")[2]
            item = of.get(ref)
            if item is None:
                continue
            told = item["_event"]
            same(" ".join(of_event["name"][0].split()), " ".join(told["title"].split()), "p-name")
            if told["start"]:
                start = moment(of_event["start"][0])
                right = moment(told["start"])
                same(start, right, "dt-start")
                assert not isinstance(start, datetime) or start.tzinfo, "dt-start without offset"
            else:
                assert "start" not in of_event, "dt-start of what has no date"
            place = of_event["location"][0]
            assert place["type"] == ["h-card"] and place["properties"]["name"][0], place
            found += 1
    assert found
    return f"{found} h-events: name, start with offset, url, h-card"


def _every(items: list[Any]) -> list[Any]:
    return [each for item in items for each in [item, *_every(item.get("children", []))]]


READERS: tuple[tuple[str, str, str, Callable[[], str]], ...] = (
    ("the specification", "", "JSON Feed 1.1", json_feed),
    ("icalendar", "icalendar", "iCalendar", icalendar_reads),
    ("recurring-ical-events", "recurring-ical-events", "iCalendar", recurring),
    ("libical", "", "iCalendar", libical),
    ("khal", "khal", "iCalendar", khal),
    ("vdirsyncer", "vdirsyncer", "iCalendar", vdirsyncer),
    ("feedparser", "feedparser", "Atom", feedparser_reads),
    ("newsboat", "$newsboat -v", "Atom", newsboat),
    ("sfeed", "$dpkg -s sfeed | grep ^Version", "Atom", sfeed),
    ("GDAL", "$ogrinfo --version", "GeoJSON", gdal),
    ("csv", "", "CSV", table),
    ("extruct", "extruct", "JSON-LD", extruct_reads),
    ("mf2py", "mf2py", "h-event", mf2),
)

if __name__ == "__main__":
    main()
