"""How the desk of a call keeps up: how many wait, since when, and how long decisions took lately."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet

from groundswell.core import tray
from groundswell.core.models import Call, Decision
from groundswell.core.reach import COUNTRIES, Reach
from groundswell.lib.clock import now

WEEK = timedelta(days=7)
LATELY = timedelta(days=30)
WAITED = ("proposed", "proven")  # in these states
MOST = 1_000  # decisions; of more, the latest say how long it takes
EVERYWHERE = Reach(True)
# Since when each noun waited.
BEGAN = {noun: "made_at" if noun == "report" else "proven_at" for noun in tray.NOUNS}


@dataclass(frozen=True)
class Meter:
    waiting: int
    oldest: datetime | None  # nothing waits
    hours: float | None  # the median of lately; nothing was decided
    decided: int  # within a week
    changed: int  # by hosts, and not looked at


@dataclass(frozen=True)
class Line:
    """One noun, or one region."""

    key: Any
    waiting: int
    oldest: datetime | None
    hours: float | None = None
    decided: int = 0


@dataclass(frozen=True)
class Queue:
    meter: Meter
    nouns: list[Line]
    regions: list[Line]  # by country and region; "" where none is known


def measure(call: Call, reach: Reach = EVERYWHERE, waiting: tray.Queue | None = None) -> Meter:
    """In one line. Who has the tray in hand already gives what waits."""
    waiting = tray.waiting(call, reach=reach) if waiting is None else waiting
    return _meter(waiting, _decided(call, reach), _this_week(call, reach), changed_by_hosts(call, reach))


def queue(call: Call, reach: Reach = EVERYWHERE) -> Queue:
    waiting, decided, week = tray.waiting(call, reach=reach), _decided(call, reach), _this_week(call, reach)
    nouns = [_of_noun(noun, waiting, decided, week[noun]) for noun in tray.NOUNS]
    return Queue(_meter(waiting, decided, week, changed_by_hosts(call, reach)), nouns, _regions(call, list(waiting)))


def changed_by_hosts(call: Call, reach: Reach = EVERYWHERE) -> int:
    return tray.changed_by_hosts(call, reach).count()


@dataclass(frozen=True)
class _Taken:
    noun: str
    took: timedelta


def _decided(call: Call, reach: Reach) -> list[_Taken]:
    """What waited and was decided within the last month. What is decided anew later did not wait for that."""
    rows = _since(call, reach, LATELY).order_by("-id")
    columns = [f"{noun}__{began}" for noun, began in BEGAN.items()]
    return [
        _Taken(noun, at - began)
        for at, *begans in rows.values_list("at", *columns)[:MOST]
        for noun, began in zip(BEGAN, begans, strict=True)
        if began
    ]


def _this_week(call: Call, reach: Reach) -> dict[str, int]:
    counted: dict[str, int] = _since(call, reach, WEEK).aggregate(**{noun: Count(noun) for noun in tray.NOUNS})
    return counted


def _since(call: Call, reach: Reach, span: timedelta) -> QuerySet[Decision]:
    lately = Decision.objects.filter(call=call, at__gte=now() - span, undone_at=None, before__in=WAITED)
    return lately.filter(reach.of_decisions())


def _meter(waiting: tray.Queue, decided: list[_Taken], week: dict[str, int], changed: int) -> Meter:
    return Meter(
        waiting=len(waiting),
        oldest=waiting.oldest(),
        hours=_median(decided),
        decided=sum(week.values()),
        changed=changed,
    )


def _of_noun(noun: str, waiting: tray.Queue, decided: list[_Taken], week: int) -> Line:
    taken = [each for each in decided if each.noun == noun]
    return Line(noun, waiting.counts[noun], waiting.oldest(noun), _median(taken), week)


def _regions(call: Call, waiting: list[tray.Waiting]) -> list[Line]:
    """Where what waits is from, the most first."""
    counted: Counter[tuple[str, str]] = Counter()
    oldest: dict[tuple[str, str], datetime] = {}
    where = _where(call, waiting)
    for waiter in waiting:
        key = where.get((waiter.noun, waiter.pk), ("", ""))
        counted[key] += 1
        oldest[key] = min(oldest.get(key, waiter.since), waiter.since)
    return [Line(key, many, oldest[key]) for key, many in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def _where(call: Call, waiting: list[tray.Waiting]) -> dict[tuple[str, int], tuple[str, str]]:
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for noun in {waiter.noun for waiter in waiting}:
        model: Any = tray.NOUNS[noun]
        prefix = {"action": "", "report": "action__"}.get(noun)
        columns = (f"{prefix}country", f"{prefix}region") if prefix is not None else (COUNTRIES[noun],)
        for pk, country, *region in (
            model.objects.waiting().filter(**{tray.CALL[noun]: call}).values_list("pk", *columns)
        ):
            found[noun, pk] = (country or "", region[0] if region else "")
    return found


def _median(decided: list[_Taken]) -> float | None:
    took = [max(0.0, each.took.total_seconds() / 3600) for each in decided]
    return median(took) if took else None
