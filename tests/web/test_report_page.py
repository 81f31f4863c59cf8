"""The page of one report, and reports at the desk."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core.models import Call, Decision, Merge, Report
from tests import make
from tests.conftest import signed_in
from tests.web.reporting import ECHO, POST, form, page, reported, told, words

DESK = "/desk/calls/clean-rivers/reports/"


@pytest.fixture
def report(call: Call) -> Report:
    return reported(call)


# The page of one report


def test_page_of_a_report_says_what_is_known_none_and_not_known(client: Client, call: Call) -> None:
    none = {"arrests_any": False, "claims_any": False, "police_measures_any": False}
    report = make.report(make.past_action(call), **none, deaths_any=None, slogans="Clean water\nNow")

    text = words(client.get(page(report)).text)

    assert "Arrests none" in text
    assert "What was demanded nothing" in text
    assert "What the police did nothing" in text
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
