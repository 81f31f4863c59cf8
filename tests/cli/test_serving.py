"""Who waits for whom in the serving process."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.http import HttpResponse

from groundswell.cli.serving import WRITING, Counter


def test_page_is_read_while_as_many_wait_to_write_as_may():
    go_on, waiting = threading.Event(), threading.Semaphore(0)

    def site(environment, start_response):
        if environment["REQUEST_METHOD"] == "POST":
            waiting.release()
            assert go_on.wait(60)
        return HttpResponse(environment["REQUEST_METHOD"])

    counter = Counter(site)

    def ask(method: str) -> list[bytes]:
        return list(counter({"REQUEST_METHOD": method}, None))

    with ThreadPoolExecutor(WRITING + 1) as clients:
        writers = [clients.submit(ask, "POST") for _client in range(WRITING + 1)]
        for _writer in range(WRITING):
            assert waiting.acquire(timeout=60)
        read = ask("GET")
        go_on.set()

    assert (read, [writer.result() for writer in writers]) == ([b"GET"], [[b"POST"]] * (WRITING + 1))
