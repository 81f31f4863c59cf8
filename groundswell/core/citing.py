"""How the record is cited, and under which licence it may be used: in words, BibTeX, CFF and DataCite's JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation

from groundswell.core import deletions
from groundswell.core.models import Call
from groundswell.core.record import moment
from groundswell.core.table import Scope
from groundswell.core.tables import TABLES

# Those that we know by the name that the setting gives; another one stands by its name alone.
LICENCES = {
    "CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC BY-SA 4.0": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC0 1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODbL 1.0": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By 1.0": ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
}


@dataclass(frozen=True)
class About:
    name: str
    title: str
    page: str
    changed: str  # the moment of the last change of anything in it; empty where there is nothing

    @classmethod
    def of(cls, call: Call | None, changed: str) -> About:
        with translation.override(settings.LANGUAGE_CODE):
            page = reverse("call-record", args=[call.slug]) if call else reverse("record")
        title = f"{call.title}: record" if call else f"{settings.INSTANCE_NAME}: record"
        return cls(f"{call.slug}-record" if call else "record", title, settings.BASE_URL + page, changed)

    @property
    def day(self) -> str:
        return self.changed[:10]

    @property
    def description(self) -> str:
        return "Public actions, with what was reported of each, by whom it was counted, and the sources."


def changed(scope: Scope) -> str:
    """When anything that the record tells was changed last; empty where it tells nothing.

    By its tables and not by the log: what waits to be accepted is no change of it, and a copy that was brought in
    elsewhere says the same.
    """
    endorsements = scope.endorsements.filter(organisation__in=scope.organisations.values("pk"))
    told: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
        (scope.calls, ("published_at",)),
        (scope.seen, ("made_at", "changed_at")),  # what came between changes its action
        (scope.reports, ("made_at", "changed_at")),
        (endorsements, ("accepted_at", "withdrawal__at")),
    )
    last = (at for rows, names in told for at in rows.order_by().aggregate(*map(Max, names)).values() if at)
    return max([*map(moment, last), *(at for _table, _ref, _call, at, *_rest in deletions.of(scope.calls))], default="")


def in_words(about: About) -> str:
    day = f" ({about.day})" if about.day else ""
    return f"{settings.INSTANCE_NAME}{day}. {about.title}. Data set. {settings.DATA_LICENCE}. {about.page}"


def bibtex(about: About) -> str:
    fields = {
        "author": f"{{{settings.INSTANCE_NAME}}}",
        "title": about.title,
        "year": about.day[:4],
        "version": about.day,
        "url": about.page,
        "note": f"Data set, {settings.DATA_LICENCE}",
    }
    told = "".join(f"  {name} = {{{_plain_tex(value)}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{about.name},\n{told}}}\n"


def _plain_tex(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "&%$#_" else letter for letter in text)


def cff(about: About) -> str:
    lines = {
        "cff-version": "1.2.0",
        "message": "Please cite this data set as below.",
        "type": "dataset",
        "title": about.title,
        "abstract": about.description,
        "url": about.page,
        "version": about.day,
        "date-released": about.day,
        "license": LICENCES.get(settings.DATA_LICENCE, ("",))[0],
    }
    # A JSON text is a YAML one, whatever stands in it.
    told = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items() if value]
    return "\n".join([*told, "authors:", f"  - name: {json.dumps(settings.INSTANCE_NAME, ensure_ascii=False)}", ""])


def datacite(about: About) -> dict[str, Any]:
    """What a repository asks for that is to give it a DOI (DataCite 4.5)."""
    known = licence()
    rights = {"rights": known["title"]} | ({"rightsUri": known["path"]} if "path" in known else {})
    return {
        "titles": [{"title": about.title}],
        "creators": [{"name": settings.INSTANCE_NAME, "nameType": "Organizational"}],
        "publisher": {"name": settings.INSTANCE_NAME},
        "publicationYear": about.day[:4],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data Package"},
        "dates": [{"date": about.day, "dateType": "Updated"}] if about.day else [],
        "version": about.day,
        "url": about.page,
        "formats": ["application/zip", "text/csv"],
        "rightsList": [rights | ({"rightsIdentifier": known["name"]} if "name" in known else {})],
        "descriptions": [{"description": about.description, "descriptionType": "Abstract"}],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def licence() -> dict[str, str]:
    name = settings.DATA_LICENCE
    known = LICENCES.get(name)
    return {"name": known[0], "title": name, "path": known[1]} if known else {"title": name}


def licence_text() -> str:
    known = licence()
    return "\n".join(filter(None, [f"Licence of the data: {known['title']}", known.get("path", ""), ""])) + "\n"


def readme(about: About) -> str:
    told = "\n".join(f"- `data/{table.name}.csv`: {table.description}" for table in TABLES)
    return f"""# {about.title}

{about.description}

{in_words(about)}

The tables, described in `datapackage.json` and `codebook.csv`:

{told}

An empty cell says that nobody told us. It never says none. CSV is UTF-8; yes and no are 1 and 0. A text that begins
with `=`, `+`, `-`, `@`, a tab or a line end has an apostrophe before it, because spreadsheets would run it: take one
apostrophe off.
"""
