"""Documents are rendered once for each change and kept, compressed, until the next one.

The key of a document is all that it depends on: what was asked (path, filter words, language), the last fact in the
log that it can show (its number, and its time, so that a restored backup whose numbers come again is not taken for
what was here before), the last end of an action that has passed without the worker having written so (that alone makes
"happened" of a state without a fact), and the software. So nothing is ever cleared: what has changed is asked for
under another key. What has no fact (how many are coming) must not be in a document that is kept.

Small documents stay in memory, large ones in files under the data folder. Both are bounded; the oldest go first.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Max, Q, QuerySet

import groundswell
from groundswell.core.models import Action, Call, Fact
from groundswell.core.models.fact import Facts
from groundswell.lib.clock import now

SMALL = 128 * 1024
MOST_MEMORY = 32 * 1024 * 1024
MOST_FILES = 400
MOST_DISK = 1024 * 1024 * 1024
BLOCK = 256 * 1024
INDEX = ".index"  # what a document in a file is made of, beside it
PATIENCE = 3.0  # seconds; then it is rendered for this reader too: the other's may go to somebody slow
# What changes nothing that a document tells; on the day when hundreds register, most facts are of this sort.
UNSEEN = ("action.registered", "action.proven", "action.held", "action.freed", "report.filed")
ELSEWHERE = ("endorsement", "role", "steward", "invitation", "replacement", "domainproof", "link", "series")

_small: OrderedDict[str, bytes] = OrderedDict()
_rendering: dict[str, threading.Event] = {}
_lock = threading.Lock()


def shown_facts(call: Call | None) -> QuerySet[Fact]:
    """What a document of the call with its parts, or of all calls, may tell."""
    facts = seen_facts()
    return facts.filter(call__in=Call.objects.filter(Q(pk=call.pk) | Q(whole=call.pk))) if call else facts


def seen_facts() -> Facts:
    seen: Facts = Fact.objects.exclude(what__in=UNSEEN).exclude(subject__in=ELSEWHERE)
    return seen


@dataclass(frozen=True)
class Version:
    """How things stand. None where no fact was ever written: then one version cannot be told from another."""

    fact: int
    at: datetime
    passed: datetime | None

    @classmethod
    def current(cls, call: Call | None) -> Version | None:
        seen = seen_facts()
        last = (seen.last_under(call) if call else seen).order_by("-id").values_list("id", "at").first()
        return cls(*last, _passed()) if last else None

    @classmethod
    def last(cls) -> Version | None:
        """Of all that there is."""
        fact = Fact.objects.order_by("-id").values_list("id", "at").first()
        return cls(*fact, _passed()) if fact else None

    @property
    def changed(self) -> datetime:
        return max(self.at, self.passed or self.at)


def _passed() -> datetime | None:
    """Of every call, so that an index answers it. The worker soon makes facts of these, so there are few."""
    passed: datetime | None = Action.objects.standing().filter(over__lt=now()).aggregate(passed=Max("over"))["passed"]
    return passed


@dataclass(frozen=True)
class Key:
    asked: str
    version: str

    @classmethod
    def of(cls, version: Version, *asked: str) -> Key:
        shown = (settings.BASE_URL, settings.INSTANCE_NAME, settings.DATA_LICENCE)
        return cls(_hash(*asked), _hash(software(), *shown, *map(str, (version.fact, version.at, version.passed))))

    def __str__(self) -> str:
        return f"{self.asked}-{self.version}"


@dataclass(frozen=True)
class Kept:
    pieces: Iterable[bytes]
    length: int


def find(key: Key) -> Kept | None:
    with _lock:
        if (body := _small.get(str(key))) is not None:
            _small.move_to_end(str(key))
            return Kept([body], len(body))
    try:
        file = _path(key).open("rb")
    except OSError:
        return None
    return Kept(_blocks(file), os.fstat(file.fileno()).st_size)


def awaited(key: Key) -> Kept | None:
    """What somebody else is just rendering, if it is ready soon: right after a change a crowd asks at once."""
    with _lock:
        other = _rendering.get(str(key))
    return find(key) if other and other.wait(PATIENCE) else None


def predecessors(key: Key) -> list[Path]:
    """The files of the same document as it was before, the latest first."""
    files = [path for path in _folder().glob(f"{key.asked}-*.gz") if path != _path(key)]
    return sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def keeping(key: Key, pieces: Iterable[bytes], *, index: Callable[[], bytes] | None = None) -> Iterator[bytes]:
    """Hand the pieces on, and keep them once the last has gone by. A reader who leaves early leaves nothing behind.

    What `index` gives, when all is written, lies beside a document that is kept in a file.
    """
    with _announced(key), tempfile.SpooledTemporaryFile(SMALL, dir=str(_folder())) as copy:
        whole = True
        for piece in pieces:
            whole = whole and _wrote(copy, piece)
            yield piece
        if whole:
            _keep(key, copy, index() if index else b"")


@contextmanager
def _announced(key: Key) -> Iterator[None]:
    with _lock:
        done = _rendering.setdefault(str(key), threading.Event())
    try:
        yield
    finally:
        with _lock:
            _rendering.pop(str(key), None)
        done.set()


def forget() -> None:
    with _lock:
        _small.clear()
    for path in _folder().glob("*.gz"):
        _drop(path)


@cache
def software() -> str:
    """Another release may write the same rows otherwise."""
    files = sorted(path for path in Path(groundswell.__file__).parent.rglob("*") if path.suffix in (".py", ".mo"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _folder() -> Path:
    folder = Path(settings.DATA) / "cache" / "shapes"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(key: Key) -> Path:
    return _folder() / f"{key}.gz"


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block


def _wrote(copy: IO[bytes], piece: bytes) -> bool:
    """A full disk is no reader's problem: the document is then handed out and not kept."""
    try:
        copy.write(piece)
    except OSError:
        return False
    return True


def _keep(key: Key, copy: IO[bytes], index: bytes) -> None:
    length = copy.tell()
    copy.seek(0)
    if length <= SMALL:
        _keep_in_memory(key, copy.read())
    else:
        with suppress(OSError):
            if index:
                _path(key).with_suffix(INDEX).write_bytes(index)
            _keep_in_file(key, copy)


def _keep_in_memory(key: Key, body: bytes) -> None:
    with _lock:
        for name in [name for name in _small if name.startswith(f"{key.asked}-")]:
            del _small[name]
        _small[str(key)] = body
        while sum(map(len, _small.values())) > MOST_MEMORY:
            _small.popitem(last=False)


def _keep_in_file(key: Key, copy: IO[bytes]) -> None:
    """Under its name only when it is whole: what else is asked for meanwhile never sees half of it."""
    with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".part", delete=False) as part:
        try:
            shutil.copyfileobj(copy, part, BLOCK)
            part.close()
            Path(part.name).replace(_path(key))
        finally:
            Path(part.name).unlink(missing_ok=True)
    _make_room(key)


def _make_room(key: Key) -> None:
    """Drop what this document replaces, then the oldest."""
    for path in _folder().glob(f"{key.asked}-*.gz"):
        if path != _path(key):
            _drop(path)
    files = sorted(((path.stat(), path) for path in _folder().glob("*.gz")), key=lambda pair: pair[0].st_mtime)
    size = sum(stat.st_size for stat, _path in files)
    while files[1:] and (size > MOST_DISK or len(files) > MOST_FILES):
        stat, oldest = files.pop(0)
        _drop(oldest)
        size -= stat.st_size


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(INDEX).unlink(missing_ok=True)
