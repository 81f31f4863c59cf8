"""What is private is in no output, whoever asks and in whatever shape: marks went in, and none comes out."""

from zipfile import ZipFile

import pytest
from django.core.management import call_command

from tests.conftest import signed_in
from tests.private_fields.addresses import addresses
from tests.private_fields.marks import INTERNAL, SECRET, found, said, visitor


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_no_public_output_tells_anything_private(scene, call, language):
    browser = visitor()
    for address in addresses(call):
        if address == "/healthz" and language:
            continue
        assert found(said(browser.get(language + address)), SECRET, INTERNAL) == [], address


def test_no_output_of_the_desk_tells_an_address_of_anybody(scene, call, clara):
    browser = signed_in(clara)
    pages = [
        *addresses(call),
        "/desk/calls/clean-rivers/second/",
        *(f"/desk/calls/clean-rivers/?show={show}" for show in ("waiting", "public", "changed", "decided")),
    ]
    secret = {name: mark for name, mark in SECRET.items() if name != "referring page"}

    seen = "".join(said(browser.get(page)) for page in pages)

    assert found(seen, secret) == []
    assert found(seen, INTERNAL) != []  # the desk does know what the public does not


@pytest.mark.parametrize("format", ["csv", "json", "geojson", "ics"])
@pytest.mark.parametrize("which", [["--all"], ["--call", "clean-rivers"], ["--call", "canary-draft"]])
def test_no_export_tells_anything_private(scene, tmp_path, format, which):
    file = tmp_path / "record"
    call_command("export", *which, "--format", format, "-o", str(file))
    told = file.read_text()
    if "canary-draft" in which:
        # Whoever sits at the machine names the draft; its actions are not public all the same.
        told = told.replace(INTERNAL["draft"], "")

    assert found(told, SECRET, INTERNAL) == []


@pytest.mark.parametrize("which", [["--all"], ["--call", "clean-rivers"]])
def test_no_table_of_the_package_tells_anything_private(scene, tmp_path, which):
    file = tmp_path / "record.zip"
    call_command("export", *which, "--format", "package", "-o", str(file))

    with ZipFile(file) as package:
        told = {name: package.read(name).decode() for name in package.namelist()}

    assert {name: found(text, SECRET, INTERNAL) for name, text in told.items()} == {name: [] for name in told}
