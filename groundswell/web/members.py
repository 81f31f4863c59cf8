"""The members of an alliance: for everybody, and at the desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import alliances, endorsers, kinds, numbers, permissions
from groundswell.core.endorsers import OrganisationFilter
from groundswell.core.errors import Refused
from groundswell.core.models import Membership, Organisation, Person
from groundswell.core.models.membership import ALLIANCE
from groundswell.web.access import organisation_seen, who_works
from groundswell.web.entering import ASK, DOWNLOAD, download, kept
from groundswell.web.forms import entering
from groundswell.web.forms.entering import Entry, NoTable, TableForm
from groundswell.web.forms.members import MEMBERS, EndForm, MemberForm, MembersTableForm, entries
from groundswell.web.organisations import ON_A_PAGE, narrowing


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    alliance = organisation_seen(request, slug)
    if alliance.slug != slug:
        return HttpResponsePermanentRedirect(request.path.replace(slug, alliance.slug))
    if alliance.kind != ALLIANCE and not alliance.members.listed().exists():
        raise Http404
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    listed = alliances.listed(alliance)
    counts = numbers.remembered(("members", alliance.pk), None, lambda: endorsers.counts_of(listed))
    words = {
        "alliance": alliance,
        "page": Paginator(wanted.rows(listed), ON_A_PAGE).get_page(wanted.page),
        "unconfirmed": alliance.members.filter(state="named").count(),
        "may_manage": permissions.may_manage_members(request.user, alliance),
        "section": "calls",
    }
    return render(request, "web/organisations/members.html", words | narrowing(wanted, counts))


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    alliance = _managed(request, slug)
    if request.method == "POST":
        form = MemberForm(request.POST)
        if form.is_valid() and _added(form, alliance, by=who_works(request)):
            _tell_added(request, 1)
            return redirect("desk-members", alliance.slug)
    else:
        form = MemberForm()
    current = alliance.members.current().select_related("member").order_by("member__folded", "id")
    words = {
        "alliance": alliance,
        "page": Paginator(current, ON_A_PAGE).get_page(request.GET.get("page")),
        "over": alliance.members.filter(state="ended").select_related("member").order_by("-ended_at")[:ON_A_PAGE],
        "form": form,
        "of_it": permissions.may_steward(request.user, alliance),
        "section": "desk",
    }
    return render(request, "web/desk/members.html", words, status=422 if form.errors else 200)


def _added(form: MemberForm, alliance: Organisation, *, by: Person) -> bool:
    try:
        _add(form, alliance, by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _add(form: Any, alliance: Organisation, *, by: Person) -> None:
    data = dict(form.cleaned_data)
    Membership.add(alliance, address=data.pop("contact"), language=get_language() or "en", by=by, **data)


@login_required
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    alliance = _managed(request, slug)
    membership = get_object_or_404(alliance.members.current().select_related("member"), pk=pk)
    if request.method == "POST":
        form = EndForm(request.POST)
        if form.is_valid():
            membership.end(by=who_works(request), because=form.cleaned_data["because"])
            messages.success(request, _("It is no longer listed as a member."))
            return redirect("desk-members", alliance.slug)
    else:
        form = EndForm()
    words = {"alliance": alliance, "membership": membership, "form": form, "section": "desk"}
    return render(request, "web/desk/member_end.html", words, status=422 if form.errors else 200)


@login_required
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at every row first; then each sound one is added, and the others come back with their reasons."""
    alliance = _managed(request, slug)
    if request.method != "POST":
        return _page(request, alliance, MembersTableForm())
    form = MembersTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, alliance, form, status=422)
    try:
        found = entries(form.cleaned_data["text"], alliance)
    except NoTable as trouble:
        form.add_error("table", str(trouble))
        return _page(request, alliance, kept(form), status=422)
    if request.POST.get("do") == DOWNLOAD:
        return download(entering.as_table([entry for entry in found if not entry.sound], MEMBERS), alliance.slug)
    if request.POST.get("do") == ASK:
        return _entered(request, alliance, found)
    return _page(request, alliance, kept(form), found=found)


def _entered(request: HttpRequest, alliance: Organisation, found: list[Entry]) -> HttpResponse:
    added = [entry for entry in found if entry.sound and _enter(alliance, entry, by=who_works(request))]
    refused = [entry for entry in found if not entry.sound]
    if added:
        _tell_added(request, len(added))
    if not refused:
        return redirect("desk-members", alliance.slug)
    form = MembersTableForm({"table": entering.as_text(refused, MEMBERS)})
    return _page(request, alliance, form, found=refused, after=True)


def _tell_added(request: HttpRequest, many: int) -> None:
    told = ngettext("%(many)s member is added.", "%(many)s members are added.", many)
    messages.success(request, told % {"many": many})


def _enter(alliance: Organisation, entry: Entry, *, by: Person) -> bool:
    """Each in a transaction of its own: one that is refused does not stop the others."""
    try:
        _add(entry.form, alliance, by=by)
    except Refused as refusal:
        entry.refused.append(str(refusal))
    except DatabaseError:
        entry.refused.append(_("It could not be kept just now. Try again."))
    return entry.sound


def _page(
    request: HttpRequest,
    alliance: Organisation,
    form: TableForm,
    *,
    found: list[Entry] | None = None,
    after: bool = False,
    status: int = 200,
) -> HttpResponse:
    words: dict[str, Any] = {
        "alliance": alliance,
        "form": form,
        "entries": found,
        "sound": sum(entry.sound for entry in found or []),
        "asked": sum(entry.sound and bool(entry.form.cleaned_data["contact"]) for entry in found or []),
        "refused": sum(not entry.sound for entry in found or []),
        "after": after,
        "kinds": ", ".join(kinds.ORGANISATIONS),
        "most": entering.MOST_ROWS,
        "section": "desk",
    }
    return render(request, "web/desk/members_entry.html", words, status=status)


def _managed(request: HttpRequest, slug: str) -> Organisation:
    alliance = organisation_seen(request, slug)
    if not permissions.may_manage_members(request.user, alliance):
        raise PermissionDenied
    return alliance
