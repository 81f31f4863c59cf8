from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core.models import Call, Link, Milestone
from groundswell.core.models.milestone import standing_of_demands
from groundswell.core.wording import Wording, Words
from groundswell.web.access import call_seen, call_to_convene, who_works
from groundswell.web.forms.milestones import MilestoneForm, initial_of
from groundswell.web.taking_off import form_to_take_off


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    milestones = list(call.milestones.listed())
    dead = {link.address: link for link in Link.objects.told_dead().at(each.address for each in milestones)}
    for each in milestones:
        each.dead = dead.get(each.address)  # type: ignore[attr-defined]
    wording = Wording([call], "call", "milestone", asked=request.GET.get("text", ""))
    standing = standing_of_demands(call, milestones) if milestones else []
    demands = [(wording.demand(call, demand), outcome) for demand, outcome in standing]
    told = [Told(wording.of(milestone), outcomes_in(wording, milestone)) for milestone in milestones]
    shown = [words for each in told for words in each.milestone.texts] + [words for words, _outcome in demands]
    words = {
        "call": wording.of(call),
        "milestones": told,
        "demands": demands,
        "notice": wording.notice(call, shown),
        "section": "calls",
    }
    return render(request, "web/milestones/index.html", words)


@dataclass
class Told:
    """A milestone in the reader's words, with what it means for each demand as that was worded then."""

    milestone: Any
    outcomes: list[tuple[Words, str]]


def outcomes_in(wording: Wording, milestone: Milestone) -> list[tuple[Words, str]]:
    return [(wording.demand(milestone.call, said["demand"]), said["outcome"]) for said in milestone.outcomes]


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = MilestoneForm(request.POST, call=call)
        if form.is_valid():
            Milestone.note(call, by=who_works(request), **form.fields_of_milestone)
            messages.success(request, _("The milestone is public."))
            return redirect("desk-milestones", call.slug)
    else:
        form = MilestoneForm(call=call)
    rows = call.milestones.select_related("removal", "removal__by").order_by("-on", "-id")
    return _page(request, call, "web/desk/milestones.html", form, milestones=rows)


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call, milestone = _found(request, slug, pk)
    if request.method == "POST":
        form = MilestoneForm(request.POST, call=call, milestone=milestone)
        if form.is_valid():
            milestone.change(by=who_works(request), **form.fields_of_milestone)
            messages.success(request, _("Saved."))
            return redirect("desk-milestones", call.slug)
    else:
        form = MilestoneForm(call=call, milestone=milestone, initial=initial_of(call, milestone))
    return _page(request, call, "web/desk/milestone.html", form, milestone=milestone)


@login_required
def take_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call, milestone = _found(request, slug, pk)
    form = form_to_take_off(request, milestone)
    if form is None:
        messages.success(request, _("The milestone is off the list."))
        return redirect("desk-milestones", call.slug)
    return _page(request, call, "web/desk/milestone.html", form, milestone=milestone, taking_off=True)


def _found(request: HttpRequest, slug: str, pk: int) -> tuple[Call, Milestone]:
    call = call_to_convene(request, slug)
    return call, get_object_or_404(call.milestones.filter(removal=None), pk=pk)


def _page(request: HttpRequest, call: Call, template: str, form: Any, **more: object) -> HttpResponse:
    words = {"call": call, "form": form, "view": "milestones", "convenes": True, "section": "desk"} | more
    return render(request, template, words, status=422 if form.is_bound and form.errors else 200)
