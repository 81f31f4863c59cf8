"""What comes after sending: how the letter stands, and another address for it, in the browser that sent the form."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import unproven
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Code
from groundswell.lib import limits
from groundswell.lib.limits import TooOften
from groundswell.outside.models import Letter
from groundswell.web.brake import brake, brake_mail, later, too_many_letters, try_again
from groundswell.web.forms.addressing import AddressForm
from groundswell.web.forms.codes import CodeForm
from groundswell.web.unkept import unkept

REGISTERED = "registered"
LETTER = "action_proof"


def remember(request: HttpRequest, action: Action) -> None:
    """This browser may say that the address was wrong, until it is closed. The session is sealed."""
    request.session[REGISTERED] = action.pk
    request.session.set_expiry(0)


def registered(request: HttpRequest) -> Action | None:
    """What this browser registered, as long as its address has not answered."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    key = request.session.get(REGISTERED)
    waiting = Action.objects.filter(state="proposed", proven_at=None).select_related("call", "contact")
    return waiting.filter(pk=key).first() if key else None


def change(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    action = registered(request)
    if not action:
        messages.info(request, _("The address is proven, or this browser was closed since. Register again if need be."))
        return redirect("proof")
    form = AddressForm(request.POST)
    again = "again" in request.POST
    try:
        if (again or form.is_valid()) and _asked(request, action, form, again=again):
            return redirect(reverse("proof") + "?sent=action")
    except TooOften as often:
        form.add_error(None, try_again(often))
        return later(_page(request, action, form, 429), often)
    return _page(request, action, form, 422)


def _asked(request: HttpRequest, action: Action, form: AddressForm, *, again: bool) -> bool:
    brake(request, "address", most=10, minutes=60)
    try:
        if again:
            _brake_again(action)
            unproven.ask_again(action)
        else:
            brake_mail(form.cleaned_data["contact"])
            unproven.ask_elsewhere(action, form.cleaned_data["contact"], language=get_language() or "en")
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    except TooOften:
        form.add_error("contact", too_many_letters())
        return False
    messages.success(request, _("Another letter is on its way."))
    return True


def _brake_again(action: Action) -> None:
    if settings.RATE_LIMITS:
        limits.count("letter again", str(action.pk), most=2, seconds=3600)


def words_of(action: Action | None, form: AddressForm | None = None) -> dict[str, Any]:
    """What the page says of what happens next."""
    letter = Letter.objects.filter(action=action, kind=LETTER).order_by("-id").first() if action else None
    return {
        "registered": action,
        "letter": letter,
        "address_form": form or (AddressForm() if action else None),
        "mail_from": settings.MAIL_FROM,
        "hours": settings.PROOF_HOURS,
    }


def _page(request: HttpRequest, action: Action, form: AddressForm, status: int) -> HttpResponse:
    words = {"form": CodeForm(purposes=(Code.PROOF,)), "sent": "action", **words_of(action, form)}
    return unkept(request, "web/proof/show.html", words, status)
