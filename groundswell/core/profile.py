"""What everybody may see of an organisation, besides its own row: pages and documents tell the same."""

from __future__ import annotations

from django.db.models import QuerySet

from groundswell.core.models import Convening, DomainProof, Endorsement, Organisation, Statement
from groundswell.core.models.call import PUBLIC
from groundswell.core.wording import all_worded


def endorsed(organisation: Organisation) -> tuple[list[Endorsement], list[Endorsement]]:
    """A call once where it stands, however often it was asked; what was taken back and not given again."""
    public = organisation.endorsements.public().filter(call__stage__in=PUBLIC).select_related("call", "withdrawal")
    rows = list(public.order_by("accepted_at", "id"))
    read = all_worded(row.call for row in rows)
    for row in rows:
        row.read = read[row.call_id]  # type: ignore[attr-defined]
    standing = {row.call_id: row for row in reversed(rows) if row.state == "accepted"}
    withdrawn = [row for row in rows if row.state == "withdrawn" and row.call_id not in standing]
    return [row for row in rows if standing.get(row.call_id) is row], withdrawn


def convened(organisation: Organisation) -> tuple[list[Convening], list[Convening]]:
    """What it convenes, each once; what it convened once, and does no more."""
    public = organisation.convenings.public().filter(call__stage__in=PUBLIC)
    rows = list(public.select_related("call").order_by("-id"))
    read = all_worded(row.call for row in rows)
    for row in rows:
        row.read = read[row.call_id]  # type: ignore[attr-defined]
    standing = {row.call_id: row for row in rows if not row.ended_at}
    past = {row.call_id: row for row in reversed(rows) if row.call_id not in standing}
    return list(standing.values()), list(past.values())


def issued(organisation: Organisation) -> QuerySet[Statement]:
    """Public statements that it issued, the newest first."""
    return _said().filter(issuings__organisation=organisation)


def signed(organisation: Organisation) -> QuerySet[Statement]:
    """Public statements under which it stands, the newest first."""
    return _said().filter(signatures__organisation=organisation, signatures__state="accepted").distinct()


def _said() -> QuerySet[Statement]:
    public = Statement.objects.public().filter(call__stage__in=PUBLIC).newest_first()
    return public.select_related("call", "retraction").prefetch_related("texts", "issuings__organisation")


def proofs(organisation: Organisation) -> list[DomainProof]:
    return list(organisation.domain_proofs.standing().order_by("proven_at", "pk"))
