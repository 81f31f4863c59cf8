from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core.models import Resource
from groundswell.core.wording import Wording

router = Router(tags=["toolkit"])


class ResourceShown(Schema):
    id: str
    kind: str
    title: str
    description: str
    language: str
    licence: str
    url: str | None = Field(description="Where the file or link is; null for a message, whose text stands here.")
    text: str = Field(description="Of a message to share.")
    format: str
    size: int | None = Field(description="Bytes of the file.")
    version: str
    changed: str = Field(description="What is different from the version before.")
    versions: int
    minutes: int | None = Field(description="Of a lesson.")
    outline: str = Field(description="Of a lesson; Markdown.")
    changed_at: datetime


@router.get(
    "/calls/{slug:slug}/toolkit/", response=Page[ResourceShown], openapi_extra={"parameters": PARAMETERS},
    summary="Its toolkit",
)  # fmt: skip
def call_toolkit(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = public_call(slug).resources.offered().select_related("call").prefetch_related("versions")
    return page_of(request, rows, ("id",), _told)


def _told(resources: list[Resource]) -> list[dict[str, Any]]:
    wording = Wording([each.call for each in resources], "call", "resource")
    return [_shown(wording, each) for each in resources]


def _shown(wording: Wording, resource: Resource) -> dict[str, Any]:
    version, read = resource.current, wording.of(resource)
    same = {
        name: getattr(read, name)
        for name in ("kind", "title", "description", "language", "licence", "minutes", "outline")
    }
    return same | {
        "id": resource.ref,
        "url": absolute(resource.address) if resource.address else None,
        "text": version.text,
        "format": version.format,
        "size": version.size,
        "version": version.name,
        "changed": version.changed,
        "versions": len(resource.versions.all()),
        "changed_at": version.at,
    }
