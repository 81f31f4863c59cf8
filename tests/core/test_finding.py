"""What is typed, and what is found: in every script, with slips of the hand, alike on both databases, public things alone."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import finding, search, spelling
from groundswell.core.models import Action, Call, Resource, SearchText, SearchWord, Translation
from groundswell.core.models.translation import digest
from groundswell.lib.clock import now
from groundswell.lib.text import fold
from tests import make


def learn() -> None:
    """What the worker does by and by."""
    spelling.learn(SearchText.objects.values_list("folded", flat=True))
    for noun in spelling.FEW:  # also what is not public: it must not be told all the same
        spelling.learn(noun._default_manager.values_list("sought", flat=True))


def found(text: str, **how: bool) -> dict[str, list[str]]:
    groups = finding.find(text, **how).groups
    return {group.noun: [str(hit.title) for hit in group.hits] for group in groups if group.noun != "places"}


def actions(text: str, **how: bool) -> list[str]:
    return found(text, **how).get("actions", [])


def resource(call: Call, **fields: str) -> Resource:
    version = {"link": "https://rivers.example/poster"}
    return Resource.publish(call, by="server", version=version, **{"kind": "poster", "title": "Poster"} | fields)


TYPED = [
    ("RIO douro", "Limpar o Rio Douro"),  # case
    ("coracao", "Coração do rio"),  # accents left out
    ("coração", "Coracao do rio"),  # accents put in
    ("corac\u0327a\u0303o", "Coração do rio"),  # accents apart from their letters
    ("strasse", "Fest in der Flußstraße"),  # German
    ("fluß", "Fest am FLUSS"),
    ("irmak", "Irmak yürüyüşü"),  # Turkish, with and without dots
    ("IRMAK", "ırmak yürüyüşü"),
    ("İstanbul", "istanbul yürüyüşü"),
    ("نهر", "لننظف النهر"),  # Arabic, inside a word
    ("السلام", "مَسِيرَةُ السَّلَامِ"),  # vowels
    ("مسيره", "مسيرة النهر"),
    ("احمد", "شارع أحمد"),
    ("علي", "نهر على"),
    ("کتاب", "كتاب النهر"),  # Persian letters
    ("נהר", "הַנָּהָר"),  # Hebrew
    ("マーチ", "クリーンマーチ"),  # Japanese: inside a word, and by two letters
    ("ﾏｰﾁ", "クリーンマーチ"),
    ("平和", "平和行進"),
    ("แม่น้ำ", "เดินเพื่อแม่น้ำ"),  # Thai
    ("чистая", "ЧИСТАЯ река"),  # Cyrillic
    ("ще", "Ще не вмерла ріка"),
    ("नदी", "स्वच्छ नदी यात्रा"),  # Devanagari
    ("평화", "강 평화 행진"),  # Hangul
    ("ποταμος", "Ο καθαρός ποταμός"),  # Greek: accents and the last sigma
    ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
    ("நதி", "நதி நடை"),  # Tamil
    ("գետ", "Մաքուր գետ"),  # Armenian
    ("ግንቦት", "ግንቦት ወንዝ"),  # Ethiopic
    ("un", "The UN and the river"),  # two letters
    ("😀", "River 😀"),
    ("٣", "Bridge 3"),  # foreign digits
    ("o'brien", "The O’Brien bridge"),
    ("clean \u200frivers\u200e", "Clean rivers"),  # marks of direction
]


@pytest.mark.parametrize(("typed", "title"), TYPED)
def test_what_is_typed_finds_it_in_any_script(call, typed, title):
    make.action(call, title="Something quite different")
    make.action(call, title=title)

    assert actions(typed, exact=True) == [title]


def test_two_latin_letters_begin_a_word_and_one_is_a_word_of_its_own(call):
    for title in ("Over the bridge", "A river walk", "Bridge 3", "Bridge 31", "Clean Ov"):
        make.action(call, title=title)
    call.title = "A cover"
    call.save()

    assert found("ov", exact=True).keys() == {"actions"}
    assert {typed: set(actions(typed, exact=True)) for typed in ("ov", "3", "31", "a")} == {
        "ov": {"Over the bridge", "Clean Ov"},
        "3": {"Bridge 3"},
        "31": {"Bridge 31"},
        "a": {"A river walk"},
    }


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("渋谷の清い河川を歩く", ["河川", "川", "を歩"]),
        ("3月の川", ["3月", "の川"]),
        ("مسيرة الحي", ["حي", "لح", "ي"]),
        ("ריצה לים", ["ים", "ל"]),
        ("เดินป่า", ["ป่า", "ด"]),
        ("Мы идём", ["мы", "ид", "ы"]),
        ("봄비 걷기", ["비"]),
    ],
)
def test_one_or_two_letters_of_another_script_are_found_inside_words_and_by_the_index(call, clara, title, within):
    action = make.action(call, title="Clean rivers")
    make.action(call, title="2031 年夏")

    assert [actions(typed, exact=True) for typed in within] == [[]] * len(within)
    action.change(by=clara, title=title)
    assert [actions(typed, exact=True) for typed in within] == [[title]] * len(within)
    if connection.vendor == "sqlite":
        assert {tuple(search.first([fold(typed)], 9)) for typed in within} == {(action.pk,)}
        with CaptureQueriesContext(connection) as asked:
            search.first([fold(within[0])], 9)
        assert "core_searchtext_index MATCH" in asked[0]["sql"]
    action.change(by=clara, title="Clean rivers")
    assert [actions(typed, exact=True) for typed in within] == [[]] * len(within)


def test_texts_that_were_written_before_get_their_short_words(call):
    action = make.action(call, title="清い川")
    SearchText.objects.update(folded=" 清い川 ")
    assert actions("清い", exact=True) == []

    import_module("groundswell.core.migrations.0006_short_words").add(apps, SimpleNamespace(connection=connection))

    assert actions("清い", exact=True) == [action.title]
    assert SearchText.objects.get().folded == " 清い川 い 川 清 い川 清い "


SLIPS = [
    ("rivr", "river walk", "river"),  # left out
    ("riverr", "river walk", "river"),  # put in
    ("ruver", "river walk", "river"),  # mistaken
    ("rvier", "river walk", "river"),  # swapped
    ("riverwalk", "river walk", "river walk"),  # the space forgotten
    ("rivr walk", "river walk", "river walk"),
    ("demonstartoin", "demonstration", "demonstration"),  # two, in a long word
    ("dmonstrtion", "demonstration", "demonstration"),
    ("Strasenfest", "Straßenfest", "strassenfest"),
    ("манифестция", "Манифестация", "манифестация"),
    ("مضاهرة", "مظاهرة", "مظاهره"),
    ("ποταμως", "ποταμός", "ποταμοσ"),
    ("yürüyşü", "Irmak yürüyüşü", "yuruyusu"),
    ("평와롭게", "평화롭게", "평화롭게"),
]


@pytest.mark.parametrize(("typed", "title", "used"), SLIPS)
def test_a_slip_of_the_hand_finds_what_was_meant_and_says_so(call, typed, title, used):
    make.action(call, title=title)
    learn()

    told = finding.find(typed)

    assert (told.instead, told.words, actions(typed)) == (True, tuple(search.words_of(used)), [title])
    assert actions(typed, exact=True) == []


@pytest.mark.parametrize("typed", ["平知", "แม่นำ้ใส", "rvr", "river2", "2032", "xqzw"])
def test_nothing_is_put_right_where_any_other_word_would_be_as_near(call, typed):
    make.action(call, title="平和行進 แม่น้ำใส river 2031")
    learn()

    assert (finding.find(typed).instead, actions(typed)) == (False, [])


def test_a_word_that_is_found_is_never_put_right(call):
    make.action(call, title="Rivers")
    make.action(call, title="Rivets")
    learn()

    assert actions("rivets") == ["Rivets"]


def test_a_town_of_this_name_is_what_was_meant(call):
    make.action(call, title="Ports", at="suva")
    learn()

    assert (finding.find("Porto").instead, actions("Porto")) == (False, [])


def test_each_word_is_offered_where_nothing_has_all_of_them(call):
    make.action(call, title="Lanterns")
    make.action(call, title="Hydrology")
    learn()

    assert finding.find("lanterns hydrology nowhere").fewer == ("lanterns", "hydrology")


def test_what_is_to_come_is_first_then_titles_then_whole_words(call):
    soon, later = now() + timedelta(days=3), now() + timedelta(days=9)
    make.action(call, title="Of something", description="by the riverside", starts=soon)
    make.action(call, title="Of anything", description="by the river", starts=later)
    make.action(call, title="Along riverbanks", starts=soon)
    make.action(call, title="Our River here", starts=later)
    make.action(call, title="River", starts=later)
    make.action(call, title="The river again", starts=later, state="cancelled")
    make.past_action(call, title="River")

    assert actions("river") == [
        "River",
        "Our River here",
        "Along riverbanks",
        "Of anything",
        "Of something",
        "River",
        "The river again",
    ]


def test_what_is_put_off_and_undated_is_to_come(call):
    make.past_action(call, title="River once")
    make.action(call, title="River later", undated=True, state="postponed")

    assert actions("river") == ["River later", "River once"]


def test_every_noun_is_found_by_its_own_words(call):
    make.action(call, title="Walk the Tagus")
    make.endorsement(call, "Tagus Keepers", town="Santarém")
    make.statement(call, title="For the Tagus")
    resource(call, title="Poster of the Tagus")
    make.call("tagus", title="Day of the Tagus")

    assert found("tagus") == {
        "calls": ["Day of the Tagus"],
        "actions": ["Walk the Tagus"],
        "organisations": ["Tagus Keepers"],
        "statements": ["For the Tagus"],
        "resources": ["Poster of the Tagus"],
    }


@pytest.mark.parametrize("typed", ["keepers", "santarem", "portugal", "البرتغال", "keepers santarem"])
def test_an_organisation_is_found_by_name_town_and_country(call, typed):
    make.endorsement(call, "River Keepers", town="Santarém", country="PT")
    make.endorsement(call, "Friends of the Nile", country="EG")

    assert found(typed)["organisations"] == ["River Keepers"]


@pytest.mark.parametrize("typed", ["rivers", "#CleanRivers", "untreated sewage", "walk your river", "estuaries"])
def test_a_call_is_found_by_title_text_demands_and_hashtags(db, typed):
    make.call(body="Down to the **estuaries**.", hashtags=["CleanRivers"])
    make.call("quiet-nights", title="Quiet nights", summary="Sleep.", demands=["No noise."])

    assert found(typed) == {"calls": ["World Day for Clean Rivers"]}


def test_a_call_is_found_by_its_words_in_another_language_and_shown_in_the_readers(call):
    text = "اليوم العالمي للأنهار النظيفة"
    Translation.objects.create(
        call=call, noun="call", noun_id=call.pk, field="title", language="ar", text=text, original=digest(call.title)
    )

    assert found("انهار") == {"calls": ["World Day for Clean Rivers"]}


def test_a_statement_is_found_in_each_of_its_languages_and_tells_where(call):
    statement = make.statement(call)
    statement.texts.create(language="es", title="Agua limpia", body="Pedimos **ríos** limpios para todas.")

    hit = finding.find("rios limpios").groups[0].hits[0]

    assert (hit.title, hit.passage, hit.language) == (
        "Clean water is a right",
        "Pedimos ríos limpios para todas.",
        "es",
    )


def test_a_text_that_was_changed_is_found_by_its_new_words_alone(call, clara):
    call.change(by=clara, title="World Day for Clear Lakes", demands=[], summary="")

    assert (found("lakes"), found("rivers")) == ({"calls": ["World Day for Clear Lakes"]}, {})


def test_the_name_in_a_change_of_one_field_keeps_the_words_right(call):
    organisation = make.endorsement(call, "Keepers").organisation
    organisation.change(by="server", town="Santarém")

    assert search.organisations(["santarem"]).get() == organisation


@pytest.mark.parametrize("state", ["proposed", "hidden", "declined", "withdrawn", "merged"])
def test_an_action_that_is_not_public_is_not_found_nor_told_by_its_spelling(call, state):
    make.action(call, title="Canarytown", state=state)
    learn()

    assert (found("canarytown"), found("canarytwon"), finding.find("canarytwon").fewer) == ({}, {}, ())


@pytest.mark.parametrize("state", ["published", "postponed", "moved", "cancelled", "happened"])
def test_an_action_that_is_public_is_found_in_whatever_state(call, state):
    make.action(call, title="Canarytown", state=state)

    assert actions("canarytown") == ["Canarytown"]


def test_nothing_of_a_draft_call_is_found(db):
    draft = make.call("draft", title="Canary day", stage="draft")
    make.action(draft, title="Canary walk")
    make.endorsement(draft, "Canary keepers")
    make.statement(draft, title="Canary words")
    resource(draft, title="Canary poster")
    learn()

    assert (found("canary"), found("canaru")) == ({}, {})


@pytest.mark.parametrize("state", ["asked", "proven", "declined"])
def test_an_organisation_that_nobody_may_see_is_not_found(call, state):
    make.endorsement(call, "Canary keepers", state=state)

    assert found("canary") == {}


def test_a_draft_statement_is_not_found_and_a_withdrawn_one_is_by_its_title_alone_shown(call):
    make.statement(call, "draft", state="draft", title="Canary draft")
    make.statement(call, "gone", state="withdrawn", title="Canary gone", body="Canary text")

    hit = finding.find("canary text").groups[0].hits[0]

    assert (found("canary"), hit.passage) == ({"statements": ["Canary gone"]}, "")


def test_what_was_taken_off_the_toolkit_is_not_found(call):
    resource(call, title="Canary poster").take_off(by="server", because="Wrong")

    assert found("canary") == {}


def test_a_place_that_is_held_back_is_found_by_its_town_alone(call):
    place = make.place(address="Canary square", meeting_point="canary fountain")
    later = now() + timedelta(days=1)
    call.first_day = call.last_day = None
    call.save()
    action = Action.register(
        call, place=place, organisations=[], address="", language="en", kind="march", title="Walk",
        starts=now() + timedelta(days=3), timezone="Europe/Lisbon", languages=["en"], shown_from=later,
    )  # fmt: skip
    action.publish(by="server")
    learn()

    assert (actions("canary"), actions("canray"), actions("porto")) == ([], [], ["Walk"])


def test_the_worker_learns_the_words_of_what_is_public(call, clara):
    action = make.action(call, title="Estuary", state="proposed")
    spelling.learn_words()
    before = SearchWord.objects.filter(word="estuary").count()

    action.publish(by=clara)
    while spelling.learn_words():
        pass

    assert (before, SearchWord.objects.filter(word="estuary").count()) == (0, 1)
    assert actions("esturay") == ["Estuary"]


def test_the_worker_learns_of_other_nouns_only_what_is_public(call, clara):
    make.endorsement(call, "Public Keepers")
    make.endorsement(call, "Secret Keepers", state="asked")
    make.call("draft", title="Clandestine", stage="draft")
    call.change(by=clara, summary="Walk.")

    while spelling.learn_words():
        pass

    asked = ("public", "secret", "clandestine", "rivers")
    words = SearchWord.objects.filter(word__in=asked).order_by("word").values_list("word", flat=True)
    assert list(words) == ["public", "rivers"]


def test_words_that_no_text_has_any_more_are_forgotten(call):
    make.action(call, title="Estuary")
    learn()
    SearchWord.objects.learn(["erased"])

    for _round in range(1 + SearchWord.objects.count() // spelling.CHECKED_AT_ONCE):
        spelling.forget_words()

    assert list(SearchWord.objects.filter(word__in=["erased", "estuary"]).values_list("word", flat=True)) == ["estuary"]


@pytest.mark.parametrize(
    "typed",
    ["\x00", '"', '" OR "a', "NEAR(a b)", "a* b*", "%_\\", "-", "x" * 200, " ".join("abcdefghijklmnop"), "\u202e", "ـ", "'; --"],
)  # fmt: skip
def test_no_text_breaks_the_search(call, typed):
    make.action(call, title="Or, a walk")
    learn()

    words, text = search.words_of(typed), SearchText.objects.get().folded
    there = words and all(search.sought(word) in text for word in words)
    assert actions(typed, exact=True) == (["Or, a walk"] if there else [])


def test_towns_where_something_is_on_come_first_and_countries_are_found_in_any_language(call):
    make.action(call, at="porto")
    make.action(call, at="lisbon")

    def places(text: str) -> list[tuple[str, int]]:
        groups = finding.find(text).groups
        return [(hit.row.name, hit.row.actions) for group in groups if group.noun == "places" for hit in group.hits]

    assert places("Lisboa")[0] == ("Lisbon", 1)
    assert places("ポルト")[0] == ("Porto", 1)
    assert places("Portugal")[0] == ("Portugal", 2)
    assert places("البرتغال")[0] == ("Portugal", 2)


def test_a_search_asks_as_often_for_three_as_for_one(call, django_assert_num_queries):
    def make_one(number: int) -> None:
        make.action(call, title=f"Tagus walk {number}", organisations=["Keepers"])
        make.endorsement(call, f"Tagus keepers {number}")
        make.statement(call, f"tagus-{number}", title=f"Tagus words {number}")
        resource(call, title=f"Tagus poster {number}")

    make_one(1)
    with CaptureQueriesContext(
        connection,
    ) as once:
        finding.find("tagus")
    make_one(2)
    make_one(3)

    with django_assert_num_queries(len(once)):
        finding.find("tagus")


def test_examples_are_of_what_is_here(call):
    make.endorsement(call, "River Keepers")

    assert finding.examples() == ["World Day for Clean Rivers", "River Keepers"]
