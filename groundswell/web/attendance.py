from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Attendance, Standby
from groundswell.core.models.attendance import Full
from groundswell.core.models.call import PUBLIC
from groundswell.core.wording import worded
from groundswell.lib.limits import TooOften
from groundswell.web import merged, receipts
from groundswell.web.access import action_seen
from groundswell.web.brake import brake, brake_mail, later, too_many_letters
from groundswell.web.forms.attendance import AttendanceForm, StandbyForm
from groundswell.web.showing import Shown

COOKIE = "coming"


def change(request: HttpRequest, ref: str) -> HttpResponse:
    """ "I am coming", or no longer. The browser keeps a receipt for this action alone; we keep its hash."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    # Of the whole action only what counting needs: on the day this is the busiest address of all.
    action = get_object_or_404(
        Action.objects.visible().only("ref", "state", "undated"), ref=ref.lower(), call__stage__in=PUBLIC
    )
    if request.POST.get("undo"):
        Attendance.take_back(action, request.COOKIES.get(COOKIE, ""))
        merged.take_back(request, action)
        return _back(action, "")
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        return _again(request, action, form, 422)
    receipt = receipts.brought(request, COOKIE)
    merged.take_back(request, action)  # whoever said it of a double too says it once
    try:
        Attendance.say(action, receipt, int(form.cleaned_data["number"]))
    except Full as full:
        form.add_error("number", str(full))
        return _again(request, action, form, 409)
    return _back(action, receipt)


def _again(request: HttpRequest, action: Action, form: AttendanceForm, status: int) -> HttpResponse:
    words = {"action": Shown(Action.objects.select_related("call").get(pk=action.pk)), "form": form}
    return render(request, "web/attendance/again.html", words, status=status)


def _back(action: Action, receipt: str) -> HttpResponse:
    page = action.get_absolute_url()
    response = redirect(f"{page}#coming")
    receipts.hand_over(response, COOKIE, page, receipt)
    return response


def wait(request: HttpRequest, ref: str) -> HttpResponse:
    """The waiting list: here alone "I am coming" takes an address."""
    action = action_seen(request, ref)
    if request.method == "POST":
        form = StandbyForm(request.POST)
        try:
            if form.is_valid() and _asked(request, action, form):
                return redirect(reverse("proof") + "?sent=standby")
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_page(request, action, form, 429), often)
    elif not action.full or not action.standing or action.started:
        return redirect(f"{action.get_absolute_url()}#coming")
    else:
        form = StandbyForm(initial={"number": request.GET.get("number", "1")[:2]})
    return _page(request, action, form, 422 if form.errors else 200)


def _asked(request: HttpRequest, action: Action, form: StandbyForm) -> bool:
    brake(request, "wait", most=20, minutes=60)
    contact = form.cleaned_data["contact"]
    try:
        brake_mail(contact)
        Standby.ask(action, number=int(form.cleaned_data["number"]), address=contact, language=get_language() or "en")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error("contact", too_many_letters())
    return not form.errors


def _page(request: HttpRequest, action: Action, form: StandbyForm, status: int) -> HttpResponse:
    words: dict[str, Any] = {"action": Shown(action), "call": worded(action.call), "form": form, "section": "actions"}
    return render(request, "web/attendance/wait.html", words, status=status)
