"""Our own tables back into an instance: what comes so keeps its ids, moments, revisions and states, so that the same
files can be written of it again.

Rows come as cells by column name, some hundreds at a time (core/tables.py says what they mean). Nothing is changed that
is here: an id that is taken is refused, with what hangs on it. So is a row that cannot be read; the rest goes in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core import bulk, kinds, unfolding
from groundswell.core.bringing_in import ADDED, BATCH, REFUSED, UNCHANGED, Outcome, bring_in
from groundswell.core.cell_checks import fits, moment, one_of, place
from groundswell.core.cell_reading import Cells, at, on, truth
from groundswell.core.errors import Refused
from groundswell.core.incoming import BY, Row, digest_of, tidy
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Deletion,
    Endorsement,
    Fact,
    Hosting,
    Imported,
    Move,
    Organisation,
    OrganisationAlias,
    Overlap,
    Postponement,
    SearchText,
    Withdrawal,
)
from groundswell.core.models.action_states import CANCELLED
from groundswell.core.models.call import PUBLIC
from groundswell.core.models.endorsement import ACCEPTED, WITHDRAWN
from groundswell.core.record import moment as written
from groundswell.core.remaking import remake
from groundswell.core.restored import taken
from groundswell.core.restoring_announced import Announced
from groundswell.core.restoring_reports import Reports
from groundswell.lib.clock import now
from groundswell.lib.text import fold, fold_many

# Each after what it names.
ORDER = (
    "calls", "organisations", "sources", "series", "actions", "hosts", "announcements", "routes", "access", "upsets",
    "resumptions", "reports", "estimates", "citations", "endorsements", "deletions",
)  # fmt: skip
SLUG = re.compile(r"[-\w]+", re.ASCII).fullmatch
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
    restoring.refused.clear()
    restoring.made.clear()
    sound = [row for row in rows if not row.problems]
    whole = [cells for cells, _none in restoring.sound([row.cells for row in sound], unfolding.check)]
    made = {action.ref: action for action in restoring.restore_actions(whole)}
    known = {id(cells) for cells, _why in restoring.refused}
    sound = [row for row in sound if id(row.cells) not in known]
    tables = unfolding.unfold([row.cells for row in sound])
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
        tidy(row)
        known.append((made[row.ref].pk, made[row.ref].call_id, row.key, digest_of(row)))
    bulk.insert(Imported, ("action_id", "call_id", "key", "digest"), known)


@transaction.atomic
def restore_package(tables: Callable[[str], Iterable[Cells]], call: Call | None = None) -> Restoring:
    """A row that is refused is told with its line and reason, and the rest goes in; where a table cannot be read,
    nothing does. With a call: what the package has of that one, or of the only one that it has."""
    slugs = [cells["call"] for cells in tables("calls")]
    if call and len(slugs) > 1 and call.slug not in slugs:
        raise Refused(_("The package has several calls, and none of this short name."))
    restoring, only = Restoring(call), call.slug if call and len(slugs) > 1 else ""
    for name in ORDER:
        restoring.table = name
        rows = (cells for cells in tables(name) if not only or cells.get("call", only) == only)
        while batch := list(islice(rows, BATCH)):
            getattr(restoring, f"restore_{name}")(batch)
    restoring.finish()
    return restoring


class Restoring(Announced, Reports):
    """One file on its way back, in one transaction, with a verb for each table, named like it."""

    def restore_calls(self, rows: list[Cells]) -> None:
        fresh = [cells for cells in rows if not (self.call or self.call_of(cells["call"]))]
        for cells, call in self.sound(fresh, _call):
            self.calls[cells["call"]] = call

    def restore_actions(self, rows: list[Cells]) -> list[Action]:
        here, counted = taken(Action, rows), _counted_elsewhere(rows)
        made = self.sound(rows, lambda cells: self._action(cells, here, counted))
        for (_cells, action), number in zip(made, bulk.numbers(Action, len(made)), strict=True):
            action.pk = number
        bulk.insert_objects([action for _cells, action in made])
        SearchText.keep_many([(action, one["organizations"].split("; ")) for one, action in made])
        Fact.write_all([Fact.of("action.imported", action, by=BY, call=action.call) for _cells, action in made])
        self.made["actions"] |= {action.ref for _cells, action in made}
        self.added += len(made)
        return [action for _cells, action in made]

    def _action(self, cells: Cells, here: set[str], counted: set[str]) -> Action:
        call = self.call_of(cells["call"])
        if not call:
            raise Refused(_("Its call is not here."))
        if cells["id"] in here:
            raise Refused(_("The id is taken by an action that is here already."))
        action = remake(cells, call, self.before)
        if not action.undated and not call.takes(action.day):
            raise Refused(_("The date is outside the days of this call."))
        self._count_within(cells, counted)
        here.add(action.ref)
        self.before = action
        return action

    def _count_within(self, cells: Cells, counted: set[str]) -> None:
        """In one step and never in two (`Overlap`), whichever of the rows comes first."""
        ref, larger = cells["id"], cells["within"]
        if not larger:
            return
        if larger in self.inside or larger in counted:
            raise Refused(_("It is within an action that is itself within another one."))
        if ref in self.wholes:
            raise Refused(_("Others are within it, so it cannot be within another one."))
        self.inside[ref] = (larger, cells["within_as"])
        self.wholes.add(larger)

    def restore_organisations(self, rows: list[Cells]) -> None:
        slugs = [one["id"] for one in rows]
        here = set(_organisations(slugs))
        for cells, told in self.sound([one for one in rows if one["id"] not in here], _organisation):
            if cells["id"] not in here:
                here.add(cells["id"])
                Organisation.objects.create(**told)

    def restore_hosts(self, rows: list[Cells]) -> None:
        actions = self.keys(Action, "actions", rows, "action")
        slugs = [one["organisation"] for one in rows if one.get("organisation")]
        known = _organisations(slugs)
        sound = self.sound([one for one in rows if one["action"] in actions], _confirmed)
        folded = fold_many(one["name"] for one, _at in sound)
        hostings = [
            (actions[one["action"]], one["name"], text[:200], confirmed, known.get(one["organisation"]))
            for (one, confirmed), text in zip(sound, folded, strict=True)
        ]
        bulk.insert(Hosting, ("action_id", "name", "folded", "confirmed_at", "organisation_id"), hostings)

    def restore_upsets(self, rows: list[Cells]) -> None:
        actions = self.keys(Action, "actions", rows, "action")
        rows = [cells for cells in rows if cells["action"] in actions]
        self.sound(rows, lambda cells: _upset(actions[cells["action"]], cells))

    def restore_endorsements(self, rows: list[Cells]) -> None:
        """As they were accepted there, without an address to write to. What stands here already stays one."""
        slugs = [one["organisation"] for one in rows]
        known = _organisations(slugs)
        here = _endorsed(list(known.values()))
        rows = [one for one in rows if one["organisation"] in known and self.call_of(one["call"])]
        for cells, (accepted, withdrawn) in self.sound(rows, _endorsed_from):
            call, organisation = self.call_of(cells["call"]), known[cells["organisation"]]
            assert call
            marks = {(call.pk, organisation, mark) for mark in _marks(accepted, stands=not withdrawn)}
            if not marks & here:
                here |= marks
                self._endorse(call, organisation, cells, accepted, withdrawn)

    def _endorse(
        self, call: Call, organisation: int, cells: Cells, accepted: datetime | None, withdrawn: datetime | None
    ) -> None:
        endorsement = Endorsement.objects.create(
            call=call,
            organisation_id=organisation,
            with_members=truth(cells["with_members"]) or False,
            state=WITHDRAWN if withdrawn else ACCEPTED,
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
        for cells, told in self.sound(rows, _deleted):
            if call := self.call_of(cells["call"]):
                named = {"table": told.pop("table"), "ref": told.pop("ref")}
                Deletion.objects.get_or_create(**named, defaults=told | {"call": call})

    def finish(self) -> None:
        """What names another action, now that all are here."""
        self.drop_empty_series()
        refs = {*self.inside, *self.wholes}
        known = dict(Action.objects.filter(ref__in=refs).values_list("ref", "pk")) if refs else {}
        for ref, (larger, relation) in self.inside.items():
            if ref in known and larger in known:
                Overlap.objects.create(action_id=known[ref], whole_id=known[larger], relation=relation, by=BY)


def _counted_elsewhere(rows: list[Cells]) -> set[str]:
    """Of the actions within which these are, those that are here and within another one themselves."""
    refs = {one["within"] for one in rows if one["within"]}
    there = Overlap.objects.filter(action__ref__in=refs)
    return set(there.values_list("action__ref", flat=True)) if refs else set()


@transaction.atomic
def _call(cells: Cells) -> Call:
    told = {"slug": cells["call"], "title": cells["title"], "language": cells["language"] or "en"}
    if not (told["title"] and SLUG(told["slug"])):
        raise ValueError(f"call: {told['slug']}")
    days = {"first_day": on(cells["first_day"]), "last_day": on(cells["last_day"])}
    stage = one_of(cells, "stage", ("", *PUBLIC)) or "open"
    kind = one_of(cells, "kind", ("", *kinds.CALLS)) or "campaign"
    published = at(cells["published"])
    call = Call.draft(by=BY, kind=kind, ground_rules=_("We act without violence."), **fits(Call, told), **days)
    call.publish(by=BY)
    Call.objects.filter(pk=call.pk).update(stage=stage, published_at=published)
    return call


def _organisations(slugs: list[str]) -> dict[str, int]:
    """Primary keys of those that are here, also under the address of a double that was merged into one of them."""
    merged = OrganisationAlias.objects.filter(slug__in=slugs).values_list("slug", "organisation")
    return dict(merged) | dict(Organisation.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def _organisation(cells: Cells) -> dict[str, Any]:
    told: dict[str, Any] = {name: cells[name] for name in ("name", "kind", "country", "town", "website")}
    told |= {"slug": cells["id"], "folded": fold(cells["name"])[:200], "proven_at": at(cells["proven"])}
    if not (told["name"] and SLUG(told["slug"])):
        raise ValueError(f"id: {told['slug']}")
    return fits(Organisation, told)


def _confirmed(cells: Cells) -> datetime | None:
    fits(Hosting, {"name": cells["name"]})
    return at(cells["confirmed"])


def _endorsed_from(cells: Cells) -> tuple[datetime | None, datetime | None]:
    fits(Withdrawal, {"because": cells["because"]})
    return at(cells["accepted"]), at(cells["withdrawn"])


def _endorsed(organisations: list[int]) -> set[tuple[int, int, str]]:
    """What was public here, by call, organisation and marks."""
    rows = Endorsement.objects.public().filter(organisation__in=organisations)
    return {
        (call, organisation, mark)
        for call, organisation, at, state in rows.values_list("call", "organisation", "accepted_at", "state")
        for mark in _marks(at, stands=state == ACCEPTED)
    }


def _marks(accepted: datetime | None, *, stands: bool) -> list[str]:
    """By which an endorsement is known again: since when, to the second; and that it stands, which one does at most."""
    return [written(accepted) if accepted else ""] + (["stands"] if stands else [])


def _deleted(cells: Cells) -> dict[str, Any]:
    told = {"table": one_of(cells, "table", ("actions", "reports")), "ref": cells["id"], "what": cells["what"]}
    return fits(Deletion, told | {"into": cells["into"], "why": cells["why"], "at": moment(cells, "at")})


def _upset(action: int, cells: Cells) -> None:
    make = _UPSETS[one_of(cells, "what", _UPSETS)]
    said = {"because": cells["because"], "by": cells["by"], "at": moment(cells, "at")}
    make(action, fits(Cancellation, said), cells)


def _cancelled(action: int, said: dict[str, Any], cells: Cells) -> None:
    """Once: what was called off, taken up and called off again tells of the last time alone."""
    before = one_of(cells, "state_before", ("", *kinds.STATES)) or "published"
    if Cancellation.objects.filter(action_id=action).exists():
        raise ValueError(f"what: {cells['what']}")
    Cancellation.objects.create(action_id=action, before=before, **said)


def _postponed(action: int, said: dict[str, Any], cells: Cells) -> None:
    times = {
        "from_starts": moment(cells, "from_start"),
        "from_ends": at(cells["from_end"]),
        "to_starts": at(cells["to_start"]),
    }
    Postponement.objects.create(action_id=action, **times, **said)


def _moved(action: int, said: dict[str, Any], cells: Cells) -> None:
    Move.objects.create(action_id=action, before=place(cells, "from_place"), after=place(cells, "to_place"), **said)


_UPSETS = {CANCELLED: _cancelled, "postponed": _postponed, "moved": _moved}
