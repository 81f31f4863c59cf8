"""Our own tables back into an instance: what comes so keeps its ids, moments, revisions and states, so that the same
files can be written of it again.

Rows come as cells by column name, some hundreds at a time (core/tables.py says what they mean). Nothing is changed that
is here: an id that is taken is refused, with what hangs on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core import bulk
from groundswell.core.bringing_in import ADDED, BATCH, REFUSED, UNCHANGED, Outcome, bring_in
from groundswell.core.cell_reading import Cells, at, on, truth, whole
from groundswell.core.errors import Refused
from groundswell.core.incoming import BY, Row, digest_of, tidy
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Citation,
    Deletion,
    Endorsement,
    Estimate,
    Fact,
    Hosting,
    Imported,
    Move,
    Organisation,
    Overlap,
    Postponement,
    Report,
    SearchText,
    Source,
    Withdrawal,
)
from groundswell.core.models.action_states import CANCELLED
from groundswell.core.models.checked import ANSWERS
from groundswell.core.models.report import ACCEPTED
from groundswell.core.models.source import mark_of
from groundswell.core.record import JOINED
from groundswell.core.remaking import announced, remake
from groundswell.core.unfolding import unfold
from groundswell.lib.clock import now
from groundswell.lib.text import fold, fold_many

Refusal = tuple[Cells, str]
# Each after what it names.
ORDER = (
    "calls", "organisations", "sources", "actions", "announcements", "hosts", "upsets", "reports", "estimates",
    "citations", "endorsements", "deletions",
)  # fmt: skip
FOLDED = ("hosts", "upsets", "reports", "estimates", "sources", "citations")  # into a row of CSV


def restore_rows(call: Call, rows: Iterable[Row]) -> Iterator[list[Outcome]]:
    """Rows of our own CSV, in batches, each a transaction. What is here already, or has lost its id, goes the way of
    every other file."""
    restoring, rows = Restoring(call), iter(rows)
    while batch := list(islice(rows, BATCH)):
        here = set(Action.objects.filter(call=call, ref__in=[row.ref for row in batch]).values_list("ref", flat=True))
        with transaction.atomic():
            outcomes = _restore_batch(restoring, [row for row in batch if row.ref and row.ref not in here])
        yield outcomes
        known = [row for row in batch if row.ref in here]
        # Without a date there is nothing that the other files could be compared by.
        yield [Outcome(row, UNCHANGED, _("It comes from here.")) for row in known if not row.starts]
        yield from bring_in(call, [row for row in batch if not row.ref or (row.ref in here and row.starts)])
    with transaction.atomic():
        restoring.finish()


def _restore_batch(restoring: Restoring, rows: list[Row]) -> list[Outcome]:
    sound = [row for row in rows if not row.problems]
    restoring.refused.clear()
    made = {action.ref: action for action in restoring.restore_actions([row.cells for row in sound])}
    tables = unfold([row.cells for row in sound if row.ref in made])
    for name in FOLDED:
        getattr(restoring, f"restore_{name}")(tables[name])
    _remember(made, sound)
    why = {id(cells): reason for cells, reason in restoring.refused}
    return [_outcome(row, why.get(id(row.cells), "")) for row in rows]


def _outcome(row: Row, why: str) -> Outcome:
    why = " ".join([*row.problems, why]).strip()
    return Outcome(row, REFUSED if why else ADDED, why)


def _remember(made: dict[str, Action], rows: list[Row]) -> None:
    """By which they are known again, when a later file of the same record is brought in."""
    known = []
    for row in rows:
        if row.ref in made:
            tidy(row)
            known.append((made[row.ref].pk, made[row.ref].call_id, row.key, digest_of(row)))
    bulk.insert(Imported, ("action_id", "call_id", "key", "digest"), known)


@transaction.atomic
def restore_package(tables: Callable[[str], Iterable[Cells]], call: Call | None = None) -> Restoring:
    """All of a package or none of it. With a call: what the package has of that one, or of the only one that it has."""
    slugs = [cells["call"] for cells in tables("calls")]
    if call and len(slugs) > 1 and call.slug not in slugs:
        raise Refused(_("The package has several calls, and none of this short name."))
    restoring, only = Restoring(call), call.slug if call and len(slugs) > 1 else ""
    for name in ORDER:
        rows = (cells for cells in tables(name) if not only or cells.get("call", only) == only)
        while batch := list(islice(rows, BATCH)):
            getattr(restoring, f"restore_{name}")(batch)
    restoring.finish()
    return restoring


@dataclass
class Restoring:
    """One file on its way back, in one transaction. `call` is where everything goes; none: by the table of calls."""

    call: Call | None = None
    calls: dict[str, Call] = field(default_factory=dict)
    before: Action | None = None  # the row before, for those that do not say when they begin
    within: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)  # ids of sources that are here under another one
    added: int = 0

    def call_of(self, slug: str) -> Call | None:
        if self.call:
            return self.call
        if slug not in self.calls and (call := Call.objects.filter(slug=slug).first()):
            self.calls[slug] = call
        return self.calls.get(slug)

    # A verb for each table, named like it.

    def restore_calls(self, rows: list[Cells]) -> None:
        for cells in rows:
            if self.call or self.call_of(cells["call"]):
                continue
            call = Call.draft(
                by=BY,
                slug=cells["call"],
                title=cells["title"],
                kind=cells["kind"] or "campaign",
                language=cells["language"] or "en",
                first_day=on(cells["first_day"]),
                last_day=on(cells["last_day"]),
                ground_rules=_("We act without violence."),
            )
            call.publish(by=BY)
            Call.objects.filter(pk=call.pk).update(stage=cells["stage"] or "open", published_at=at(cells["published"]))
            self.calls[call.slug] = call

    def restore_actions(self, rows: list[Cells]) -> list[Action]:
        taken = set(Action.objects.filter(ref__in=[cells["id"] for cells in rows]).values_list("ref", flat=True))
        made = [(action, cells) for cells in rows if (action := self._action(cells, taken))]
        for (action, _cells), number in zip(made, bulk.numbers(Action, len(made)), strict=True):
            action.pk = number
        bulk.insert_objects([action for action, _cells in made])
        _find_by(made)
        Fact.write_all([Fact.of("action.imported", action, by=BY, call=action.call) for action, _cells in made])
        self.within += [(one["id"], one["within"], one["within_as"]) for _action, one in made if one["within"]]
        self.added += len(made)
        return [action for action, _cells in made]

    def _action(self, cells: Cells, taken: set[str]) -> Action | None:
        try:
            action = self._fit(cells, taken)
        except Refused as refusal:
            self.refused.append((cells, str(refusal)))
            return None
        taken.add(action.ref)
        self.before = action
        return action

    def _fit(self, cells: Cells, taken: set[str]) -> Action:
        call = self.call_of(cells["call"])
        if not call:
            raise Refused(_("Its call is not here."))
        if cells["id"] in taken:
            raise Refused(_("The id is taken by an action that is here already."))
        try:
            action = remake(cells, call, self.before)
        except (ValueError, KeyError, OverflowError) as error:
            raise Refused(_("It cannot be read: %(text)s") % {"text": str(error)[:80]}) from error
        if not action.undated and not call.takes(action.day):
            raise Refused(_("The date is outside the days of this call."))
        return action

    def restore_announcements(self, rows: list[Cells]) -> None:
        known = self._by_ref(Action, rows, "action")
        for cells in rows:
            if key := known.get(cells["action"]):
                Action.objects.filter(pk=key).update(**announced(cells))

    def restore_organisations(self, rows: list[Cells]) -> None:
        here = set(Organisation.objects.filter(slug__in=[one["id"] for one in rows]).values_list("slug", flat=True))
        for cells in rows:
            if cells["id"] not in here:
                names = ("name", "kind", "country", "town", "website")
                told = {name: cells[name] for name in names} | {"proven_at": at(cells["proven"])}
                Organisation.objects.create(slug=cells["id"], folded=fold(cells["name"])[:200], **told)

    def restore_hosts(self, rows: list[Cells]) -> None:
        actions = self._by_ref(Action, rows, "action")
        slugs = [one["organisation"] for one in rows if one.get("organisation")]
        known = dict(Organisation.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        folded = fold_many(one["name"] for one in rows)
        hostings = [
            (actions[one["action"]], one["name"], text[:200], at(one["confirmed"]), known.get(one["organisation"]))
            for one, text in zip(rows, folded, strict=True)
            if one["action"] in actions
        ]
        bulk.insert(Hosting, ("action_id", "name", "folded", "confirmed_at", "organisation_id"), hostings)

    def restore_upsets(self, rows: list[Cells]) -> None:
        actions = self._by_ref(Action, rows, "action")
        for cells in rows:
            if key := actions.get(cells["action"]):
                said = {"because": cells["because"], "by": cells["by"], "at": at(cells["at"])}
                _UPSETS[cells["what"]](key, said, cells)

    def restore_reports(self, rows: list[Cells]) -> None:
        actions = self._by_ref(Action, rows, "action")
        taken = self._by_ref(Report, rows, "id")
        made = [one for one in rows if one["action"] in actions and one["id"] not in taken]
        told = ("language", *JOINED, "notes")
        columns = ("ref", "action_id", "state", "by", "verification", "organisations", "made_at", "changed_at")
        reports = [
            (
                one["id"], actions[one["action"]], ACCEPTED, BY, one["verification"], one["organizations_reported"],
                at(one["first_recorded"]), at(one["last_changed"]), *(one[name] for name in told),
                *(truth(one[name]) for name in ANSWERS),
            )
            for one in made
        ]  # fmt: skip
        bulk.insert(Report, (*columns, *told, *ANSWERS), reports)

    def restore_estimates(self, rows: list[Cells]) -> None:
        reports = self._by_ref(Report, rows, "report")
        names = ("words", "given", "rule", "counter", "method", "counted_by", "measure")
        estimates = [
            (
                one["id"], reports[one["report"]], whole(one["low"]), whole(one["high"]), at(one["at"]),
                *(one[name] for name in names),
            )
            for one in rows
            if one["report"] in reports
        ]  # fmt: skip
        bulk.insert(Estimate, ("ref", "report_id", "low", "high", "at", *names), estimates)

    def restore_sources(self, rows: list[Cells]) -> None:
        """One that is here already, under whatever id, is the same one."""
        marks = {one["id"]: _mark(one) for one in rows}
        here = dict(Source.objects.filter(mark__in=list(marks.values())).values_list("mark", "ref"))
        self.sources |= {ref: here[mark] for ref, mark in marks.items() if mark in here}
        refs = set(Source.objects.filter(ref__in=list(marks)).values_list("ref", flat=True))
        names = ("kind", "publisher", "title", "author", "language", "address", "archived")
        fresh = [
            (one["id"], marks[one["id"]], on(one["on"]), *(one[name] for name in names))
            for one in rows
            if marks[one["id"]] not in here and one["id"] not in refs
        ]
        bulk.insert(Source, ("ref", "mark", "on", *names), fresh)

    def restore_citations(self, rows: list[Cells]) -> None:
        rows = [one | {"source": self.sources.get(one["source"], one["source"])} for one in rows]
        reports, sources = self._by_ref(Report, rows, "report"), self._by_ref(Source, rows, "source")
        estimates = self._by_ref(Estimate, [one for one in rows if one["estimate"]], "estimate")
        cited = [
            (
                reports[one["report"]], sources[one["source"]], estimates.get(one["estimate"]), one["about"].split(),
                one["quote"],
            )
            for one in rows
            if one["report"] in reports and one["source"] in sources
        ]  # fmt: skip
        bulk.insert(Citation, ("report_id", "source_id", "estimate_id", "about", "quote"), cited)

    def restore_endorsements(self, rows: list[Cells]) -> None:
        """As they were accepted there, without an address to write to."""
        known = dict(
            Organisation.objects.filter(slug__in=[one["organisation"] for one in rows]).values_list("slug", "pk")
        )
        for cells in rows:
            call, organisation = self.call_of(cells["call"]), known.get(cells["organisation"])
            if call and organisation:
                self._endorse(call, organisation, cells)

    def _endorse(self, call: Call, organisation: int, cells: Cells) -> None:
        accepted, withdrawn = at(cells["accepted"]), at(cells["withdrawn"])
        endorsement = Endorsement.objects.create(
            call=call,
            organisation_id=organisation,
            with_members=truth(cells["with_members"]) or False,
            state="withdrawn" if withdrawn else "accepted",
            asked_at=accepted or now(),
            proven_at=accepted,
            accepted_at=accepted,
        )
        if withdrawn:
            Withdrawal.objects.create(
                endorsement=endorsement, because=cells["because"], by="organisation", at=withdrawn
            )
        Fact.write("endorsement.imported", endorsement, by=BY)

    def restore_deletions(self, rows: list[Cells]) -> None:
        for cells in rows:
            if call := self.call_of(cells["call"]):
                told = {"call": call, "at": at(cells["at"]), "what": cells["what"]}
                told |= {"into": cells["into"], "why": cells["why"]}
                Deletion.objects.get_or_create(table=cells["table"], ref=cells["id"], defaults=told)

    def finish(self) -> None:
        """What names another action, now that all are here."""
        refs = {ref for pair in self.within for ref in pair[:2]}
        known = dict(Action.objects.filter(ref__in=refs).values_list("ref", "pk")) if refs else {}
        for ref, larger, relation in self.within:
            if ref in known and larger in known:
                Overlap.objects.create(action_id=known[ref], whole_id=known[larger], relation=relation, by=BY)

    def _by_ref(self, model: type[models.Model], rows: list[Cells], column: str) -> dict[str, int]:
        """Primary keys by the id that a column names; what was refused is not among them."""
        refs = list({one[column] for one in rows} - self._refused_refs())
        found: Any = model._default_manager.filter(ref__in=refs)
        return dict(found.values_list("ref", "pk"))

    def _refused_refs(self) -> set[str]:
        return {cells["id"] for cells, _why in self.refused if "url" in cells}


def _find_by(made: list[tuple[Action, Cells]]) -> None:
    if not made:
        return
    folded = fold_many(SearchText.words(action, one["organizations"].split("; ")) for action, one in made)
    texts = [(action.pk, f" {text} ", True) for (action, _one), text in zip(made, folded, strict=True)]
    bulk.insert(SearchText, ("action_id", "folded", "among_many"), texts)
    SearchText.index_many(made[0][0].pk, made[-1][0].pk)


def _cancelled(action: int, said: dict[str, Any], cells: Cells) -> None:
    Cancellation.objects.create(action_id=action, before=cells["state_before"] or "published", **said)


def _postponed(action: int, said: dict[str, Any], cells: Cells) -> None:
    times = {
        "from_starts": at(cells["from_start"]),
        "from_ends": at(cells["from_end"]),
        "to_starts": at(cells["to_start"]),
    }
    Postponement.objects.create(action_id=action, **times, **said)


def _moved(action: int, said: dict[str, Any], cells: Cells) -> None:
    places = {"before": json.loads(cells["from_place"] or "{}"), "after": json.loads(cells["to_place"] or "{}")}
    Move.objects.create(action_id=action, **places, **said)


_UPSETS = {CANCELLED: _cancelled, "postponed": _postponed, "moved": _moved}


def _mark(cells: Cells) -> str:
    return mark_of(cells["address"], cells["publisher"], cells["title"], on(cells["on"]))
