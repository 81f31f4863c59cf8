import csv
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from groundswell.core.models import Call
from tests import make


def test_the_record_of_a_call_is_written_to_a_file(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.report(make.past_action(call), low=100, high=300)
    make.past_action(make.call("another"))
    call_command("export", "--call", call.slug, "-o", str(tmp_path / "record.csv"))
    with (tmp_path / "record.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["call"], row["size_high"]) for row in csv.DictReader(file)] == [("clean-rivers", "300")]
    assert capsys.readouterr().err.startswith("1 action, 0.0 MB")


def test_the_record_of_every_public_call_is_written_at_once(call: Call, tmp_path: Path) -> None:
    make.past_action(call)
    make.past_action(make.call("another"))
    make.past_action(make.call("draft", stage="draft"))
    call_command("export", "--all", "--format", "json", "-o", str(tmp_path / "record.json"))
    rows = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert sorted(row["call"] for row in rows) == ["another", "clean-rivers"]


@pytest.mark.parametrize(
    ("format", "begins"), [("geojson", '{"type": "FeatureCollection"'), ("ics", "BEGIN:VCALENDAR")]
)
def test_points_and_calendar_are_the_same_documents_as_on_the_web(
    call: Call, tmp_path: Path, format: str, begins: str
) -> None:
    make.past_action(call)
    call_command("export", "--call", call.slug, "--format", format, "-o", str(tmp_path / "file"))
    text = (tmp_path / "file").read_text(encoding="utf-8")
    assert (text.startswith(begins), "Walk the river" in text) == (True, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--call", "nowhere"], "There is no call “nowhere”."),
        (["--all", "-o", "/nowhere/at/all.csv"], "/nowhere/at/all.csv: No such file or directory"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    db: None, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("export", *words)
    assert (stopped.value.code, capsys.readouterr().err) == (2, f"groundswell export: {why}\n")


def test_an_older_file_stays_whole_until_the_new_one_is(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text("old", encoding="utf-8")
    call_command("export", "--all", "-o", str(file))
    assert file.read_text(encoding="utf-8").startswith("id,url,")
    assert list(tmp_path.iterdir()) == [file]
