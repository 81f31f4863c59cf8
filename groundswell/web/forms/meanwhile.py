"""A correction that was begun before somebody else's: what was typed comes again, on top of what stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from groundswell.core.models import Report
from groundswell.web.forms.correcting import FIGURES, SHARED, CorrectionForm, sealed, unsealed
from groundswell.web.forms.reports import FIGURE, named
from groundswell.web.forms.told import citing_fields, estimate_fields

Row = dict[str, Any]
CITING = tuple(name.removeprefix("source_0_") for name in citing_fields(0, []))


def correction_of(data: QueryDict, report: Report) -> CorrectionForm:
    """The form as it was sent, where the report still says what it said when the form was opened."""
    form = CorrectionForm(data, report=report)
    read = unsealed(data.get("read", ""))
    if read == form.said:
        return form
    fresh, old = CorrectionForm(report=report), CorrectionForm(data, report=report, said=read or form.said)
    form = CorrectionForm(_Carrying(old, fresh).data(), report=report)
    form.meanwhile = {name: [old.said[name], now] for name, now in form.said.items() if old.said[name] != now}
    return form


class _Carrying:
    """From the places that figures and sources had into those that they have; what is gone takes a new one."""

    def __init__(self, old: CorrectionForm, fresh: CorrectionForm) -> None:
        self.old, self.fresh = old, fresh
        self.figures = _followed(old.known, fresh.known, (_same_estimate,))
        self.sources = _followed(old.cited, fresh.cited, (Row.__eq__, _same_source))
        self.sent: MultiValueDict[str, str] = MultiValueDict(
            {name: list(fresh.went(name)) for name in fresh.fields if fresh.went(name)}
        )

    def data(self) -> MultiValueDict[str, str]:
        for number in self.old.figures:
            self._carry_figure(number)
        for number in self.old.citings:
            self._carry_source(number)
        grouped = {name for each in self.old.figures for name in estimate_fields(each)}
        for name in self.old.touched - grouped:
            if not name.startswith("source_"):
                self._put(name, self.old.came(name))
        self.sent["read"] = sealed(self.fresh.said)
        return self.sent

    def _carry_figure(self, number: int) -> None:
        names = list(estimate_fields(number))
        touched = self.old.touched & set(names)
        if not touched:
            return
        if number not in self.figures:
            self.figures[number] = _next(self.figures, self.fresh.known)
            touched = set(names)
        together = {named(name, number) for name in FIGURES}
        touched |= together if touched & together else set()
        for name, here in zip(names, estimate_fields(self.figures[number]), strict=True):
            if name in touched:
                self._put(here, self.old.came(name))

    def _carry_source(self, number: int) -> None:
        names = {f"source_{number}_{name}": name for name in CITING}
        touched = self.old.touched & set(names)
        if number in self.sources and f"source_{number}_off" in self.old.touched:
            self._put(f"source_{self.sources[number]}_off", ("on",))
        if not touched:
            return
        if number not in self.sources:
            self.sources[number] = _next(self.sources, self.fresh.cited)
            touched = set(names) & set(self.old.fields)
            self._name_again(number)
        for name in touched:
            came = self.old.came(name)
            if names[name] == "about":
                came = tuple(there for each in came if (there := self._there(each)))
            self._put(f"source_{self.sources[number]}_{names[name]}", came)

    def _name_again(self, number: int) -> None:
        """What was text in the old form, because it was known."""
        if number <= len(self.old.cited):
            known = self.old.cited[number - 1] | {"date": self.old.cited[number - 1]["on"]}
            for name in SHARED:
                value = known[name].isoformat() if isinstance(known[name], date) else known[name]
                self._put(f"source_{self.sources[number]}_{name}", (value or "",))

    def _there(self, about: str) -> str:
        if not about.startswith(FIGURE):
            return about
        number = self.figures.get(int(about.removeprefix(FIGURE)))
        return f"{FIGURE}{number}" if number else ""

    def _put(self, name: str, values: tuple[str, ...]) -> None:
        self.sent.setlist(name, list(values) or ([] if name.endswith("_about") else [""]))


def _followed(before: list[Row], now: list[Row], likes: Iterable[Callable[[Row, Row], Any]]) -> dict[int, int]:
    """Where each stands now, by number; first those that are the same in everything."""
    found: dict[int, int] = {}
    for like in likes:
        for number, one in enumerate(before, 1):
            free = [here for here, other in enumerate(now, 1) if here not in found.values() and like(one, other)]
            if number not in found and free:
                found[number] = free[0]
    return found


def _same_estimate(one: Row, other: Row) -> bool:
    return bool(one["ref"] == other["ref"])


def _same_source(one: Row, other: Row) -> bool:
    names = ("address",) if one["address"] else ("publisher", "title", "on")
    return all(one[name] == other[name] for name in names)


def _next(taken: dict[int, int], known: list[Row]) -> int:
    return max([len(known), *taken.values()]) + 1
