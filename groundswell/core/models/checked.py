"""How a report is looked over and put right, once somebody has filed it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.check import Check
from groundswell.core.models.estimate import Estimate
from groundswell.core.models.fact import STRUCK, Fact
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.source import Citation, Source, by_quote
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

PROPOSED, ACCEPTED = "proposed", "accepted"  # as in report.py, which imports this
# How far it was looked over: by nobody here (it came out of a file), by one person, by a second one.
UNREVIEWED, REVIEWED, VERIFIED = "unreviewed", "reviewed", "verified"
LEVELS = (UNREVIEWED, REVIEWED, VERIFIED)  # the least sure first
# What a report tells, column by column, in words.
TELLING = (
    "participants", "organisations", "claims", "slogans", "arrests", "injuries_crowd", "injuries_police",
    "injuries_others", "deaths", "property_damage", "police_measures", "participant_measures", "counter_action",
    "permit", "permit_detail", "notes", "language",
)  # fmt: skip
# What is told of these in words is some of it: no words stand there for none, as “0” does for arrests.
SPOKEN = ("organisations", "claims", "slogans", "police_measures", "participant_measures")
# Of these it answers too, in a column of its own, whether there were any.
ASKED = (
    "arrests", "injuries_crowd", "injuries_police", "injuries_others", "deaths", "property_damage", "counter_action",
    *SPOKEN,
)  # fmt: skip
ANSWERS = tuple(f"{name}_any" for name in ASKED)
TOLD = (*TELLING, *ANSWERS)
# What a source may be cited for, besides an estimate and all of it.
CITABLE = tuple(name for name in TELLING if name not in ("permit_detail", "language"))
ESTIMATE = tuple(field.name for field in Estimate._meta.fields if field.name not in ("id", "ref", "report"))
SOURCE = tuple(field.name for field in Source._meta.fields if field.name not in ("id", "ref", "mark", "merged_into"))


def answered(told: dict[str, Any]) -> dict[str, Any]:
    """The columns, with the answers that follow from the words where nobody gave one."""
    return {f"{name}_any": True for name in SPOKEN if told.get(name)} | told


class Checked(Lockable):
    """The verbs of a report by which it is trusted more, or says something else."""

    class Meta:
        abstract = True

    @transaction.atomic
    def verify(self: Any, *, by: Person, note: str = "") -> None:
        """A look by one more person: the first makes it reviewed, a second one's verified."""
        self.lock()
        if self.state != ACCEPTED:
            raise Refused(_("Only what is in the record can be verified."))
        if self.verifications.filter(lapsed_at=None, by=by).exists():
            raise Refused(_("You have looked at it already. Somebody else has to verify it."))
        before = self.verification
        self.verifications.create(by=by, note=note)
        self.weigh()
        Fact.write("report.verified", self, by=by, call=self.action.call, verification=[before, self.verification])

    def look_first(self: Any, by: Person | str) -> None:
        """Whoever accepts or corrects it has looked at it. What came out of a file nobody has."""
        if not isinstance(by, str) and not self.verifications.filter(lapsed_at=None, by=by).exists():
            self.verifications.create(by=by)
            self.weigh()

    def lapse(self: Any) -> None:
        """What was looked at is not what it says now."""
        self.verifications.filter(lapsed_at=None).update(lapsed_at=now())
        self.weigh()

    def weigh(self: Any) -> None:
        looks = self.verifications.filter(lapsed_at=None).aggregate(
            people=Count("by", distinct=True), gone=Count("pk", filter=Q(by=None))
        )
        many = looks["people"] + looks["gone"]  # whoever has left was somebody else all the same
        self.verification = (UNREVIEWED, REVIEWED, VERIFIED)[min(many, 2)]
        type(self).objects.filter(pk=self.pk).update(verification=self.verification)

    @transaction.atomic
    def correct(
        self: Any,
        *,
        by: Person,
        because: str,
        estimates: list[dict[str, Any]] | None = None,
        sources: list[dict[str, Any]] | None = None,
        struck: bool = False,
        read: dict[str, Any] | None = None,
        **told: Any,
    ) -> bool:
        """What it says now, with what it said before in the log; False where it says so already.

        `read`: what it said to whoever corrects it, where that may be another thing by now.
        `struck`: the old words go for good, from the log as well, because they should never have stood there.
        """
        if not because.strip():
            raise Refused(_("Say why: everybody can read it, beside what stood before."))
        self.lock()
        if self.state not in (PROPOSED, ACCEPTED):
            raise Refused(_("Only what waits or is in the record can be corrected."))
        before = said(self)
        if read not in (None, before):
            raise Refused(overtaken())
        _write(self, told, estimates, sources)
        after = said(self)
        pairs = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        if pairs:
            self._corrected(by, because, pairs, struck)
        return bool(pairs)

    def _corrected(self: Any, by: Person, because: str, pairs: dict[str, Any], struck: bool) -> None:
        type(self).objects.filter(pk=self.pk).update(changed_at=now())
        if self.state == ACCEPTED:
            self.lapse()
            self.look_first(by)
        self.action.recount()
        if struck:
            _strike(self, pairs)
        Fact.write("report.corrected", self, by=by, call=self.action.call, because=because, **pairs)

    def lock(self: Any) -> None:
        """Two at once: the second waits, and then sees what the first one did. Its action first, as who merges actions
        does: else each of two could wait for the other."""
        list(Action.objects.select_for_update().filter(pk=self.action_id).values_list("pk"))
        super().lock()


def overtaken() -> str:
    return _(
        "Somebody else changed this report after you opened this form. What you typed is kept: look at what stands"
        " now, and send it again."
    )


def said(report: Any) -> dict[str, Any]:
    """All that it tells, as the log can keep it."""
    told = {name: getattr(report, name) for name in TOLD}
    rows = {"estimates": estimates_of(report), "sources": sources_of(report)}
    return told | {name: [{key: _kept(value) for key, value in row.items()} for row in rows[name]] for name in rows}


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def estimates_of(report: Any) -> list[dict[str, Any]]:
    """By its `ref` an estimate that is said anew is known to be the same one."""
    return [{name: getattr(row, name) for name in ("ref", *ESTIMATE)} for row in report.estimates.all()]


def sources_of(report: Any) -> list[dict[str, Any]]:
    """Each in each of its quotes, with what it is cited for: columns, places in the list of estimates, or the whole."""
    places = {row.pk: place for place, row in enumerate(report.estimates.all())}
    return [
        {name: getattr(one.source, name) for name in SOURCE}
        | {"quote": one.quote, "about": one.about, "estimates": [places[key] for key in one.estimates]}
        | {"whole": one.whole}
        for one in by_quote(report.citations.select_related("source"))
    ]


def cite(report: Any, estimates: list[Estimate], sources: list[dict[str, Any]]) -> None:
    """A source that is cited for nothing in particular is cited for all of it."""
    for source in sources:
        told = {name: source[name] for name in SOURCE if name in source}
        about, places, quote = source.get("about") or [], source.get("estimates") or [], source.get("quote", "")
        whole = source.get("whole") or not (about or places)
        if whole or about:
            Citation.make(report, about=[] if whole else about, quote=quote, **told)
        for estimate in (estimates[place] for place in places if place < len(estimates)):
            Citation.make(report, estimate=estimate, quote=quote, **told)


def _write(report: Any, told: dict[str, Any], estimates: Any, sources: Any) -> None:
    for name, value in told.items():
        setattr(report, name, value)
    if told:
        report.save(update_fields=list(told))
    rows = list(report.estimates.all()) if estimates is None else with_estimates(report, estimates)
    if sources is not None:
        report.citations.all().delete()
        cite(report, rows, sources)


def with_estimates(report: Any, wanted: list[dict[str, Any]]) -> list[Estimate]:
    """An estimate that is named, or that says the same, stays the row that it is, in its place and with what cites it;
    what is left is new, and what is not wanted any more goes."""
    left = {row.ref: row for row in report.estimates.all()}
    named = [(left.pop(told.get("ref", ""), None), told) for told in wanted]
    rows = [_put_right(row, told) if row else _like(report, told, left) for row, told in named]
    report.estimates.filter(ref__in=left).delete()
    return rows


def _put_right(row: Estimate, told: dict[str, Any]) -> Estimate:
    """Whoever looked at it and let it stand saw another figure, so that look is over."""
    changed = [name for name in ESTIMATE if name in told and told[name] != getattr(row, name)]
    if changed:
        for name in changed:
            setattr(row, name, told[name])
        row.save(update_fields=changed)
        Check.objects.filter(estimate=row).delete()
    return row


def _like(report: Any, told: dict[str, Any], left: dict[str, Estimate]) -> Estimate:
    new = Estimate(report=report, **{name: told[name] for name in ESTIMATE if name in told})
    for row in left.values():
        if all(getattr(row, name) == getattr(new, name) for name in ESTIMATE):
            return left.pop(row.ref)
    new.save()
    return new


def _strike(report: Any, pairs: dict[str, Any]) -> None:
    """Here, and in what was corrected before of the same."""
    names = list(pairs)
    pairs |= dict.fromkeys(names, STRUCK)
    for fact in Fact.objects.about(report).filter(what="report.corrected"):
        fact.changes |= {name: STRUCK for name in names if name in fact.changes}
        fact.save(update_fields=["changes"])
