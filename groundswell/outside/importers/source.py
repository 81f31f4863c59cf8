"""A file that somebody gave us: what it is, and its text line by line, whatever its encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import IO, AnyStr

from django.utils.translation import gettext as _

MOST = 1024 * 1024  # bytes of one row
HEAD = 64 * 1024
WEB = ("<!doctype html", "<html", "<head", "<body", "<script")
OTHERS = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "Office",
}


class Unreadable(Exception):
    """The file is not what it should be; the text is a translated sentence for people."""


class Source:
    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path, self.done = path, 0
        self.bad: dict[int, str] = {}  # line numbers that hold no text we can read, and why
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                self.head = file.read(HEAD)
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}.") from error
        self.encoding = encoding or _encoding(self.head)
        self.refuse_what_is_no_text()

    def refuse_what_is_no_text(self) -> None:
        if not self.head.strip(b"\xef\xbb\xbf \t\r\n"):
            raise Unreadable(_("The file is empty."))
        for start, name in OTHERS.items():
            if self.head.startswith(start):
                raise Unreadable(_("This is a %(name)s file, not text.") % {"name": name})
        if not self.encoding.startswith("utf-16") and self.head.count(0) > len(self.head) // 100 + 8:
            raise Unreadable(_("This is not text."))
        if self.opening.startswith(WEB):
            raise Unreadable(_("This is a web page, not a %(what)s.") % {"what": self.expected})

    @property
    def opening(self) -> str:
        """How the text begins, to tell formats apart."""
        text = self.head.decode(self.encoding if self.encoding != "mixed" else "utf-8", "replace")
        return text.lstrip("\ufeff \t\r\n")[:4096].lower()

    @property
    def expected(self) -> str:
        kinds = {".ics": _("calendar"), ".csv": _("table"), ".tsv": _("table")}
        return kinds.get(self.path.suffix.lower(), _("list of actions"))

    def lines(self) -> Iterator[str]:
        """Numbered from 1 by whoever counts; a line that cannot be read is empty, and told in `bad`."""
        for number, (line, whole) in enumerate(self._lines(MOST), 1):
            if not whole:
                self.bad[number] = _("The line is longer than 1 MiB.")
            elif "\0" in line:
                self.bad[number] = _("The line has a NUL in it.")
            yield "\n" if number in self.bad else line

    def text(self) -> str:
        return "".join(line for line, _whole in self._lines(-1))

    def _lines(self, most: int) -> Iterator[tuple[str, bool]]:
        try:
            yield from self._mixed_lines(most) if self.encoding == "mixed" else self._lines_in(self.encoding, most)
        except (OSError, UnicodeError) as error:
            raise Unreadable(f"{self.path}: {error}.") from error

    def _mixed_lines(self, most: int) -> Iterator[tuple[str, bool]]:
        """UTF-8, but for lines that are not: tables put together from several hands have both."""
        with self.path.open("rb") as file:
            for number, (raw, whole) in enumerate(_whole_lines(file, most, b"\n")):
                self.done += len(raw)
                raw = raw.removeprefix(codecs.BOM_UTF8) if not number else raw
                try:
                    yield raw.decode(), whole
                except UnicodeDecodeError:
                    yield raw.decode("cp1252", "replace"), whole

    def _lines_in(self, encoding: str, most: int) -> Iterator[tuple[str, bool]]:
        with self.path.open(encoding=encoding, errors="replace", newline="") as file:
            for line, whole in _whole_lines(file, most, "\n"):
                self.done += len(line) * (2 if "16" in encoding else 1)
                yield line, whole


def _whole_lines(file: IO[AnyStr], most: int, end: AnyStr) -> Iterator[tuple[AnyStr, bool]]:
    """Lines, and whether that is all of them: one that is too long is cut, so that it cannot fill the memory."""
    while line := file.readline(most):
        whole = most < 0 or len(line) < most or line.endswith(end)
        rest = line if not whole else end
        while not rest.endswith(end) and (rest := file.readline(most)):
            pass
        yield line, whole


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(head) // 2
    if pairs > 3 and head[1::2].count(0) > pairs * 0.6 and not head[0::2].count(0):
        return "utf-16-le"
    if pairs > 3 and head[0::2].count(0) > pairs * 0.6 and not head[1::2].count(0):
        return "utf-16-be"
    return "mixed"
