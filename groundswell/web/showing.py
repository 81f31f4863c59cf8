"""An action in the reader's words: what a card, a page and a share need, worked out once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from groundswell.core import kinds, placing
from groundswell.core.models import Action
from groundswell.core.models.action_states import CANCELLED, MOVED, POSTPONED, PROPOSED, PUBLISHED
from groundswell.web import upsets

if TYPE_CHECKING:
    from groundswell.web.near import Centre, Far

# What stands beside a row, so that showing it asks for nothing more; and the states of which that tells.
BESIDE = ("moves", "postponements", "cancellation")
UPSET = (CANCELLED, MOVED, POSTPONED)
FACTS_ON_A_CARD = 3
OTHER = "other"


@dataclass
class Shown:
    action: Action
    centre: Centre | None = None  # from which distances are told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.action, name)

    @cached_property
    def shown_state(self) -> str:
        return self.action.shown_state

    @cached_property
    def start(self) -> datetime:
        return self.action.local_start

    @cached_property
    def iso(self) -> str:
        if self.action.undated:
            return ""
        return self.start.isoformat(timespec="minutes") if self.action.timed else self.action.day.isoformat()

    @property
    def iso_end(self) -> str:
        """Empty where nobody said one."""
        end = self.action.local_end
        if self.action.undated or not end:
            return ""
        return end.isoformat(timespec="minutes") if self.action.timed else self.action.last_day.isoformat()

    @property
    def weekday(self) -> str:
        return "" if self.action.undated else _day_text(self.start.date(), "D", get_language() or "en")

    @property
    def month(self) -> str:
        if self.action.undated:
            return pgettext("in place of a month on a card", "no date yet")
        # A format of Django's, as each language writes it: "Mar", "mar".
        month = pgettext("month on a card", "M")
        form = f"{month} Y" if self.action.day.year != datetime.now().year else month
        return _day_text(self.start.date(), form, get_language() or "en")

    @property
    def day(self) -> str:
        return "?" if self.action.undated else _day_text(self.start.date(), "j", get_language() or "en")

    @property
    def date_text(self) -> str:
        if self.action.undated:
            return upsets.undated_text(self.action)
        return formats.date_format(self.start, _("l j F Y"))

    @cached_property
    def time_text(self) -> str:
        """In the action's own zone."""
        if not self.action.timed or self.action.undated:
            return ""
        end = self.action.local_end
        if not end:
            return f"{self.start:%H:%M}"
        text = _("%(start)s to %(end)s") % {"start": f"{self.start:%H:%M}", "end": f"{end:%H:%M}"}
        return text if end.date() == self.start.date() else f"{text} ({formats.date_format(end, 'D j M')})"

    @property
    def zone_text(self) -> str:
        offset = self.start.strftime("%z")
        return f"{self.action.timezone.replace('_', ' ')}, UTC{offset[:3].replace('-', '−')}:{offset[3:]}"

    @cached_property
    def place_text(self) -> str:
        text = placing.qualified(place_text(self.action.place), self.action.place)
        note = placing.pending_in_short(self.action)
        return _("%(place)s (%(note)s)") % {"place": text, "note": note} if note else text

    @property
    def town_text(self) -> str:
        return place_text(self.action.place | {"address": ""})

    @property
    def place_pending(self) -> str:
        return placing.pending(self.action)

    @cached_property
    def held(self) -> dict[str, str]:
        """The true place where it is held back, for its host and its moderators; empty where it is not."""
        return held_text(self.action) if self.action.shown_from else {}

    @property
    def precision_text(self) -> str:
        """How exact what is said is, for a reader who plans the way."""
        if self.action.online or self.action.lat is None:
            return ""
        return kinds.label(kinds.PRECISION, self.action.geo_precision)

    @property
    def point_text(self) -> str:
        return f"{self.action.lat:.5f}, {self.action.lon:.5f}"

    @property
    def geo(self) -> str:
        """The point for whatever map the reader has (RFC 5870)."""
        return f"geo:{self.action.lat:.6f},{self.action.lon:.6f}"

    @property
    def changeable(self) -> bool:
        return self.shown_state in (PROPOSED, PUBLISHED, POSTPONED, MOVED)

    @property
    def hidden_from_public(self) -> bool:
        return not (self.action.visible and self.action.call.public)

    @cached_property
    def kind_text(self) -> str:
        """Nothing for what is of no kind that has a name: "other" tells nobody anything."""
        return "" if self.action.kind == OTHER else kinds.label(kinds.ACTIONS, self.action.kind)

    @cached_property
    def access_texts(self) -> list[str]:
        texts = [kinds.label(kinds.ACCESS, word) for word in self.action.access]
        more = len(texts) - FACTS_ON_A_CARD
        return texts if more < 2 else [*texts[:FACTS_ON_A_CARD], _("%(number)s more") % {"number": more}]

    @property
    def distance_text(self) -> str:
        km = getattr(self.action, "distance", None)
        return "" if km is None else distance_text(km)

    @cached_property
    def far(self) -> Far | None:
        """How far from there, and in which direction."""
        km, lat, lon = getattr(self.action, "distance", None), self.action.lat, self.action.lon
        if km is None or lat is None or lon is None or not self.centre:
            return None
        return self.centre.far(km, lat, lon, self.action.place)

    @cached_property
    def state_note(self) -> str:
        """Why, or from what to what."""
        if self.shown_state == CANCELLED:
            cancellation = getattr(self.action, "cancellation", None)
            return cancellation.because if cancellation else ""
        if self.shown_state == MOVED and (moves := list(self.action.moves.all())):
            return _moved_text(moves[-1].before, moves[-1].after)
        if self.shown_state == POSTPONED and self.action.undated:
            return upsets.undated_text(self.action)
        if self.shown_state == POSTPONED and (later := list(self.action.postponements.all())):
            before = later[-1].from_starts.astimezone(ZoneInfo(self.action.timezone))
            return _("from %(before)s to %(day)s") % {
                "before": formats.date_format(before, _("j F")),
                "day": formats.date_format(self.start, _("j F")),
            }
        return ""


@lru_cache(maxsize=2048)
def _day_text(day: date, form: str, language: str) -> str:
    """In the reader's language, which is named for the memory alone. Many actions are on one day."""
    return formats.date_format(day, form)


def shown(actions: Iterable[Action], centre: Centre | None = None) -> list[Shown]:
    """With what stands beside them, which few have."""
    actions = list(actions)
    prefetch_related_objects([action for action in actions if action.state in UPSET], *BESIDE)
    return [Shown(action, centre) for action in actions]


def place_text(place: dict[str, Any], *, short: bool = False) -> str:
    if place["online"]:
        return _("online")
    parts = placing.names(place, get_language() or "en")[: 2 if short else 3]
    right_to_left = get_language_bidi()
    return _(", ").join(_apart(part, right_to_left) for part in parts if part) or _("place not given")


def held_text(action: Action) -> dict[str, str]:
    true = action.true_place
    exact = true["geo_precision"] == "point" and true["lat"] is not None
    return {
        "place": place_text(true),
        "meeting_point": true["meeting_point"],
        "point": f"{true['lat']:.5f}, {true['lon']:.5f}" if exact else "",
        "from": placing.moment(action.shown_from, action.timezone) if action.shown_from else "",
    }


def _moved_text(before: dict[str, Any], after: dict[str, Any]) -> str:
    """From where to where; a town that stays the same is not said twice."""
    same = ("online", "country", "town", "locality")
    if place_text(before) == place_text(after):
        return ""  # how it was moved is held back with where it is
    if before["address"] and after["address"] and all(before[word] == after[word] for word in same):
        before, after = ({**place, "town": None, "locality": ""} for place in (before, after))
    return _("now: %(place)s; before: %(before)s") % {
        "place": place_text(after, short=True),
        "before": place_text(before, short=True),
    }


@lru_cache(maxsize=2048)
def _apart(name: str, right_to_left: bool) -> str:
    """A name that runs against the page, or any on a page from right to left, would turn its neighbours around."""
    against = right_to_left or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"\u2068{name}\u2069" if against else name


def distance_text(km: float) -> str:
    if km < 1:
        return _("less than 1 km")
    return km_text(round(km, 1) if km < 10 else round(km))


def km_text(number: float) -> str:
    return _("%(km)s km") % {"km": formats.number_format(number, use_l10n=True, force_grouping=True)}
