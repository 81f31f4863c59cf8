"""Our command as a process of its own, in a data folder of its own, away from the tests' settings and database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from groundswell.cli import main; main()"]
PATIENCE = 120  # seconds; a busy machine is no failure


def surroundings(**more: str) -> dict[str, str]:
    ours = ("GROUNDSWELL_", "DATABASE_URL", "EMAIL_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def run(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        env=surroundings(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Server:
    def __init__(self, *words: object, data: Path, **more: str) -> None:
        self.port, self.data = free_port(), data
        words = (*words, "--port", self.port, "--data", data)
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *map(str, words)], env=surroundings(**more), stdout=log, stderr=log, cwd=data.parent
            )
        self._wait()

    @property
    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"it did not start:\n{self.said}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def begin(*words: object, **more: str) -> Server:
        started.append(Server(*words, data=tmp_path / "data", **more))
        return started[-1]

    yield begin
    for server in started:
        server.stop()
