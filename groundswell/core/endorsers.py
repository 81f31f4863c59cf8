"""Who stands behind a call: the list by the words of an address, the counts beside it, and how it grew.

The same filter serves the organisations of one call and those of all. Signatories and contacts are in none of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from groundswell.core import alliances, countries, kinds, numbers, permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Convening, Endorsement, Issuing, Membership, Organisation, Person
from groundswell.core.search import MOST_WORDS
from groundswell.lib.text import fold, is_whole

COLUMNS = (
    "name",
    "kind",
    "country",
    "town",
    "website",
    "endorsed_on",
    "withdrawn_on",
    "support",
    "alliances",
    "confirmed",
    "members",
)
OWN, MEMBER = "own", "member"  # who endorses itself, and whom an alliance names as a member when it endorses
NAME, NEWEST = "name", "newest"
SORTS = {NAME: ("folded", "id"), NEWEST: ("-since", "folded", "id")}
MOST_STEPS = 24  # rows in the table behind the chart


@dataclass(frozen=True)
class OrganisationFilter:
    q: str = ""
    country: str = ""
    kind: str = ""
    letter: str = ""
    support: str = ""
    sort: str = NAME
    page: int = 1
    errors: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, words: Mapping[str, Sequence[str]]) -> OrganisationFilter:
        """What cannot be read is left out and told in `errors`."""
        found: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for word, values in words.items():
            value = values[0].replace("\x00", "").strip() if values else ""
            if word not in _READERS:
                errors[word] = _("There is no filter of this name.")
            elif value:
                try:
                    found[word] = _READERS[word](value)
                except ValueError as error:
                    errors[word] = str(error)
        return cls(**found, errors=errors)

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.country or self.kind or self.letter)

    def rows(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return self.narrow(organisations).order_by(*SORTS[self.sort])

    def narrow(self, rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
        """`path` leads from what is listed to its organisation (`organisation__`)."""
        if self.country:
            rows = rows.filter(**{f"{path}country": self.country})
        if self.kind:
            rows = rows.filter(**{f"{path}kind": self.kind})
        if self.letter:
            rows = rows.filter(**{f"{path}folded__startswith": self.letter})
        for word in fold(self.q).split()[:MOST_WORDS]:
            rows = rows.filter(**{f"{path}sought__contains": word})
        return rows

    def words(self, **changed: Any) -> str:
        """As the words of an address; `changed` replaces some of them."""
        other, usual = replace(self, **changed), OrganisationFilter()
        names = [each.name for each in fields(self) if each.name != "errors"]
        return urlencode(
            [(name, getattr(other, name)) for name in names if getattr(other, name) != getattr(usual, name)]
        )


def _text(value: str) -> str:
    if not fold(value):
        raise ValueError(_("There is nothing to look for in this."))
    if len(value) > 200:
        raise ValueError(_("At most 200 characters."))
    return value


def _country(value: str) -> str:
    if value.upper() not in countries.CODES:
        raise ValueError(_("A country is written as its two letters (ISO 3166-1): CL, KE, PT."))
    return value.upper()


def _kind(value: str) -> str:
    if value not in kinds.ORGANISATIONS:
        raise ValueError(_("There is no organisation of this kind."))
    return value


def _letter(value: str) -> str:
    if not (folded := fold(value)):
        raise ValueError(_("There is nothing to look for in this."))
    return folded[0]


def _support(value: str) -> str:
    if value not in (OWN, MEMBER):
        raise ValueError(_("Support is an organisation's own, or that of a member through its alliance."))
    return value


def _sort(value: str) -> str:
    if value not in SORTS:
        raise ValueError(_("Organisations are sorted by name, or newest first."))
    return value


def _page(value: str) -> int:
    if not (is_whole(value, 6) and int(value)):
        raise ValueError(_("Pages are numbered from 1."))
    return int(value)


_READERS: dict[str, Callable[[str], Any]] = {
    "q": _text,
    "country": _country,
    "kind": _kind,
    "letter": _letter,
    "support": _support,
    "sort": _sort,
    "page": _page,
}


@dataclass(frozen=True)
class Counts:
    """Of the whole list, whatever the filter shows."""

    total: int
    countries: tuple[tuple[str, int], ...]  # the most first
    kinds: tuple[tuple[str, int], ...]
    letters: tuple[str, ...]


def counts(call: Call) -> Counts:
    return numbers.remembered(
        ("endorsers", call.pk), call, lambda: counts_of(Organisation.objects.filter(pk__in=_standing(call)))
    )


def counts_through(call: Call) -> Counts:
    """Of the members of alliances that endorse it with their members, and that do not endorse it themselves."""
    through = Organisation.objects.filter(pk__in=Organisation.objects.through(call).values("pk"))
    return numbers.remembered(("endorsers through alliances", call.pk), call, lambda: counts_of(through))


def counts_of(organisations: QuerySet[Organisation]) -> Counts:
    rows = list(organisations.order_by().values_list("country", "kind", "folded"))
    by_country, by_kind = Counter(row[0] for row in rows), Counter(row[1] for row in rows)
    return Counts(len(rows), _most(by_country), _most(by_kind), tuple(sorted({row[2][:1] for row in rows} - {""})))


def first(call: Call, many: int = 12) -> list[Organisation]:
    """Some by name, for the page of the call."""
    return numbers.remembered(("first endorsers", call.pk, many), None, lambda: _first(call, many))


def _first(call: Call, many: int) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=_standing(call)).order_by("folded", "id")[:many])


def _standing(call: Call) -> QuerySet[Any, Any]:
    return call.endorsements.accepted().values("organisation")


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def withdrawn(call: Call) -> QuerySet[Endorsement]:
    """What was taken back and not given again, the latest first."""
    gone = call.endorsements.public().filter(withdrawal__isnull=False).exclude(organisation__in=_standing(call))
    return gone.select_related("organisation", "withdrawal").order_by("-withdrawal__at", "id")


def table(call: Call, wanted: OrganisationFilter) -> Iterator[dict[str, str | None]]:
    """Rows with COLUMNS: who endorses it itself, the members of alliances that do, then what was withdrawn."""
    if wanted.support != MEMBER:
        yield from _own(call, wanted)
    if wanted.support != OWN:
        yield from _members(call, wanted)
    for endorsement in wanted.narrow(withdrawn(call), "organisation__") if wanted.support != MEMBER else ():
        yield _row(endorsement.organisation, _day(endorsement.accepted_at), endorsement.withdrawal.at.date())


def _own(call: Call, wanted: OrganisationFilter) -> Iterator[dict[str, str | None]]:
    organisations = list(wanted.rows(Organisation.objects.endorsing(call)))
    speaking = alliances.speaking(organisations, names=0)
    for organisation in organisations:
        row = _row(organisation, organisation.since.date(), None)  # type: ignore[attr-defined]
        spoken = speaking.get(organisation.pk)
        yield row | {"members": str(spoken.total) if spoken else None}


def _members(call: Call, wanted: OrganisationFilter) -> Iterator[dict[str, str | None]]:
    members = list(wanted.rows(Organisation.objects.through(call)))
    named = alliances.named_by(call) if members else {}
    for member in members:
        row = _row(member, member.since.date(), None)  # type: ignore[attr-defined]
        through = named.get(member.pk, [])
        confirmed = "yes" if any(each.confirmed for each in through) else "no"
        names = "; ".join(each.alliance for each in through)
        yield row | {"support": MEMBER, "alliances": names, "confirmed": confirmed}


def _row(organisation: Organisation, since: date, until: date | None) -> dict[str, str | None]:
    told = {name: getattr(organisation, name) for name in COLUMNS[:5]}
    dated = {"endorsed_on": since.isoformat(), "withdrawn_on": until.isoformat() if until else None}
    return told | dated | {"support": OWN, "alliances": None, "confirmed": None, "members": None}


@dataclass(frozen=True)
class Step:
    """So many stood at the end of this day."""

    day: date
    standing: int


def growth(call: Call) -> tuple[Step, ...]:
    return numbers.remembered(("growth", call.pk), call, lambda: _growth(call))


def _growth(call: Call) -> tuple[Step, ...]:
    """A step for each day on which it changed; where those are many, for each week or month."""
    changes: Counter[date] = Counter()
    for first, last in _spans(call):
        changes[first] += 1
        if last:
            changes[last] -= 1
    days = sorted(day for day, change in changes.items() if change)
    for period in (_of_day, _of_week, _of_month, _of_year):
        ends = sorted({period(day) for day in days})
        if len(ends) <= MOST_STEPS:
            break
    return _added_up(changes, ends)


def _added_up(changes: Counter[date], ends: list[date]) -> tuple[Step, ...]:
    return tuple(Step(end, sum(change for day, change in changes.items() if day <= end)) for end in ends)


def _spans(call: Call) -> list[tuple[date, date | None]]:
    """For each organisation, from its first day to the last; no last day while any of its endorsements stands."""
    spans: dict[int, tuple[date, date | None]] = {}
    public = call.endorsements.public().order_by("accepted_at", "id")
    for organisation, accepted, withdrawn_at in public.values_list("organisation", "accepted_at", "withdrawal__at"):
        first, last = _day(accepted), _day(withdrawn_at) if withdrawn_at else None
        if organisation in spans:
            first, before = spans[organisation]
            last = max(last, before) if last and before else None
        spans[organisation] = (first, last)
    return list(spans.values())


def _day(moment: datetime | None) -> date:
    assert moment  # public ones have it
    return moment.date()


def _of_day(day: date) -> date:
    return day


def _of_week(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _of_year(day: date) -> date:
    return day.replace(month=12, day=31)


def doubles(call: Call, person_calls: QuerySet[Call]) -> list[list[Organisation]]:
    """Organisations of one folded name and country, one of them under this call, in whatever part."""
    asked = Endorsement.objects.exclude(state="asked").filter(call__in=person_calls)
    convened = Convening.objects.public().filter(call__in=person_calls)
    issued = Issuing.objects.filter(statement__call__in=person_calls, organisation__isnull=False)
    members = Membership.objects.listed().filter(alliance__in=asked.values("organisation"))
    known = set(asked.filter(call=call).values_list("organisation", flat=True))
    here = known | set(members.filter(alliance__in=known).values_list("member", flat=True))
    here |= set(convened.filter(call=call).values_list("organisation", flat=True))
    here |= set(issued.filter(statement__call=call).values_list("organisation", flat=True))
    alike: dict[tuple[str, str], list[Organisation]] = {}
    names = Organisation.objects.filter(pk__in=here).values("folded")
    any_of = Q(pk__in=members.values("member"))
    for rows_of in (asked, convened, issued):
        any_of |= Q(pk__in=rows_of.values("organisation"))
    rows = Organisation.objects.filter(any_of, folded__in=names).exclude(folded="")
    for organisation in rows.order_by("folded", "id"):
        alike.setdefault((organisation.folded, organisation.country), []).append(organisation)
    return [some for some in alike.values() if len(some) > 1 and any(each.pk in here for each in some)]


@transaction.atomic
def merge(doubles: Iterable[Organisation], keep: Organisation, *, by: Person) -> None:
    """All of them into the one to keep, or none."""
    others = [each for each in doubles if each.pk != keep.pk]
    if not all(permissions.may_merge(by, each) for each in others):
        raise Refused(_("One of them endorses a call that you do not convene. Ask its convenors."))
    for double in others:
        keep.absorb(double, by=by)
