"""What lies on the desk of a call: what awaits decision, what is public, what changed, what was decided.

Six nouns lie in one tray. Its order is worked out from light keys (core/queue.py); only the rows of
one page are fetched whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db import models
from django.db.models import Q

from groundswell.core import lookalikes
from groundswell.core.comparing import PERHAPS, Likeness
from groundswell.core.models import (
    Action,
    Assent,
    Call,
    Decision,
    Endorsement,
    Hold,
    Look,
    Question,
    Report,
    Signature,
    Taking,
)
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.decision import Subject
from groundswell.core.queue import LONGEST, SOONEST, SORTS, URGENT, Queue, Waiting
from groundswell.core.reach import Reach
from groundswell.lib.text import fold, is_key

__all__ = ["LONGEST", "SOONEST", "SORTS", "URGENT", "Queue", "Waiting"]  # from where it is looked for
NOUNS: dict[str, type[Subject]] = {
    "action": Action,
    "endorsement": Endorsement,
    "report": Report,
    "signature": Signature,
    "assent": Assent,
    "taking": Taking,
}
# How each leads to its call.
CALL = {
    "action": "call",
    "endorsement": "call",
    "report": "action__call",
    "signature": "statement__call",
    "assent": "version__agreement__call",
    "taking": "pledge__call",
}
SET = "set"
EVERYWHERE = Reach(True)


@dataclass
class Row:
    """One thing in the tray, with what helps to decide about it."""

    noun: str
    subject: Subject
    alike: list[Any] = field(default_factory=list)
    more_alike: int = 0  # than those
    likenesses: list[Likeness] = field(default_factory=list)  # of an action: those that may be the same
    holds: list[Hold] = field(default_factory=list)
    look: Look | None = None  # what its host changed
    question: Question | None = None  # the last one to its host
    endorses: bool = False  # the call, where it signs its agreement
    like_this: int = 0  # how many of the same set wait, this one among them

    @property
    def set(self) -> str:
        """The name in a form of all that wait of its set: one host, one table or one series."""
        series = self.subject.series_id if isinstance(self.subject, Action) else None
        return f"{SET}:{series}" if series else ""

    @property
    def pick(self) -> str:
        """Its name in a form."""
        return f"{self.noun}:{self.subject.pk}"


def waiting(call: Call, nouns: Iterable[str] = tuple(NOUNS), sort: str = URGENT, reach: Reach = EVERYWHERE) -> Queue:
    """In this order; what its host was asked about comes last, until there is an answer."""
    return Queue(call, nouns, sort, within=None if reach.whole else reach.of_noun)


def counts(calls: Iterable[Call], reaches: Mapping[int, Reach] | None = None) -> dict[int, dict[str, int]]:
    """How many await decision, by call and noun; of what is in reach, where that is given."""
    keys = [call.pk for call in calls]
    reaches = reaches or {}
    found: dict[int, dict[str, int]] = {key: dict.fromkeys(NOUNS, 0) for key in keys}
    heaps: dict[str, models.QuerySet[Any]] = {
        "action": Action.objects.waiting().filter(call__in=keys).values_list("call"),
        "endorsement": Endorsement.objects.waiting().filter(call__in=keys).values_list("call"),
        "report": Report.objects.waiting().filter(action__call__in=keys).values_list("action__call"),
        "signature": Signature.objects.waiting().filter(statement__call__in=keys).values_list("statement__call"),
    }
    for noun, adjective in (("assent", Assent.objects.waiting()), ("taking", Taking.objects.waiting())):
        heaps[noun] = adjective.filter(**{f"{CALL[noun]}__in": keys}).values_list(CALL[noun])
    for noun, heap in heaps.items():
        for key, number in heap.filter(_in_reach(noun, keys, reaches)).order_by().annotate(number=models.Count("pk")):
            found[key][noun] = number
    return found


def _in_reach(noun: str, keys: list[int], reaches: Mapping[int, Reach]) -> Q:
    limited = {key for key in keys if key in reaches and not reaches[key].whole}
    if not limited:
        return Q()
    within = Q(**{f"{CALL[noun]}__in": [key for key in keys if key not in limited]})
    for key in limited:
        within |= Q(**{CALL[noun]: key}) & reaches[key].of_noun(noun)
    return within


def rows(waiters: Sequence[Waiting]) -> list[Row]:
    """The things themselves, in the order given."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for waiter in waiters:
        wanted[waiter.noun].append(waiter.pk)
    things = {noun: whole(noun).in_bulk(keys) for noun, keys in wanted.items()}
    found = [Row(w.noun, things[w.noun][w.pk]) for w in waiters if w.pk in things[w.noun]]
    set_beside(found)
    _set_questions(found)
    return found


def whole(noun: str) -> models.QuerySet[Any]:
    """With all that is shown of it, so that showing a row asks for nothing more."""
    beside = {
        "action": Action.objects.select_related(
            "call", "imported", "rules_version", "held_place", "contact"
        ).prefetch_related("hostings"),
        "endorsement": Endorsement.objects.select_related("call", "organisation", "contact"),
        "report": Report.objects.select_related("action__call").whole(),
        "signature": Signature.objects.select_related("statement__call", "organisation", "contact").prefetch_related(
            "statement__texts"
        ),
        "assent": Assent.objects.select_related("version__agreement__call", "organisation", "contact"),
        "taking": Taking.objects.select_related("pledge__call", "organisation", "contact"),
    }
    return beside[noun]


def public(call: Call, noun: str, text: str = "") -> models.QuerySet[Any]:
    """What everybody sees, the newest first; `text` is looked for in it, folded."""
    words = fold(text)
    if noun == "action":
        found = whole(noun).filter(call=call, state__in=VISIBLE).order_by("-published_at", "-id")
        return found.filter(searchtext__folded__contains=words) if words else found
    if noun == "endorsement":
        found = whole(noun).filter(call=call, state="accepted").order_by("-accepted_at", "-id")
        return found.filter(organisation__folded__contains=words) if words else found
    if noun == "signature":
        return _named_signatures(call, words)
    if noun in ("assent", "taking"):
        found = whole(noun).filter(**{CALL[noun]: call}, state="accepted").order_by("-accepted_at", "-id")
        return found.filter(organisation__folded__contains=words) if words else found
    found = whole(noun).filter(action__call=call, state="accepted").order_by("-id")
    return found.filter(action__searchtext__folded__contains=words) if words else found


def _named_signatures(call: Call, words: str) -> models.QuerySet[Any]:
    """Those that show a name; the others are a number, and there is nothing in it to hide."""
    standing = Signature.objects.standing().filter(statement__call=call).values("pk")
    named = whole("signature").filter(Q(organisation__isnull=False) | ~Q(name=""), pk__in=standing)
    found = named.order_by("-proven_at", "-id")
    return found.filter(Q(organisation__folded__contains=words) | Q(name__icontains=words)) if words else found


def changed_by_hosts(call: Call, reach: Reach = EVERYWHERE) -> models.QuerySet[Look]:
    """Of public actions, and nobody has looked at it yet. What is not public waits in the tray as it now is."""
    looks = Look.objects.open().filter(action__call=call, action__state__in=VISIBLE)
    return looks.filter(reach.of_noun("action", "action__")).order_by("changed_at", "id")


def looked_at(call: Call, reach: Reach = EVERYWHERE, most: int = 20) -> list[Row]:
    """The changes that were looked at last."""
    looks = Look.objects.closed().filter(reach.of_noun("action", "action__"), action__call=call)
    return rows_of_looks(list(looks.select_related("by").order_by("-at")[:most]))


def rows_of_looks(looks: Sequence[Look]) -> list[Row]:
    actions = whole("action").in_bulk([look.action_id for look in looks])
    for look in looks:
        look.action = actions[look.action_id]
    found = [Row("action", look.action, look=look) for look in looks]
    set_holds(found)
    return found


def decided(call: Call, reach: Reach = EVERYWHERE) -> models.QuerySet[Decision]:
    beside = (
        "by",
        "action",
        "merge__kept",
        "endorsement__organisation",
        "endorsement__call",
        "report__action",
        "signature__organisation",
        "assent__organisation",
        "assent__version",
        "taking__organisation",
        "call",
    )
    return call.decisions.filter(reach.of_decisions()).select_related(*beside).order_by("-id")


def picked(call: Call, picks: Iterable[str], reach: Reach = EVERYWHERE) -> list[Row]:
    """What a form names as `action:12`, or all that wait of `set:3`; not what is of another call, or out of reach."""
    wanted: dict[str, list[int]] = defaultdict(list)
    picks = [each for pick in picks for each in (_of_set(call, pick) if pick.startswith(f"{SET}:") else [pick])]
    for pick in dict.fromkeys(picks):
        noun, _colon, number = pick.partition(":")
        if noun in NOUNS and is_key(number):
            wanted[noun].append(int(number))
    found = []
    for noun, keys in wanted.items():
        things = whole(noun).filter(reach.of_noun(noun), **{CALL[noun]: call}).in_bulk(keys)
        found += [Row(noun, things[key]) for key in keys if key in things]
    return found


def _of_set(call: Call, pick: str) -> list[str]:
    number = pick.partition(":")[2]
    if not is_key(number):
        return []
    return [f"action:{pk}" for pk in call.actions.waiting().filter(series=int(number)).values_list("pk", flat=True)]


def _set_sets(rows: list[Row]) -> None:
    """How many of its set wait with each."""
    keys = {row.subject.series_id for row in rows if isinstance(row.subject, Action)} - {None}
    if keys:
        waiting = Action.objects.waiting().filter(series__in=keys).order_by().values_list("series")
        many = dict(waiting.annotate(models.Count("pk")))
        for row in rows:
            row.like_this = many.get(row.subject.series_id, 0) if isinstance(row.subject, Action) else 0


def set_beside(rows: list[Row]) -> None:
    """Put beside each row what looks like it: what may be a double, or a decoy."""
    for noun, alike in ALIKE.items():
        some = [row for row in rows if row.noun == noun]
        if some:
            _set_beside(some, *alike([row.subject for row in some]))
    _set_endorsing([row for row in rows if row.noun == "assent"])
    _set_sets(rows)
    if actions := [row for row in rows if row.noun == "action"]:
        _set_lookalikes(actions)
        set_holds(actions)


def _set_lookalikes(rows: list[Row]) -> None:
    """Those that may be the same, and what else is on that day in that town."""
    found = lookalikes.around([_action(row) for row in rows])
    for row in rows:
        mine = found[row.subject.pk]
        row.likenesses = [each for each in mine.likenesses if each.score >= PERHAPS]
        row.alike, row.more_alike = list(mine.others), mine.more


def set_holds(rows: list[Row]) -> None:
    holds: dict[int, list[Hold]] = defaultdict(list)
    standing = Hold.objects.standing().filter(action__in=[row.subject.pk for row in rows])
    for hold in standing.select_related("about"):
        holds[hold.action_id].append(hold)
    for row in rows:
        row.holds = holds[row.subject.pk]


def _action(row: Row) -> Action:
    assert isinstance(row.subject, Action)
    return row.subject


def _set_beside(rows: list[Row], known: Iterable[Any], key: Callable[[Any], Hashable]) -> None:
    """Those among the known that have the same key, without the row itself."""
    heaps: dict[Hashable, list[Any]] = defaultdict(list)
    for other in known:
        heaps[key(other)].append(other)
    for row in rows:
        row.alike = [other for other in heaps[key(row.subject)] if other.pk != row.subject.pk]


Alike = tuple[Iterable[Any], Callable[[Any], Hashable]]


def _alike_reports(reports: list[Report]) -> Alike:
    """Others on the same action."""
    known = Report.objects.filter(action__in={each.action_id for each in reports}, state__in=("proposed", "accepted"))
    return known.prefetch_related("estimates").order_by("id"), lambda report: report.action_id


def _of_the_same_name(model: type[Any], to: str, *beside: str) -> Callable[[list[Any]], Alike]:
    """To the same thing (a call, a statement ...) under the same name; whoever gave none is like nobody."""

    def alike(asked: list[Any]) -> Alike:
        names = {each.organisation.folded for each in asked if each.organisation}
        known = model.objects.filter(
            state__in=("proven", "accepted", "withdrawn"),
            organisation__folded__in=names,
            **{f"{to}__in": {key(each)[0] for each in asked}},
        )
        return known.select_related("organisation", *beside).order_by("id") if names else (), key

    def key(each: Any) -> tuple[int, str]:
        *path, last = f"{to}_id".split("__")
        return getattr(reduce(getattr, path, each), last), each.organisation.folded if each.organisation else ""

    return alike


ALIKE: dict[str, Callable[[list[Any]], Alike]] = {
    "endorsement": _of_the_same_name(Endorsement, "call", "call"),
    "report": _alike_reports,
    "signature": _of_the_same_name(Signature, "statement"),
    "assent": _of_the_same_name(Assent, "version__agreement", "version"),
    "taking": _of_the_same_name(Taking, "pledge"),
}


def _set_questions(rows: list[Row]) -> None:
    """What its host was asked last, and whether the host changed it since."""
    asked = Question.objects.filter(action__in=[row.subject.pk for row in rows if row.noun == "action"]).order_by("id")
    last = {question.action_id: question for question in asked}
    for row in rows:
        row.question = last.get(row.subject.pk) if row.noun == "action" else None


def _set_endorsing(rows: list[Row]) -> None:
    """Whether who signs the agreement endorses the call."""
    asked: list[Any] = [row.subject for row in rows]
    if asked:
        endorsing = set(asked[0].call.endorsements.accepted().values_list("organisation", flat=True))
        for row, assent in zip(rows, asked, strict=True):
            row.endorses = assent.organisation_id in endorsing
