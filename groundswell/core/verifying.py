"""The reports of a call that somebody should hold against their sources, and how many there are of each level."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet

from groundswell.core.models import Call, Person, Report, Verification
from groundswell.core.models.checked import LEVELS
from groundswell.core.reach import Reach
from groundswell.lib.text import fold, is_key

IMPORTED, FILED = "imported", "filed"  # where they came from
FROM = (IMPORTED, FILED)


def reports(call: Call, reach: Reach, *, came: str = "", text: str = "") -> QuerySet[Report]:
    """Those in the record, the oldest first."""
    found = Report.objects.accepted().filter(reach.of_noun("report"), action__call=call)
    if came in FROM:
        found = found.filter(by="import") if came == IMPORTED else found.exclude(by="import")
    if words := fold(text):
        found = found.filter(action__searchtext__folded__contains=words)
    return found.select_related("action__call").whole().order_by("id")


def with_looks(found: QuerySet[Report], by: Person) -> QuerySet[Report]:
    """Each knows whether this person has looked at it (`mine`)."""
    looked = Verification.objects.filter(report=OuterRef("pk"), by=by, lapsed_at=None)
    return found.annotate(mine=Exists(looked))


def counts(found: QuerySet[Report]) -> dict[str, int]:
    counted = found.order_by().values_list("verification").annotate(many=Count("pk"))
    return dict.fromkeys(LEVELS, 0) | dict(counted)


def picked(found: QuerySet[Report], keys: Iterable[str]) -> list[Report]:
    return list(found.filter(pk__in=[int(key) for key in keys if is_key(key)]))
