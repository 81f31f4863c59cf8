"""The weekly letter to the convenors of a call: when it is due, and what is new in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from groundswell.core.models import Call, Digest, DigestOff, Endorsement, Fact, Person
from groundswell.core.models.call import ARCHIVED
from groundswell.core.permissions import convenors_of
from groundswell.lib.clock import now

WEEK = timedelta(days=7)
# A worker that stood still tells of so much of what it missed.
FARTHEST = 4 * WEEK


def write_due() -> int:
    """A digest for each call where something is new since the last one, up to the end of the last whole week.

    A chore: called at any time and twice. The row is unique, and is written with its fact, so none is told twice.
    """
    until = end_of_last_week()
    return sum(_write(call, until) for call in _due(until))


def end_of_last_week() -> datetime:
    today = now().astimezone(UTC).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), UTC)


def _due(until: datetime) -> QuerySet[Call]:
    of_call = Endorsement.objects.filter(call=OuterRef("pk"))
    some_new = [Exists(of_call.filter(**span)) for span in _spans(until - FARTHEST, until)]
    told = Exists(Digest.objects.filter(call=OuterRef("pk"), until=until))
    return Call.objects.public().exclude(stage=ARCHIVED).filter(some_new[0] | some_new[1] | some_new[2], ~told)


def _spans(since: datetime, until: datetime) -> list[dict[str, datetime]]:
    """Accepted, withdrawn, and proven so that it waits for a decision."""
    names = ("accepted_at", "withdrawal__at", "proven_at")
    return [{f"{name}__gte": since, f"{name}__lt": until} for name in names]


@transaction.atomic
def _write(call: Call, until: datetime) -> int:
    Fact.in_order()  # a second worker waits, and then sees the row
    last = call.digests.order_by("-until").first()
    since = max(last.until, until - FARTHEST) if last else until - WEEK
    if (last and last.until >= until) or not news(call, since, until).any or not to_tell(call):
        return 0
    digest = Digest.objects.create(call=call, since=since, until=until)
    Fact.write("digest.due", digest, by="server")
    return 1


def to_tell(call: Call) -> list[Person]:
    off = DigestOff.objects.filter(call=call).values("person")
    return list(convenors_of(call).exclude(pk__in=off).order_by("pk"))


@dataclass(frozen=True)
class News:
    """What is new in a stretch of time; waiting is how many wait now."""

    accepted: list[Endorsement]
    withdrawn: list[Endorsement]
    proven: int
    waiting: int

    @property
    def any(self) -> bool:
        return bool(self.accepted or self.withdrawn or self.proven)

    @property
    def countries(self) -> list[tuple[str, int]]:
        """Of what was accepted, the most first."""
        counted = Counter(each.organisation.country for each in self.accepted)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def news(call: Call, since: datetime, until: datetime) -> News:
    accepted, withdrawn, proven = _spans(since, until)
    rows = call.endorsements.select_related("organisation", "withdrawal").order_by("organisation__folded", "id")
    return News(
        accepted=list(rows.accepted().filter(**accepted)),
        withdrawn=list(rows.public().filter(**withdrawn)),
        proven=call.endorsements.waiting().filter(**proven).count(),
        waiting=call.endorsements.waiting().count(),
    )
