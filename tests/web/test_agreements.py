import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Action, Agreement, AgreementVersion, Assent, Code, Decision
from groundswell.lib.clock import now
from tests import make
from tests.core.test_agreement import publish, signed
from tests.web.test_register import code_in

PAGE, DESK = "/calls/clean-rivers/agreement/", "/desk/calls/clean-rivers/agreement/"
TYPED = {
    "name": "River Keepers", "kind": "ngo", "country": "PT", "signatory": "Ana Lima", "role": "chair",
    "contact": "ana@keepers.example",
}  # fmt: skip
DRAFT = {"text": "We decide **together**.", "ground_rules": "No violence at all."}


@pytest.fixture(autouse=True)
def reading(db):
    work.read_facts()


@pytest.fixture
def version(call) -> AgreementVersion:
    return publish(call)


def seen(path: str = PAGE, browser: Client | None = None) -> str:
    return (browser or Client()).get(path).content.decode()


def subjects() -> list[str]:
    return [letter.subject for letter in mail.outbox]


def test_a_convenor_drafts_looks_and_publishes_after_being_asked_once_more(call, clara_browser):
    looked = clara_browser.post(f"{DESK}draft/", DRAFT | {"preview": "text"})
    assert "<strong>together</strong>" in looked.content.decode() and not Agreement.objects.exists()
    assert clara_browser.post(f"{DESK}draft/", DRAFT).status_code == 302
    assert "No agreement yet" in seen()
    assert "can never be changed again" in clara_browser.post(f"{DESK}stage/").content.decode()
    assert AgreementVersion.objects.get().number is None
    clara_browser.post(f"{DESK}stage/", {"sure": "yes"})

    assert "<strong>together</strong>" in seen() and "No violence at all." in seen("/calls/clean-rivers/register/")


def test_new_draft_begins_with_the_version_before(call, version, clara_browser):
    form = clara_browser.get(f"{DESK}draft/").context["form"]

    assert (form["text"].value(), form["ground_rules"].value(), "note" in form.fields) == (
        version.text, version.ground_rules, True,
    )  # fmt: skip


def test_first_draft_begins_with_the_rules_that_the_call_has(call, clara_browser):
    assert clara_browser.get(f"{DESK}draft/").context["form"]["ground_rules"].value() == make.RULES


def test_what_is_refused_is_said_and_the_draft_stays(call, version, clara_browser):
    clara_browser.post(f"{DESK}draft/", DRAFT)
    answer = clara_browser.post(f"{DESK}stage/", {"sure": "yes"}, follow=True)

    assert "Say in a note what changed" in answer.content.decode()
    assert AgreementVersion.objects.filter(number=None).get().text == DRAFT["text"]


def test_sign_prove_be_accepted_and_withdraw_from_the_letters_alone(call, version, mona):
    assert Client().post(f"{PAGE}sign/", TYPED)["Location"] == "/proof/?sent=assent"
    work.work_off()
    done = Client().post("/proof/", {"code": code_in(mail.outbox[0])}).content.decode()
    assert "The convenors look at the signature of River Keepers" in done and "River Keepers" not in seen()
    Decision.take(Assent.objects.get(), "accept", by=mona)
    work.work_off()
    assert "River Keepers" in seen() and "1 organisation signed version 1" in seen()

    browser = make.browser()
    browser.post("/host/", {"code": code_in(mail.outbox[1])})
    assert "It signed version 1" in seen("/host/", browser)
    browser.post("/host/agreement/withdrawal/")
    work.work_off()
    assert "version 1</span>" not in seen() and "Withdrawn" in seen()
    assert "has withdrawn from the agreement" in mail.outbox[2].subject


def test_new_version_is_asked_for_by_letter_and_signed_with_its_code(call, version, mona):
    signed(version, mona=mona)
    publish(call, text="We decide by two thirds.", note="Two thirds.")
    work.work_off()
    letter = mail.outbox[-1]
    assert letter.subject == "Version 2 of the agreement of “World Day for Clean Rivers”: do you sign it?"
    assert "Two thirds." in letter.body and "comparison/?old=1&new=2" in letter.body
    assert "asked again on" in seen()

    browser = make.browser()
    browser.post("/host/", {"code": code_in(letter)})
    assert "Sign version 2" in seen("/host/", browser)
    assert browser.post("/host/agreement/", {"signatory": ""}).status_code == 422
    browser.post("/host/agreement/", {"signatory": "Rui Costa", "role": "chair"})
    assert "1 organisation signed version 2" in seen() and "asked again" not in seen()
    assert "There is nothing to do" in seen("/host/", browser)


def test_endorser_signs_with_the_code_from_its_letter(call, version):
    endorsement = make.endorsement(call)
    browser = make.browser()
    browser.post("/host/", {"code": Code.mint(Code.HOST, endorsement=endorsement)})
    assert "Sign version 1" in seen("/host/", browser)
    assert 'value="Ana Lima"' in seen("/host/agreement/", browser)
    browser.post("/host/agreement/", {"signatory": "Ana Lima", "role": ""})

    assert "River Keepers" in seen() and "It signed version 1" in seen("/host/", browser)


def test_letter_to_an_endorser_leads_to_the_agreement_where_there_is_one(call, version, mona):
    Decision.take(make.endorsement(call, state="proven"), "accept", by=mona)
    work.work_off()

    assert f"http://testserver{PAGE}" in mail.outbox[0].body


def test_endorser_who_proves_its_known_address_is_public_at_once(call, version):
    make.endorsement(call)
    Client().post(f"{PAGE}sign/", TYPED)
    work.work_off()
    done = Client().post("/proof/", {"code": code_in(mail.outbox[0])}).content.decode()

    assert "River Keepers has signed version 1 of the agreement" in done
    assert "1 organisation signed version 1" in seen()


def test_form_that_shows_an_older_version_signs_nothing(call, version):
    publish(call, text="Another", note="All of it.")
    answer = Client().post(f"{PAGE}sign/", TYPED | {"version": "1"})

    assert (answer.status_code, Assent.objects.count()) == (422, 0)
    assert "There is a newer version" in answer.content.decode()


def test_form_sent_twice_is_one_signature(call, version):
    for _twice in range(2):
        assert Client().post(f"{PAGE}sign/", TYPED).status_code == 302
    assert Assent.objects.count() == 1


def test_versions_have_addresses_of_their_own_and_stay(call, version):
    publish(call, text="We decide by two thirds.", note="Two thirds.")

    assert "We decide together." in seen(f"{PAGE}1/") and "There is a newer version: 2" in seen(f"{PAGE}1/")
    assert "We decide by two thirds." in seen(f"{PAGE}2/")
    assert Client().get(f"{PAGE}3/").status_code == 404


def test_draft_is_at_no_public_address(call, version):
    Agreement.draft(call, by="server", text="Secret draft", ground_rules="None", note="x")

    assert Client().get(f"{PAGE}2/").status_code == 404
    shape = b"".join(Client().get("/calls/clean-rivers/agreement.json").streaming_content).decode()
    assert "Secret draft" not in seen() + seen(f"{PAGE}1/") + shape


def test_two_versions_stand_side_by_side_with_words_for_those_who_hear_them(call, version):
    publish(call, text="We decide by two thirds.", note="Two thirds.")
    shown = seen(f"{PAGE}comparison/")

    assert '<del><bdi class="unseen">[taken out: </bdi>together<bdi class="unseen">]</bdi></del>' in shown
    assert '<ins><bdi class="unseen">[new: </bdi>by two thirds<bdi class="unseen">]</bdi></ins>' in shown


@pytest.mark.parametrize("words", ["old=7", "new=x", "old=-1", "old=%00&new=²", "new=" + "9" * 5000])
def test_version_that_is_not_there_is_said_and_nothing_breaks(call, version, words):
    publish(call, text="Another", note="All of it.")

    assert "There is no such version" in seen(f"{PAGE}comparison/?{words}")


def test_one_version_is_compared_with_nothing(call, version):
    assert Client().get(f"{PAGE}comparison/")["Location"] == PAGE


def test_the_call_says_in_short_who_signed(call, version, mona):
    signed(version, mona=mona)
    signed(version, "Rowers", mona=mona, address="office@rowers.example")
    publish(call, text="Another", note="All of it.")
    Assent.objects.first().sign_newest(signatory="Ana", role="")

    assert "1 organisation signed version 2; 1 version 1." in seen("/calls/clean-rivers/")


def test_desk_shows_who_is_behind_and_asks_again(call, version, mona, clara_browser):
    assent = signed(version, mona=mona)
    publish(call, text="Another", note="All of it.")
    assert "Ask again the 1 who has not signed the newest" in seen(DESK, clara_browser)
    Assent.objects.update(asked_again_at=now() - timedelta(days=2))
    work.work_off()
    mail.outbox.clear()

    for _twice in range(2):
        clara_browser.post(f"{DESK}asking/", {"one": str(assent.pk)})
    work.work_off()
    assert [subject.partition(" of the")[0] for subject in subjects()] == ["Version 2"]


@pytest.mark.parametrize("one", ["x", "²", "9" * 40, "-1"])
def test_asking_again_somebody_who_is_none_asks_nobody(call, version, mona, clara_browser, one):
    signed(version, mona=mona)
    publish(call, text="Another", note="All of it.")
    Assent.objects.update(asked_again_at=None)
    clara_browser.post(f"{DESK}asking/", {"one": one})

    assert Assent.objects.get().asked_again_at is None


def test_tray_shows_whether_it_endorses_and_decides(call, version, mona_browser):
    make.endorsement(call)
    assent = signed(version, address="else@where.example")
    tray = "/desk/calls/clean-rivers/"
    assert "It endorses the call, from another address: ask it." in seen(f"{tray}?noun=assent", mona_browser)
    mona_browser.post(f"{tray}decisions/", {"one": f"accept assent:{assent.pk}"})

    assert "River Keepers" in seen() and "signs version 1 of the agreement" in seen(
        f"{tray}?show=decided", mona_browser
    )


def test_table_and_json_have_who_signed_what(call, version, mona):
    signed(version, mona=mona)
    today = now().date().isoformat()
    told = json.loads(b"".join(Client().get("/calls/clean-rivers/agreement.json").streaming_content))
    table = b"".join(Client().get("/calls/clean-rivers/agreement.csv").streaming_content).decode().splitlines()

    assert [(each["number"], each["published_on"]) for each in told["versions"]] == [(1, today)]
    assert told["signers"] == [
        {"name": "River Keepers", "kind": "ngo", "country": "PT", "town": None, "website": None, "version": 1,
         "signed_on": today, "asked_again_on": None, "withdrawn_on": None},
    ]  # fmt: skip
    assert table == [
        "name,kind,country,town,website,version,signed_on,asked_again_on,withdrawn_on",
        f"River Keepers,ngo,PT,,,1,{today},,",
    ]


def test_without_an_agreement_there_is_no_table(call):
    assert Client().get("/calls/clean-rivers/agreement.csv").status_code == 404


# The ground rules of hosts.


def test_host_accepts_the_version_that_was_shown(call, version):
    answer = make.browser().post("/calls/clean-rivers/register/", make.registering(rules_version="1"))

    assert (answer.status_code, Action.objects.get().rules_version) == (302, version)


@pytest.mark.parametrize("shown", ["1", ""])
def test_rules_that_changed_since_are_read_and_ticked_again(call, version, shown):
    publish(call, rules="Bring no dogs.", note="Dogs.")
    answer = make.browser().post("/calls/clean-rivers/register/", make.registering(rules_version=shown))
    page = answer.content.decode()

    assert (answer.status_code, set(answer.context["form"].errors), Action.objects.count()) == (422, {"rules"}, 0)
    assert "Bring no dogs." in page and 'name="rules_version" value="2"' in page
    assert "checked" not in page.partition('name="rules"')[2][:80] and "Walk the Douro" in page


def test_without_an_agreement_hosts_accept_the_rules_of_the_call(call):
    make.browser().post("/calls/clean-rivers/register/", make.registering())

    assert Action.objects.get().rules_version is None


def test_rules_of_the_agreement_are_not_changed_in_the_text_of_the_call(call, version, clara_browser):
    page = clara_browser.get("/desk/calls/clean-rivers/edit/")
    assert "ground_rules" not in page.context["form"].fields and "version 1 of the agreement" in page.content.decode()
    typed = {"title": "Rivers", "kind": "day", "first_day": "2031-03-15", "policy": "review", "language": "en"}
    clara_browser.post("/desk/calls/clean-rivers/edit/", typed | {"ground_rules": "Anything goes."})
    call.refresh_from_db()

    assert (call.title, call.ground_rules) == ("Rivers", version.ground_rules)


def test_moderator_sees_which_version_a_host_accepted(call, version, mona_browser):
    make.action(call, state="proposed", rules_version=version)

    assert ": version 1 of the agreement" in seen("/desk/calls/clean-rivers/", mona_browser)


@pytest.mark.parametrize("many", [1, 3])
def test_page_asks_the_database_as_often_for_one_signer_as_for_many(
    call, version, mona, many, django_assert_num_queries
):
    for number in range(many):
        signed(version, f"Keepers {number}", mona=mona, address=f"{number}@keepers.example")

    with django_assert_num_queries(10):
        seen()
