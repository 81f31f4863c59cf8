"""Putting a report right, by one and by two at once."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from django.forms.boundfield import BoundField
from django.test import Client

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Report
from groundswell.core.models.checked import TOLD, estimates_of, said, sources_of
from tests import make
from tests.web.reporting import form, page, reported, told, words


@pytest.fixture
def report(call: Call) -> Report:
    return reported(call)


def typed(browser: Client, address: str) -> dict[str, object]:
    """What the form would send untouched."""
    return values_of(browser.get(address).context["form"])


def values_of(fields: Iterable[BoundField]) -> dict[str, object]:
    values = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in values.items() if value not in (None, "") and value is not False}


def test_the_form_sent_untouched_changes_nothing(mona_browser: Client, report: Report) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Nothing."}

    answer = mona_browser.post(form(report), sent, follow=True)

    assert told(answer) == "Nothing was changed."
    assert Report.objects.get().changed_at == report.changed_at


def test_the_form_corrects_a_figure_an_answer_and_what_a_source_is_cited_for(
    mona_browser: Client, report: Report
) -> None:
    sent = typed(mona_browser, form(report)) | {
        "because": "Read again.", "high": "400", "arrests_any": "no", "arrests": "", "source_2_off": "on",
        "source_1_about": ["figure-1", "notes"], "source_3_publisher": "The Ferry Post",
    }  # fmt: skip

    answer = mona_browser.post(form(report), sent)

    assert (answer.status_code, answer["Location"]) == (302, page(report))
    told = Report.objects.get()
    cited = [(c.source.publisher, c.about, bool(c.estimate)) for c in told.citations.order_by("id")]
    assert (told.estimates.get().high, told.arrests, told.arrests_any) == (400, "", False)
    assert cited == [("The Post", ["notes"], False), ("The Post", [], True), ("The Ferry Post", [], False)]


def test_an_answer_that_nobody_touched_stays_not_known(mona_browser: Client, call: Call) -> None:
    report = make.report(
        make.past_action(call), arrests="not reported", arrests_any=None, deaths="one", deaths_any=None
    )
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "notes": "Calm.", "deaths": "two"}

    mona_browser.post(form(report), sent)

    told = Report.objects.get()
    assert (told.notes, told.arrests_any, told.deaths, told.deaths_any) == ("Calm.", None, "two", None)


def test_what_is_told_where_nothing_stood_is_some(mona_browser: Client, report: Report) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "deaths": "one"}

    mona_browser.post(form(report), sent)

    assert Report.objects.get().deaths_any is True


STRANGE: dict[str, object] = {
    "language": "eu", "notes": "n" * 4_001, "arrests": "0", "arrests_any": False, "slogans": " Clean\r\nNow \n",
    "claims": "c" * 5_000,
}  # fmt: skip
STRANGE_SOURCE = {"publisher": "Folha", "language": "pt-BR", "address": "doi:10.1/2", "archived": "shelf 3"}


def test_what_the_form_could_not_have_said_does_not_stop_a_correction(mona_browser: Client, call: Call) -> None:
    estimates = [
        {"low": 900, "high": 300, "words": "0", "given": "odd", "rule": "mpeds", "counter": "drone"},
        {"low": 0, "high": 0, "counter": "press"},
        {"low": None, "high": 7, "words": "seven", "rule": "mpeds"},
    ]
    report = make.report(make.past_action(call), estimates=estimates, sources=[STRANGE_SOURCE], **STRANGE)
    before, cited, figures = said(report), sources_of(report), estimates_of(report)
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "deaths_any": "no", "counter_3": "police"}

    answer = mona_browser.post(form(report), sent)

    report = Report.objects.get()
    assert (answer.status_code, sources_of(report)) == (302, cited)
    assert estimates_of(report) == [*figures[:2], figures[2] | {"counter": "police"}]
    rest = [name for name in TOLD if said(report)[name] != before[name]]
    assert (rest, report.deaths_any) == (["deaths_any"], False)


def test_what_is_touched_is_looked_at_as_ever(mona_browser: Client, call: Call) -> None:
    report = make.report(make.past_action(call), low=900, high=300, sources=[STRANGE_SOURCE], **STRANGE)
    sent = typed(mona_browser, form(report)) | {"because": "Read again."}

    wrong = {"notes": "n" * 4_002, "high": "200", "arrests": "none", "language": "xx"}
    answer = mona_browser.post(form(report), sent | wrong)

    assert (answer.status_code, sorted(answer.context["form"].errors)) == (
        422,
        ["arrests", "high", "language", "notes"],
    )


def test_what_is_known_of_a_source_is_text_and_no_field(mona_browser: Client, report: Report) -> None:
    html = mona_browser.get(form(report)).text

    assert ('name="source_1_address"' in html, 'name="source_3_address"' in html) == (False, True)
    assert 'href="https://post.example/1"' in html


def test_a_moment_that_nobody_touched_stays_to_the_second(mona_browser: Client, call: Call) -> None:
    at = datetime(2024, 3, 17, 1, 30, 20, tzinfo=UTC)
    action = make.past_action(call, starts=datetime(2024, 3, 16, 22, tzinfo=UTC))
    report = make.report(action, estimates=[{"low": 5, "high": 5, "at": at}])
    sent = typed(mona_browser, form(report)) | {"because": "Read again."}

    mona_browser.post(form(report), sent | {"low": "4"})
    kept = report.estimates.get().at
    mona_browser.post(form(report), typed(mona_browser, form(report)) | {"because": "Later.", "at": "23:50"})

    assert (kept, report.estimates.get().at) == (at, datetime(2024, 3, 16, 23, 50, tzinfo=UTC))


def test_every_field_of_the_form_is_on_the_page(mona_browser: Client, report: Report) -> None:
    answer = mona_browser.get(form(report))

    named = set(re.findall(r'name="(\w+)"', answer.text))
    assert set(answer.context["form"].fields) - named == set()


def test_a_correction_without_a_reason_keeps_what_was_typed(mona_browser: Client, report: Report) -> None:
    sent = typed(mona_browser, form(report)) | {"notes": "Kept <as> typed."}

    answer = mona_browser.post(form(report), sent)

    assert (answer.status_code, "Kept &lt;as&gt; typed." in answer.text) == (422, True)
    assert Report.objects.get().notes == ""


def test_a_report_of_many_figures_has_room_for_all_of_them_and_one_more(mona_browser: Client, call: Call) -> None:
    estimates = [{"low": n, "high": n} for n in range(1, 6)]
    report = make.report(make.past_action(call), estimates=estimates)

    assert len(mona_browser.get(form(report)).context["form"].estimate_groups) == 6


def test_the_action_counts_anew_after_a_correction(mona_browser: Client, report: Report) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "low": "150"}

    mona_browser.post(form(report), sent)

    action = Action.objects.get(pk=report.action_id)
    assert (action.size_low, action.size_high) == (150, 300)


# Two at once


def test_a_correction_of_what_was_corrected_meanwhile_is_refused_beside_what_stands_now(
    mona_browser: Client, report: Report, clara
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "claims": "Kept <as> typed.", "notes": "Dry."}
    report.correct(by=clara, because="Rain.", notes="It rained.")

    answer = mona_browser.post(form(report), sent)

    assert (answer.status_code, Report.objects.get().notes) == (422, "It rained.")
    assert "Somebody else changed this report after you opened this form." in answer.text
    assert "Changed meanwhile Notes Before: nothing Now: It rained." in words(answer.text)
    assert ("Kept &lt;as&gt; typed." in answer.text, "Dry." in answer.text) == (True, True)


def test_what_is_sent_again_after_that_keeps_what_the_other_corrected(
    mona_browser: Client, report: Report, clara
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "claims": "Clean water.", "high": "400"}
    report.correct(by=clara, because="Rain.", notes="It rained.", arrests="three")

    again = mona_browser.post(form(report), sent).context["form"]
    answer = mona_browser.post(form(report), values_of(again))

    told = Report.objects.get()
    assert (answer.status_code, told.claims, told.notes, told.arrests) == (302, "Clean water.", "It rained.", "three")
    assert [(one.low, one.high) for one in told.estimates.all()] == [(200, 400)]


def test_a_quote_goes_to_its_own_source_though_another_was_taken_off(
    mona_browser: Client, report: Report, clara
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "source_2_quote": "Three were taken."}
    report.correct(by=clara, because="Not there.", sources=sources_of(report)[1:])

    again = mona_browser.post(form(report), sent).context["form"]
    mona_browser.post(form(report), values_of(again))

    cited = [(one["publisher"], one["quote"], one["about"]) for one in sources_of(report)]
    assert cited == [("The Echo", "Three were taken.", ["arrests"])]


def test_what_was_typed_for_a_source_or_figure_that_is_gone_comes_as_a_new_one(
    mona_browser: Client, report: Report, clara
) -> None:
    mine = {"because": "Read again.", "source_1_quote": "Some 250.", "low": "250", "source_2_off": "on"}
    sent = typed(mona_browser, form(report)) | mine
    figures = [{"low": 9, "high": 9, "counter": "police"}]
    report.correct(by=clara, because="Not there.", estimates=figures, sources=sources_of(report)[1:])

    again = values_of(mona_browser.post(form(report), sent).context["form"])

    kept = {name: again.get(name) for name in ("low", "low_2", "high_2", "counter_2", "source_1_off")}
    assert kept == {"low": "9", "low_2": "250", "high_2": "300", "counter_2": "press", "source_1_off": True}
    source = [again[f"source_2_{name}"] for name in ("publisher", "address", "date", "quote", "about")]
    assert source == ["The Post", "https://post.example/1", "2024-03-17", "Some 250.", ["figure-2"]]


def test_what_was_typed_for_a_figure_that_another_corrected_comes_whole_upon_that_figure(
    mona_browser: Client, report: Report, clara
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "low": "250"}
    (figure,) = estimates_of(report)
    report.correct(by=clara, because="Nine.", estimates=[figure | {"low": 9, "high": 9, "counter": "police"}])

    again = mona_browser.post(form(report), sent).context["form"]
    mona_browser.post(form(report), values_of(again))

    (told,) = report.estimates.all()
    assert (told.ref, told.low, told.high, told.counter) == (figure["ref"], 250, 300, "police")


def test_a_figure_that_is_corrected_on_the_form_keeps_its_name_and_one_that_is_emptied_goes(
    mona_browser: Client, call: Call
) -> None:
    report = make.report(make.past_action(call), estimates=[{"low": n, "high": n} for n in (5, 7, 9)])
    first, _second, third = (one.ref for one in report.estimates.all())
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "high": "6", "low_4": "11", "high_4": "11"}

    mona_browser.post(form(report), sent | {"low_2": "", "high_2": ""})

    assert [(one.ref, one.high) for one in report.estimates.all()][:2] == [(first, 6), (third, 9)]
    assert [one.high for one in report.estimates.all()] == [6, 9, 11]


EMPTIED = {"low": "", "high": ""}
ASKED = "It is cited only for a figure that you take out. Choose what it is cited for now, or take it off."


def test_what_a_source_was_cited_for_alone_is_asked_for_where_that_figure_is_taken_out(
    mona_browser: Client, report: Report
) -> None:
    before = said(report)
    sent = typed(mona_browser, form(report)) | {"because": "Nobody counted."} | EMPTIED

    answer = mona_browser.post(form(report), sent)

    assert (answer.status_code, answer.context["form"].errors) == (422, {"source_1_about": [ASKED]})
    assert said(Report.objects.get()) == before


@pytest.mark.parametrize(
    ("more", "cited"),
    [
        ({"source_1_off": "on"}, [("The Echo", ["arrests"])]),
        ({"source_1_about": ["notes"]}, [("The Post", ["notes"]), ("The Echo", ["arrests"])]),
        ({"source_1_about": ["figure-1", "notes"]}, [("The Post", ["notes"]), ("The Echo", ["arrests"])]),
        ({"source_1_about": []}, [("The Post", []), ("The Echo", ["arrests"])]),
    ],
)
def test_a_source_of_a_figure_that_is_taken_out_stays_for_what_is_chosen(
    mona_browser: Client, report: Report, more: dict[str, object], cited: list[tuple[str, list[str]]]
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Nobody counted."} | EMPTIED

    assert mona_browser.post(form(report), sent | more).status_code == 302
    assert [(one.source.publisher, one.about) for one in report.citations.order_by("id")] == cited
    assert not report.estimates.exists()


@pytest.mark.parametrize("read", ["", "x", "x:y:z"])
def test_a_form_that_does_not_say_what_it_was_filled_from_is_sent_twice(
    mona_browser: Client, report: Report, read: str
) -> None:
    sent = typed(mona_browser, form(report)) | {"because": "Read again.", "notes": "Calm.", "read": read}

    again = mona_browser.post(form(report), sent)
    mona_browser.post(form(report), values_of(again.context["form"]))

    assert (again.status_code, Report.objects.get().notes) == (422, "Calm.")


def test_who_corrects_what_was_corrected_in_the_same_moment_is_refused(report: Report, mona, clara) -> None:
    read = said(report)
    report.correct(by=clara, because="Rain.", notes="It rained.", read=read)

    with pytest.raises(Refused, match="Somebody else changed this report"):
        report.correct(by=mona, because="Sun.", notes="It was dry.", read=read)
