"""The texts of a call in many languages: as everybody reads them, and at the desk."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.core import translating, work
from groundswell.core.models import (
    Call,
    Convening,
    Fact,
    Part,
    Pledge,
    Reader,
    RelatedDay,
    Taking,
    Translation,
)
from groundswell.core.texts import sheets
from groundswell.lib import catalogues
from groundswell.lib.catalogues import PO, XLIFF
from groundswell.lib.clock import now
from groundswell.outside.models import Letter
from tests import make
from tests.core.test_wording import of_demand, say, stocked

CALL, DESK = "/calls/clean-rivers/", "/desk/calls/clean-rivers/languages/"
AR = {"call_title": "أنهار نظيفة", "call_summary": "امشوا مع نهركم.", "call_ground_rules": "بلا **عنف**."}


@pytest.fixture
def spoken(call) -> Call:
    """In Arabic as a whole."""
    say(call, "ar", "Sami", **AR, **{of_demand(call): "لا مياه صرف."})
    return call


def said(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# What readers get


@pytest.mark.parametrize(
    "page",
    [
        "",
        "actions/",
        "organisations/",
        "organisations/embed/",
        "endorse/",
        "register/",
        "record/",
        "toolkit/",
        "pledges/",
        "milestones/",
        "statements/",
    ],
)
def test_every_page_of_a_call_calls_it_by_its_title_in_the_language_of_the_page(spoken, client, page):
    make.action(spoken)

    arabic, english = said(client.get(f"/ar{CALL}{page}")), said(client.get(f"{CALL}{page}"))

    assert "أنهار نظيفة" in arabic and spoken.title not in arabic
    assert spoken.title in english and "أنهار نظيفة" not in english


def test_other_pages_that_name_a_call_do_so_in_the_language_of_the_page(spoken, otto, client):
    """The part of a larger call, the campaign of a day, an organisation that convenes it and issued a statement."""
    part, campaign = Call.objects.get(slug="quiet-nights"), make.call("alive", title="Alive", kind="campaign")
    Part.ask(part, spoken, by=otto).accept(by="server")
    RelatedDay.objects.create(campaign=campaign, day=spoken)
    guild = make.endorsement(spoken).organisation
    Convening.objects.create(call=spoken, organisation=guild, confirmed_at=now())
    make.statement(spoken, issued_by=[guild])

    for path in ("/calls/quiet-nights/", "/calls/alive/", guild.get_absolute_url()):
        arabic = said(client.get(f"/ar{path}"))
        assert ("أنهار نظيفة" in arabic, spoken.title in arabic) == (True, False), path
        assert spoken.title in said(client.get(path))


@pytest.mark.parametrize("page", ["/", "/calls/"])
def test_lists_of_calls_tell_titles_and_summaries_in_the_language_of_the_page(spoken, client, page):
    text = said(client.get(f"/ar{page}".replace("//", "/")))

    assert "امشوا مع نهركم." in text and spoken.summary not in text


@pytest.mark.parametrize("many", [1, 3])
def test_texts_of_a_list_of_calls_are_asked_for_once(call, client, many):
    for number in range(many - 1):
        make.call(f"call-{number}")
    for each in Call.objects.all():
        say(each, "ar", call_title=f"نداء {each.pk}")

    with CaptureQueriesContext(connection) as asked:
        client.get("/ar/calls/")

    assert sum('FROM "core_translation"' in query["sql"] for query in asked) == 1


def test_whole_page_of_a_call_is_in_the_language_of_the_reader_and_says_whose_translation_it_is(spoken, client):
    text = said(client.get(f"/ar{CALL}"))

    for words in (*AR.values(), "لا مياه صرف."):
        assert words.replace("**", "") in re.sub("</?strong>", "", text)
    assert '<h1 lang="ar" dir="rtl">أنهار نظيفة</h1>' in text
    assert '<meta property="og:title" content="أنهار نظيفة">' in text
    assert "<bdi>Sami</bdi>" in text
    assert 'class="notice' not in text


def test_text_that_is_missing_is_shown_with_a_notice_and_the_way_to_others(spoken, client):
    text = said(client.get(f"/es{CALL}"))

    assert '<h1 lang="en" dir="ltr">World Day for Clean Rivers</h1>' in text
    assert '<a href="?text=ar" hreflang="ar" lang="ar" rel="nofollow"><bdi>العربيّة</bdi></a>' in text
    assert 'role="note"' in text


def test_text_asked_for_by_the_address_is_shown_whatever_the_page(spoken, client):
    text = said(client.get(f"{CALL}?text=ar"))

    assert '<h1 lang="ar" dir="rtl">أنهار نظيفة</h1>' in text
    assert '<html lang="en" dir="ltr">' in text


@pytest.mark.parametrize("odd", ["xx", "<script>", "ar" * 40, "\x00", "%s"])
def test_language_that_is_not_there_changes_nothing(spoken, client, odd):
    text = said(client.get(CALL, {"text": odd}))

    assert '<h1 lang="en" dir="ltr">World Day for Clean Rivers</h1>' in text


def test_outdated_text_is_shown_with_the_day_of_its_translation(spoken, client):
    Translation.objects.update(at=make.datetime(2030, 5, 3, tzinfo=make.UTC))
    spoken.change(by="server", title="Free rivers")

    assert "3 May 2030" in said(client.get(f"{CALL}?text=ar"))


def test_browser_that_would_like_another_language_gets_the_same_page(spoken, client):
    answer = client.get(CALL, headers={"Accept-Language": "ar"})

    assert "أنهار نظيفة" not in said(answer)
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_pledge_milestone_and_resource_are_read_in_the_readers_language(spoken, client):
    stocked(spoken)
    texts = {
        unit.key.replace("/", "_"): "نص" for sheet in sheets(spoken) for unit in sheet.units if not sheet.statement
    }
    say(spoken, "ar", **texts)

    for page, originals in {
        "pledges/": ["We pick up"],
        "milestones/": ["Reached", "At last."],
        "toolkit/": ["Por qué"],
    }.items():
        text = said(client.get(f"/ar{CALL}{page}"))
        assert "نص" in text and not any(original in text for original in originals)
    assert "نص" in said(client.get(f"/ar{CALL}pledges/{Pledge.objects.get().pk}/"))


def test_ground_rules_are_accepted_in_the_words_that_were_read(spoken, client):
    assert "بلا <strong>عنف</strong>." in said(client.get(f"/ar{CALL}register/"))


@pytest.mark.parametrize("shape", ["ics", "atom", "json", "geojson"])
def test_documents_name_the_call_in_the_language_of_their_address(spoken, client, shape):
    arabic, english = (b"".join(client.get(f"{prefix}{CALL}actions.{shape}")) for prefix in ("/ar", ""))

    assert "أنهار نظيفة" in arabic.decode().replace("\r\n ", "") and "Clean Rivers" not in arabic.decode()
    assert "Clean Rivers" in english.decode()


def test_document_is_made_anew_once_a_text_is_translated(spoken, client):
    before = b"".join(client.get(f"/es{CALL}actions.json"))
    say(spoken, "es", call_title="Ríos Limpios")

    assert "Ríos Limpios" in b"".join(client.get(f"/es{CALL}actions.json")).decode()
    assert "Ríos Limpios" not in before.decode()


def test_other_lists_of_a_call_name_it_so_too(spoken, client):
    make.endorsement(spoken)

    assert json.loads(b"".join(client.get(f"/ar{CALL}organisations.json")))["title"] == "أنهار نظيفة"
    assert "أنهار نظيفة" in b"".join(client.get(f"/ar{CALL}statements.atom")).decode()
    assert "أنهار نظيفة" in said(client.get("/ar/organisations/river-keepers/"))


def test_letter_is_written_in_the_words_of_its_reader(spoken, mailoutbox, settings):
    Reader.named("mail")
    pledge = Pledge.offer(spoken, by="server", text="We pick up what we find.")
    say(spoken, "ar", **{f"pledge_{pledge.pk}_text": "نلتقط ما نجده."})
    Taking.ask(pledge, kind="person", country="EG", address="amal@rivers.example", language="ar")
    while work.work_off():
        pass

    [letter] = mailoutbox
    assert "أنهار نظيفة" in letter.subject and "نلتقط ما نجده." in letter.body
    assert Letter.objects.count() == 1


def test_draft_reads_so_for_those_who_work_on_it(spoken, clara_browser, client):
    Call.objects.update(stage="draft")

    assert "أنهار نظيفة" in said(clara_browser.get(f"/ar{CALL}"))
    assert client.get(f"/ar{CALL}").status_code == 404


# At the desk


def test_table_says_what_is_there_outdated_and_missing(spoken, mona_browser):
    spoken.change(by="server", languages=["ar", "es"], ground_rules="We act without violence.")

    page = mona_browser.get(DESK)

    rows = {sheet.key: [cell.standing for cell in cells] for sheet, cells in page.context["rows"]}
    assert rows == {"call": ["done", "missing"], "rules": ["outdated", "missing"]}
    assert [(head["language"], head["done"], head["all"]) for head in page.context["heads"]] == [
        ("ar", 3, 4),
        ("es", 0, 4),
    ]


def test_table_is_narrowed_to_what_is_to_do(spoken, mona_browser):
    spoken.change(by="server", languages=["ar"], ground_rules="We act without violence.")

    assert [sheet.key for sheet, _cells in mona_browser.get(DESK, {"lacking": "yes"}).context["rows"]] == ["rules"]


@pytest.mark.parametrize("many", [1, 3])
def test_table_asks_as_often_for_one_as_for_many(call, mona_browser, many, django_assert_max_num_queries):
    call.change(by="server", languages=["ar"])
    stocked(call, many)

    with django_assert_max_num_queries(14):
        assert mona_browser.get(DESK).status_code == 200


def test_long_table_is_paged(call, mona_browser):
    call.change(by="server", languages=["ar"])
    Pledge.objects.bulk_create(Pledge(call=call, text=f"We pledge {number}.") for number in range(60))

    assert len(mona_browser.get(DESK, {"page": "2"}).context["rows"]) == 22


def test_convenor_asks_for_a_language_and_takes_that_back(call, clara_browser):
    clara_browser.post(DESK, {"known": "es"})
    clara_browser.post(DESK, {"tag": "PT_br"})
    call.refresh_from_db()
    assert call.languages == ["es", "pt-BR"]

    clara_browser.post(DESK, {"remove": "es"})
    call.refresh_from_db()
    assert call.languages == ["pt-BR"]


@pytest.mark.parametrize(
    "given, field",
    [
        ({}, "known"),
        ({"tag": "english please"}, "tag"),
        ({"tag": "en"}, "tag"),
        ({"known": "xx"}, "known"),
        ({"tag": "\x00"}, "known"),
    ],
)
def test_what_is_no_language_comes_back_with_its_error(call, clara_browser, given, field):
    answer = clara_browser.post(DESK, given)

    assert (answer.status_code, list(answer.context["add_form"].errors)) == (422, [field])


def test_convenor_sets_the_order_of_fallback(spoken, clara_browser, client):
    say(spoken, "fr", call_title="Rivières")
    spoken.change(by="server", languages=["ar", "fr"])

    clara_browser.post(DESK, {"order": "yes", "place_1": "fr", "place_2": "fr", "place_3": "ar"})

    spoken.refresh_from_db()
    assert spoken.fallback == ["fr", "ar"]
    assert '<h1 lang="fr" dir="ltr">Rivières</h1>' in said(client.get(f"/es{CALL}"))
    assert clara_browser.post(DESK, {"order": "yes", "place_1": "xx"}).status_code == 422


def test_moderator_writes_a_translation_beside_the_original(call, mona, mona_browser):
    answer = mona_browser.post(f"{DESK}ar/call/", {"text_0": " أنهار \n", "text_1": "", "translated_by": "Sami"})

    assert answer.status_code == 302
    row = Translation.objects.get()
    assert (row.text, row.translated_by, row.by) == ("أنهار", "Sami", mona)
    page = said(mona_browser.get(f"{DESK}ar/call/"))
    assert 'value="أنهار"' in page and call.summary in page


def test_text_that_cannot_stand_comes_back_with_its_error_and_all_that_was_typed(call, mona_browser):
    answer = mona_browser.post(f"{DESK}ar/call/", {"text_0": "x" * 161, "text_1": "امشوا"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text_0"])
    assert "x" * 161 in said(answer) and "امشوا" in said(answer)
    assert Translation.objects.count() == 0


def test_text_that_did_not_come_with_the_form_stays(spoken, mona_browser):
    mona_browser.post(f"{DESK}ar/call/", {"text_1": "سيروا.", "translated_by": "Sami"})

    assert {row.field for row in Translation.objects.all()} == {"title", "summary", "demands", "ground_rules"}


def test_outdated_text_stays_so_until_it_is_changed_or_said_to_fit(spoken, mona_browser):
    spoken.change(by="server", title="Free rivers")

    def stands() -> str:
        return sheets(spoken)[0].units[0].standing("ar")

    mona_browser.post(f"{DESK}ar/call/", {"text_0": AR["call_title"]})
    assert stands() == "outdated"
    mona_browser.post(f"{DESK}ar/call/", {"text_0": AR["call_title"], "fits_0": "on"})
    assert stands() == "done"


def test_preview_shows_the_text_without_keeping_it(call, mona_browser):
    answer = mona_browser.post(f"{DESK}ar/rules/", {"text_0": "بلا **عنف**", "preview": "text_0"})

    assert answer.status_code == 200
    assert "بلا <strong>عنف</strong>" in said(answer)
    assert Translation.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "en/",
        "en/call/",
        "ar/nothing/",
        "x/",
        "AR/",
        "ar/statement-joint-statement/",
        "english-language-of-all/call/",
        "AR.po",
    ],
)
def test_what_is_no_text_or_no_language_is_not_there(call, mona_browser, path):
    make.statement(call)

    assert mona_browser.get(DESK + path).status_code == 404


def filled(call: Call, form: str = PO, **targets: str) -> bytes:
    given = translating.catalogue(call, "ar")
    for entry in given.entries:
        entry.target = targets.get(entry.key.replace("/", "_"), "")
    return catalogues.write(given, form).encode()


@pytest.mark.parametrize("form", [PO, XLIFF])
def test_file_goes_out_is_looked_at_and_comes_in(call, clara_browser, form):
    out = clara_browser.get(f"{DESK}ar.{form}")
    assert out["Content-Disposition"] == f'attachment; filename="clean-rivers-ar.{form}"'
    assert {entry.key for entry in catalogues.read(out.content).entries} >= {"call/title", "call/ground_rules"}

    file = SimpleUploadedFile("x", filled(call, form, call_title="أنهار", call_summary="امشوا\r\nمع النهر"))
    looked = clara_browser.post(f"{DESK}ar/", {"file": file, "translated_by": "Sami"})
    assert (looked.status_code, Translation.objects.count()) == (200, 0)
    hidden = looked.context["form"].initial["text"]

    # As a browser sends it.
    taken = clara_browser.post(
        f"{DESK}ar/", {"text": hidden.replace("\n", "\r\n"), "translated_by": "Sami", "do": "take"}
    )
    assert taken.status_code == 302
    assert {(row.field, row.text, row.translated_by) for row in Translation.objects.all()} == {
        ("title", "أنهار", "Sami"),
        ("summary", "امشوا\nمع النهر", "Sami"),
    }
    assert Fact.objects.filter(what="call.translated").count() == 1


def test_file_without_a_name_keeps_whoever_is_named(spoken, clara_browser):
    clara_browser.post(f"{DESK}ar/", {"text": filled(spoken, call_title="أنهار").decode(), "do": "take"})

    assert Translation.objects.get(field="title").translated_by == "Sami"


def test_what_a_file_has_wrong_is_told_and_the_rest_goes_in(call, clara_browser):
    data = filled(call, call_title="x" * 200, call_summary="امشوا")

    looked = clara_browser.post(f"{DESK}ar/", {"file": SimpleUploadedFile("ar.po", data)})
    assert "It is longer than 160 characters." in said(looked) and "call/title" in said(looked)
    taken = clara_browser.post(f"{DESK}ar/", {"text": data.decode(), "do": "take"})

    assert "It is longer than 160 characters." in said(taken)
    assert [row.field for row in Translation.objects.all()] == ["summary"]


@pytest.mark.parametrize(
    "data, why",
    [
        (b"<!doctype html><html>Sign in", "This is a web page"),
        ('msgid "a"\nmsgstr "é"'.encode("latin1"), "The file is not UTF-8 (line 2)"),
        (b'msgid "a"\nmsgstr "b', "something is wrong at line 2"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2"/>', "declares a document type"),
        (b"x" * (catalogues.LARGEST + 1), "The file is too large"),
        (b"\x00\x01\x02", "The file is not UTF-8"),
        (b"", "empty"),
        (b'msgctxt "nights/title"\nmsgid "Nights"\nmsgstr "x"\n', "The file is of another call."),
    ],
)
def test_wrong_file_is_refused_with_its_reason(call, clara_browser, data, why):
    answer = clara_browser.post(f"{DESK}ar/", {"file": SimpleUploadedFile("ar.po", data)})

    assert answer.status_code == 422
    assert why in said(answer)


def test_markup_in_a_file_is_shown_as_it_stands(call, clara_browser, client):
    data = filled(call, call_ground_rules="[x](javascript:alert(1)) <script")
    clara_browser.post(f"{DESK}ar/", {"text": data.decode(), "do": "take"})

    text = said(client.get(f"/ar{CALL}"))
    assert "javascript:alert(1)) &lt;script" in text and "<script<" not in text


def test_person_who_brings_a_file_is_on_no_public_page(call, clara, clara_browser, client):
    clara_browser.post(f"{DESK}ar/", {"text": filled(call, call_title="أنهار").decode(), "do": "take"})

    assert Translation.objects.get().by == clara
    assert "Clara" not in said(client.get(f"/ar{CALL}"))
