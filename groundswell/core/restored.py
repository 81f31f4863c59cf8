"""What restoring a file knows of it so far, whichever table it is at (core/restoring.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from groundswell.core import cell_checks
from groundswell.core.cell_reading import Cells
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call

Refusal = tuple[Cells, str]
Read = TypeVar("Read")


@dataclass
class Restored:
    """`call` is where everything goes; none: by the table of calls."""

    call: Call | None = None
    calls: dict[str, Call] = field(default_factory=dict)
    table: str = ""  # that it is at, where the file has several
    before: Action | None = None  # the row before, for those that do not say when they begin
    inside: dict[str, tuple[str, str]] = field(default_factory=dict)  # by action: at which it is counted, and as what
    wholes: set[str] = field(default_factory=set)  # at which others are counted
    refused: list[Refusal] = field(default_factory=list)
    # Ids of what was made in this run, by table: only on these hangs what comes after. What was here already, or was
    # refused, has its own.
    made: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: dict[str, str] = field(default_factory=dict)  # ids of sources that are here under another one
    added: int = 0

    def call_of(self, slug: str) -> Call | None:
        if self.call:
            return self.call
        if slug not in self.calls and (call := Call.objects.filter(slug=slug).first()):
            self.calls[slug] = call
        return self.calls.get(slug)

    def sound(self, rows: Iterable[Cells], read: Callable[[Cells], Read]) -> list[tuple[Cells, Read]]:
        """What is read of each row; one of which nothing can be made is refused, and the others go on."""
        found = []
        for cells in rows:
            try:
                cell_checks.clean(cells)
                found.append((cells, read(cells)))
            except Refused as refusal:
                self.refuse(cells, str(refusal))
            except (ValueError, KeyError, OverflowError, RecursionError) as error:
                self.refuse(cells, _("It cannot be read: %(text)s") % {"text": str(error)[:80]})
        return found

    def refuse(self, cells: Cells, why: str) -> None:
        """Lines are of a table: where it is not the actions', it is named."""
        self.refused.append((cells, why if self.table in ("", "actions") else f"{self.table}: {why}"))

    def keys(self, model: type[models.Model], table: str, rows: Iterable[Cells], column: str) -> dict[str, int]:
        """Primary keys by the id that a column names, of those that were made in this run."""
        refs = {one[column] for one in rows} & self.made[table]
        found: Any = model._default_manager.filter(ref__in=refs)
        return dict(found.values_list("ref", "pk")) if refs else {}


def taken(model: type[models.Model], rows: Iterable[Cells]) -> set[str]:
    found: Any = model._base_manager.filter(ref__in=[one["id"] for one in rows])
    return set(found.values_list("ref", flat=True))


def take(ref: str, taken: set[str]) -> None:
    """Each id once, in what is here and in the file."""
    if ref in taken:
        raise Refused(_("The id is taken already."))
    taken.add(ref)
