"""A row of our own table that came in as several reports, once the table says something else."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from groundswell.core.models import Action, Call, Fact, Merge, Person, Report
from tests import make

COLUMNS = (
    "permit",
    "permit_detail",
    "claims",
    "arrests",
    "estimates",
    "size_text",
    "size_low",
    "size_high",
    "source_1",
)


class Table:
    """What was exported of an action of which two told, and can be brought in with other cells."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self.capsys = file, capsys
        self.row = next(csv.DictReader(io.StringIO(file.read_text())))

    def bring_in(self, **cells: str) -> tuple[str, list[str]]:
        """Its last line, and what somebody may want to look at."""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.row))
        writer.writeheader()
        writer.writerow(self.row | cells)
        self.file.write_text(out.getvalue())
        self.capsys.readouterr()
        call_command("bring_in", str(self.file), "--call", "clean-rivers")
        told = self.capsys.readouterr()
        return told.out.strip(), [line for line in told.err.splitlines() if line.startswith("note")]

    def exported(self) -> dict[str, str]:
        out = self.file.with_name("again.csv")
        call_command("export", "--call", "clean-rivers", "--format", "csv", "-o", str(out))
        row = next(csv.DictReader(io.StringIO(out.read_text())))
        return {name: row[name] for name in COLUMNS}


@pytest.fixture
def table(call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Table:
    Call.objects.update(first_day=None, last_day=None, kind="campaign")
    action = make.past_action(call)
    counts = [{"words": "hundreds", "low": 200, "high": 200}, {"low": 350, "high": 401}, {"words": "many"}]
    make.report(action, permit="granted", claims="Clean water", estimates=counts, sources=[{"publisher": "The Post"}])
    make.report(action, permit="refused", arrests="two", estimates=[])
    file = tmp_path / "record.csv"
    call_command("export", "--call", "clean-rivers", "--format", "csv", "-o", str(file))
    Action.objects.all().delete()
    made = Table(file, capsys)
    made.bring_in()
    return made


CHANGED = "0 added, 1 changed, 0 unchanged, 0 refused"
UNCHANGED = "0 added, 0 changed, 1 unchanged, 0 refused"
SAID = {
    "permit": "granted; refused", "permit_detail": "", "claims": "Clean water", "arrests": "two", "estimates": "3",
    "size_text": "hundreds; many", "size_low": "200", "size_high": "401", "source_1": "The Post",
}  # fmt: skip


def permits() -> list[tuple[str, str]]:
    return list(Report.objects.order_by("pk").values_list("permit", "claims"))


@pytest.mark.parametrize(
    "cells",
    [
        {"claims": "Clean rivers"},
        {"permit": "granted"},
        {"permit": "granted; banned"},
        {"permit": "granted; refused; banned"},
        {"size_high": "500", "arrests": "three"},
        {"source_1": "The Ferry"},
        {"estimates": "2", "size_text": "hundreds"},
    ],
    ids=lambda cells: "; ".join(cells.values()),
)
def test_what_several_reports_tell_is_what_the_table_says_by_now(table: Table, cells: dict[str, str]) -> None:
    assert table.exported() == SAID

    assert table.bring_in(**cells) == (CHANGED, [])
    assert table.exported() == SAID | cells


def test_only_the_reports_whose_part_is_another_are_told_anew(table: Table) -> None:
    first, second = Report.objects.order_by("pk").values_list("changed_at", flat=True)
    table.bring_in(permit="granted; banned")

    now = list(Report.objects.order_by("pk").values_list("changed_at", flat=True))
    assert (now[0] == first, now[1] > second) == (True, True)


def test_what_was_put_right_in_any_of_them_stays_and_is_told_once(table: Table, mona: Person) -> None:
    for report in Report.objects.order_by("pk"):
        report.correct(by=mona, because="The paper was wrong.", permit="notified")
    before = permits()

    out, notes = table.bring_in(permit="banned; conditions", claims="Clean rivers")

    assert (out, notes) == (
        CHANGED,
        ["note, line 2: It was corrected here since, so this stays as it is: permit."],
    )
    assert (before, permits()) == (
        [("notified", "Clean water"), ("notified", "")],
        [("notified", "Clean rivers"), ("notified", "")],
    )


def test_what_is_not_of_the_row_is_left_alone(table: Table, mona: Person) -> None:
    """What a file of reports told of the action, and what came with a double of it."""
    action, call = Action.objects.get(), Call.objects.get()
    double = make.past_action(call, title="The same")
    theirs: list[Any] = [make.report(double, claims="Of the double"), make.report(action, claims="Of another file")]
    Report.objects.filter(pk__in=[one.pk for one in theirs]).update(by="import")
    Fact.write_all([Fact.of("report.imported", theirs[1], by="import", call=call, key="k", digest="d")])
    Merge.make(double, into=action, by=mona)

    assert table.bring_in(claims="Clean rivers") == (CHANGED, [])
    assert permits() == [("granted", "Clean rivers"), ("refused", ""), ("", "Of the double"), ("", "Of another file")]


def test_a_part_that_fits_nowhere_refuses_the_row(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        table.bring_in(arrests="x" * 201, title="Stroll")

    assert "refused, line 2: It cannot be read: arrests: xxx" in capsys.readouterr().err
    assert Action.objects.get().title == "Walk the river"


def test_a_cell_that_names_more_estimates_than_anybody_gave_is_no_such_row(table: Table) -> None:
    before = table.exported()
    with pytest.raises(SystemExit):
        table.bring_in(estimates="1000000000", claims="Clean water for all")

    assert "refused, line 2: It cannot be read: estimates: 1000000000" in table.capsys.readouterr().err
    assert table.exported() == before
