"""The tables of the record as a package: what each column means, how the tables hang together, and their rows.

Whatever writes or describes them (files, codebook, schema, the way back in) goes by these definitions alone. Rows come
in the order in which they were made here, which a copy of this record keeps; never a primary key, contact or name of a
person.
"""

from __future__ import annotations

from collections.abc import Iterator

from groundswell.core import deletions, record
from groundswell.core.models import Cancellation, Citation, Estimate, Hosting, Move, Postponement, Source
from groundswell.core.models.checked import ANSWERS
from groundswell.core.plain_rows import Values
from groundswell.core.record import COLUMNS, Column
from groundswell.core.retold import ANSWER_CELLS, JOINED
from groundswell.core.table import ACTION, CALL, Scope, Table, as_json, at, cell, plain, text
from groundswell.core.tables_announced import ACCESS, ANNOUNCEMENTS, RESUMPTIONS, ROUTES, SERIES


def _calls(scope: Scope) -> Iterator[Values]:
    names = ("slug", "title", "kind", "stage", "language", "first_day", "last_day", "published_at")
    return plain(scope.calls.order_by("pk").values_list(*names))


def _actions(scope: Scope) -> Iterator[Values]:
    return record.tuples(scope.actions, record.columns(scope.actions))


def _hosts(scope: Scope) -> Iterator[Values]:
    known = dict(scope.organisations.values_list("pk", "slug"))
    rows = Hosting.objects.filter(action__in=scope.seen.values("pk")).order_by("pk")
    names = ("action__ref", "name", "confirmed_at", "organisation_id")
    for *told, organisation in rows.values_list(*names).iterator():
        yield (*map(cell, told), known.get(organisation, ""))


def _upsets(scope: Scope) -> Iterator[Values]:
    """What came between: each kind in its order."""
    seen = {"action__in": scope.seen.values("pk")}
    beside = ("action__ref", "at", "by", "because")
    for *told, before in Cancellation.objects.filter(**seen).order_by("pk").values_list(*beside, "before").iterator():
        yield ("cancelled", *map(cell, told), before, "", "", "", "", "")
    put_off = Postponement.objects.filter(**seen).order_by("pk")
    for told in put_off.values_list(*beside, "from_starts", "from_ends", "to_starts").iterator():
        yield ("postponed", *map(cell, told[:4]), "", *map(cell, told[4:]), "", "")
    for told in Move.objects.filter(**seen).order_by("pk").values_list(*beside, "before", "after").iterator():
        yield ("moved", *map(cell, told[:4]), "", "", "", "", *map(as_json, told[4:]))


def _reports(scope: Scope) -> Iterator[Values]:
    names = ("ref", "action__ref", "verification", "language", "organisations", *JOINED, *ANSWERS, "notes")
    return plain(scope.reports.order_by("pk").values_list(*names, "made_at", "changed_at"))


def _estimates(scope: Scope) -> Iterator[Values]:
    names = ("words", "low", "high", "given", "rule", "counter", "method", "counted_by", "measure", "at")
    rows = Estimate.objects.filter(report__in=scope.reports.values("pk")).order_by("pk")
    return plain(rows.values_list("ref", "report__ref", *names))


def _sources(scope: Scope) -> Iterator[Values]:
    names = ("ref", "kind", "publisher", "title", "author", "language", "on", "address", "archived")
    cited = Citation.objects.filter(report__in=scope.reports.values("pk"))
    return plain(Source.objects.filter(pk__in=cited.values("source")).order_by("pk").values_list(*names))


def _citations(scope: Scope) -> Iterator[Values]:
    names = ("report__ref", "source__ref", "estimate__ref", "about", "quote")
    rows = Citation.objects.filter(report__in=scope.reports.values("pk")).order_by("pk")
    return plain(rows.values_list(*names))


def _organisations(scope: Scope) -> Iterator[Values]:
    names = ("slug", "name", "kind", "country", "town", "website", "proven_at")
    return plain(scope.organisations.order_by("pk").values_list(*names))


def _endorsements(scope: Scope) -> Iterator[Values]:
    names = ("call__slug", "organisation__slug", "with_members", "accepted_at", "withdrawal__at", "withdrawal__because")
    known = scope.organisations.values("pk")
    return plain(scope.endorsements.filter(organisation__in=known).order_by("pk").values_list(*names))


def _deletions(scope: Scope) -> Iterator[Values]:
    return iter(deletions.of(scope.calls))


_OF = {column.name: column for column in COLUMNS}
REPORT = text("report", "Id of the report.")
TABLES = (
    Table(
        "calls",
        "The calls under which people acted.",
        (
            text("call", "Short name (slug), the same for ever; it stands in its address."),
            text("title", "Title."),
            text("kind", "day: on a day, or on several; campaign: open-ended."),
            text("stage", "open, closed or archived."),
            text("language", "In which its texts were written."),
            Column("first_day", "date", "The first day on which actions are."),
            Column("last_day", "date", "The last one. Empty: open-ended."),
            at("published", "When it was published."),
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
    ANNOUNCEMENTS,
    SERIES,
    ROUTES,
    ACCESS,
    Table(
        "hosts",
        "Organisations named as hosts, in the order they were named.",
        (
            ACTION,
            text("name", "Name, as it was given."),
            at("confirmed", "When the organisation confirmed it. Empty: it has not."),
            text("organisation", "Id of the organisation, where it is known here."),
        ),
        _hosts,
        links={"action": ("actions", "id"), "organisation": ("organisations", "id")},
    ),
    Table(
        "upsets",
        "What came between an action and its plan.",
        (
            text("what", "cancelled, postponed or moved."),
            ACTION,
            at("at", "When it was said."),
            text("by", "Who said so: host, person (a moderator), import, server."),
            text("because", "Why, in their words."),
            text("state_before", "Of what was cancelled: the state before."),
            at("from_start", "Of what was postponed: the start before."),
            at("from_end", "The end before."),
            at("to_start", "The new start. Empty: none was known."),
            text("from_place", "Of what was moved: the place before, as a JSON object."),
            text("to_place", "The new place."),
        ),
        _upsets,
        links={"action": ("actions", "id")},
    ),
    RESUMPTIONS,
    Table(
        "reports",
        "Accepted accounts of what happened, each with its sources.",
        (
            text("id", "Short name of the report, the same for ever."),
            ACTION,
            text("verification", "unreviewed, reviewed or verified."),
            text("language", "Of its words."),
            _OF["organizations_reported"],
            *(_OF[name] for name in (*JOINED, *ANSWER_CELLS)),
            text("notes", "Anything else that it tells."),
            at("first_recorded", "When it came into this record."),
            at("last_changed", "When it was changed last."),
        ),
        _reports,
        ("id",),
        {"action": ("actions", "id")},
    ),
    Table(
        "estimates",
        "Turnout figures, each as it was given.",
        (
            text("id", "Short name of the estimate, the same for ever."),
            REPORT,
            text("words", "The estimate in the words it was given."),
            Column("low", "integer", "The lowest figure. Empty: not given, which is not none."),
            Column("high", "integer", "The highest figure."),
            text("given", "How it was given: a figure, a range, at least. Empty: not known."),
            text("rule", "The rule that made figures of vague words: ccc, mpeds or own. Empty: given as figures."),
            text("counter", "Who counted: organiser, police, press; or unknown."),
            text("method", "How; or unknown."),
            text("counted_by", "The counter's own name."),
            text("measure", "At its peak, or in all; or unknown."),
            at("at", "The moment for which it was counted."),
        ),
        _estimates,
        ("id",),
        {"report": ("reports", "id")},
    ),
    Table(
        "sources",
        "What reports go by: one row, however many actions it tells of.",
        (
            text("id", "Short name of the source, the same for ever."),
            text("kind", "Kind of source. Empty: not known."),
            text("publisher", "Who published it."),
            text("title", "Its title."),
            text("author", "As it is printed there."),
            text("language", "Of its words."),
            Column("on", "date", "The day on which it was published."),
            text("address", "Its address on the web."),
            text("archived", "Address of a copy that is kept."),
        ),
        _sources,
        ("id",),
    ),
    Table(
        "citations",
        "Which report goes by which source, and for what.",
        (
            REPORT,
            text("source", "Id of the source."),
            text("estimate", "Id of the estimate that it is cited for. Empty: for none alone."),
            text("about", "Columns of the report that it is cited for, with a space between. Empty: for all of it."),
            text("quote", "The words of the source."),
        ),
        _citations,
        links={"report": ("reports", "id"), "source": ("sources", "id"), "estimate": ("estimates", "id")},
    ),
    Table(
        "organisations",
        "Organisations that endorse the calls, or host and are known here.",
        (
            text("id", "Short name (slug), the same for ever; it stands in its address."),
            text("name", "Name."),
            text("kind", "Kind of organisation."),
            text("country", "Country (ISO 3166-1 alpha-2)."),
            text("town", "Town."),
            text("website", "Its address on the web."),
            at("proven", "When its address, or its domain, was proven."),
        ),
        _organisations,
        ("id",),
    ),
    Table(
        "endorsements",
        "Which organisation supports which call; what was withdrawn stays, with its date.",
        (
            CALL,
            text("organisation", "Id of the organisation."),
            Column("with_members", "boolean", "An alliance: for its members too."),
            at("accepted", "Since when it is listed."),
            at("withdrawn", "When it was withdrawn. Empty: it stands."),
            text("because", "Why it was withdrawn, in its words."),
        ),
        _endorsements,
        links={"call": ("calls", "call"), "organisation": ("organisations", "id")},
    ),
    Table(
        "deletions",
        "What was public and is no more.",
        (
            text("table", "actions or reports."),
            text("id", "Its id, which is never given again."),
            CALL,
            at("at", "When."),
            text("what", "hidden, merged or withdrawn."),
            text("into", "Of what was merged: the id of the one that stays."),
            text("why", "The reason, in one word of a list."),
        ),
        _deletions,
        ("table", "id"),
        {"call": ("calls", "call")},
    ),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
