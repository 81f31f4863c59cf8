"""Messages to the hosts of an action, and their answers: passed on, so that neither sees the other's address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Code, Exchange, WritingOff
from groundswell.core.models.exchange import HOST, PUBLIC, takes_messages
from groundswell.core.wording import worded
from groundswell.lib import limits
from groundswell.lib.limits import TooOften
from groundswell.web.access import action_seen, who_works
from groundswell.web.brake import brake, later, try_again, unread
from groundswell.web.forms.hosts import AnswerForm, WriteForm
from groundswell.web.hosted import action_hosted
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept


def write(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_seen(request, ref)
    if not takes_messages(action):
        raise Http404
    words: dict[str, object] = {"action": Shown(action), "call": worded(action.call), "section": "actions"}
    if request.method == "POST":
        form = WriteForm(request.POST)
        try:
            if form.is_valid():
                _brake(request, action.ref)
                data = form.cleaned_data
                Exchange.begin(action, text=data["text"], address=data["contact"], language=get_language() or "en")
                return _page(request, "write", words | {"sent": True, "answered": bool(data["contact"])})
        except TooOften as often:
            form.add_error(None, try_again(often))
            return later(_page(request, "write", words | {"form": form}, 429), often)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    else:
        form = WriteForm()
    return _page(request, "write", words | {"form": form}, 422 if form.errors else 200)


def _brake(request: HttpRequest, ref: str) -> None:
    """Per sender, and for whoever has many senders: per action."""
    brake(request, "write", most=5, minutes=60)
    if settings.RATE_LIMITS:
        limits.count("write to", ref, most=30, seconds=3600)


def answer(request: HttpRequest) -> HttpResponse:
    """The code says which exchange it is, and who writes. It is not used up: they may write again."""
    if request.method == "POST":
        form = AnswerForm(request.POST, purposes=(Code.ANSWER, Code.ASKER))
        try:
            brake(request, "code", most=30, minutes=10)
            if form.is_valid() and form.found and form.found.exchange:
                brake(request, "write", most=20, minutes=60)
                by = HOST if form.found.purpose == Code.ANSWER else PUBLIC
                form.found.exchange.write(form.cleaned_data["text"], by=by)
                return _page(request, "answer", {"sent": True})
        except TooOften as often:
            return later(_page(request, "answer", {"form": unread(form, often)}, 429), often)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    else:
        form = AnswerForm(purposes=(Code.ANSWER, Code.ASKER))
    return _page(request, "answer", {"form": form}, 422 if form.errors else 200)


def switch(request: HttpRequest) -> HttpResponse:
    """By a host."""
    action = action_hosted(request)
    if request.method == "POST" and action:
        try:
            WritingOff.switch(action, on=request.POST.get("to") == "on", by="host")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("host")


@login_required
def switch_at_desk(request: HttpRequest, ref: str) -> HttpResponse:
    action = action_seen(request, ref)
    if not permissions.may_decide(request.user, action):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    WritingOff.switch(action, on=request.POST.get("to") == "on", by=who_works(request))
    messages.success(request, _("Saved."))
    return redirect(action.get_absolute_url())


def _page(request: HttpRequest, name: str, words: dict[str, object], status: int = 200) -> HttpResponse:
    return unkept(request, f"web/writing/{name}.html", words, status)
