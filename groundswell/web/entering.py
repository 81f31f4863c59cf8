"""Endorsements of many organisations at once, out of a table that a convenor has."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.core import kinds
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Endorsement, Fact, Person
from groundswell.web.access import call_to_convene, who_works
from groundswell.web.forms import entering
from groundswell.web.forms.entering import Entry, NoTable, TableForm

LOOK, ASK, DOWNLOAD = "look", "ask", "download"


@login_required
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at every row first; then each sound one is asked, and the others come back with their reasons."""
    call = call_to_convene(request, slug)
    if request.method != "POST":
        return _page(request, call, TableForm())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, call, form, status=422)
    try:
        entries = entering.entries(form.cleaned_data["text"], call)
    except NoTable as trouble:
        form.add_error("table", str(trouble))
        return _page(request, call, kept(form), status=422)
    if request.POST.get("do") == DOWNLOAD:
        return _download(call, entries)
    if request.POST.get("do") == ASK and call.open:
        return _asked(request, call, entries)
    return _page(request, call, kept(form), entries=entries)


def kept(form: TableForm) -> TableForm:
    """What came in a file stands in the text from now on, so that it can be put right there."""
    kept = type(form)({"table": form.cleaned_data.get("text", "")})
    kept.is_valid()
    for name, errors in form.errors.items():
        for error in errors:
            kept.add_error(name, error)
    return kept


def _asked(request: HttpRequest, call: Call, entries: list[Entry]) -> HttpResponse:
    asked = [entry for entry in entries if entry.sound and _ask(call, entry, by=who_works(request))]
    refused = [entry for entry in entries if not entry.sound]
    if asked:
        told = ngettext(
            "%(many)s organisation is asked by mail.", "%(many)s organisations are asked by mail.", len(asked)
        )
        messages.success(request, told % {"many": len(asked)})
    if not refused:
        return redirect("desk-organisations", call.slug)
    return _page(request, call, TableForm({"table": entering.as_text(refused)}), entries=refused, after=True)


def _ask(call: Call, entry: Entry, *, by: Person) -> bool:
    """Each in a transaction of its own: one that is refused does not stop the others."""
    data = dict(entry.form.cleaned_data)
    try:
        with transaction.atomic():
            Fact.in_order()  # one at a time: the same table, sent in the same moment, sees what this one wrote
            entering.tell_if_asked(entry, call)
            if entry.sound:
                Endorsement.ask(call, address=data.pop("contact"), language=get_language() or "en", by=by, **data)
    except Refused as refusal:
        entry.refused.append(str(refusal))
    except DatabaseError:
        entry.refused.append(_("It could not be kept just now. Try again."))
    return entry.sound


def _download(call: Call, entries: list[Entry]) -> HttpResponse:
    return download(entering.as_table([entry for entry in entries if not entry.sound]), call.slug)


def download(table: str, slug: str) -> HttpResponse:
    """The refused rows as a file."""
    response = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{slug}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    call: Call,
    form: TableForm,
    *,
    entries: list[Entry] | None = None,
    after: bool = False,
    status: int = 200,
) -> HttpResponse:
    words: dict[str, Any] = {
        "call": call,
        "form": form,
        "entries": entries,
        "sound": sum(entry.sound for entry in entries or []),
        "refused": sum(not entry.sound for entry in entries or []),
        "after": after,
        "kinds": ", ".join(kinds.ORGANISATIONS),
        "most": entering.MOST_ROWS,
        "view": "organisations",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/desk/entry.html", words, status=status)
