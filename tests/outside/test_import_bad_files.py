"""What `groundswell import` says of files that are not what they should be: one sentence, status 2, nothing kept."""

import io

import pytest
from django.core.management import call_command

from groundswell.core.models import Action, Call
from tests.outside.test_import import bring_in, counted

HEADER = b"title,date,country,locality\n"
GOOD = b"Walk,2031-03-15,PT,Porto\n"


def given_up(file, **options):
    line, status = bring_in(file, **options)
    assert status == 2
    return line.removeprefix("groundswell import: ")


BAD = {
    ("a.csv", b""): "The file is empty.",
    ("a.csv", b"\xef\xbb\xbf\n\n"): "The file is empty.",
    ("a.ics", b"<!DOCTYPE html><html>"): "This is a web page, not a calendar.",
    ("a.csv", b" <html><body>Sign in"): "This is a web page, not a table.",
    ("a.json", b"<html>"): "This is a web page, not a list of actions.",
    ("a.csv", b"PK\x03\x04rest"): "This is a zip file, not text.",
    ("a.csv", bytes(range(256)) * 9 + b"\0" * 90): "This is not text.",
    ("a.ics", b"title,date\n"): "This is not a calendar: it does not begin with BEGIN:VCALENDAR.",
    ("a.json", b'[\n {"title": "Walk",'): "This is not JSON: line 2, column 19: "
    "Expecting property name enclosed in double quotes.",
    ("a.json", b"[" * 100_000): "This JSON is nested too deeply or holds a number without end.",
    ("a.json", b'{"a": 1}'): "There is no list of objects in it.",
    ("a.csv", b"name,when\nWalk,today\n"): "The first line names no column \u201cdate\u201d or \u201cstart\u201d: "
    "see docs/data.md for the names, or write a mapping.",
}


@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_file_that_is_none_is_refused_in_a_sentence(db, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)

    assert given_up(file, new_call="Clean Rivers") == BAD[name, content]
    assert Call.objects.count() == 0


def test_a_missing_file_is_said_to_be_missing(call, tmp_path):
    assert given_up(tmp_path / "none.csv") == f"{tmp_path / 'none.csv'}: No such file or directory."


def test_a_missing_call_is_said_to_be_missing(db, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(HEADER + GOOD)

    assert given_up(file) == "There is no call \u201cclean-rivers\u201d. Make it with --new-call TITLE."


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",2031-03-15,PT,Porto\n", "It has no title."),
        (b"Walk,,PT,Porto\n", "It does not say when it begins."),
        (b"Walk,2031-02-30,PT,Porto\n", "\u201c2031-02-30\u201d is not a date or time that we can read."),
        (b"Walk,9999-12-31,PT,Porto\n", "The year 9999 is beyond belief."),
        (b"Walk,2031-03-15,PT,Porto,more\n", "It has more values than there are columns."),
        (b"W\0lk,2031-03-15,PT,Porto\n", "The line has a NUL in it."),
        (b"W" * (1024 * 1024 + 9) + b",2031-03-15,PT,Porto\n", "The line is longer than 1 MiB."),
    ],
    ids=["title", "start", "date", "year", "columns", "NUL", "long"],
)
def test_a_bad_row_is_refused_and_the_others_come_in(call, tmp_path, row, reason):
    file = tmp_path / "a.csv"
    file.write_bytes(HEADER + GOOD + row + GOOD.replace(b"Walk", b"Vigil"))

    assert bring_in(file) == counted(2, refused=1)
    refused = (tmp_path / "a.csv.refused.csv").read_text().splitlines()[1]
    assert refused.startswith((f"3,{reason}", f'3,"{reason}'))


def test_an_open_quote_does_not_swallow_the_file(call, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(HEADER + GOOD + b'"Walk,2031-03-15\n' + b"x" * 1000 + b"\n" + b"y" * 2 * 1024 * 1024 + b"\n")

    line, status = bring_in(file)
    assert (line.partition(",")[0], status) == ("1 added", 1)


def test_control_characters_and_half_surrogates_are_left_out(call, tmp_path):
    file = tmp_path / "a.json"
    file.write_text('[{"title": "Wa\\u0000lk \\ud800", "date": "2031-03-15", "country": "PT", "locality": "Porto"}]')

    assert bring_in(file) == counted(1)
    assert Action.objects.get().title == "Walk ?"


def test_refused_rows_go_to_the_current_folder_where_theirs_cannot_be_written(call, tmp_path, monkeypatch):
    folder, here = tmp_path / "there", tmp_path / "here"
    folder.mkdir()
    here.mkdir()
    (folder / "a.csv.refused.csv").mkdir()
    (folder / "a.csv").write_bytes(HEADER + b",2031-03-15,PT,Porto\n")
    monkeypatch.chdir(here)
    bring_in(folder / "a.csv")

    assert (here / "a.csv.refused.csv").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fields", "is not TOML"),
        ("speed = 3", "there is no \u201cspeed\u201d in a mapping"),
        ('[fields]\ncolour = "red"', "there is no \u201ccolour\u201d in a mapping"),
        ("header = false", "without a header the columns must be named"),
        ('columns = ["a"]\n[fields]\ntitle = "{b}"', "\u201cb\u201d is none of the columns"),
        ('[fields]\ntitle = "{nome}"\ndate = "{date}"', "no column \u201cnome\u201d"),
    ],
)
def test_a_bad_mapping_is_refused_in_a_sentence(call, tmp_path, text, told):
    file, mapping = tmp_path / "a.csv", tmp_path / "map.toml"
    file.write_bytes(HEADER + GOOD)
    mapping.write_text(text)

    assert told in given_up(file, map=mapping)


def test_the_help_shows_the_command_as_people_call_it(capsys):
    with pytest.raises(SystemExit):
        call_command("bring_in", "--help")

    assert "import [-h] [--call SLUG]" in " ".join(capsys.readouterr().out.split())


def test_plain_lines_tell_how_far_it_is_where_there_is_no_terminal(call, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(HEADER + b"".join(b"Walk %d,2031-03-15,PT,Porto\n" % number for number in range(2200)))
    out, err = io.StringIO(), io.StringIO()
    call_command("bring_in", str(file), call="clean-rivers", stdout=out, stderr=err)

    assert out.getvalue() == "2200 added, 0 changed, 0 unchanged, 0 refused\n"
    assert "2000 rows" in err.getvalue()
