"""oEmbed 1.0 (oembed.com): the address of a page of ours in, a frame with its embedded form out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from groundswell.api import answers, kept, shapes
from groundswell.api.problems import Problem
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call
from groundswell.core.wording import worded
from groundswell.lib.framing import iframe
from groundswell.lib.text import is_whole

WIDEST = 600  # pixels, where nobody says
CACHE_AGE = 300  # seconds; afterwards a site should ask again
MOST = 10_000


@dataclass(frozen=True)
class Frame:
    title: str
    path: str  # with its words
    height: int  # pixels
    call: Call | None


@shapes.public
def show(request: HttpRequest) -> HttpResponseBase:
    """Words that are not known are left alone: consumers bring their own."""
    if (format := request.GET.get("format", "json")) != "json":
        raise Problem(501, _("Only JSON is given, not %(format)s.") % {"format": format[:20]})
    errors, most = _most(request.GET)
    if not (address := request.GET.get("url", "").replace("\x00", "").strip()):
        errors["url"] = _("The address of a page is needed.")
    if errors:
        raise shapes.unreadable(errors)
    match, query, language = _meant(address)
    with override(language):
        frame = _frame(match, query)
        told = _told(frame, most)
        version = kept.Version.current(frame.call)
        key = kept.Key.of(version, "oembed", frame.path, json.dumps(told)) if version else None

    def lines() -> Iterator[str]:
        yield json.dumps(told, ensure_ascii=False, indent=1) + "\n"

    changed = version.changed if version else None
    return answers.answer(request, lines, type="application/json", key=key, changed=changed)


def _most(given: QueryDict) -> tuple[dict[str, str], dict[str, int]]:
    """The widest and highest that fits, in pixels."""
    errors, most = {}, {}
    for word in ("maxwidth", "maxheight"):
        if text := given.get(word, "").strip():
            if is_whole(text, 8) and int(text):
                most[word] = min(int(text), MOST)
            else:
                errors[word] = _("A whole number of pixels.")
    return errors, most


def _meant(address: str) -> tuple[ResolverMatch, str, str]:
    """The page at an address of ours, its words, and the language that is in it."""
    try:
        parts = urlsplit(address)
        ours = parts.scheme in ("http", "https") and parts.netloc.lower() == urlsplit(settings.BASE_URL).netloc.lower()
        language = get_language_from_path(parts.path) or settings.LANGUAGE_CODE
        with override(language):
            if ours:
                return resolve(parts.path), parts.query, language
    except (ValueError, Resolver404):
        pass
    raise _nothing()


def _frame(match: ResolverMatch, query: str) -> Frame:
    """Raises a problem where there is nothing public, or nothing that could be framed."""
    kind, named = KINDS.get(match.url_name or ""), match.kwargs
    if not kind:
        raise _nothing()
    if kind == "action":
        return _of_action(named["ref"])
    call = Call.objects.public().filter(slug=named["slug"]).first() if "slug" in named else None
    if "slug" in named and not call:
        raise _nothing()
    if kind == "actions":
        return _of_list(call, query)
    assert call
    heights = {"call-embed": 720, "call-organisations-embed": 480}
    return Frame(worded(call).title, reverse(kind, args=[call.slug]), heights[kind], call)


def _of_action(ref: str) -> Frame:
    found = shapes.public_actions().select_related("call").filter(ref=ref.lower()).first()
    if not found:
        raise _nothing()
    return Frame(_title(found), reverse("action-embed", args=[found.ref]), 240, found.call)


def _title(action: Action) -> str:
    return _("CANCELLED: %(title)s") % {"title": action.title} if action.state == "cancelled" else action.title


def _of_list(call: Call | None, query: str) -> Frame:
    try:
        words = parse_qs(query, max_num_fields=100)
    except ValueError:
        raise _nothing() from None
    named = next(iter(words.get("call", [])), "")
    found = call or (Call.objects.public().filter(slug=named.replace("\x00", "")[:80]).first() if named else None)
    wanted = ActionFilter.read(words, call=found)
    if wanted.errors or (named and not found):
        raise _nothing()
    asked = "&".join(filter(None, (urlencode({"call": found.slug}) if found else "", wanted.words(page=1))))
    title = worded(found).title if found else _("Actions on %(name)s") % {"name": settings.INSTANCE_NAME}
    return Frame(title, reverse("actions-embed") + (f"?{asked}" if asked else ""), 480, found)


def _told(frame: Frame, most: dict[str, int]) -> dict[str, Any]:
    width = min(WIDEST, most.get("maxwidth", WIDEST))
    height = min(frame.height, most.get("maxheight", frame.height))
    return {
        "version": "1.0",
        "type": "rich",
        "title": frame.title,
        "provider_name": settings.INSTANCE_NAME,
        "provider_url": settings.BASE_URL + "/",
        "cache_age": CACHE_AGE,
        "html": iframe(settings.BASE_URL + frame.path, frame.title, width=str(width), height=height),
        "width": width,
        "height": height,
    }


def _nothing() -> Problem:
    return Problem(404, _("There is nothing to embed at this address."))


# The pages of ours, and what stands for them in a frame.
KINDS = {
    "action": "action",
    "action-embed": "action",
    "call": "call-embed",
    "call-embed": "call-embed",
    "call-map": "call-embed",
    "call-actions": "actions",
    "actions": "actions",
    "actions-embed": "actions",
    "call-organisations": "call-organisations-embed",
    "call-organisations-embed": "call-organisations-embed",
}
