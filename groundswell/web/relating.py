"""Relations of a statement at the desk: what it is to others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from groundswell.core import permissions, threads
from groundswell.core.errors import Refused
from groundswell.core.models import Statement
from groundswell.web.access import statement_to_convene, who_works
from groundswell.web.forms.relating import RelationForm
from groundswell.web.stating import statement_page


@login_required
def relate(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what it is to another one, or take that off."""
    statement = statement_to_convene(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "take_off" in request.POST:
        return _taken_off(request, statement, request.POST["take_off"])
    form = RelationForm(request.POST, statement=statement, calls=permissions.calls_of(who_works(request)))
    if form.is_valid():
        try:
            statement.relate(form.cleaned_data["found"], form.cleaned_data["kind"], by=who_works(request))
            messages.success(request, _("Saved."))
            return redirect("desk-statement", statement.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return statement_page(request, statement, relation_form=form)


def _taken_off(request: HttpRequest, statement: Statement, other: str) -> HttpResponse:
    found = next(((each, mine) for _row, each, mine in threads.beside(statement) if each.slug == other), None)
    if not found:
        raise Http404
    each, mine = found
    (statement if mine else each).unrelate(each if mine else statement, by=who_works(request))
    messages.success(request, _("The relation is taken off both pages."))
    return redirect("desk-statement", statement.slug)
