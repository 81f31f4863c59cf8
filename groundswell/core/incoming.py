"""A row on its way in: what it says, put in order, and what is wrong with it. Nothing here is written anywhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from groundswell.core import turnout
from groundswell.core.models import (
    Action,
    Estimate,
    Report,
    Source,
)
from groundswell.core.models.checked import ANSWERS, TELLING
from groundswell.core.placing import Place, Said, place
from groundswell.lib.clock import ZONES, in_zone
from groundswell.lib.text import clean

BY = "import"  # who did it, where a file was brought in
# What an account may tell, and what it means when it does not.
TOLD: dict[str, Any] = dict.fromkeys(TELLING, "") | dict.fromkeys(ANSWERS)
ESTIMATE: dict[str, Any] = {
    "words": "", "low": None, "high": None, "given": "", "rule": "", "counter": "unknown", "method": "unknown",
    "counted_by": "", "measure": "unknown", "at": None,
}  # fmt: skip
SOURCE: dict[str, Any] = {
    "kind": "", "publisher": "", "title": "", "author": "", "language": "", "on": None, "address": "", "archived": "",
}  # fmt: skip
# Maps that know no place put one where the equator meets the meridian of Greenwich, or a little beside it.
NOWHERE_DEGREES = 0.2
FIRST_YEAR, LAST_YEAR = 1700, 2200


NOWHERE = Said()


@dataclass(slots=True)
class Account:
    """What a row reports of an action: columns of Report, Estimate and Source.

    An estimate may have `sources` of its own, for which it alone goes by them.
    """

    told: dict[str, Any] = field(default_factory=dict)
    estimates: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.estimates or self.sources) or any(value not in ("", None) for value in self.told.values())


@dataclass(slots=True)
class Row:
    """One action, as its source says it."""

    line: int
    key: str = ""  # the same for the same thing each time it is read; "" makes one of what the row says
    ref: str = ""  # of the action, where the file is one of ours
    title: str = ""
    kind: str = "other"
    description: str = ""
    starts: datetime | date | None = (
        None  # without a zone it is meant in the place's; a date where only the day is known
    )
    ends: datetime | None = None
    where: Said = NOWHERE
    organisations: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    website: str = ""
    cancelled: bool = False
    account: Account | None = None
    problems: list[str] = field(default_factory=list)  # why it cannot be taken
    notes: list[str] = field(default_factory=list)  # what somebody may want to look at
    raw: list[str] = field(default_factory=list)  # as it stood in the file
    digest: str = ""
    cells: dict[str, str] = field(default_factory=dict)  # of a row of our own table, by column


def columns_of(row: Row) -> dict[str, Any]:
    """The columns of the action that the row says."""
    where = place(row.where)
    if where.note:
        row.notes.append(where.note)
    starts, ends = _moment(row.starts, row.where, where), _moment(row.ends, row.where, where)
    return {
        "title": row.title,
        "kind": row.kind,
        "description": row.description,
        "starts": starts,
        "ends": ends,
        "timed": isinstance(row.starts, datetime),
        "timezone": where.timezone,
        "languages": row.languages,
        "access": row.access,
        "website": row.website,
        **where.columns,
    }


def _moment(given: datetime | date | None, said: Said, where: Place) -> datetime | None:
    if given is None:
        return None
    if not isinstance(given, datetime):
        given = datetime.combine(given, time())
    if given.tzinfo:
        return given
    return in_zone(given, said.timezone if said.timezone in ZONES else where.timezone)


def day_of(row: Row, where: Place) -> date | None:
    if isinstance(row.starts, datetime) and row.starts.tzinfo:
        return row.starts.astimezone(ZoneInfo(where.timezone)).date()
    return row.starts.date() if isinstance(row.starts, datetime) else row.starts


# What is wrong with a row.


def wrong_time(row: Row) -> list[str]:
    if row.starts is None:
        return [_("It does not say when it begins.")]
    years = [given.year for given in (row.starts, row.ends) if given]
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        return [_("The year %(year)s is beyond belief.") % {"year": years[-1]}]
    if isinstance(row.starts, datetime) and row.ends and _before(row.ends, row.starts):
        return [_("It ends before it begins.")]
    return []


def _before(one: datetime, other: datetime) -> bool:
    return bool(one.tzinfo) == bool(other.tzinfo) and one < other


def wrong_point(where: Said) -> list[str]:
    if (where.lat is None) != (where.lon is None):
        return [_("Latitude or longitude is missing.")]
    if where.lat is None or where.lon is None or (-90 <= where.lat <= 90 and -180 <= where.lon <= 180):
        return []
    return [_("The point %(lat)s, %(lon)s is not on this earth.") % {"lat": where.lat, "lon": where.lon}]


def wrong_account(account: Account | None) -> list[str]:
    for one in account.estimates if account else []:
        low, high = one.get("low"), one.get("high")
        if any(not 0 <= figure <= turnout.LARGEST for figure in (low, high) if figure is not None):
            return [_("The turnout is beyond belief.")]
    return []


# What is kept of a row's words.

_LENGTHS = {field.name: field.max_length for field in Action._meta.fields}
_REPORT_LENGTHS = {field.name: field.max_length for field in Report._meta.fields}
_ESTIMATE_LENGTHS = {field.name: field.max_length for field in Estimate._meta.fields}
_SOURCE_LENGTHS = {field.name: field.max_length for field in Source._meta.fields}


def tidy(row: Row) -> None:
    """Texts as they are kept: clean, and no longer than their columns."""
    said = row.where
    if said.lon is not None and 180 < abs(said.lon) < 900:
        said = replace(said, lon=(said.lon + 180) % 360 - 180)  # the map was turned more than once round
    if said.lat is not None and said.lon is not None and abs(said.lat) < NOWHERE_DEGREES > abs(said.lon):
        said = replace(said, lat=None, lon=None)
        row.notes.append(_("Its point is 0, 0, in the open sea, and is left out."))
    row.title = " ".join(_kept(row, "title", row.title, _LENGTHS["title"]).split())
    row.description = _kept(row, "description", row.description, None)
    row.where = replace(
        said,
        address=_kept(row, "address", said.address, _LENGTHS["address"]),
        locality=_kept(row, "locality", said.locality, _LENGTHS["locality"]),
        region=_kept(row, "region", said.region, _LENGTHS["region"]),
    )
    row.organisations = list(dict.fromkeys(name for one in row.organisations if (name := _kept(row, "host", one, 160))))
    row.website = row.website if len(row.website) <= 500 and row.website.startswith(("http://", "https://")) else ""
    if row.account:
        _tidy_account(row, row.account)


def _tidy_account(row: Row, account: Account) -> None:
    account.told = _tidied(row, account.told, _REPORT_LENGTHS)
    account.estimates = [
        _in_order(row, _with_figures(_tidied(row, one, _ESTIMATE_LENGTHS))) for one in account.estimates
    ]
    for each in account.estimates:
        if "sources" in each:
            each["sources"] = [_tidied(row, one, _SOURCE_LENGTHS) for one in each["sources"]]
    account.sources = [_tidied(row, one, _SOURCE_LENGTHS) for one in account.sources]


def _tidied(row: Row, told: dict[str, Any], lengths: dict[str, int | None]) -> dict[str, Any]:
    return {
        name: _kept(row, name, value, lengths[name]) if isinstance(value, str) else value
        for name, value in told.items()
    }


def _kept(row: Row, name: str, text: str, most: int | None) -> str:
    if not text.isascii():
        text = clean(text.encode("utf-8", "replace").decode())  # JSON may hold half of a pair of surrogates
    elif not text.isprintable() or text[:1].isspace() or text[-1:].isspace():
        text = clean(text)
    if most is not None and len(text) > most:
        row.notes.append(_("%(name)s was cut to %(most)s characters.") % {"name": name, "most": most})
        text = text[: most - 1].rstrip() + "…"
    return text


def _in_order(row: Row, estimate: dict[str, Any]) -> dict[str, Any]:
    low, high = estimate.get("low"), estimate.get("high")
    if low is None or high is None or low <= high:
        return estimate
    row.notes.append(_("The lowest turnout is more than the highest, so they are taken the other way round."))
    return estimate | {"low": high, "high": low}


def _with_figures(estimate: dict[str, Any]) -> dict[str, Any]:
    """Words keep standing; where they are all there is, a rule makes figures of them, and where they agree with the
    figures given and no number was said outright, the rule is what made those."""
    words, low, high = estimate.get("words", ""), estimate.get("low"), estimate.get("high")
    figures, rule, given = _read(words) if words else (None, "", turnout.given("", low, high))
    estimate = estimate | {"given": estimate.get("given") or given}
    if figures and low is None and high is None:
        return estimate | {"low": figures[0], "high": figures[1], "rule": rule}
    if figures == (low, high) and rule and not estimate.get("rule"):
        return estimate | {"rule": rule}
    return estimate


@lru_cache(maxsize=10_000)
def _read(words: str) -> tuple[turnout.Range | None, str, str]:
    return turnout.figures(words), turnout.rule_of(words), turnout.given(words)


def digest_of(row: Row) -> str:
    """Of what the row says to us: a change in the file that means nothing here is no change."""
    account = (row.account.told, row.account.estimates, row.account.sources) if row.account else None
    said = [
        row.title, row.kind, row.description, row.starts, row.ends, _said(row.where), row.organisations,
        row.languages, row.access, row.website, row.cancelled, account,
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()  # a third of what JSON takes


def _said(where: Said) -> tuple[object, ...]:
    return (
        where.country, where.region, where.locality, where.address, where.lat, where.lon, where.online,
        where.precision, where.timezone,
    )  # fmt: skip
