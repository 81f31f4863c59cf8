"""Actions and reports out of somebody else's files, many at once.

A reader of files (outside/importers) gives rows in its source's own words; here they become actions with all that
belongs to them, in transactions of two thousand rows. A row is known again by its key: it is never made twice, and
what changed in it is changed here by the same verbs that a host uses, but for what somebody put right here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core import bulk, corrected_here, turnout, unfolding
from groundswell.core.errors import Refused
from groundswell.core.filing import Retold, file, retell, retell_all
from groundswell.core.incoming import (
    BY,
    Account,
    Row,
    columns_of,
    day_of,
    digest_of,
    tidy,
    wrong_account,
    wrong_point,
    wrong_time,
)
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Fact,
    Hosting,
    Imported,
    Report,
    SearchText,
)
from groundswell.core.models.action_states import CANCELLED, HAPPENED, MERGED, PUBLISHED
from groundswell.core.placing import Place, place
from groundswell.lib.clock import now
from groundswell.lib.text import fold, fold_many

BATCH = 2000  # rows in a transaction: who else writes waits for less than a second
ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"


@dataclass(slots=True)
class Outcome:
    row: Row
    what: str
    why: str = ""


def bring_in(call: Call, rows: Iterable[Row], *, joining: bool = False) -> Iterator[list[Outcome]]:
    """What became of the rows, two thousand at a time, each such batch in a transaction of its own.

    With `joining`, rows are reports on actions that are here already.
    """
    rows, batch_of = iter(rows), (_Reports if joining else _Actions)
    seen = Seen(fresh=not Imported.objects.filter(call=call).exists())
    while rows_now := list(islice(rows, BATCH)):
        with transaction.atomic():
            outcomes = batch_of(call, seen).take(rows_now)
        yield outcomes


class Seen(dict[str, tuple[str, int]]):
    """What the file said before: digest and line of each key. `fresh` where the call had nothing before the file."""

    def __init__(self, *, fresh: bool) -> None:
        super().__init__()
        self.fresh = fresh


class _Batch:
    """Two thousand rows at most, in one transaction."""

    def __init__(self, call: Call, seen: Seen) -> None:
        self.call, self.seen, self.now = call, seen, now()
        self.blank = Action(call=call, published_at=self.now)
        self.outcomes: list[Outcome] = []
        self.facts: list[Fact] = []

    def take(self, rows: list[Row]) -> list[Outcome]:
        self.settle([row for row in rows if self.is_sound(row) and not self.is_double(row)])
        Fact.write_all(self.facts)
        return self.outcomes

    def settle(self, rows: list[Row]) -> None:
        raise NotImplementedError

    def say(self, row: Row, what: str, why: str = "") -> None:
        self.outcomes.append(Outcome(row, what, why))

    def is_sound(self, row: Row) -> bool:
        if not row.problems:
            tidy(row)
        if problems := row.problems or self.wrong_with(row):
            self.say(row, REFUSED, " ".join(problems))
        return not problems

    def wrong_with(self, row: Row) -> list[str]:
        return [*wrong_time(row), *wrong_point(row.where), *wrong_account(row.account)]

    def is_double(self, row: Row) -> bool:
        """Whether the file said this before."""
        row.digest = digest_of(row)
        row.key = row.key or f"row:{row.digest[:40]}"
        if row.key not in self.seen:
            self.seen[row.key] = (row.digest, row.line)
            return False
        digest, line = self.seen[row.key]
        if digest == row.digest:
            self.say(row, UNCHANGED)
        else:
            self.say(row, REFUSED, _("Line %(line)s has the same key and says something else.") % {"line": line})
        return True


class _Actions(_Batch):
    def settle(self, rows: list[Row]) -> None:
        known = self.known(rows)
        _hold([one.action_id for row in rows if (one := known.get(row.key)) and one.digest != row.digest])
        refs = [row.ref for row in rows if row.ref]
        ours = set(Action.objects.filter(call=self.call, ref__in=refs).values_list("ref", flat=True)) if refs else set()
        fresh = []
        for row in rows:
            if before := known.get(row.key):
                self.compare(row, before)
            elif row.ref in ours:
                self.say(row, UNCHANGED, _("It comes from here."))
            else:
                fresh.append(row)
        self.add(fresh)

    def wrong_with(self, row: Row) -> list[str]:
        return [*([] if row.title else [_("It has no title.")]), *super().wrong_with(row)]

    def known(self, rows: list[Row]) -> dict[str, Imported]:
        if self.seen.fresh:
            return {}
        keys = [row.key for row in rows]
        return {imported.key: imported for imported in Imported.objects.filter(call=self.call, key__in=keys)}

    def add(self, rows: list[Row]) -> None:
        made = [(action, row) for row in rows if (action := self.made(row))]
        for (action, _row), number in zip(made, bulk.numbers(Action, len(made)), strict=True):
            action.pk = number
        bulk.insert_objects([action for action, _row in made])
        _describe(made)
        file([(action, row.account) for action, row in made if row.account])
        self.remember(made)
        for _action, row in made:
            self.say(row, ADDED)

    def remember(self, made: list[tuple[Action, Row]]) -> None:
        at, call = self.now, self.call.pk
        known = [(action.pk, call, row.key, row.digest) for action, row in made]
        nothing: dict[str, Any] = {}
        facts = [("action.imported", "action", action.pk, call, BY, nothing, at) for action, _row in made]
        called_off = [(action.pk, "", PUBLISHED, BY, at) for action, row in made if row.cancelled]
        bulk.insert(Imported, ("action_id", "call_id", "key", "digest"), known)
        bulk.insert(Cancellation, ("action_id", "because", "before", "by", "at"), called_off)
        Fact.in_order()
        bulk.insert(Fact, ("what", "subject", "subject_id", "call_id", "by", "changes", "at"), facts)

    def made(self, row: Row) -> Action | None:
        action = bulk.another(self.blank, columns_of(row))
        action.derive()
        if why := self.unfit(action):
            self.say(row, REFUSED, why)
            return None
        action.state = CANCELLED if row.cancelled else HAPPENED if action.over < self.now else PUBLISHED
        if row.account and (row.cancelled or action.starts > self.now):
            row.account = None
            row.notes.append(_("It has not taken place, so what is reported of it is left out."))
        _size(action, row.account)
        return action

    def unfit(self, action: Action) -> str:
        if not self.call.takes(action.day):
            return _("The date is outside the days of this call.")
        if self.call.kinds and action.kind not in self.call.kinds:
            return _("This call does not take actions of that kind.")
        return ""

    def compare(self, row: Row, before: Imported) -> None:
        if before.digest == row.digest:
            return self.say(row, UNCHANGED)
        if before.action.state == MERGED:
            Imported.objects.filter(pk=before.pk).update(digest=row.digest)
            row.notes.append(_("It was merged into another one, so it stays as it is."))
            return self.say(row, UNCHANGED)
        try:
            with transaction.atomic():
                changed = _change(before.action, row)
                Imported.objects.filter(pk=before.pk).update(digest=row.digest)
        except Refused as refused:
            return self.say(row, REFUSED, str(refused))
        return self.say(row, CHANGED if changed else UNCHANGED)


class _Reports(_Batch):
    """Joined to the actions that they are about: by our own short name, or by day and town."""

    def settle(self, rows: list[Row]) -> None:
        known = self.known()
        here = [row for row in rows if row.key in known]
        fresh = self.joined([row for row in rows if row.key not in known])
        changed = Report.objects.filter(pk__in=[known[row.key][0] for row in here if known[row.key][1] != row.digest])
        _hold([*changed.values_list("action", flat=True), *(action.pk for _row, action in fresh)])
        for row in here:
            self.compare(row, *known[row.key])
        self.add(fresh)

    def joined(self, rows: list[Row]) -> list[tuple[Row, Action]]:
        """Each with the action that it is about."""
        where = {row.line: place(row.where) for row in rows}
        there = self.there(rows, where)
        found = []
        for row in rows:
            try:
                found.append((row, self.meant(row, where[row.line], there)))
            except Refused as refused:
                self.say(row, REFUSED, str(refused))
        return found

    def wrong_with(self, row: Row) -> list[str]:
        if not row.account:
            return [_("It reports nothing.")]
        return wrong_account(row.account) if row.ref else super().wrong_with(row)

    def known(self) -> dict[str, tuple[int, str]]:
        """Reports have no column for where they came from: the fact of their coming in says it."""
        facts = Fact.objects.filter(call=self.call, what__in=("report.imported", "report.changed"), by=BY)
        told = facts.order_by("id").values_list("subject_id", "changes")
        return {changes["key"]: (report, changes["digest"]) for report, changes in told if "key" in changes}

    def there(self, rows: list[Row], where: dict[int, Place]) -> dict[Any, list[Action]]:
        """The actions that may be meant, by short name and by day with town."""
        days = {day for row in rows if not row.ref and (day := day_of(row, where[row.line]))}
        actions = Action.objects.visible().filter(call=self.call)
        named = actions.filter(ref__in=[row.ref for row in rows if row.ref])
        found: dict[Any, list[Action]] = defaultdict(list, {action.ref: [action] for action in named})
        for action in actions.filter(day__in=days):
            for spot in {action.town or 0, fold(action.locality)} - {0, ""}:
                found[action.day, spot].append(action)
        return found

    def meant(self, row: Row, where: Place, there: dict[Any, list[Action]]) -> Action:
        if row.ref:
            found = there.get(row.ref, [])
            missing = _("No action of this call has this id.")
        else:
            day, columns = day_of(row, where), where.columns
            found = there.get((day, columns["town"])) or there.get((day, fold(columns["locality"]))) or []
            missing = _("No action of this call is in this town on this day.")
        if len(found) > 1:
            found = [action for action in found if fold(action.title) == fold(row.title)] or found
        if len(found) != 1:
            several = _("%(number)s actions are in this town on this day: name the id or the title.")
            raise Refused(several % {"number": len(found)} if found else missing)
        if found[0].state == CANCELLED:
            raise Refused(_("It was cancelled, so there is nothing to report."))
        if not found[0].started:
            raise Refused(_("It has not begun yet."))
        return found[0]

    def add(self, rows: list[tuple[Row, Action]]) -> None:
        reports = file([(action, row.account) for row, action in rows if row.account])
        for (row, action), report in zip(rows, Report.objects.in_bulk(reports).values(), strict=True):
            action.recount()
            self.tell("report.imported", report, row)
            self.say(row, ADDED)

    def compare(self, row: Row, number: int, digest: str) -> None:
        report = Report.objects.filter(pk=number).first()
        if digest == row.digest or not report or not row.account:
            return self.say(row, UNCHANGED)
        retold = retell(report, row.account)
        _note(row, retold.kept)
        if retold.changed:
            self.tell("report.changed", report, row)
        return self.say(row, CHANGED if retold.changed else UNCHANGED)

    def tell(self, what: str, report: Report, row: Row) -> None:
        self.facts.append(Fact.of(what, report, by=BY, call=self.call, key=row.key, digest=row.digest))


def _hold(actions: list[int]) -> None:
    """Before any fact is written. Who moderates locks a report, then its action, and then waits for the turn to write
    facts: whoever had that turn already and wanted one of these would wait for somebody who waits for them."""
    if actions:
        for rows in (Report.objects.filter(action__in=actions), Action.objects.filter(pk__in=actions)):
            list(rows.select_for_update().order_by("pk").values_list("pk"))


def _change(action: Action, row: Row) -> bool:
    """By the verbs that a host has, but for what was put right here. Whether anything changed here."""
    action.lock()
    revision = action.revision
    if action.state == CANCELLED:
        if row.cancelled:
            return False
        _revive(action)
    kept = _change_columns(action, row)
    if row.cancelled and corrected_here.taken_up(action):
        kept.append("state")
    elif row.cancelled:
        _call_off(action)
    elif action.standing and action.over < now():
        action.state = HAPPENED
        action.save()
    retold = _change_reports(action, row)
    _note(row, [*kept, *retold.kept])
    return retold.changed or action.revision != revision


def _change_columns(action: Action, row: Row) -> list[str]:
    """Gives the columns that stay as they were put right here, though the file says something else."""
    here, columns = corrected_here.of_action(action), columns_of(row)
    hosts = action.organisation_names()
    kept = [name for name in columns if name in here and getattr(action, name) != columns[name]]
    kept += ["organisations"] if "organisations" in here and row.organisations != hosts else []
    action.change(
        by=BY,
        organisations=hosts if "organisations" in here else row.organisations,
        **{name: value for name, value in columns.items() if name not in here},
    )
    return kept


def _note(row: Row, kept: list[str]) -> None:
    if kept:
        words = _("It was corrected here since, so this stays as it is: %(names)s.")
        row.notes.append(words % {"names": ", ".join(kept)})


def _call_off(action: Action) -> None:
    """Unlike `cancel`, also when it is over: its source knows that it did not take place."""
    Cancellation.objects.create(action=action, before=action.state, by=BY)
    action.state = CANCELLED
    action._touch()
    Fact.write("action.cancelled", action, by=BY)


def _revive(action: Action) -> None:
    if action.cancellation.by != BY:
        raise Refused(_("It was cancelled here, and the file says that it takes place."))
    action.cancellation.delete()
    action.state = HAPPENED if action.over < now() else PUBLISHED
    action._touch()
    Fact.write("action.changed", action, by=BY, state=[CANCELLED, action.state])


def _change_reports(action: Action, row: Row) -> Retold:
    """All that came with the row, which is several where it is one of our own table."""
    if not row.account or not action.started or action.state == CANCELLED:
        return Retold(changed=False)
    reports, accounts = _came_with(action), _accounts(row, row.account)
    retold = retell_all(reports, accounts[: len(reports)])
    if fresh := accounts[len(reports) :]:
        file([(action, account) for account in fresh])
        action.recount()
    return Retold(retold.changed or bool(fresh), retold.kept)


def _accounts(row: Row, account: Account) -> list[Account]:
    try:
        return (unfolding.accounts(row.cells) if row.cells else []) or [account]
    except ValueError as error:
        raise Refused(_("It cannot be read: %(text)s") % {"text": str(error)[:80]}) from error


def _came_with(action: Action) -> list[Report]:
    """Not what a file of reports told of it, nor what a double of it brought."""
    mine = action.reports.filter(by=BY)
    joined = Fact.objects.filter(what="report.imported", subject="report", subject_id__in=mine.values("pk"))
    moved = action.absorbed.filter(decision__undone_at=None).values_list("moved", flat=True)
    brought = {report for one in moved for report in one["reports"]}
    return list(mine.exclude(pk__in=brought | set(joined.values_list("subject_id", flat=True))).order_by("pk"))


def _describe(made: list[tuple[Action, Row]]) -> None:
    """By what it is found, and who hosts it."""
    SearchText.keep_many([(action, row.organisations) for action, row in made])
    hosts = [(action.pk, name) for action, row in made for name in row.organisations]
    names = fold_many(name for _action, name in hosts)
    hostings = [(*host, name[:200]) for host, name in zip(hosts, names, strict=True)]
    bulk.insert(Hosting, ("action_id", "name", "folded"), hostings)


def _size(action: Action, account: Account | None) -> None:
    estimates = account.estimates if account else []
    action.size_low, action.size_high = turnout.ends((one.get("low"), one.get("high")) for one in estimates)
