"""What is on in a town as lines of plain text: to be printed, read aloud, or sent as short messages."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import gazetteer, kinds, places, placing
from groundswell.core.filter import ActionFilter
from groundswell.core.gazetteer import Town
from groundswell.core.models import Call
from groundswell.core.models.action_states import CANCELLED, MOVED, POSTPONED, VISIBLE
from groundswell.lib import sms
from groundswell.lib.clock import now
from groundswell.lib.text import clean
from groundswell.web.by_place import town_found
from groundswell.web.place_lines import crumbs, name_of
from groundswell.web.showing import BESIDE, Shown

MOST = 40  # lines; who wants more takes the list
LONGEST = 160  # characters of a line: a short message
SHORTEST = 12  # what must be left of a title that is cut
WORDS = ("call", "kind", "from")
CUT = "..."  # not the one letter for it: that makes a short message of half the length
ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))  # many phones show them as boxes


@dataclass(frozen=True)
class Text:
    head: str  # of which town, and when it was written
    lines: list[str]
    rest: str  # how many more there are
    address: str

    @property
    def whole(self) -> str:
        return "\n".join(filter(None, (self.head, *self.lines, self.rest, self.address)))


@require_safe
def show(request: HttpRequest, country: str, town: str) -> HttpResponse:
    found = town_found(request, country, town, "town-text")
    if isinstance(found, HttpResponse):
        return found
    wanted = _wanted(request, found)
    text = _text(found, wanted)
    words = {
        "town": gazetteer.name_for(found, get_language() or "en"),
        "crumbs": crumbs(
            (name_of(found.country), reverse("country", args=[country])),
            (gazetteer.name_for(found, get_language() or "en"), places.address(found)),
            (_("As text"), ""),
        ),
        "text": text,
        "lines": [(line, sms.length(line)) for line in text.lines],
        "length": sms.length(text.whole),
        "filter": wanted,
        "kinds": kinds.choices(kinds.ACTIONS),
        "calls": Call.objects.open().order_by("title").values_list("slug", "title"),
        "plain": reverse("town-text-plain", args=[country, town]) + _query(wanted.words(town=())),
        "section": "actions",
    }
    return render(request, "web/places/text.html", words)


@require_safe
def plain(request: HttpRequest, country: str, town: str) -> HttpResponse:
    found = town_found(request, country, town, "town-text-plain")
    if isinstance(found, HttpResponse):
        return found
    wanted = _wanted(request, found)
    if wanted.errors:
        told = "\n".join(f"{word}: {error}" for word, error in wanted.errors.items())
        return HttpResponse(told + "\n", status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(_text(found, wanted).whole + "\n", content_type="text/plain; charset=utf-8")


def _query(words: str) -> str:
    return f"?{words}" if words else ""


def _wanted(request: HttpRequest, town: Town) -> ActionFilter:
    given = {word: request.GET.getlist(word) for word in request.GET if word in WORDS}
    return ActionFilter.read(given | {"town": [str(town.id)]})


def _text(town: Town, wanted: ActionFilter) -> Text:
    """From the day asked for, or what is not over; what is cancelled says so on its day, and is not left out."""
    rows = wanted.rows().filter(state__in=VISIBLE)
    if not wanted.since:
        rows = rows.filter(over__gte=now())
    found = list(rows.prefetch_related(*BESIDE)[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    name = gazetteer.name_for(town, get_language() or "en")
    at = now().astimezone(ZoneInfo(town.timezone))
    written = {"town": name, "day": formats.date_format(at, "j M Y"), "time": f"{at:%H:%M}"}
    head = _("What is on in %(town)s. Written on %(day)s at %(time)s.") % written
    lines = [line(Shown(action)) for action in found[:MOST]] or [_("Nothing here yet.")]
    rest = _("And %(number)s more:") % {"number": more} if more else ""
    return Text(_bare(head), lines, rest, settings.BASE_URL + places.address(town))


def line(action: Shown) -> str:
    """When, what, where, and whether it stands: "Sat 6 Mar 15:00 Walk the river, Praça da Ribeira. CANCELLED."."""
    when, where, state = _when(action), _where(action), _state(action)
    title = clean(action.title).replace("\n", " ").rstrip(".")
    text = _told(when, title, where, state)
    if len(text) > LONGEST:
        title = _cut(title, len(title) - (len(text) - LONGEST))
        text = _told(when, title, where, state)
    if len(text) > LONGEST and where:
        text = _told(when, title, _cut(where, len(where) - (len(text) - LONGEST)), state)
    return text


def _told(when: str, title: str, where: str, state: str) -> str:
    what = _(", ").join(filter(None, (title, where)))
    return _bare(" ".join(filter(None, (when, f"{what}." if what[-1:] not in ".?!" else what, state))))


def _when(action: Shown) -> str:
    if action.undated:
        return ""
    day = formats.date_format(action.start, "D j M" if action.start.year == now().year else "D j M Y")
    return f"{day} {action.start:%H:%M}" if action.timed else day


def _where(action: Shown) -> str:
    """In its town: what the town's own page need not say again is left out."""
    if action.online:
        return _("online")
    told = " ".join((placing.detail(action.place) or "").split())
    if not action.announced:
        return _("place to be announced")
    if action.shown_from and action.shown_state in placing.PENDING:
        at = action.shown_from.astimezone(ZoneInfo(action.timezone))
        moment = {"day": formats.date_format(at, "j M"), "time": f"{at:%H:%M}"}
        return _("place is told on %(day)s at %(time)s") % moment
    return told


def _state(action: Shown) -> str:
    words = {CANCELLED: _("CANCELLED."), POSTPONED: _("POSTPONED."), MOVED: _("MOVED to this place.")}
    if action.shown_state == POSTPONED and action.undated:
        return _("POSTPONED, no new date yet.")
    return words.get(action.shown_state, "")


def _cut(text: str, most: int) -> str:
    """At a word, if that leaves enough of it."""
    most = max(most, SHORTEST)
    if len(text) <= most:
        return text
    short = text[: most - len(CUT)]
    words = short.rpartition(" ")[0]
    return (words if len(words) >= SHORTEST else short).rstrip(" ,;:") + CUT


def _bare(text: str) -> str:
    return text.translate(ISOLATES)
