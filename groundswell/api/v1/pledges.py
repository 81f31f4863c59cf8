from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from groundswell.api.shapes import public_call
from groundswell.api.v1.finding import absolute
from groundswell.api.v1.pages import PARAMETERS, Page, page_of
from groundswell.core.models import Pledge
from groundswell.core.pledging import Taken, taken
from groundswell.core.wording import Wording

router = Router(tags=["pledges"])


class PledgeShown(Schema):
    id: int
    url: str
    text: str
    takers: str = Field(description="`people`, `organisations` or `both`.")
    open: bool
    goal: int | None
    people: int = Field(description="How many people took it, each proven by mail.")
    unproven: int = Field(description="People who proved nothing, where the convenors choose so; in no other number.")
    organisations: int
    countries: dict[str, int] = Field(description="How many took it, by country.")
    named: list[str] = Field(description="Organisations that wanted to be named.")


@router.get(
    "/calls/{slug:slug}/pledges/", response=Page[PledgeShown], openapi_extra={"parameters": PARAMETERS},
    summary="Its pledges",
)  # fmt: skip
def call_pledges(request: HttpRequest, slug: str) -> dict[str, Any]:
    return page_of(request, public_call(slug).pledges.select_related("call"), ("id",), _told)


def _told(pledges: list[Pledge]) -> list[dict[str, Any]]:
    counted = taken(pledges)
    wording = Wording([pledge.call for pledge in pledges], "call", "pledge")
    return [_shown(pledge, counted[pledge.pk]) | {"text": wording.of(pledge).text} for pledge in pledges]


def _shown(pledge: Pledge, counted: Taken) -> dict[str, Any]:
    return {
        "id": pledge.pk,
        "url": absolute(pledge.get_absolute_url()),
        "text": pledge.text,
        "takers": pledge.takers,
        "open": pledge.open,
        "goal": pledge.goal,
        "people": counted.people,
        "unproven": counted.unproven,
        "organisations": counted.organisations,
        "countries": dict(counted.countries),
        "named": [organisation.name for organisation in counted.named],
    }
