"""The texts of a call and of what stands under it: which there are, and into which languages each is translated.

A new text joins by one line in `NOUNS`. Statements keep their texts in a table of their own (StatementText), because
each is a public document with corrections; here they stand beside the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core.errors import Refused
from groundswell.core.models import Background, Call, Fact, Person, Statement, StatementText, Translation
from groundswell.core.models.translation import digest
from groundswell.lib import tongues
from groundswell.lib.clock import now

ORIGINAL, DONE, OUTDATED, MISSING = "original", "done", "outdated", "missing"
STATEMENT = "statement"
RULES = "rules"


@dataclass(frozen=True)
class Field:
    """One text of a noun, as its own form takes it."""

    name: str
    label: str | Promise
    longest: int
    markdown: bool = False
    one_line: bool = False
    each: bool = False  # a list of texts, each translated by itself
    aside: bool = False  # not on the page of its noun
    sheet: str = ""  # where it is translated by itself, apart from the rest of its noun


@dataclass(frozen=True)
class Noun:
    label: str | Promise
    rows: Callable[[Call], Iterable[Any]]
    fields: tuple[Field, ...]
    ref: str = "pk"  # what names a row in addresses and files

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


NOUNS: Mapping[str, Noun] = {
    "call": Noun(
        _l("The call"),
        lambda call: [call],
        (
            Field("title", _l("Title"), 160, one_line=True),
            Field("summary", _l("In two sentences"), 400),
            Field("body", _l("The call"), 20_000, markdown=True),
            Field("demands", _l("Demand"), 300, one_line=True, each=True),
            Field("ground_rules", _l("Ground rules"), 6_000, markdown=True, sheet=RULES),
            Field("suggested_title", _l("Suggested title of an action"), 160, one_line=True, aside=True),
            Field("suggested_text", _l("Suggested text of an action"), 5_000, aside=True),
        ),
        ref="slug",
    ),
    "pledge": Noun(
        _l("Pledge"),
        lambda call: call.pledges.all(),
        (Field("text", _l("The promise"), 400),),
    ),
    "milestone": Noun(
        _l("Milestone"),
        lambda call: call.milestones.listed(),
        (
            Field("title", _l("What happened?"), 160, one_line=True),
            Field("text", _l("More about it"), 6_000, markdown=True),
        ),
    ),
    "resource": Noun(
        _l("Toolkit"),
        lambda call: call.resources.offered().order_by("kind", "title", "pk"),
        (
            Field("title", _l("Title"), 160, one_line=True),
            Field("description", _l("What is it for?"), 600),
            Field("outline", _l("Outline"), 6_000, markdown=True),
        ),
        ref="ref",
    ),
    "background": Noun(
        _l("Background"),
        lambda call: Background.objects.filter(call=call),
        (Field("text", _l("Background"), 20_000, markdown=True),),
    ),
}
OF_STATEMENT = (
    Field("title", _l("Title"), 160, one_line=True),
    Field("body", _l("The statement"), 20_000, markdown=True),
)


@dataclass(frozen=True)
class Said:
    """A text in one language that is not its first."""

    text: str
    original: str  # the digest of what it translates; "" where that is not known
    translated_by: str
    at: datetime | None


@dataclass
class Unit:
    """One text to translate."""

    key: str  # names it in a file: "call/title", "resource/k7x2/description"
    row: Any
    field: Field
    original: str
    language: str
    part: str = ""
    said: dict[str, Said] = dataclasses.field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        return digest(self.original)

    def standing(self, language: str) -> str:
        if tongues.canonical(self.language) == language:
            return ORIGINAL
        said = self.said.get(language)
        if not said:
            return MISSING
        return DONE if said.original in (self.digest, "") else OUTDATED


@dataclass
class Sheet:
    """What is translated together: a row of the desk's table."""

    key: str
    label: str
    units: list[Unit]
    statement: Statement | None = None

    @property
    def title(self) -> str:
        return self.units[0].original

    @property
    def language(self) -> str:
        return self.units[0].language

    def standing(self, language: str) -> str:
        """That of its worst text."""
        found = {unit.standing(language) for unit in self.units}
        return next((each for each in (MISSING, OUTDATED, DONE) if each in found), ORIGINAL)

    def lacking(self, language: str) -> int:
        return sum(unit.standing(language) in (MISSING, OUTDATED) for unit in self.units)

    def untouched(self, language: str) -> bool:
        return all(unit.standing(language) == MISSING for unit in self.units)


def language_of(row: Any, call: Call) -> str:
    """In which the row itself is written."""
    return str(getattr(row, "language", "") or call.language)


def sheets(call: Call) -> list[Sheet]:
    """All texts of a call, in the order in which they are worked on; a query a noun, however many rows there are."""
    said = _said(call)
    found = [
        sheet
        for name, noun in NOUNS.items()
        for row in noun.rows(call)
        for sheet in _sheets_of(name, noun, row, call, said)
    ]
    return [*found[:2], *_of_statements(call), *found[2:]]


def _said(call: Call) -> dict[tuple[str, int, str, str], dict[str, Said]]:
    kept: dict[tuple[str, int, str, str], dict[str, Said]] = {}
    for each in call.translations.all():
        key = (each.noun, each.noun_id, each.field, each.part)
        kept.setdefault(key, {})[each.language] = Said(each.text, each.original, each.translated_by, each.at)
    return kept


def _sheets_of(name: str, noun: Noun, row: Any, call: Call, said: Mapping[Any, dict[str, Said]]) -> Iterator[Sheet]:
    start = name if name == "call" else f"{name}/{getattr(row, noun.ref)}"
    units: dict[str, list[Unit]] = {}
    for each in noun.fields:
        for part, text in originals(row, each):
            key = "/".join(filter(None, (start, each.name, part)))
            where = said.get((name, row.pk, each.name, part), {})
            unit = Unit(key, row, each, text, language_of(row, call), part, where)
            units.setdefault(each.sheet, []).append(unit)
    for sheet, together in units.items():
        label = together[0].field.label if sheet else noun.label
        yield Sheet(sheet or start.replace("/", "-"), str(label), together)


def originals(row: Any, field: Field) -> list[tuple[str, str]]:
    """The texts of a field that say something, each with the part that it is."""
    value = getattr(row, field.name)
    if field.each:
        return [(digest(text), text) for text in dict.fromkeys(value) if text.strip()]
    return [("", value)] if value.strip() else []


def _of_statements(call: Call) -> list[Sheet]:
    rows = call.statements.exclude(state="withdrawn").prefetch_related("texts").order_by("id")
    return [_of_statement(row) for row in rows]


def _of_statement(row: Statement) -> Sheet:
    first = row.original
    others: list[StatementText] = [text for text in row.texts.all() if not text.original]
    units = [
        Unit(f"{STATEMENT}/{row.slug}/{each.name}", row, each, getattr(first, each.name), first.language)
        for each in OF_STATEMENT
    ]
    for unit in units:
        for text in others:  # their moment is in the facts of the statement
            now_so = unit.digest if not outdated(text, first) else "-"
            said = Said(getattr(text, unit.field.name), now_so, text.translated_by, None)
            unit.said[tongues.canonical(text.language)] = said
    return Sheet(f"{STATEMENT}-{row.slug}", _("Statement"), units, statement=row)


def outdated(text: StatementText, first: StatementText) -> bool:
    """Whether the original of a statement is another one than what this was translated from, as far as is known."""
    return bool(text.of_original) and text.of_original != first.digest


@dataclass
class Given:
    """A text that somebody brings for a unit, and which original it translates."""

    unit: Unit
    text: str
    original: str = ""

    def __post_init__(self) -> None:
        self.original = self.original or self.unit.digest


def flaw(text: str, field: Field) -> str:
    """Why a text cannot stand in this field; "" where it can. The field's own form says the same of the original."""
    if len(text) > field.longest:
        return _("It is longer than %(most)s characters.") % {"most": field.longest}
    if field.one_line and "\n" in text:
        return _("It must be in one line.")
    return ""


@transaction.atomic
def translate(
    call: Call, language: str, given: Iterable[Given], *, by: Person | str, translated_by: str | None = None
) -> int:
    """Keep these texts, and take back those that are empty now; returns how many are other than before."""
    Fact.in_order()  # one at a time: two at once do not make the same text twice
    changes = {each.unit.key: changed for each in given if (changed := _kept(call, language, each, by, translated_by))}
    if changes:
        Fact.write("call.translated", call, by=by, call=call, language=language, texts=changes)
    return len(changes)


def _kept(call: Call, language: str, given: Given, by: Person | str, translated_by: str | None) -> list[str]:
    """How the text was and is; nothing where all is as it was."""
    unit = given.unit
    if unit.standing(language) == ORIGINAL:
        raise Refused(_("It was written in this language: change it where it stands."))
    where = {"noun": unit.row._meta.model_name, "noun_id": unit.row.pk, "field": unit.field.name, "part": unit.part}
    row = call.translations.filter(**where, language=language).first()
    if not given.text:
        if row:
            row.delete()
        return [row.text, ""] if row else []
    credit = translated_by if translated_by is not None else row.translated_by if row else ""
    now_so = (given.text, given.original, credit)
    if row and (row.text, row.original, row.translated_by) == now_so:
        return []
    before = row.text if row else ""
    row = row or Translation(call=call, language=language, **where)
    if (row.text, row.original) != now_so[:2]:
        row.by, row.at = (by if isinstance(by, Person) else None), now()
    row.text, row.original, row.translated_by = now_so
    row.save()
    return [before, given.text]


def columns(call: Call, sheets: Iterable[Sheet]) -> list[str]:
    """The languages that the call wants, then others that something is translated into already."""
    there = (language for sheet in sheets for unit in sheet.units for language in unit.said)
    own = tongues.canonical(call.language)
    wanted = [tongues.canonical(each) for each in call.languages]
    return [each for each in dict.fromkeys([*wanted, *sorted(set(there))]) if each != own]


def is_row_of(row: models.Model, name: str) -> bool:
    noun = NOUNS.get(str(row._meta.model_name))
    return noun is not None and name in noun.names
