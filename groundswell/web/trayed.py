"""A thing in the tray, in the words of whoever decides about it: worked out once for each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import access, answers, countries, kinds
from groundswell.core.comparing import Likeness
from groundswell.core.models import Action, Assent, Endorsement, Look, Report, Signature, Taking
from groundswell.core.tray import Row
from groundswell.lib.differences import SAME, compare
from groundswell.web.holding import Held, held
from groundswell.web.reported import ReportShown
from groundswell.web.routes import route_said
from groundswell.web.showing import Shown
from groundswell.web.templatetags.words import language_name, since
from groundswell.web.verdicts import ASK, TRUST

SHORT = 320
ALIKE_SHOWN = 5
LINE = 80  # what is longer is compared word by word
# What a host may change, in the order in which it is told; what follows from another word (town, point) is left out.
CHANGES = {
    "state": _l("State"),
    "title": _l("Title"),
    "kind": _l("Kind"),
    "starts": _l("Starts"),
    "ends": _l("Ends"),
    "online": _l("Online"),
    "country": _l("Country"),
    "locality": _l("Town"),
    "address": _l("Where to meet"),
    "meeting_point": _l("Meeting point"),
    "announced": _l("Place announced"),
    "also_online": _l("Also online"),
    "join_address": _l("Address to join online"),
    "shown_from": _l("Exact place shown from"),
    "held_place": _l("Exact place, held back"),
    "organisations": _l("Hosts"),
    "description": _l("Description"),
    "website": _l("Web page"),
    "lesson": _l("Lesson"),
    "languages": _l("Languages"),
    "access": _l("Access"),
    "access_more": _l("More about access"),
    "route": _l("Route"),
    "capacity": _l("Number of places"),
    "coming_rounded": _l("How many are coming is rounded"),
}
LEFT_OUT = (
    "because", "undated", "town", "lat", "lon", "region", "geo_precision", "timezone", "cohost", "second", "together",
)  # fmt: skip


@dataclass
class Trayed:
    row: Row

    @property
    def noun(self) -> str:
        return self.row.noun

    @property
    def pick(self) -> str:
        return self.row.pick

    @property
    def subject(self) -> Any:
        return self.row.subject

    @property
    def title(self) -> str:
        subject = self.row.subject
        if isinstance(subject, Report):
            return subject.action.title
        if isinstance(subject, Signature):
            return subject.title
        if isinstance(subject, Endorsement | Assent | Taking):
            return subject.organisation.name if subject.organisation else ""
        return subject.title

    @property
    def action(self) -> Shown:
        return Shown(self.subject.action if isinstance(self.subject, Report) else self.subject)

    @property
    def statement_title(self) -> str:
        return str(self.subject.statement.text_in(get_language() or "en").title)

    @property
    def waited(self) -> str:
        """How long it has waited."""
        subject = self.row.subject
        beginning = subject.made_at if isinstance(subject, Report) else subject.proven_at
        return since(beginning) if beginning else ""

    @property
    def hosts(self) -> str:
        return _(", ").join(self.subject.organisation_names())

    @property
    def text(self) -> str:
        return str(self.subject.notes if self.noun == "report" else self.subject.description)

    @property
    def excerpt(self) -> str:
        """The beginning, where it is long."""
        return "" if len(self.text) <= SHORT else str(Truncator(self.text).chars(SHORT))

    @property
    def access_said(self) -> str:
        """What was typed about access besides ticks: it is public text like the rest."""
        return access.in_words(self.subject.access_more)

    @property
    def accepted_rules_at(self) -> datetime | None:
        """Every host accepts the ground rules in order to register; what was brought in from elsewhere had no host."""
        return None if hasattr(self.subject, "imported") else self.subject.made_at

    @property
    def alike(self) -> list[Any]:
        some = self.row.alike[:ALIKE_SHOWN]
        return [Shown(other) for other in some] if self.noun == "action" else some

    @property
    def holds(self) -> list[Held]:
        return held(self.row.holds)

    @property
    def held_words(self) -> list[str]:
        return [hold.words for hold in self.row.holds]

    @property
    def likenesses(self) -> list[Likeness]:
        return self.row.likenesses[:ALIKE_SHOWN]

    @property
    def more_alike(self) -> int:
        return max(0, len(self.row.alike) - ALIKE_SHOWN) + self.row.more_alike

    @property
    def many_alike(self) -> int:
        return len(self.row.alike) + self.row.more_alike

    @cached_property
    def report(self) -> ReportShown:
        return ReportShown(self.subject)

    @property
    def language(self) -> str:
        """In which whoever proposed it reads our letters."""
        return answers.language_of(self.subject)

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return self.row.pick.replace(":", "-")

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the tray offers for actions alone."""
        return () if self.noun == "action" else (TRUST, ASK)

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        return changes_told(self.row.look) if self.row.look else []

    @property
    def because(self) -> str:
        return self.row.look.said if self.row.look else ""

    @property
    def changed_before(self) -> str:
        """How long ago it was changed."""
        return since(self.row.look.changed_at) if self.row.look else ""

    @property
    def asked_again(self) -> bool:
        """Its host was asked, and has changed it since."""
        return bool(self.row.question and self.row.question.answered_at)


def trayed(rows: Iterable[Row]) -> list[Trayed]:
    return [Trayed(row) for row in rows]


def changes_told(look: Look) -> list[dict[str, Any]]:
    """What a host changed, and where on the map it is now."""
    pairs = look.pairs()
    return [*sides_told(pairs, look.action), *_of_the_point(look.before, pairs)]


def sides_told(pairs: dict[str, list[Any]], action: Action) -> list[dict[str, Any]]:
    """Before and after, side by side, in words; of long texts the lines that differ, word by word."""
    zone = ZoneInfo(action.timezone)
    known = [name for name in CHANGES if name in pairs]
    other = sorted(name for name in pairs if name not in CHANGES and name not in LEFT_OUT)
    return [
        _beside(str(CHANGES.get(name, name)), *(_said(name, value, zone) for value in pairs[name]))
        for name in (*known, *other)
    ]


def _beside(label: str, old: str, new: str) -> dict[str, Any]:
    long = old and new and max(len(old), len(new)) > LINE
    lines = [line for line in compare(old, new) if line.kind != SAME] if long else []
    return {"label": label, "old": old, "new": new, "lines": lines}


def _of_the_point(before: dict[str, Any], pairs: dict[str, Any]) -> list[dict[str, Any]]:
    """The point on the map, where it was moved; where the town changed, it follows from that."""
    if "town" in pairs or not {"lat", "lon"} & set(pairs):
        return []
    sides = [(pairs.get("lat", [None, None])[side], pairs.get("lon", [None, None])[side]) for side in (0, 1)]
    words = ["" if lat is None and lon is None else f"{_number(lat)}, {_number(lon)}" for lat, lon in sides]
    return [_beside(_("Point on the map"), *words)]


def _number(degrees: float | None) -> str:
    return "…" if degrees is None else f"{degrees:.5f}"


def _said(name: str, value: Any, zone: ZoneInfo) -> str:
    if name == "starts" and value is None:
        return _("not known yet")
    if isinstance(value, dict):
        return access.in_words(value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "route":
        return route_said(*value)
    if name in ("starts", "ends", "shown_from"):
        return formats.date_format(datetime.fromisoformat(value).astimezone(zone), _("D j F Y, H:i"))
    if isinstance(value, list):
        return _(", ").join(_WORDS.get(name, str)(each) for each in value)
    return str(_WORDS.get(name, str)(value))


_WORDS: dict[str, Any] = {
    "state": lambda slug: kinds.label(kinds.STATES, slug),
    "kind": lambda slug: kinds.label(kinds.ACTIONS, slug),
    "access": lambda slug: kinds.label(kinds.ACCESS, slug),
    "languages": language_name,
    "held_place": lambda word: _("changed"),
    "country": lambda code: countries.name(code, get_language() or "en"),
}
