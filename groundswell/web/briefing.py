"""The press page at the desk: quotes, public contacts and cleared pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core.errors import Refused
from groundswell.core.models import Call, Clearance, PressContact, Quote, Resource
from groundswell.core.models.press import FREE, PICTURE
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.forms.press import ClearanceForm, PressContactForm, QuoteForm
from groundswell.web.forms.resources import TakeOffForm


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, call_to_convene(request, slug))


@login_required
def quote(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = QuoteForm(request.POST)
    if form.is_valid():
        if not call.quotes.offered().filter(**form.cleaned_data).exists():
            Quote.offer(call, by=who_works(request), **form.cleaned_data)
        messages.success(request, _("The words stand on the press page."))
        return redirect("desk-press", call.slug)
    return _page(request, call, quote_form=form)


@login_required
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = PressContactForm(request.POST)
    if form.is_valid():
        ways = {name: form.cleaned_data[name] for name in ("name", "country", "public_mail", "public_phone")}
        if not call.press_contacts.published().filter(**ways).exists():
            PressContact.publish(call, by=who_works(request), **form.cleaned_data)
        messages.success(request, _("The contact is public."))
        return redirect("desk-press", call.slug)
    return _page(request, call, contact_form=form)


@login_required
def clear(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Say that the press may print a picture, or say anew whose it is and what is on it."""
    call = call_to_convene(request, slug)
    resource = get_object_or_404(call.resources.offered(), ref=ref.lower(), kind=PICTURE)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = ClearanceForm(request.POST, ref=resource.ref)
    if form.is_valid():
        try:
            Clearance.give(resource, by=who_works(request), **form.cleaned_data)
            messages.success(request, _("The press may print it."))
            return redirect("desk-press", call.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, call, clearing=form, which=resource.ref)


@login_required
def take_off(request: HttpRequest, slug: str, noun: str, pk: int) -> HttpResponse:
    call = call_to_convene(request, slug)
    thing = _found(call, noun, pk)
    if request.method == "POST":
        form = TakeOffForm(request.POST)
        if form.is_valid():
            thing.take_off(by=who_works(request), because=form.cleaned_data["because"])
            messages.success(request, _("It is off the press page."))
            return redirect("desk-press", call.slug)
    else:
        form = TakeOffForm()
    words = _words(call) | {"form": form, "thing": thing}
    return render(request, "web/desk/press_removal.html", words, status=422 if form.errors else 200)


def _found(call: Call, noun: str, pk: int) -> Quote | PressContact | Clearance:
    rows: dict[str, Any] = {
        "quotes": call.quotes,
        "contacts": call.press_contacts,
        "pictures": Clearance.objects.filter(resource__call=call),
    }
    if noun not in rows:
        raise Http404
    found: Quote | PressContact | Clearance = get_object_or_404(rows[noun].filter(removal=None), pk=pk)
    return found


def _page(
    request: HttpRequest, call: Call, *, clearing: ClearanceForm | None = None, which: str = "", **bound: forms.Form
) -> HttpResponse:
    words = {
        "quote_form": QuoteForm(initial={"language": call.language}),
        "contact_form": PressContactForm(),
        "quotes": call.quotes.select_related("removal__by").order_by("-at", "-id"),
        "contacts": call.press_contacts.select_related("removal__by").order_by("country", "name", "id"),
        "pictures": [_to_clear(each, clearing if each.ref == which else None) for each in _clearable(call)],
    } | bound
    wrong = bool(clearing) or any(form.errors for form in bound.values())
    return render(request, "web/desk/press.html", _words(call) | words, status=422 if wrong else 200)


def _clearable(call: Call) -> list[Resource]:
    pictures = call.resources.offered().filter(kind=PICTURE, licence__in=FREE)
    return list(pictures.prefetch_related("versions", "clearances__removal").order_by("-published_at", "-id"))


def _to_clear(resource: Resource, form: ClearanceForm | None) -> dict[str, Any]:
    standing = next((each for each in resource.clearances.all() if not hasattr(each, "removal")), None)
    told = {"credit": standing.credit, "alt": standing.alt} if standing else {}
    return {
        "resource": resource,
        "clearance": standing,
        "form": form or ClearanceForm(initial=told, ref=resource.ref),
        "wrong": bool(form),
    }


def _words(call: Call) -> dict[str, Any]:
    return {"call": call, "view": "press", "convenes": True, "section": "desk"}
