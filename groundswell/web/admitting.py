"""How many may come, by the host's code; and leaving the waiting list, by the code of who stands on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.web.forms.attendance import AdmissionForm
from groundswell.web.host import standby_held
from groundswell.web.hosted import action_hosted
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept


def admit(request: HttpRequest) -> HttpResponse:
    action = action_hosted(request)
    if not action:
        return redirect("host")
    if request.method == "POST":
        form = AdmissionForm(request.POST)
        if form.is_valid():
            try:
                action.admit(by="host", capacity=form.cleaned_data["capacity"], rounded=form.cleaned_data["rounded"])
                messages.success(request, _("Saved."))
                return redirect("host")
            except Refused as refusal:
                form.add_error(None, str(refusal))
    else:
        form = AdmissionForm.of(action)
    words = {"action": Shown(action), "waiting": action.waiting_list, "form": form}
    return unkept(request, "web/host/attendance.html", words, status=422 if form.errors else 200)


def leave(request: HttpRequest) -> HttpResponse:
    standby = standby_held(request)
    if standby and request.method == "POST":
        standby.leave()
        messages.success(request, _("Done. Your address is erased."))
        return redirect(standby.action.get_absolute_url())
    return redirect("host")
