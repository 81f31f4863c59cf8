"""What was reported of one action, as data."""

import json
from datetime import UTC, date, datetime

import pytest

from groundswell.core.models import Decision, Report
from tests import make

POST = {"kind": "news", "publisher": "The Post", "address": "https://post.example/1", "on": date(2024, 3, 17)}
ECHO = {"publisher": "The Echo", "quote": "Two were taken away.", "about": ["arrests"]}


@pytest.fixture
def report(call) -> Report:
    at = datetime(2024, 3, 16, 14, tzinfo=UTC)
    estimate = {"words": "hundreds", "low": 200, "high": 200, "rule": "ccc", "given": "words", "at": at}
    told = {"arrests": "two", "arrests_any": True, "deaths_any": False, "slogans": "Clean water\nNow"}
    cited = [POST | {"estimates": [0]}, ECHO]
    return make.report(make.past_action(call), estimates=[estimate], sources=cited, **told)


def read(address: str) -> dict:
    answer = make.browser().get(address)
    return json.loads(answer.getvalue() if answer.streaming else answer.content)


def of_api(report: Report) -> dict:
    return read(f"/api/v1/actions/{report.action.ref}/")


def test_report_tells_each_figure_and_answer_with_its_sources(report):
    (told,) = of_api(report)["reports"]

    (estimate,) = told["estimates"]
    assert (estimate["words"], estimate["low"], estimate["rule"], estimate["given"]) == (
        "hundreds",
        200,
        "ccc",
        "words",
    )
    assert told["url"] == f"http://testserver/actions/{report.action.ref}/reports/{report.ref}/"
    assert [told[name] for name in ("arrests_any", "deaths_any", "injuries_crowd_any")] == [True, False, None]
    assert told["slogans"] == ["Clean water", "Now"]
    cited = [(one["publisher"], one["date"], one["whole"], one["about"], one["estimates"]) for one in told["sources"]]
    assert cited == [
        ("The Post", "2024-03-17", False, [], [estimate["id"]]),
        ("The Echo", None, False, ["arrests"], []),
    ]


def test_each_quote_of_one_source_is_told_with_what_it_is_cited_for(call):
    estimates = [{"low": 5, "high": 5}, {"low": 9, "high": 9}]
    cited = [POST | {"estimates": [0]}, POST | {"estimates": [1], "quote": "Nine, say others."}]
    report = make.report(make.past_action(call), estimates=estimates, sources=cited)

    (told,) = of_api(report)["reports"]

    five, nine = (one["id"] for one in told["estimates"])
    assert [(one["estimates"], one["quote"]) for one in told["sources"]] == [
        ([five], ""),
        ([nine], "Nine, say others."),
    ]


def test_shape_of_one_action_has_the_same_and_a_list_has_not(report):
    (item,) = read(f"/actions/{report.action.ref}.json")["items"]

    (listed,) = read("/actions.json")["items"]
    (told,) = item["_record"]["reports"]
    assert (told["id"], told["estimates"][0]["low"], "_record" in listed) == (report.ref, 200, False)


def test_corrections_are_told_by_day_reason_and_name_of_what_changed(report, mona):
    report.correct(by=mona, because="Read again.", arrests="three")

    (correction,) = of_api(report)["reports"][0]["corrections"]
    assert (correction["because"], correction["changed"]) == ("Read again.", ["arrests"])


def test_a_withdrawn_report_is_its_name_its_day_and_the_kind_of_reason(report, mona):
    decision = Decision.take(report, "hide", by=mona, reason="private", because="Quay 3.")

    told = of_api(report)
    (withdrawn,) = told["reports_withdrawn"]
    assert told["reports"] == []
    assert {name: withdrawn[name] for name in ("id", "reason")} == {"id": report.ref, "reason": "private"}
    assert datetime.fromisoformat(withdrawn["withdrawn_at"]) == decision.at.replace(microsecond=0)


def test_a_report_that_waits_is_told_to_nobody(call):
    report = make.report(make.past_action(call), low=200, accepted=False)

    assert (of_api(report)["reports"], of_api(report)["reports_withdrawn"]) == ([], [])
