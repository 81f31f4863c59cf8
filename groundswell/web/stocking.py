"""The toolkit at the desk: add, renew, change, take off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from groundswell.core.models import Call, Link, Resource
from groundswell.core.models.link import addresses
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.forms import lessons
from groundswell.web.forms.lessons import AddLessonForm, LessonForm
from groundswell.web.forms.resources import AddResourceForm, ResourceForm, VersionForm
from groundswell.web.taking_off import form_to_take_off


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = AddResourceForm(request.POST, request.FILES)
        if form.is_valid():
            Resource.publish(call, by=who_works(request), version=form.version, **form.fields_of_resource)
            messages.success(request, _("It is in the toolkit."))
            return redirect("desk-toolkit", call.slug)
    else:
        form = AddResourceForm()
    dead = Link.objects.at(addresses(call)).dead()
    return _page(request, call, "web/desk/toolkit.html", form, resources=_all(call), dead=dead)


@login_required
def add_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = AddLessonForm(request.POST, request.FILES)
        if form.is_valid():
            Resource.publish(call, by=who_works(request), version=form.version, **form.fields_of_resource)
            messages.success(request, _("The lesson is in the toolkit. Hosts of teach-ins can choose it."))
            return redirect("desk-toolkit", call.slug)
    else:
        form = AddLessonForm()
    return _page(request, call, "web/desk/resource.html", form, doing="add-lesson")


@login_required
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    call, resource = _found(request, slug, ref)
    if request.method == "POST":
        form = _form_of(resource)(request.POST, resource=resource)
        if form.is_valid():
            resource.change(by=who_works(request), **form.fields_of_resource)
            messages.success(request, _("Saved."))
            return redirect("desk-toolkit", call.slug)
    else:
        form = _form_of(resource)(resource=resource, initial=lessons.initial_of(resource) | {"kind": resource.kind})
    return _page(request, call, "web/desk/resource.html", form, resource=resource, doing="change")


@login_required
def renew(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    call, resource = _found(request, slug, ref)
    if request.method == "POST":
        form = VersionForm(request.POST, request.FILES, resource=resource)
        if form.is_valid():
            resource.renew(by=who_works(request), **form.version)
            messages.success(request, _("The new version is in the toolkit."))
            return redirect("desk-toolkit", call.slug)
    else:
        form = VersionForm(resource=resource)
    return _page(request, call, "web/desk/resource.html", form, resource=resource, doing="renew")


@login_required
def take_off(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    call, resource = _found(request, slug, ref)
    form = form_to_take_off(request, resource)
    if form is None:
        messages.success(request, _("It is no longer in the toolkit."))
        return redirect("desk-toolkit", call.slug)
    return _page(request, call, "web/desk/resource.html", form, resource=resource, doing="take-off")


def _form_of(resource: Resource) -> type[ResourceForm]:
    return LessonForm if resource.is_lesson else ResourceForm


def _found(request: HttpRequest, slug: str, ref: str) -> tuple[Call, Resource]:
    call = call_to_convene(request, slug)
    return call, get_object_or_404(call.resources.offered().prefetch_related("versions"), ref=ref.lower())


def _all(call: Call) -> list[Resource]:
    """Those taken off too."""
    rows = call.resources.select_related("removal", "removal__by").prefetch_related("versions")
    return list(rows.order_by("-published_at"))


def _page(request: HttpRequest, call: Call, template: str, form: Any, **more: object) -> HttpResponse:
    words = {"call": call, "form": form, "view": "toolkit", "convenes": True, "section": "desk"} | more
    return render(request, template, words, status=422 if form.is_bound and form.errors else 200)
