"""Pages as PDF: made one at a time, so that a crowd that asks for them keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from groundswell.lib import paper
from groundswell.web.middleware import trouble

LATER = 10  # seconds


def handed_out(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The file under its name, or when to ask again."""
    try:
        response = HttpResponse(make(), content_type="application/pdf")
    except paper.Busy:
        busy = trouble(request, 503, _("Others are having files made here."), _("Try again in a moment."))
        busy.headers["Retry-After"] = str(LATER)
        return busy
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
