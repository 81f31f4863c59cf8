from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core import convenors, numbers, parts
from groundswell.core.models import Call
from groundswell.core.wording import all_worded, worded

router = Router(tags=["calls"])
ORDER = ("-published_at", "-id")
NUMBERS = ("actions", "countries", "towns", "organisations", "members", "through_parts")


class CallShown(Schema):
    slug: str = Field(description="Short name; it stands in the address.")
    url: str
    kind: str = Field(description="`day` (a window of days) or `campaign` (open-ended).")
    stage: str = Field(description="`open`, `closed` or `archived`.")
    title: str
    summary: str
    language: str = Field(description="Of this title: that of the address where it is translated.")
    first_day: date | None
    last_day: date | None
    published_at: datetime


class CallWhole(CallShown):
    body: str = Field(description="Markdown.")
    demands: list[str]
    hashtags: list[str]
    ground_rules: str = Field(description="Markdown; every host accepts them.")
    kinds: list[str] = Field(description="Kinds of action that are accepted; none named means all.")
    actions: int
    countries: int
    towns: int
    organisations: int = Field(description="Organisations whose endorsement stands.")
    members: int = Field(description="More of them, as members of alliances that endorse it with their members.")
    through_parts: int = Field(description="More of them, through the calls that are part of it.")
    convenors: list[str]
    part_of: str | None = Field(description="Short name of the larger call.")
    parts: list[str] = Field(description="Short names of the calls that are part of it.")
    languages: list[str] = Field(description="Into which its texts are translated, or are to be.")


@router.get("/calls/", response=Page[CallShown], openapi_extra={"parameters": PARAMETERS}, summary="Public calls")
def calls(request: HttpRequest) -> dict[str, Any]:
    return page_of(request, Call.objects.public(), ORDER, _told)


@router.get("/calls/{slug:slug}/", response=CallWhole, summary="One call, with its numbers")
def call(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = public_call(slug)
    counted, read = numbers.of_call(found), worded(found)
    told = {name: getattr(read, name) for name in ("body", "demands", "hashtags", "ground_rules", "kinds")}
    told |= {name: getattr(counted, name) for name in NUMBERS}
    larger = parts.whole_of(found)
    return (
        shown(read)
        | told
        | {
            "convenors": convenors.of(found).names,
            "part_of": larger.slug if larger else None,
            "parts": [each.call.slug for each in parts.of(found)],
            "languages": found.languages,
        }
    )


def _told(calls: list[Call]) -> list[dict[str, Any]]:
    read = all_worded(calls)
    return [shown(read[call.pk]) for call in calls]


def shown(read: Any) -> dict[str, Any]:
    """Of a call in the reader's words."""
    names = ("slug", "kind", "stage", "title", "summary", "first_day", "last_day", "published_at")
    told = {name: getattr(read, name) for name in names}
    return told | {"language": read.title.language, "url": absolute(read.get_absolute_url())}
