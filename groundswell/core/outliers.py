"""Estimates that seem out of line, for a moderator to look at. They count like all others until a report is changed:
what is surprising may be true. docs/data.md, "Out of line", has the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median_high, median_low
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from groundswell.core import gazetteer, turnout
from groundswell.core.figures import figure
from groundswell.core.models import Action, Estimate
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.report import ACCEPTED

TIMES = 10  # as many, or as few, as the others
ENOUGH = 5  # other actions of its kind in its country that somebody counted
LEAST_TOWN = 1_000  # people: smaller towns are not in the gazetteer


@dataclass(frozen=True)
class Outlier:
    estimate: Estimate
    why: list[str]


def among(actions: QuerySet[Action], *, checked: bool = False) -> list[Outlier]:
    """Of these actions, those that nobody has looked at yet (or that somebody has); the largest first."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, why in (*_turned_round(actions), *_unlike_the_others(actions), *_unlike_their_kind(actions),
                        *_more_than_the_town(actions)):  # fmt: skip
        found[number].append(why)
    rows = Estimate.objects.filter(pk__in=found, check_made__isnull=not checked)
    rows = rows.select_related("report__action__call", "check_made").order_by(F("high").desc(nulls_last=True), "id")
    return [Outlier(row, found[row.pk]) for row in rows]


def _counted(actions: QuerySet[Action]) -> QuerySet[Estimate]:
    """The estimates that count."""
    rows = Estimate.objects.filter(report__state=ACCEPTED, report__action__state__in=VISIBLE)
    rows = rows.filter(report__action__in=actions.order_by().values("pk"))
    return rows.filter(Q(low__isnull=False) | Q(high__isnull=False)).order_by("id")


def _turned_round(actions: QuerySet[Action]) -> Iterator[tuple[int, str]]:
    for number in _counted(actions).filter(low__gt=F("high")).values_list("pk", flat=True):
        yield number, _("Its lowest figure is more than its highest.")


def _unlike_the_others(actions: QuerySet[Action]) -> Iterator[tuple[int, str]]:
    """Ten times above or below the median of the other estimates of the same action."""
    several = _counted(actions).values("report__action").annotate(many=Count("pk")).filter(many__gt=1)
    rows = _counted(actions).filter(report__action__in=several.order_by().values("report__action"))
    sizes: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for action, number, low, high in rows.values_list("report__action", "pk", "low", "high"):
        if (middle := turnout.mean(low, high)) is not None:
            sizes[action].append((number, middle))
    for told in sizes.values():
        yield from _apart(told)


def _apart(told: list[tuple[int, float]]) -> Iterator[tuple[int, str]]:
    """Of the two in the middle the nearer: one that is far off must not make others look so."""
    for number, size in told:
        others = [each for other, each in told if other != number]
        if size > TIMES * median_high(others):
            yield number, _("It is more than ten times what the others say.")
        elif median_low(others) > TIMES * size:
            yield number, _("It is less than a tenth of what the others say.")


def _unlike_their_kind(actions: QuerySet[Action]) -> Iterator[tuple[int, str]]:
    """More than ten times the largest other action of its kind in its country, where enough others were counted."""
    concerned = actions.order_by().values("country", "kind")
    everywhere = Action.objects.visible().filter(size_high__isnull=False)
    groups = everywhere.order_by().values("country", "kind").annotate(many=Count("pk"), most=Max("size_high"))
    wanted = {(each["country"], each["kind"]) for each in concerned.distinct()}
    for group in groups.filter(many__gt=ENOUGH):
        if (group["country"], group["kind"]) in wanted:
            yield from _beyond(actions, everywhere.filter(country=group["country"], kind=group["kind"]))


def _beyond(actions: QuerySet[Action], like: QuerySet[Action]) -> Iterator[tuple[int, str]]:
    top: list[Any] = list(like.order_by("-size_high", "id").values_list("pk", "size_high")[:2])
    (first, most), (_second, next_most) = top
    if most > TIMES * next_most:
        many = {"many": figure(next_most)}
        large = _counted(actions).filter(report__action=first, high__gt=TIMES * next_most)
        for number in large.values_list("pk", flat=True):
            yield (
                number,
                _("It is more than ten times the largest other action of its kind in the country (%(many)s).") % many,
            )


def _more_than_the_town(actions: QuerySet[Action]) -> Iterator[tuple[int, str]]:
    rows = _counted(actions).filter(high__gt=LEAST_TOWN, report__action__town__isnull=False)
    told: list[Any] = list(rows.values_list("pk", "high", "report__action__town"))
    people = _inhabitants(town for _number, _high, town in told)
    for number, high, town in told:
        if 0 < people.get(town, 0) < high:
            yield number, _("It is more than the town has inhabitants (%(many)s).") % {"many": figure(people[town])}


def _inhabitants(towns: Iterable[int]) -> dict[int, int]:
    return {number: town.population for number, town in gazetteer.many(towns).items()}
