"""Statements and press numbers as programs read them."""

import json

import pytest

from groundswell.core import signatories
from groundswell.core.models import PressContact, Quote
from tests import make
from tests.api.reading import body, get

LIST, ONE, ATOM = "/calls/clean-rivers/statements.json", "/statements/joint-statement.json", "/calls/clean-rivers/statements.atom"  # fmt: skip
PRESS = "/calls/clean-rivers/press.json"


def read(path: str) -> dict:
    return json.loads(body(path))


@pytest.fixture
def statement(call, clara):
    keepers = make.endorsement(call).organisation
    made = make.statement(call, issued_by=[keepers, "Others"])
    made.write("ar", by=clara, title="ماء", body="نظيف")
    return made


def test_list_has_all_that_is_public_without_texts(call, statement):
    make.statement(call, "secret", state="draft")

    [told] = read(LIST)["statements"]

    assert told["titles"] == {"en": "Clean water is a right", "ar": "ماء"}
    assert [(each["name"], each["url"] and each["url"][-28:]) for each in told["issued_by"]] == [
        ("River Keepers", "/organisations/river-keepers/"[-28:]),
        ("Others", None),
    ]


def test_one_has_its_texts_its_thread_and_who_signed(call, statement, clara):
    answer = make.statement(call, "answer", title="We agree")
    answer.relate(statement, "answers", by=clara)
    make.signature(statement, organisation="Tide Watch")
    make.signature(statement, "Ana Lima")
    make.signature(statement)

    told = read(ONE)

    assert [text["language"] for text in told["texts"]] == ["en", "ar"]
    assert [(each["title"], len(each["says"])) for each in told["thread"]] == [
        ("Clean water is a right", 0),
        ("We agree", 1),
    ]
    signed = told["signatures"]
    assert [each["name"] for each in signed.pop("names")] == ["Tide Watch", "Ana Lima"]
    assert signed == {"organisations": 1, "people": 2, "page": 1, "pages": 1}


def test_names_come_page_by_page_organisations_first(statement, monkeypatch):
    monkeypatch.setattr(signatories, "ON_A_PAGE", 3)
    for name in "abcd":
        make.signature(statement, organisation=f"Guild {name}")
        make.signature(statement, f"Person {name}")

    pages = [[each["name"] for each in read(f"{ONE}?page={page}")["signatures"]["names"]] for page in (1, 2, 3, 4)]

    assert pages == [
        ["Guild a", "Guild b", "Guild c"],
        ["Guild d", "Person a", "Person b"],
        ["Person c", "Person d"],
        [],
    ]
    shown = get("/statements/joint-statement/?page=2").content.decode()
    assert "Guild d" in shown and "Person a" in shown and "Guild a" not in shown and "4 organisations" in shown


@pytest.mark.parametrize("path", [ATOM, LIST, ONE])
def test_document_stands_until_the_next_fact(statement, clara, path):
    tag = get(path)["ETag"]
    assert get(path, If_None_Match=tag).status_code == 304

    statement.correct("A letter was wrong.", by=clara)

    assert get(path, If_None_Match=tag).status_code == 200


def test_feed_says_the_name_of_a_merged_issuer_at_once(call, statement, clara):
    old = body(ATOM)
    double = statement.issuings.first().organisation
    kept = make.endorsement(call, "RIVER KEEPERS").organisation

    kept.absorb(double, by=clara)

    assert b"RIVER KEEPERS" in body(ATOM) and b"RIVER KEEPERS" not in old


@pytest.mark.parametrize("page", ["0", "x", "-1", "²", "9" * 30])
def test_page_that_is_none_is_told(statement, page):
    assert get(f"{ONE}?page={page}").status_code == 400


@pytest.mark.parametrize("path", [LIST, ONE])
def test_word_that_is_not_known_is_told(statement, path):
    assert get(f"{path}?colour=blue").status_code == 400


def test_draft_is_not_there(call):
    make.statement(call, state="draft")

    assert get(ONE).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_list_asks_the_database_as_often_for_one_as_for_many(call, many, django_assert_num_queries):
    for number in range(many):
        make.statement(call, f"s-{number}", issued_by=[make.endorsement(call, f"Guild {number}").organisation])

    with django_assert_num_queries(6):
        body(LIST)


def test_press_numbers_say_how_and_when(call):
    make.action(call, "porto", coming=4)
    make.action(call, "cairo")
    Quote.offer(call, by="server", text="Rivers first.", who="Ana")

    told = read(PRESS)

    numbers = {each["name"]: (each["low"], each["high"]) for each in told["numbers"]}
    assert numbers == {
        "actions": (2, 2), "towns": (2, 2), "countries": (2, 2), "organisations": (0, 0), "coming": (4, 4),
        "turnout": (None, None),
    }  # fmt: skip
    assert told["worked_out_at"].endswith("Z") and all(each["method"] for each in told["numbers"])
    assert told["quotes"][0]["who"] == "Ana"
    assert [row["country"] for row in told["countries"]] == ["EG", "PT"]
    assert read(PRESS + "?country=pt")["numbers"][0]["low"] == 1


def test_press_numbers_name_nobody_to_ask(call):
    PressContact.publish(call, by="server", name="Ana", public_mail="press@rivers.example")

    assert b"press@rivers" not in body(PRESS)


@pytest.mark.parametrize("query", ["country=XX", "country=%00", "town=Porto"])
def test_word_that_cannot_be_read_is_told(call, query):
    assert get(f"{PRESS}?{query}").status_code == 400
