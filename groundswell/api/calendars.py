"""iCalendar (RFC 5545, RFC 7986).

Times are written in UTC: of the ways to write a zone, it is the one that every calendar we tried reads right, and the
local time stands in the description. No METHOD (it would need an ORGANIZER) and no UID of the calendar (one popular
synchroniser then takes all events for one). Lines are made here and not by a library's objects, which take thirty
times as long; the tests read them with that library.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groundswell import __version__
from groundswell.api import texts
from groundswell.api.about import About
from groundswell.api.telling import Told, told
from groundswell.core import kinds
from groundswell.core.models import Action
from groundswell.core.models.action_states import CANCELLED
from groundswell.lib.text import CONTROLS

OCTETS = 75  # the longest line, without its end
REFRESH = "PT1H"
COLOUR = "navy"  # RFC 7986 takes names of CSS colours only


def lines(about: About, actions: QuerySet[Action]) -> Iterator[str]:
    yield "".join(folded(line) for line in _head(about))
    page, host = texts.page_of(), urlsplit(settings.BASE_URL).hostname or "localhost"
    for each in told(actions):
        yield "".join(folded(line) for line in _event(each, page(each.action.ref), host))
    yield "END:VCALENDAR\r\n"


def _head(about: About) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//Groundswell//{__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    for name in ("NAME", "X-WR-CALNAME"):
        yield f"{name}:{escaped(about.title)}"
    # A property without a value is an error to libical, on which many calendars stand.
    for name in ("DESCRIPTION", "X-WR-CALDESC") if about.summary else ():
        yield f"{name}:{escaped(about.summary)}"
    yield f"URL;VALUE=URI:{about.page}"
    yield f"SOURCE;VALUE=URI:{about.address}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"
    yield f"X-PUBLISHED-TTL:{REFRESH}"
    yield f"COLOR:{COLOUR}"
    if about.changed:
        yield f"LAST-MODIFIED:{utc(about.changed)}"


def _event(told: Told, page: str, host: str) -> Iterator[str]:
    action = told.action
    yield "BEGIN:VEVENT"
    yield f"UID:action-{action.ref}@{host}"
    yield f"DTSTAMP:{utc(action.changed_at)}"
    yield f"CREATED:{utc(action.published_at or action.made_at)}"
    yield f"LAST-MODIFIED:{utc(action.changed_at)}"
    yield f"SEQUENCE:{action.revision - 1}"
    yield from _times(action)
    yield f"SUMMARY:{escaped(texts.title(told))}"
    yield f"DESCRIPTION:{escaped(_description(told, page))}"
    yield from _where(action)
    yield f"URL;VALUE=URI:{page}"
    yield f"STATUS:{_status(told)}"
    yield f"CATEGORIES:{escaped(kinds.label(kinds.ACTIONS, action.kind))}"
    yield "CLASS:PUBLIC"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _times(action: Action) -> Iterator[str]:
    """No end where nobody said one. The end of whole days is the day after the last."""
    if action.timed:
        yield f"DTSTART:{utc(action.starts)}"
        if action.ends and action.ends > action.starts:
            yield f"DTEND:{utc(action.ends)}"
        return
    yield f"DTSTART;VALUE=DATE:{action.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{action.last_day + timedelta(days=1):%Y%m%d}"


def _where(action: Action) -> Iterator[str]:
    if place := texts.place(action):
        yield f"LOCATION:{escaped(place)}"
    # The middle of a town would send people to the wrong square: a calendar cannot say how exact a point is.
    if action.lat is not None and action.lon is not None and action.geo_precision == "point":
        yield f"GEO:{action.lat:.6f};{action.lon:.6f}"
    if action.join_address:
        yield f"CONFERENCE;VALUE=URI:{CONTROLS.sub('', action.join_address)}"


def _description(told: Told, page: str) -> str:
    website, route = told.action.website, texts.route_address(told, page, "gpx")
    parts = (texts.whole(told), route, website and _("Website: %(address)s") % {"address": website}, page)
    return "\n\n".join(filter(None, parts))


def _status(told: Told) -> str:
    if told.state == CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if told.undated else "CONFIRMED"


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    # Python's readers take Unicode's own line ends for those between properties.
    plain = CONTROLS.sub("", text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """With its end, and cut so that no line has more than 75 octets and no character is cut."""
    if len(line) <= OCTETS and line.isascii():
        return f"{line}\r\n"
    octets, cuts, start, room = line.encode(), [], 0, OCTETS
    while start < len(octets):
        end = start + room
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        cuts.append(octets[start:end].decode())
        start, room = end, OCTETS - 1  # the space before what goes on is an octet too
    return "\r\n ".join(cuts) + "\r\n"
