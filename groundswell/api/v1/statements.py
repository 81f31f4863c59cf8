from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute, one
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core.models import Statement
from groundswell.core.models.call import PUBLIC

router = Router(tags=["statements"])
ORDER = ("-published_at", "-id")


class Correction(Schema):
    note: str
    language: str = Field(description="Empty: of all languages.")
    at: datetime


class StatementShown(Schema):
    slug: str = Field(description="Short name; it stands in the address.")
    url: str
    call: str
    state: str = Field(description="`published` or `withdrawn`.")
    language: str = Field(description="Of this text: that of the address, or else the original.")
    original_language: str
    languages: list[str] = Field(description="In which it can be read.")
    title: str
    body: str = Field(description="Markdown.")
    translated_by: str
    issued_by: list[str]
    published_at: datetime
    changed_at: datetime
    withdrawn_because: str | None
    corrections: list[Correction]
    open_for_sign_on: bool


@router.get(
    "/calls/{slug:slug}/statements/", response=Page[StatementShown], openapi_extra={"parameters": PARAMETERS},
    summary="Its statements, the newest first",
)  # fmt: skip
def call_statements(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = _rows().filter(call=public_call(slug))
    return page_of(request, rows, ORDER, lambda rows: [shown(row) for row in rows])


@router.get("/statements/{slug:slug}/", response=StatementShown, summary="One statement")
def statement(request: HttpRequest, slug: str) -> dict[str, Any]:
    return shown(one(_rows(), slug=slug))


def _rows() -> Any:
    public = Statement.objects.public().filter(call__stage__in=PUBLIC)
    return public.select_related("call", "retraction").prefetch_related(
        "texts", "corrections", "issuings__organisation"
    )


def shown(statement: Statement) -> dict[str, Any]:
    text, gone = statement.text_in(get_language() or "en"), statement.state == "withdrawn"
    corrections = [{"note": row.note, "language": row.language, "at": row.at} for row in statement.corrections.all()]
    same = ("slug", "state", "issued_by", "published_at", "changed_at")
    return {name: getattr(statement, name) for name in same} | {
        "url": absolute(statement.get_absolute_url()),
        "call": statement.call.slug,
        "language": text.language,
        "original_language": statement.original.language,
        "languages": [each.language for each in statement.texts.all()],
        "title": text.title,
        "body": "" if gone else text.body,
        "translated_by": text.translated_by,
        "withdrawn_because": statement.retraction.because if gone else None,
        "corrections": corrections,
        "open_for_sign_on": statement.signing,
    }
