from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import countries
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Pledge, Taking, UnprovenTaking
from groundswell.core.pledging import Taken, taken
from groundswell.core.wording import Wording
from groundswell.lib.limits import TooOften
from groundswell.lib.text import fold
from groundswell.web import receipts
from groundswell.web.access import call_seen, call_to_convene, who_works
from groundswell.web.brake import brake, brake_mail, too_many_letters
from groundswell.web.forms.pledges import PledgeForm, TakeForm

COOKIE = "promised"


@dataclass
class Counted:
    """A pledge with its numbers."""

    pledge: Any  # a Pledge, at the public page in the reader's words
    taken: Taken

    @property
    def share(self) -> int:
        """Of the goal, in whole hundredths; a goal that is passed fills the bar and no more."""
        return self._share(self.taken.total)

    @property
    def share_unproven(self) -> int:
        """Of the bar, what stands beside the proven part."""
        return self._share(self.taken.total + self.taken.unproven) - self.share

    def _share(self, many: int) -> int:
        return min(100, many * 100 // self.pledge.goal) if self.pledge.goal else 0

    @property
    def by_country(self) -> list[tuple[str, int]]:
        language = get_language() or "en"
        named = [(countries.name(code, language), many) for code, many in self.taken.countries.items()]
        return sorted(named, key=lambda pair: (-pair[1], fold(pair[0])))


def counted(pledges: list[Pledge]) -> list[Counted]:
    numbers = taken(pledges)
    return [Counted(pledge, numbers[pledge.pk]) for pledge in pledges]


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    wording = Wording([call], "call", "pledge", asked=request.GET.get("text", ""))
    pledges = counted(list(call.pledges.select_related("call")))
    for one in pledges:
        one.pledge = wording.of(one.pledge)
    words = {
        "call": wording.of(call),
        "pledges": pledges,
        "notice": wording.notice(call, [one.pledge.text for one in pledges]),
        "section": "calls",
    }
    return render(request, "web/pledges/index.html", words)


def take(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call = call_seen(request, slug)
    pledge = get_object_or_404(call.pledges.select_related("call"), pk=pk)
    if request.method == "POST" and pledge.open:
        form = TakeForm(request.POST, pledge=pledge)
        if form.is_valid() and _asked(request, pledge, form):
            return redirect(reverse("proof") + "?sent=pledge")
    else:
        form = TakeForm(pledge=pledge)
    said = pledge.takes_unproven and UnprovenTaking.said(pledge, request.COOKIES.get(COOKIE, ""))
    wording = Wording([call], "call", "pledge", asked=request.GET.get("text", ""))
    read = wording.of(pledge)
    words = {
        "call": wording.of(call),
        "pledge": read,
        "notice": wording.notice(call, read.texts),
        "form": form,
        "said": said,
        "one": counted([pledge])[0],
        "section": "calls",
    }
    return render(request, "web/pledges/take.html", words, status=422 if form.is_bound and form.errors else 200)


def say(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """ "I promise it", unproven, or no longer. The browser keeps a receipt for this pledge alone; we keep its hash."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    call = call_seen(request, slug)
    pledge = get_object_or_404(call.pledges.select_related("call"), pk=pk)
    receipt = "" if request.POST.get("undo") else receipts.brought(request, COOKIE)
    if receipt:
        brake(request, "promise", most=120, minutes=60)
        UnprovenTaking.say(pledge, receipt)
    else:
        UnprovenTaking.take_back(pledge, request.COOKIES.get(COOKIE, ""))
    page = pledge.get_absolute_url()
    response = redirect(f"{page}#promised")
    receipts.hand_over(response, COOKIE, page, receipt)
    return response


def _asked(request: HttpRequest, pledge: Pledge, form: TakeForm) -> bool:
    data = form.cleaned_data
    brake(request, "pledge", most=20, minutes=60)
    try:
        brake_mail(data["contact"])
        Taking.ask(
            pledge,
            kind=data["kind"],
            country=data["country"],
            address=data["contact"],
            language=get_language() or "en",
            **_of_organisation(data),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error("contact", too_many_letters())
    return not form.errors


def _of_organisation(data: dict[str, Any]) -> dict[str, str]:
    return {"name": data["name"], "kind_of_organisation": data["organisation_kind"]} if data.get("name") else {}


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = PledgeForm(request.POST)
        if form.is_valid():
            Pledge.offer(call, by=who_works(request), **form.cleaned_data)
            messages.success(request, _("The pledge is public."))
            return redirect("desk-pledges", call.slug)
    else:
        form = PledgeForm()
    pledges = counted(list(call.pledges.select_related("call")))
    return _page(request, call, "web/desk/pledges.html", form, pledges=pledges)


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call, pledge = _found(request, slug, pk)
    if request.method == "POST":
        form = PledgeForm(request.POST)
        if form.is_valid() and _changed(request, pledge, form):
            messages.success(request, _("Saved."))
            return redirect("desk-pledges", call.slug)
    else:
        form = PledgeForm(initial={name: getattr(pledge, name) for name in ("text", "takers", "proof", "goal")})
    named = pledge.takings.standing().exclude(organisation=None).select_related("organisation")
    return _page(request, call, "web/desk/pledge.html", form, pledge=pledge, named=named)


def _changed(request: HttpRequest, pledge: Pledge, form: PledgeForm) -> bool:
    try:
        pledge.change(by=who_works(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("text", str(refusal))
    return not form.errors


@login_required
def stage(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close it, or open it again."""
    call, pledge = _found(request, slug, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if request.POST.get("to") == "close":
        pledge.close(by=who_works(request))
        messages.success(request, _("The pledge is closed. What was promised stands."))
    elif request.POST.get("to") == "open":
        pledge.open_again(by=who_works(request))
        messages.success(request, _("The pledge is open again."))
    return redirect("desk-pledges", call.slug)


def _found(request: HttpRequest, slug: str, pk: int) -> tuple[Call, Pledge]:
    call = call_to_convene(request, slug)
    return call, get_object_or_404(call.pledges.select_related("call"), pk=pk)


def _page(request: HttpRequest, call: Call, template: str, form: Any, **more: object) -> HttpResponse:
    words = {"call": call, "form": form, "view": "pledges", "convenes": True, "section": "desk"} | more
    return render(request, template, words, status=422 if form.is_bound and form.errors else 200)
