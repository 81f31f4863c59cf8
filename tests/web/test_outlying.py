from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core.models import Call, Check, Estimate
from tests import make

DESK = "/desk/calls/clean-rivers/outliers/"


def test_what_is_out_of_line_lies_on_the_desk_until_somebody_says_that_it_stands(
    mona_browser: Client, call: Call
) -> None:
    make.report(make.past_action(call, title="Walk"), estimates=[{"low": 30, "high": 20, "words": "thirty"}])
    assert "Its lowest figure is more than its highest." in mona_browser.get(DESK).content.decode()

    mona_browser.post(DESK, {"estimate": Estimate.objects.get().ref, "because": "So it is printed."})
    assert "None. Every estimate is in line" in mona_browser.get(DESK).content.decode()
    assert "So it is printed." in mona_browser.get(f"{DESK}?show=checked").content.decode()


def test_the_other_estimates_of_the_action_stand_beside_it_with_who_counted_and_their_sources(
    mona_browser: Client, call: Call
) -> None:
    action = make.past_action(call)
    post, echo = ({"publisher": name, "estimates": [0]} for name in ("The Post", "The Echo"))
    make.report(action, estimates=[{"low": 90, "high": 120, "counter": "police"}, {"words": "many"}], sources=[post])
    make.report(action, estimates=[{"low": 100, "high": 100, "counted_by": "River Watch"}])
    make.report(action, low=5_000, high=5_000, sources=[echo])
    make.report(action, low=77, high=77, accepted=False)

    (row,) = mona_browser.get(DESK).context["rows"]

    told = [(other["figure"], [source.publisher for source in other["sources"]]) for other in row["others"]]
    assert told == [("90 – 120 · the police", ["The Post"]), ("100 · River Watch", [])]
    assert (row["figure"], [source.publisher for source in row["sources"]]) == ("5,000 · the press", ["The Echo"])


def test_three_rows_take_the_queries_of_one(mona_browser: Client, call: Call) -> None:
    counts = []
    for rows in (1, 3):
        while call.actions.count() < rows:
            estimates = [{"low": 30, "high": 20}, {"low": 30, "high": 30}]
            make.report(make.past_action(call), estimates=estimates, sources=[{"publisher": "The Post"}])
        mona_browser.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            assert len(mona_browser.get(DESK).context["rows"]) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_estimate_of_another_call_is_not_found_there(mona_browser: Client, call: Call) -> None:
    make.report(make.past_action(make.call("other")), estimates=[{"low": 30, "high": 20}])
    assert mona_browser.post(DESK, {"estimate": Estimate.objects.get().ref}).status_code == 404
    assert not Check.objects.exists()
