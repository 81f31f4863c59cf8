"""What the serving process loads: the site behind a pool of threads, and the worker beside it."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from multiprocessing.util import Finalize
from typing import IO, Any

from django.urls import get_resolver

from groundswell.cli.serving_options import WITHOUT_WORKER
from groundswell.cli.working import work_here
from groundswell.lib import rubbish
from groundswell.lib.turns import Turns
from groundswell.web.front import Front
from groundswell.web.middleware import MOST_SENT, TOO_LARGE
from groundswell.web.requests import site

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
Site = Callable[[Environment, StartResponse], Iterable[bytes]]

# Threads that work on requests. Each has a connection to the database of its own, so they are few; the server's own
# threads, which wait for what slow clients send, are many and hold nothing. Those that render pages do so one after
# the other (`lib/turns.py`): Python works on one page at a time, and where several take turns within it, each reader
# waits for nearly all the others. Whoever changes something waits for the database, and is not in their way.
READING, WRITING = 3, 9
PATIENCE = 0.1  # seconds that a page may take; then the next one is begun beside it
SAFE = ("GET", "HEAD", "OPTIONS")
MOST_THROWN_AWAY = 100 * 1024 * 1024


def application() -> Site:
    answer = Front(Counter(site()))  # what is kept is handed out without a thread of the pool
    get_resolver().url_patterns  # noqa: B018  all of the program is here, before its first request
    rubbish.no_longer_looked_through()
    if os.environ.get(WITHOUT_WORKER) != "1":
        _begin_work()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    return answer


class Counter:
    """Takes a request to be worked on once it is here as a whole: who is slow in sending waits outside."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.reading = ThreadPoolExecutor(READING, thread_name_prefix="reading")
        self.turns = Turns(PATIENCE)
        self.writing = ThreadPoolExecutor(WRITING, thread_name_prefix="writing")

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        length = _length(environment)
        if length > MOST_SENT:
            if length <= MOST_THROWN_AWAY and "HTTP_EXPECT" not in environment:
                _throw_away(environment["wsgi.input"], length)
            environment |= {TOO_LARGE: True, "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
            start_response = _and_close(start_response)
        elif length:
            environment["wsgi.input"] = _arrived(environment["wsgi.input"], length)
        if environment["REQUEST_METHOD"] in SAFE:
            return self.reading.submit(self._answer_in_turn, environment, start_response).result()
        return self.writing.submit(self._answer, environment, start_response).result()

    def _answer_in_turn(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        with self.turns.mine():
            return self._answer(environment, start_response)

    def _answer(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        answer: Any = self.site(environment, start_response)
        if getattr(answer, "streaming", False):
            return answer  # type: ignore[no-any-return]
        parts = list(answer)
        answer.close()  # in this thread: the connection to the database that it lets go of is this thread's
        return parts


def _throw_away(sent: Any, length: int) -> None:
    """A browser looks at an answer only once it has sent everything: before, it says that the connection broke."""
    while length > 0 and (part := sent.read(min(length, 64 * 1024))):
        length -= len(part)


def _and_close(start_response: StartResponse) -> StartResponse:
    """What is still on its way is not waited for."""
    return lambda status, headers, *rest: start_response(status, [*headers, ("Connection", "close")], *rest)


def _length(environment: Environment) -> int:
    told = environment.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def _arrived(sent: Any, length: int) -> IO[bytes]:
    """All of what the client sends, once it has sent it. In memory when it is small."""
    whole = tempfile.SpooledTemporaryFile(max_size=256 * 1024)  # noqa: SIM115  it goes with the request
    while length > 0 and (part := sent.read(min(length, 64 * 1024))):
        whole.write(part)
        length -= len(part)
    whole.seek(0)
    return whole


def _begin_work() -> None:
    stop = threading.Event()
    worker = threading.Thread(target=work_here, args=(stop,), name="worker", daemon=True)
    worker.start()

    def end() -> None:
        stop.set()
        worker.join(timeout=1)

    # The serving process is a child of multiprocessing's, where `atexit` is not heard.
    Finalize(None, end, exitpriority=10)


def _end_with(parent: int) -> None:
    """Should the parent be killed, this process must not keep the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
