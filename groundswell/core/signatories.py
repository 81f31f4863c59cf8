"""Who stands under a statement, as everybody may see it: organisations by name, people as a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from groundswell.core.models import Signature, Statement
from groundswell.core.models.statement import NAMES, NONE
from groundswell.lib.cells import as_text

COLUMNS = ("name", "kind", "country", "town", "website", "since")
ON_A_PAGE = 200


@dataclass(frozen=True)
class Signatories:
    organisations: list[Signature]
    withdrawn: list[Signature]  # organisations that stood there once
    people: int | None  # None where people were never asked
    names: list[str]  # of those people who ticked that theirs is shown
    many: int  # organisations in all
    many_names: int
    page: Page[Signature] | None = None  # which part of them this is; none: all of them

    @property
    def any(self) -> bool:
        return bool(self.many or self.people)


def of(statement: Statement) -> Signatories:
    """All of them, for the letter."""
    organisations, names = list(_organisations(statement)), _names(_named(statement))
    people = _people(statement)
    return Signatories(organisations, _withdrawn(statement), people, names, len(organisations), len(names))


def page(statement: Statement, number: str | int | None) -> Signatories:
    """Some of them: organisations first, then the people who are named."""
    both = _Both(_organisations(statement), _named(statement))
    paginator: Paginator[Signature] = Paginator(both, ON_A_PAGE)  # type: ignore[arg-type]
    shown = paginator.get_page(number)
    rows = list(shown.object_list)
    return Signatories(
        organisations=[row for row in rows if row.organisation_id],
        withdrawn=_withdrawn(statement) if shown.number == 1 else [],
        people=_people(statement),
        names=_names(row for row in rows if not row.organisation_id),
        many=both.first,
        many_names=both.second,
        page=shown,
    )


class _Both:
    """One list after the other, for a paginator."""

    ordered = True

    def __init__(self, organisations: QuerySet[Signature], people: QuerySet[Signature]) -> None:
        self.organisations, self.people = organisations, people
        self.first, self.second = organisations.count(), people.count()

    def __len__(self) -> int:
        return self.first + self.second

    def __getitem__(self, part: slice) -> list[Signature]:
        begin, end = part.start, part.stop
        rows = list(self.organisations[begin:end]) if begin < self.first else []
        if end > self.first:
            rows += self.people[max(0, begin - self.first) : end - self.first]
        return rows


def _organisations(statement: Statement) -> QuerySet[Signature]:
    signed = Signature.objects.filter(statement=statement).of_organisations().standing()
    return signed.select_related("organisation").order_by("organisation__folded", "id")


def _named(statement: Statement) -> QuerySet[Signature]:
    people = Signature.objects.filter(statement=statement).of_people().standing().exclude(name="")
    return people.order_by("proven_at", "id") if statement.individuals == NAMES else people.none()


def _names(rows: QuerySet[Signature] | Iterator[Signature]) -> list[str]:
    return [row.name for row in rows]


def _people(statement: Statement) -> int | None:
    number = Signature.objects.filter(statement=statement).of_people().standing().count()
    return None if statement.individuals == NONE and not number else number


def _withdrawn(statement: Statement) -> list[Signature]:
    once = Signature.objects.filter(statement=statement, state="withdrawn", accepted_at__isnull=False)
    return list(once.of_organisations().select_related("organisation").order_by("organisation__folded", "id"))


def csv_text(signatories: Signatories) -> str:
    """A row for each that has a name; a person's has the name alone."""
    lines = io.StringIO()
    written = csv.writer(lines)
    written.writerow(COLUMNS)
    for row in _rows(signatories):
        written.writerow(map(as_text, row))
    return lines.getvalue()


def _rows(signatories: Signatories) -> Iterator[tuple[str, ...]]:
    for signature in signatories.organisations:
        organisation, since = signature.organisation, signature.accepted_at
        assert organisation and since
        where = (organisation.country, organisation.town, organisation.website)
        yield (organisation.name, organisation.kind, *where, since.date().isoformat())
    for name in signatories.names:
        yield (name, "person", "", "", "", "")
