"""`groundswell texts`: out for translators, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from groundswell.core.models import Call, Fact, Translation
from groundswell.lib import catalogues
from tests.core.test_wording import read, say


def filled(path: Path, **targets: str) -> Path:
    """The file as a translator would fill it."""
    given = catalogues.read(path.read_bytes())
    for entry in given.entries:
        entry.target = targets.get(entry.key.replace("/", "_"), entry.target)
    path.write_text(catalogues.write(given, path.suffix[1:]), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["ar.po", "ar.xlf"])
def test_texts_go_out_and_come_back(call, tmp_path, capsys, name):
    file = tmp_path / name
    call_command("texts", "export", "clean-rivers", str(file), "--language", "ar")
    assert capsys.readouterr().err.strip() == "texts: 4, missing: 4"

    filled(file, call_title="أنهار")
    call_command("texts", "import", "clean-rivers", str(file), "--translated-by", "Sami")

    assert capsys.readouterr().out.strip() == "changed: 1, as before: 0, empty: 3, refused: 0"
    assert read(call, "ar") == "أنهار"
    assert Translation.objects.get().translated_by == "Sami"
    assert Fact.objects.get(what="call.translated").by == "server"


def test_trying_changes_nothing(call, tmp_path, capsys):
    file = tmp_path / "ar.po"
    call_command("texts", "export", "clean-rivers", str(file), "--language", "ar")
    call_command("texts", "import", "clean-rivers", str(filled(file, call_title="أنهار")), "--try")

    assert capsys.readouterr().out.startswith("Nothing was changed yet. changed: 1")
    assert Translation.objects.count() == 0


def test_file_on_the_screen_is_po(call, capsysbinary):
    call_command("texts", "export", "clean-rivers", "--language", "pt_br")

    assert catalogues.read(capsysbinary.readouterr().out).language == "pt-BR"


def test_refused_texts_are_told_with_line_and_reason_and_the_rest_goes_in(call, tmp_path, capsys):
    file = tmp_path / "ar.po"
    call_command("texts", "export", "clean-rivers", str(file), "--language", "ar")
    filled(file, call_title="x" * 200, call_summary="امشوا")

    with pytest.raises(SystemExit) as stopped:
        call_command("texts", "import", "clean-rivers", str(file))

    line, key, why = capsys.readouterr().err.strip().splitlines()[-1].split("\t")
    assert (stopped.value.code, key, why) == (1, "call/title", "It is longer than 160 characters.")
    assert file.read_text().splitlines()[int(line) - 1].startswith("msg")
    assert [row.text for row in Translation.objects.all()] == ["امشوا"]


@pytest.mark.parametrize(
    "words, why",
    [
        (["export", "nothing", "--language", "ar"], "There is no call “nothing”."),
        (["export", "clean-rivers"], "Say with --language into which language, other than that of the call."),
        (
            ["export", "clean-rivers", "--language", "en"],
            "Say with --language into which language, other than that of the call.",
        ),
        (["export", "clean-rivers", "--language", "a language"], "“a language” is no language tag, like ar or pt-BR."),
        (["import", "clean-rivers", "/nowhere.po"], "/nowhere.po: No such file or directory"),
        (
            ["import", "clean-rivers", "{page}"],
            "This is a web page, and no PO or XLIFF file. Was it saved from a page that asked to sign in?",
        ),
        (
            ["import", "clean-rivers", "{other}", "--language", "es"],
            "The file is in another language: العربيّة. Here it should be: español.",
        ),
        (["import", "clean-rivers", "{nameless}"], "The file names no language: say with --language which it is."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(call: Call, tmp_path, capsys, words, why):
    say(call, "ar", call_title="أنهار")
    files = {name: tmp_path / name for name in ("page", "other", "nameless")}
    files["page"].write_text("<!doctype html><title>Sign in</title>")
    files["nameless"].write_text('msgctxt "call/title"\nmsgid "World Day for Clean Rivers"\nmsgstr "x"\n')
    call_command("texts", "export", "clean-rivers", str(files["other"]), "--language", "ar")
    capsys.readouterr()

    with pytest.raises(SystemExit) as stopped:
        call_command("texts", *(word.format(**files) for word in words))

    assert (stopped.value.code, capsys.readouterr().err.strip()) == (2, f"groundswell texts: {why}")
