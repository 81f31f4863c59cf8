from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from groundswell.core.models import Action, Call, Citation, Estimate, Report
from groundswell.core.models.checked import ASKED
from groundswell.lib.clock import now
from tests import make

TOLD = {
    "words": "about 300",
    "counter": "press",
    "method": "photo",
    "arrests_any": "no",
    "notes": "Calm.",
    "source_1_publisher": "The Ferry Post",
    "source_1_address": "https://post.example/rivers",
    "source_1_date": "2024-03-17",
}


@pytest.fixture
def action(call: Call) -> Action:
    return make.past_action(call)


def page(action: Action) -> str:
    return f"/actions/{action.ref}/report/"


def test_anybody_can_tell_what_happened_and_a_moderator_reads_it_first(client: Client, action: Action) -> None:
    answer = client.post(page(action), TOLD)
    assert (answer.status_code, answer["Location"]) == (302, f"{page(action)}?thanks=waiting")
    report = Report.objects.get()
    assert (report.state, report.by, report.arrests_any, report.injuries_crowd_any) == (
        "proposed",
        "public",
        False,
        None,
    )
    action.refresh_from_db()
    assert action.size_low is None
    assert "A moderator reads it now" in client.get(answer["Location"]).text


def test_a_moderators_report_is_in_the_record_at_once(mona_browser: Client, action: Action) -> None:
    answer = mona_browser.post(page(action), TOLD, headers={"origin": "http://testserver"})
    assert answer["Location"] == f"{page(action)}?thanks=accepted"
    action.refresh_from_db()
    assert (action.size_low, action.size_high) == (300, 300)


def test_a_moderator_of_another_call_is_anybody_here(otto_browser: Client, action: Action) -> None:
    otto_browser.post(page(action), TOLD, headers={"origin": "http://testserver"})
    assert Report.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("told", "estimate"),
    [
        ({"words": "about 300"}, ("about 300", 300, 300, "")),
        ({"words": "hundreds"}, ("hundreds", 200, 200, "ccc")),
        ({"words": "a great many"}, ("a great many", None, None, "")),
        ({"words": "hundreds", "low": "250", "high": "1.400"}, ("hundreds", 250, 1_400, "")),
        ({"low": "٤٠٠"}, ("", 400, 400, "")),
        ({"high": "1 200"}, ("", 1_200, 1_200, "")),
    ],
)
def test_turnout_is_kept_as_it_was_said_with_its_figures(
    client: Client, action: Action, told: dict[str, str], estimate: tuple[object, ...]
) -> None:
    client.post(page(action), told)
    assert Estimate.objects.values_list("words", "low", "high", "rule").get() == estimate


def test_words_without_a_figure_are_kept_and_the_page_says_so(client: Client, action: Action) -> None:
    answer = client.post(page(action), {"words": "a great many"}, follow=True)
    assert "Your words on how many came give no figure." in answer.text


def test_a_report_keeps_several_figures_each_with_its_time_and_source(client: Client, action: Action) -> None:
    second = {"words_2": "300", "counter_2": "police", "measure_2": "peak", "at_2": "15:30", "counted_by_2": "Police"}
    cited = {"source_1_about": ["figure-2", "arrests"], "source_1_quote": "Some three hundred."}
    client.post(page(action), TOLD | second | cited | {"low_3": "1,000", "given_3": "at-least"})

    first, police, third = Estimate.objects.all()
    assert (first.words, third.low, third.given) == ("about 300", 1_000, "at-least")
    assert (police.low, police.counter, police.measure, police.at) == (
        300, "police", "peak", datetime(2024, 3, 16, 15, 30, tzinfo=UTC),
    )  # fmt: skip
    citations = Citation.objects.values_list("estimate", "about", "quote")
    assert list(citations.order_by("id")) == [
        (None, ["arrests"], "Some three hundred."),
        (police.pk, [], "Some three hundred."),
    ]


@pytest.mark.parametrize(
    ("starts", "at", "counted"),
    [
        (datetime(2024, 3, 16, 22), "00:30", datetime(2024, 3, 17, 0, 30)),
        (datetime(2024, 3, 16, 22), "21:50", datetime(2024, 3, 16, 21, 50)),  # while they gathered
        (datetime(2024, 3, 16, 22), "23:30", datetime(2024, 3, 16, 23, 30)),
        (datetime(2024, 3, 16, 0), "00:30", datetime(2024, 3, 16, 0, 30)),
    ],
)
def test_a_time_after_midnight_is_of_the_night_after_by_the_clocks_of_the_place(
    client: Client, call: Call, starts: datetime, at: str, counted: datetime
) -> None:
    santiago = ZoneInfo("America/Santiago")
    action = make.past_action(call, starts=starts.replace(tzinfo=santiago), timezone="America/Santiago")

    client.post(page(action), {"words": "9", "at": at})

    assert Estimate.objects.get().at == counted.replace(tzinfo=santiago)


def test_none_some_and_not_known_are_told_apart_in_every_answer(client: Client, action: Action) -> None:
    told = {"deaths_any": "no", "injuries_police_any": "yes", "property_damage": "a window", "permit": "granted"}
    client.post(
        page(action), told | {"slogans": "Clean water\r\nNow", "claims_any": "no", "police_measures_any": "yes"}
    )

    report = Report.objects.get()
    answers = [getattr(report, f"{name}_any") for name in ASKED]
    assert answers == [None, None, True, None, False, True, None, None, False, True, True, None]
    assert (report.permit, report.slogans.splitlines()) == ("granted", ["Clean water", "Now"])


def test_figures_given_at_one_end_are_kept_as_given(client: Client, action: Action) -> None:
    for told in ({"low": "300"}, {"high": "300"}, {"low": "300", "high": "300"}, {"low": "200", "high": "300"}):
        client.post(page(action), told)

    assert list(Estimate.objects.values_list("given", flat=True)) == ["at-least", "at-most", "figure", "range"]


@pytest.mark.parametrize(
    "other",
    [
        {"slogans": "Now"},
        {"given": "about"},
        {"words_2": "400"},
        {"source_1_quote": "Some."},
        {"source_1_about": ["arrests"]},
        {"source_2_address": "https://echo.example"},
    ],
)
def test_what_differs_in_anything_is_another_report(client: Client, action: Action, other: dict[str, object]) -> None:
    for sent in (TOLD, TOLD | other, TOLD | other):
        client.post(page(action), sent)

    assert Report.objects.count() == 2


def test_a_second_tap_is_no_second_report_where_the_source_is_known_by_another_title(
    client: Client, call: Call, action: Action
) -> None:
    make.report(make.past_action(call), sources=[{"address": TOLD["source_1_address"], "title": "Known before"}])
    for _tap in range(2):
        client.post(page(action), TOLD)

    assert action.reports.count() == 1


def test_the_form_shows_one_figure_and_one_source_and_folds_the_rest(client: Client, action: Action) -> None:
    shown = client.get(page(action)).context["form"]
    filled = client.post(page(action), {"words_3": "x" * 201, "claims": "Clean water"}).context["form"]

    assert [group.open for group in shown.estimate_groups[1:]] == [False, False]
    assert [group.open for group in shown.source_groups] == [False, False, False]
    assert [fold.open for fold in shown.folds] == [False, False, False, False]
    assert [group.open for group in filled.estimate_groups[1:]] == [False, True]
    assert [fold.open for fold in filled.folds] == [False, False, False, True]


def test_what_is_left_out_is_unknown(client: Client, action: Action) -> None:
    client.post(page(action), {"notes": "Rain."})
    report = Report.objects.get()
    assert (report.arrests_any, report.injuries_crowd_any, report.estimates.count(), report.sources.count()) == (
        None,
        None,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({}, "Tell at least one thing"),
        ({"low": "500", "high": "400"}, "This is less than the lowest figure."),
        ({"low": "many"}, "A whole number from 1: 300"),
        ({"low": "-5"}, "A whole number from 1: 300"),
        ({"low": "0"}, "A whole number from 1: 300"),
        ({"low": "999999999999999999999999"}, "No action was as large as that."),
        ({"words": "25 million"}, "No action was as large as that."),
        ({"words": "x" * 201}, "at most 200 characters"),
        ({"counter": "nobody"}, "“nobody” is not on the list"),
        ({"arrests_any": "no", "arrests": "two"}, "You said there were none."),
        ({"words": "9", "source_1_address": "javascript:alert(1)"}, "Write the whole address of a web page"),
        ({"words": "9", "source_1_address": "not an address"}, "Write the whole address of a web page"),
        ({"words": "9", "source_1_publisher": "Post", "source_1_about": ["figure-2"]}, "a figure that you left empty"),
        ({"words": "9", "source_1_publisher": "Post", "source_1_about": ["ref"]}, "“ref” is not on the list"),
        ({"words": "9", "source_1_publisher": "Post", "source_1_quote": "x" * 401}, "at most 400 characters"),
        ({"words": "9", "source_1_quote": "Said."}, "Say who published it, or give its address."),
        ({"words": "9", "at": "25:00"}, "Write a time"),
        ({"deaths_any": "no", "deaths": "two"}, "You said there were none."),
        ({"words": "9", "source_2_date": "2024-03-17"}, "Say who published it, or give its address."),
        (
            {"words": "9", "source_1_publisher": "Post", "source_1_date": "2024-02-31"},
            "Write a day that the calendar has",
        ),
        (
            {
                "words": "9",
                "source_1_publisher": "Post",
                "source_1_date": (now() + timedelta(days=3)).date().isoformat(),
            },
            "This date is still to come.",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_cause(
    client: Client, action: Action, told: dict[str, str], error: str
) -> None:
    answer = client.post(page(action), told | {"notes": "" if not told else "Kept <as> typed."})
    assert (answer.status_code, error in answer.text, Report.objects.count()) == (422, True, 0)
    assert ("Kept &lt;as&gt; typed." in answer.text) == bool(told)


def test_the_same_sent_twice_is_one_report(client: Client, action: Action) -> None:
    first, second = client.post(page(action), TOLD), client.post(page(action), TOLD)
    assert (first["Location"] == second["Location"], Report.objects.count()) == (True, 1)


def test_something_else_sent_is_another_report(client: Client, action: Action) -> None:
    client.post(page(action), TOLD)
    client.post(page(action), TOLD | {"words": "about 400"})
    assert Report.objects.count() == 2


def test_what_is_still_to_come_cannot_be_reported(client: Client, call: Call) -> None:
    action = make.action(call)
    assert "It has not begun yet" in client.get(page(action)).text
    client.post(page(action), TOLD)
    assert Report.objects.count() == 0


def test_what_was_cancelled_cannot_be_reported(client: Client, call: Call) -> None:
    action = make.past_action(call, state="cancelled")
    client.post(page(action), TOLD)
    assert ("It was cancelled" in client.get(page(action)).text, Report.objects.count()) == (True, 0)


@pytest.mark.parametrize("state", ["proposed", "hidden"])
def test_an_action_that_is_not_public_is_not_there(client: Client, call: Call, state: str) -> None:
    action = make.past_action(call, state=state)
    assert (client.get(page(action)).status_code, client.post(page(action), TOLD).status_code) == (404, 404)


def test_the_eleventh_report_within_an_hour_waits_and_keeps_what_was_typed(
    client: Client, action: Action, settings: object
) -> None:
    settings.RATE_LIMITS = True  # type: ignore[attr-defined]
    for count in range(10):
        client.post(page(action), {"notes": f"Note {count}"})
    answer = client.post(page(action), {"notes": "One more"})
    assert (answer.status_code, "One more" in answer.text, Report.objects.count()) == (429, True, 10)
    assert int(answer["Retry-After"]) <= 3600


@pytest.mark.parametrize("value", ["\x00", "\x1b[31m", "<script>alert(1)</script>", "=1+1", "é" * 199, "🌊"])
def test_odd_text_is_kept_as_text(client: Client, action: Action, value: str) -> None:
    answer = client.post(page(action), {"notes": f"a{value}b", "words": "9"})
    assert (answer.status_code, "<script>alert" in client.get(page(action)).text) == (302, False)
