"""Statements at the desk: writing, publishing, correcting, withdrawing, sign-on, and the letter with who signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import kinds, permissions, signatories, threads
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Statement, StatementText
from groundswell.lib import paper
from groundswell.lib.clock import now
from groundswell.lib.text import clean
from groundswell.web.access import (
    call_to_convene,
    call_to_moderate,
    statement_to_convene,
    statement_to_moderate,
    who_works,
)
from groundswell.web.forms.relating import RelationForm
from groundswell.web.forms.statements import (
    BODY,
    DetailsForm,
    DraftForm,
    NoteForm,
    RetractForm,
    SignOnForm,
    TextForm,
    last_day_of,
)
from groundswell.web.printing import handed_out
from groundswell.web.statements import Read, listed


@login_required
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_moderate(request, slug)
    statements = [Read(statement) for statement in listed(call.statements.all()).order_by("-made_at", "-id")]
    return _page(request, "web/desk/statements.html", call, {"statements": statements})


@login_required
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    if request.method == "POST":
        form = DraftForm(request.POST, call=call)
        if not _looks(request) and form.is_valid() and (statement := _drafted(request, call, form)):
            messages.success(request, _("The draft is kept. Nobody sees it but those who work on the call."))
            return redirect("desk-statement", statement.slug)
    else:
        form = DraftForm(initial={"language": call.language}, call=call)
    return _form_page(request, call, form, {"title": _("Draft a statement")})


def _drafted(request: HttpRequest, call: Call, form: DraftForm) -> Statement | None:
    """The new draft, or the one that the same form made a moment ago."""
    data = form.cleaned_data
    same = call.statements.filter(state="draft", texts__title=data["title"], texts__body=data["body"])
    if twin := same.filter(texts__language=data["language"]).first():
        return twin
    try:
        with transaction.atomic():
            return Statement.draft(call, by=who_works(request), **data)
    except IntegrityError:  # the same word was taken in this very moment
        form.add_error("slug", _("Another statement here has this word. Choose another one."))
        return None


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return statement_page(request, statement_to_moderate(request, slug))


def relations_shown(request: HttpRequest, statement: Statement) -> list[dict[str, Any]]:
    """A draft of a call that is not this person's stays untold."""
    return [
        {
            "said": kinds.label(kinds.RELATIONS if mine else kinds.RELATED, row.kind),
            "other": other,
            "may": permissions.may_unrelate(request.user, statement, other),
        }
        for row, other, mine in threads.beside(statement)
        if (other.public and other.call.public) or permissions.may_moderate(request.user, other.call)
    ]


def statement_page(request: HttpRequest, statement: Statement, **bound: forms.Form) -> HttpResponse:
    terms = {"individuals": statement.individuals, "last_day": last_day_of(statement)}
    words = {
        "statement": Read(statement),
        "signatories": signatories.of(statement),
        "waiting": statement.signatures.waiting().count(),
        "note_form": NoteForm(),
        "retract_form": RetractForm(),
        "sign_on_form": SignOnForm(initial=terms),
        "relations": relations_shown(request, statement),
        "relation_form": RelationForm(statement=statement, calls=permissions.calls_of(who_works(request))),
        "endorsing": set(statement.call.endorsements.accepted().values_list("organisation", flat=True)),
        "pdf": paper.available(),
    } | bound
    wrong = any(form.errors for form in bound.values())
    return _page(request, "web/desk/statement.html", statement.call, words, status=422 if wrong else 200)


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Who issues it, and the contact for the press."""
    statement = statement_to_convene(request, slug)
    if request.method == "POST":
        form = DetailsForm(request.POST, call=statement.call, issuing=statement)
        if form.is_valid() and _done(form, statement.change, by=who_works(request), **form.cleaned_data):
            messages.success(request, _("Saved."))
            return redirect("desk-statement", statement.slug)
    else:
        given = {"press_contact": statement.press_contact}
        form = DetailsForm(initial=given, call=statement.call, issuing=statement)
    words = {"title": _("Who issues it"), "statement": Read(statement)}
    return _form_page(request, statement.call, form, words)


@login_required
def translate(request: HttpRequest, slug: str) -> HttpResponse:
    """A text in one more language."""
    statement = statement_to_convene(request, slug)
    given = request.POST if request.method == "POST" else None
    form = TextForm(given, statement=statement)
    if request.method == "POST" and not _looks(request) and form.is_valid():
        data = dict(form.cleaned_data)
        return _written(request, statement, form, data.pop("language"), data)
    words = {"title": _("Add a translation"), "statement": Read(statement), "original": statement.original}
    return _form_page(request, statement.call, form, words)


@login_required
def write(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    statement = statement_to_convene(request, slug)
    text = statement.texts.filter(language=language).first()
    if not text:
        raise Http404
    initial = {name: getattr(text, name) for name in ("title", "body", "translated_by")}
    given = request.POST if request.method == "POST" else None
    form = TextForm(given, statement=statement, text=text, initial=initial)
    if request.method == "POST" and not _looks(request) and form.is_valid():
        return _written(request, statement, form, language, form.cleaned_data, text)
    return _text_page(request, statement, form, text)


def _written(
    request: HttpRequest,
    statement: Statement,
    form: TextForm,
    language: str,
    data: dict[str, Any],
    text: StatementText | None = None,
) -> HttpResponse:
    if not _done(form, statement.write, language, by=who_works(request), **data):
        return _text_page(request, statement, form, text)
    messages.success(request, _("Saved."))
    return redirect("desk-statement", statement.slug)


def _text_page(request: HttpRequest, statement: Statement, form: TextForm, text: StatementText | None) -> HttpResponse:
    words = {
        "title": _("Change the text") if text else _("Add a translation"),
        "statement": Read(statement),
        "text": text,
        "original": None if text and text.original else statement.original,
    }
    return _form_page(request, statement.call, form, words)


@login_required
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        statement.publish(by=who_works(request))
        messages.success(request, _("The statement is public."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk-statement", statement.slug)


@login_required
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = NoteForm(request.POST)
    if form.is_valid() and _done(form, statement.correct, form.cleaned_data["note"], by=who_works(request)):
        messages.success(request, _("The note stands under the statement."))
        return redirect("desk-statement", statement.slug)
    return statement_page(request, statement, note_form=form)


@login_required
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = RetractForm(request.POST)
    if form.is_valid() and _done(form, statement.withdraw, by=who_works(request), **form.cleaned_data):
        messages.success(request, _("The statement is withdrawn. It stays at its address, and says so."))
        return redirect("desk-statement", statement.slug)
    return statement_page(request, statement, retract_form=form)


@login_required
def sign_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Open it, change its terms, or close it."""
    statement = statement_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "close" in request.POST:
        statement.close_sign_on(by=who_works(request))
        messages.success(request, _("Sign-on is closed. Who signed stays."))
        return redirect("desk-statement", statement.slug)
    form = SignOnForm(request.POST)
    if form.is_valid() and _opened(request, statement, form):
        messages.success(request, _("Saved."))
        return redirect("desk-statement", statement.slug)
    return statement_page(request, statement, sign_on_form=form)


def _opened(request: HttpRequest, statement: Statement, form: SignOnForm) -> bool:
    data = form.cleaned_data
    terms = {"individuals": data["individuals"], "until": data["last_day"]}
    return _done(form, statement.open_sign_on, by=who_works(request), **terms)


@login_required
@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The statement with who signed it, to be printed."""
    statement = statement_to_moderate(request, slug)
    words = {
        "statement": _read(request, statement),
        "signatories": signatories.of(statement),
        "today": now(),
        "pdf": paper.available(),
    }
    return _page(request, "web/desk/letter.html", statement.call, words)


@login_required
@require_safe
def letter_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a file, where the server can make one."""
    statement = statement_to_moderate(request, slug)
    if not paper.available():
        raise Http404
    read = _read(request, statement)
    words = {"statement": read, "call": statement.call, "signatories": signatories.of(statement), "today": now()}
    page = render_to_string("web/paper/letter.html", words, request)
    response = handed_out(request, lambda: paper.pdf(page, base=settings.BASE_URL), statement.slug)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def signatories_txt(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_to_moderate(request, slug)
    found, read = signatories.of(statement), _read(request, statement)
    words = {"statement": read, "signatories": found, "today": now(), "link": _link(request, statement)}
    response = render(request, "web/desk/letter.txt", words, content_type="text/plain; charset=utf-8")
    return _kept_as(response, statement, "txt")


@login_required
@require_safe
def signatories_csv(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_to_moderate(request, slug)
    text = signatories.csv_text(signatories.of(statement))
    return _kept_as(HttpResponse(text, content_type="text/csv; charset=utf-8; header=present"), statement, "csv")


def _kept_as(response: HttpResponse, statement: Statement, ending: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{statement.slug}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _link(request: HttpRequest, statement: Statement) -> str:
    return request.build_absolute_uri(statement.get_absolute_url())


def _read(request: HttpRequest, statement: Statement) -> Read:
    asked = request.GET.get("text", "")
    known = {text.language for text in statement.texts.all()}
    return Read(statement, asked if asked in known else get_language() or "en")


def _done(form: forms.Form, verb: Any, *about: Any, **words: Any) -> bool:
    try:
        verb(*about, **words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _looks(request: HttpRequest) -> bool:
    """Whether somebody only wants to see how the text will look."""
    return "preview" in request.POST


def _form_page(request: HttpRequest, call: Call, form: forms.Form, words: dict[str, Any]) -> HttpResponse:
    looks = request.method == "POST" and _looks(request)
    wrong = form.is_bound and not looks and form.errors
    words = words | {"form": form, "looks": looks, "body": clean(request.POST.get("body", ""))[:BODY]}
    return _page(request, "web/desk/statement_form.html", call, words, status=422 if wrong else 200)


def _page(request: HttpRequest, template: str, call: Call, words: dict[str, Any], status: int = 200) -> HttpResponse:
    convenes = permissions.may_convene(request.user, call)
    words = {"call": call, "convenes": convenes, "view": "statements", "section": "desk"} | words
    return render(request, template, words, status=status)
