"""When something breaks, what it had in its hands goes nowhere."""

import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.urls import get_resolver, resolve

from groundswell.web.errors import QuietReporter
from tests.private_fields.marks import INTERNAL, RECEIPT, SECRET, TRACES, found, visitor


@pytest.fixture
def broken(call, monkeypatch):
    """A page that breaks with all that it was given in its hands."""

    def breaks(request):
        typed, agent = dict(request.POST), request.META["HTTP_USER_AGENT"]
        raise RuntimeError(f"{len(typed)} {len(agent)}")

    answers = resolve("/about/").func
    for resolver in get_resolver().url_patterns:
        for room in getattr(resolver, "url_patterns", []):
            for pattern in getattr(room, "url_patterns", []):
                if getattr(pattern, "callback", None) is answers:
                    monkeypatch.setattr(pattern, "callback", breaks)
    get_resolver()._callback_strs.clear()


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain"])
def test_error_tells_nothing_of_the_request(broken, settings, caplog, capfd, debug, accept):
    settings.DEBUG = debug
    browser = visitor()
    browser.raise_request_exception = False
    browser.cookies["coming"] = RECEIPT

    answer = browser.post(
        "/about/?secret=Canaryhidden", {"contact": SECRET["host's address"]}, headers={"Accept": accept}
    )

    assert answer.status_code == 500
    out, err = capfd.readouterr()
    marks = SECRET | {"query": "Canaryhidden", "cookie": RECEIPT}
    if not debug:
        assert "It is not your fault" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
        assert "RuntimeError" not in answer.content.decode()
    # The page itself leads to the same address in other languages, with what was asked.
    assert found(answer.content.decode(), SECRET, {"cookie": RECEIPT}) == []
    assert found(out + err, marks) == []
    assert found("".join(record.getMessage() for record in caplog.records), marks) == []


def test_report_of_an_error_holds_the_trace_alone(rf):
    address = INTERNAL["hidden action"]
    request = rf.post(f"/about/?secret={address}", {"contact": SECRET["host's address"]}, **TRACES)
    request.COOKIES["coming"] = RECEIPT
    try:
        raise RuntimeError("It broke.")
    except RuntimeError:
        reporter = QuietReporter(request, *sys.exc_info())

    for text in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "It broke." in text
        assert found(text, SECRET, {"query": f"secret={address}", "cookie": RECEIPT}) == []


def test_nobody_is_mailed_about_errors(settings):
    assert ours.ADMINS == []
    handlers = {handler["class"] for handler in ours.LOGGING["handlers"].values()}
    assert not any("AdminEmail" in handler for handler in handlers)
    assert Path(str(ours.DATA)).exists()
