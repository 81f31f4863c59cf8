"""The texts of a call in its languages, at the desk: what is missing where, writing them, files for translators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.core import permissions, translating
from groundswell.core.errors import Refused
from groundswell.core.models import Call
from groundswell.core.texts import DONE, ORIGINAL, Sheet, columns, sheets, translate
from groundswell.lib import catalogues, tongues
from groundswell.lib.text import clean
from groundswell.web.access import call_to_translate, who_works
from groundswell.web.forms.languages import AddLanguageForm, BringForm, FallbackForm, SheetForm

ON_A_PAGE = 40


@dataclass
class Cell:
    """One sheet in one language."""

    call: Call
    sheet: Sheet
    language: str
    convenes: bool

    @property
    def standing(self) -> str:
        return self.sheet.standing(self.language)

    @property
    def lacking(self) -> int:
        return self.sheet.lacking(self.language)

    @property
    def untouched(self) -> bool:
        return self.sheet.untouched(self.language)

    @property
    def url(self) -> str:
        """Where it is written; a statement has its own form, for convenors."""
        if self.standing == ORIGINAL:
            return ""
        if not (statement := self.sheet.statement):
            return reverse("desk-translation", args=[self.call.slug, self.language, self.sheet.key])
        if not self.convenes:
            return ""
        if self.untouched:
            return reverse("statement-translate", args=[statement.slug])
        there = {tongues.canonical(text.language): text.language for text in statement.texts.all()}
        return reverse("statement-text", args=[statement.slug, there[self.language]])


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """A table of what is missing where; convenors say here which languages are wanted, and what stands in for them."""
    call = call_to_translate(request, slug)
    if request.method != "POST":
        return _index_page(request, call)
    if not permissions.may_convene(request.user, call):
        raise PermissionDenied
    if "remove" in request.POST:
        call.change(by=who_works(request), languages=[one for one in call.languages if one != request.POST["remove"]])
        return redirect("desk-languages", call.slug)
    if "order" in request.POST:
        return _ordered(request, call)
    return _added(request, call)


def _added(request: HttpRequest, call: Call) -> HttpResponse:
    form = AddLanguageForm(request.POST, call=call)
    if not form.is_valid():
        return _index_page(request, call, add_form=form)
    language = form.cleaned_data["language"]
    call.change(by=who_works(request), languages=list(dict.fromkeys([*call.languages, language])))
    messages.success(request, _("The table has a column for it."))
    return redirect("desk-languages", call.slug)


def _ordered(request: HttpRequest, call: Call) -> HttpResponse:
    form = FallbackForm(request.POST, call=call)
    if not form.is_valid():
        return _index_page(request, call, order_form=form)
    call.change(by=who_works(request), fallback=form.fallback)
    messages.success(request, _("Saved."))
    return redirect("desk-languages", call.slug)


def _index_page(request: HttpRequest, call: Call, **bound: forms.Form) -> HttpResponse:
    convenes = permissions.may_convene(request.user, call)
    everything = sheets(call)
    there = columns(call, everything)
    lacking = "lacking" in request.GET
    shown = [one for one in everything if not lacking or any(one.lacking(language) for language in there)]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    words: dict[str, Any] = {
        "page": page,
        "query": "lacking=yes" if lacking else "",
        "lacking": lacking,
        "heads": [_head(call, everything, language) for language in there],
        "rows": [(one, [Cell(call, one, language, convenes) for language in there]) for one in page.object_list],
        "add_form": AddLanguageForm(call=call),
        "order_form": FallbackForm(call=call),
    } | bound
    return _page(request, "web/desk/languages.html", call, words, status=422 if bound else 200)


def _head(call: Call, everything: Iterable[Sheet], language: str) -> dict[str, Any]:
    """A column: the language, and how much of all texts is there."""
    standing = [unit.standing(language) for sheet in everything for unit in sheet.units]
    wanted = [one for one in standing if one != ORIGINAL]
    return {
        "language": language,
        "wanted": language in map(tongues.canonical, call.languages),
        "done": wanted.count(DONE),
        "all": len(wanted),
    }


@login_required
def write(request: HttpRequest, slug: str, language: str, sheet: str) -> HttpResponse:
    """The original on one side, the translation on the other."""
    call = call_to_translate(request, slug)
    _readable(language)
    found = next((one for one in sheets(call) if one.key == sheet and not one.statement), None)
    if not found or found.standing(language) == ORIGINAL:
        raise Http404
    if request.method == "POST":
        form = SheetForm(request.POST, sheet=found, language=language)
        if "preview" not in request.POST and form.is_valid():
            _write(request, call, form)
            return redirect("desk-language", call.slug, language)
    else:
        form = SheetForm(sheet=found, language=language)
    return _sheet_page(request, call, form)


def _write(request: HttpRequest, call: Call, form: SheetForm) -> None:
    credit = form.cleaned_data["translated_by"]
    changed = translate(call, form.language, form.given, by=who_works(request), translated_by=credit)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))


def _sheet_page(request: HttpRequest, call: Call, form: SheetForm) -> HttpResponse:
    looks = request.POST.get("preview", "")
    words = {
        "form": form,
        "sheet": form.sheet,
        "language": form.language,
        "looks": looks,
        "looked": clean(request.POST.get(looks, ""))[:20_000] if looks else "",
    }
    wrong = form.is_bound and not looks and form.errors
    return _page(request, "web/desk/translation.html", call, words, status=422 if wrong else 200)


@login_required
def one(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """One language: its texts, its files; a filled file is looked at first, and goes in once somebody says so."""
    call = call_to_translate(request, slug)
    _readable(language)
    if language == tongues.canonical(call.language):
        raise Http404
    if request.method != "POST":
        return _language_page(request, call, language, BringForm())
    form = BringForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            given = translating.read(form.cleaned_data["bytes"])
            plan = translating.plan(call, language, given, by=who_works(request))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _looked_at(request, call, form, plan)
    return _language_page(request, call, language, form, status=422)


def _looked_at(request: HttpRequest, call: Call, form: BringForm, plan: translating.Plan) -> HttpResponse:
    credit = form.cleaned_data["translated_by"]
    after = request.POST.get("do") == "take" and bool(plan.changes)
    if after:
        done = translating.carry_out(plan, by=who_works(request), translated_by=credit or None)
        told = ngettext("%(many)s text is in.", "%(many)s texts are in.", done)
        messages.success(request, told % {"many": done})
        if not plan.refusals:
            return redirect("desk-language", call.slug, plan.language)
    text = form.cleaned_data["bytes"].decode("utf-8-sig").replace("\r\n", "\n")
    again = BringForm(initial={"text": text, "translated_by": credit})
    return _language_page(request, call, plan.language, again, plan=plan, after=after)


def _language_page(
    request: HttpRequest, call: Call, language: str, form: BringForm, status: int = 200, **more: Any
) -> HttpResponse:
    convenes = permissions.may_convene(request.user, call)
    everything = sheets(call)
    others = [sheet for sheet in everything if sheet.standing(language) != ORIGINAL]
    words = {
        "form": form,
        "language": language,
        "head": _head(call, everything, language),
        "cells": [Cell(call, sheet, language, convenes) for sheet in others],
    }
    return _page(request, "web/desk/language.html", call, words | more, status=status)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, language: str, form: str) -> HttpResponse:
    call = call_to_translate(request, slug)
    _readable(language)
    text = catalogues.write(translating.catalogue(call, language), form)
    response = HttpResponse(text, content_type=catalogues.MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{call.slug}-{language}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _readable(language: str) -> None:
    """As it is written here: each language has one address."""
    if not tongues.well_formed(language) or tongues.canonical(language) != language:
        raise Http404


def _page(request: HttpRequest, template: str, call: Call, words: dict[str, Any], status: int = 200) -> HttpResponse:
    usual = {
        "call": call,
        "view": "languages",
        "convenes": permissions.may_convene(request.user, call),
        "section": "desk",
    }
    return render(request, template, usual | words, status=status)
