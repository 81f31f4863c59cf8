import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from groundswell.api import versions
from groundswell.core.models import Call, Fact, Person, RecordVersion
from groundswell.core.models.checked import estimates_of
from groundswell.lib.clock import now
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    versions._looked = versions._tried = None
    yield tmp_path
    versions._looked = versions._tried = None


def yesterday(version: RecordVersion, day: date = date(2026, 1, 1)) -> RecordVersion:
    """As if it had been made then."""
    versions.path_of(version.day, "").rename(versions.path_of(day, ""))
    version.day = day
    version.save()
    return version


def tell(call: Call) -> None:
    from django.db import transaction

    with transaction.atomic():
        Fact.write("call.changed", call, by="server", call=call)


def made(call: Call) -> RecordVersion:
    tell(call)
    version = versions.make()
    assert version
    return version


def test_a_version_is_served_for_ever_with_its_checksum(call: Call, client: Client) -> None:
    make.past_action(call)
    version = made(call)

    response = client.get(f"/record/versions/{version.day}/record.zip")

    body = b"".join(response)  # type: ignore[arg-type]
    assert (hashlib.sha256(body).hexdigest(), len(body)) == (version.sha256, version.size)
    assert version.rows["actions"] == 1


def test_a_cache_asks_again_within_the_hour_and_gets_a_version_only_once(call: Call, client: Client) -> None:
    make.past_action(call)
    version = made(call)
    address = f"/record/versions/{version.day}/record.zip"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=3600")
    assert (again.status_code, again["Cache-Control"], again["ETag"]) == (304, "public, max-age=3600", first["ETag"])
    versions.withdraw(version, because="It named a home", by="server")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 410


def test_nothing_is_made_where_nothing_changed(call: Call) -> None:
    make.past_action(call)
    yesterday(made(call))
    tell(call)

    assert versions.make() is None
    assert RecordVersion.objects.count() == 1


def test_the_changes_between_two_versions_name_rows_and_columns(call: Call, client: Client) -> None:
    stays, goes = make.past_action(call, title="Stays"), make.past_action(call, title="Goes")
    stays.changed_at = now() - timedelta(days=2)
    stays.save()
    yesterday(made(call))
    stays.change(by="host", title="Stays, renamed", organisations=[])
    goes.state = "hidden"
    goes.save()
    comes = make.past_action(call, title="Comes")
    version = made(call)

    told = client.get(f"/record/versions/{version.day}/changes.csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(told).decode())))  # type: ignore[arg-type]
    changed = {(row["id"], row["what"]): row["columns"] for row in rows if row["table"] == "actions"}
    assert changed == {
        (stays.ref, "changed"): "title last_changed revision",
        (goes.ref, "removed"): "",
        (comes.ref, "added"): "",
    }
    assert version.changed["removed"] == 2  # the action, and what was announced of it


def test_an_estimate_that_is_corrected_is_a_row_that_changed_and_no_other(
    call: Call, mona: Person, client: Client
) -> None:
    estimates = [{"low": 9, "high": 9}, {"low": 5, "high": 5}]
    cited = [{"publisher": "The Post", "estimates": [0]}]
    report = make.report(make.past_action(call), estimates=estimates, sources=cited)
    corrected = report.estimates.first()
    assert corrected
    yesterday(made(call))
    first, second = estimates_of(report)

    report.correct(by=mona, because="Seven.", estimates=[first | {"low": 7, "high": 7}, second])

    told = client.get(f"/record/versions/{made(call).day}/changes.csv")
    rows = csv.DictReader(io.StringIO(b"".join(told).decode()))  # type: ignore[arg-type]
    changed = [(row["table"], row["id"], row["what"], row["columns"]) for row in rows]
    assert [one for one in changed if one[0] not in ("actions", "reports")] == [
        ("estimates", corrected.ref, "changed", "low high")
    ]


def test_a_version_that_is_withdrawn_is_gone_and_says_why(call: Call, client: Client) -> None:
    make.past_action(call)
    version = made(call)

    call_command("versions", "--withdraw", str(version.day), "--because", "It named somebody")

    assert client.get(f"/record/versions/{version.day}/record.zip").status_code == 410
    assert not versions.path_of(version.day, "record.zip").exists()
    assert "It named somebody" in client.get("/record/versions/").content.decode()


def test_the_worker_makes_one_in_the_night_after_a_change(call: Call) -> None:
    make.past_action(call)
    tell(call)
    assert versions.make_due() == 0  # the day is not over

    Fact.objects.update(at=make.at(date(2026, 1, 1)))
    versions._looked = None
    assert (versions.make_due(), versions.make_due(), RecordVersion.objects.count()) == (1, 0, 1)


def test_a_night_that_fails_is_tried_again_after_an_hour(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.past_action(call)
    tell(call)
    Fact.objects.update(at=make.at(date(2026, 1, 1)))
    start = now()
    (folder / "versions").write_text("no room for a folder")
    with pytest.raises(FileExistsError):
        versions.make_due()
    (folder / "versions").unlink()

    after = []
    for minutes in (0, 59, 61, 62):
        monkeypatch.setattr(versions, "now", lambda at=start + timedelta(minutes=minutes): at)
        after.append((versions.make_due(), RecordVersion.objects.count()))

    assert after == [(0, 0), (0, 0), (1, 1), (0, 1)]


def test_a_cell_of_any_length_stops_no_version(call: Call) -> None:
    long = make.past_action(call, title="Long", description="river " * 40_000)
    yesterday(made(call))
    limit = csv.field_size_limit()
    long.change(by="host", title="Long, renamed", organisations=[])

    version = made(call)

    assert version.changed == {"added": 0, "changed": 1, "removed": 0}
    assert csv.field_size_limit() == limit


def test_versions_past_their_time_go(call: Call, settings: Any) -> None:
    make.past_action(call)
    version = yesterday(made(call))
    settings.VERSIONS_KEPT_DAYS = 30

    assert (versions.destroy_old(), RecordVersion.objects.count()) == (1, 0)
    assert not versions.path_of(version.day, "").exists()


@pytest.mark.parametrize("day", ["2031-01-01", "never"])
def test_a_day_without_a_version_is_not_there(db: None, client: Client, day: str) -> None:
    assert client.get(f"/record/versions/{day}/record.zip").status_code == 404
