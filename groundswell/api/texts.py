"""An action in words, for documents that people read elsewhere: in a calendar, a feed reader, a newsroom's table."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api.telling import Told
from groundswell.core import placing
from groundswell.core.models import Action, Postponement
from groundswell.core.models.action_states import CANCELLED, MOVED, POSTPONED


def uri_of() -> Callable[[str], str]:
    """What names an action in every document: its address in the default language, whatever language it is told in."""
    with translation.override(settings.LANGUAGE_CODE):
        return page_of()


def page_of() -> Callable[[str], str]:
    """Addresses of pages in the language that is active. Asked for once a document: `reverse` is slow for each row."""
    before, after = (settings.BASE_URL + reverse("action", args=["0"])).rsplit("0", 1)
    return lambda ref: f"{before}{ref}{after}"


def title(told: Told) -> str:
    """With the state before it where readers must not miss it: many calendars and feed readers show nothing else."""
    if told.state == CANCELLED:
        return _("CANCELLED: %(title)s") % {"title": told.action.title}
    if told.undated:
        return _("POSTPONED: %(title)s") % {"title": told.action.title}
    return told.action.title


def when(action: Action) -> str:
    """In the action's own zone."""
    text = day(action.day, get_language() or "en")
    if action.undated:
        return _("New date not known yet; it was to be on: %(day)s") % {"day": text}
    if not action.timed:
        return text
    start, end = action.local_start, action.local_end
    hours = f"{start:%H:%M}"
    if end and end.date() == action.day:
        hours = f"{start:%H:%M}–{end:%H:%M}"
    elif end:
        hours = f"{start:%H:%M} – {day(end.date(), get_language() or 'en')} {end:%H:%M}"
    return f"{text}, {hours} ({action.timezone})"


@lru_cache(maxsize=2000)
def day(day: date, language: str) -> str:
    return formats.date_format(day, _("l j F Y"))


def place(action: Action) -> str:
    if action.online:
        return _("online")
    text = placing.qualified(_place(action.place | {"address": placing.detail(action.place)}), action.place)
    return _("%(place)s. %(sentence)s") % {"place": text, "sentence": held} if (held := _held(action)) else text


def _held(action: Action) -> str:
    return placing.pending(action) if action.shown_from else ""


def joining(action: Action) -> str:
    return _("Join online: %(address)s") % {"address": action.join_address} if action.join_address else ""


def note(told: Told) -> str:
    """What became of it, with the reason; empty where it stands as it was published."""
    if told.state == CANCELLED:
        return _sentence(_("Cancelled."), told.cancellation.because if told.cancellation else "")
    if told.state == POSTPONED and told.postponement:
        return _sentence(_postponed(told, told.postponement), told.postponement.because)
    if told.state == MOVED and told.move:
        return _sentence(
            _("Moved. It was to be at: %(place)s.") % {"place": _place(told.move.before)}, told.move.because
        )
    return ""


def whole(told: Told) -> str:
    """All of it, a paragraph each."""
    lines = (note(told), when(told.action), place(told.action), joining(told.action))
    parts = ("\n".join(filter(None, lines)), told.action.description, _organised(told), _route(told))
    return "\n\n".join(filter(None, parts))


def summary(told: Told) -> str:
    return " · ".join(filter(None, (note(told), when(told.action), place(told.action))))


def route_address(told: Told, page: str, shape: str = "geojson") -> str | None:
    """Under the action's own page."""
    return f"{page}route.{shape}" if told.route else None


def _route(told: Told) -> str:
    if not told.route:
        return ""
    km = f"{told.route.length_km:.1f}"
    if told.route.start and told.route.end:
        words = {"start": told.route.start, "end": told.route.end, "km": km}
        return _("Route: from %(start)s to %(end)s, %(km)s km") % words
    return _("Route: %(km)s km") % {"km": km}


def _organised(told: Told) -> str:
    if not told.organisations:
        return ""
    return _("Organised by %(names)s") % {"names": _(", ").join(told.organisations)}


def _postponed(told: Told, postponement: Postponement) -> str:
    if told.undated:
        return _("Postponed. The new date is not known yet.")
    before = postponement.from_starts.astimezone(ZoneInfo(told.action.timezone)).date()
    return _("Postponed. It was to be on: %(day)s.") % {"day": day(before, get_language() or "en")}


def _place(place: dict[str, Any]) -> str:
    return _(", ").join(filter(None, placing.names(place, get_language() or "en")))


def _sentence(text: str, because: str) -> str:
    return f"{text} {because}".strip()
