"""Files that were made to harm whoever opens them, sent through the form at the desk."""

import zipfile
import zlib
from io import BytesIO
from struct import pack

import pytest
from django.test import Client

from groundswell.core.models import Resource
from tests.lib.test_filetypes import office, zipped
from tests.lib.test_pictures import GPS, JFIF, chunk, jpeg, part, png, segment, webp
from tests.web.test_toolkit import add, upload

SCRIPT = b"<script>alert(document.domain)</script>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
SHOWN_ELSEWHERE = b"<html><body onload=alert(1)>"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def bomb() -> bytes:
    """A document of 400 kB that unpacks to 400 MB."""
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", "<x/>")
        with written.open("word/document.xml", "w", force_zip64=True) as out:
            for _piece in range(400):
                out.write(bytes(1_000_000))
    return box.getvalue()


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    return jpeg(JFIF).replace(b"\x08\0\x01\0\x01\x01\x01\x11\0", b"\x08\xff\xff\xff\xff\x01\x01\x11\0")


HUGE_WEBP = webp(part(b"VP8X", b"\0\0\0\0" + b"\xff\xff\xff" * 2), part(b"VP8L", b"\x2f\xff\xff\xff\x0f"))


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "logo.svg", "SVG can hold programs"),
        (b"<svg onload='alert(1)'/>", "logo.png", "SVG can hold programs"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg>" + SCRIPT, "logo.txt", "SVG can hold programs"),
        (SHOWN_ELSEWHERE, "poster.pdf", "Web pages can hold programs"),
        (b"MZ" + PDF, "poster.pdf", "This is a program"),
        (PDF + b"<</S /JavaScript /JS (app.alert(1))>>", "poster.pdf", "This PDF has programs in it"),
        (PDF + b"<</S/Launch/F(cmd.exe)>>", "poster.pdf", "This PDF has programs in it"),
        (office("word/document.xml", **{"word/vbaProject.bin": "x"}), "a.docx", "has macros in it"),
        (bomb(), "a.docx", "far too large"),
        (zipped(**{f"word/{number}.xml": "" for number in range(10_001)}), "a.docx", "far too large"),
        (huge_png(), "a.png", "too large: at most 100 million points"),
        (huge_jpeg(), "a.jpg", "too large: at most 100 million points"),
        (HUGE_WEBP, "a.webp", "too large: at most 100 million points"),
        (zipped(**{"../../etc/passwd": "x"}), "a.docx", "We do not know this kind of file"),
        (b"GIF89a/*" + SCRIPT, "a.gif", "Web pages can hold programs"),
        (b"\x1f\x8b\x08" + bytes(20), "a.svgz", "We do not know this kind of file"),
    ],
)
def test_a_hostile_file_is_not_taken(call, clara_browser, data, name, why):
    answer = add(clara_browser, call, file=upload(data, name))

    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors["file"])
    assert Resource.objects.count() == 0


# What is two things at once is taken for the one that it begins as, and is never shown by a browser as the other.
TAKEN = {
    "a page that is a PDF": (PDF + SHOWN_ELSEWHERE + SCRIPT, "a.html", "application/pdf"),
    "a zip behind a PDF": (PDF + zipped(**{"a.class": "x"}), "a.jar", "application/pdf"),
    "a page within a picture": (png(chunk(b"tEXt", b"x\0" + SCRIPT)), "a.html", "image/png"),
    "a page behind a picture": (png() + SCRIPT, "a.html", "image/png"),
    "a zip behind a photo": (jpeg(JFIF, after=zipped(**{"a.class": "x"})), "a.jar", "image/jpeg"),
    "a page in a photo's comment": (jpeg(JFIF, segment(0xFE, SCRIPT)), "a.jpg", "image/jpeg"),
    "a photo that says where": (jpeg(JFIF, segment(0xE1, b"Exif\0\0" + GPS)), "a.png", "image/jpeg"),
    "text that a browser might take for a page": (b"x" * 5_000 + SCRIPT, "a.html", "text/plain; charset=utf-8"),
    "a table that begins like a formula": (b"=cmd|' /C calc'!A0,1\n", "a.csv", "text/csv; charset=utf-8"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_is_handed_out_as_a_download_of_its_own_kind_and_runs_nowhere(call, clara_browser, what):
    data, name, kind = TAKEN[what]
    assert add(clara_browser, call, file=upload(data, name)).status_code == 302
    answer = Client().get(Resource.objects.get().address)

    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Disposition"].rpartition(".")[2].strip('"') in ("pdf", "png", "jpg", "txt", "csv")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("what", [what for what in TAKEN if TAKEN[what][2].startswith("image")])
def test_a_picture_is_kept_without_anything_but_the_picture(call, clara_browser, media, what):
    data, name, _kind = TAKEN[what]
    add(clara_browser, call, file=upload(data, name))

    [kept] = [path.read_bytes() for path in media.rglob("*") if path.is_file()]
    assert kept in (png(), jpeg(JFIF))


def test_a_picture_of_a_usual_size_is_taken(call, clara_browser):
    assert add(clara_browser, call, file=upload(huge_png(10_000, 10_000), "a.png")).status_code == 302
