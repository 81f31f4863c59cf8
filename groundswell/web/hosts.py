"""A host's own affairs, without an account: a lost code, other hosts, handing over, being forgotten."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import hosts
from groundswell.core.errors import Refused
from groundswell.core.models import Action, CoHost, HandOver, LostCode, WritingOff
from groundswell.core.models.co_host import MOST
from groundswell.lib import limits
from groundswell.lib.limits import TooOften
from groundswell.web import second
from groundswell.web.brake import brake, brake_mail, later, too_many_letters, try_again
from groundswell.web.forms.hosts import EraseForm, LostCodeForm, OtherHostForm
from groundswell.web.hosted import CODE, action_hosted
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept


def of_hosts(action: Action) -> dict[str, Any]:
    """What the host's page says besides the action itself."""
    first = action.held_by is None
    off = WritingOff.objects.filter(action=action).first()
    return {
        "first": first,
        "pending": second.waiting(action),
        "handing_over": action.hand_overs.waiting().last() if first else None,
        "co_hosts": action.co_hosts.standing(),
        "reachable": hosts.has_live_address(action) if first else True,
        "writing_off": off,
        "writing_is_ours": not off or off.by == "host",
    }


def lost_code(request: HttpRequest) -> HttpResponse:
    """A new code by mail. The answer is the same, and takes as long, whether the address hosts anything or not."""
    if request.method == "POST":
        form = LostCodeForm(request.POST)
        if form.is_valid():
            try:
                _brake_lost_code(request, form.cleaned_data["contact"])
            except TooOften as often:
                form.add_error(None, try_again(often))
                return later(_page(request, "lost_code", {"form": form}, 429), often)
            LostCode.say(address=form.cleaned_data["contact"], ref=form.cleaned_data["action"])
            return _page(request, "lost_code", {"sent": True})
    else:
        form = LostCodeForm()
    return _page(request, "lost_code", {"form": form}, 422 if form.errors else 200)


def _brake_lost_code(request: HttpRequest, address: str) -> None:
    """Counted apart from other letters: else the limit would tell whether this address got some lately."""
    brake(request, "lost code", most=10, minutes=60)
    if settings.RATE_LIMITS:
        limits.count("lost code to", address.lower(), most=3, seconds=3600)


def hand_over(request: HttpRequest) -> HttpResponse:
    action = _of_first(request)
    if not action:
        return redirect("host")
    if "undo" in request.POST:
        for waiting in action.hand_overs.waiting():
            waiting.call_back()
        messages.success(request, _("Called back. You are the host as before."))
        return redirect("host")
    form = _address_form(request, action, HandOver.ask)
    if isinstance(form, HttpResponse):
        messages.success(request, _("The letter is on its way. Nothing changes until they confirm."))
        return form
    return _address_page(request, "hand_over", action, form)


def co_hosts(request: HttpRequest) -> HttpResponse:
    action = _of_first(request)
    if not action:
        return redirect("host")
    form = _address_form(request, action, CoHost.invite)
    if isinstance(form, HttpResponse):
        messages.success(request, _("The letter is on its way. Nothing changes until they confirm."))
        return redirect("host-co-hosts")
    words = {"standing": action.co_hosts.standing(), "asked": action.co_hosts.asked(), "most": MOST}
    return _address_page(request, "co_hosts", action, form, **words)


def _address_form(request: HttpRequest, action: Action, verb: Any) -> OtherHostForm | HttpResponse:
    """The form with its errors, or an answer where the verb was done."""
    if request.method != "POST":
        return OtherHostForm()
    form = OtherHostForm(request.POST)
    if form.is_valid():
        address = form.cleaned_data["contact"]
        try:
            brake(request, "hosts ask", most=20, minutes=60)
            brake_mail(address)
            verb(action, address=address, language=get_language() or "en")
            return redirect("host")
        except Refused as refusal:
            form.add_error("contact", str(refusal))
        except TooOften:
            form.add_error("contact", too_many_letters())
    return form


def _address_page(request: HttpRequest, name: str, action: Action, form: OtherHostForm, **more: Any) -> HttpResponse:
    words = {"action": Shown(action), "form": form} | more
    return _page(request, name, words, 422 if form.errors else 200)


def end_co_host(request: HttpRequest, pk: int) -> HttpResponse:
    action = _of_first(request)
    if not action:
        return redirect("host")
    other = action.co_hosts.filter(pk=pk).first()
    if request.method == "POST" and other:
        other.end(by="host")
        messages.success(request, _("Their code works no more. The others’ codes stay."))
    return redirect("host-co-hosts")


def leave(request: HttpRequest) -> HttpResponse:
    """A co-host goes: the code ends and the address is erased at once."""
    action = action_hosted(request)
    if request.method == "POST" and action and action.held_by:
        action.held_by.end(by="co-host")
        request.session.pop(CODE, None)
        messages.success(request, _("You have left. Your address is erased, and your code works no more."))
    return redirect("host")


def erase(request: HttpRequest) -> HttpResponse:
    action = _of_first(request)
    if not action:
        return redirect("host")
    if request.method == "POST":
        form = EraseForm(request.POST, action=action)
        if form.is_valid() and _erased(form, action):
            if not form.cleaned_data["keep_code"]:
                request.session.pop(CODE, None)
            return _page(request, "erased", {"action": Shown(action), "kept": form.cleaned_data["keep_code"]})
    else:
        form = EraseForm(action=action)
    words = {"action": Shown(action), "form": form, "others": action.co_hosts.standing().exists()}
    return _page(request, "erase", words, 422 if form.errors else 200)


def _erased(form: EraseForm, action: Action) -> bool:
    data = form.cleaned_data
    try:
        hosts.erase_address(action, keep_code=data["keep_code"], withdraw=data.get("withdraw", False))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _of_first(request: HttpRequest) -> Action | None:
    """What only whoever registered the action, or took it over, may do."""
    action = action_hosted(request)
    return action if action and not action.held_by else None


def _page(request: HttpRequest, name: str, words: dict[str, Any], status: int = 200) -> HttpResponse:
    return unkept(request, f"web/host/{name}.html", words, status)
