"""A package where some of it is here already, and files with a cell that nothing can be made of."""

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Citation,
    Endorsement,
    Hosting,
    Organisation,
    Overlap,
    Person,
    Report,
    Route,
    Series,
    Source,
)
from groundswell.core.table import Scope
from groundswell.core.tables import TABLES
from tests import make


def export(folder: Path, name: str) -> Path:
    format = "package" if name.endswith(".zip") else "csv"
    call_command("export", "--call", "clean-rivers", "--format", format, "-o", str(folder / name))
    return folder / name


def bring_in(file: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, list[str]]:
    """The line at the end, and what was refused."""
    capsys.readouterr()
    with suppress(SystemExit):
        call_command("bring_in", str(file), *words)
    told = capsys.readouterr()
    return told.out.strip(), [line for line in told.err.splitlines() if line.startswith("refused")]


def empty() -> None:
    for model in (Call, Source, Organisation):
        model.objects.all().delete()  # type: ignore[attr-defined]


def write(text: str, row: int, **cells: str) -> str:
    """The table with these cells in this row of it; the first is 0."""
    rows = list(csv.DictReader(io.StringIO(text)))
    rows[row] |= cells
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_in(package: Path, table: str, row: int, **cells: str) -> None:
    change(package, table, lambda rows: [write(b"".join(rows).decode(), row, **cells).encode()])


def change(package: Path, table: str, changed: Callable[[list[bytes]], list[bytes]]) -> None:
    """The lines of a table."""
    with ZipFile(package) as file:
        files = {name: file.read(name) for name in file.namelist()}
    name = f"data/{table}.csv"
    files[name] = b"".join(changed(files[name].splitlines(keepends=True)))
    with ZipFile(package, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)


def double(package: Path, table: str) -> None:
    """With its first row once more, at the end."""
    change(package, table, lambda rows: [*rows, rows[1]])


def all_of_it() -> dict[str, list[Any]]:
    return {table.name: list(table.rows(Scope())) for table in TABLES}


@pytest.fixture(autouse=True)
def open_ended(call: Call) -> None:
    Call.objects.update(first_day=None, last_day=None, kind="campaign")
    call.refresh_from_db()


@pytest.fixture
def told(call: Call) -> Call:
    """Two actions, each with a report, and one that was called off; an endorsement."""
    for title in ("First", "Second"):
        action = make.past_action(call, title=title, organisations=["River Keepers"])
        make.report(action, low=200, high=300, sources=[{"address": f"https://news.example/{title}"}])
    series = Series.objects.create(call=call, kind="dates", step="week")
    more = {"toilets": {"no": True}}
    off = make.action(call, at="porto", title="Called off", series=series, access_more=more)
    make.route(off)
    for because in ("Flood", "Storm"):
        off.cancel(by="host", because=because)
        if because == "Flood":
            off.stand_again(by="server", because="It is over")
    organisation = Organisation.named("River Keepers", kind="ngo", country="PT")
    Endorsement.objects.create(call=call, organisation=organisation, state="accepted", accepted_at=make.at(make.DAY))
    return call


CALL = ("--call", "clean-rivers", "--new-call", "Clean rivers")
TAKEN = "The id is taken by an action that is here already."


def test_a_package_that_is_here_already_changes_nothing(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = all_of_it()
    file = export(tmp_path, "first.zip")

    assert bring_in(file, capsys) == (
        "0 added, 0 changed, 0 unchanged, 3 refused",
        [f"refused, line 2, 3, 4: {TAKEN}"],
    )
    assert all_of_it() == before


def test_of_a_package_comes_in_what_is_new_with_what_hangs_on_it(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: sorted(map(str, rows)) for name, rows in all_of_it().items()}
    file = export(tmp_path, "first.zip")
    Action.objects.get(title="Second").delete()

    assert bring_in(file, capsys)[0] == "1 added, 0 changed, 0 unchanged, 2 refused"
    assert {name: sorted(map(str, rows)) for name, rows in all_of_it().items()} == before


def test_an_organisation_that_endorses_here_does_so_once(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(tmp_path, "first.zip")
    Action.objects.all().delete()
    Endorsement.objects.update(accepted_at=make.at(make.DAY, 13))

    bring_in(file, capsys)

    assert Endorsement.objects.get().accepted_at == make.at(make.DAY, 13)


def test_an_organisation_that_was_merged_here_is_known_again_by_its_old_address(
    told: Call, mona: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a host and as one that endorses, and once where both endorsed."""
    double, stays = Organisation.objects.get(), Organisation.named("River Keepers", kind="ngo", country="PT")
    accepted = {"state": "accepted", "accepted_at": make.at(make.DAY, 13)}
    Endorsement.objects.create(call=told, organisation=stays, **accepted)
    Hosting.objects.filter(action__title="First").update(organisation=double, confirmed_at=make.at(make.DAY))
    file = export(tmp_path, "first.zip")
    Endorsement.objects.all().delete()
    Action.objects.all().delete()
    stays.absorb(double, by=mona)

    bring_in(file, capsys)

    assert list(Organisation.objects.values_list("slug", flat=True)) == [stays.slug]
    assert list(Endorsement.objects.values_list("organisation", flat=True)) == [stays.pk]
    assert list(Hosting.objects.filter(confirmed_at__isnull=False).values_list("organisation", flat=True)) == [stays.pk]


BAD = [
    ("actions", {"first_recorded": ""}, "line 2: It cannot be read: first_recorded: empty"),
    ("actions", {"verification": "sworn"}, "line 2: It cannot be read: verification: sworn"),
    ("actions", {"lat": "1e9"}, "line 2: It cannot be read: lat: 1e9"),
    ("reports", {"first_recorded": ""}, "line 2: reports: It cannot be read: first_recorded: empty"),
    ("reports", {"verification": "sworn"}, "line 2: reports: It cannot be read: verification: sworn"),
    ("reports", {"arrests": "x" * 201}, f"line 2: reports: It cannot be read: arrests: {'x' * 71}"),
    ("reports", {"notes": "\x00"}, "line 2: reports: It cannot be read: NUL"),
    ("estimates", {"low": "-1"}, "line 2: estimates: It cannot be read: low: -1"),
    ("upsets", {"what": "flooded"}, "line 2: upsets: It cannot be read: what: flooded"),
    ("upsets", {"at": ""}, "line 2: upsets: It cannot be read: at: empty"),
    ("upsets", {"what": "moved", "to_place": "[]"}, "line 2: upsets: It cannot be read: to_place: []"),
    ("sources", {"on": "May"}, "line 2: sources: It cannot be read: Invalid isoformat string: 'May'"),
    ("citations", {"quote": "x" * 401}, f"line 2: citations: It cannot be read: quote: {'x' * 73}"),
    ("endorsements", {"accepted": "May"}, "line 2: endorsements: It cannot be read: Invalid isoformat string: 'May'"),
    ("organisations", {"id": "a b"}, "line 2: organisations: It cannot be read: id: a b"),
    ("hosts", {"confirmed": "May"}, "line 2: hosts: It cannot be read: Invalid isoformat string: 'May'"),
    ("series", {"step": "year"}, "line 2: series: It cannot be read: step: year"),
    ("series", {"id": ""}, "line 2: series: It cannot be read: id: empty"),
    ("routes", {"line": "[]"}, "line 2: routes: It cannot be read: line: []"),
    ("routes", {"line": '{"coordinates": [[0, 91], [0, 0]]}'}, "line 2: routes: It cannot be read: point: 91, 0"),
    ("routes", {"line": ""}, "line 2: routes: It cannot be read: length_km: 1.894"),
    ("routes", {"stops": '[{"time": "10:00"}]'}, "line 2: routes: It cannot be read: 'name'"),
    ("routes", {"stops": "7"}, "line 2: routes: It cannot be read: stops: 7"),
    ("access", {"word": "trams"}, "line 2: access: It cannot be read: word: trams"),
    ("access", {"note": "x" * 161}, f"line 2: access: It cannot be read: note: {'x' * 74}"),
    ("access", {"metres": "far"}, "line 2: access: It cannot be read: invalid literal for int() with base"),
    ("resumptions", {"cancelled_at": ""}, "line 2: resumptions: It cannot be read: cancelled_at: empty"),
    ("announcements", {"town": "x"}, "line 2: announcements: It cannot be read: invalid literal for int() with base"),
]


@pytest.mark.parametrize(("table", "cells", "why"), BAD, ids=lambda one: one if isinstance(one, str) else None)
def test_a_row_that_cannot_be_read_is_refused_with_its_line_and_the_rest_comes_in(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, cells: dict[str, str], why: str
) -> None:
    file = export(tmp_path, "first.zip")
    empty()
    write_in(file, table, 0, **cells)

    out, refused = bring_in(file, capsys)

    assert [line.removeprefix("refused, ").split(" 10:")[0] for line in refused] == [why]
    assert out == f"{2 if table == 'actions' else 3} added, 0 changed, 0 unchanged, 1 refused"


@pytest.mark.parametrize("stage", ["draft", "gone"])
def test_a_call_comes_in_at_a_public_stage_or_not_at_all(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: str
) -> None:
    file = export(tmp_path, "first.zip")
    empty()
    write_in(file, "calls", 0, stage=stage)

    assert bring_in(file, capsys)[1] == [
        f"refused, line 2: calls: It cannot be read: stage: {stage}",
        "refused, line 2, 3, 4: Its call is not here.",
    ]
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "cells",
    [
        {"first_recorded": ""},
        {"verification": "sworn"},
        {"arrests": "x" * 201},
        {"size_text": "x" * 201},
        {"size_rule": "x" * 13},
        {"source_1": "https://news.example/" + "x" * 1000},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_a_row_of_our_csv_that_cannot_be_read_is_refused_with_its_line_and_the_rest_comes_in(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str], cells: dict[str, str]
) -> None:
    file = export(tmp_path, "first.csv")
    empty()
    file.write_text(write(file.read_text(), 0, **cells))

    out, refused = bring_in(file, capsys, *CALL)

    name, text = next(iter(cells.items()))
    why = f"{name}: {text or 'empty'}"[:80]
    assert (out, refused) == (
        "2 added, 0 changed, 0 unchanged, 1 refused",
        [f"refused, line 2: It cannot be read: {why}"],
    )
    assert sorted(Action.objects.values_list("title", flat=True)) == ["Called off", "Second"]
    assert (Report.objects.count(), Cancellation.objects.count()) == (1, 1)


def test_what_was_called_off_twice_is_so_once(told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(tmp_path, "first.zip")
    empty()
    double(file, "upsets")

    assert bring_in(file, capsys)[1] == ["refused, line 3: upsets: It cannot be read: what: cancelled"]
    assert Cancellation.objects.get().because == "Storm"


def test_a_citation_of_a_source_that_was_merged_here_goes_by_the_one_that_stays(
    told: Call, mona: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where both are cited by the same report: then once."""
    first, second = Source.objects.order_by("pk")
    report = Report.objects.order_by("pk")[0]
    Citation.objects.create(report=report, source=second)
    file = export(tmp_path, "first.zip")
    Action.objects.all().delete()
    first.absorb(second, by=mona)

    bring_in(file, capsys)

    assert list(Citation.objects.values_list("source__ref", flat=True)) == [first.ref, first.ref]


def test_a_report_that_goes_by_a_merged_source_can_be_corrected(call: Call, mona: Person) -> None:
    report = make.report(make.past_action(call), low=2, high=3, sources=[{"address": "https://news.example/1"}])
    stays = Source.known(address="https://news.example/2")
    Source.objects.filter(address="https://news.example/1").update(merged_into=stays)

    assert report.correct(by=mona, because="Wrong", sources=[{"address": "https://news.example/3"}]) is True


@pytest.mark.parametrize("name", ["first.zip", "first.csv"])
@pytest.mark.parametrize(("level", "then"), [("unreviewed", "reviewed"), ("reviewed", "verified"), ("verified",) * 2])
def test_one_more_look_adds_to_those_that_a_report_came_with(
    call: Call, mona: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, level: str, then: str
) -> None:
    make.report(make.past_action(call), low=2, high=3)
    Report.objects.update(verification=level)
    file = export(tmp_path, name)
    empty()
    bring_in(file, capsys, *([] if name.endswith("zip") else CALL))
    report = Report.objects.get()
    came = report.verification

    report.verify(by=mona)

    assert (came, report.verification) == (level, then)


@pytest.mark.parametrize("name", ["first.zip", "first.csv"])
def test_what_is_counted_at_an_action_of_another_call_comes_back_with_the_same_bytes(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """And so does what is counted at one that was hidden later."""
    first, second = Action.objects.filter(state="happened").order_by("pk")
    there = make.past_action(make.call(slug="clean-seas", title="Clean seas"))
    gone = make.past_action(told, title="Gone")
    Overlap.objects.create(action=first, whole=there, relation="same", by="person")
    Overlap.objects.create(action=second, whole=gone, relation="part", by="person")
    Action.objects.filter(pk=gone.pk).update(state="hidden")
    before = export(tmp_path, name).read_bytes()
    empty()

    bring_in(tmp_path / name, capsys, *([] if name.endswith("zip") else CALL))

    assert export(tmp_path, f"second-{name}").read_bytes() == before


def test_what_is_told_twice_of_one_action_is_refused_the_second_time(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(tmp_path, "first.zip")
    empty()
    for table in ("routes", "access"):
        double(file, table)

    assert bring_in(file, capsys)[1] == [
        "refused, line 3: routes: Its action has a route already.",
        "refused, line 3: access: It cannot be read: word: toilets",
    ]
    assert Route.objects.count() == 1


def test_an_action_joins_no_series_that_is_here_already(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The host code of that one would open it."""
    file = export(tmp_path, "first.zip")
    Action.objects.get(title="Called off").delete()

    assert bring_in(file, capsys)[0] == "1 added, 0 changed, 0 unchanged, 2 refused"
    assert (Series.objects.count(), Action.objects.get(title="Called off").series) == (1, None)


def test_a_series_whose_actions_were_refused_does_not_come_in(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(tmp_path, "first.zip")
    Series.objects.all().delete()

    bring_in(file, capsys)

    assert not Series.objects.exists()


def test_a_cell_of_any_length_comes_back(told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "Along the river. " * 70_000
    Action.objects.filter(title="First").update(description=words)
    before = export(tmp_path, "first.zip").read_bytes()
    empty()

    bring_in(tmp_path / "first.zip", capsys)

    assert Action.objects.get(title="First").description == words
    assert export(tmp_path, "second.zip").read_bytes() == before


def test_of_a_package_with_a_quote_that_nobody_closes_nothing_comes_in(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(tmp_path, "first.zip")
    empty()
    change(file, "announcements", lambda rows: [*rows[:2], b'"', *rows[2:]])

    assert bring_in(file, capsys) == ("", [])
    assert not Action.objects.exists()


LONGER = "It is within an action that is itself within another one."
LARGER = "Others are within it, so it cannot be within another one."


@pytest.mark.parametrize("name", ["first.zip", "first.csv"])
@pytest.mark.parametrize(
    ("within", "refused", "stays"),
    [
        ((1, 2, None), [f"refused, line 3: {LARGER}"], []),
        ((None, 0, 1), [f"refused, line 4: {LONGER}"], [("Second", "First")]),
        ((1, 0, None), [f"refused, line 3: {LONGER}"], []),
        ((1, 2, 0), [f"refused, line 3: {LARGER}", f"refused, line 4: {LONGER}"], []),
        ((2, 2, None), [], [("First", "Called off"), ("Second", "Called off")]),
    ],
    ids=["chain", "chain the other way round", "cycle of two", "cycle of three", "two of one"],
)
def test_what_is_within_another_has_nothing_within_itself(
    told: Call,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    within: tuple[int | None, ...],
    refused: list[str],
    stays: list[tuple[str, str]],
) -> None:
    file = export(tmp_path, name)
    refs = list(Action.objects.order_by("starts", "pk").values_list("ref", flat=True))
    for row, whole in enumerate(within):
        cells = {} if whole is None else {"within": refs[whole], "within_as": "part"}
        write_in(file, "actions", row, **cells) if name == "first.zip" else file.write_text(
            write(file.read_text(), row, **cells)
        )
    empty()

    assert sorted(bring_in(file, capsys, *([] if name == "first.zip" else CALL))[1]) == refused
    assert list(Overlap.objects.order_by("pk").values_list("action__title", "whole__title")) == stays


def test_what_is_within_one_that_is_within_another_here_is_refused(
    told: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = Action.objects.filter(state="happened").order_by("pk")
    Overlap.objects.create(action=first, whole=second, relation="part", by="person")
    file = export(tmp_path, "first.zip")
    larger = make.past_action(told, title="Larger")
    first.delete()
    Overlap.objects.create(action=second, whole=larger, relation="part", by="person")

    assert f"refused, line 2: {LONGER}" in bring_in(file, capsys)[1]
