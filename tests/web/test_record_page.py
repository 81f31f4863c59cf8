import gzip
import re
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import parse_qsl
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groundswell.core import charted, numbers, record
from groundswell.core.models import Action, Call, Endorsement, Fact, Overlap, Person, Report
from groundswell.lib import fonts
from tests import make


def text(client: Client, address: str = "/calls/clean-rivers/record/") -> str:
    return " ".join(client.get(address).text.split())


def reported(call: Call, low: int = 100, high: int = 300, **fields: object) -> None:
    make.report(
        make.past_action(call, **fields),
        estimates=[{"low": low, "high": high, "counter": "press", "words": "hundreds"}],
        sources=[{"publisher": "The Ferry Post", "address": "https://post.example/1"}],
    )


def test_the_record_says_how_many_came_and_for_how_many_nobody_counted(client: Client, call: Call) -> None:
    reported(call, 100, 300)
    reported(call, 4_000, 9_500)
    make.past_action(call)
    html = text(client)
    assert "Between <bdi>4,100</bdi> and <bdi>9,800</bdi> people" in html
    assert "at 2 of 3 actions; for 1 nobody counted." in html


def test_where_nobody_counted_the_number_is_unknown(client: Client, call: Call) -> None:
    make.past_action(call)
    html = text(client)
    assert "1 action took place; how many came is not known." in html
    assert "<bdi>0</bdi>" not in html


def test_every_number_leads_to_its_action(client: Client, call: Call) -> None:
    reported(call)
    action = call.actions.get()
    assert text(client).count(f'href="/actions/{action.ref}/#reports"') == 2


def test_what_stands_under_two_calls_is_one_row_that_leads_to_both_pages(
    client: Client, call: Call, mona: Person
) -> None:
    actions = [make.past_action(each, title=each.slug) for each in (call, make.call("other"))]
    for action in actions:
        make.report(action, low=100, high=100)
    Overlap.note(*actions, "same", by=mona)
    html = text(client, "/record/")

    assert [html.count(f'href="/actions/{action.ref}/#reports"') for action in actions] == [0, 2]
    assert f'The same action as <a href="/actions/{actions[0].ref}/"><bdi>clean-rivers</bdi></a>' in html


def test_a_part_says_of_what_and_names_nothing_that_is_hidden(client: Client, call: Call, mona: Person) -> None:
    part, whole = (make.past_action(call, title=title) for title in ("feeder march", "rally"))
    make.report(part, low=100, high=100)
    Overlap.note(part, whole, "part", by=mona)
    assert f'Part of <a href="/actions/{whole.ref}/"><bdi>rally</bdi></a>' in text(client)

    Action.objects.filter(pk=whole.pk).update(state="hidden")
    assert "Part of" not in text(client)


def test_the_page_has_the_codebook_of_its_files(client: Client, call: Call) -> None:
    reported(call)
    html = text(client)
    assert [column.name for column in record.COLUMNS if f"<dt><b>{column.name}</b>" not in html] == []


def test_an_empty_record_says_what_to_do(client: Client, call: Call) -> None:
    html = text(client)
    assert ("Nothing has taken place yet" in html, 'href="/calls/clean-rivers/actions/"' in html) == (True, True)


def test_a_filter_that_leaves_nothing_says_so(client: Client, call: Call) -> None:
    reported(call, at="porto")
    assert "Nothing in the record fits all of this" in text(client, "/calls/clean-rivers/record/?country=CL")


def test_the_filter_narrows_the_numbers_and_the_files(client: Client, call: Call) -> None:
    reported(call, 100, 100, at="porto")
    reported(call, 5_000, 5_000, at="cairo")
    html = text(client, "/calls/clean-rivers/record/?country=EG&kind=march")
    assert "<bdi>5,000</bdi> people" in html
    assert 'href="/calls/clean-rivers/record.csv?country=EG&amp;kind=march"' in html


def test_a_word_that_is_not_understood_is_told_and_never_breaks_the_page(client: Client, call: Call) -> None:
    answer = client.get("/calls/clean-rivers/record/?from=soon&colour=red&page=x")
    assert (answer.status_code, answer.text.count("A day is written year-month-day")) == (200, 1)


def test_the_whole_record_has_every_public_call_and_no_draft(client: Client, call: Call) -> None:
    reported(call, 100, 100)
    reported(make.call("draft", stage="draft"), 7_000, 7_000)
    assert "<b><bdi>100</bdi> people</b>" in text(client, "/record/")


def test_a_draft_has_no_record(client: Client, db: None) -> None:
    make.call("draft", stage="draft")
    assert client.get("/calls/draft/record/").status_code == 404


def test_more_rows_take_no_more_queries(client: Client, call: Call) -> None:
    counts = []
    for rows in (1, 3):
        while call.actions.count() < rows:
            reported(call)
        numbers.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/calls/clean-rivers/record/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_ten_countries_stand_open_and_the_rest_behind_a_fold(client: Client, call: Call) -> None:
    for country in ("AR", "BR", "CL", "DE", "EG", "ES", "FR", "IN", "IT", "JP"):
        make.past_action(call, country=country)
    assert '<details class="rest">' not in text(client)

    for country in ("KE", "PT", ""):
        make.past_action(call, country=country)
    numbers.forget()
    before, _fold, after = text(client).partition('<details class="rest"><summary>All 12 countries</summary>')

    named = [re.findall(r'data-label="Country">(?:<a [^>]*>)?([^<]+)', part) for part in (before, after)]
    assert [len(each) for each in named] == [10, 3]
    assert named[1] == ["Japan", "Kenya", "Portugal"]
    assert named[0][0] == "no country"


def test_a_full_page_is_light(client: Client, call: Call) -> None:
    for number in range(12):
        for place in make.PLACES:
            reported(call, number + 1, number * 7 + 3, at=place, title=f"Walk the river, part {number} of twelve")
    assert len(gzip.compress(client.get("/calls/clean-rivers/record/").content)) < 14 * 1024


@pytest.mark.parametrize("language", ["es", "ar"])
def test_the_page_is_there_in_every_language(client: Client, call: Call, language: str) -> None:
    reported(call)
    assert client.get(f"/{language}/calls/clean-rivers/record/").status_code == 200


def test_every_chart_is_there_with_its_table_and_its_files(client: Client, call: Call) -> None:
    reported(call, 100, 300)
    make.past_action(call)
    html = text(client, "/calls/clean-rivers/record/?country=PT")
    for name in charted.NAMES:
        assert f'id="{name}"' in html
        assert f'href="/calls/clean-rivers/record/{name}.svg?country=PT"' in html
    assert html.count("The same as a table") == len(charted.NAMES)


def test_where_this_server_draws_no_png_none_is_offered(
    client: Client, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "available", lambda: False)
    reported(call)
    html = text(client)
    assert ("timeline.svg" in html, "timeline.png" in html) == (True, False)


def test_what_people_wrote_is_escaped_in_charts(client: Client, call: Call) -> None:
    reported(call, title="<script>alert(1)</script> & more")
    assert "<script>alert" not in text(client)


def test_what_nobody_reported_on_is_named_with_a_link_to_tell_it(client: Client, call: Call) -> None:
    reported(call)
    action = make.past_action(call, title="Forgotten walk")
    html = text(client)
    assert (f'href="/actions/{action.ref}/report/"' in html, "At 1 action nobody counted." in html) == (True, True)


@pytest.mark.parametrize(
    ("address", "people"),
    [
        ("/places/pt/record/", "100"),
        ("/places/eg/cairo-360630/record/", "5,000"),
        ("/organisations/river-keepers/record/", "5,000"),
    ],
)
def test_a_place_and_an_organisation_have_a_record_of_their_own(
    client: Client, call: Call, address: str, people: str
) -> None:
    make.endorsement(call, "River Keepers")
    reported(call, 100, 100, at="porto")
    reported(call, 5_000, 5_000, at="cairo", organisations=["River Keepers"])
    html = text(client, address)
    assert f"<b><bdi>{people}</bdi> people</b>" in html
    assert f'href="{address.removesuffix("record/")}"' in html


def test_places_and_organisations_lead_to_their_record(client: Client, call: Call) -> None:
    make.endorsement(call, "River Keepers")
    reported(call, at="porto", organisations=["River Keepers"])
    for address in ("/places/pt/", "/places/pt/porto-2735943/", "/organisations/river-keepers/"):
        assert f'href="{address}record/"' in text(client, address)


def test_the_record_of_a_place_without_any_says_so_and_is_not_indexed(client: Client, call: Call) -> None:
    html = text(client, "/places/pt/record/")
    assert ("Nothing has taken place yet" in html, '<meta name="robots" content="noindex">' in html) == (True, True)


@pytest.mark.parametrize(
    "address", ["/places/xx/record/", "/places/pt/nowhere-1/record/", "/organisations/none/record/"]
)
def test_what_is_no_place_has_no_record(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/places/PT/record/", "/places/pt/record/"),
        ("/places/cl/porto-2735943/record/", "/places/pt/porto-2735943/record/"),
    ],
)
def test_another_way_to_write_a_place_leads_to_its_record(client: Client, db: None, asked: str, right: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, right)


def test_each_map_leads_to_the_record_of_its_time(client: Client, call: Call) -> None:
    reported(call)
    assert 'href="?from=2024-03-16&amp;until=2024-03-16"' in text(client)


def test_the_page_and_the_package_are_cited_by_one_day_which_what_waits_does_not_change(
    client: Client, call: Call
) -> None:
    reported(call)
    make.endorsement(call, "River Keepers")
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    for rows, name in (
        (Call, "published_at"), (Action, "made_at"), (Action, "changed_at"), (Report, "made_at"), (Report, "changed_at"),
        (Endorsement, "accepted_at"), (Fact, "at"),
    ):  # fmt: skip
        rows.objects.update(**{name: long_ago})  # type: ignore[attr-defined]
    make.report(call.actions.get(), low=7, accepted=False)
    package = ZipFile(BytesIO(b"".join(client.get("/calls/clean-rivers/record.zip").streaming_content)))  # type: ignore[attr-defined]

    assert re.findall(r'date-released: "([^"]+)"', package.read("CITATION.cff").decode()) == ["2025-01-01"]
    assert re.findall(r"date-released: &quot;([^&]+)&quot;", text(client)) == ["2025-01-01"]


def test_the_filter_takes_away_no_word_that_it_has_no_field_for(client: Client, call: Call) -> None:
    reported(call, at="porto", organisations=["River Keepers"])
    words = "organisation=River+Keepers&call=clean-rivers&near=Porto&radius=20&language=en&from=2024-01-01&sort=size"
    answer = client.get(f"/record/?{words}")
    form = re.search(r'<form class="filter".*?</form>', answer.text, re.DOTALL)

    assert form
    assert sorted(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])) == [
        ("call", "clean-rivers"),
        ("language", "en"),
        ("near", "Porto"),
        ("organisation", "River Keepers"),
        ("radius", "20"),
    ]
    chips = {chip["label"]: parse_qsl(chip["url"].removeprefix("?")) for chip in answer.context["chips"]}
    assert sorted(chips) == [
        "River Keepers", "World Day for Clean Rivers", "en", "from 1 January 2024", "within 20 km of \u2068Porto\u2069",
    ]  # fmt: skip
    assert [word for word, _value in chips["within 20 km of \u2068Porto\u2069"]] == [
        "from", "language", "organisation", "call",
    ]  # fmt: skip


def test_a_country_of_its_own_address_is_not_taken_away(client: Client, call: Call) -> None:
    reported(call, at="porto")
    answer = client.get("/places/pt/record/?kind=march&town=2735943")

    assert [(chip["label"], chip["url"]) for chip in answer.context["chips"]] == [
        ("Porto, Portugal", "?kind=march"),
        ("march", "?town=2735943"),
    ]
    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text) == [("town", "2735943")]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/record/", "Record"),
        ("/calls/clean-rivers/record/", "Record · Rivers &amp; World"),
        ("/places/pt/record/", "Record · Portugal"),
    ],
)
def test_other_sites_are_told_the_headline_figures(client: Client, call: Call, path: str, title: str) -> None:
    Call.objects.update(title="Rivers & World")
    reported(call, 100, 300)
    make.past_action(call)
    page = client.get(path).text

    said = "Between 100 and 300 people at 1 of 2 actions; for 1 nobody counted."
    told = dict(re.findall(r'<meta property="og:(title|description|url)" content="([^"]*)">', page))
    assert told == {"title": title, "description": said, "url": f"http://testserver{path}"}
    assert f'<meta name="description" content="{said} ' in page


def test_where_nothing_took_place_no_figure_is_told(client: Client, call: Call) -> None:
    assert '<meta property="og:description" content="No action has taken place yet.">' in client.get("/record/").text
