"""What was merged: where its address leads, and the receipts that browsers bring along from it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from groundswell.core.models import Action, Attendance, Merge
from groundswell.web import receipts

MINUTES = 10  # a merge can be undone, and browsers would keep the redirect for ever
PREFIX = "coming-"


def led_on(request: HttpRequest, ref: str, cookie: str) -> HttpResponse | None:
    """To the one that stays, with the receipt of this browser, so that "I am coming" is neither lost nor said twice."""
    kept = Merge.leading_from(ref)
    if not kept:
        return None
    response = HttpResponsePermanentRedirect(kept.get_absolute_url())
    response["Cache-Control"] = f"max-age={60 * MINUTES}"
    if receipt := request.COOKIES.get(cookie, ""):
        receipts.hand_over(response, PREFIX + ref.lower(), kept.get_absolute_url(), receipt)
        response["Cache-Control"] = "private, no-store"
    return response


def said(request: HttpRequest, action: Action) -> int:
    """How many they are, as they said of a double."""
    return max((Attendance.number_of(double, receipt) for double, receipt in _brought(request, action)), default=0)


def take_back(request: HttpRequest, action: Action) -> None:
    for double, receipt in _brought(request, action):
        Attendance.take_back(double, receipt)


def _brought(request: HttpRequest, action: Action) -> list[tuple[Action, str]]:
    """Of doubles that lead here in the end."""
    given = {name[len(PREFIX) :]: value for name, value in request.COOKIES.items() if name.startswith(PREFIX)}
    if not given:
        return []
    doubles = Action.objects.filter(ref__in=given)
    return [(double, given[double.ref]) for double in doubles if Merge.led_to(double).pk == action.pk]
