"""What a file is, told from what is in it. Its name is asked only which kind of plain text it is."""

import re
import zipfile
from io import BytesIO
from typing import NamedTuple


class Format(NamedTuple):
    media_type: str
    ending: str
    label: str


FORMATS = {
    "pdf": Format("application/pdf", "pdf", "PDF"),
    "png": Format("image/png", "png", "PNG"),
    "jpeg": Format("image/jpeg", "jpg", "JPEG"),
    "webp": Format("image/webp", "webp", "WebP"),
    "odt": Format("application/vnd.oasis.opendocument.text", "odt", "ODT"),
    "odp": Format("application/vnd.oasis.opendocument.presentation", "odp", "ODP"),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", "ods", "ODS"),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "DOCX"),
    "pptx": Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "PPTX"),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "XLSX"),
    "txt": Format("text/plain; charset=utf-8", "txt", "TXT"),
    "csv": Format("text/csv; charset=utf-8", "csv", "CSV"),
    "md": Format("text/markdown; charset=utf-8", "md", "Markdown"),
}
PICTURES = ("png", "jpeg", "webp")
# What is recognised in order to be refused with its reason.
SVG, HTML, PROGRAM, MACROS, BOMB, SCRIPTED = "svg", "html", "program", "macros", "bomb", "scripted"
MOST_UNPACKED, MOST_MEMBERS = 300_000_000, 10_000  # of a document that is a zip

_BEGINNINGS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_MEMBERS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)")
# What is compressed within is not seen: this finds what is plain, and downloads keep the rest out of our pages.
_SCRIPTS = re.compile(rb"/(JavaScript|Launch)\b")
_PAGE = re.compile(r"<(!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)
_DRAWING = re.compile(r"<(!doctype\s+)?svg\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
LOOKED_AT = 4096


def recognise(data: bytes, name: str = "") -> str | None:
    """A word of FORMATS, one of what is refused by name, or None for what is not known."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return SCRIPTED if kind == "pdf" and _SCRIPTS.search(data) else kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    return PROGRAM if data.startswith(_PROGRAMS) else _in_text(data, name)


def _in_zip(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as box:
            names = set(box.namelist())
            if len(names) > MOST_MEMBERS or sum(each.file_size for each in box.infolist()) > MOST_UNPACKED:
                return BOMB
            if any(_MACROS.search(name) for name in names):
                return MACROS
            return _open_document(box) if "mimetype" in names else _office(names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return None


def _open_document(box: zipfile.ZipFile) -> str | None:
    if box.getinfo("mimetype").file_size > 100 or "content.xml" not in box.namelist():
        return None
    said = box.read("mimetype").decode("ascii", "replace").strip()
    return next((kind for kind in ("odt", "odp", "ods") if FORMATS[kind].media_type == said), None)


def _office(names: set[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for member, kind in _MEMBERS.items() if member in names), None)


def _in_text(data: bytes, name: str) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not text.strip() or _CONTROLS.search(text):
        return None
    if _DRAWING.search(text[:LOOKED_AT]):
        return SVG
    if _PAGE.search(text[:LOOKED_AT]):
        return HTML
    ending = name.rpartition(".")[2].lower()
    return {"csv": "csv", "md": "md", "markdown": "md"}.get(ending, "txt")
