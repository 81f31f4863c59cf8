import http.client
import json

import pytest

from groundswell.web.middleware import MOST_SENT


def sent(server, size: int, path: str = "/proof/", **headers: str) -> http.client.HTTPResponse:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    link.request("POST", path, body=b"code=" + b"x" * (size - 5), headers=kind | headers)
    return link.getresponse()


@pytest.mark.parametrize("size", [MOST_SENT + 1, 4 * MOST_SENT])
def test_what_is_too_large_is_answered_with_a_page_in_the_language_of_its_address(start, size):
    server = start("serve")
    answer = sent(server, size, "/ar/proof/")
    page = answer.read().decode()

    assert (answer.status, answer.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert [
        'dir="rtl"' in page,
        "groundswell" in page,
        "default-src 'none'" in answer.headers["Content-Security-Policy"],
    ] == [True] * 3
    assert server.get("/healthz") == (200, b"ok")


def test_a_program_is_told_so_as_a_problem(start):
    answer = sent(start("serve"), MOST_SENT + 1, Accept="application/json")

    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(answer.read())["status"] == 413


def test_typed_text_that_is_too_large_is_told_so_too(start):
    """Without a file, less is taken."""
    answer = sent(start("serve"), MOST_SENT - 1)

    assert (answer.status, "10 MB" in answer.read().decode()) == (413, True)
