"""How somebody becomes a steward of an organisation: asking for the link at its page, and giving back its code."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Invitation, Organisation, Steward
from groundswell.lib.limits import TooOften
from groundswell.web.access import organisation_seen
from groundswell.web.brake import brake, brake_mail, later
from groundswell.web.forms.stewards import AcceptForm, AskLinkForm
from groundswell.web.unkept import unkept


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_seen(request, slug)
    if request.method == "POST":
        form = AskLinkForm(request.POST)
        try:
            if form.is_valid() and _asked(request, organisation, form):
                return redirect(reverse("steward-accept") + "?sent=yes")
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_ask_page(request, organisation, form, 429), often)
    else:
        form = AskLinkForm()
    return _ask_page(request, organisation, form, 422 if form.errors else 200)


def _asked(request: HttpRequest, organisation: Organisation, form: AskLinkForm) -> bool:
    """True also where it is another address: who types one learns nothing about it."""
    address = form.cleaned_data["contact"]
    brake(request, "steward", most=10, minutes=10)
    brake_mail(address)
    try:
        Invitation.ask(organisation, address=address, language=get_language() or "en")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _ask_page(request: HttpRequest, organisation: Organisation, form: AskLinkForm, status: int) -> HttpResponse:
    taken = organisation.stewards.standing().exists()
    words = {"organisation": organisation, "form": form, "taken": taken, "section": "calls"}
    return render(request, "web/organisations/steward.html", words, status=status)


def accept(request: HttpRequest) -> HttpResponse:
    """Opening the page uses nothing up: mail scanners open links too."""
    if request.method == "POST":
        brake(request, "code", most=30, minutes=10)
        form = AcceptForm(request.POST)
        if form.is_valid() and (steward := _accepted(form)):
            login(request, steward.person, backend=settings.AUTHENTICATION_BACKENDS[0])
            name = steward.organisation.name
            messages.success(request, _("You are a steward of “%(name)s” now.") % {"name": name})
            return redirect("desk-organisation", steward.organisation.slug)
    else:
        form = AcceptForm()
    words = {"form": form, "sent": request.GET.get("sent", "")}
    return unkept(request, "web/people/steward.html", words, 422 if form.errors else 200)


def _accepted(form: AcceptForm) -> Steward | None:
    try:
        return Invitation.accept_by(form.found, address=form.cleaned_data["email"], name=form.cleaned_data["name"])
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return None
