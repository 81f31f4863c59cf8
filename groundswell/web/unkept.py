"""Pages that show a code, or what a code opened: no cache may keep them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unkept(request: HttpRequest, template: str, words: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, words, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
