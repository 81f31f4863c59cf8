"""The page of a call with 6,000 actions, over HTTP from the built-in server: unchanged, beside nginx with the same bytes
as a file; and rendered anew for each reader: the page, its list, its map, one action.

uv run python -m bench.pages [actions]

The server's processor time for each page is told beside the time by the clock: it depends least on what else the machine
does. Needs Linux, nginx (nginx-light) and wrk, both of Debian.
"""

import gzip
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bench import ground

ACTIONS = 6_000
LEAST = 0.3  # of nginx
CONNECTIONS, SECONDS = 32, 4
CLIENTS, EACH, PAGES = 8, 200, 60
MOST_MS = 150.0
ITS_OWN = ("content-type", "content-length", "etag", "server", "date", "connection")  # nginx says these itself
SETTLING = 5  # seconds in which the worker does what it does at its start
PAGE, LIST, MAP = "/calls/many/", "/calls/many/actions/", "/calls/many/map/"
PLAIN = """
daemon off;
worker_processes auto;
pid nginx.pid;
error_log /dev/null crit;
events { worker_connections 1024; }
http {
    access_log off;
    default_type text/html;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=100;
    server {
        listen 127.0.0.1:PORT;
        root .;
        location / { HEADERS }
    }
}
"""


def main() -> None:
    if missing := [name for name in ("nginx", "wrk") if not shutil.which(name)]:
        sys.exit(f"This needs {' and '.join(missing)}: apt-get install nginx-light wrk")
    data = ground.stand_up()
    from bench.lists import make_actions
    from tests.cli.conftest import Server

    make_actions("many", many := int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS)
    print(f"{many:,} actions; load of the machine {load()}")
    server = Server("serve", data=data, GROUNDSWELL_RATE_LIMITS="0", **ground.database())
    try:
        asked_by_all(server.port, lambda _client, _turn: PAGE, each=10)
        time.sleep(SETTLING)
        unchanged(server.port, data)
        for name, address in (
            ("the call's page", PAGE),
            ("its list", LIST),
            ("its map", MAP),
            ("one action", an_action()),
        ):
            anew(server, name, address)
        changing(server.port)
    finally:
        server.stop()


def unchanged(port: int, folder: Path) -> None:
    request = Request(f"http://127.0.0.1:{port}{PAGE}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        body = answer.read()
        same = [f'add_header {name} "{value}";' for name, value in answer.headers.items() if name not in ITS_OWN]
    assert b"many" in gzip.decompress(body)
    with nginx(folder, PLAIN.replace("HEADERS", " ".join(same)), {"page.html": body}) as file_port:
        ours, theirs = [], []
        for _turn in range(3):  # in turns, so that what else the machine does meets both
            theirs.append(per_second(f"http://127.0.0.1:{file_port}/page.html"))
            ours.append(per_second(f"http://127.0.0.1:{port}{PAGE}"))
    ratio = statistics.median(ours) / statistics.median(theirs)
    verdict = "met   " if ratio >= LEAST else "MISSED"
    print(
        f"{verdict} the call's page, unchanged ÷ nginx with the same {len(body):,} bytes: {ratio:.2f} (goal: at least {LEAST:g})"
    )
    print(f"         built-in server: {statistics.median(ours):,.0f} per second ({told(ours)})")
    print(f"         nginx, a file: {statistics.median(theirs):,.0f} per second ({told(theirs)})")
    print(
        f"         {CONNECTIONS} connections kept alive, {SECONDS} s each, in turns; wrk shares the machine with both"
    )


def told(rates: list[float]) -> str:
    return ", ".join(f"{rate:,.0f}" for rate in rates)


def per_second(address: str) -> float:
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


@contextmanager
def nginx(folder: Path, config: str, files: dict[str, bytes]) -> Iterator[int]:
    from tests.cli.conftest import free_port

    here, port = folder / "nginx", free_port()
    here.mkdir()
    here.chmod(0o755)
    folder.chmod(0o755)  # its workers are of another account
    for name, body in files.items():
        (here / name).write_bytes(body)
    text = config.replace("PORT", str(port)).replace("root .;", f"root {here};")
    (here / "nginx.conf").write_text(text)
    process = subprocess.Popen(["nginx", "-p", str(here), "-c", "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        for _look in range(100):
            try:
                http.client.HTTPConnection("127.0.0.1", port).connect()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def an_action() -> str:
    from groundswell.core.models import Action

    return Action.objects.filter(call__slug="many").order_by("pk")[17].get_absolute_url()


def anew(server: Any, name: str, address: str) -> None:
    """Each reader asks for a page that nobody asked for before."""
    before = worked(server.process.pid)
    times = asked_by_all(server.port, lambda client, turn: f"{address}?page={2 + turn % PAGES}&text=x{client}-{turn}")
    each = (worked(server.process.pid) - before) / len(times)
    tell(f"{name}, rendered anew for each reader", times)
    print(f"         {each * 1000:.1f} ms of the server's processor time for each; load of the machine {load()}")


def worked(process: int) -> float:
    """Seconds of processor time, of a process and its children."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    own = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(worked(int(child)) for child in children)


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def changing(port: int) -> None:
    """The same page for everybody, while the call changes five times a second."""
    from bench.lists import change_one

    done = threading.Event()

    def change() -> None:
        turn = 0
        while not done.wait(0.2):
            turn += 1
            change_one("many", turn)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        times = asked_by_all(port, lambda _client, _turn: PAGE, each=1000)
    finally:
        done.set()
        thread.join()
    tell("the call's page, while another process changes an action five times a second", times)


def asked_by_all(port: int, address: object, each: int = EACH) -> list[float]:
    """Milliseconds of each answer, of CLIENTS at once."""
    times = list[float]()

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for turn in range(each):
            began = time.perf_counter()
            connection.request("GET", address(client, turn), headers={"Accept-Encoding": "gzip"})  # type: ignore[operator]
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status == 200, answer.status
        connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def tell(name: str, times: list[float]) -> None:
    hundredths = statistics.quantiles(times, n=100)
    p99 = hundredths[98]
    verdict = "met   " if p99 <= MOST_MS else "MISSED"
    print(f"{verdict} {name}, {CLIENTS} clients, p99: {p99:.0f} ms (goal: at most {MOST_MS:g} ms)")
    print(f"         half within {hundredths[49]:.1f} ms, the slowest {max(times):.0f} ms, {len(times):,} answers")


if __name__ == "__main__":
    main()
