"""Numbers about calls, worked out once for each fact and remembered in the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from groundswell.core import once, ranges
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Endorsement, Fact, Organisation
from groundswell.core.models.action_states import STANDING
from groundswell.core.models.admission import coming_told
from groundswell.core.once import Once
from groundswell.lib.clock import now
from groundswell.lib.text import fold_many

T = TypeVar("T")
_MOST = 2000
COMING_KEPT = timedelta(seconds=1)  # less than watch.SETTLED
_kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()


def remembered(key: Hashable, call: Call | None, work_out: Callable[[], T]) -> T:
    """What was worked out under this key, until the next fact of the call (or, without one, the next fact at all)."""
    stamp = Fact.stamp(call)
    kept = _kept.get(key)
    if kept and kept[0] == stamp:
        with suppress(KeyError):  # another thread has just dropped it
            _kept.move_to_end(key)
        return kept[1]  # type: ignore[return-value]
    value = work_out()
    _kept[key] = (stamp, value)
    while len(_kept) > _MOST:
        with suppress(KeyError):
            _kept.popitem(last=False)
    return value


def forget() -> None:
    """For tests, whose facts are rolled back and numbered again."""
    _kept.clear()


@dataclass(frozen=True)
class CallNumbers:
    actions: int
    countries: int
    towns: int
    organisations: int
    members: int  # of alliances that endorse it with their members, and that do not themselves
    coming: int
    through_parts: int = 0  # organisations that endorse a part of the call, and not the call itself


def of_call(call: Call) -> CallNumbers:
    """How large a call is. Attendance writes no fact, so the number of those coming is added up anew by its age."""
    counted = remembered(("call", call.pk), call, lambda: _counted(call))
    key = ("coming", call.pk)
    at, coming = remembered(key, call, lambda: (now(), _coming(call)))
    if abs(now() - at) >= COMING_KEPT:
        _kept.pop(key, None)
        at, coming = remembered(key, call, lambda: (now(), _coming(call)))
    return replace(counted, coming=coming)


def _coming(call: Call) -> int:
    return Action.objects.standing().under(call).aggregate(coming=Sum(coming_told()))["coming"] or 0


def _counted(call: Call) -> CallNumbers:
    actions = Action.objects.visible().under(call).order_by()
    places = list(actions.values_list("country", "town", "locality").annotate(actions=Count("pk")))
    return CallNumbers(
        actions=sum(actions for *_place, actions in places),
        countries=len({country for country, *_rest in places if country}),
        towns=towns((country, town, locality) for country, town, locality, _actions in places),
        organisations=call.endorsements.accepted().values("organisation").distinct().count(),
        members=Organisation.objects.through(call).count(),
        coming=0,
        through_parts=_through_parts(call),
    )


def _through_parts(call: Call) -> int:
    """Each once, as it is named and where: one organisation is asked under every call anew, so it has many rows."""
    standing = Endorsement.objects.accepted()
    parts = Call.objects.under(call).exclude(pk=call.pk).values("pk")
    own = Organisation.objects.filter(pk__in=standing.filter(call=call).values("organisation"))
    same = own.filter(folded=OuterRef("folded"), country=OuterRef("country"))
    through = Organisation.objects.filter(pk__in=standing.filter(call__in=parts).values("organisation"))
    return through.filter(~Exists(same)).order_by().values("folded", "country").distinct().count()


def towns(places: Iterable[tuple[str, int | None, str]]) -> int:
    """How many towns: by the gazetteer where it knows them, else by their names however they are written."""
    places = list(places)
    unknown = [(country, locality) for country, town, locality in places if town is None and locality]
    names = fold_many(locality for _country, locality in unknown)
    named = {(country, name) for (country, _locality), name in zip(unknown, names, strict=True)}
    return len({town for _country, town, _locality in places if town is not None}) + len(named)


def happened(wanted: ActionFilter) -> QuerySet[Action]:
    """The actions that the record's totals are about: those of the filter that took place.

    On the evening itself that is also what has begun and was counted: a report need not wait for the end.
    """
    moment = now()
    over = Q(state="happened") | Q(state__in=STANDING, over__lt=moment)
    counted = Q(state__in=STANDING, starts__lte=moment, undated=False) & ranges.COUNTED
    return replace(wanted, state=(), sort="").rows().filter(over | counted)


def most_reported(wanted: ActionFilter, many: int = 10) -> list[Once]:
    """Those that most came to, by the highest figure."""
    rows = happened(wanted)
    counted = rows.filter(ranges.COUNTED).order_by(F("size_high").desc(nulls_last=True), "-size_low", "id")
    return once.first(counted, rows, lambda each: (-each.high, -each.low, each.pages), many)
