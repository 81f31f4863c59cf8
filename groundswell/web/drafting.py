"""Writing a call: the draft, its text, its stage."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call
from groundswell.lib.clock import now
from groundswell.lib.markdown import to_html
from groundswell.lib.text import clean
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.forms.calls import BODY, CallForm, initial_of, usual_rules

PUBLISH, CLOSE, ARCHIVE = "publish", "close", "archive"
# These two are asked about once more.
WEIGHTY = (CLOSE, ARCHIVE)


@login_required
def draft(request: HttpRequest) -> HttpResponse:
    if not permissions.may_draft(request.user):
        raise PermissionDenied
    if request.method == "POST":
        form = CallForm(request.POST)
        if not _looks(request) and form.is_valid() and (call := _drafted(request, form)):
            messages.success(request, _("The draft is kept. Nobody sees it but those who work on it."))
            return redirect("call-edit", call.slug)
    else:
        form = CallForm(initial={"ground_rules": usual_rules(), "language": get_language() or settings.LANGUAGE_CODE})
    return _page(request, form)


def _drafted(request: HttpRequest, form: CallForm) -> Call | None:
    """The new draft, or the one that the same form made a moment ago."""
    data = form.cleaned_data
    moment_ago = now() - timedelta(minutes=10)
    same = Call.objects.filter(stage="draft", made_at__gte=moment_ago, title=data["title"], body=data["body"])
    if twin := same.filter(roles__person=who_works(request)).first():
        return twin
    try:
        with transaction.atomic():
            return Call.draft(by=who_works(request), **form.fields_of_call())
    except IntegrityError:  # the same word was taken in this very moment
        form.add_error("slug", _("Another call here has this word. Choose another one."))
        return None


@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = CallForm(request.POST, call=call)
        if not _looks(request) and form.is_valid() and _changed(request, call, form):
            messages.success(request, _("Saved."))
            return redirect("call-edit", call.slug)
    else:
        form = CallForm(call=call, initial=initial_of(call))
    return _page(request, form, call)


def _changed(request: HttpRequest, call: Call, form: CallForm) -> bool:
    try:
        with transaction.atomic():
            call.change(by=who_works(request), **form.fields_of_call())
    except IntegrityError:
        call.refresh_from_db()
        form.add_error("slug", _("Another call here has this word. Choose another one."))
        return False
    return True


def _looks(request: HttpRequest) -> bool:
    """Whether somebody only wants to see how the text will look."""
    return "preview" in request.POST


def _page(request: HttpRequest, form: CallForm, call: Call | None = None) -> HttpResponse:
    looks = request.method == "POST" and _looks(request)
    words: dict[str, Any] = {
        "form": form,
        "call": call,
        "looks": looks,
        "body": clean(request.POST.get("body", ""))[:BODY],
        "ground_rules": clean(request.POST.get("ground_rules", ""))[:BODY],
        "view": "edit",
        "convenes": True,
        "section": "desk",
    }
    wrong = form.is_bound and not looks and form.errors
    return render(request, "web/desk/call_form.html", words, status=422 if wrong else 200)


@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will look, for the script; without it the form shows the same."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return HttpResponse(to_html(clean(request.POST.get("text", ""))[:BODY]))


@login_required
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    to = request.POST.get("to", "")
    if to not in (PUBLISH, *WEIGHTY):
        messages.warning(request, _("Choose what to do with the call."))
        return redirect("call-edit", call.slug)
    if to in WEIGHTY and "sure" not in request.POST:
        return render(request, "web/desk/stage.html", {"call": call, "to": to, "section": "desk"})
    return _enter(request, call, to)


def _enter(request: HttpRequest, call: Call, to: str) -> HttpResponse:
    verbs: dict[str, Callable[..., None]] = {PUBLISH: call.publish, CLOSE: call.close, ARCHIVE: call.archive}
    try:
        verbs[to](by=who_works(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("call-edit", call.slug)
    told = {PUBLISH: _("The call is public."), CLOSE: _("The call is closed."), ARCHIVE: _("The call is archived.")}
    messages.success(request, told[to])
    return redirect("call-edit", call.slug)
