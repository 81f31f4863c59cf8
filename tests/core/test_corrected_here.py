"""A file that is brought in again once it has changed: what somebody put right here meanwhile stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from groundswell.core.models import Action, Call, Estimate, Fact, Person, Report, Source
from tests import make

HEAD = "id,title,start,locality,country,location_detail,organizations,state,claims,arrests,size_low,size_high,source_1"
ROW = {
    "id": "r1",
    "title": "Walk",
    "start": "2024-03-16T12:00:00Z",
    "locality": "Porto",
    "country": "PT",
    "location_detail": "Cais",
    "organizations": "River Keepers",
    "state": "",
    "claims": "Clean water",
    "arrests": "two",
    "size_low": "200",
    "size_high": "300",
    "source_1": "https://news.example/1",
}
KEPT = "It was corrected here since, so this stays as it is:"


@pytest.fixture(autouse=True)
def open_ended(call: Call) -> None:
    Call.objects.update(first_day=None, last_day=None, kind="campaign")
    call.refresh_from_db()


@pytest.fixture
def bring_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The file with these cells: its last line, and what somebody may want to look at."""

    def brought(*words: str, **cells: str) -> tuple[str, list[str]]:
        file, row = tmp_path / "table.csv", ROW | cells
        file.write_text(f"{HEAD}\n{','.join(row[name] for name in HEAD.split(','))}\n")
        capsys.readouterr()
        call_command("bring_in", str(file), "--call", "clean-rivers", *words)
        told = capsys.readouterr()
        return told.out.strip(), [line for line in told.err.splitlines() if line.startswith("note")]

    return brought


CHANGED = "0 added, 1 changed, 0 unchanged, 0 refused"
UNCHANGED = "0 added, 0 changed, 1 unchanged, 0 refused"


def told(report: Report) -> tuple[str, str, list[tuple[int | None, int | None]]]:
    report.refresh_from_db()
    return report.claims, report.arrests, list(report.estimates.values_list("low", "high"))


def test_what_was_corrected_of_a_report_stays_and_is_told_with_its_line(bring_in, mona: Person) -> None:
    bring_in()
    report = Report.objects.get()
    report.correct(by=mona, because="The paper was wrong.", arrests="none", arrests_any=False)

    assert bring_in(arrests="three") == (UNCHANGED, [f"note, line 2: {KEPT} arrests."])
    assert told(report) == ("Clean water", "none", [(200, 300)])
    assert not Fact.objects.filter(what="report.changed").exists()


def test_what_nobody_touched_of_a_corrected_report_follows_the_file(bring_in, mona: Person) -> None:
    bring_in()
    report, estimate = Report.objects.get(), Estimate.objects.get()
    report.correct(by=mona, because="The paper was wrong.", arrests="none")

    assert bring_in(claims="Clean rivers") == (CHANGED, [f"note, line 2: {KEPT} arrests."])
    assert told(report) == ("Clean rivers", "none", [(200, 300)])
    assert Estimate.objects.get() == estimate


def test_a_file_that_says_by_now_what_was_put_right_has_nothing_to_tell(bring_in, mona: Person) -> None:
    bring_in()
    Report.objects.get().correct(by=mona, because="The paper was wrong.", arrests="none")

    assert bring_in(arrests="none") == (UNCHANGED, [])


@pytest.mark.parametrize("part", ["estimates", "sources"])
def test_estimates_and_sources_stay_together_where_either_was_corrected(bring_in, mona: Person, part: str) -> None:
    bring_in()
    report = Report.objects.get()
    right = {"estimates": [{"low": 20, "high": 30}], "sources": [{"address": "https://police.example/"}]}
    report.correct(by=mona, because="A nought too many.", **{part: right[part]})
    before = told(report), list(report.sources.values_list("address", flat=True))

    assert bring_in(size_low="400", size_high="500", source_1="https://news.example/2") == (
        UNCHANGED,
        [f"note, line 2: {KEPT} estimates."],
    )
    assert (told(report), list(report.sources.values_list("address", flat=True))) == before


def test_a_source_that_was_put_right_here_stays_so(bring_in, mona: Person) -> None:
    bring_in()
    Source.objects.get().correct(by=mona, address="https://news.example/moved")

    assert bring_in(claims="Clean rivers") == (CHANGED, [f"note, line 2: {KEPT} estimates."])
    assert [source.address for source in Source.objects.all()] == ["https://news.example/moved"]


def test_a_report_that_was_joined_to_an_action_keeps_what_was_corrected(bring_in, call: Call, mona: Person) -> None:
    action = make.past_action(call)
    bring_in("--as", "reports", id=action.ref)
    report = Report.objects.get()
    report.correct(by=mona, because="The paper was wrong.", arrests="none")

    note = [f"note, line 2: {KEPT} arrests."]
    assert bring_in("--as", "reports", id=action.ref, arrests="three") == (UNCHANGED, note)
    assert bring_in("--as", "reports", id=action.ref, claims="Clean rivers") == (CHANGED, note)
    assert told(report) == ("Clean rivers", "none", [(200, 300)])


def test_what_was_changed_of_an_action_stays_and_the_rest_follows_the_file(bring_in, mona: Person) -> None:
    bring_in()
    Action.objects.get().change(by=mona, because="As they call it.", title="March", organisations=["Boat School"])

    assert bring_in(title="Stroll", location_detail="Ribeira", organizations="Rowers") == (
        CHANGED,
        [f"note, line 2: {KEPT} title, organisations."],
    )
    action = Action.objects.get()
    assert (action.title, action.address, action.organisation_names()) == ("March", "Ribeira", ["Boat School"])


def test_when_and_where_each_stay_whole_where_a_part_was_put_right(bring_in, mona: Person) -> None:
    bring_in()
    action = Action.objects.get()
    right = {"starts": action.starts + timedelta(hours=1), "address": "By the bridge"}
    action.change(by=mona, because="As it was.", **right)

    out, notes = bring_in(start="2024-03-17T12:00:00Z", locality="Lisboa", location_detail="Cais do Sodre")

    assert (out, notes[0].partition(": ")[2][: len(KEPT)]) == (UNCHANGED, KEPT)
    action.refresh_from_db()
    assert {name: getattr(action, name) for name in right} == right
    assert (action.locality, action.timezone, action.state) == ("Porto", "Europe/Lisbon", "happened")


def test_what_its_source_called_off_and_somebody_here_took_up_again_takes_place(bring_in, mona: Person) -> None:
    bring_in(start="2031-03-16T12:00:00Z")
    bring_in(start="2031-03-16T12:00:00Z", state="cancelled")
    Action.objects.get().stand_again(by=mona, because="It takes place, says its host.")

    assert bring_in(start="2031-03-16T12:00:00Z", state="cancelled", title="Stroll") == (
        CHANGED,
        [f"note, line 2: {KEPT} state."],
    )
    action = Action.objects.get()
    assert (action.state, action.title) == ("published", "Stroll")


def test_what_was_changed_by_the_file_itself_follows_it_again(bring_in) -> None:
    bring_in()
    before = Report.objects.get().changed_at
    bring_in(title="Stroll", claims="Clean rivers")

    assert bring_in(title="March", claims="Clean seas") == (CHANGED, [])
    assert (Action.objects.get().title, Report.objects.get().claims) == ("March", "Clean seas")
    assert Report.objects.get().changed_at > before
