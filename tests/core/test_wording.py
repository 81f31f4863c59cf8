"""In which words somebody reads a call."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from groundswell.core.errors import Refused
from groundswell.core.models import Call, Fact, Milestone, Pledge, Resource, Translation
from groundswell.core.texts import DONE, MISSING, NOUNS, ORIGINAL, OUTDATED, Given, columns, sheets, translate
from groundswell.core.wording import Wording, Words, all_worded, worded
from tests import make


def say(call: Call, language: str, who: str = "", **texts: str) -> None:
    """By the key of the text, with _ for /: call_title="…"."""
    units = {unit.key.replace("/", "_"): unit for sheet in sheets(call) for unit in sheet.units}
    given = [Given(units[name], text) for name, text in texts.items()]
    translate(call, language, given, by="server", translated_by=who)


def read(call: Call, page: str = "en", asked: str = "") -> Words:
    with translation.override(page):
        title: Words = worded(call, asked).title
        return Words.of(str(title), title.language, title.translation, outdated=title.outdated)


def test_text_is_read_in_the_language_of_the_page(call):
    say(call, "ar", call_title="أنهار نظيفة")

    assert read(call, "ar") == "أنهار نظيفة"
    assert (read(call, "ar").language, read(call, "ar").dir) == ("ar", "rtl")
    assert (read(call, "en"), read(call, "en").language) == ("World Day for Clean Rivers", "en")


@pytest.mark.parametrize(
    "there, fallback, page, asked, language",
    [
        (["pt"], [], "pt-br", "", "pt"),  # what the language is a kind of
        (["pt", "pt-BR"], [], "pt-br", "", "pt-BR"),
        (["pt-BR"], [], "pt", "", "en"),  # not the other way round
        (["fr", "es"], ["es", "fr"], "ar", "", "es"),  # the order of the convenors
        (["fr"], ["es", "fr"], "ar", "", "fr"),
        (["fr"], ["en", "fr"], "ar", "", "en"),  # where the original has its place
        (["fr", "ar"], ["fr"], "ar", "", "ar"),  # what is there needs nothing else
        (["fr"], [], "ar", "", "en"),
        (["fr", "ar"], [], "ar", "fr", "fr"),  # asked for by the address
        (["ar"], [], "ar", "fr", "ar"),  # and not there
        (["ar"], [], "ar", "<script>", "ar"),
        (["ar"], [], "ar", "en", "en"),  # the original, asked for
    ],
)
def test_order_in_which_a_text_is_looked_for(call, there, fallback, page, asked, language):
    call.change(by="server", fallback=fallback)
    for each in there:
        say(call, each, call_title=f"in {each}")

    assert read(call, page, asked).language == language


def test_each_text_falls_back_by_itself(call):
    say(call, "ar", call_title="أنهار نظيفة")

    with translation.override("ar"):
        words = worded(call)
        assert [words.title.language, words.summary.language] == ["ar", "en"]


def test_text_whose_original_was_changed_is_outdated_until_it_is_translated_anew(call):
    say(call, "es", call_title="Día Mundial por los Ríos")
    assert not read(call, "es").outdated

    call.change(by="server", title="World Day for Clean and Free Rivers")
    assert read(call, "es") == "Día Mundial por los Ríos"
    assert read(call, "es").outdated

    say(call, "es", call_title="Día Mundial por los Ríos Limpios y Libres")
    assert not read(call, "es").outdated


def test_translation_keeps_who_when_and_of_which_original(call, clara):
    units = [unit for sheet in sheets(call) for unit in sheet.units if unit.key == "call/title"]
    translate(call, "es", [Given(units[0], "Ríos")], by=clara, translated_by="Lucía")

    row = Translation.objects.get()
    fact = Fact.objects.filter(what="call.translated").get()
    assert (row.by, row.translated_by, row.original) == (clara, "Lucía", units[0].digest)
    assert (fact.person, fact.call, fact.changes) == (
        clara,
        call,
        {"language": "es", "texts": {"call/title": ["", "Ríos"]}},
    )


def test_saying_the_same_again_writes_no_fact(call):
    say(call, "es", call_title="Ríos")
    say(call, "es", call_title="Ríos")

    assert Fact.objects.filter(what="call.translated").count() == 1


def test_text_taken_back_is_read_as_it_was_first_written(call):
    say(call, "es", call_title="Ríos")
    say(call, "es", call_title="")

    assert read(call, "es").language == "en"
    assert Fact.objects.filter(what="call.translated").last().changes["texts"] == {"call/title": ["Ríos", ""]}


def test_nobody_translates_into_the_language_of_the_original(call):
    with pytest.raises(Refused):
        say(call, "en", call_title="Rivers")


def test_one_text_has_one_translation_into_a_language(call):
    say(call, "es", call_title="Ríos")
    row = Translation.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


# Demands


def demands(call: Call, page: str) -> list[tuple[str, bool]]:
    with translation.override(page):
        return [(str(words), words.outdated) for words in worded(call).demands]


def of_demand(call: Call, number: int = 0) -> str:
    return [unit.key for sheet in sheets(call) for unit in sheet.units if unit.field.each][number].replace("/", "_")


def test_demands_are_translated_each_by_itself(call):
    call.change(by="server", demands=["Clean water.", "Open data."])
    say(call, "es", **{of_demand(call, 1): "Datos abiertos."})

    assert demands(call, "es") == [("Clean water.", False), ("Datos abiertos.", False)]


def test_demands_keep_their_translations_when_their_order_changes_or_others_join(call):
    call.change(by="server", demands=["Clean water.", "Open data."])
    say(call, "es", **{of_demand(call, 0): "Agua limpia.", of_demand(call, 1): "Datos abiertos."})

    call.change(by="server", demands=["Open data.", "Clean water.", "Free banks."])

    assert demands(call, "es") == [("Datos abiertos.", False), ("Agua limpia.", False), ("Free banks.", False)]


def test_reworded_demand_takes_its_translation_along_as_outdated(call):
    call.change(by="server", demands=["Clean water.", "Open data."])
    say(call, "es", **{of_demand(call, 1): "Datos abiertos."})

    call.change(by="server", demands=["Clean water.", "Open data, every month."])

    assert demands(call, "es") == [("Clean water.", False), ("Datos abiertos.", True)]


def test_other_demand_in_the_place_of_one_does_not_take_its_translation(call):
    call.change(by="server", demands=["Clean water."])
    say(call, "es", **{of_demand(call): "Agua limpia."})

    call.change(by="server", demands=["Banks for everybody."])

    assert demands(call, "es") == [("Banks for everybody.", False)]


def test_milestone_tells_of_a_demand_as_it_was_worded_then_in_the_readers_language(call, client):
    before = call.demands[0]
    say(call, "es", **{of_demand(call): "Ninguna agua residual."})
    source = {"on": make.DAY, "publisher": "The Post", "address": "https://post.example"}
    Milestone.note(call, by="server", title="Reached", outcomes=[{"demand": before, "outcome": "met"}], **source)

    call.change(by="server", demands=["No sewage at all."])

    page = client.get("/es/calls/clean-rivers/milestones/")
    [told] = page.context["milestones"]
    assert [(str(words), words.outdated, outcome) for words, outcome in told.outcomes] == [
        ("Ninguna agua residual.", False, "met")
    ]


# What there is


def stocked(call: Call, many: int = 1) -> None:
    for number in range(many):
        Pledge.offer(call, by="server", text=f"We pick up what we find, {number}.")
        make.statement(call, slug=f"joint-{number}")
        source = {"on": make.DAY, "publisher": "The Post", "address": "https://post.example"}
        Milestone.note(call, by="server", title=f"Reached {number}", text="At last.", **source)
        link = {"link": "https://slides.rivers.example"}
        Resource.publish(call, by="server", kind="slides", language="es", title=f"Por qué {number}", version=link)


def test_sheets_are_all_that_can_be_translated(call):
    call.change(by="server", body="Walk **along**.")
    stocked(call)

    found = {
        sheet.key.rpartition("-")[0] or sheet.key: [unit.field.name for unit in sheet.units] for sheet in sheets(call)
    }
    assert found == {
        "call": ["title", "summary", "body", "demands"],
        "rules": ["ground_rules"],
        "statement-joint": ["title", "body"],
        "pledge": ["text"],
        "milestone": ["title", "text"],
        "resource": ["title"],
    }


def test_every_field_of_the_registry_is_a_field_of_its_noun(call):
    stocked(call)

    for noun in NOUNS.values():
        for row in noun.rows(call):
            assert [field.name for field in noun.fields if not hasattr(row, field.name)] == []


def test_sheet_stands_as_its_worst_text(call):
    sheet = sheets(call)[0]
    assert (sheet.standing("en"), sheet.standing("es"), sheet.untouched("es")) == (ORIGINAL, MISSING, True)

    say(call, "es", call_title="Ríos", call_summary="Camina.", **{of_demand(call): "Agua."})
    assert sheets(call)[0].standing("es") == DONE

    call.change(by="server", summary="Walk.")
    assert (sheets(call)[0].standing("es"), sheets(call)[0].lacking("es")) == (OUTDATED, 1)


def test_translation_of_a_statement_is_outdated_when_its_original_is_changed(call):
    statement = make.statement(call, state="draft")
    statement.write("es", by="server", title="Agua", body="Pedimos ríos.")
    assert [sheet.standing("es") for sheet in sheets(call) if sheet.statement] == [DONE]

    statement.write("en", by="server", title="Clean water", body="We ask for rivers.")
    assert [sheet.standing("es") for sheet in sheets(call) if sheet.statement] == [OUTDATED]


def test_columns_are_the_languages_wanted_then_those_that_are_there(call):
    call.change(by="server", languages=["es", "en", "ar"])
    say(call, "fr", call_title="Rivières")

    assert columns(call, sheets(call)) == ["es", "ar", "fr"]


@pytest.mark.parametrize("many", [1, 3])
def test_all_texts_take_as_many_queries_for_one_row_as_for_three(call, many):
    stocked(call, many)
    say(call, "es", call_title="Ríos")

    with CaptureQueriesContext(connection) as asked:
        sheets(Call.objects.get())

    assert len(asked) == 8


@pytest.mark.parametrize("many", [1, 3])
def test_texts_of_many_calls_take_one_query(call, many):
    for number in range(many):
        say(make.call(f"call-{number}"), "es", call_title=f"Ríos {number}")
    calls = list(Call.objects.exclude(pk=call.pk).order_by("pk"))

    with translation.override("es"), CaptureQueriesContext(connection) as asked:
        titles = [str(each.title) for each in all_worded(calls).values()]

    assert titles == [f"Ríos {number}" for number in range(many)]
    assert len(asked) == 1


# The notice


def notice(call: Call, page: str, asked: str = "") -> object:
    with translation.override(page):
        wording = Wording([call], asked=asked)
        told = wording.notice(call, wording.of(call).texts)
        return told and (told.foreign, told.partly, told.translators, bool(told.outdated), told.others)


def test_who_reads_the_original_as_their_language_is_told_nothing(call):
    say(call, "es", call_title="Ríos")

    assert notice(call, "en") is None


def test_reader_is_told_that_a_text_is_not_in_their_language_and_where_else_it_is(call):
    say(call, "es", call_title="Ríos")

    assert notice(call, "ar") == (["en"], False, [], False, ["es"])
    assert notice(call, "ar", "es") == (["es", "en"], False, [], False, ["en", "es"])


def test_reader_is_told_of_translators_and_of_what_is_only_partly_there(call):
    say(call, "es", "Lucía", call_title="Ríos")

    assert notice(call, "es") == (["en"], True, ["Lucía"], False, ["en", "es"])


def test_reader_is_told_since_when_a_translation_is_outdated(call):
    say(call, "es", call_title="Ríos")
    call.change(by="server", title="Rivers")

    assert notice(call, "es")[3] is True


def test_naming_the_translator_later_is_no_new_translation(call):
    say(call, "es", call_title="Ríos")
    Translation.objects.update(at=make.datetime(2030, 5, 3, tzinfo=make.UTC))

    say(call, "es", "Lucía", call_title="Ríos")

    row = Translation.objects.get()
    assert (row.translated_by, row.at.year) == ("Lucía", 2030)


def test_call_in_the_language_of_the_page_asks_for_no_translation(call, django_assert_num_queries):
    say(call, "ar", call_title="أنهار نظيفة")

    with django_assert_num_queries(0):
        assert read(call, "en") == "World Day for Clean Rivers"
