"""Pages that any site may frame: each carries no cookie, no form and no script, so there is nothing to be tricked into.

They are rendered without the request, so the answer is the same for everybody.
"""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from groundswell.lib import changes

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def framed(template: str, words: dict[str, Any], *, public: bool) -> HttpResponse:
    about = {
        "base": settings.BASE_URL,
        "instance_name": settings.INSTANCE_NAME,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    response = HttpResponse(render_to_string(template, about | words))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = changes.FOR_OTHER_CACHES if public else "no-store"
    return response
