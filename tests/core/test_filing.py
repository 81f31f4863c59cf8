"""What a file says of a report that came out of an earlier one."""

from typing import Any

import pytest

from groundswell.core.filing import Retold, file, retell
from groundswell.core.incoming import Account
from groundswell.core.models import Action, Call, Person, Report, Source
from tests import make

POST, FERRY = {"publisher": "The Post"}, {"publisher": "The Ferry"}


@pytest.fixture
def action(call: Call) -> Action:
    return make.past_action(call)


def figure(low: int, **more: Any) -> dict[str, Any]:
    return {"words": "", "low": low, "high": low, **more}


def filed(action: Action, account: Account) -> Report:
    number = file([(action, account)])[0]
    action.recount()
    return Report.objects.get(pk=number)


def says(report: Report) -> tuple[list[int | None], list[str]]:
    lows = report.estimates.values_list("low", flat=True)
    return list(lows), sorted(report.citations.values_list("source__publisher", flat=True))


FULL = Account({"claims": "Clean water"}, [figure(200), figure(300, sources=[FERRY])], [POST])


@pytest.mark.parametrize(
    ("estimates", "sources", "left"),
    [
        ([], [POST], ([], ["The Post"])),
        ([], [], ([], [])),
        ([figure(200), figure(300, sources=[FERRY])], [], ([200, 300], ["The Ferry"])),
        ([figure(200), figure(300, sources=[])], [POST], ([200, 300], ["The Post"])),
        ([figure(200)], [POST], ([200], ["The Post"])),
        (
            [figure(200), figure(300, sources=[FERRY, POST])],
            [POST],
            ([200, 300], ["The Ferry", "The Post", "The Post"]),
        ),
    ],
)
def test_what_a_file_takes_out_of_a_report_goes(
    action: Action, estimates: list[dict[str, Any]], sources: list[dict[str, Any]], left: tuple[list[int], list[str]]
) -> None:
    report = filed(action, FULL)

    assert retell(report, Account(FULL.told, estimates, sources)) == Retold(changed=True)
    assert says(report) == left


def test_a_turnout_that_the_file_takes_out_is_unknown_and_no_more_in_the_range(action: Action) -> None:
    report = filed(action, FULL)

    retell(report, Account(FULL.told, [], [POST]))

    action.refresh_from_db()
    assert (action.size_low, action.size_high) == (None, None)


@pytest.mark.parametrize("account", [FULL, Account({"claims": "Clean water"})])
def test_a_file_that_says_the_same_changes_nothing(action: Action, account: Account) -> None:
    report = filed(action, account)

    assert retell(report, account) == Retold(changed=False)


def test_two_sources_of_a_file_that_were_merged_here_are_cited_once(action: Action, mona: Person) -> None:
    account = Account({"claims": "Clean water"}, [], [POST, FERRY])
    report = filed(action, account)
    one, other = Source.objects.order_by("pk")
    one.absorb(other, by=mona)

    assert retell(report, Account({"claims": "Clean rivers"}, [], [POST, FERRY])) == Retold(changed=True)
    assert [says(each) for each in (report, filed(action, account))] == [([], ["The Post"])] * 2
