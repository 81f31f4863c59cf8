"""What every page knows."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi

from groundswell.lib.text import is_whole


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "languages": languages(request),
        "canonical": canonical(request),
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "instance_name": settings.INSTANCE_NAME,
        "base_url": settings.BASE_URL,
        "data_licence": settings.DATA_LICENCE,
        "signed_in": signed_in(request),
        "demo": settings.DEMO,
    }


def signed_in(request: HttpRequest) -> bool:
    """Asked of the cookie first, so that a page for somebody without one opens no session."""
    user = getattr(request, "user", None)
    return settings.SESSION_COOKIE_NAME in request.COOKIES and user is not None and user.is_authenticated


def canonical(request: HttpRequest) -> str:
    """The one address of this page for search engines: without the words that narrow a list, but with its page."""
    try:
        number = request.GET.get("page", "")
    except TooManyFieldsSent:  # the page that refuses them has an address too
        number = ""
    query = f"?page={number}" if is_whole(number, 6) and number != "1" else ""
    return settings.BASE_URL + quote(request.path) + query


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in every language."""
    here, mark, query = request.get_full_path().partition("?")
    reading = get_language()
    return [
        {
            "code": code,
            "name": name,
            "url": _in_language(here, code, reading) + mark + query,
            "current": code == reading,
            "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr",
        }
        for code, name in settings.LANGUAGES
    ]


@lru_cache(maxsize=4096)
def _in_language(path: str, code: str, _reading: str | None) -> str:
    """Which page an address means depends on the language in which it is read; looking it up is slow."""
    return translate_url(path, code)
