"""A report with two sources, and where its pages are."""

import re
from datetime import date

from groundswell.core.models import Call, Report
from tests import make

POST = {"publisher": "The Post", "address": "https://post.example/1", "on": date(2024, 3, 17)}
ECHO = {"publisher": "The Echo", "address": "https://echo.example/2", "quote": "Two were taken away."}


def reported(call: Call) -> Report:
    cited = [POST | {"estimates": [0]}, ECHO | {"about": ["arrests"]}]
    return make.report(make.past_action(call), low=200, high=300, arrests="two", arrests_any=True, sources=cited)


def page(report: Report) -> str:
    return f"/actions/{report.action.ref}/reports/{report.ref}/"


def form(report: Report) -> str:
    return f"/desk/reports/{report.ref}/correction/"


def told(answer: object) -> str:
    return " ".join(str(message) for message in answer.context["messages"])  # type: ignore[attr-defined]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
