from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute, one
from groundswell.api.v1.organisations import OrganisationShown
from groundswell.api.v1.organisations import shown as organisation
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core.models import Agreement, AgreementVersion, Assent

router = Router(tags=["agreement"])


class VersionShown(Schema):
    number: int
    url: str
    published_on: date
    text: str = Field(description="Markdown.")
    ground_rules: str = Field(description="Markdown; what hosts accept.")
    note: str = Field(description="What is different from the version before.")


class SignerShown(Schema):
    organisation: OrganisationShown
    version: int = Field(description="The newest that it signed.")
    signed_on: date


@router.get(
    "/calls/{slug:slug}/agreement/", response=Page[VersionShown], openapi_extra={"parameters": PARAMETERS},
    summary="The versions of its agreement, the newest first",
)  # fmt: skip
def call_agreement(request: HttpRequest, slug: str) -> dict[str, Any]:
    versions = AgreementVersion.objects.published().filter(agreement__call=public_call(slug))
    rows = versions.select_related("agreement__call")
    return page_of(request, rows, ("-number", "-id"), lambda rows: [_version(row) for row in rows])


@router.get(
    "/calls/{slug:slug}/signers/", response=Page[SignerShown], openapi_extra={"parameters": PARAMETERS},
    summary="Who signed the agreement, and which version",
)  # fmt: skip
def call_signers(request: HttpRequest, slug: str) -> dict[str, Any]:
    agreement = one(Agreement.objects.all(), call=public_call(slug))
    rows = Assent.objects.newest_of_each(agreement).select_related("organisation", "version")
    return page_of(request, rows, ("accepted_at", "id"), lambda rows: [_signer(row) for row in rows])


def _version(version: AgreementVersion) -> dict[str, Any]:
    same = {name: getattr(version, name) for name in ("number", "text", "ground_rules", "note")}
    assert version.published_at
    return same | {"url": absolute(version.get_absolute_url()), "published_on": version.published_at.date()}


def _signer(assent: Assent) -> dict[str, Any]:
    assert assent.accepted_at
    signed_on = assent.accepted_at.date()
    return {"organisation": organisation(assent.organisation), "version": assent.version.number, "signed_on": signed_on}
