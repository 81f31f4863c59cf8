"""Who endorses a call, as table and JSON; one organisation as JSON. Signatories and contacts are in neither."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.api import answers, kept, shapes, tables
from groundswell.api.problems import Problem
from groundswell.core import alliances, convenors, endorsers, profile
from groundswell.core.endorsers import OrganisationFilter
from groundswell.core.models import Call, Convening, Endorsement, Fact, Membership, Organisation, Statement
from groundswell.core.models.membership import ALLIANCE, CONFIRMED
from groundswell.core.wording import worded
from groundswell.lib import changes

MEMBERS = ("name", "kind", "country", "town", "website", "member_since", "confirmed")
SHAPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}
Row = dict[str, str | None]


@shapes.public
def of_one(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What its page says, for programs. Its stewards are in none of this."""
    organisation = Organisation.objects.public().filter(Q(slug=slug) | Q(aliases__slug=slug)).distinct().first()
    if not organisation:
        raise Problem(404, _("There is nothing at this address."))
    response = JsonResponse(_told(organisation), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = changes.FOR_OTHER_CACHES
    return response


def _told(organisation: Organisation) -> dict[str, Any]:
    standing, withdrawn = profile.endorsed(organisation)
    texts = ("name", "kind", "country", "town", "address", "website", "about")
    told: dict[str, Any] = {name: getattr(organisation, name) or None for name in texts}
    told["languages"] = organisation.languages
    told["url"] = settings.BASE_URL + organisation.get_absolute_url()
    told["licence"] = settings.DATA_LICENCE
    told["logo"] = _logo(organisation)
    told["proven_on"] = _day(organisation.proven_at)
    told["domains"] = [{"domain": each.domain, "on": _day(each.proven_at)} for each in profile.proofs(organisation)]
    told["endorses"] = [_endorsed(each, until=None) for each in standing]
    told["endorses"] += [_endorsed(each, until=_withdrawn(each)) for each in withdrawn]
    told["convenes"] = [_convening(each) for some in profile.convened(organisation) for each in some]
    told["member_of"] = [_membership(each) for each in alliances.memberships_of(organisation)]
    if organisation.kind == ALLIANCE:
        told["members"] = settings.BASE_URL + reverse("members-shape", args=[organisation.slug, "json"])
    told["issued"] = [_statement(each) for each in profile.issued(organisation)]
    told["signed"] = [_statement(each) for each in profile.signed(organisation)]
    told["actions"] = f"{settings.BASE_URL}{reverse('actions-shape', args=['json'])}?organisation={organisation.slug}"
    return told


def _logo(organisation: Organisation) -> dict[str, Any] | None:
    if not organisation.logo:
        return None
    size = {"width": organisation.logo_width, "height": organisation.logo_height}
    return {"url": settings.BASE_URL + organisation.logo_url, "alt": organisation.logo_alt} | size


def _endorsed(endorsement: Endorsement, *, until: datetime | None) -> dict[str, str | None]:
    call, days = endorsement.call, {"endorsed_on": _day(endorsement.accepted_at), "withdrawn_on": _day(until)}
    return {"call": call.slug, "title": call.title, "url": settings.BASE_URL + call.get_absolute_url()} | days


def _withdrawn(endorsement: Endorsement) -> datetime | None:
    withdrawal = getattr(endorsement, "withdrawal", None)
    return withdrawal.at if withdrawal else None


def _convening(convening: Convening) -> dict[str, str | None]:
    call, days = convening.call, {"since": _day(convening.confirmed_at), "until": _day(convening.ended_at)}
    return {"call": call.slug, "title": call.title, "url": settings.BASE_URL + call.get_absolute_url()} | days


def _membership(membership: Membership) -> dict[str, Any]:
    alliance, confirmed = membership.alliance, membership.state == CONFIRMED
    url = settings.BASE_URL + alliance.get_absolute_url()
    return {"name": alliance.name, "url": url, "since": _day(membership.listed_at), "confirmed": confirmed}


def _statement(statement: Statement) -> dict[str, Any]:
    url = settings.BASE_URL + statement.get_absolute_url()
    title = statement.text_in(get_language() or "en").title
    return {"title": title, "url": url, "state": statement.state, "published_on": _day(statement.published_at)}


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


@shapes.public
def of_call(request: HttpRequest, slug: str, shape: str) -> HttpResponseBase:
    call = shapes.public_call(slug)
    if shape not in SHAPES:
        raise Problem(404, _("The list of organisations has no such shape."))
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    if "page" in request.GET:
        wanted.errors["page"] = _("This list is whole; it has no pages.")
    if wanted.errors:
        raise shapes.unreadable(wanted.errors)
    write = _csv_lines if shape == "csv" else _json_lines
    version = version_of(call)
    key = kept.Key.of(version, request.path, wanted.words(), get_language() or "en") if version else None
    changed = version.changed if version else None
    return answers.answer(
        request, lambda: write(call, endorsers.table(call, wanted)), type=SHAPES[shape], key=key, changed=changed
    )


@shapes.public
def of_alliance(request: HttpRequest, slug: str, shape: str) -> HttpResponseBase:
    """The members of an alliance, narrowed by the same words."""
    alliance = Organisation.objects.public().filter(slug=slug, kind=ALLIANCE).first()
    if not alliance or shape not in SHAPES:
        raise Problem(404, _("There is nothing at this address."))
    wanted = OrganisationFilter.read(dict(request.GET.lists()))
    if wanted.errors:
        raise shapes.unreadable(wanted.errors)
    rows = wanted.rows(alliances.listed(alliance))
    write = _members_csv if shape == "csv" else _members_json
    return answers.answer(
        request, lambda: write(alliance, map(_member, rows)), type=SHAPES[shape], key=None, changed=None
    )


def _member(member: Organisation) -> Row:
    told: Row = {name: getattr(member, name) for name in MEMBERS[:5]}
    state, since = member.membership, member.since  # type: ignore[attr-defined]
    return told | {"member_since": since.date().isoformat(), "confirmed": "yes" if state == CONFIRMED else "no"}


def _members_csv(alliance: Organisation, rows: Iterable[Row]) -> Iterator[str]:
    yield tables.written([MEMBERS])
    yield tables.written([tables.cell(row[name] or "", True) for name in MEMBERS] for row in rows)


def _members_json(alliance: Organisation, rows: Iterable[Row]) -> Iterator[str]:
    page = settings.BASE_URL + reverse("members", args=[alliance.slug])
    yield from _json({"alliance": alliance.name, "url": page, "licence": settings.DATA_LICENCE}, "members", rows)


def version_of(call: Call) -> kept.Version | None:
    last = Fact.objects.filter(call=call).order_by("-id").values_list("id", "at").first()
    return kept.Version(*last, None) if last else None


def _csv_lines(call: Call, rows: Iterable[Row]) -> Iterator[str]:
    yield tables.written([endorsers.COLUMNS])
    yield tables.written([tables.cell(row[name] or "", True) for name in endorsers.COLUMNS] for row in rows)


def _json_lines(call: Call, rows: Iterable[Row]) -> Iterator[str]:
    page = settings.BASE_URL + reverse("call-organisations", args=[call.slug])
    counts = {"own": endorsers.counts(call).total, "members": endorsers.counts_through(call).total}
    title = worded(call).title
    about: dict[str, Any] = {"call": call.slug, "title": title, "url": page, "licence": settings.DATA_LICENCE}
    yield from _json(about | {"convenors": convenors.of(call).names, "counts": counts}, "organisations", rows)


def _json(about: dict[str, Any], name: str, rows: Iterable[Row]) -> Iterator[str]:
    yield json.dumps(about, ensure_ascii=False)[:-1] + f', "{name}": ['
    for number, row in enumerate(rows):
        told = {name: value or None for name, value in row.items()}
        yield ("," if number else "") + "\n" + json.dumps(told, ensure_ascii=False)
    yield "\n]}\n"
