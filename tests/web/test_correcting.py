"""The page of one report, and reports at the desk."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.forms.boundfield import BoundField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Decision, Merge, Report
from groundswell.core.models.checked import TOLD, estimates_of, said, sources_of
from tests import make
from tests.conftest import signed_in

DESK = "/desk/calls/clean-rivers/reports/"
POST = {"publisher": "The Post", "address": "https://post.example/1", "on": date(2024, 3, 17)}
ECHO = {"publisher": "The Echo", "address": "https://echo.example/2", "quote": "Two were taken away."}


@pytest.fixture
def report(call: Call) -> Report:
    cited = [POST | {"estimates": [0]}, ECHO | {"about": ["arrests"]}]
    return make.report(make.past_action(call), low=200, high=300, arrests="two", arrests_any=True, sources=cited)


def page(report: Report) -> str:
    return f"/actions/{report.action.ref}/reports/{report.ref}/"


def form(report: Report) -> str:
    return f"/desk/reports/{report.ref}/correction/"


def typed(browser: Client, address: str) -> dict[str, object]:
    """What the form would send untouched."""
    return values_of(browser.get(address).context["form"])


def values_of(fields: Iterable[BoundField]) -> dict[str, object]:
    values = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in values.items() if value not in (None, "") and value is not False}


def told(answer: object) -> str:
    return " ".join(str(message) for message in answer.context["messages"])  # type: ignore[attr-defined]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# The page of one report


def test_page_of_a_report_says_what_is_known_none_and_not_known(client: Client, call: Call) -> None:
    report = make.report(make.past_action(call), arrests_any=False, deaths_any=None, slogans="Clean water\nNow")

    text = words(client.get(page(report)).text)

    assert "Arrests none" in text
    assert "“Clean water” “Now”" in text
    assert re.search(r"Not known [^.]*Injured in the crowd[^.]*Deaths[^.]*Damage", text)


def test_each_figure_and_answer_leads_to_its_own_source(client: Client, report: Report) -> None:
    html = client.get(report.action.get_absolute_url()).text

    cites = re.findall(r'<span class="cites">(.*?)</span>\s*(?:</dd>|<p)', html, re.S)
    assert [re.findall(r'href="([^"]+)"', one) for one in cites] == [
        ["https://post.example/1"],
        ["https://echo.example/2"],
    ]


def test_page_quotes_each_source_and_says_what_it_is_cited_for(client: Client, report: Report) -> None:
    text = words(client.get(page(report)).text)

    assert "Cited for: Figure 1" in text
    assert "Two were taken away. Cited for: Arrests" in text


def test_page_of_a_report_shows_each_quote_of_one_source_with_what_it_is_for(client: Client, call: Call) -> None:
    cited = [POST | {"estimates": [0], "quote": "Five came."}, POST | {"estimates": [1], "quote": "Nine, say others."}]
    report = make.report(make.past_action(call), estimates=[{"low": 5}, {"low": 9}], sources=cited)

    text = words(client.get(page(report)).text)

    assert "Five came. Cited for: Figure 1" in text
    assert "Nine, say others. Cited for: Figure 2" in text


def test_page_of_a_report_tells_looks_by_day_and_nobodys_name(client: Client, report: Report, mona, clara) -> None:
    report.verify(by=mona, note="I rang them.")
    report.verify(by=clara)

    text = words(client.get(page(report)).text)

    assert "Verified by a second person Looked over on" in text
    assert ("Mona" in text, "Clara" in text, "I rang them." in text) == (False, False, False)
    assert "I rang them." in signed_in(clara).get(page(report)).text


def test_page_of_a_report_shows_before_and_after_of_a_correction(client: Client, report: Report, mona) -> None:
    report.correct(by=mona, because="The paper put it right.", arrests="three")

    text = words(client.get(page(report)).text)

    assert "Corrected. by a moderator Because: The paper put it right. Arrests Before: two Now: three" in text


def test_a_report_that_waits_is_there_for_moderators_alone(client: Client, mona_browser: Client, call: Call) -> None:
    report = make.report(make.past_action(call), low=200, accepted=False)

    assert (client.get(page(report)).status_code, mona_browser.get(page(report)).status_code) == (404, 200)


def test_a_report_is_not_there_under_another_action(client: Client, report: Report, call: Call) -> None:
    other = make.past_action(call, title="Another")

    assert client.get(f"/actions/{other.ref}/reports/{report.ref}/").status_code == 404


def test_page_of_a_report_leads_on_where_its_action_was_merged(client: Client, report: Report, call, clara) -> None:
    before, kept = page(report), make.past_action(call, title="The same")
    Merge.make(report.action, into=kept, by=clara)

    assert client.get(before)["Location"] == f"/actions/{kept.ref}/reports/{report.ref}/"


def test_a_withdrawn_report_says_so_and_none_of_its_words(client: Client, mona_browser: Client, report, mona) -> None:
    report.correct(by=mona, because="Canarybecause.", notes="Canaryword")
    Decision.take(report, "hide", by=mona, reason="private", because="Canaryreason")

    texts = [client.get(address).text for address in (page(report), report.action.get_absolute_url())]

    assert all("withdrawn on" in text and "It names a private person or a home." in text for text in texts)
    assert [text for text in texts if "Canary" in text or "The Echo" in text] == []
    assert "Canaryword" in mona_browser.get(page(report)).text


# What lies at the desk


def rows(answer: object) -> list[str]:
    return [report.ref for _action, report in answer.context["rows"]]  # type: ignore[attr-defined]


def test_desk_lists_by_level_by_origin_and_by_words(mona_browser: Client, call: Call, mona, clara) -> None:
    new, seen, sure = (make.report(make.past_action(call, title=title), low=9) for title in ("Weir", "Quay", "Ferry"))
    Report.objects.filter(pk=new.pk).update(by="import")
    seen.verify(by=mona)
    sure.verify(by=mona)
    sure.verify(by=clara)
    make.report(make.past_action(call), low=9, accepted=False)
    more = make.report(make.past_action(call, title="Mill"), low=9)
    more.verify(by=clara)

    assert [level["number"] for level in mona_browser.get(DESK).context["levels"]] == [1, 2, 1]
    found = {query: rows(mona_browser.get(DESK + query)) for query in (
        "", "?level=reviewed", "?level=verified", "?from=imported", "?from=filed", "?q=weir", "?q=quay", "?level=x"
    )}  # fmt: skip

    assert found == {
        "": [new.ref], "?level=reviewed": [seen.ref, more.ref], "?level=verified": [sure.ref], "?from=imported": [new.ref],
        "?from=filed": [], "?q=weir": [new.ref], "?q=quay": [], "?level=x": [new.ref],
    }  # fmt: skip


def test_many_are_looked_over_at_once_and_one_that_cannot_be_stops_none(mona_browser: Client, call: Call, mona) -> None:
    reports = [make.report(make.past_action(call), low=9) for _time in range(3)]
    reports[0].verify(by=mona)

    answer = mona_browser.post(DESK, {"pick": [report.pk for report in reports]}, follow=True)

    assert told(answer) == (
        "2 looked over. 1 was left as it is. You have looked at it already. Somebody else has to verify it."
    )
    assert set(Report.objects.values_list("verification", flat=True)) == {"reviewed"}


def test_one_button_verifies_one_report(mona_browser: Client, clara_browser: Client, report: Report) -> None:
    address = f"/desk/reports/{report.ref}/verification/"

    said = [told(browser.post(address, follow=True)) for browser in (mona_browser, mona_browser, clara_browser)]

    assert said == [
        "Noted. Its page says so, without your name.",
        "You have looked at it already. Somebody else has to verify it.",
        "Noted. Its page says so, without your name.",
    ]
    assert Report.objects.get().verification == "verified"


def test_three_reports_cost_the_desk_the_queries_of_one(mona_browser: Client, call: Call) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            mona_browser.get(DESK)
        return len(queries)

    make.report(make.past_action(call), low=9, sources=[POST])
    asked()
    one = asked()
    for source in (ECHO, POST):
        make.report(make.past_action(call), low=9, sources=[source])

    assert asked() == one


def test_a_moderator_for_some_places_sees_and_changes_what_is_there(call: Call, mona) -> None:
    mona.roles.update(places=["CL"])
    here, there = (make.report(make.past_action(call, at=place), low=9) for place in ("santiago", "porto"))
    browser = signed_in(mona)

    assert rows(browser.get(DESK)) == [here.ref]
    browser.post(DESK, {"pick": [here.pk, there.pk]})
    assert [browser.get(form(report)).status_code for report in (here, there)] == [200, 403]
    assert dict(Report.objects.values_list("ref", "verification")) == {here.ref: "reviewed", there.ref: "unreviewed"}


# Putting right


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
