from django.test import Client

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


def test_an_estimate_of_another_call_is_not_found_there(mona_browser: Client, call: Call) -> None:
    make.report(make.past_action(make.call("other")), estimates=[{"low": 30, "high": 20}])
    assert mona_browser.post(DESK, {"estimate": Estimate.objects.get().ref}).status_code == 404
    assert not Check.objects.exists()
