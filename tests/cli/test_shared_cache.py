"""Public pages out of memory, over the real server: what another process changes comes through, also behind nginx."""

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import PATIENCE, Server, free_port, run

GUIDE = Path(__file__).parents[2] / "docs" / "hosting.md"
MAKE = """
from tests import make
make.action(make.call(), title="Along the Douro")
"""
CANCEL = """
from groundswell.core.models import Action
Action.objects.get().cancel(by="host", because="The river is in flood.")
"""


def elsewhere(server: Server, code: str) -> None:
    """In a process of its own."""
    path = str(Path(__file__).parents[2])
    done = run("manage", "shell", "-c", code, GROUNDSWELL_DATA=str(server.data), PYTHONPATH=path)
    assert done.returncode == 0, done.stderr


def got(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def comes(port: int, path: str, words: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if words in got(port, path)[1]:
            return True
        time.sleep(0.1)
    return False


def test_what_another_process_changes_is_on_the_page(start: Callable[..., Server]) -> None:
    server = start("serve")
    elsewhere(server, MAKE)
    assert comes(server.port, "/actions/", "Along the Douro")
    answer, _body = got(server.port, "/actions/")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    etag = answer.headers["ETag"]

    elsewhere(server, CANCEL)

    assert comes(server.port, "/actions/", "The river is in flood.")
    assert got(server.port, "/actions/", If_None_Match=etag)[0].status == 200
    assert got(server.port, "/actions/", Cookie="a=b")[0].headers["Cache-Control"] == "private, no-store"


def snippet() -> str:
    found = re.search(r"```nginx\n(proxy_cache_path.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def nginx(start: Callable[..., Server], tmp_path: Path) -> Iterator[tuple[Server, int]]:
    """As the guide has it, but for ports and folders; and it says whether it had the answer."""
    server, port = start("serve"), free_port()
    site = (
        snippet()
        .replace("/var/cache/nginx/groundswell", str(tmp_path / "cache"))
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
    )
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    site = site.replace(
        "proxy_cache groundswell;", "proxy_cache groundswell; add_header X-Held $upstream_cache_status;"
    )
    folders = "".join(
        f"{name}_temp_path {tmp_path / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if Path("/root").owner() == Path(tmp_path).owner() else ""
    config = f"daemon off; {user} pid {tmp_path}/pid; events {{}} http {{ {folders} {site} }}"
    (tmp_path / "nginx.conf").write_text(config)
    process = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", "nginx.conf", "-e", str(tmp_path / "log")])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            got(port, "/healthz")
            break
        except OSError:
            time.sleep(0.1)
    yield server, port
    process.terminate()
    process.wait(PATIENCE)


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_nginx_as_in_the_guide_holds_what_is_public_and_nothing_else(nginx: tuple[Server, int]) -> None:
    server, port = nginx
    elsewhere(server, MAKE)
    assert comes(port, "/actions/", "Along the Douro")

    held = [got(port, "/actions/")[0].headers["X-Held"] for _time in range(20)]
    assert {"HIT"} <= {*held} <= {"HIT", "MISS", "EXPIRED", "REVALIDATED"}
    for _time in range(2):
        answer, _body = got(port, "/actions/", Cookie="sessionid=x")
        assert (answer.headers["X-Held"], answer.headers["Cache-Control"]) == ("BYPASS", "private, no-store")
        assert got(port, "/calls/clean-rivers/register/")[0].headers["X-Held"] != "HIT"

    elsewhere(server, CANCEL)

    assert comes(port, "/actions/", "The river is in flood.")
    assert comes(port, "/actions.json", "The river is in flood.")
