"""Files of texts for translators: what goes out, and what a filled one would change.

Nothing of a file goes in unseen: `plan` says what each entry would do, and why others cannot; `carry_out` does it, and
leaves out what the domain refuses at that moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.core import permissions
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Person, Statement
from groundswell.core.models.translation import digest
from groundswell.core.texts import DONE, MISSING, ORIGINAL, OUTDATED, Given, Unit, flaw, sheets, translate
from groundswell.lib import catalogues, tongues
from groundswell.lib.catalogues import Broken, Catalogue, Entry
from groundswell.lib.text import clean

# Markdown has none of these, and they would be shown as they stand.
_TAGS = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*|/)?>", re.IGNORECASE)


def catalogue(call: Call, language: str) -> Catalogue:
    """All texts of the call that are not of this language already, with what there is of them in it."""
    units = [unit for sheet in sheets(call) for unit in sheet.units if unit.standing(language) != ORIGINAL]
    return Catalogue(call.slug, language, [_entry(unit, language) for unit in units])


def _entry(unit: Unit, language: str) -> Entry:
    said = unit.said.get(language)
    return Entry(
        key=unit.key,
        source=unit.original,
        target=said.text if said else "",
        unsure=unit.standing(language) == OUTDATED,
        note=_note(unit),
        longest=unit.field.longest,
        language=tongues.canonical(unit.language),
    )


def _note(unit: Unit) -> str:
    most = _("At most %(most)s characters.") % {"most": unit.field.longest}
    style = [_("Markdown: keep its signs and the addresses of links.")] if unit.field.markdown else []
    return " ".join([f"{unit.field.label}.", *style, most])


@dataclass
class Refusal:
    """What is not taken out of a file, where it stands there, and why."""

    key: str
    line: int
    why: str


@dataclass
class Change:
    given: Given
    language: str
    before: str

    @property
    def stale(self) -> bool:
        """Whether it translates an original that is no more: it goes in, and is outdated at once."""
        return self.given.original != self.given.unit.digest


@dataclass
class Plan:
    call: Call
    language: str
    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    same: int = 0
    empty: int = 0


def read(data: bytes) -> Catalogue:
    """Refused in one sentence, with the line, where it is no file of texts."""
    try:
        return catalogues.read(data)
    except Broken as broken:
        raise Refused(_why(broken)) from None


def _why(broken: Broken) -> str:
    megabytes = catalogues.LARGEST // (1024 * 1024)
    reasons = {
        "large": _("The file is too large: at most %(size)s MB.") % {"size": megabytes},
        "empty": _("The file is empty."),
        "encoding": _("The file is not UTF-8 (line %(line)s). Save it as UTF-8."),
        "page": _("This is a web page, and no PO or XLIFF file. Was it saved from a page that asked to sign in?"),
        "entities": _("The file declares a document type, which is not taken. Save it as plain XLIFF 1.2."),
        "version": _("This is another version of XLIFF. Save it as XLIFF 1.2, or as PO."),
    }
    usual = _("This cannot be read as PO or XLIFF: something is wrong at line %(line)s. It may have been cut off.")
    return reasons.get(broken.what, usual).replace("%(line)s", str(broken.line or "?"))


def plan(call: Call, language: str, given: Catalogue, *, by: Person | str) -> Plan:
    """Look at every entry, and change nothing."""
    units = {unit.key: unit for sheet in sheets(call) for unit in sheet.units}
    _refuse_foreign(call, language, given, units)
    found, seen = Plan(call, language), set[str]()
    for entry in given.entries:
        twice = entry.key in seen
        seen.add(entry.key)
        _place(found, entry, units.get(entry.key), by, twice=twice)
    return found


def _refuse_foreign(call: Call, language: str, given: Catalogue, units: Mapping[str, Unit]) -> None:
    if not given.entries:
        raise Refused(_("There is no text in this file."))
    there = tongues.canonical(given.language)
    if tongues.well_formed(given.language) and there != language:
        names = {"there": tongues.name(there), "here": tongues.name(language)}
        raise Refused(_("The file is in another language: %(there)s. Here it should be: %(here)s.") % names)
    known = Call.objects.filter(slug=given.about).exclude(pk=call.pk).exists() if given.about != call.slug else False
    ours = any(entry.key in units and _source(entry) == units[entry.key].original for entry in given.entries)
    if known or (not ours and given.about != call.slug):
        raise Refused(_("The file is of another call."))


def _source(entry: Entry) -> str:
    return clean(entry.source)


def _place(found: Plan, entry: Entry, unit: Unit | None, by: Person | str, *, twice: bool) -> None:
    text = clean(entry.target)
    if not text:
        found.empty += 1
        return
    if unit and _unchanged(unit, found.language, entry, text):
        found.same += 1
    elif why := _refused(unit, found, entry, text, by, twice=twice):
        found.refusals.append(Refusal(entry.key, entry.line, why))
    elif unit:
        said = unit.said.get(found.language)
        original = digest(_source(entry)) if _source(entry) != clean(unit.original) else ""
        found.changes.append(Change(Given(unit, text, original), found.language, said.text if said else ""))


def _unchanged(unit: Unit, language: str, entry: Entry, text: str) -> bool:
    """As it stands here; one that is outdated is confirmed by a file in which it is marked so no more."""
    said = unit.said.get(language)
    return bool(said and said.text == text and (entry.unsure or unit.standing(language) == DONE))


def _refused(unit: Unit | None, found: Plan, entry: Entry, text: str, by: Person | str, *, twice: bool) -> str:
    if not unit:
        return _("There is no such text in this call, or no more.")
    if twice:
        return _("It is in the file twice; the first one counts.")
    if unit.standing(found.language) == ORIGINAL:
        return _("It was written in this language: change it where it stands.")
    if entry.unsure:
        return _("It is marked as not certain (fuzzy). Look at it, take the mark away, and bring it again.")
    if _source(entry) != clean(unit.original) and unit.standing(found.language) == DONE:
        return _("The original was changed since this file was made, and here is a newer translation already.")
    if (tags := _TAGS.search(text)) and not _TAGS.search(unit.original):
        return _("It has “%(tag)s” in it: HTML would be shown as it stands. Use Markdown.") % {"tag": tags[0][:40]}
    return flaw(text, unit.field) or _refused_of_statement(unit, found.language, by)


def _refused_of_statement(unit: Unit, language: str, by: Person | str) -> str:
    if not isinstance(unit.row, Statement):
        return ""
    if isinstance(by, Person) and not permissions.may_convene(by, unit.row.call):
        return _("Convenors alone write the texts of statements.")
    if unit.row.public and unit.standing(language) != MISSING:
        return _("It is public: say in a correction note what you changed.")
    return ""


def carry_out(plan: Plan, *, by: Person | str, translated_by: str | None = None) -> int:
    """Returns how many texts changed; what was refused at the last moment joins the plan's refusals."""
    mine = [each.given for each in plan.changes if not isinstance(each.given.unit.row, Statement)]
    done = translate(plan.call, plan.language, mine, by=by, translated_by=translated_by) if mine else 0
    statements: dict[int, list[Change]] = {}
    for each in plan.changes:
        if isinstance(each.given.unit.row, Statement):
            statements.setdefault(each.given.unit.row.pk, []).append(each)
    return done + sum(_carry_into(plan, together, by, translated_by) for together in statements.values())


def _carry_into(plan: Plan, changes: list[Change], by: Person | str, translated_by: str | None) -> int:
    """A statement's texts go in together: title and body are one document."""
    statement: Statement = changes[0].given.unit.row
    given = {each.given.unit.field.name: each.given.text for each in changes}
    before = statement.texts.filter(language=plan.language).first()
    words = {name: given.get(name) or (getattr(before, name) if before else "") for name in ("title", "body")}
    credit = translated_by if translated_by is not None else before.translated_by if before else ""
    try:
        if not all(words.values()):
            raise Refused(_("A statement needs its title and its text together."))
        with transaction.atomic():
            statement.write(plan.language, by=by, translated_by=credit, **words)
    except Refused as refusal:
        plan.refusals += [Refusal(each.given.unit.key, 0, str(refusal)) for each in changes]
        plan.changes = [each for each in plan.changes if each not in changes]
        return 0
    return len(changes)
