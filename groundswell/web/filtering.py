"""The words of a filter on pages that show actions otherwise than as a list: read, kept in links, and taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import countries, gazetteer, kinds
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Call
from groundswell.core.wording import worded
from groundswell.web import places
from groundswell.web.town_field import WORD, TownField


def read(given: QueryDict, call: Call | None, *, besides: Sequence[str] = ()) -> ActionFilter:
    """The filter of an address, which may have words of its page `besides`."""
    named = TownField.read(given)
    words = {word: values for word, values in named.words(given).items() if word not in besides}
    wanted = ActionFilter.read(words, call=call)
    if named.error:
        wanted.errors[WORD] = named.error
    return wanted


def hidden(wanted: ActionFilter, **fields: Any) -> list[tuple[str, str]]:
    """What a form must send along that has only these `fields`, given empty, so that it takes nothing away."""
    return parse_qsl(wanted.words(page=1, **fields))


def address(name: str, call: Call | None, query: str) -> str:
    """Of a page that is there for a call (`call-…`) and for everything."""
    path = reverse(f"call-{name}", args=[call.slug]) if call else reverse(name)
    return path + (f"?{query}" if query else "")


def chips(wanted: ActionFilter, link: Callable[..., str]) -> list[dict[str, str]]:
    """What narrows the list, each as a link to the same without it. `link` takes the changed words."""
    near = [_near_chip(wanted)] if wanted.near and wanted.point else []
    others = [(label, {word: value}) for label, word, value in _chips(wanted)]
    return [{"label": label, "url": link(**changed)} for label, changed in (*near, *others)]


def _near_chip(wanted: ActionFilter) -> tuple[str, dict[str, Any]]:
    """With it goes what has no meaning without it."""
    town = gazetteer.meant(wanted.near)
    name = gazetteer.name_for(town, get_language() or "en") if town else wanted.near
    told = {"km": formats.number_format(wanted.radius), "town": f"\u2068{name}\u2069"}
    sort = "" if wanted.sort == "distance" else wanted.sort
    return _("within %(km)s km of %(town)s") % told, {"near": "", "point": None, "radius": 50, "sort": sort}


def _chips(wanted: ActionFilter) -> Iterator[tuple[str, str, Any]]:
    language = get_language() or "en"
    if wanted.q:
        yield _("“%(words)s”") % {"words": wanted.q}, "q", ""
    if wanted.since:
        yield _("from %(day)s") % {"day": formats.date_format(wanted.since)}, "since", None
    if wanted.until:
        yield _("until %(day)s") % {"day": formats.date_format(wanted.until)}, "until", None
    if wanted.organisation:
        yield wanted.organisation, "organisation", ""
    if wanted.call_in_words:
        yield called(wanted.call), "call", ""
    if wanted.bbox:
        yield _("in a part of the map"), "bbox", None
    names: dict[str, Callable[[Any], str]] = {
        "country": lambda code: countries.name(code, language),
        "town": lambda number: places.label(town) if (town := gazetteer.town(number)) else str(number),
        "kind": lambda word: kinds.label(kinds.ACTIONS, word),
        "place": lambda word: kinds.label(kinds.PLACES, word),
        "access": lambda word: kinds.label(kinds.ACCESS, word),
        "state": lambda word: kinds.label(kinds.STATES, word),
        "language": lambda code: str(code),
    }
    for word, label in names.items():
        values = getattr(wanted, word)
        for value in values[:MOST]:
            yield label(value), word, tuple(each for each in values if each != value)


def called(slug: str) -> str:
    """The title of a public call that an address names; of any other, what was typed."""
    call = Call.objects.public().filter(slug=slug).first()
    return str(worded(call).title) if call else slug


MOST = 12  # of one word; an address may have thousands
