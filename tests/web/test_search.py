"""The page of one field for everything: what it shows, marks, offers and says."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from groundswell.core import spelling
from groundswell.core.models import Call, SearchText, Translation
from groundswell.core.models.translation import digest
from groundswell.core.search import words_of
from groundswell.web.search import MOST, mark
from tests import make


def page(words: str, start: str = "") -> str:
    response = Client().get(f"{start}/search/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def learn() -> None:
    spelling.learn(SearchText.objects.values_list("folded", flat=True))
    spelling.learn(Call.objects.values_list("sought", flat=True))


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("Das Straßenfest", "strasse", "Das <mark>Straße</mark>nfest"),
        ("Coração", "coracao", "<mark>Coração</mark>"),
        ("Corac\u0327a\u0303o!", "coracao", "<mark>Corac\u0327a\u0303o</mark>!"),
        ("مَسِيرَةُ السَّلَامِ", "السلام", "مَسِيرَةُ <mark>السَّلَامِ</mark>"),
        ("クリーンマーチ", "マーチ", "クリーン<mark>マーチ</mark>"),
        ("평화 행진", "평화", "<mark>평화</mark> 행진"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς", "<mark>ΟΔΥΣΣΕΥΣ</mark>"),
        ("<b>River & sea</b>", "river", "&lt;b&gt;<mark>River</mark> &amp; sea&lt;/b&gt;"),
        ("Nothing of it", "river", "Nothing of it"),
    ],
)
def test_words_are_marked_where_they_stand_in_the_text_as_it_was_written(text, word, marked):
    assert mark(text, words_of(word)) == marked


def test_the_page_has_groups_with_counts_and_leads_to_the_whole_list(call):
    for number in range(10):
        make.action(call, title=f"River walk {number}")
    make.endorsement(call, "River Keepers")

    shown = page("river")

    assert re.findall(r'<h2 id="(\w+)-title">', shown) == ["calls", "actions", "organisations"]
    assert '<a href="/actions/?q=river">All 10 actions</a>' in shown
    assert shown.count('class="found-line actions') == 8


def test_what_is_called_off_says_so(call):
    make.action(call, title="Estuary walk", state="cancelled")

    assert "Cancelled" in page("estuary")


def test_a_misspelt_word_is_put_right_and_said_and_can_be_looked_for_as_it_is(call):
    make.action(call, title="Estuary walk")
    learn()

    shown = page("esturay")
    exactly = Client().get("/search/", {"q": "esturay", "exact": "1"}).content.decode()

    assert "Showing results for “<bdi>estuary</bdi>”" in shown
    assert "Nothing here is called “<bdi>esturay</bdi>”." in shown
    assert 'href="?q=esturay&amp;exact=1"' in shown
    assert "Nothing found for “<bdi>esturay</bdi>”" in exactly


def test_a_call_stands_in_the_readers_language(call):
    text = "Día mundial de los ríos limpios"
    Translation.objects.create(
        call=call, noun="call", noun_id=call.pk, field="title", language="es", text=text, original=digest(call.title)
    )

    assert "Día mundial de los <mark>ríos</mark> limpios" in page("rios", "/es")
    assert "World Day for Clean Rivers" in page("rios")


def test_a_town_leads_to_its_page_whether_or_not_anything_is_on_there(call):
    make.action(call, at="porto")

    assert 'href="/places/pt/porto-2735943/"' in page("Porto")
    assert 'href="/places/fj/suva-2198148/"' in page("Suva")


def test_without_words_it_says_what_can_be_found_with_examples_of_what_is_here(call):
    shown = page("")

    assert 'href="?q=World%20Day%20for%20Clean%20Rivers"' in shown
    assert "What can be found" in shown


@pytest.mark.parametrize("typed", ["!!!", "\u202e", "ـ"])
def test_where_there_is_nothing_to_look_for_it_says_so_beside_the_field(call, typed):
    shown = page(typed)

    assert '<p id="search-error" class="error">There is nothing to look for in this.</p>' in shown


def test_two_hundred_letters_are_looked_for_and_more_are_refused_beside_the_field(call):
    assert "Nothing found" in page("x" * 200)
    assert '<p id="search-error" class="error">At most 200 characters.</p>' in page("x" * 201)


def test_what_was_typed_is_shown_as_text(call):
    assert "<script>alert" not in page("<script>alert(1)</script>")


def test_too_many_searches_from_one_address_are_slowed_down(call, settings):
    settings.RATE_LIMITS = True
    answers = [Client().get("/search/", {"q": "river"}) for _time in range(MOST + 1)]

    assert [answer.status_code for answer in answers] == [200] * MOST + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_an_empty_list_offers_the_near_spelling_and_stays_exact(call):
    make.action(call, title="Estuary walk")
    make.endorsement(call, "Estuary keepers")
    learn()

    actions = Client().get("/actions/", {"q": "esturay", "country": "PT"}).content.decode()
    organisations = Client().get("/organisations/", {"q": "esturay"}).content.decode()
    elsewhere = Client().get("/actions/", {"q": "esturay", "country": "CL"}).content.decode()

    assert 'Did you mean <a href="?q=estuary&amp;country=PT"><bdi>estuary</bdi></a>?' in actions
    assert 'Did you mean <a href="?q=estuary"><bdi>estuary</bdi></a>?' in organisations
    assert "Did you mean" not in elsewhere
    assert json.loads(b"".join(Client().get("/actions.json", {"q": "esturay"})))["items"] == []


def test_every_page_leads_to_the_search_and_tells_browsers_of_it(call):
    shown = Client().get("/calls/").content.decode()

    assert '<li><a href="/search/">Search</a></li>' in shown
    assert '<link rel="search" type="application/opensearchdescription+xml" title="Groundswell" href="/opensearch.xml">' in shown  # fmt: skip


def test_browsers_are_told_where_to_search(call):
    response = Client().get("/es/opensearch.xml")
    told = ElementTree.fromstring(response.content)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"

    assert response["Content-Type"] == "application/opensearchdescription+xml"
    assert [told.findtext(f"{name}{tag}") for tag in ("ShortName", "Language")] == ["Groundswell", "es"]
    assert told.find(f"{name}Url").attrib == {
        "type": "text/html",
        "template": "http://testserver/es/search/?q={searchTerms}",
    }
