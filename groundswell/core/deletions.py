"""What was public and is no more: which, when and why; never what it said."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from groundswell.core.models import Action, Call, Decision, Deletion, Merge
from groundswell.core.models.action_states import HIDDEN, MERGED, WITHDRAWN
from groundswell.core.plain_rows import Values
from groundswell.core.record import moment


def of(calls: QuerySet[Call]) -> list[Values]:
    """Table, id, call, moment, what, into which, why; the oldest first."""
    rows = [*_actions(calls), *_reports(calls), *_elsewhere(calls)]
    return sorted(rows, key=lambda row: (row[3], row[0], row[1]))


def _actions(calls: QuerySet[Call]) -> list[Values]:
    gone = Action.objects.filter(call__in=calls, state__in=(HIDDEN, MERGED, WITHDRAWN), published_at__isnull=False)
    standing = Decision.objects.filter(action__in=gone.values("pk"), undone_at=None).order_by("pk")
    decided = {key: (at, reason) for key, at, reason in standing.values_list("action_id", "at", "reason")}
    merges = Merge.objects.filter(double__in=gone.values("pk"), decision__undone_at=None).order_by("pk")
    into = dict(merges.values_list("double_id", "kept__ref"))
    told = gone.values_list("pk", "ref", "call__slug", "state", "changed_at")
    rows = [(ref, slug, state, into.get(key, ""), *decided.get(key, (at, ""))) for key, ref, slug, state, at in told]
    return [("actions", ref, slug, moment(at), state, other, why) for ref, slug, state, other, at, why in rows]


def _reports(calls: QuerySet[Call]) -> list[Values]:
    """Those that were accepted once, of actions that are still there."""
    of_these = Q(report__state=HIDDEN, before="accepted", undone_at=None, report__action__call__in=calls)
    hidden = Decision.objects.filter(of_these).order_by("pk")
    told = hidden.values_list("report__ref", "report__action__call__slug", "at", "reason")
    return [("reports", ref, slug, moment(at), HIDDEN, "", why) for ref, slug, at, why in told]


def _elsewhere(calls: QuerySet[Call]) -> list[Values]:
    told = Deletion.objects.filter(call__in=calls)
    names = ("table", "ref", "call__slug", "at", "what", "into", "why")
    return [(*row[:3], moment(row[3]), *row[4:]) for row in told.values_list(*names)]
