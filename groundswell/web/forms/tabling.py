"""Many actions out of one table, pasted or uploaded: what each row says, where that is, and what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import QueryDict
from django.utils import formats, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import countries, gazetteer, kinds, signers
from groundswell.core.models import Action, Call
from groundswell.core.models.action_states import PROPOSED, VISIBLE
from groundswell.core.models.series import Sketch
from groundswell.core.placing import SAME_TOWN_KM
from groundswell.lib import cells, days
from groundswell.lib.geo import distance_km
from groundswell.lib.text import clean, fold, is_whole
from groundswell.outside.importers import words
from groundswell.web import places
from groundswell.web.forms.entering import NoTable, TableForm
from groundswell.web.forms.registering import LANGUAGES, ActionForm, RegisterForm
from groundswell.web.showing import OTHER, place_text

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
SIGNS = "\t;,"
LEAVE, CELL = "leave", "cell"
MENDED_AT_ONCE = 50  # rows with fields to mend on one page; the others wait for the next look
ARCHIVE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # .xlsx and .ods, .xls, .pdf
CLOCK = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})?(?:[:.]\d{2}(?:\.0+)?)?)?\s*(?:(a|p|ص|م)\.?\s*m?\.?)?(?:\s*(?:h|hs|hrs|uhr))?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[;,|\n،؛]")
FIRST_EPOCH, LAST_EPOCH = 946_684_800, 7_258_118_400
FIRST_YEAR, LAST_YEAR = 1900, 2200
EPOCH = re.compile(r"\d{9,10}")
# Which column the errors of a field stand beside.
BESIDE = {"which": "town", "near_town": "town", "town_id": "town", "point": "lat", "lesson": "kind"}


class ManyForm(TableForm):
    """A table of actions, as text or as a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = _("From a spreadsheet, or as CSV. The first row names the columns.")
        self.fields["table"].widget.attrs["rows"] = 8

    def clean_file(self) -> str:
        file: Any = self.cleaned_data.get("file")
        if file and file.read(4).startswith(ARCHIVE):
            raise forms.ValidationError(
                _("This is no table of plain text. In your spreadsheet, choose “Save as” and then CSV, and send that.")
            )
        if file:
            file.seek(0)
        return super().clean_file()


class TogetherForm(forms.Form):
    """One address and one acceptance of the ground rules for all."""

    contact = RegisterForm.declared_fields["contact"]
    rules = RegisterForm.declared_fields["rules"]

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["contact"].why = _("Kept encrypted, shown to nobody, erased 30 days after the action.")  # type: ignore[attr-defined]
        self.fields["contact"].help_text = _("One letter goes there: one link proves the address for all.")
        self.rules_version = signers.current(call)

    clean_rules = RegisterForm.clean_rules


class DeskForm(forms.Form):
    """At the desk: for whom, and whether at once."""

    contact = forms.EmailField(
        label=_l("The host's mail address"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_l("A letter with the host code goes there. Without one, only the desk can change them."),
    )
    publish = forms.BooleanField(
        label=_l("Publish them at once"),
        required=False,
        help_text=_l("Your name stands behind it. Else they wait in the tray."),
    )
    rules_version = None


class RowForm(ActionForm):
    """One row. It knows no lesson; who typed a region or a country next to the town has said more."""

    def _lessons(self) -> None:
        del self.fields["lesson"]


@dataclass
class Entry:
    """One row as it was given, and what was understood of it."""

    line: int
    given: dict[str, str]
    form: RowForm
    refused: list[tuple[str, str]] = field(default_factory=list)  # column and reason: what a form cannot know
    alike: list[Action] = field(default_factory=list)

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """The column, and what is wrong in it."""
        told = [(name, str(error)) for name, errors in self.form.errors.items() for error in errors]
        return [("" if name == "__all__" else BESIDE.get(name, name), error) for name, error in told] + self.refused

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def wrong(self) -> list[dict[str, Any]]:
        """The cells to be mended: with heading, what stands in it, what is wrong, and what there is to choose from."""
        found: dict[str, dict[str, Any]] = {}
        for name, error in self.problems:
            label = COLUMNS.get(name, "")
            cell = {
                "name": name,
                "label": label,
                "value": self.given.get(name, ""),
                "errors": [],
                "choices": self._choices(name),
            }
            found.setdefault(name, cell)["errors"].append(error)
        return list(found.values())

    def _choices(self, name: str) -> list[tuple[Any, str]]:
        if name == "kind":
            return list(self.form.fields["kind"].choices)[1:]  # type: ignore[attr-defined]
        return list(self.form.fields["which"].choices) if name == "town" and "which" in self.form.fields else []  # type: ignore[attr-defined]

    @property
    def about(self) -> dict[str, str]:
        """What was understood, in words."""
        data, form = getattr(self.form, "cleaned_data", {}), self.form
        start, end = data.get("start"), data.get("end")
        hours = f"{start:%H:%M}" if start else ""
        if start and end:
            hours = _("%(start)s to %(end)s") % {"start": hours, "end": f"{end:%H:%M}"}
        return {
            "title": data.get("title") or self.given.get("title", ""),
            "kind": kinds.label(kinds.ACTIONS, data["kind"]) if data.get("kind") else "",
            "day": formats.date_format(data["date"], _("l j F Y")) if data.get("date") else "",
            "hours": hours,
            "zone": form.zone.replace("_", " "),
            "address": data.get("address", ""),
            "place": self._place(),
        }

    def _place(self) -> str:
        place = self.form.place
        return place_text(place | {"address": ""}) if place.get("country") or place.get("online") else ""

    @property
    def key(self) -> tuple[object, ...]:
        data, place = self.form.cleaned_data, self.form.place
        return (
            fold(data["title"]),
            data["starts"],
            place.get("town") or fold(place.get("locality", "")),
            place.get("address"),
        )

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.form.fields_of_action(), self.form.place, self.form.cleaned_data["organisations"])


# Reading.


def entries(text: str, call: Call, *, desk: bool = False) -> list[Entry]:
    """Every row with what is wrong with it. Raises NoTable where it is no table of ours at all."""
    rows = list(read(text))
    found = [Entry(line, given, _form(given, call)) for line, given in rows]
    _tell_doubles(found, call, (*VISIBLE, PROPOSED) if desk else VISIBLE)
    return found


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


# Understanding.


def _form(given: dict[str, str], call: Call) -> RowForm:
    form = RowForm(_understood(given, call), call=call)
    form.is_valid()
    if len(may_be := days.meanings(given.get("date", ""), call.takes)) > 1:
        named = [formats.date_format(day, "DATE_FORMAT") for day in may_be]
        told = _("This may be %(one)s or %(other)s. Write it as %(written)s.")
        told %= {"one": named[0], "other": named[1], "written": may_be[0].isoformat()}
        form.errors["date"] = form.error_class([told])
    if given.get("kept") == "more":
        form.add_error(None, _("It has more values than there are columns."))
    return form


def _understood(given: dict[str, str], call: Call) -> QueryDict:
    """As the form of one action takes it; what cannot be understood goes there as it is, and is told wrong."""
    town, zone = _town(given)
    day, start, end = _when(given, call, zone)
    data = QueryDict(mutable=True)
    data.update({
        "title": given.get("title", ""), "kind": _kind(given.get("kind", ""), call),
        "date": day, "start": start, "end": end, **town, "address": given.get("address", ""),
        "point": ", ".join(filter(None, (given.get("lat", ""), given.get("lon", "")))),
        "description": given.get("description", ""), "website": given.get("website", ""),
        "organisations": "\n".join(_several(given.get("organisations", ""), commas=False)),
    })  # fmt: skip
    if words.truth(given.get("online", "")) or fold(given.get("online", "")) in ("si", "نعم", "x", "online"):
        data["online"] = "on"
    data.setlist("languages", [_languages().get(fold(one), one) for one in _several(given.get("languages", ""))])
    data.setlist("access", [_access().get(fold(one), one) for one in _several(given.get("access", ""))])
    return data


def _town(given: dict[str, str]) -> tuple[dict[str, str], str]:
    """What the form is told of the town, and its zone where that is known already."""
    chosen = given.get("town_id", "")
    if is_whole(chosen, 9) and (town := gazetteer.town(int(chosen))):
        return {"town": places.label(town), "town_id": str(town.id)}, town.timezone
    typed = ", ".join(filter(None, (given.get(name, "") for name in ("town", "region", "country"))))[:120]
    point = _point(given)
    if town := (gazetteer.best(typed) if "," in typed else _named_near(typed, point)):
        return {"town": places.label(town), "town_id": str(town.id)}, town.timezone
    if point and (near := gazetteer.nearest(*point, within_km=25)):
        # A village that we do not know keeps its name; the point tells the country and the zone.
        return {"town": given.get("town", "")[:120], "near_town": places.label(near)}, near.timezone
    return {"town": typed}, ""


def _named_near(name: str, point: tuple[float, float] | None) -> gazetteer.Town | None:
    """Of several towns of a name, the one where the point is."""
    towns = gazetteer.named(name, limit=20) if name and point else []
    near = [(distance_km(*point, town.lat, town.lon), town.id) for town in towns] if point else []
    return gazetteer.town(min(near)[1]) if near and min(near)[0] <= SAME_TOWN_KM else None


def _point(given: dict[str, str]) -> tuple[float, float] | None:
    try:
        lat, lon = words.number(given.get("lat", "")), words.number(given.get("lon", ""))
    except ValueError:
        return None
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return lat, lon


def _when(given: dict[str, str], call: Call, zone: str) -> tuple[str, str, str]:
    """Day and hours as the form takes them."""
    moments = [_moment(given.get(name, ""), zone) for name in ("start", "end")]
    day = days.read(given.get("date", ""), call.takes) or (moments[0].date() if moments[0] else None)
    hours = [
        f"{at:%H:%M}" if at else clock(given.get(name, "")) for at, name in zip(moments, ("start", "end"), strict=True)
    ]
    return day.isoformat() if day else given.get("date", ""), hours[0], hours[1]


def _moment(text: str, zone: str) -> datetime | None:
    """Seconds since 1970, or date and time in one cell."""
    if EPOCH.fullmatch(text) and FIRST_EPOCH < int(text) < LAST_EPOCH:
        return datetime.fromtimestamp(int(text), ZoneInfo(zone or "UTC"))
    if len(text) < 12 or not text.isascii() or not text[:4].isdigit():
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR < at.year < LAST_YEAR:
        return None
    return at.astimezone(ZoneInfo(zone)) if at.tzinfo and zone else at


def clock(text: str) -> str:
    """Hours as people write them, "7 pm", "19h30", "٧:٣٠", as 19:30; what is none stays as it is."""
    digits = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text).strip()
    match = CLOCK.fullmatch(digits)
    if not match:
        return text[:40]
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (half in ("p", "م"))
    return f"{hour:02}:{minute:02}"


def _several(text: str, *, commas: bool = True) -> list[str]:
    parts = BETWEEN.split(text) if commas else re.split(r"[;|\n؛]", text)
    return [part.strip() for part in parts if part.strip()]


def _kind(text: str, call: Call) -> str:
    """What is no kind that we know stays as it is, and is told wrong; where none is named, the only one is meant."""
    if text:
        found = _kinds().get(fold(text)) or words.kind(text)
        return text if found == OTHER and fold(text) not in _kinds() else found
    return call.kinds[0] if len(call.kinds) == 1 else OTHER if OTHER in (call.kinds or [OTHER]) else ""


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return _by_their_words(kinds.ACTIONS)


@lru_cache(maxsize=1)
def _access() -> dict[str, str]:
    return _by_their_words(kinds.ACCESS)


def _by_their_words(known: Any) -> dict[str, str]:
    """The names of what is on a list, in all languages of the pages."""
    found = {fold(name): name for name in known}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(text)): name for name, text in kinds.choices(known)}
    return found


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found, said = {fold(code): code for code in LANGUAGES}, translation.gettext
    for code in LANGUAGES:
        found |= {fold(LANG_INFO[code]["name"]): code, fold(LANG_INFO[code]["name_local"]): code}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[fold(said(LANG_INFO[code]["name"]))] = code
    return found


# Doubles.


def _tell_doubles(found: list[Entry], call: Call, states: tuple[str, ...]) -> None:
    """Of two rows that say the same the first is meant; what is here already is not registered twice."""
    sound = [entry for entry in found if entry.form.is_valid()]
    known = _alike(sound, call, states)
    seen: dict[tuple[object, ...], int] = {}
    for entry in sound:
        entry.alike = known.get((entry.form.place.get("town"), entry.form.cleaned_data["date"]), [])
        if any(_same(entry, action) for action in entry.alike):
            entry.refused.append(("", _("It is registered here already.")))
        elif entry.key in seen:
            entry.refused.append(("", _("The same stands in line %(line)s.") % {"line": seen[entry.key]}))
        seen.setdefault(entry.key, entry.line)


def _alike(sound: Iterable[Entry], call: Call, states: tuple[str, ...]) -> dict[tuple[int | None, date], list[Action]]:
    """What is here already, by town and day: for a host what is public, at the desk also what waits."""
    towns = {entry.form.place.get("town") for entry in sound} - {None}
    some = {entry.form.cleaned_data["date"] for entry in sound}
    rows = Action.objects.filter(call=call, town__in=towns, day__in=some, state__in=states)
    found: dict[tuple[int | None, date], list[Action]] = {}
    for action in rows.order_by("starts", "id"):
        found.setdefault((action.town, action.day), []).append(action)
    return found


def _same(entry: Entry, action: Action) -> bool:
    return (fold(action.title), action.starts) == (
        fold(entry.form.cleaned_data["title"]),
        entry.form.cleaned_data["starts"],
    )


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
