import re
import socket
import sqlite3
import stat

import pytest

from tests.cli.conftest import free_port, run


def test_serve_makes_a_data_folder_that_is_its_own_alone(start):
    server = start("serve")

    assert server.get("/healthz") == (200, b"ok")
    paths = [server.data, *server.data.glob("*.key"), *server.data.glob("*.sqlite3*")]
    assert len(paths) >= 4
    assert {path.name for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()


def test_serve_prints_a_link_for_the_first_convenor_until_there_is_one(start):
    server = start("serve")
    link = re.search(r"(http://127.0.0.1:\d+/desk/first/)#([0-9A-Z-]{29})\n", server.said)

    assert link
    assert server.get(f"/{link[1].split('/', 3)[3]}")[0] == 200
    server.stop()
    with sqlite3.connect(server.data / "groundswell.sqlite3") as rows:
        rows.execute(
            "INSERT INTO core_person (password, email, name, language, is_active, joined_at)"
            " VALUES ('', 'x', '', '', 1, '')"
        )
        rows.execute("INSERT INTO core_role (person_id, kind, since, places) VALUES (1, 'convenor', '2031-01-01', '')")
    assert "/desk/first/" not in start("serve").said


def test_serve_stops_when_it_is_told_to_and_frees_the_port(start):
    server = start("serve")

    assert server.stop() == 0
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_serve_runs_the_worker_and_doctor_sees_it(start):
    server = start("serve")
    for _ in range(100):
        done = run("doctor", "--data", server.data)
        if "ok    worker: seen" in done.stdout:
            break

    assert done.returncode == 0, done.stdout
    assert "ok    database: all migrations are applied" in done.stdout
    assert "ok    permissions" in done.stdout


def test_serve_writes_down_nothing_about_a_visitor(start):
    server = start("serve")
    broken = (
        b"GET /nowhere-for-a-canary HTTP/1.1\r\nHost: x\r\nUser-Agent: Canary-of-a-visitor\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01 no HTTP of a canary\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nUser-Agent: Canary-of-a-visitor\r\n\r\n",
    )
    for sent in broken:
        with socket.create_connection(("127.0.0.1", server.port), 10, source_address=("127.0.0.9", 0)) as visitor:
            visitor.sendall(sent)
            visitor.recv(65536)
    server.stop()

    kept = [path.read_bytes() for path in (server.log, *server.data.glob("*.sqlite3*"))]
    assert [mark for mark in (b"127.0.0.9", b"canary", b"Canary") for text in kept if mark in text] == []


@pytest.mark.parametrize(
    ("words", "settings", "why"),
    [
        (["--data", "/dev/null/data"], {}, "cannot be made"),
        (["--port", "99999"], {}, "99999 is not a port"),
        (["--host", "nowhere.invalid"], {}, "no host “nowhere.invalid”"),
        ([], {"DATABASE_URL": "nonsense://x"}, "a setting cannot be read"),
        ([], {"GROUNDSWELL_MAX_UPLOAD": "much"}, "a setting cannot be read"),
        ([], {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, ""),  # no server, or no driver
    ],
)
def test_serve_says_in_one_line_what_is_wrong_with_where_it_runs(tmp_path, words, settings, why):
    done = run("serve", "--port", free_port(), "--data", tmp_path / "data", *words, **settings)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("groundswell: ")
    assert why in done.stderr


def test_serve_says_that_the_port_is_in_use(start):
    server = start("serve")

    done = run("serve", "--port", server.port, "--data", server.data)

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"groundswell: port {server.port} is in use already. Give another one: --port {server.port + 1}\n"
    )


def test_command_that_is_none_names_those_there_are():
    done = run("sevre")

    assert done.returncode == 1
    assert "no command “sevre”" in done.stderr
    assert "  serve     " in done.stderr
