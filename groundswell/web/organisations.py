"""Organisations: all that are public, and one with what it stands behind."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import alliances, countries, endorsers, kinds, numbers, permissions, profile, uploads
from groundswell.core.endorsers import Counts, OrganisationFilter
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, DomainProof, Membership, Organisation
from groundswell.lib.clock import now
from groundswell.lib.filetypes import FORMATS
from groundswell.lib.text import fold
from groundswell.web.access import organisation_seen
from groundswell.web.cards import address_of_plain_card
from groundswell.web.showing import BESIDE, shown
from groundswell.web.spelling import near_spelling
from groundswell.web.statements import of_organisation as statements_of

ON_A_PAGE = 40
FIRST_MEMBERS = 12  # on the page of the alliance itself; all are on the next
MOST_AHEAD = 20  # the list of actions has all
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    counts = numbers.remembered("organisations", None, lambda: endorsers.counts_of(Organisation.objects.public()))
    public = Organisation.objects.public().annotate(since=Min("proven_at"))
    page = Paginator(wanted.rows(public), ON_A_PAGE).get_page(wanted.page)
    near = near_spelling(wanted) if not page.paginator.count else {}
    words = {"page": page, "near": near, "section": "calls"} | narrowing(wanted, counts)
    return render(request, "web/organisations/index.html", words)


def narrowing(wanted: OrganisationFilter, counts: Counts) -> dict[str, Any]:
    """What the form above a list of organisations needs."""
    return {
        "filter": wanted,
        "counts": counts,
        "query": wanted.words(page=1),
        "countries": _countries(counts),
        "kinds": [(kind, kinds.label(kinds.ORGANISATIONS, kind), many) for kind, many in counts.kinds],
        "letters": [
            {"letter": letter, "url": "?" + wanted.words(page=1, letter=letter), "current": letter == wanted.letter}
            for letter in counts.letters
        ],
        "any_letter": "?" + wanted.words(page=1, letter=""),
        "by_name": "?" + wanted.words(page=1, sort=endorsers.NAME),
        "newest": "?" + wanted.words(page=1, sort=endorsers.NEWEST),
    }


def _countries(counts: Counts) -> list[tuple[str, str, int]]:
    """By name in the reader's language."""
    language = get_language() or "en"
    named = [(code, countries.name(code, language), many) for code, many in counts.countries if code]
    return sorted(named, key=lambda row: fold(row[1]))


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_seen(request, slug)
    if organisation.slug != slug:
        return HttpResponsePermanentRedirect(organisation.get_absolute_url())
    through = alliances.endorsed_through(organisation)
    memberships = alliances.memberships_of(organisation)
    standing, withdrawn = profile.endorsed(organisation)
    proofs = profile.proofs(organisation)
    ahead = list(_actions(organisation, sort="date").filter(over__gte=now())[: MOST_AHEAD + 1])
    past = _actions(organisation, sort="-date").filter(over__lt=now())
    page = Paginator(past, ON_A_PAGE).get_page(request.GET.get("page"))
    convenes, convened = profile.convened(organisation)
    words = {
        "organisation": organisation,
        "members": alliances.of_alliances([organisation.pk], FIRST_MEMBERS).get(organisation.pk),
        "memberships": memberships,
        "through": through,
        "left": list(_left(organisation)),
        "may_manage": permissions.may_manage_members(request.user, organisation),
        "described": _described(organisation),
        "card": address_of_plain_card(),
        "standing": standing,
        "withdrawn": withdrawn,
        "public": Organisation.objects.public().filter(pk=organisation.pk).exists(),
        "proofs": proofs,
        "by_mail": _by_mail(organisation, proofs),
        "statements": statements_of(organisation),
        "ahead": shown(ahead[:MOST_AHEAD]),
        "more_ahead": len(ahead) > MOST_AHEAD,
        "convenes": convenes,
        "convened": convened,
        "page": page,
        "past": shown(page.object_list),
        "works_here": _works_here(request, organisation),
        "section": "calls",
    }
    return render(request, "web/organisations/show.html", words)


def _left(organisation: Organisation) -> QuerySet[Membership]:
    """Alliances that it was in, unless it is again."""
    now_in = organisation.memberships.current().values("alliance")
    over = organisation.memberships.over().exclude(alliance__in=now_in).select_related("alliance")
    return over.order_by("-ended_at")[:FIRST_MEMBERS]


def _actions(organisation: Organisation, *, sort: str) -> Any:
    """By the one filter, out of what it is known to host."""
    wanted = ActionFilter(organisation=organisation.slug, sort=sort)
    hosted: Any = Action.objects.filter(pk__in=organisation.hosted().values("pk"))
    return wanted.rows(hosted).select_related("call").prefetch_related(*BESIDE)


def _by_mail(organisation: Organisation, proofs: list[DomainProof]) -> bool:
    """Whether an address answered before its domain did."""
    return bool(organisation.proven_at) and organisation.proven_at not in [proof.proven_at for proof in proofs]


def _works_here(request: HttpRequest, organisation: Organisation) -> bool:
    who = request.user
    return permissions.may_steward(who, organisation) or permissions.may_oversee(who, organisation)


def _described(organisation: Organisation) -> str:
    country = countries.name(organisation.country, get_language() or "en") if organisation.country else ""
    place = [f"\u2068{part}\u2069" for part in (organisation.town, country) if part]
    return _(", ").join([kinds.label(kinds.ORGANISATIONS, organisation.kind), *place])


@require_safe
def logo(request: HttpRequest, mark: str) -> HttpResponse:
    """By what is in it, so that it never changes at its address. Gone once nobody shows it any more."""
    shown_by = Organisation.objects.filter(logo=mark)
    public = shown_by.public().first()
    organisation = public or next(
        (each for each in shown_by if permissions.may_see_organisation(request.user, each)), None
    )
    if not organisation or not (path := uploads.path_of(mark)).is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=FORMATS[organisation.logo_format].media_type)
    response.headers["Cache-Control"] = FOR_EVER if public else "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = "inline"
    return response
