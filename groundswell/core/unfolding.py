"""A row of our own CSV as the tables that it was folded out of, so far as it tells them.

The row has every figure and telling of the action's reports together. What becomes of it here says the same together,
though not who said which: a package carries that (core/tables.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from groundswell.core.cell_reading import Cells, truth, whole
from groundswell.core.incoming import ESTIMATE, SOURCE, Account
from groundswell.core.models import Estimate, Report, Source
from groundswell.core.models.source import mark_of
from groundswell.core.remaking import MOST
from groundswell.core.retold import ANSWER_CELLS, JOINED
from groundswell.lib import crockford

Tables = dict[str, list[Cells]]
_LENGTHS = {field.name: field.max_length for field in Report._meta.fields}
_NAMES = {name: name for name in JOINED} | {"organizations_reported": "organisations"}
_WORDS = Estimate._meta.get_field("words").max_length or 200
_RULE = Estimate._meta.get_field("rule").max_length or 12
_ADDRESS = Source._meta.get_field("address").max_length or 1000
_PUBLISHER = Source._meta.get_field("publisher").max_length or 200
_TITLE = Source._meta.get_field("title").max_length or 300


def check(cells: Cells) -> None:
    """Whether its parts fit where they go: what is told without “; ” cannot be cut."""
    most = {name: _LENGTHS[column] for name, column in _NAMES.items()} | {"size_text": _WORDS, "size_rule": _RULE}
    for name, length in most.items():
        if length and len(cells[name]) > length and max(map(len, cells[name].split("; "))) > length:
            raise ValueError(f"{name}: {cells[name]}")
    for name, text in cells.items():
        if len(text) > _ADDRESS and name.startswith("source_"):
            raise ValueError(f"{name}: {text}")
    if int(cells["estimates"] or 0) > MOST:
        raise ValueError(f"estimates: {cells['estimates']}")


def unfold(rows: list[Cells]) -> Tables:
    tables: Tables = {name: [] for name in ("hosts", "upsets", "reports", "estimates", "sources", "citations")}
    known: dict[str, str] = {}
    for cells in rows:
        tables["hosts"] += [_host(cells, name) for name in cells["organizations"].split("; ") if name]
        if cells["state"] == "cancelled":
            tables["upsets"].append(_cancelled(cells))
        reports = list(_reports(cells))
        tables["reports"] += reports
        if reports:
            tables["estimates"] += _estimates(cells, reports[0]["id"])
            _cite(cells, reports[0]["id"], tables, known)
    return tables


def accounts(cells: Cells) -> list[Account]:
    """What each of the reports tells that the row is unfolded into, to be compared with what is here of them.

    A cell that is empty takes nothing away; of one that is filled, a report that has no part of it tells nothing.
    """
    check(cells)
    tables = unfold([cells])
    found = [Account(_told(cells, report)) for report in tables["reports"]]
    if found:
        found[0].estimates = [_given(one) for one in tables["estimates"]]
        found[0].sources = [{name: one[name] for name in SOURCE if one[name]} for one in tables["sources"]]
    return found


def _told(cells: Cells, report: Cells) -> dict[str, Any]:
    told: dict[str, Any] = {column: report[name] for name, column in _NAMES.items() if cells[name]}
    return told | {name: truth(report[cell]) for cell, name in ANSWER_CELLS.items() if report[cell]}


def _given(estimate: Cells) -> dict[str, Any]:
    figures = {"low": whole(estimate["low"]), "high": whole(estimate["high"])}
    return figures | {"words": estimate["words"], "rule": estimate["rule"]}


def _host(cells: Cells, name: str) -> Cells:
    return {"action": cells["id"], "name": name[:160], "confirmed": "", "organisation": ""}


def _cancelled(cells: Cells) -> Cells:
    """When and why it was called off is not told; nothing is later than the last change."""
    said = {"action": cells["id"], "what": "cancelled", "at": cells["last_changed"], "by": "import", "because": ""}
    return said | {"state_before": "published"}


def _reports(cells: Cells) -> Iterator[Cells]:
    """One, or as many as it takes to keep what several told together."""
    if not cells["verification"]:
        return
    told = {name: _parts(cells[name], _LENGTHS[column]) for name, column in _NAMES.items()}
    for number in range(max(1, *(len(parts) for parts in told.values()))):
        report = {name: parts[number] if number < len(parts) else "" for name, parts in told.items()}
        report |= {cell: cells[cell] if number == 0 else "" for cell in ANSWER_CELLS}
        yield report | {
            "id": crockford.short(),
            "action": cells["id"],
            "verification": cells["verification"],
            "language": "",
            "notes": "",
            "first_recorded": cells["first_recorded"],
            "last_changed": cells["last_changed"],
        }


def _parts(text: str, most: int | None) -> list[str]:
    """The text, or where that is too long for its column as many of its parts as go together into one."""
    if most is None or len(text) <= most:
        return [text] if text else []
    found: list[str] = []
    for part in text.split("; "):
        if found and len(found[-1]) + 2 + len(part) <= most:
            found[-1] += f"; {part}"
        else:
            found.append(part)
    return found


def _estimates(cells: Cells, report: str) -> list[Cells]:
    """So many as there were: the words and the rules on the first of them, the lowest figure on the first, the highest
    on the last."""
    many = int(cells["estimates"] or 0)
    if not many:
        return []
    low, high = cells["size_low"], cells["size_high"]
    words, rules = _spread(cells["size_text"], many), _spread(cells["size_rule"], many)
    nothing = {name: str(usual or "") for name, usual in ESTIMATE.items()}
    made = [
        nothing | {"id": crockford.short(), "report": report, "words": words[number], "rule": rules[number]}
        for number in range(many)
    ]
    made[0] |= {"low": low, "high": high and (low or "")}
    made[-1] |= {"low": low and (high or low), "high": high}
    if many == 1:
        made[0] |= {"low": low, "high": high}
    return made


def _spread(text: str, many: int) -> list[str]:
    """Over so many cells, so that together they say the same."""
    parts = text.split("; ") if text else []
    parts = parts if len(parts) <= many else _packed(parts, many)
    return parts + [""] * (many - len(parts))


def _packed(parts: list[str], many: int) -> list[str]:
    """In order, and each no longer than its column where that can be."""
    found: list[str] = []
    for place, part in enumerate(parts):
        room = many - len(found)
        if found and (room == 0 or (len(parts) - place > room and len(found[-1]) + 2 + len(part) <= _WORDS)):
            found[-1] += f"; {part}"
        else:
            found.append(part)
    return found


def _cite(cells: Cells, report: str, tables: Tables, known: dict[str, str]) -> None:
    for number in range(1, int(cells["sources"] or 0) + 1):
        if text := cells.get(f"source_{number}", ""):
            if text not in known:
                known[text] = _known_as(text)
                tables["sources"].append(_source(text, known[text]))
            told = {"report": report, "source": known[text], "estimate": "", "about": "", "quote": ""}
            tables["citations"].append(told)


def _known_as(text: str) -> str:
    """The same id for the same source, in whichever batch of the file it comes: short, and of its mark."""
    mark = mark_of(text) if text.startswith(("http://", "https://")) else mark_of("", text)
    return hashlib.sha256(mark.encode()).hexdigest()[:12]


def _source(text: str, ref: str) -> Cells:
    """As it is written; what is an address stands where addresses do."""
    nothing = dict.fromkeys(SOURCE, "")
    room = "publisher" if len(text) <= _PUBLISHER else "title" if len(text) <= _TITLE else "address"
    return nothing | {"id": ref, "address" if text.startswith(("http://", "https://")) else room: text}
