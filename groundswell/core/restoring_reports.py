"""Reports with their estimates and sources back into an instance, as one part of a file (core/restoring.py)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from groundswell.core import bulk
from groundswell.core.cell_checks import fits, moment, named, one_of, within
from groundswell.core.cell_reading import Cells, at, on, truth
from groundswell.core.incoming import BY
from groundswell.core.models import Action, Citation, Estimate, Report, Source, Verification
from groundswell.core.models.report import ACCEPTED, REVIEWED, UNREVIEWED, VERIFIED
from groundswell.core.models.source import mark_of
from groundswell.core.restored import Restored, take, taken
from groundswell.core.retold import ANSWER_CELLS, JOINED
from groundswell.core.turnout import LARGEST

LOOKS = {UNREVIEWED: 0, REVIEWED: 1, VERIFIED: 2}  # by how many people, where it stands so
SAID = ("language", *JOINED, "notes")
GIVEN = ("words", "given", "rule", "counter", "method", "counted_by", "measure")
CALLED = ("kind", "publisher", "title", "author", "language", "address", "archived")


class Reports(Restored):
    def restore_reports(self, rows: list[Cells]) -> None:
        actions = self.keys(Action, "actions", rows, "action")
        rows = [one for one in rows if one["action"] in actions]
        here = taken(Report, rows)
        sound = self.sound(rows, lambda one: _report(one, actions[one["action"]], here))
        if not sound:
            return
        bulk.insert(Report, list(sound[0][1]), [list(told.values()) for _cells, told in sound])
        self.made["reports"] |= {cells["id"] for cells, _told in sound}
        self._look_over([cells for cells, _told in sound])

    def _look_over(self, rows: list[Cells]) -> None:
        """As many looks as its level says, by people who are not here: so one more look here adds to them."""
        seen = [one for one in rows if LOOKS[one["verification"]]]
        reports = self.keys(Report, "reports", seen, "id")
        looks = [
            (reports[one["id"]], at(one["last_changed"]), "")
            for one in seen
            for _look in range(LOOKS[one["verification"]])
        ]
        bulk.insert(Verification, ("report_id", "at", "note"), looks)

    def restore_estimates(self, rows: list[Cells]) -> None:
        reports = self.keys(Report, "reports", rows, "report")
        rows = [one for one in rows if one["report"] in reports]
        here = taken(Estimate, rows)
        sound = self.sound(rows, lambda one: _estimate(one, reports[one["report"]], here))
        if sound:
            bulk.insert(Estimate, list(sound[0][1]), [list(told.values()) for _cells, told in sound])
            self.made["estimates"] |= {cells["id"] for cells, _told in sound}

    def restore_sources(self, rows: list[Cells]) -> None:
        """One that is here already, under whatever id, is the same one; where it was merged, the one that stays is."""
        stays, every = Coalesce("merged_into__ref", "ref"), Source.objects.all()
        sound = self.sound(rows, _source)
        marks = dict(every.filter(mark__in=[told["mark"] for _, told in sound]).values_list("mark", stays))
        refs = dict(every.filter(ref__in=[told["ref"] for _, told in sound]).values_list("ref", stays))
        fresh = []
        for _cells, told in sound:
            if known := marks.get(told["mark"]) or refs.get(told["ref"]):
                self.sources |= {told["ref"]: known} if known != told["ref"] else {}
                continue
            marks[told["mark"]] = refs[told["ref"]] = told["ref"]
            fresh.append(told)
        if fresh:
            bulk.insert(Source, list(fresh[0]), [list(told.values()) for told in fresh])

    def restore_citations(self, rows: list[Cells]) -> None:
        """Those of a report whose sources turned out to be one here stay one citation."""
        rows = [one | {"source": self.sources.get(one["source"], one["source"])} for one in rows]
        reports = self.keys(Report, "reports", rows, "report")
        estimates = self.keys(Estimate, "estimates", rows, "estimate")
        sources = _by_ref(Source, {one["source"] for one in rows})
        hanging = [
            one
            for one in rows
            if one["report"] in reports
            and one["source"] in sources
            and (not one["estimate"] or one["estimate"] in estimates)
        ]
        cited = [
            (reports[one["report"]], sources[one["source"]], estimates.get(one["estimate"]), about, one["quote"])
            for one, about in self.sound(hanging, _about)
        ]
        columns = ("report_id", "source_id", "estimate_id", "about", "quote")
        bulk.insert(Citation, columns, cited, but_once=True)


def _report(cells: Cells, action: int, here: set[str]) -> dict[str, Any]:
    made = {
        "ref": named(cells, Report), "action_id": action, "state": ACCEPTED, "by": BY,
        "verification": one_of(cells, "verification", LOOKS), "organisations": cells["organizations_reported"],
        "made_at": moment(cells, "first_recorded"), "changed_at": moment(cells, "last_changed"),
        **{name: cells[name] for name in SAID}, **{name: truth(cells[cell]) for cell, name in ANSWER_CELLS.items()},
    }  # fmt: skip
    fits(Report, made)
    take(cells["id"], here)
    return made


def _estimate(cells: Cells, report: int, here: set[str]) -> dict[str, Any]:
    made = {
        "ref": named(cells, Estimate), "report_id": report, "low": within(cells, "low", LARGEST),
        "high": within(cells, "high", LARGEST), "at": at(cells["at"]), **{name: cells[name] for name in GIVEN},
    }  # fmt: skip
    fits(Estimate, made)
    take(cells["id"], here)
    return made


def _source(cells: Cells) -> dict[str, Any]:
    day = on(cells["on"])
    mark = mark_of(cells["address"], cells["publisher"], cells["title"], day)
    told = {name: cells[name] for name in CALLED}
    return fits(Source, {"ref": named(cells, Source), "mark": mark, "on": day, **told})


def _about(cells: Cells) -> list[str]:
    fits(Citation, {"quote": cells["quote"]})
    return cells["about"].split()


def _by_ref(model: type[models.Model], refs: set[str]) -> dict[str, int]:
    found: Any = model._default_manager.filter(ref__in=refs)
    return dict(found.values_list("ref", "pk"))
