"""Who signed the agreement of a call, as everybody may see it: which version, when, and who is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from groundswell.core import numbers
from groundswell.core.models import Agreement, AgreementVersion, Assent, Call, Organisation

COLUMNS = ("name", "kind", "country", "town", "website", "version", "signed_on", "asked_again_on", "withdrawn_on")


@dataclass(frozen=True)
class Counts:
    """How many organisations signed which version last; the newest version first, also where nobody signed it yet."""

    newest: int
    published_at: datetime
    by_version: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        return sum(many for _number, many in self.by_version)

    @property
    def of_newest(self) -> int:
        return dict(self.by_version).get(self.newest, 0)

    @property
    def earlier(self) -> tuple[tuple[int, int], ...]:
        return tuple(pair for pair in self.by_version if pair[0] != self.newest)


def counts(call: Call) -> Counts | None:
    """None where there is no agreement that everybody can read."""
    return numbers.remembered(("signers", call.pk), call, lambda: _counts(call))


def _counts(call: Call) -> Counts | None:
    agreement = Agreement.objects.filter(call=call).first()
    newest = agreement.newest if agreement else None
    if not (agreement and newest and newest.number and newest.published_at):
        return None
    rows = Assent.objects.newest_of_each(agreement).order_by().values_list("version__number").annotate(many=Count("pk"))
    return Counts(newest.number, newest.published_at, tuple(sorted(rows, reverse=True)))


def current(call: Call) -> AgreementVersion | None:
    """The version that is in force, whose ground rules hosts accept."""
    versions = AgreementVersion.objects.published().filter(agreement__call=call)
    return versions.select_related("agreement__call").order_by("-number").first()


def of(agreement: Agreement) -> QuerySet[Assent]:
    """Each organisation once, with the newest version that it signed; the newest versions first."""
    rows = Assent.objects.newest_of_each(agreement).select_related("organisation", "version")
    return rows.order_by("-version__number", "organisation__folded", "id").annotate(
        has_page=Exists(Organisation.objects.public().filter(pk=OuterRef("organisation")))
    )


def withdrawn(agreement: Agreement) -> QuerySet[Assent]:
    """Who left it and has not come back: the newest version that each had signed."""
    left = Assent.objects.filter(version__agreement=agreement, state="withdrawn", accepted_at__isnull=False)
    newest = left.filter(organisation=OuterRef("organisation")).order_by("-version__number", "-id")
    standing = Assent.objects.standing().filter(version__agreement=agreement, organisation=OuterRef("organisation"))
    gone = left.filter(~Exists(standing), pk=newest.values("pk")[:1]).select_related("organisation", "version")
    return gone.order_by("-withdrawn_at", "id")


def table(agreement: Agreement) -> Iterator[dict[str, str | int | None]]:
    """Rows with COLUMNS: first those that stand, then who left."""
    for assent in of(agreement):
        yield _row(assent)
    for assent in withdrawn(agreement):
        yield _row(assent)


def _row(assent: Assent) -> dict[str, str | int | None]:
    told: dict[str, str | int | None] = {name: getattr(assent.organisation, name) for name in COLUMNS[:5]}
    return told | {
        "version": assent.version.number,
        "signed_on": _day(assent.accepted_at),
        "asked_again_on": _day(assent.asked_again_at) if assent.state == "accepted" else None,
        "withdrawn_on": _day(assent.withdrawn_at),
    }


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
