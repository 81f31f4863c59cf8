"""Stewards say whether their organisation hosts what names it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import confirming
from groundswell.core.errors import Refused
from groundswell.core.models import Confirmation, Organisation
from groundswell.web.access import organisation_to_steward, who_works
from groundswell.web.showing import Shown

CONFIRM, DECLINE = "confirm", "decline"


def answered(confirmation: Confirmation, to: str, *, by: str) -> None:
    if to == CONFIRM:
        confirmation.confirm(by=by)
    elif to == DECLINE:
        confirmation.decline(by=by)
    else:
        raise Refused(_("Choose what to do."))


@login_required
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_to_steward(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    to, _gap, ref = request.POST.get("to", "").partition(" ")
    named = confirming.may_answer(organisation, ref)
    if not named or to not in (CONFIRM, DECLINE):
        messages.error(request, _("Choose what to do."))
    else:
        by = who_works(request)
        Confirmation.answer(named.action, organisation, named.name, by=by, hosts=to == CONFIRM)
        messages.success(request, _("Saved. It is public at once."))
    return redirect(reverse("desk-organisation", args=[organisation.slug]) + "#hosted")


def words_of(organisation: Organisation) -> list[dict[str, object]]:
    return [
        {"action": Shown(each.action), "name": each.name, "state": each.state, "it": each.confirmation}
        for each in confirming.named_in(organisation)
    ]
