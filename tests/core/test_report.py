"""How a report is looked over, corrected and withdrawn."""

from datetime import UTC, date, datetime

import pytest

from groundswell.core import reported
from groundswell.core.bringing_in import bring_in
from groundswell.core.errors import Refused
from groundswell.core.incoming import Account, Row
from groundswell.core.models import Check, Decision, Fact, Report
from groundswell.core.models.checked import estimates_of, sources_of
from tests import make

POST = {"publisher": "The Post", "address": "https://post.example/1", "on": date(2024, 3, 17)}
ECHO = {"publisher": "The Echo", "address": "https://echo.example/2"}


@pytest.fixture
def report(call) -> Report:
    return make.report(make.past_action(call), low=200, high=300, arrests="two", arrests_any=True, sources=[POST])


def level(report: Report) -> str:
    return Report.objects.get(pk=report.pk).verification


# Verification


def test_what_comes_from_nobody_here_is_unreviewed(report):
    assert (report.state, level(report), report.verifications.count()) == ("accepted", "unreviewed", 0)


def test_whoever_accepts_a_report_has_reviewed_it(call, mona):
    report = make.report(make.past_action(call), low=200, accepted=False)

    Decision.take(report, "accept", by=mona)

    assert (level(report), report.verifications.get().by) == ("reviewed", mona)


def test_a_second_person_verifies_it(report, mona, clara):
    report.verify(by=mona)
    first = level(report)
    report.verify(by=clara, note="Read both.")

    assert (first, level(report)) == ("reviewed", "verified")
    told = Fact.objects.about(report).filter(what="report.verified").values_list("changes", flat=True)
    assert list(told) == [
        {"verification": ["unreviewed", "reviewed"]},
        {"verification": ["reviewed", "verified"]},
    ]


def test_the_same_person_does_not_verify_it_twice(report, mona):
    report.verify(by=mona)

    with pytest.raises(Refused, match="Somebody else has to verify it"):
        report.verify(by=mona)
    assert level(report) == "reviewed"


def test_whoever_left_was_a_person_all_the_same(report, mona, clara):
    report.verify(by=mona)
    mona.delete()
    report.verify(by=clara)

    assert level(report) == "verified"


@pytest.mark.parametrize("verdict", [None, "decline", "hide"])
def test_only_what_is_in_the_record_is_verified(call, mona, clara, verdict):
    report = make.report(make.past_action(call), low=200, accepted=False)
    if verdict:
        Decision.take(report, verdict, by=clara, because="No.")

    with pytest.raises(Refused, match="Only what is in the record"):
        report.verify(by=mona)


def test_an_acceptance_that_was_undone_is_no_look(call, mona, clara):
    report = make.report(make.past_action(call), low=200, accepted=False)
    decision = Decision.take(report, "accept", by=mona)
    decision.undo(by=clara)
    undone = level(report)
    Decision.take(report, "accept", by=clara)

    assert (undone, level(report)) == ("unreviewed", "reviewed")


def test_a_report_that_is_shown_again_is_as_verified_as_it_was(report, mona, clara):
    report.verify(by=mona)
    Decision.take(report, "hide", by=clara, because="Wait.").undo(by=clara)

    assert level(report) == "reviewed"


def test_looks_lapse_where_the_list_that_a_report_came_from_says_something_else(call, mona):
    action = make.past_action(call)
    for notes in ("Rain.", "Sun."):
        row = Row(line=1, key="k", ref=action.ref, starts=action.starts, account=Account(told={"notes": notes}))
        list(bring_in(call, [row], joining=True))
        report = Report.objects.get()
        if notes == "Rain.":
            report.verify(by=mona)

    assert (report.notes, report.verification) == ("Sun.", "unreviewed")


def test_a_figure_that_a_file_tells_anew_keeps_its_name_and_one_that_it_adds_gets_one(call):
    action = make.past_action(call)
    police, press = {"low": 5, "high": 5, "counter": "police"}, {"low": 9, "high": 9, "counter": "press"}
    team = {"low": 7, "high": 7, "counter": "counting-team", "sources": [ECHO]}

    def told(*estimates: dict[str, object]) -> tuple[str, list[str]]:
        row = Row(line=1, key="k", ref=action.ref, starts=action.starts, account=Account(estimates=list(estimates)))
        ((outcome,),) = bring_in(call, [row], joining=True)
        return outcome.what, list(Report.objects.get().estimates.values_list("ref", flat=True))

    (_, (first, second)) = told(police, press)
    _, (*kept, third) = told(team, press | {"low": 8}, police)

    assert (kept, told(team, press | {"low": 8}, police)) == ([first, second], ("unchanged", [first, second, third]))
    assert [(one.ref, one.low) for one in Report.objects.get().estimates.all()] == [(first, 5), (second, 8), (third, 7)]
    assert Report.objects.get().citations.get().estimate.ref == third


# Correction


def test_a_correction_keeps_what_stood_before_with_day_and_reason(report, mona):
    assert report.correct(by=mona, because="The paper put it right.", arrests="three") is True

    fact = Fact.objects.about(report).get(what="report.corrected")
    assert fact.changes == {"because": "The paper put it right.", "arrests": ["two", "three"]}
    assert (Report.objects.get().arrests, fact.person) == ("three", mona)


def test_a_correction_of_figures_counts_anew_and_leaves_each_its_name_and_place(call, mona):
    estimates = [{"low": 200, "high": 300, "counter": "press"}, {"low": 900, "high": 900, "counter": "organiser"}]
    report = make.report(action := make.past_action(call), estimates=estimates)
    first, second = report.estimates.all()
    told = estimates_of(report)

    report.correct(by=mona, because="A typing error.", estimates=[told[0] | {"low": 100}, told[1]])

    action.refresh_from_db()
    assert [one.ref for one in report.estimates.all()] == [first.ref, second.ref]
    assert (action.size_low, action.size_high) == (100, 900)
    before, after = Fact.objects.about(report).get(what="report.corrected").changes["estimates"]
    assert ([one["low"] for one in before], [one["low"] for one in after]) == ([200, 900], [100, 900])


def test_sources_of_figures_that_are_corrected_stay_cited_for_them(call, mona):
    report = make.report(make.past_action(call), low=200, sources=[POST | {"estimates": [0], "quote": "Some 200."}])
    told = estimates_of(report)

    report.correct(by=mona, because="Twenty.", estimates=[told[0] | {"low": 20, "high": 20}])

    citation = report.citations.get()
    assert (citation.estimate.low, citation.quote) == (20, "Some 200.")


def test_what_cites_an_estimate_stays_with_it_though_another_is_taken_out(call, mona):
    cited = [POST | {"estimates": [0]}, ECHO | {"estimates": [1]}]
    report = make.report(
        make.past_action(call), estimates=[{"low": 5, "high": 5}, {"low": 9, "high": 9}], sources=cited
    )
    _first, second = estimates_of(report)

    report.correct(by=mona, because="Nobody said five.", estimates=[second | {"words": "nine"}, {"low": 7, "high": 7}])

    kept, new = report.estimates.all()
    assert (kept.ref, kept.words, new.low, new.ref == second["ref"]) == (second["ref"], "nine", 7, False)
    assert [(one.source.publisher, one.estimate) for one in report.citations.all()] == [("The Echo", kept)]


def test_an_estimate_that_names_one_of_another_report_is_a_new_one(call, mona):
    report, other = (make.report(make.past_action(call), low=200) for _each in "ab")
    named = estimates_of(other)[0] | {"low": 7}

    report.correct(by=mona, because="Seven.", estimates=[*estimates_of(report), named])

    assert [one.low for one in report.estimates.all()] == [200, 7]
    assert [(one.ref, one.low) for one in other.estimates.all()] == [(named["ref"], 200)]


def test_who_let_a_figure_stand_did_not_see_the_one_that_it_was_corrected_to(call, mona):
    report = make.report(make.past_action(call), estimates=[{"low": 5}, {"low": 9}])
    for estimate in report.estimates.all():
        Check.make(estimate, by=mona)
    first, second = estimates_of(report)

    report.correct(by=mona, because="Six.", estimates=[first | {"low": 6}, second])

    assert [check.estimate.low for check in Check.objects.all()] == [9]


def test_several_quotes_of_one_source_stay_several_through_a_correction(call, mona):
    estimates = [{"low": 5, "high": 5}, {"low": 9, "high": 9}]
    cited = [POST | {"estimates": [0], "quote": "Five came."}, POST | {"estimates": [1], "quote": "Nine, say others."}]
    report = make.report(make.past_action(call), estimates=estimates, sources=cited)

    report.correct(by=mona, because="Calm.", notes="Calm.", sources=sources_of(report))

    quoted = [(citation.estimate.low, citation.quote) for citation in report.citations.order_by("id")]
    assert quoted == [(5, "Five came."), (9, "Nine, say others.")]
    assert [(one["quote"], one["estimates"]) for one in sources_of(report)] == [
        ("Five came.", [0]),
        ("Nine, say others.", [1]),
    ]


def test_a_source_that_is_named_twice_is_cited_for_both_and_no_quote_is_lost(report, mona):
    twice = [POST | {"about": ["arrests"]}, POST | {"about": ["notes"], "quote": "Two were taken."}]
    report.correct(by=mona, because="Both.", sources=twice)

    (citation,) = report.citations.all()
    assert (citation.about, citation.quote) == (["arrests", "notes"], "Two were taken.")
    with pytest.raises(Refused, match="put both quotes into one"):
        report.correct(by=mona, because="Both.", sources=[twice[1], twice[1] | {"quote": "Nobody was."}])


def test_a_source_can_be_added_and_taken_off_by_a_correction(report, mona):
    report.correct(by=mona, because="Another paper.", sources=[ECHO | {"about": ["arrests"]}])

    (cited,) = sources_of(report)
    assert (cited["publisher"], cited["about"], cited["whole"]) == ("The Echo", ["arrests"], False)


def test_verifications_lapse_by_a_correction_and_the_correctors_look_is_the_first(report, mona, clara):
    report.verify(by=mona)
    report.verify(by=clara)

    report.correct(by=clara, because="Three.", arrests="three")

    standing = report.verifications.filter(lapsed_at=None)
    assert (level(report), [look.by for look in standing], report.verifications.count()) == ("reviewed", [clara], 3)


def test_a_correction_needs_a_reason(report, mona):
    with pytest.raises(Refused, match="Say why"):
        report.correct(by=mona, because=" ", arrests="three")


def test_a_correction_that_changes_nothing_leaves_no_trace(report, mona, clara):
    report.verify(by=mona)

    same = {"estimates": estimates_of(report), "sources": sources_of(report), "arrests": "two"}

    assert report.correct(by=clara, because="Again.", **same) is False
    assert (level(report), Fact.objects.filter(what="report.corrected").count()) == ("reviewed", 0)
    assert report.correct(by=clara, because="Three.", arrests="three") is True
    assert report.correct(by=clara, because="Three.", arrests="three") is False


def test_moments_and_days_are_kept_in_the_log(call, mona):
    at = datetime(2024, 3, 16, 14, tzinfo=UTC)
    report = make.report(make.past_action(call), low=200, sources=[POST])

    report.correct(by=mona, because="At three.", estimates=[estimates_of(report)[0] | {"at": at}], sources=[])

    changes = Fact.objects.about(report).get(what="report.corrected").changes
    assert (changes["estimates"][1][0]["at"], changes["sources"][0][0]["on"]) == (at.isoformat(), "2024-03-17")


@pytest.mark.parametrize("verdict", ["decline", "hide"])
def test_what_is_not_in_the_record_is_not_corrected(call, mona, clara, verdict):
    report = make.report(make.past_action(call), low=200, accepted=False)
    Decision.take(report, verdict, by=clara, because="No.")

    with pytest.raises(Refused, match="Only what waits or is in the record"):
        report.correct(by=mona, because="Three.", arrests="three")


def test_what_is_corrected_before_it_is_public_stays_unseen(call, mona, clara):
    report = make.report(make.past_action(call), notes="Ana of Quay 3 was there.", accepted=False)
    report.correct(by=mona, because="No names.", notes="Somebody was there.")
    Decision.take(report, "accept", by=clara)
    report.correct(by=mona, because="Two.", notes="Two were there.")

    assert [fact.what for fact in reported.history(report)] == ["report.corrected", "report.accepted"]
    assert [fact.changes["because"] for fact in reported.corrections([report])[report.pk]] == ["Two."]


def test_words_that_are_struck_are_in_no_fact(report, mona):
    report.correct(by=mona, because="A name.", notes="Canary of Quay 3.")
    report.correct(by=mona, because="No names.", notes="Somebody.", struck=True)

    facts = [fact.changes for fact in Fact.objects.about(report).filter(what="report.corrected")]
    assert facts == [{"because": "A name.", "notes": "struck"}, {"because": "No names.", "notes": "struck"}]


# Withdrawal


def test_a_report_that_is_hidden_says_when_and_by_which_kind_of_reason(report, mona):
    decision = Decision.take(report, "hide", by=mona, reason="private", because="Quay 3.")

    (withdrawn,) = reported.withdrawn(report.action)
    assert (withdrawn.report, withdrawn.at, withdrawn.reason) == (report, decision.at, "private")
    decision.undo(by=mona)
    assert reported.withdrawn(report.action) == []


def test_what_was_hidden_before_anybody_saw_it_is_not_told(call, mona):
    report = make.report(make.past_action(call), low=200, accepted=False)
    Decision.take(report, "hide", by=mona, reason="private")

    assert (reported.withdrawn(report.action), reported.withdrawal_of(report)) == ([], None)
