"""Who works here: signing in and out, the first convenor, the roles of a call."""

from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import reach
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Person, Role
from groundswell.lib.limits import TooOften
from groundswell.lib.text import is_key
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.brake import brake, later, unread
from groundswell.web.forms.people import TOO_MANY, AskCodeForm, ConfirmCodeForm, FirstForm, PlacesForm, RoleForm
from groundswell.web.unkept import unkept


class _AskCode(RequestLoginCodeView):
    template_name = "web/people/ask_code.html"

    def get_form_class(self) -> type[AskCodeForm]:
        return AskCodeForm

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Whoever mistyped the address may come back here and type another one."""

    def form_valid(self, form: AskCodeForm) -> HttpResponse:
        try:
            brake(self.request, "sign in", most=30, minutes=10)
        except TooOften as often:
            return self._later(unread(form, often), often)
        return super().form_valid(form)

    def form_invalid(self, form: AskCodeForm) -> HttpResponse:
        if form.has_error("email", TOO_MANY):
            return self._later(form, TooOften(60))  # allauth counts by the minute
        return super().form_invalid(form)

    def _later(self, form: AskCodeForm, often: TooOften) -> HttpResponse:
        return later(self.render_to_response(self.get_context_data(form=form), status=429), often)


class _ConfirmCode(ConfirmLoginCodeView):
    template_name = "web/people/confirm_code.html"

    def get_form_class(self) -> type[ConfirmCodeForm]:
        return ConfirmCodeForm

    def form_valid(self, form: ConfirmCodeForm) -> HttpResponse:
        """Letters are written in the language of the pages where somebody signs in."""
        response = super().form_valid(form)
        if isinstance(self.request.user, Person):
            Person.objects.filter(pk=self.request.user.pk).update(language=get_language() or "")
        return response


class _SignOut(LogoutView):
    template_name = "web/people/sign_out.html"


ask_code = _AskCode.as_view()
confirm_code = _ConfirmCode.as_view()
sign_out = _SignOut.as_view()


def first(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = FirstForm(request.POST)
        try:
            brake(request, "code", most=30, minutes=10)
        except TooOften as often:
            return later(_first_page(request, unread(form, often), 429), often)
        if form.is_valid() and (person := _first_convenor(form)):
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("desk")
    else:
        form = FirstForm()
    return _first_page(request, form, 422 if form.errors else 200)


def _first_page(request: HttpRequest, form: FirstForm, status: int) -> HttpResponse:
    return unkept(request, "web/people/first.html", {"form": form}, status)


@transaction.atomic
def _first_convenor(form: FirstForm) -> Person | None:
    if not form.found or not form.found.use():
        form.add_error("code", _("This code was used before. Sign in with your mail address instead."))
        return None
    person = Person.objects.with_address(form.cleaned_data["email"], name=form.cleaned_data["name"])
    Role.give(person, Role.CONVENOR, by="server")
    return person


@login_required
def roles(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, call)
    if request.method == "POST":
        form = RoleForm(request.POST)
        if form.is_valid():
            return _give(request, call, form)
    else:
        form = RoleForm()
    return _roles_page(request, call, form, status=422 if form.errors else 200)


def _give(request: HttpRequest, call: Call, form: RoleForm) -> HttpResponse:
    with transaction.atomic():
        data = form.cleaned_data
        person = Person.objects.with_address(data["email"], name=data["name"])
        Role.give(person, data["kind"], call=call, by=who_works(request), places=data["places"])
    messages.success(
        request, _("Done. Tell them: with this address they can sign in at the desk. We do not mail them.")
    )
    return redirect("call-people", call.slug)


def _take_back(request: HttpRequest, call: Call) -> HttpResponse:
    number = request.POST["take_back"]
    role = get_object_or_404(call.roles, pk=int(number) if is_key(number) else 0)
    try:
        role.take_back(by=who_works(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("call-people", call.slug)
    messages.success(request, _("The role is taken back."))
    # Whoever took back their own has no business here any more.
    return redirect("desk") if role.person_id == who_works(request).pk else redirect("call-people", call.slug)


def _roles_page(request: HttpRequest, call: Call, form: RoleForm, status: int) -> HttpResponse:
    words = {
        "call": call,
        "form": form,
        "roles": [
            {"role": role, "places": _said(role)}
            for role in call.roles.select_related("person").order_by("kind", "since")
        ],
        "everywhere": Role.objects.filter(call=None).select_related("person").order_by("kind", "since"),
        "view": "people",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/people/roles.html", words, status=status)


def _said(role: Role) -> list[str]:
    return [reach.said(place, get_language() or "en") for place in role.places]


@login_required
def places(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Where a moderator's part in the call goes no further."""
    call = call_to_convene(request, slug)
    role = get_object_or_404(call.roles.select_related("person"), pk=pk, kind=Role.MODERATOR)
    if request.method == "POST":
        form = PlacesForm(request.POST, known=dict(zip(_said(role), role.places, strict=True)))
        if form.is_valid():
            role.limit(form.cleaned_data["places"], by=who_works(request))
            messages.success(request, _("Saved."))
            return redirect("call-people", call.slug)
    else:
        form = PlacesForm(initial={"places": "\n".join(_said(role))})
    words = {"call": call, "form": form, "role": role, "view": "people", "convenes": True, "section": "desk"}
    return render(request, "web/people/places.html", words, status=422 if form.errors else 200)
