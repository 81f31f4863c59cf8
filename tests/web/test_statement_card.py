"""What other sites show beside the link to a statement, and the letter as a file."""

import io

import pytest
from django.test import Client

from groundswell.lib import cards, fonts, paper
from tests import make

CARD = "/statements/joint-statement/card.png"
LETTER = "/desk/statements/joint-statement/letter.pdf"


@pytest.fixture
def statement(call):
    return make.statement(call)


def test_page_names_its_card_and_the_card_is_a_picture(statement):
    shown = Client().get("/statements/joint-statement/").content.decode()
    [address] = [part.split('"')[0] for part in shown.split('property="og:image" content="')[1:]]

    answer = Client().get(address.removeprefix("http://testserver").replace("http://localhost:8000", ""))

    assert address.startswith("http")
    assert answer.status_code in (200, 302)
    if fonts.available() and fonts.face("Clean water"):
        assert answer["Content-Type"] == "image/png"
        assert Client().get(CARD, headers={"If-None-Match": answer["ETag"]}).status_code in (200, 304)


def test_without_the_extra_every_statement_has_the_same_card(statement, monkeypatch):
    monkeypatch.setattr(fonts, "available", lambda: False)
    cards.drawn.cache_clear()

    assert "share.png" in Client().get("/statements/joint-statement/").content.decode()
    assert Client().get(CARD)["Location"].startswith("/static/web/share")


def test_card_of_a_draft_is_for_those_who_work_on_it(call, mona_browser):
    make.statement(call, state="draft")

    assert Client().get(CARD).status_code == 404
    answer = mona_browser.get(CARD)
    assert (
        answer.status_code == 302
        or answer["Cache-Control"] == "private, no-store"
        or "no-store" in answer["Cache-Control"]
    )


@pytest.mark.parametrize("text", ["xx", "\x00", "../..", "a" * 5000])
def test_card_in_a_language_that_is_not_there_is_the_original(statement, text):
    assert Client().get(CARD, {"text": text}).status_code in (200, 302)


@pytest.mark.skipif(not paper.available(), reason='needs the extra "pdf"')
def test_letter_is_a_file_in_the_language_that_is_asked_for(statement, clara, mona_browser):
    from pypdf import PdfReader

    statement.write("ar", by=clara, title="ماء نظيف", body="نطالب بأنهار نظيفة.")
    make.signature(statement, organisation="Tide Watch")

    answer = mona_browser.get(LETTER + "?text=ar")

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert answer["Content-Disposition"] == 'attachment; filename="joint-statement.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert "نظيفة" in text and "Tide Watch" in text and "River Keepers" in text


def test_without_the_extra_there_is_only_printing(statement, mona_browser, monkeypatch):
    monkeypatch.setattr(paper, "available", lambda: False)

    assert mona_browser.get(LETTER).status_code == 404
    assert "letter.pdf" not in mona_browser.get("/desk/statements/joint-statement/").content.decode()
    assert mona_browser.get("/desk/statements/joint-statement/letter/").status_code == 200
