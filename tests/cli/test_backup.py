import io
import json
import sqlite3
import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import run


def rows(data: Path) -> list[str]:
    with sqlite3.connect(data / "groundswell.sqlite3") as database:
        return list(database.iterdump())


def names(file: Path) -> set[str]:
    with tarfile.open(file) as tar:
        return set(tar.getnames())


@pytest.fixture
def server(start):
    server = start("demo")
    (server.data / "media").mkdir(exist_ok=True)
    (server.data / "media" / "poster.txt").write_text("Walk your river.")
    return server


def test_backup_of_a_running_instance_comes_back_whole(server, tmp_path):
    file, other = tmp_path / "backup.tar.gz", tmp_path / "other"

    assert run("backup", file, "--data", server.data).returncode == 0
    server.stop()
    done = run("restore", file, "--data", other)

    assert done.returncode == 0, done.stderr
    assert [row for row in rows(other) if "core_action" in row] == [
        row for row in rows(server.data) if "core_action" in row
    ]
    assert (other / "media" / "poster.txt").read_text() == "Walk your river."
    assert file.stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


def test_backup_holds_the_keys_only_where_they_are_asked_for(server, tmp_path):
    without, with_keys, other = tmp_path / "a.tar.gz", tmp_path / "b.tar.gz", tmp_path / "other"

    assert "The keys are not in it" in run("backup", without, "--data", server.data).stdout
    run("backup", with_keys, "--with-keys", "--data", server.data)
    run("restore", with_keys, "--data", other)

    media = {str(path.relative_to(server.data)) for path in (server.data / "media").rglob("*") if path.is_file()}
    assert "media/poster.txt" in media
    assert names(without) == {"manifest.json", "database", *media}
    assert names(with_keys) == {*names(without), "keys/contact.key", "keys/secret.key"}
    assert (other / "contact.key").read_text() == (server.data / "contact.key").read_text()


def test_restore_leaves_alone_what_is_running_and_what_is_here(server, tmp_path):
    file = tmp_path / "backup.tar.gz"
    run("backup", file, "--data", server.data)

    running = run("restore", file, "--data", server.data)
    server.stop()
    here = run("restore", file, "--data", server.data)
    forced = run("restore", file, "--force", "--data", server.data)

    assert (running.returncode, "Stop it first" in running.stderr) == (2, True)
    assert (here.returncode, "--force" in here.stderr) == (2, True)
    assert forced.returncode == 0
    assert (server.data / "groundswell.sqlite3.before-restore").exists()


@pytest.mark.parametrize("damage", ["not a backup", "cut short", "other database", "newer", "outside", "no manifest"])
def test_restore_refuses_a_damaged_backup_and_changes_nothing(tmp_path, damage):
    file, data = tmp_path / "bad.tar.gz", tmp_path / "data"
    damaged(file, damage)

    done = run("restore", file, "--data", data)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("groundswell: ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "evil.txt").exists()
    assert [path.name for path in data.glob("*.before-restore")] == []


def damaged(file: Path, damage: str) -> None:
    manifest = {
        "format": 1,
        "version": "0",
        "made_at": "2031-01-01T00:00",
        "vendor": "sqlite",
        "sha256": "0",
        "keys": False,
    }
    if damage == "newer":
        manifest["format"] = 99
    held = {"manifest.json": json.dumps(manifest), "database": "x" * 50_000}
    if damage == "outside":
        held = {"media/../../../evil.txt": "x"} | held
    if damage == "no manifest":
        del held["manifest.json"]
    with tarfile.open(file, "w:gz") as tar:
        for name, text in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    if damage == "not a backup":
        file.write_text("<html>Page not found</html>")
    if damage == "cut short":
        file.write_bytes(file.read_bytes()[:-40])
