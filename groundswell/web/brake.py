"""How often one address may send a form."""

from ipaddress import ip_address
from typing import TypeVar

from django.conf import settings
from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.lib import limits
from groundswell.lib.limits import TooOften

AnyForm = TypeVar("AnyForm", bound=Form)


def brake(request: HttpRequest, what: str, *, most: int, minutes: int) -> None:
    """Raises TooOften. The address goes into memory as a keyed hash and nowhere else (lib.limits)."""
    if settings.RATE_LIMITS:
        limits.count(what, sender(request), most=most, seconds=minutes * 60)


def sender(request: HttpRequest) -> str:
    """The address that a request came from, for limits in memory alone.

    Behind a proxy of our own that is the last one it wrote down; else all visitors together would be one sender.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and _is_near(address) else address


def _is_near(address: str) -> bool:
    """On this machine or in its own network."""
    try:
        return ip_address(address).is_private
    except ValueError:  # none, as from a socket file
        return not address


def unread(form: AnyForm, often: TooOften) -> AnyForm:
    """The form with what was typed, not looked at: whether a code is right is not told beyond the limit."""
    form._errors, form.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]
    form.add_error(None, try_again(often))
    return form


def try_again(often: TooOften) -> str:
    minutes = max(1, round(often.seconds / 60))
    text = ngettext(
        "That was too often. Try again in %(minutes)s minute.",
        "That was too often. Try again in %(minutes)s minutes.",
        minutes,
    )
    return text % {"minutes": minutes}


def later(response: HttpResponse, often: TooOften) -> HttpResponse:
    """The page with all that was typed, and when it may be sent again."""
    response.headers["Retry-After"] = str(often.seconds)
    return response


def too_many_letters() -> str:
    return _("We sent several letters to this address already. Look for them, or try again in an hour.")


def brake_mail(address: str) -> None:
    """Nobody's mailbox is filled by what a stranger types: three letters an hour, six a day."""
    if settings.RATE_LIMITS:
        limits.count("mail by hour", address.lower(), most=3, seconds=3600)
        limits.count("mail by day", address.lower(), most=6, seconds=86400)
