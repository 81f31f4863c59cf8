"""The tables of the record as a package: what each column means, how the tables hang together, and their rows.

Whatever writes or describes them (files, codebook, schema, the way back in) goes by these definitions alone. Rows come
in the order in which they were made here, which a copy of this record keeps; never a primary key, contact or name of a
person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from groundswell.core import deletions, record
from groundswell.core.filter import ActionFilter
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Citation,
    Endorsement,
    Estimate,
    Hosting,
    Move,
    Organisation,
    Postponement,
    Report,
    Source,
)
from groundswell.core.models.call import PUBLIC
from groundswell.core.models.checked import ANSWERS
from groundswell.core.record import COLUMNS, JOINED, Column, Values, moment


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


def _calls(scope: Scope) -> Iterator[Values]:
    names = ("slug", "title", "kind", "stage", "language", "first_day", "last_day", "published_at")
    return _plain(scope.calls.order_by("pk").values_list(*names))


def _actions(scope: Scope) -> Iterator[Values]:
    return record.tuples(scope.actions, record.columns(scope.actions))


def _announced(scope: Scope) -> Iterator[Values]:
    names = (
        "ref", "description", "languages", "access", "website", "address", "meeting_point", "announced", "shown_from",
        "town", "undated", "starts",
    )  # fmt: skip
    for *told, undated, starts in scope.actions.values_list(*names).iterator():
        yield tuple(map(_told, [*told, starts if undated else None]))


def _hosts(scope: Scope) -> Iterator[Values]:
    known = dict(scope.organisations.values_list("pk", "slug"))
    rows = Hosting.objects.filter(action__in=scope.seen.values("pk")).order_by("pk")
    names = ("action__ref", "name", "confirmed_at", "organisation_id")
    for *told, organisation in rows.values_list(*names).iterator():
        yield (*map(_told, told), known.get(organisation, ""))


def _upsets(scope: Scope) -> Iterator[Values]:
    """What came between: each kind in its order."""
    seen = {"action__in": scope.seen.values("pk")}
    beside = ("action__ref", "at", "by", "because")
    for *told, before in Cancellation.objects.filter(**seen).order_by("pk").values_list(*beside, "before").iterator():
        yield ("cancelled", *map(_told, told), before, "", "", "", "", "")
    put_off = Postponement.objects.filter(**seen).order_by("pk")
    for told in put_off.values_list(*beside, "from_starts", "from_ends", "to_starts").iterator():
        yield ("postponed", *map(_told, told[:4]), "", *map(_told, told[4:]), "", "")
    for told in Move.objects.filter(**seen).order_by("pk").values_list(*beside, "before", "after").iterator():
        yield ("moved", *map(_told, told[:4]), "", "", "", "", *map(_place, told[4:]))


def _reports(scope: Scope) -> Iterator[Values]:
    names = ("ref", "action__ref", "verification", "language", "organisations", *JOINED, *ANSWERS, "notes")
    return _plain(scope.reports.order_by("pk").values_list(*names, "made_at", "changed_at"))


def _estimates(scope: Scope) -> Iterator[Values]:
    names = ("words", "low", "high", "given", "rule", "counter", "method", "counted_by", "measure", "at")
    rows = Estimate.objects.filter(report__in=scope.reports.values("pk")).order_by("pk")
    return _plain(rows.values_list("ref", "report__ref", *names))


def _sources(scope: Scope) -> Iterator[Values]:
    names = ("ref", "kind", "publisher", "title", "author", "language", "on", "address", "archived")
    cited = Citation.objects.filter(report__in=scope.reports.values("pk"))
    return _plain(Source.objects.filter(pk__in=cited.values("source")).order_by("pk").values_list(*names))


def _citations(scope: Scope) -> Iterator[Values]:
    names = ("report__ref", "source__ref", "estimate__ref", "about", "quote")
    rows = Citation.objects.filter(report__in=scope.reports.values("pk")).order_by("pk")
    return _plain(rows.values_list(*names))


def _organisations(scope: Scope) -> Iterator[Values]:
    names = ("slug", "name", "kind", "country", "town", "website", "proven_at")
    return _plain(scope.organisations.order_by("pk").values_list(*names))


def _endorsements(scope: Scope) -> Iterator[Values]:
    names = ("call__slug", "organisation__slug", "with_members", "accepted_at", "withdrawal__at", "withdrawal__because")
    known = scope.organisations.values("pk")
    return _plain(scope.endorsements.filter(organisation__in=known).order_by("pk").values_list(*names))


def _deletions(scope: Scope) -> Iterator[Values]:
    return iter(deletions.of(scope.calls))


def _plain(rows: QuerySet[Any, Any]) -> Iterator[Values]:
    return (tuple(map(_told, row)) for row in rows.iterator())


def _told(value: Any) -> Any:
    """Moments in UTC, lists with a space between; a text that nobody gave is empty."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(value) if isinstance(value, list) else value


def _place(place: dict[str, Any]) -> str:
    return json.dumps(place, ensure_ascii=False, sort_keys=True)


def _text(name: str, description: str) -> Column:
    return Column(name, "string", description)


def _at(name: str, description: str) -> Column:
    return Column(name, "datetime", f"{description} In UTC.")


_OF = {column.name: column for column in COLUMNS}
ACTION = _text("action", "Id of the action.")
REPORT = _text("report", "Id of the report.")
TABLES = (
    Table(
        "calls",
        "The calls under which people acted.",
        (
            _text("call", "Short name (slug), the same for ever; it stands in its address."),
            _text("title", "Title."),
            _text("kind", "day: on a day, or on several; campaign: open-ended."),
            _text("stage", "open, closed or archived."),
            _text("language", "In which its texts were written."),
            Column("first_day", "date", "The first day on which actions are."),
            Column("last_day", "date", "The last one. Empty: open-ended."),
            _at("published", "When it was published."),
        ),
        _calls,
        ("call",),
    ),
    Table(
        "actions",
        "One row an action, with what was reported of it.",
        COLUMNS,
        _actions,
        ("id",),
        {"call": ("calls", "call")},
    ),
    Table(
        "announcements",
        "What else was announced of each action.",
        (
            ACTION,
            _text("description", "Description, as its hosts gave it."),
            _text("languages", "Languages spoken there, with a space between."),
            _text("access", "What there is for access, with a space between. What is not named is not known."),
            _text("website", "Its own address on the web."),
            _text("address", "Square, street, building."),
            _text("meeting_point", "Where there."),
            Column("announced", "boolean", "No: where in its town is still to be said."),
            _at("place_shown_from", "When the exact place is shown, where it is held back."),
            Column("town", "integer", "Number of the town at GeoNames."),
            _at("planned_start", "Where it was put off and no new date is known: when it was to begin."),
        ),
        _announced,
        ("action",),
        {"action": ("actions", "id")},
    ),
    Table(
        "hosts",
        "Organisations named as hosts, in the order they were named.",
        (
            ACTION,
            _text("name", "Name, as it was given."),
            _at("confirmed", "When the organisation confirmed it. Empty: it has not."),
            _text("organisation", "Id of the organisation, where it is known here."),
        ),
        _hosts,
        links={"action": ("actions", "id"), "organisation": ("organisations", "id")},
    ),
    Table(
        "upsets",
        "What came between an action and its plan.",
        (
            _text("what", "cancelled, postponed or moved."),
            ACTION,
            _at("at", "When it was said."),
            _text("by", "Who said so: host, person (a moderator), import, server."),
            _text("because", "Why, in their words."),
            _text("state_before", "Of what was cancelled: the state before."),
            _at("from_start", "Of what was postponed: the start before."),
            _at("from_end", "The end before."),
            _at("to_start", "The new start. Empty: none was known."),
            _text("from_place", "Of what was moved: the place before, as a JSON object."),
            _text("to_place", "The new place."),
        ),
        _upsets,
        links={"action": ("actions", "id")},
    ),
    Table(
        "reports",
        "Accepted accounts of what happened, each with its sources.",
        (
            _text("id", "Short name of the report, the same for ever."),
            ACTION,
            _text("verification", "unreviewed, reviewed or verified."),
            _text("language", "Of its words."),
            _OF["organizations_reported"],
            *(_OF[name] for name in (*JOINED, *ANSWERS)),
            _text("notes", "Anything else that it tells."),
            _at("first_recorded", "When it came into this record."),
            _at("last_changed", "When it was changed last."),
        ),
        _reports,
        ("id",),
        {"action": ("actions", "id")},
    ),
    Table(
        "estimates",
        "Turnout figures, each as it was given.",
        (
            _text("id", "Short name of the estimate, the same for ever."),
            REPORT,
            _text("words", "The estimate in the words it was given."),
            Column("low", "integer", "The lowest figure. Empty: not given, which is not none."),
            Column("high", "integer", "The highest figure."),
            _text("given", "How it was given: a figure, a range, at least. Empty: not known."),
            _text("rule", "The rule that made figures of vague words: ccc, mpeds or own. Empty: given as figures."),
            _text("counter", "Who counted: organiser, police, press; or unknown."),
            _text("method", "How; or unknown."),
            _text("counted_by", "The counter's own name."),
            _text("measure", "At its peak, or in all; or unknown."),
            _at("at", "The moment for which it was counted."),
        ),
        _estimates,
        ("id",),
        {"report": ("reports", "id")},
    ),
    Table(
        "sources",
        "What reports go by: one row, however many actions it tells of.",
        (
            _text("id", "Short name of the source, the same for ever."),
            _text("kind", "Kind of source. Empty: not known."),
            _text("publisher", "Who published it."),
            _text("title", "Its title."),
            _text("author", "As it is printed there."),
            _text("language", "Of its words."),
            Column("on", "date", "The day on which it was published."),
            _text("address", "Its address on the web."),
            _text("archived", "Address of a copy that is kept."),
        ),
        _sources,
        ("id",),
    ),
    Table(
        "citations",
        "Which report goes by which source, and for what.",
        (
            REPORT,
            _text("source", "Id of the source."),
            _text("estimate", "Id of the estimate that it is cited for. Empty: for none alone."),
            _text("about", "Columns of the report that it is cited for, with a space between. Empty: for all of it."),
            _text("quote", "The words of the source."),
        ),
        _citations,
        links={"report": ("reports", "id"), "source": ("sources", "id"), "estimate": ("estimates", "id")},
    ),
    Table(
        "organisations",
        "Organisations that endorse the calls, or host and are known here.",
        (
            _text("id", "Short name (slug), the same for ever; it stands in its address."),
            _text("name", "Name."),
            _text("kind", "Kind of organisation."),
            _text("country", "Country (ISO 3166-1 alpha-2)."),
            _text("town", "Town."),
            _text("website", "Its address on the web."),
            _at("proven", "When its address, or its domain, was proven."),
        ),
        _organisations,
        ("id",),
    ),
    Table(
        "endorsements",
        "Which organisation supports which call; what was withdrawn stays, with its date.",
        (
            _text("call", "Short name (slug) of the call."),
            _text("organisation", "Id of the organisation."),
            Column("with_members", "boolean", "An alliance: for its members too."),
            _at("accepted", "Since when it is listed."),
            _at("withdrawn", "When it was withdrawn. Empty: it stands."),
            _text("because", "Why it was withdrawn, in its words."),
        ),
        _endorsements,
        links={"call": ("calls", "call"), "organisation": ("organisations", "id")},
    ),
    Table(
        "deletions",
        "What was public and is no more.",
        (
            _text("table", "actions or reports."),
            _text("id", "Its id, which is never given again."),
            _text("call", "Short name (slug) of the call."),
            _at("at", "When."),
            _text("what", "hidden, merged or withdrawn."),
            _text("into", "Of what was merged: the id of the one that stays."),
            _text("why", "The reason, in one word of a list."),
        ),
        _deletions,
        ("table", "id"),
        {"call": ("calls", "call")},
    ),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
