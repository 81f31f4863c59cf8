"""Organisations that are on the list twice, made one."""

from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groundswell.core import endorsers, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Organisation
from groundswell.core.models.membership import ALLIANCE
from groundswell.web.access import call_to_convene, who_works

Row = TypeVar("Row", bound=Model)


@login_required
def doubles(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    sets = endorsers.doubles(call, permissions.calls_of(who_works(request)))
    if request.method == "POST":
        _merge(request, sets)
        return redirect("desk-organisations", call.slug)
    return render(request, "web/desk/organisations.html", _words(call, sets))


def _words(call: Call, sets: list[list[Organisation]]) -> dict[str, object]:
    asked = call.endorsements.filter(state="asked").count()
    return {
        "call": call,
        "sets": [[_described(organisation) for organisation in some] for some in sets],
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


def _merge(request: HttpRequest, doubles: list[list[Organisation]]) -> None:
    chosen, kept = chosen_of(request, doubles, "pk")
    if not kept:
        return
    try:
        endorsers.merge(chosen, kept, by=who_works(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is one organisation now.") % {"name": kept.name})


def chosen_of(request: HttpRequest, doubles: list[list[Row]], word: str) -> tuple[list[Row], Row | None]:
    """The set that somebody saw, and which of it is to stay; only what is suggested still, and as it was shown."""
    seen, keep = set(request.POST.getlist("of")), request.POST.get("keep", "")
    for some in doubles:
        named = {str(getattr(each, word)): each for each in some}
        if named.keys() == seen and keep in named:
            return some, named[keep]
    messages.warning(request, _("Choose which one to keep. Perhaps somebody has merged them already."))
    return [], None
