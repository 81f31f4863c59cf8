"""What a table of the record is: its columns, its rows, and of which calls (core/tables.py has all of them)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from groundswell.core import record
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Action, Call, Endorsement, Hosting, Organisation, Report
from groundswell.core.models.call import PUBLIC
from groundswell.core.plain_rows import Values
from groundswell.core.record import Column, moment


@dataclass(frozen=True)
class Scope:
    """Of which calls: of one with its parts, or of every public one."""

    call: Call | None = None

    @property
    def calls(self) -> QuerySet[Call]:
        return Call.objects.under(self.call) if self.call else Call.objects.public()

    @property
    def actions(self) -> QuerySet[Action]:
        return ActionFilter(call=self.call.slug if self.call else "").rows()

    @property
    def seen(self) -> QuerySet[Action]:
        """The same in no order, to ask for what hangs on them."""
        return Action.objects.visible().filter(call__in=self.calls.filter(stage__in=PUBLIC).values("pk"))

    @property
    def reports(self) -> QuerySet[Report]:
        return Report.objects.accepted().filter(action__in=self.seen.values("pk"))

    @property
    def endorsements(self) -> QuerySet[Endorsement]:
        return Endorsement.objects.public().filter(call__in=self.calls.values("pk"))

    @property
    def organisations(self) -> QuerySet[Organisation]:
        hosting = Hosting.objects.filter(action__in=self.seen.values("pk"), organisation__isnull=False)
        named = Q(pk__in=self.endorsements.values("organisation")) | Q(pk__in=hosting.values("organisation"))
        return Organisation.objects.filter(named, pk__in=Organisation.objects.public().values("pk"))


@dataclass(frozen=True)
class Table:
    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[Scope], Iterator[Values]]
    key: tuple[str, ...] = ()
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # a column, and what it names: table and column

    def columns_of(self, scope: Scope) -> list[Column]:
        """The table of actions has as many sources as its widest row."""
        return record.columns(scope.actions) if self.name == "actions" else list(self.columns)


def plain(rows: QuerySet[Any, Any]) -> Iterator[Values]:
    return (tuple(map(cell, row)) for row in rows.iterator())


def cell(value: Any) -> Any:
    """Moments in UTC, lists with a space between; a text that nobody gave is empty."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(value) if isinstance(value, list) else value


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def text(name: str, description: str) -> Column:
    return Column(name, "string", description)


def at(name: str, description: str) -> Column:
    return Column(name, "datetime", f"{description} In UTC.")


ACTION = text("action", "Id of the action.")
CALL = text("call", "Short name (slug) of the call.")
