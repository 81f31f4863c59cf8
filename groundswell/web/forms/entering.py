"""Many endorsements out of one table, pasted or uploaded: what it says, and what is wrong with each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds
from groundswell.core.models import Call, Organisation
from groundswell.lib.text import clean, fold, is_whole
from groundswell.web.forms.endorsing import EndorseForm

COLUMNS = ("name", "kind", "country", "town", "website", "signatory", "role", "contact")
NEEDED = ("name", "kind", "country", "signatory", "contact")
# What a list of refused rows has besides, so that it can be put right and sent again.
BESIDE = ("line", "reason")
ALSO_CALLED = {"organisation": "name", "organization": "name", "type": "kind", "email": "contact", "mail": "contact"}
ALSO_CALLED |= {"e mail": "contact", "city": "town", "web": "website", "url": "website", "signed by": "signatory"}
MOST_ROWS = 500
MOST_BYTES = 1024 * 1024
SIGNS = "\t;,"


class TableForm(forms.Form):
    """The file is read into the text, so that it comes back with every answer and nothing has to be chosen twice."""

    table = forms.CharField(
        label=_l("Paste a table"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "ltr", "spellcheck": "false", "wrap": "off"}),
        help_text=_l(
            "From a spreadsheet, or as CSV. The first row names the columns: name, kind, country, town, website,"
            " signatory, role, contact."
        ),
    )
    file = forms.FileField(label=_l("Or choose a file"), required=False, help_text=_l("CSV or TSV, at most 1 MB."))

    def clean_file(self) -> str:
        file: Any = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size and file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB. Send it in parts."))
        return _decoded(file.read())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("file") or data.get("table", "")
        if not self.errors and not text.strip():
            self.add_error("table", _("Paste a table, or choose a file."))
        elif len(text.encode("utf-8", "replace")) > MOST_BYTES:
            self.add_error("table", _("This table is larger than 1 MB. Send it in parts."))
        data["text"] = text.replace("\x00", "")
        return data


def _decoded(raw: bytes) -> str:
    """As spreadsheets write files: UTF-8, UTF-16 with its mark, or the older way of Windows."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("This file is no text that we can read. Save it as CSV in UTF-8."))


class NoTable(Exception):
    """With a sentence for people."""


@dataclass
class Entry:
    """One row, as it was given and as it was understood."""

    line: int
    given: dict[str, str]
    form: forms.Form
    refused: list[str] = field(default_factory=list)  # what a form cannot know

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The column, and what is wrong in it."""
        told = [(name, error) for name, errors in self.form.errors.items() for error in errors]
        return [("" if name == "__all__" else name, str(error)) for name, error in told] + [
            ("", reason) for reason in self.refused
        ]

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def reason(self) -> str:
        return " ".join(f"{name}: {error}" if name else error for name, error in self.problems)

    @property
    def key(self) -> tuple[str, str]:
        return fold(self.form.cleaned_data.get("name", ""))[:200], self.form.cleaned_data.get("country", "")


@dataclass(frozen=True)
class Sheet:
    """What the rows of a table are: its columns, those that each row needs, and the form that reads a row."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    form: type[forms.Form]


ENDORSEMENTS = Sheet(COLUMNS, NEEDED, EndorseForm)


def entries(text: str, call: Call) -> list[Entry]:
    """Every row with what is wrong with it. Raises NoTable where it is no table of ours at all."""
    found = read(text, ENDORSEMENTS)
    _tell_doubles(found, call)
    return found


def read(text: str, sheet: Sheet) -> list[Entry]:
    rows = _rows(text, sheet)
    found = [Entry(line, given, sheet.form(_understood(given))) for line, given in rows]
    if not found:
        raise NoTable(_("There is a header, and no row below it."))
    if len(found) > MOST_ROWS:
        raise NoTable(
            _("These are %(many)s rows; at most %(most)s are taken at a time.")
            % {"many": len(found), "most": MOST_ROWS}
        )
    return found


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = max(SIGNS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    header: list[str] | None = None
    try:
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if header is None:
                header = _header(values, sheet)
                continue
            yield _row(reader.line_num, header, values, sheet)
    except csv.Error as error:
        raise NoTable(
            _("Line %(line)s cannot be read (%(error)s).") % {"line": reader.line_num, "error": error}
        ) from error


def _header(values: list[str], sheet: Sheet) -> list[str]:
    header = [ALSO_CALLED.get(name, name) for name in map(fold, values)]
    if missing := [name for name in sheet.needed if name not in header]:
        raise NoTable(
            _("The first row must name the columns. It lacks: %(missing)s.") % {"missing": _(", ").join(missing)}
        )
    if twice := sorted({name for name in header if name in sheet.columns and header.count(name) > 1}):
        raise NoTable(_("Two columns have the same name: %(names)s.") % {"names": _(", ").join(twice)})
    return header


def _row(line: int, header: list[str], values: list[str], sheet: Sheet) -> tuple[int, dict[str, str]]:
    known = (*sheet.columns, "line")
    named = {name: clean(value) for name, value in zip(header, values, strict=False) if name in known}
    before = named.pop("line", "")
    return int(before) if is_whole(before, 6) else line, named


def _understood(given: dict[str, str]) -> dict[str, str]:
    """Kinds and countries may be written as people write them; an apostrophe that guards a formula goes."""
    kind, country = given.get("kind", ""), given.get("country", "")
    data = {name: value[1:] if value[:2] in _GUARDED else value for name, value in given.items()}
    return data | {"kind": _kinds().get(fold(kind), kind), "country": countries.find(country) or country}


_GUARDED = tuple(f"'{sign}" for sign in "=+-@")


def _kinds() -> dict[str, str]:
    """By their words, in the reader's language as well."""
    return {fold(str(text)): kind for kind, text in kinds.choices(kinds.ORGANISATIONS)} | {
        fold(kind): kind for kind in kinds.ORGANISATIONS
    }


def _tell_doubles(found: list[Entry], call: Call) -> None:
    tell_doubles(found, set(_known(call).values_list("folded", "country")), _asked_already())


def tell_doubles(found: list[Entry], known: set[tuple[str, str]], reason: str) -> None:
    """Nobody is asked twice: neither for two rows of one table, nor where it was asked before."""
    seen: dict[tuple[str, str], int] = {}
    for entry in found:
        if not entry.form.is_valid():
            continue
        if entry.key in known:
            entry.refused.append(reason)
        elif entry.key in seen:
            entry.refused.append(_("The same organisation stands in line %(line)s.") % {"line": seen[entry.key]})
        seen.setdefault(entry.key, entry.line)


def tell_if_asked(entry: Entry, call: Call) -> None:
    """Once more, while nobody else writes: the same table may be sent twice in one moment."""
    name, country = entry.key
    if _known(call).filter(folded=name, country=country).exists():
        entry.refused.append(_asked_already())


def _known(call: Call) -> QuerySet[Organisation]:
    return Organisation.objects.filter(endorsements__call=call, endorsements__state__in=("asked", "proven", "accepted"))


def _asked_already() -> str:
    return _("It endorses the call already, or was asked to.")


def as_text(refused: list[Entry], sheet: Sheet = ENDORSEMENTS) -> str:
    """As it was given, to be put right and sent again; each row remembers its first line."""
    return _written([("line", *sheet.columns)] + [(str(e.line), *_values(e, sheet)) for e in refused], "\t")


def as_table(refused: list[Entry], sheet: Sheet = ENDORSEMENTS) -> str:
    """For a spreadsheet, with the reasons. Text that begins like a formula gets an apostrophe before it."""
    rows = [(str(e.line), e.reason, *_values(e, sheet)) for e in refused]
    return _written([(*BESIDE, *sheet.columns), *(tuple(map(_guarded, row)) for row in rows)], ",")


def _guarded(value: str) -> str:
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _values(entry: Entry, sheet: Sheet) -> list[str]:
    return [entry.given.get(name, "") for name in sheet.columns]


def _written(rows: list[tuple[str, ...]], sign: str) -> str:
    lines = io.StringIO()
    csv.writer(lines, delimiter=sign).writerows(rows)
    return lines.getvalue()
