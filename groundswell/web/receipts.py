"""What a browser keeps so that it counts once and can take it back. We keep its hash."""

import secrets
from functools import lru_cache
from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import translate_url

KEPT = 400 * 86400


def brought(request: HttpRequest, name: str) -> str:
    """The receipt that the browser has for this page, or a new one."""
    receipt = request.COOKIES.get(name, "")
    return receipt if 20 <= len(receipt) <= 60 else secrets.token_urlsafe(24)


def hand_over(response: HttpResponse, name: str, page: str, receipt: str) -> None:
    """One for each language's address of this page: the browser sends it nowhere else. Empty, it is taken away."""
    for path in _in_every_language(page):
        _set(response, name, path, receipt)


@lru_cache(maxsize=1024)  # on the day they are of few pages, and each is resolved and put together anew
def _in_every_language(page: str) -> list[str]:
    return [translate_url(page, code) for code, _name in settings.LANGUAGES]


def _set(response: HttpResponse, name: str, path: str, receipt: str) -> None:
    morsel: Morsel[str] = Morsel()
    morsel.set(name, receipt, receipt)
    given: dict[str, Any] = {"path": path, "max-age": str(KEPT if receipt else 0), "httponly": True, "samesite": "Lax"}
    morsel.update(given | {"secure": settings.SESSION_COOKIE_SECURE})
    # Django keeps cookies by name; the same name on three paths needs three keys.
    response.cookies[f"{name} {path}"] = morsel
