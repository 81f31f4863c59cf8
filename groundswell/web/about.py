from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundswell import __version__
from groundswell.core.chores import RECEIPTS_KEPT


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    words = {
        "operator": settings.OPERATOR,
        "operator_contact": settings.OPERATOR_CONTACT,
        "version": __version__,
    }
    return render(request, "web/about/about.html", words)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    words = {
        "contact_days": settings.CONTACT_DAYS,
        "proof_hours": settings.PROOF_HOURS,
        "receipt_hours": int(RECEIPTS_KEPT.total_seconds() // 3600),
    }
    return render(request, "web/about/privacy.html", words)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 and "ok" while it can serve: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse("ok", content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
