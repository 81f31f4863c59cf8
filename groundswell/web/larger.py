"""Calls within a larger call: the list for everybody, asking and answering at the desks of both."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import countries, parts, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Part
from groundswell.core.parts import Numbered
from groundswell.core.wording import worded
from groundswell.lib.text import fold
from groundswell.web.access import call_seen, call_to_convene, who_works
from groundswell.web.forms.convening import AnswerForm, PartForm

ON_A_PAGE = 60
ACCEPT, DECLINE, WITHDRAW, LEAVE = "accept", "decline", "withdraw", "leave"
PAST_SHOWN = 20


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts of a call, by the names of their countries in the reader's language."""
    call = call_seen(request, slug)
    page = Paginator(by_country(parts.of(call)), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/larger/index.html", {"call": worded(call), "page": page, "section": "calls"})


def by_country(numbered: tuple[Numbered, ...]) -> list[Numbered]:
    language = get_language() or "en"
    names = {each.country: fold(countries.name(each.country, language)) for each in numbered if each.country}
    return sorted(numbered, key=lambda each: (not each.country, names.get(each.country, ""), each.call.title))


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = PartForm(request.POST, person=who_works(request))
        if form.is_valid() and _asked(request, call, form):
            return redirect("desk-parts", call.slug)
    else:
        form = PartForm(person=who_works(request))
    return _page(request, call, form=form)


def _asked(request: HttpRequest, call: Call, form: PartForm) -> bool:
    data = form.cleaned_data
    try:
        Part.ask(call, data["whole"], country=data["country"], by=who_works(request))
    except Refused as refusal:
        form.add_error("whole", str(refusal))
        return False
    messages.success(request, _("Asked. Those who convene the larger call answer at their desk."))
    return True


def _page(
    request: HttpRequest, call: Call, *, form: PartForm | None = None, wrong: AnswerForm | None = None, pk: int = 0
) -> HttpResponse:
    """`wrong` is the answer that was sent for the part `pk`, with what is wrong in it."""
    own = list(call.memberships.select_related("whole").order_by("-id")[:PAST_SHOWN])
    asked = list(call.requests.select_related("call", "asked_by", "decided_by").order_by("-id"))
    form = form or PartForm(person=who_works(request))
    words: dict[str, Any] = {
        "call": call,
        "form": form,
        "mine": [_line(part, wrong, pk) for part in own if part.state in ("asked", "accepted")],
        "mine_past": [part for part in own if part.state not in ("asked", "accepted")],
        "asked": [_line(part, wrong, pk) for part in asked if part.state == "asked"],
        "taken_in": [_line(part, wrong, pk) for part in asked if part.state == "accepted"],
        "past": [part for part in asked if part.state not in ("asked", "accepted")][:PAST_SHOWN],
        "view": "parts",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/desk/parts.html", words, status=422 if wrong or form.errors else 200)


def _line(part: Part, wrong: AnswerForm | None, pk: int) -> dict[str, Any]:
    """Each answer is a form of its own, so its field needs a name of its own for its label."""
    form = wrong if wrong and part.pk == pk else AnswerForm(auto_id=f"id_{part.pk}_%s")
    return {"part": part, "form": form}


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Seen from the desk of either call."""
    call = call_to_convene(request, slug)
    part = get_object_or_404(Part.objects.select_related("call", "whole"), pk=pk)
    if call.pk not in (part.call_id, part.whole_id):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    to = request.POST.get("to", "")
    if not _may(request, part, to):
        raise PermissionDenied
    form = AnswerForm(request.POST, auto_id=f"id_{part.pk}_%s")
    if to in (DECLINE, LEAVE) and not form.is_valid():
        return _page(request, call, wrong=form, pk=part.pk)
    try:
        _answer(request, part, to, form.cleaned_data.get("because", "") if form.is_valid() else "")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk-parts", call.slug)


def _may(request: HttpRequest, part: Part, to: str) -> bool:
    if to in (ACCEPT, DECLINE):
        return permissions.may_answer(request.user, part)
    return (
        permissions.may_convene(request.user, part.call) if to == WITHDRAW else permissions.may_part(request.user, part)
    )


def _answer(request: HttpRequest, part: Part, to: str, because: str) -> None:
    by = who_works(request)
    if to == ACCEPT:
        part.accept(by=by)
        messages.success(
            request, _("It is part of this call now. What is public of it is listed and counted here too.")
        )
    elif to == DECLINE:
        part.decline(by=by, because=because)
        messages.success(request, _("Declined. They read why at their desk."))
    elif to == WITHDRAW:
        part.withdraw(by=by)
        messages.success(request, _("It is taken back."))
    elif to == LEAVE:
        part.leave(by=by, because=because)
        messages.success(request, _("They are two calls again. What is public of the smaller one is its own alone."))
    else:
        messages.warning(request, _("Choose what to do."))
