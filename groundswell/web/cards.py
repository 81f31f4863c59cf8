"""Share cards: what other sites show beside a link."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from groundswell.core.models import Action, Call, Statement
from groundswell.core.models.action_states import CANCELLED, MOVED, POSTPONED
from groundswell.core.wording import worded
from groundswell.lib import cards, fonts
from groundswell.web.access import action_seen, call_seen, statement_seen
from groundswell.web.days import days_text
from groundswell.web.showing import Shown

PLAIN = "web/share.png"
STAMPS = {CANCELLED: _l("Cancelled"), POSTPONED: _l("Postponed"), MOVED: _l("Moved")}


@require_safe
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    found = statement_seen(request, slug)
    text = found.text_in(request.GET.get("text", ""))
    below = _("Withdrawn") if found.state == "withdrawn" else ", ".join(found.issued_by)
    picture = cards.drawn(text.title, settings.INSTANCE_NAME, below[:200], text.language in settings.LANGUAGES_BIDI)
    return _answer(request, picture, found.public and found.call.public, 3600)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Title and days. No numbers: what is kept elsewhere under this address does not grow."""
    found = call_seen(request, slug)
    read = worded(found)
    right_to_left = read.title.dir == "rtl"
    picture = cards.drawn(read.title, settings.INSTANCE_NAME, capfirst(days_text(found)), right_to_left)
    return _answer(request, picture, found.public, 3600)


@require_safe
def action(request: HttpRequest, ref: str) -> HttpResponse:
    """Title, when, where; and its state over it where it does not simply stand. Kept for minutes alone."""
    found = Shown(action_seen(request, ref))
    when = " ".join(filter(None, (capfirst(found.date_text), found.time_text)))
    picture = cards.drawn(
        found.title,
        settings.INSTANCE_NAME,
        bare(f"{when}\n{found.place_text}")[:300],
        get_language_bidi(),
        stamp_of(found),
        found.shown_state == CANCELLED,
    )
    return _answer(request, picture, not found.hidden_from_public, 300)


def _answer(request: HttpRequest, picture: bytes | None, public: bool, seconds: int) -> HttpResponse:
    if not picture:
        return redirect(static(PLAIN))
    response = HttpResponse(picture, content_type="image/png")
    response.headers["ETag"] = f'"{sha256(picture).hexdigest()[:20]}"'
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if public else "no-store"
    return get_conditional_response(request, response["ETag"], None, response) or response


def stamp_of(action: Shown) -> str:
    """The state as a word, where readers must not miss it."""
    return str(STAMPS.get(action.shown_state, ""))


def bare(text: str) -> str:
    """Without the marks of direction, which are for pages: a picture would draw them as boxes."""
    return "".join(letter for letter in text if letter not in "\u2066\u2067\u2068\u2069\u200e\u200f")


def address_of_action(action: Action) -> str:
    """With what is on it in its address, so that what was kept elsewhere is asked for anew once it changed."""
    if not fonts.available():
        return address_of_plain_card()
    return f"{settings.BASE_URL}{reverse('action-card', args=[action.ref])}?revision={action.revision}"


def address_of_call(call: Call) -> str:
    if not fonts.available():
        return address_of_plain_card()
    return settings.BASE_URL + reverse("call-card", args=[call.slug])


def address_of_plain_card() -> str:
    return settings.BASE_URL + static(PLAIN)


def address_of(statement: Statement, language: str) -> str:
    """With a title on it where this server can draw one, and otherwise the same for all."""
    if not fonts.available():
        return address_of_plain_card()
    return f"{settings.BASE_URL}{reverse('statement-card', args=[statement.slug])}?text={language}"
