"""Files of texts out and back: what goes in, what does not and why."""

from __future__ import annotations

import pytest

from groundswell.core import translating
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Translation
from groundswell.core.texts import sheets
from groundswell.lib import catalogues
from groundswell.lib.catalogues import PO, XLIFF, Catalogue, Entry
from tests import make
from tests.core.test_wording import read, say, stocked


def file(call: Call, language: str = "ar") -> Catalogue:
    return translating.catalogue(call, language)


def bring(call: Call, given: Catalogue, by: object = "server", language: str = "ar") -> translating.Plan:
    plan = translating.plan(call, language, given, by=by)  # type: ignore[arg-type]
    translating.carry_out(plan, by=by)  # type: ignore[arg-type]
    return plan


def refused(plan: translating.Plan) -> dict[str, str]:
    return {each.key: each.why for each in plan.refusals}


@pytest.mark.parametrize("form", [PO, XLIFF])
def test_every_text_goes_out_and_comes_back_in(call, form):
    call.change(by="server", body="Walk **along**.\n\n- one\n- two")
    stocked(call)
    given = file(call)
    for entry in given.entries:
        entry.target = f"«{entry.source}»"

    back = translating.read(catalogues.write(given, form).encode())
    plan = bring(call, back)

    assert (plan.refusals, len(plan.changes)) == ([], len(given.entries))
    units = [unit for sheet in sheets(call) for unit in sheet.units]
    assert {unit.key: unit.said["ar"].text for unit in units} == {unit.key: f"«{unit.original}»" for unit in units}
    assert {unit.standing("ar") for unit in units} == {"done"}
    # And a second time there is nothing to do.
    assert (len(bring(call, file(call)).changes), bring(call, file(call)).same) == (0, len(units))


def test_looking_changes_nothing(call):
    given = file(call)
    given.entries[0].target = "أنهار"

    plan = translating.plan(call, "ar", given, by="server")

    assert [each.given.text for each in plan.changes] == ["أنهار"]
    assert Translation.objects.count() == 0


def test_what_is_of_the_language_already_is_not_in_its_file(call):
    stocked(call)

    assert [entry.key for entry in file(call, "es").entries if entry.key.startswith("resource")] == []


@pytest.mark.parametrize(
    "change, why",
    [
        ({"key": "call/slogan"}, "There is no such text in this call, or no more."),
        ({"target": "x" * 161}, "It is longer than 160 characters."),
        ({"target": "أنهار\nنظيفة"}, "It must be in one line."),
        ({"unsure": True}, "It is marked as not certain (fuzzy). Look at it, take the mark away, and bring it again."),
        (
            {"target": "<b onclick=x>أنهار</b>"},
            "It has “<b onclick=x>” in it: HTML would be shown as it stands. Use Markdown.",
        ),
    ],
)
def test_entry_that_cannot_go_in_is_told_with_its_reason_and_the_rest_goes_in(call, change, why):
    given = file(call)
    given.entries[0].target, given.entries[1].target = "أنهار", "امشوا"
    for name, value in change.items():
        setattr(given.entries[0], name, value)
    given.entries[0].line = 7

    plan = bring(call, given)

    assert [(each.key, each.line, each.why) for each in plan.refusals] == [(given.entries[0].key, 7, why)]
    assert read(call, "ar").language == "en"
    assert Translation.objects.get().text == "امشوا"


def test_entry_that_is_there_twice_counts_once(call):
    given = file(call)
    given.entries[0].target = "أنهار"
    given.entries.append(Entry("call/title", given.entries[0].source, "جبال"))

    assert list(refused(bring(call, given))) == ["call/title"]
    assert read(call, "ar") == "أنهار"


def test_translation_of_an_earlier_original_goes_in_as_outdated(call):
    given = file(call)
    given.entries[0].target = "أنهار"
    call.change(by="server", title="Free rivers")

    plan = bring(call, given)

    assert [each.stale for each in plan.changes] == [True]
    assert (read(call, "ar"), read(call, "ar").outdated) == ("أنهار", True)


def test_translation_of_an_earlier_original_does_not_replace_a_newer_one(call):
    given = file(call)
    given.entries[0].target = "أنهار"
    call.change(by="server", title="Free rivers")
    say(call, "ar", call_title="أنهار حرة")

    assert list(refused(bring(call, given))) == ["call/title"]
    assert read(call, "ar") == "أنهار حرة"


def test_outdated_text_is_marked_in_the_file_and_confirmed_by_taking_the_mark_away(call):
    say(call, "ar", call_title="أنهار")
    call.change(by="server", title="World Day for clean rivers")
    given = file(call)
    assert given.entries[0].unsure

    assert bring(call, given).same == 1
    assert read(call, "ar").outdated

    given.entries[0].unsure = False
    bring(call, given)
    assert not read(call, "ar").outdated


@pytest.mark.parametrize(
    "change, why",
    [
        ({"language": "es"}, "The file is in another language: español. Here it should be: العربيّة."),
        ({"about": "quiet-nights"}, "The file is of another call."),
        ({"entries": []}, "There is no text in this file."),
    ],
)
def test_wrong_file_is_refused_whole(call, otto, change, why):
    given = file(call)
    for name, value in change.items():
        setattr(given, name, value)

    with pytest.raises(Refused) as refusal:
        translating.plan(call, "ar", given, by="server")
    assert str(refusal.value) == why


def test_file_of_another_call_is_known_by_its_texts_where_its_head_is_lost(call, otto):
    other = Call.objects.get(slug="quiet-nights")
    other.change(by="server", summary="Be still.", demands=["Silence after ten."], ground_rules="Whisper.")
    given = file(other)
    given.about = ""
    given.entries[0].target = "ليال"

    with pytest.raises(Refused):
        translating.plan(call, "ar", given, by="server")


def test_file_whose_head_is_lost_is_known_by_its_texts(call):
    given = file(call)
    given.about, given.language = "", ""
    given.entries[0].target = "أنهار"

    assert len(bring(call, given).changes) == 1


def test_statement_needs_title_and_text_together(call):
    make.statement(call)
    given = file(call)
    title, body = (entry for entry in given.entries if entry.key.startswith("statement"))
    title.target = "الماء"

    assert refused(bring(call, given)) == {title.key: "A statement needs its title and its text together."}

    body.target = "نطلب."
    assert refused(bring(call, given)) == {}
    assert call.statements.get().text_in("ar").title == "الماء"


def test_public_text_of_a_statement_is_not_changed_by_a_file(call):
    statement = make.statement(call)
    statement.write("ar", by="server", title="الماء", body="نطلب.")
    given = file(call)
    entry = next(entry for entry in given.entries if entry.key.endswith("/body"))
    entry.target = "نرجو."

    assert refused(bring(call, given)) == {entry.key: "It is public: say in a correction note what you changed."}


def test_moderator_brings_all_but_statements(call, mona, clara):
    make.statement(call)
    given = file(call)
    for entry in given.entries:
        entry.target = "نص"

    assert {key.partition("/")[0] for key in refused(bring(call, given, by=mona))} == {"statement"}
    assert refused(bring(call, file(call), by=clara)) == {}
