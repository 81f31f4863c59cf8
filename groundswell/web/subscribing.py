"""What one can subscribe to: a list of actions by its filter, or one action. The page says what it holds and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer, kinds
from groundswell.core.counting import Many
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Organisation
from groundswell.lib import tongues
from groundswell.lib.framing import iframe
from groundswell.web.filtering import called
from groundswell.web.templatetags.words import filter_word

OF_CALENDARS = "webcal"  # the scheme by which phones and computers hand an address to their calendar
HEIGHTS = {"action": 240, "call": 720, "actions": 480}  # of frames, in pixels


@dataclass(frozen=True)
class Subscription:
    title: str
    many: int | None  # how many it holds now; None: it is one action
    only: tuple[tuple[str, str], ...]  # what narrows it: the filter word as it is called, and its values
    addresses: dict[str, str]  # of each shape, whole
    embed: str
    snippet: str
    beyond: bool = False  # whether it holds more than was counted

    @property
    def webcal(self) -> str:
        return f"{OF_CALENDARS}:{self.addresses['ics'].partition(':')[2]}"

    @property
    def host(self) -> str:
        return urlsplit(settings.BASE_URL).netloc


def of_list(call: Call | None, wanted: ActionFilter, many: Many, title: str = "") -> Subscription:
    words = wanted.words(page=1)
    name, slug = ("call-actions-shape", [call.slug]) if call else ("actions-shape", [])
    embed = "?" + "&".join(filter(None, (urlencode({"call": call.slug}) if call else "", words)))
    if call and not words:
        frame, height = reverse("call-embed", args=[call.slug]), HEIGHTS["call"]
    else:
        frame, height = reverse("actions-embed") + embed.rstrip("?"), HEIGHTS["actions"]
    shown = title or (call.title if call else _("Actions on %(name)s") % {"name": settings.INSTANCE_NAME})
    return Subscription(
        title=shown,
        many=many.number,
        beyond=many.beyond,
        only=tuple(narrowed(wanted)),
        addresses=_addresses(name, slug, words),
        embed=frame,
        snippet=iframe(settings.BASE_URL + frame, shown, height=height),
    )


def of_action(action: Action) -> Subscription:
    frame = reverse("action-embed", args=[action.ref])
    return Subscription(
        title=action.title,
        many=None,
        only=(),
        addresses=_addresses("action-shape", [action.ref]),
        embed=frame,
        snippet=iframe(settings.BASE_URL + frame, action.title, height=HEIGHTS["action"]),
    )


def _addresses(name: str, of: list[str], words: str = "") -> dict[str, str]:
    query = f"?{words}" if words else ""
    shapes = ("ics", "atom", "json", "geojson", "csv")
    return {shape: settings.BASE_URL + reverse(name, args=[*of, shape]) + query for shape in shapes}


def narrowed(wanted: ActionFilter) -> Iterator[tuple[str, str]]:
    """What a filter leaves in, as people say it."""
    for word, values in _values(wanted):
        if values:
            yield filter_word(word), _(", ").join(str(value) for value in values)


def _values(wanted: ActionFilter) -> Iterator[tuple[str, list[Any]]]:
    language = get_language() or "en"
    near = [wanted.near, _("%(km)s km") % {"km": formats.number_format(wanted.radius, use_l10n=True)}]
    yield "q", [wanted.q] if wanted.q else []
    yield "near", near if wanted.near else []
    yield "country", [countries.name(code, language) for code in wanted.country]
    yield "town", [_town(key, language) for key in wanted.town]
    yield "kind", [kinds.label(kinds.ACTIONS, slug) for slug in wanted.kind]
    yield "place", [kinds.label(kinds.PLACES, slug) for slug in wanted.place]
    yield "from", [formats.date_format(wanted.since, "DATE_FORMAT")] if wanted.since else []
    yield "until", [formats.date_format(wanted.until, "DATE_FORMAT")] if wanted.until else []
    yield "language", [tongues.name(code) for code in wanted.language]
    yield "access", [kinds.label(kinds.ACCESS, slug) for slug in wanted.access]
    yield "organisation", [_organisation(wanted.organisation)] if wanted.organisation else []
    yield "call", [called(wanted.call)] if wanted.call_in_words else []
    yield "state", [kinds.label(kinds.STATES, slug) for slug in wanted.state]
    yield "bbox", [",".join(f"{number:g}" for number in wanted.bbox)] if wanted.bbox else []


def _town(key: int, language: str) -> str:
    town = gazetteer.town(key)
    return gazetteer.name_for(town, language) if town else str(key)


def _organisation(named: str) -> str:
    meant = Organisation.objects.public().filter(slug=named).first()
    return meant.name if meant else named
