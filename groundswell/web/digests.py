"""The weekly letter to convenors: on or off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groundswell.core.models import Call, DigestOff, Person
from groundswell.web.access import call_to_convene, who_works


@login_required
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        on = request.POST.get("letter") == "on"
        DigestOff.switch(who_works(request), call, on=on)
        messages.success(request, _("You will get the weekly letter.") if on else _("You will get no weekly letter."))
        return redirect("desk-digest", call.slug)
    words = {
        "call": call,
        "on": wants(who_works(request), call),
        "view": "organisations",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/desk/digest.html", words)


def wants(person: Person, call: Call) -> bool:
    return not DigestOff.objects.filter(person=person, call=call).exists()
