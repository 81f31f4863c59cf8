from datetime import date

from django.template.loader import render_to_string

from groundswell.core import reported
from groundswell.core.models import Action, Call
from groundswell.web import reported as telling
from tests import make


def shown(action: Action) -> str:
    action.refresh_from_db()
    words = {"reports": telling.shown(reported.of(action)), "withdrawn": [], "action": action}
    html = render_to_string("web/reports/of_action.html", words)
    return " ".join(html.split()).replace(" </dd>", "</dd>")


def test_a_report_shows_each_estimate_with_who_counted_and_how(call: Call) -> None:
    action = make.past_action(call)
    estimate = {
        "words": "thousands",
        "low": 2_000,
        "high": 2_000,
        "rule": "ccc",
        "counter": "police",
        "method": "photo",
    }
    make.report(action, estimates=[estimate, {"low": 4_000, "high": 9_500, "counter": "organiser"}])
    html = shown(action)
    assert "<bdi>2,000</bdi> <small>“thousands”</small>" in html
    assert "Counted by: the police · How: photo or drone · figures from the words by the rule “ccc”" in html
    assert "<bdi>4,000 – 9,500</bdi>" in html


def test_what_nobody_told_is_said_to_be_unknown(call: Call) -> None:
    action = make.past_action(call)
    make.report(action, notes="Rain.")
    html = shown(action)
    assert html.count('<span class="unknown">not known</span>') == 2
    assert '<span class="unknown">nobody counted</span>' in html
    assert '<span class="unknown">none given</span>' in html


def test_none_is_not_the_same_as_unknown(call: Call) -> None:
    action = make.past_action(call)
    make.report(action, arrests_any=False, injuries_crowd_any=True)
    assert "<dt>Arrests</dt><dd>none</dd>" in shown(action)
    assert "<dt>Injured in the crowd</dt><dd>some</dd>" in shown(action)


def test_sources_lead_to_the_web_and_to_nothing_else(call: Call) -> None:
    action = make.past_action(call)
    sources = [
        {"publisher": "The Ferry Post", "address": "https://post.example/1", "on": date(2024, 3, 17)},
        {"address": "javascript:alert(1)"},
        {"publisher": "<b>Bold</b>"},
    ]
    make.report(action, sources=sources)
    html = shown(action)
    assert 'href="https://post.example/1"' in html
    assert ('href="javascript' in html, "<b>Bold" in html) == (False, False)


def test_several_reports_have_their_range_together(call: Call) -> None:
    action = make.past_action(call)
    make.report(action, low=100, high=200)
    make.report(action, low=300, high=300)
    assert "All reports together: <span" in shown(action)
    assert "<bdi>100 – 300</bdi>" in shown(action)
