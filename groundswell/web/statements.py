"""Statements as everybody reads them, and signing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import numbers, permissions, profile, sealing, signatories, threads
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Organisation, Signature, Statement, StatementText
from groundswell.core.models.statement import NONE
from groundswell.core.texts import outdated
from groundswell.core.wording import all_worded, worded
from groundswell.lib import tongues
from groundswell.lib.limits import TooOften
from groundswell.lib.markdown import to_text
from groundswell.web import cards
from groundswell.web.access import call_seen, statement_seen
from groundswell.web.brake import brake, brake_mail, later, too_many_letters
from groundswell.web.forms.statements import SignAsOrganisation, SignAsPerson, last_day_of

ON_THE_CALL, ON_A_PAGE = 2, 40
OF_ONE = 50  # statements on the page of an organisation
BESIDE = ("texts", "issuings__organisation")


@dataclass
class Read:
    """A statement in the language of whoever reads it."""

    statement: Statement
    language: str = ""  # chosen by the reader; otherwise that of the page
    named: Any = None  # its call in the words of the reader, where many calls are named

    def __getattr__(self, name: str) -> Any:
        return getattr(self.statement, name)

    @property
    def text(self) -> StatementText:
        return self.statement.text_in(self.language or get_language() or "en")

    @property
    def others(self) -> list[StatementText]:
        """The same statement in its other languages."""
        shown = self.text
        return [text for text in self.statement.texts.all() if text.pk != shown.pk]

    @property
    def missing(self) -> bool:
        """Whether the reader's language is not among them."""
        return not self.language and not tongues.alike(self.text.language, get_language() or "en")

    @property
    def outdated(self) -> bool:
        """Whether the original was changed after this was translated."""
        return not self.text.original and outdated(self.text, self.statement.original)

    @property
    def summary(self) -> str:
        return str(Truncator(to_text(self.text.body)).chars(240))

    @property
    def last_day(self) -> date | None:
        last: date | None = last_day_of(self.statement)
        return last

    @property
    def ended(self) -> date | None:
        """The day on which sign-on ended, where it was open once."""
        if self.statement.opened_at and self.statement.closed_at:
            return self.statement.closed_at.date()
        return self.last_day if self.statement.overdue else None


def newest(call: Call) -> list[Read]:
    """Those that the page of the call shows."""
    rows = numbers.remembered(("newest statements", call.pk), None, lambda: _newest(call))
    return [Read(statement) for statement in rows]


def _newest(call: Call) -> list[Statement]:
    return list(listed(call.statements.published())[:ON_THE_CALL])


def listed(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.order_by("-published_at", "-id").select_related("call", "retraction").prefetch_related(*BESIDE)


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    """The newest public ones that it issued, and those that it signed."""
    issued, signed = profile.issued(organisation), profile.signed(organisation)
    return {"issued": _some(issued), "signed": _some(signed), "most": OF_ONE}


def _some(statements: QuerySet[Statement]) -> dict[str, Any]:
    found = list(statements[: OF_ONE + 1])
    calls = all_worded(statement.call for statement in found)
    rows = [Read(statement, named=calls[statement.call_id]) for statement in found]
    return {"rows": rows[:OF_ONE], "more": len(rows) > OF_ONE}


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    page = Paginator(listed(call.statements.public()), ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "call": worded(call),
        "page": page,
        "statements": [Read(statement) for statement in page],
        "convenes": permissions.may_convene(request.user, call),
        "section": "calls",
    }
    return render(request, "web/statements/index.html", words)


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_seen(request, slug)
    asked = request.GET.get("text", "")
    known = {text.language for text in statement.texts.all()}
    read = Read(statement, asked if asked in known else "")
    words = {
        "call": worded(statement.call),
        "statement": read,
        "card": cards.address_of(statement, read.text.language),
        "signatories": signatories.page(statement, request.GET.get("page")),
        "text_query": urlencode({"text": asked}) if asked in known else "",
        "thread": threads.of(statement),
        "works_here": permissions.may_moderate(request.user, statement.call),
        "section": "calls",
    }
    return render(request, "web/statements/show.html", words)


def sign(request: HttpRequest, slug: str) -> HttpResponse:
    statement = statement_seen(request, slug)
    person = request.GET.get("as") == "person" and statement.individuals != NONE
    if request.method == "POST":
        form = _form(statement, person, request.POST)
        try:
            if form.is_valid() and _asked(request, statement, form):
                return redirect(reverse("proof") + "?sent=signature")
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_sign_page(request, statement, form, 429, person=person), often)
    else:
        form = _form(statement, person)
    return _sign_page(request, statement, form, 422 if form.is_bound and form.errors else 200, person=person)


def _form(statement: Statement, person: bool, given: Any = None) -> forms.Form:
    return SignAsPerson(given, individuals=statement.individuals) if person else SignAsOrganisation(given)


def _sign_page(
    request: HttpRequest, statement: Statement, form: forms.Form, status: int, *, person: bool
) -> HttpResponse:
    words = {
        "call": worded(statement.call),
        "statement": Read(statement),
        "form": form,
        "person": person,
        "people_too": statement.individuals != NONE,
        "section": "calls",
    }
    return render(request, "web/statements/sign.html", words, status=status)


def _asked(request: HttpRequest, statement: Statement, form: forms.Form) -> bool:
    """True when it is asked, newly or because the same was sent a moment ago."""
    data = dict(form.cleaned_data)
    address = data.pop("contact")
    if _same(statement, address, data):
        return True
    brake(request, "sign", most=20, minutes=60)
    try:
        brake_mail(address)
        Signature.ask(statement, address=address, language=get_language() or "en", **data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error("contact", too_many_letters())
    return not form.errors


def _same(statement: Statement, address: str, data: dict[str, Any]) -> bool:
    """Asked for within the last minutes: later it may be that the letter was lost, and another is wanted."""
    asked = statement.signatures.by_address(sealing.fingerprint(address)).asked_lately()
    if "kind" in data:
        return asked.filter(organisation__name=data["name"]).exists()
    return asked.filter(organisation=None, name=data["name"]).exists()
