import zipfile
from io import BytesIO

import pytest

from groundswell.lib.filetypes import FORMATS, HTML, MACROS, PROGRAM, SVG, recognise


def zipped(**members: str) -> bytes:
    box = BytesIO()
    with zipfile.ZipFile(box, "w") as written:
        for name, text in members.items():
            written.writestr(name, text)
    return box.getvalue()


def open_document(kind: str) -> bytes:
    return zipped(**{"mimetype": FORMATS[kind].media_type, "content.xml": "<x/>"})


def office(member: str, **more: str) -> bytes:
    return zipped(**{"[Content_Types].xml": "<x/>", member: "<x/>"} | more)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"RIFF\0\0\0\0WEBP", "webp"),
        (open_document("odt"), "odt"),
        (open_document("odp"), "odp"),
        (open_document("ods"), "ods"),
        (office("word/document.xml"), "docx"),
        (office("ppt/presentation.xml"), "pptx"),
        (office("xl/workbook.xml"), "xlsx"),
        ("Salmón".encode(), "txt"),
        ("\ufeffنهر".encode(), "txt"),
    ],
)
def test_a_file_is_what_its_content_says(data, kind):
    assert recognise(data, "holiday.exe") == kind


@pytest.mark.parametrize(("name", "kind"), [("a.csv", "csv"), ("A.MD", "md"), ("a.txt", "txt"), ("a.html", "txt")])
def test_its_name_says_only_which_plain_text_it_is(name, kind):
    assert recognise(b"river,length\nDouro,897\n", name) == kind


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"MZ\x90\0", PROGRAM),
        (b"\x7fELF\x02", PROGRAM),
        (b"\xcf\xfa\xed\xfe", PROGRAM),
        (b"#!/bin/sh\nrm x", PROGRAM),
        (b"<svg xmlns='x'/>", SVG),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<SVG>", SVG),
        (b"<!DOCTYPE html><p>", HTML),
        (b"\xef\xbb\xbf \n<HTML>", HTML),
        (b"# Leaflet\n<script>alert(1)</script>", HTML),
        (office("word/document.xml", **{"word/vbaProject.bin": "x"}), MACROS),
        (zipped(**{"mimetype": FORMATS["odt"].media_type, "content.xml": "", "Basic/a.xml": ""}), MACROS),
    ],
)
def test_what_could_run_is_recognised_whatever_its_name(data, refused):
    assert recognise(data, "poster.pdf") == refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"PK\x03\x04 no zip",
        zipped(**{"a.txt": "x"}),
        zipped(**{"mimetype": "application/epub+zip", "content.xml": ""}),
        zipped(**{"word/document.xml": "x"}),
        b"GIF89a\x01",
        b"\xff\xfe\x00a",
        b"text \0 with a zero",
    ],
)
def test_anything_else_is_not_known(data):
    assert recognise(data, "poster.pdf") is None
