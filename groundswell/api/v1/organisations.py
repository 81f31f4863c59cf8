from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.problems import Problem
from groundswell.api.shapes import public_call, unreadable
from groundswell.api.v1.finding import absolute, one
from groundswell.api.v1.pages import PARAMETERS, Page, page_of, words_beside
from groundswell.core import alliances, kinds
from groundswell.core.endorsers import OrganisationFilter
from groundswell.core.models import Endorsement, Organisation
from groundswell.core.models.endorsement import WITHDRAWN
from groundswell.core.models.membership import ALLIANCE, CONFIRMED

router = Router(tags=["organisations"])


class OrganisationShown(Schema):
    slug: str = Field(description="Short name; it stands in the address.")
    url: str
    name: str
    kind: str
    country: str = Field(description="ISO 3166-1 alpha-2, or empty.")
    town: str
    website: str
    proven_on: date | None = Field(description="Since when its address is proven.")


class EndorsementShown(Schema):
    organisation: OrganisationShown
    endorsed_on: date
    withdrawn_on: date | None = Field(description="Null while it stands.")


class MemberShown(Schema):
    organisation: OrganisationShown
    since: date
    confirmed: bool = Field(description="False: named by the alliance, and not confirmed.")


WORDS = [
    {"in": "query", "name": "q", "schema": {"type": "string"}, "description": "Text, found inside names."},
    {"in": "query", "name": "country", "schema": {"type": "string"}, "description": "ISO 3166-1 alpha-2."},
    {"in": "query", "name": "kind", "schema": {"type": "string", "enum": list(kinds.ORGANISATIONS)}},
    {"in": "query", "name": "letter", "schema": {"type": "string"}, "description": "The first letter of the name."},
]
LIST = {"parameters": [*WORDS, *PARAMETERS]}


@router.get("/organisations/", response=Page[OrganisationShown], openapi_extra=LIST, summary="All organisations")
def organisations(request: HttpRequest) -> dict[str, Any]:
    rows = _wanted(request).narrow(Organisation.objects.public())
    return page_of(request, rows, ("folded", "id"), lambda rows: [shown(row) for row in rows])


@router.get("/organisations/{slug:slug}/", response=OrganisationShown, summary="One organisation")
def organisation(request: HttpRequest, slug: str) -> dict[str, Any]:
    return shown(one(Organisation.objects.public(), slug=slug))


@router.get(
    "/calls/{slug:slug}/endorsements/", response=Page[EndorsementShown], openapi_extra=LIST, summary="Who endorses it"
)
def endorsements(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Those that stand and those that were withdrawn, in the order in which they were accepted."""
    rows = _wanted(request).narrow(public_call(slug).endorsements.public(), "organisation__")
    rows = rows.exclude(state=WITHDRAWN, withdrawal=None).select_related("organisation", "withdrawal")
    return page_of(request, rows, ("accepted_at", "id"), lambda rows: [_endorsement(row) for row in rows])


@router.get(
    "/organisations/{slug:slug}/members/", response=Page[MemberShown], openapi_extra=LIST,
    summary="The members of an alliance",
)  # fmt: skip
def organisation_members(request: HttpRequest, slug: str) -> dict[str, Any]:
    alliance = one(Organisation.objects.public(), slug=slug, kind=ALLIANCE)
    rows = _wanted(request).narrow(alliances.listed(alliance))
    return page_of(request, rows, ("folded", "id"), lambda rows: [_member(row) for row in rows])


def _member(row: Any) -> dict[str, Any]:
    return {"organisation": shown(row), "since": row.since.date(), "confirmed": row.membership == CONFIRMED}


def _wanted(request: HttpRequest) -> OrganisationFilter:
    words = words_beside(request)
    wanted = OrganisationFilter.read(words)
    for word in {"page", "sort"} & set(words):
        wanted.errors[word] = Problem.no_pages()
    if wanted.errors:
        raise unreadable(wanted.errors)
    return wanted


def shown(organisation: Organisation) -> dict[str, Any]:
    same = {name: getattr(organisation, name) for name in ("slug", "name", "kind", "country", "town", "website")}
    proven = organisation.proven_at
    return same | {"url": absolute(organisation.get_absolute_url()), "proven_on": proven and proven.date()}


def _endorsement(row: Endorsement) -> dict[str, Any]:
    gone = row.withdrawal.at.date() if row.state == WITHDRAWN else None
    assert row.accepted_at  # public ones have it
    return {"organisation": shown(row.organisation), "endorsed_on": row.accepted_at.date(), "withdrawn_on": gone}
