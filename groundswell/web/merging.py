"""Organisations that are on the list twice, made one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groundswell.core import endorsers, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Organisation
from groundswell.core.models.membership import ALLIANCE
from groundswell.web.access import call_to_convene, who_works


@login_required
def doubles(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    heaps = endorsers.doubles(call, permissions.calls_of(who_works(request)))
    if request.method == "POST":
        _merge(request, heaps)
        return redirect("desk-organisations", call.slug)
    return render(request, "web/desk/organisations.html", _words(call, heaps))


def _words(call: Call, heaps: list[list[Organisation]]) -> dict[str, object]:
    asked = call.endorsements.filter(state="asked").count()
    return {
        "call": call,
        "heaps": [[_described(organisation) for organisation in heap] for heap in heaps],
        "standing": endorsers.counts(call).total,
        "asked": asked,
        "alliances": _alliances(call),
        "view": "organisations",
        "convenes": True,
        "section": "desk",
    }


def _alliances(call: Call) -> list[Organisation]:
    """With how many members each has."""
    here = call.endorsements.exclude(state="asked").values("organisation")
    held = Count("members", filter=~Q(members__state="ended"))
    return list(Organisation.objects.filter(pk__in=here, kind=ALLIANCE).annotate(many=held).order_by("folded", "id"))


def _described(organisation: Organisation) -> dict[str, object]:
    """What tells two of one name apart."""
    endorsements = organisation.endorsements.exclude(state="asked").select_related("call").order_by("asked_at")
    convenings = organisation.convenings.public().select_related("call").order_by("confirmed_at")
    return {"organisation": organisation, "endorsements": endorsements, "convenings": convenings}


def _merge(request: HttpRequest, heaps: list[list[Organisation]]) -> None:
    """The rest of the heap into the one that was chosen; only what is suggested can be merged."""
    keep = request.POST.get("keep", "")
    heap = next((heap for heap in heaps if keep in [str(each.pk) for each in heap]), [])
    if not heap:
        messages.warning(request, _("Choose which one to keep. Perhaps somebody has merged them already."))
        return
    kept = next(each for each in heap if str(each.pk) == keep)
    try:
        for double in heap:
            if double.pk != kept.pk:
                _absorb(request, kept, double)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is one organisation now.") % {"name": kept.name})


def _absorb(request: HttpRequest, kept: Organisation, double: Organisation) -> None:
    if not permissions.may_merge(request.user, double):
        raise Refused(_("One of them endorses a call that you do not convene. Ask its convenors."))
    kept.absorb(double, by=who_works(request))
