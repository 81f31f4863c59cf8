from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core.models import Milestone
from groundswell.core.wording import Wording

router = Router(tags=["milestones"])


class Outcome(Schema):
    demand: str = Field(description="In its words on that day.")
    outcome: str


class MilestoneShown(Schema):
    id: int
    url: str
    on: date
    title: str
    text: str = Field(description="Markdown.")
    publisher: str = Field(description="Of the source.")
    address: str = Field(description="Of the source.")
    outcomes: list[Outcome]


@router.get(
    "/calls/{slug:slug}/milestones/", response=Page[MilestoneShown], openapi_extra={"parameters": PARAMETERS},
    summary="Its milestones, the latest first",
)  # fmt: skip
def call_milestones(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = public_call(slug).milestones.filter(removal=None).select_related("call")
    return page_of(request, rows, ("-on", "-id"), _told)


def _told(milestones: list[Milestone]) -> list[dict[str, Any]]:
    wording = Wording([each.call for each in milestones], "call", "milestone")
    return [_shown(wording, each) for each in milestones]


def _shown(wording: Wording, milestone: Milestone) -> dict[str, Any]:
    read = wording.of(milestone)
    told = {name: getattr(read, name) for name in ("on", "title", "text", "publisher", "address")}
    outcomes = [each | {"demand": wording.demand(milestone.call, each["demand"])} for each in milestone.outcomes]
    return told | {"outcomes": outcomes, "id": milestone.pk, "url": absolute(milestone.get_absolute_url())}
