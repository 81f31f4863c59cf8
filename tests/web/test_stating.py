import pytest

from groundswell.core.models import Fact, Statement
from groundswell.web.forms.issuing import _key
from tests import make

DESK = "/desk/statements/joint-statement/"
NEW = "/desk/calls/clean-rivers/statements/new/"
TYPED = {
    "language": "es", "title": "Agua limpia", "body": "Pedimos **agua**.", "slug": "", "issued_by": "River Keepers\n\nOthers",
    "press_contact": "press@keepers.example", **{f"which_{_key(name)}": "words" for name in ("River Keepers", "Others")},
}  # fmt: skip


@pytest.fixture
def statement(call):
    return make.statement(call)


def test_convenor_drafts_publishes_translates_corrects_and_withdraws(call, clara_browser):
    assert clara_browser.post(NEW, TYPED)["Location"] == "/desk/statements/agua-limpia/"
    clara_browser.post("/desk/statements/agua-limpia/stage/")
    clara_browser.post(
        "/desk/statements/agua-limpia/texts/new/",
        {"language": "en", "title": "Clean water", "body": "We ask.", "translated_by": "Sami"},
    )
    clara_browser.post(
        "/desk/statements/agua-limpia/texts/en/", {"title": "Clean waters", "body": "We ask.", "note": "One letter."}
    )
    clara_browser.post("/desk/statements/agua-limpia/correction/", {"note": "It was the Tua."})
    clara_browser.post("/desk/statements/agua-limpia/withdrawal/", {"because": "Superseded."})

    statement = Statement.objects.get()
    assert (statement.state, statement.issued_by) == ("withdrawn", ["River Keepers", "Others"])
    assert statement.original.language == "es"
    assert statement.text_in("en").title == "Clean waters"
    assert [each.note for each in statement.corrections.all()] == ["It was the Tua.", "One letter."]
    assert list(Fact.objects.filter(subject="statement").order_by("id").values_list("what", flat=True)) == [
        f"statement.{verb}" for verb in ("drafted", "published", "written", "written", "corrected", "withdrawn")
    ]


def test_draft_twice_is_one_statement(call, clara_browser):
    for _time in range(2):
        clara_browser.post(NEW, TYPED)

    assert Statement.objects.count() == 1


def test_draft_is_previewed_without_being_kept(call, clara_browser):
    shown = clara_browser.post(NEW, TYPED | {"preview": "body"}).content.decode()

    assert "<strong>agua</strong>" in shown
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("body", ""),
        ("body", "x" * 20_001),
        ("language", "xx"),
        ("slug", "ÄÖ"),
        ("issued_by", "x" * 161),
        ("press_contact", "x" * 601),
    ],
)
def test_draft_tells_beside_the_field_what_is_wrong(call, clara_browser, field, value):
    answer = clara_browser.post(NEW, TYPED | {field: value})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_title_in_another_script_asks_for_a_word_of_the_address(call, clara_browser):
    answer = clara_browser.post(NEW, TYPED | {"title": "ماء نظيف"})

    assert list(answer.context["form"].errors) == ["slug"]


def test_word_of_the_address_that_is_taken_gets_a_number(statement, clara_browser):
    make.statement(statement.call, "agua-limpia")

    assert clara_browser.post(NEW, TYPED)["Location"] == "/desk/statements/agua-limpia-2/"


def test_public_text_is_not_saved_without_a_note(statement, clara_browser):
    answer = clara_browser.post(DESK + "texts/en/", {"title": "Other", "body": "Other."})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["note"])
    assert statement.texts.get().title == "Clean water is a right"


@pytest.mark.parametrize("day", ["2001-01-01", "soon", "9999-12-31"])
def test_sign_on_of_a_day_that_cannot_be_is_told_beside_the_field(statement, clara_browser, day):
    answer = clara_browser.post(DESK + "sign-on/", {"individuals": "count", "last_day": day})

    assert (answer.status_code, list(answer.context["sign_on_form"].errors)) == (422, ["last_day"])


def test_sign_on_is_open_to_the_end_of_its_last_day_and_closed_by_hand(statement, clara_browser):
    clara_browser.post(DESK + "sign-on/", {"individuals": "count", "last_day": "2031-03-15"})
    statement.refresh_from_db()
    assert (statement.individuals, statement.open_until.isoformat()) == ("count", "2031-03-16T00:00:00+00:00")
    assert 'value="2031-03-15"' in clara_browser.get(DESK).content.decode()

    clara_browser.post(DESK + "sign-on/", {"close": "yes"})
    statement.refresh_from_db()
    assert not statement.signing


def test_letter_goes_out_with_its_signatories_and_without_contacts(statement, mona_browser):
    make.signature(statement, organisation="Tide Watch", signatory="Rosa Soto", contact=make.contact("rosa@x.example"))
    make.signature(statement, "Ana Lima")
    make.signature(statement)

    for name in ("letter/", "signatories.txt", "signatories.csv"):
        text = mona_browser.get(DESK + name).content.decode()
        assert ("Tide Watch" in text, "Ana Lima" in text) == (True, True)
        assert ("Rosa Soto" in text, "rosa@" in text) == (False, False)
    assert "We **ask** for clean rivers." in mona_browser.get(DESK + "signatories.txt").content.decode()


def test_moderator_reads_the_desk_of_a_statement_and_changes_nothing(statement, mona_browser):
    shown = mona_browser.get(DESK).content.decode()

    assert "Withdraw the statement" not in shown
    assert mona_browser.post(DESK + "withdrawal/", {"because": "No."}).status_code == 403


def test_signature_of_another_call_is_not_decided_here(statement, otto_browser):
    signature = make.signature(statement, organisation="Tide Watch", state="proven")
    otto_browser.post("/desk/calls/quiet-nights/decisions/", {"one": f"accept signature:{signature.pk}"})

    signature.refresh_from_db()
    assert signature.state == "proven"


def test_named_people_can_be_hidden_from_the_tray(statement, mona_browser):
    signature = make.signature(statement, "Somebody Rude")
    make.signature(statement)

    shown = mona_browser.get("/desk/calls/clean-rivers/?show=public&noun=signature").content.decode()
    assert shown.count("data-row") == 1
    given = {"one": f"hide signature:{signature.pk}", "reason": "rules"}
    mona_browser.post("/desk/calls/clean-rivers/decisions/", given)
    signature.refresh_from_db()
    assert signature.state == "declined"
    assert "Somebody Rude" in mona_browser.get("/desk/calls/clean-rivers/?show=decided").content.decode()
    assert "Somebody Rude" not in make.browser().get("/statements/joint-statement/").content.decode()
