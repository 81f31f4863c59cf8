"""Texts with their translations as files for translators: PO (gettext) and XLIFF 1.2.

Files come from anywhere, so nothing of one is believed: too large, not UTF-8, cut off, a web page, a document that
declares entities, are each `Broken` with a word that says which, and the line where there is one.
"""

from __future__ import annotations

import io
import re
import xml.sax
from dataclasses import dataclass, field
from typing import Any
from xml.sax import handler
from xml.sax.saxutils import escape, quoteattr

import polib

LARGEST = 4 * 1024 * 1024
PO, XLIFF = "po", "xlf"
MEDIA = {PO: "text/x-gettext-translation; charset=utf-8", XLIFF: "application/x-xliff+xml; charset=utf-8"}
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_UNSURE = ("new", "needs-")  # states of XLIFF that begin so
_OTHER_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")  # where Python ends a line, and no file does
_PO_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s+)?"(\\.|[^"\\])*"\s*)?')
_HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class Broken(Exception):
    """`what` is one of: large, empty, encoding, page, entities, version, syntax."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what, line)
        self.what, self.line = what, line


@dataclass
class Entry:
    """One text: as it was written, and as it is in the other language."""

    key: str
    source: str
    target: str = ""
    unsure: bool = False  # the translator, or whoever made the file, was not certain of it
    note: str = ""
    longest: int = 0
    language: str = ""  # of the source
    line: int = 0


@dataclass
class Catalogue:
    about: str = ""  # what the texts are of
    language: str = ""
    entries: list[Entry] = field(default_factory=list)


def write(catalogue: Catalogue, form: str) -> str:
    return _po(catalogue) if form == PO else _xliff(catalogue)


def read(data: bytes) -> Catalogue:
    """Told apart by what is in it, whatever its name says."""
    if len(data) > LARGEST:
        raise Broken("large")
    text = _decoded(data)
    if not text.strip():
        raise Broken("empty")
    start = text.lstrip()[:1000]
    if _HTML.search(start) and "<xliff" not in start:
        raise Broken("page")
    return _read_xliff(text) if start.startswith("<") else _read_po(text)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Broken("encoding", data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise Broken("encoding")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _po(catalogue: Catalogue) -> str:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": catalogue.about,
        "Language": catalogue.language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for each in catalogue.entries:
        flags = ["fuzzy"] if each.unsure and each.target else []
        file.append(
            polib.POEntry(
                msgctxt=each.key, msgid=each.source, msgstr=each.target, flags=flags, comment=_one_line(each.note)
            )
        )
    return str(file)


def _one_line(note: str) -> str:
    return " ".join(note.split())


def _read_po(text: str) -> Catalogue:
    lines = text.split("\n")
    if wrong := next((number for number, line in enumerate(lines, start=1) if not _PO_LINE.fullmatch(line)), 0):
        raise Broken("syntax", wrong)  # the library takes half a line for a whole one
    if not any(line.startswith("msgid") for line in lines):
        raise Broken("syntax", 1)
    try:
        # With an end of line it is the name of no file, for which the library would look otherwise.
        file = polib.pofile(_OTHER_ENDS.sub(r"\\n", text) + "\n", wrapwidth=0)
    except Exception as error:  # a parser made for files of one's own: on others it fails in many ways
        line = re.search(r"line (\d+)", str(error))
        raise Broken("syntax", int(line[1]) if line else 0) from None
    entries = [
        Entry(each.msgctxt or "", each.msgid, each.msgstr or "", unsure=each.fuzzy, line=each.linenum or 0)
        for each in file
        if not each.obsolete
    ]
    return Catalogue(
        file.metadata.get("Project-Id-Version", ""), file.metadata.get("Language", "").replace("_", "-"), entries
    )


def _xliff(catalogue: Catalogue) -> str:
    """A `file` for each language of the sources: one of XLIFF has one."""
    languages = dict.fromkeys(each.language for each in catalogue.entries)
    files = "".join(_xliff_file(catalogue, language) for language in languages)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{NAMESPACE}">\n{files}</xliff>\n'


def _xliff_file(catalogue: Catalogue, language: str) -> str:
    units = "".join(_unit(each, catalogue.language) for each in catalogue.entries if each.language == language)
    head = (
        f"original={quoteattr(catalogue.about)} source-language={quoteattr(language)} "
        f'target-language={quoteattr(catalogue.language)} datatype="plaintext"'
    )
    return f"<file {head}>\n<body>\n{units}</body>\n</file>\n"


def _unit(entry: Entry, language: str) -> str:
    width = f' maxwidth="{entry.longest}" size-unit="char"' if entry.longest else ""
    state = "needs-review-translation" if entry.unsure else "translated"
    note = f"<note>{escape(entry.note)}</note>\n" if entry.note else ""
    target = f'<target xml:lang={quoteattr(language)} state="{state}">{escape(entry.target)}</target>\n'
    return (
        f'<trans-unit id={quoteattr(entry.key)}{width} xml:space="preserve">\n'
        f"<source xml:lang={quoteattr(entry.language)}>{escape(entry.source)}</source>\n"
        f"{target if entry.target else ''}{note}</trans-unit>\n"
    )


def _read_xliff(text: str) -> Catalogue:
    reader = _Reader()
    parser = xml.sax.make_parser()
    parser.setFeature(handler.feature_external_ges, False)
    parser.setFeature(handler.feature_external_pes, False)
    parser.setContentHandler(reader)
    parser.setProperty(handler.property_lexical_handler, _NoDoctype())
    source = xml.sax.xmlreader.InputSource()
    # As characters, so that what it says of its own encoding does not count: it was UTF-8.
    source.setCharacterStream(io.StringIO(text))
    try:
        parser.parse(source)
    except xml.sax.SAXParseException as error:
        raise Broken("syntax", error.getLineNumber() or 0) from None
    return reader.catalogue


class _NoDoctype:
    """A document type may declare entities that grow without end, or that are files of ours. None is needed."""

    def startDTD(self, *declared: object) -> None:
        raise Broken("entities")

    def endDTD(self) -> None: ...
    def comment(self, content: str) -> None: ...
    def startCDATA(self) -> None: ...
    def endCDATA(self) -> None: ...


class _Reader(handler.ContentHandler):
    """Takes the text of source and target, whatever tags a tool has put inside; `alt-trans` are proposals of tools."""

    def __init__(self) -> None:
        super().__init__()
        self.catalogue = Catalogue()
        self.begun = False
        self.entry: Entry | None = None
        self.inside = ""
        self.texts: dict[str, list[str]] = {}
        self.aside = 0
        self.language = ""
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self.locator = locator

    def startElement(self, name: str, attributes: Any) -> None:
        name = name.rpartition(":")[2]
        if not self.begun:
            self._begin(name, attributes)
        elif name == "file":
            self.catalogue.about = self.catalogue.about or attributes.get("original", "")
            self.catalogue.language = self.catalogue.language or attributes.get("target-language", "")
            self.language = attributes.get("source-language", "")
        elif name == "trans-unit":
            line = self.locator.getLineNumber() or 0
            self.entry = Entry(attributes.get("id", ""), "", language=self.language, line=line)
            self.texts = {"source": [], "target": []}
        elif name == "alt-trans":
            self.aside += 1
        elif self.entry and not self.aside and name in self.texts:
            self.inside = name
            self.entry.unsure = self.entry.unsure or attributes.get("state", "").startswith(_UNSURE)

    def _begin(self, name: str, attributes: Any) -> None:
        if name != "xliff":
            raise Broken("syntax", 1)
        if not attributes.get("version", "1.2").startswith("1."):
            raise Broken("version")
        self.begun = True

    def endElement(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "alt-trans":
            self.aside -= 1
        elif name == self.inside and not self.aside:
            self.inside = ""
        elif name == "trans-unit" and self.entry:
            self.entry.source, self.entry.target = ("".join(self.texts[each]) for each in ("source", "target"))
            self.catalogue.entries.append(self.entry)
            self.entry = None

    def characters(self, content: str) -> None:
        if self.inside and not self.aside:
            self.texts[self.inside].append(content)
