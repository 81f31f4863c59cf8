"""Alliances and their members, for lists: whom an alliance speaks for, and which alliances speak for a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from groundswell.core.models import Call, Endorsement, Membership, Organisation
from groundswell.core.models.call import PUBLIC
from groundswell.core.models.membership import CONFIRMED, NAMED

NAMES = 8  # of members under their alliance in a list; the rest is on its page


@dataclass
class Spoken:
    """The members of an alliance, as a list shows them beside it."""

    total: int = 0
    unconfirmed: int = 0
    first: list[Organisation] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.first)


def speaking(organisations: Iterable[Any], names: int = NAMES) -> dict[int, Spoken]:
    """For those in a list of endorsers that speak for their members: how many, and the first by name. One query."""
    keys = [each.pk for each in organisations if each.speaks_for_members]
    return of_alliances(keys, names) if keys else {}


def of_alliances(keys: Iterable[int], names: int = NAMES) -> dict[int, Spoken]:
    rows: Any = Membership.objects.listed().filter(alliance__in=list(keys)).select_related("member")
    beside: Any = {"partition_by": F("alliance")}
    rows = rows.annotate(
        place=Window(RowNumber(), order_by=("member__folded", "member_id"), **beside),
        total=Window(Count("pk"), **beside),
        unconfirmed=Window(Count("pk", filter=Q(state=NAMED)), **beside),
    )
    found: dict[int, Spoken] = defaultdict(Spoken)
    for row in rows.filter(place__lte=max(names, 1)).order_by("alliance", "place"):
        spoken = found[row.alliance_id]
        spoken.total, spoken.unconfirmed = row.total, row.unconfirmed
        spoken.first += [row.member] if names else []
    return dict(found)


@dataclass(frozen=True)
class Through:
    """An alliance that speaks for a member, and whether the member has confirmed that it is one."""

    alliance: str
    confirmed: bool


def named_by(call: Call, members: Iterable[int] | None = None) -> dict[int, list[Through]]:
    """For each member the alliances through which it stands behind the call. One query."""
    rows = spoken_for(call).order_by("alliance__folded", "id")
    if members is not None:
        rows = rows.filter(member__in=list(members))
    found: dict[int, list[Through]] = defaultdict(list)
    for member, alliance, state in rows.values_list("member", "alliance__name", "state"):
        found[member].append(Through(alliance, state == CONFIRMED))
    return found


def spoken_for(call: Call) -> QuerySet[Membership]:
    alliances = Endorsement.objects.accepted().filter(call=call, with_members=True).values("organisation")
    return Membership.objects.listed().filter(alliance__in=alliances)


def listed(alliance: Organisation) -> QuerySet[Organisation]:
    """The members that everybody sees, each with `since` and whether it is `confirmed` (its `standing` state)."""
    held = Q(memberships__alliance=alliance, memberships__state__in=("named", "confirmed"))
    return Organisation.objects.filter(held).annotate(
        since=F("memberships__listed_at"), membership=F("memberships__state")
    )


def memberships_of(organisation: Organisation) -> list[Membership]:
    """In which alliances it is, as everybody sees it: of those that are public."""
    rows = organisation.memberships.listed().filter(alliance__in=Organisation.objects.public().values("pk"))
    return list(rows.select_related("alliance").order_by("alliance__folded", "id"))


def endorsed_through(organisation: Organisation) -> list[Endorsement]:
    """The public calls that its alliances endorse with their members, and that it does not itself; each once."""
    own = organisation.endorsements.accepted().values("call")
    rows = Endorsement.objects.accepted().filter(
        with_members=True,
        call__stage__in=PUBLIC,
        organisation__in=organisation.memberships.listed().values("alliance"),
    )
    by_call: dict[int, Endorsement] = {}
    for row in rows.exclude(call__in=own).select_related("call", "organisation").order_by("accepted_at", "id"):
        by_call.setdefault(row.call_id, row)
    return list(by_call.values())
