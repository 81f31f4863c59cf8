"""The desk of one organisation: text, logo and domain for its stewards; who they are, also for those over it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import DomainProof, Invitation, Organisation, Replacement, Steward
from groundswell.core.models.steward import APPOINTED, INVITED
from groundswell.lib.hosts import host_of
from groundswell.lib.limits import TooOften
from groundswell.lib.text import is_key
from groundswell.web import confirming
from groundswell.web.access import organisation_at_desk, organisation_to_steward, who_works
from groundswell.web.brake import brake_mail, later
from groundswell.web.forms.stewards import (
    FIELDS,
    AppointForm,
    BecauseForm,
    InviteForm,
    LeaveForm,
    LogoForm,
    OrganisationForm,
)


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at_desk(request, slug)
    stewards = organisation.stewards.select_related("person", "ended_by").order_by("since", "pk")
    words: dict[str, Any] = {
        "standing": [each for each in stewards if not each.until],
        "earlier": [each for each in stewards if each.until],
        "proposed": {each.steward_id for each in Replacement.objects.open().filter(steward__in=stewards)},
        "invitations": Invitation.objects.waiting().filter(organisation=organisation).order_by("asked_at"),
        "proof": _proof(organisation),
        "me": who_works(request),
        "hosted": confirming.words_of(organisation),
    }
    return _page(request, organisation, "show", **words)


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_to_steward(request, slug)
    if request.method == "POST":
        form = OrganisationForm(request.POST, organisation=organisation)
        if form.is_valid():
            organisation.change(by=who_works(request), **{name: form.cleaned_data[name] for name in FIELDS})
            messages.success(request, _("Saved. It is public at once."))
            return redirect("desk-organisation", organisation.slug)
    else:
        form = OrganisationForm(organisation=organisation)
    return _page(request, organisation, "change", form)


@login_required
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_to_steward(request, slug)
    if request.method == "POST" and "take_off" in request.POST:
        organisation.take_logo_off(by=who_works(request))
        messages.success(request, _("The logo is taken off."))
        return redirect("desk-organisation", organisation.slug)
    if request.method == "POST":
        form = LogoForm(request.POST, request.FILES, organisation=organisation)
        if form.is_valid():
            organisation.show_logo(form.cleaned_data["file"], alt=form.cleaned_data["alt"], by=who_works(request))
            messages.success(request, _("Saved. It is public at once."))
            return redirect("desk-organisation", organisation.slug)
    else:
        form = LogoForm(organisation=organisation)
    return _page(request, organisation, "logo", form)


@login_required
def domain(request: HttpRequest, slug: str) -> HttpResponse:
    """What to put where. Nothing is looked up here: the operator's command does it."""
    organisation = organisation_to_steward(request, slug)
    if request.method == "POST":
        try:
            DomainProof.ask(organisation, by=who_works(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("organisation-domain", organisation.slug)
    return _page(request, organisation, "domain", proof=_proof(organisation), host=host_of(organisation.website))


def _proof(organisation: Organisation) -> DomainProof | None:
    return organisation.domain_proofs.wanted().filter(host=host_of(organisation.website)).first()


@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """By a steward; with a reason by those who oversee the organisation without being of it."""
    organisation = organisation_at_desk(request, slug)
    of_it = permissions.may_steward(request.user, organisation)
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, organisation)
    kind = InviteForm if of_it else AppointForm
    if request.method == "POST":
        form = kind(request.POST)
        try:
            if form.is_valid() and _sent(request, organisation, form, how=INVITED if of_it else APPOINTED):
                return redirect("desk-organisation", organisation.slug)
        except TooOften as often:
            return _too_often(request, organisation, "invite", form, often)
    else:
        form = kind()
    return _page(request, organisation, "invite", form)


def _sent(
    request: HttpRequest, organisation: Organisation, form: forms.Form, *, how: str, follows: Steward | None = None
) -> bool:
    data = form.cleaned_data
    brake_mail(data["email"])
    Invitation.send(
        organisation,
        address=data["email"],
        language=get_language() or "en",
        name=data["name"],
        by=who_works(request),
        how=how,
        follows=follows,
        because=data.get("because", ""),
    )
    messages.success(request, _("A link is on its way to %(name)s.") % {"name": f"\u2068{data['name']}\u2069"})
    return True


def _take_back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    number = request.POST["take_back"]
    known = is_key(number)
    invitation = get_object_or_404(organisation.invitations, pk=int(number) if known else 0)
    invitation.take_back(by=who_works(request))
    messages.success(request, _("The invitation is taken back."))
    return redirect("desk-organisation", organisation.slug)


@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand over to somebody who follows, or just go."""
    organisation = organisation_to_steward(request, slug)
    me = get_object_or_404(organisation.stewards.standing(), person=who_works(request))
    last = organisation.stewards.standing().count() == 1
    follow, go = InviteForm(prefix="to"), LeaveForm(is_last=last)
    if request.method == "POST" and request.POST.get("do") == "hand-over":
        follow = InviteForm(request.POST, prefix="to")
        try:
            if follow.is_valid() and _sent(request, organisation, follow, how=INVITED, follows=me):
                return redirect("desk-organisation", organisation.slug)
        except TooOften as often:
            return _too_often(request, organisation, "leave", go, often, follow=follow, last=last)
    elif request.method == "POST":
        go = LeaveForm(request.POST, is_last=last)
        if go.is_valid() and _left(go, me):
            messages.success(request, _("You are no longer a steward of “%(name)s”.") % {"name": organisation.name})
            return redirect("desk")
    return _page(request, organisation, "leave", go, wrong=bool(follow.errors), follow=follow, last=last)


def _left(form: LeaveForm, steward: Steward) -> bool:
    try:
        steward.leave(because=form.cleaned_data["because"], as_the_last=form.cleaned_data.get("last", False))
    except Refused as refusal:  # somebody else left a moment ago
        form.add_error(None, str(refusal))
    return not form.errors


@login_required
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove one, by those who oversee; or replace one, which two other stewards must agree on."""
    organisation = organisation_at_desk(request, slug)
    steward = get_object_or_404(organisation.stewards.standing().select_related("person"), pk=pk)
    if steward.person_id == who_works(request).pk:
        return redirect("steward-leave", organisation.slug)
    open_one = Replacement.objects.open().filter(steward=steward).select_related("by").first()
    form = BecauseForm(request.POST if request.method == "POST" and "do" not in request.POST else None)
    if request.method == "POST" and _done(request, steward, open_one, form):
        return redirect("desk-organisation", organisation.slug)
    words: dict[str, Any] = {
        "steward": steward,
        "open": open_one,
        "mine": bool(open_one and open_one.by_id == who_works(request).pk),
        "enough": organisation.stewards.standing().count() > 2,
    }
    return _page(request, organisation, "end", form, **words)


def _done(request: HttpRequest, steward: Steward, open_one: Replacement | None, form: BecauseForm) -> bool:
    me, what = who_works(request), request.POST.get("do", "")
    try:
        if open_one and what == "agree":
            open_one.agree(by=me)
            messages.success(request, _("Two of you agree: this person is no longer a steward."))
        elif open_one and what == "drop":
            open_one.drop(by=me)
            messages.success(request, _("The proposal is taken back."))
        elif form.is_valid():
            _begin_to_end(request, steward, form.cleaned_data["because"])
        else:
            return False
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True


def _begin_to_end(request: HttpRequest, steward: Steward, because: str) -> None:
    me = who_works(request)
    if permissions.may_oversee(me, steward.organisation):
        steward.remove(by=me, because=because)
        messages.success(request, _("This person is no longer a steward."))
    else:
        Replacement.propose(steward, by=me, because=because)
        messages.success(request, _("Proposed. It is done once another steward agrees."))


def _too_often(
    request: HttpRequest, organisation: Organisation, view: str, form: forms.Form, often: TooOften, **more: Any
) -> HttpResponse:
    messages.error(request, _("That was too often. Try again in a few minutes."))
    response = _page(request, organisation, view, form, **more)
    response.status_code = 429
    return later(response, often)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    view: str,
    form: Any = None,
    *,
    wrong: bool = False,
    **more: object,
) -> HttpResponse:
    words = {
        "organisation": organisation,
        "form": form,
        "view": view,
        "of_it": permissions.may_steward(request.user, organisation),
        "oversees": permissions.may_oversee(request.user, organisation),
        "has_members": permissions.may_manage_members(request.user, organisation),
        "public": Organisation.objects.public().filter(pk=organisation.pk).exists(),
        "section": "desk",
    }
    status = 422 if wrong or (form is not None and form.is_bound and form.errors) else 200
    return render(request, f"web/desk/organisation/{view}.html", words | more, status=status)
