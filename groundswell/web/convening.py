"""The organisations that convene a call, at its desk: asked, confirmed, stepped down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import permissions, sealing
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Convening, Fact, Organisation
from groundswell.lib.limits import TooOften
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.brake import brake, brake_mail
from groundswell.web.forms.convening import ConvenorForm

AGAIN, TAKE_BACK, STEP_DOWN = "again", "take_back", "step_down"


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = ConvenorForm(request.POST, person=who_works(request))
        if form.is_valid() and _asked(request, call, form):
            messages.success(request, _("The letter is on its way. Nobody else sees this before it is answered."))
            return redirect("desk-convenors", call.slug)
    else:
        form = ConvenorForm(person=who_works(request))
    return _page(request, call, form)


def _asked(request: HttpRequest, call: Call, form: ConvenorForm) -> bool:
    """True when it is asked, newly or because the same was sent a moment ago."""
    address = form.cleaned_data["contact"]
    try:
        with transaction.atomic():
            Fact.in_order()  # one at a time: a second tap, sent in the same moment, sees what the first one wrote
            if _sent_before(call, form, address):
                return True
            brake(request, "convenor", most=30, minutes=60)
            brake_mail(address)
            organisation = form.organisation or Organisation.named(**form.fields_of_organisation())
            language = get_language() or "en"
            Convening.ask(call, organisation, address=address, language=language, by=who_works(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error(
            "contact", _("We sent several letters to this address already. Look for them, or try again in an hour.")
        )
    return not form.errors


def _sent_before(call: Call, form: ConvenorForm, address: str) -> bool:
    waiting = call.convenings.unanswered().filter(contact__fingerprint=sealing.fingerprint(address))
    return waiting.filter(organisation__name=form.cleaned_data["name"]).exists()


def _page(request: HttpRequest, call: Call, form: ConvenorForm) -> HttpResponse:
    rows = list(call.convenings.select_related("organisation", "asked_by", "confirmed_by").order_by("asked_at", "id"))
    theirs = set(permissions.convenings_of(request.user, call).values_list("pk", flat=True))
    words = {
        "call": call,
        "form": form,
        "standing": [
            {"convening": row, "may_step_down": row.pk in theirs}
            for row in rows
            if row.confirmed_at and not row.ended_at
        ],
        "waiting": [row for row in rows if not row.confirmed_at and not row.ended_at],
        "past": [row for row in rows if row.confirmed_at and row.ended_at],
        "view": "convenors",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/desk/convenors.html", words, status=422 if form.errors else 200)


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call = call_to_convene(request, slug)
    convening = get_object_or_404(call.convenings.select_related("organisation", "contact"), pk=pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    to = request.POST.get("to", "")
    if to == STEP_DOWN and not permissions.may_step_down(request.user, convening):
        raise PermissionDenied
    if to == STEP_DOWN and "sure" not in request.POST:
        words = {"call": call, "convening": convening, "section": "desk"}
        return render(request, "web/desk/step_down.html", words)
    try:
        messages.success(request, _done(request, convening, to))
    except Refused as refusal:
        messages.error(request, str(refusal))
    except TooOften:
        messages.error(request, _("We sent several letters to this address already. Try again in an hour."))
    # Whoever stepped down may have no business here any more.
    return redirect("desk-convenors", call.slug) if permissions.may_convene(request.user, call) else redirect("desk")


def _done(request: HttpRequest, convening: Convening, to: str) -> str:
    if to == AGAIN:
        brake(request, f"convenor again {convening.pk}", most=3, minutes=60)
        convening.ask_again(by=who_works(request))
        return _("Another letter is on its way.")
    if to == TAKE_BACK:
        convening.take_back(by=who_works(request))
        return _("It is taken back, and the address is erased.")
    if to == STEP_DOWN:
        convening.step_down(by=who_works(request))
        return _("It has stepped down. The page of the call says until when it convened.")
    raise Refused(_("Choose what to do."))
