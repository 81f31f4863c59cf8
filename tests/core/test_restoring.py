"""The record out of one instance and into an empty one gives the same bytes again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from groundswell.core import search
from groundswell.core.models import (
    Action,
    Call,
    Cancellation,
    Decision,
    Deletion,
    Endorsement,
    Estimate,
    Organisation,
    Overlap,
    Person,
    Report,
    Resumption,
    Route,
    Series,
    Source,
    Stop,
)
from tests import make


@pytest.fixture
def edges(call: Call, mona: Person) -> Call:
    """One of each that a table finds hard to say."""
    Call.objects.filter(pk=call.pk).update(first_day=None, last_day=None, kind="campaign")
    call.refresh_from_db()
    walk = make.past_action(call, organisations=["River Keepers", "Boat; School"], title='=1+1, "slowly"')
    make.report(
        walk,
        estimates=[
            {"words": "hundreds", "low": 200, "high": 200, "rule": "ccc"},
            {"low": 350, "high": 401, "counter": "police"},
            {"words": "many"},
        ],
        sources=[{"address": "https://news.example/1"}, {"publisher": "The Ferry Post"}],
        arrests="two",
        arrests_any=True,
        claims="'=quoted",
    )
    make.report(walk, low=90, high=90, sources=[{"address": "https://news.example/2"}], arrests_any=False)
    make.past_action(call, at="cairo", title="مسيرة النهر\nغدا", address="ميدان التحرير", meeting_point="النافورة")
    make.past_action(call, at="suva", online=True, lat=None, lon=None, geo_precision="unknown", timed=False)
    long = make.past_action(call, at="lisbon", title="Two tellings")
    for words in ("granted", "refused"):
        make.report(long, low=None, high=None, permit=words, participants="rowers", sources=[])
    put_off = make.action(call, at="santiago", title="Without a date")
    put_off.postpone(by="host", because="Flood")
    make.action(call, at="suva", title="Without a date either", starts=datetime(2031, 3, 15, 2, tzinfo=UTC)).postpone(
        by="host", because=""
    )
    make.action(call, at="porto", title="Called off").cancel(by="host", because="Storm")
    _announce(call, mona)
    part = make.past_action(call, title="A part")
    Overlap.objects.create(action=part, whole=walk, relation="part", by="person")
    hidden = make.past_action(call, title="Hidden")
    Decision.take(hidden, "hide", by=mona, reason="spam")
    organisation = Organisation.named("River Keepers", kind="ngo", country="PT")
    Endorsement.objects.create(
        call=call, organisation=organisation, signatory="Ines", state="accepted", accepted_at=make.at(make.DAY)
    )
    return call


def _announce(call: Call, mona: Person) -> None:
    """Two dates of one thing; where it goes; what is said of access; taken up again."""
    vigil = make.action(call, at="porto", title="Vigil")
    Series.repeat(vigil, [make.DAY + timedelta(days=7)], step="week", by="host").actions.last().publish(by=mona)
    make.route(vigil)
    make.route(make.past_action(call, title="=Stops"), [], stops=[Stop("=Bridge"), Stop("Mill", "10:30", -9.5, 8)])
    more = {"toilets": {"no": True, "note": "‘broken’"}, "sign-language": {"which": "LGP"}}
    more |= {"distance": {"metres": 0, "surface": "gravel", "note": "-flat"}}
    Action.objects.filter(title="Vigil").update(access=["sign-language", "step-free"], access_more=more)
    vigil.cancel(by="host", because="Storm")
    vigil.stand_again(by=mona, because="It is over")


def export(folder: Path, name: str, format: str, call: str = "clean-rivers") -> bytes:
    call_command("export", "--call", call, "--format", format, "-o", str(folder / name))
    return (folder / name).read_bytes()


def empty() -> None:
    for model in (Deletion, Call, Source, Organisation):
        model.objects.all().delete()  # type: ignore[attr-defined]


def bring_in(file: Path, *words: str) -> None:
    call_command("bring_in", str(file), *words)


def test_a_csv_comes_back_with_the_same_bytes(edges: Call, tmp_path: Path) -> None:
    first = export(tmp_path, "first.csv", "csv")
    empty()

    bring_in(tmp_path / "first.csv", "--call", "clean-rivers", "--new-call", "Clean rivers")

    assert export(tmp_path, "second.csv", "csv").decode() == first.decode()
    assert Cancellation.objects.get().action.title == "Called off"


def test_a_package_comes_back_with_the_same_bytes(edges: Call, tmp_path: Path) -> None:
    first = export(tmp_path, "first.zip", "package")
    told = beside()
    empty()

    bring_in(tmp_path / "first.zip")

    assert unzipped(export(tmp_path, "second.zip", "package")) == unzipped(first)
    assert export(tmp_path, "second.zip", "package") == first
    assert beside() == told
    assert Endorsement.objects.get().contact is None


def test_what_came_in_a_package_is_found_by_its_description_and_its_hosts(call: Call, tmp_path: Path) -> None:
    make.action(call, description="Bring lanterns.", organisations=["River Keepers"])
    file = tmp_path / "first.zip"
    export(tmp_path, "first.zip", "package")
    empty()

    bring_in(file)

    action = Action.objects.get()
    assert [search.having([word], 9) for word in ("lanterns", "keepers", "drums")] == [[action.pk], [action.pk], []]


def beside() -> list[Any]:
    """What stands in tables that CSV does not have."""
    return [
        list(Estimate.objects.order_by("pk").values_list("ref", "words", "low", "counter")),
        list(Route.objects.order_by("pk").values("action__title", "line", "stops", "start", "drawn", "length_km")),
        list(Resumption.objects.values("action__title", "because", "cancelled_because", "cancelled_by")),
        list(Action.objects.exclude(series=None).order_by("pk").values("series__ref", "series__step", "access_more")),
    ]


def unzipped(data: bytes) -> dict[str, str]:
    import io
    from zipfile import ZipFile

    file = ZipFile(io.BytesIO(data))
    return {name: file.read(name).decode() for name in file.namelist()}


@pytest.mark.parametrize("format", ["csv", "package"])
def test_an_id_that_is_taken_elsewhere_is_refused_with_its_line(
    call: Call, tmp_path: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    action = make.past_action(call)
    export(tmp_path, "first.zip" if format == "package" else "first.csv", format)
    file = tmp_path / ("first.zip" if format == "package" else "first.csv")
    capsys.readouterr()

    with pytest.raises(SystemExit):
        bring_in(file, "--call", "another", "--new-call", "Another")

    told = capsys.readouterr()
    assert told.out.strip() == "0 added, 0 changed, 0 unchanged, 1 refused"
    assert "refused, line 2: The id is taken by an action that is here already." in told.err
    assert list(Action.objects.values_list("ref", "call__slug")) == [(action.ref, "clean-rivers")]


def test_what_is_here_already_stays_as_it_is(edges: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path, "first.csv", "csv")
    before = (Action.objects.count(), Report.objects.count())
    capsys.readouterr()

    bring_in(tmp_path / "first.csv", "--call", "clean-rivers")

    assert capsys.readouterr().out.strip() == "0 added, 0 changed, 11 unchanged, 0 refused"
    assert (Action.objects.count(), Report.objects.count()) == before


def test_a_package_holds_nothing_that_was_hidden_but_its_id(edges: Call, tmp_path: Path) -> None:
    hidden = Action.objects.get(title="Hidden")

    files = unzipped(export(tmp_path, "first.zip", "package"))

    assert files["data/deletions.csv"].splitlines()[1].split(",")[:3] == ["actions", hidden.ref, "clean-rivers"]
    assert hidden.ref not in files["data/actions.csv"]


def test_an_action_whose_place_is_held_back_comes_back_with_its_town_and_can_be_changed_here(
    call: Call, tmp_path: Path
) -> None:
    kept_back = make.action(call, address="Rua Secreta 7")
    kept_back.change(by="host", shown_from=kept_back.starts - timedelta(hours=3))
    first = export(tmp_path, "first.zip", "package")
    empty()

    bring_in(tmp_path / "first.zip")

    action = Action.objects.get()
    assert (export(tmp_path, "second.zip", "package") == first, action.locality, action.address) == (True, "Porto", "")
    action.change(by="host", title="Walk on")
    assert Action.objects.get().title == "Walk on"


def test_a_package_tells_no_route_of_a_place_that_is_kept_back_and_no_set_of_one_host(
    call: Call, tmp_path: Path
) -> None:
    kept_back = make.action(call)
    make.route(kept_back)
    kept_back.change(by="host", shown_from=kept_back.starts - timedelta(hours=3))
    rows = Series.objects.create(call=call, kind="table")
    waiting = Series.objects.create(call=call, kind="dates")
    make.action(call, series=rows)
    make.route(make.action(call, state="proposed", series=waiting))

    files = unzipped(export(tmp_path, "first.zip", "package"))

    assert [files[f"data/{name}.csv"].count("\n") for name in ("actions", "routes", "series")] == [3, 1, 1]
    assert rows.ref not in files["data/announcements.csv"]
