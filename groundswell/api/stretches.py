"""A long map is kept in stretches, so that a change costs its own stretch and not the whole.

A stretch is the actions whose primary keys lie together; an action never leaves its own, whatever changes of it, and
the features of a map have no order. After a change the stretches of the actions that the facts since then tell of are
written anew, and all others are copied as they were pressed. Where a fact may touch any action, all is written anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import get_language, override

from groundswell.api import kept, maps
from groundswell.api.about import About
from groundswell.api.telling import Told, told
from groundswell.core.models import Action, Call, Fact, Report
from groundswell.lib import gzip_parts
from groundswell.lib.clock import now
from groundswell.lib.gzip_parts import Part

WIDTH = 1024  # primary keys
MOST_FACTS = 20_000  # since the last time; with more it is all written anew
# What is told of these is in no feature of a map.
BESIDE = (
    "agreement", "agreementversion", "assent", "clearance", "convening", "digest", "membership", "milestone", "pledge",
    "presscontact", "quote", "resource", "signature", "statement", "taking",
)  # fmt: skip


@dataclass(slots=True)
class Stretch:
    number: int
    start: int  # in the file
    length: int
    crc: int
    size: int


@dataclass(slots=True)
class Index:
    """What stands where in a kept map, and up to what it is told."""

    fact: int
    at: str
    passed: str | None
    stretches: list[Stretch] = field(default_factory=list)

    @classmethod
    def of(cls, version: kept.Version) -> Index:
        return cls(version.fact, version.at.isoformat(), version.passed.isoformat() if version.passed else None)

    @classmethod
    def read(cls, path: Path) -> Index:
        told = json.loads(path.read_bytes())
        return cls(**told | {"stretches": [Stretch(**one) for one in told["stretches"]]})

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()


class Map:
    """One GeoJSON document of a list, on its way."""

    def __init__(
        self,
        about: Callable[[], About],
        rows: QuerySet[Action],
        key: kept.Key,
        version: kept.Version,
        call: Call | None,
    ) -> None:
        self.about, self.rows, self.key, self.call = about, rows.order_by("pk"), key, call
        self.index = Index.of(version)
        self.language = get_language() or "en"

    def pieces(self) -> Iterator[bytes]:
        return kept.keeping(self.key, gzip_parts.joined(self._parts()), index=self.index.written)

    def _parts(self) -> Iterator[Part]:
        with override(self.language):
            head = gzip_parts.part(maps.head(self.about()).encode())
        between = gzip_parts.part(maps.BETWEEN.encode())
        at = len(gzip_parts.HEAD) + len(head.pressed)
        yield head
        for number, part in self._stretches():
            if self.index.stretches:
                yield between
                at += len(between.pressed)
            self.index.stretches.append(Stretch(number, at, len(part.pressed), part.crc, part.size))
            yield part
            at += len(part.pressed)
        yield gzip_parts.part(maps.TAIL.encode())

    def _stretches(self) -> Iterator[tuple[int, Part]]:
        """Those in which there is something."""
        if before := _kept(self.key):
            index, file = before
            with file:
                touched = touched_since(index, self.call)
                if touched is not None and 2 * len(touched) <= len(index.stretches):
                    yield from self._mended(index, file, touched)
                    return
        yield from self._anew()

    def _mended(self, index: Index, file: IO[bytes], touched: set[int]) -> Iterator[tuple[int, Part]]:
        stretches = {stretch.number: stretch for stretch in index.stretches}
        for number in sorted({*stretches, *touched}):
            if number not in touched:
                yield number, _copied(file, stretches[number])
            elif part := self._written(told(self.rows.filter(pk__range=_keys(number)))):
                yield number, part

    def _anew(self) -> Iterator[tuple[int, Part]]:
        for number, some in groupby(told(self.rows), key=lambda one: one.action.pk // WIDTH):
            if part := self._written(some):
                yield number, part

    def _written(self, some: Iterable[Told]) -> Part | None:
        """Made while it is sent, when the view is long over: so the language is set again."""
        with override(self.language):
            text = maps.BETWEEN.join(map(maps.feature_of(), some))
        return gzip_parts.part(text.encode()) if text else None


def touched_since(index: Index, call: Call | None) -> set[int] | None:
    """The stretches of which anything may have changed since; None where nobody can tell which."""
    if not Fact.objects.filter(pk=index.fact, at=index.at).exists():
        return None  # a backup was restored: other facts have these numbers
    facts = kept.shown_facts(call).filter(pk__gt=index.fact).exclude(subject__in=BESIDE)
    subjects = set(facts.order_by().values_list("subject", "subject_id")[: MOST_FACTS + 1])
    if len(subjects) > MOST_FACTS or not {subject for subject, _key in subjects} <= {"action", "report"}:
        return None
    reports = [key for subject, key in subjects if subject == "report"]
    passed = Action.objects.standing().filter(over__lt=now())
    if index.passed:
        passed = passed.filter(over__gt=index.passed)
    keys = {key for subject, key in subjects if subject == "action"}
    keys |= {*Report.objects.filter(pk__in=reports).values_list("action_id", flat=True)}
    keys |= {*passed.values_list("pk", flat=True)}
    return {key // WIDTH for key in keys}


def _kept(key: kept.Key) -> tuple[Index, IO[bytes]] | None:
    """The same map as it was before the last changes."""
    for path in kept.predecessors(key):
        with suppress(OSError, ValueError, TypeError, KeyError):
            return Index.read(path.with_suffix(kept.INDEX)), path.open("rb")
    return None


def _copied(file: IO[bytes], stretch: Stretch) -> Part:
    file.seek(stretch.start)
    return Part(file.read(stretch.length), stretch.crc, stretch.size)


def _keys(number: int) -> tuple[int, int]:
    return number * WIDTH, (number + 1) * WIDTH - 1
