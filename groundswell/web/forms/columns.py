"""A table of actions as text: its columns, by whatever heading; its rows; how it goes to the page and comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, kinds
from groundswell.core.models import Call
from groundswell.lib import cells
from groundswell.lib.text import clean, fold, is_whole
from groundswell.web.forms.entering import SIGNS, NoTable

# Each with its heading, in the order of the template; then the other words by which it is known.
COLUMNS: dict[str, Any] = {
    "title": _l("Title"),
    "kind": _l("Kind"),
    "date": _l("Date"),
    "start": _l("Start"),
    "end": _l("End"),
    "town": _l("Town"),
    "region": _l("Region"),
    "country": _l("Country"),
    "address": _l("Where to meet"),
    "online": _l("Online"),
    "lat": _l("Latitude"),
    "lon": _l("Longitude"),
    "description": _l("What will happen"),
    "organisations": _l("Hosts"),
    "website": _l("Web page"),
    "languages": _l("Languages"),
    "access": _l("Access"),
}
ALSO_CALLED = {
    "title": "name event action titulo nombre accion عنوان العنوان اسم",
    "kind": "type tipo clase نوع النوع",
    "date": "day start_date fecha dia تاريخ التاريخ يوم",
    "start": "starts time from start_time hora inicio empieza hora_inicio hora_de_inicio وقت البداية بداية الساعة",
    "end": "ends to until end_time fin termina hora_fin hora_de_fin نهاية النهاية",
    "town": "city locality place ciudad localidad municipio pueblo مدينة المدينة بلدة",
    "region": "state province state_or_region provincia estado comunidad منطقة محافظة",
    "country": "pais nation بلد البلد دولة الدولة",
    "address": "location where meeting_point venue location_detail direccion lugar punto_de_encuentro"
    " عنوان_اللقاء مكان المكان",
    "online": "virtual en_linea عبر_الانترنت",
    "lat": "latitude latitud خط_العرض",
    "lon": "lng long longitude longitud خط_الطول",
    "description": "text about notes descripcion texto que_pasara وصف الوصف",
    "organisations": "organizations organisation organization organiser host hosts organizaciones convoca organiza"
    " منظمون الجهة المنظمة",
    "website": "url link web enlace pagina_web رابط الموقع",
    "languages": "language idioma idiomas لغة اللغات",
    "access": "accessibility accesibilidad acceso الوصول",
}  # fmt: skip
NEEDED = ("title", "date", "start", "town")
# Columns of our own making, in the text that goes to the page and back: its line, the town chosen, a row too long.
INNER = {"line": "groundswell line", "town_id": "groundswell town", "kept": "groundswell more"}
LONGEST_CELL = 10_000  # twice what the longest text of an action may have
LEAVE, CELL = "leave", "cell"


def read(text: str) -> list[tuple[int, dict[str, str]]]:
    rows = list(_rows(text))
    if not rows:
        raise NoTable(_("There is a header, and no row below it."))
    most = settings.MANY_AT_ONCE
    if len(rows) > most:
        told = _("These are %(many)s rows; at most %(most)s are taken at a time.")
        raise NoTable(told % {"many": len(rows), "most": most})
    return rows


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SIGNS, key=first.count))
    header: list[str] | None = None
    try:
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if max(map(len, values)) > LONGEST_CELL:
                raise csv.Error(_("a cell is longer than any text here may be"))
            if header is None:
                header = _header(values)
                continue
            yield _row(reader.line_num, header, values)
    except csv.Error as error:
        told = _("Line %(line)s cannot be read (%(error)s).") % {"line": reader.line_num, "error": error}
        raise NoTable(told) from error


def _header(values: list[str]) -> list[str]:
    header = [_names().get(fold(value), "") for value in values]
    if missing := [name for name in NEEDED if name not in header]:
        named = _(", ").join(str(COLUMNS[name]) for name in missing)
        raise NoTable(_("The first row must name the columns. It lacks: %(missing)s.") % {"missing": named})
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        named = _(", ").join(str(COLUMNS.get(name, name)) for name in twice)
        raise NoTable(_("Two columns have the same name: %(names)s.") % {"names": named})
    return header


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Headings in all languages of the pages, our own names, and what else people write; folded."""
    found: dict[str, str] = {}
    for name, more in ALSO_CALLED.items():
        found |= {fold(word.replace("_", " ")): name for word in more.split()}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(label)): name for name, label in COLUMNS.items()}
    return found | {fold(name): name for name in COLUMNS} | {heading: name for name, heading in INNER.items()}


def _row(line: int, header: list[str], values: list[str]) -> tuple[int, dict[str, str]]:
    given = {name: _plain(value) for name, value in zip(header, values, strict=False) if name}
    if any(value.strip() for value in values[len(header) :]):
        given["kept"] = "more"
    before = given.pop("line", "")
    return int(before) if is_whole(before, 6) else line, given


def _plain(value: str) -> str:
    """Without the apostrophe that guards what a spreadsheet would take for a formula."""
    text = clean(value)
    return text[1:] if text[:1] == "'" and text[1:].startswith(cells.FORMULA) else text


# What comes back from the page.


def mended(text: str, sent: QueryDict) -> str:
    """The table with what was typed into its wrong cells, the towns that were chosen, and without what was left out."""
    rows = list(_rows(text))
    kept = [(line, _mended(line, given, sent)) for line, given in rows if f"{LEAVE}-{line}" not in sent]
    return as_text(kept) if kept != rows else text


def _mended(line: int, given: dict[str, str], sent: QueryDict) -> dict[str, str]:
    changed = dict(given)
    for name in COLUMNS:
        if (typed := sent.get(f"{CELL}-{line}-{name}")) is not None:
            changed[name] = clean(typed)[:5000]
            if name == "town" and typed != given.get("town", ""):
                changed |= {"region": "", "country": "", "town_id": ""}
    if chosen := sent.get(f"which-{line}", "")[:10]:
        changed["town_id"] = chosen
    if changed != given:
        changed.pop("kept", None)
    return changed


def as_text(rows: list[tuple[int, dict[str, str]]]) -> str:
    """As it was given, each row with its first line, to go to the page and back."""
    used = [
        name
        for name in (*COLUMNS, "town_id", "kept")
        if name in NEEDED or any(given.get(name) for _line, given in rows)
    ]
    return _written(
        [
            [INNER["line"], *(INNER.get(name, name) for name in used)],
            *([str(line), *(given.get(name, "") for name in used)] for line, given in rows),
        ],
        "\t",
    )


def template(call: Call) -> str:
    """The headings in the reader's language, and two rows to show how it is meant."""
    first = call.first_day or (datetime.now().date() + timedelta(days=60))
    kind = call.kinds[0] if call.kinds else "vigil"
    row = {
        "title": _("Walk along the river"), "kind": kinds.label(kinds.ACTIONS, kind), "date": first.isoformat(),
        "start": "10:00", "end": "12:30", "town": "Porto", "country": countries.name("PT", get_language() or "en"),
        "address": _("Riverside, at the bridge"),
        "languages": get_language() or "en",
    }  # fmt: skip
    lines = [[str(label) for label in COLUMNS.values()], [cells.as_text(row.get(name, "")) for name in COLUMNS]]
    return _written(lines, ",")


def _written(rows: list[list[str]], sign: str) -> str:
    lines = io.StringIO()
    csv.writer(lines, delimiter=sign).writerows(rows)
    return lines.getvalue()
