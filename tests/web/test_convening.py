"""Organisations that convene a call: asked at its desk, proven by mail, named on its pages and in its shapes."""

import html
import json

import pytest
from django.core import mail

from groundswell.core import work
from groundswell.core.models import Call, Code, Convening, Organisation, Person, Reader
from tests import make
from tests.api.reading import body
from tests.conftest import signed_in
from tests.core.test_convening import asked, confirmed

DESK = "/desk/calls/clean-rivers/convenors/"
TYPED = {"name": "River Guild", "kind": "union", "country": "PT", "website": "", "contact": "gus@guild.example"}


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def code_of(letter) -> str:
    return letter.body.rpartition("#")[2].split()[0]


def send(browser, to: str, convening: Convening, **more):
    return browser.post(f"{DESK}{convening.pk}/", {"to": to} | more)


# Asking.


def test_from_the_desk_to_the_page_of_the_call(call, clara, clara_browser):
    Reader.named("mail")

    assert clara_browser.post(DESK, TYPED).url == DESK
    assert "River Guild" not in text(make.browser().get("/calls/clean-rivers/"))
    work.work_off()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["gus@guild.example"], "Convene “World Day for Clean Rivers” with us?")
    opened = make.browser()
    assert opened.get("/proof/").status_code == 200
    assert Convening.objects.get().confirmed_at is None  # opening the page uses nothing up
    assert "River Guild convenes “World Day for Clean Rivers” now" in text(
        opened.post("/proof/", {"code": code_of(letter)})
    )

    convening = Convening.objects.get()
    assert (convening.asked_by, convening.confirmed_by.name) == (clara, "River Guild")
    seen = text(make.browser().get("/calls/clean-rivers/"))
    assert 'Convened by <a href="/organisations/river-guild/"><bdi>River Guild</bdi></a>' in seen
    assert signed_in(convening.confirmed_by).get(DESK).status_code == 200
    work.work_off()
    assert mail.outbox[1].subject == "River Guild convenes “World Day for Clean Rivers” now"


def test_code_opened_a_second_time_says_so_and_changes_nothing(call):
    convening = asked(call)
    code = Code.mint(Code.PROOF, convening=convening)

    for _time in range(2):
        assert "Keepers convenes" in text(make.browser().post("/proof/", {"code": code}))

    assert Person.objects.count() == 1


def test_code_of_what_was_taken_back_makes_nobody_a_convenor(call, clara_browser):
    convening = asked(call)
    code = Code.mint(Code.PROOF, convening=convening)

    send(clara_browser, "take_back", convening)

    assert "taken it back" in text(make.browser().post("/proof/", {"code": code}))
    assert not Person.objects.filter(email="kim@keepers.example").exists()


def test_known_organisation_is_offered_and_chosen(call, clara_browser):
    known = make.endorsement(call, "River Guild").organisation
    known.proven_at = make.now()
    known.save()

    answer = clara_browser.post(DESK, TYPED | {"name": "river guild", "kind": "", "country": ""})
    assert (answer.status_code, "Choose one, or say that it is new" in text(answer)) == (422, True)
    assert 'value="gus@guild.example"' in text(answer)
    clara_browser.post(DESK, TYPED | {"which": str(known.pk)})

    assert Convening.objects.get().organisation == known


def test_new_one_of_a_known_name_is_made_where_that_is_said(call, clara_browser):
    known = make.endorsement(call, "River Guild").organisation

    assert clara_browser.post(DESK, TYPED | {"which": "new"}).status_code == 302

    assert Convening.objects.get().organisation != known
    assert Organisation.objects.filter(name="River Guild").count() == 2


def test_organisations_of_other_peoples_drafts_are_not_offered(call, clara_browser):
    secret = make.call("secret", stage="draft")
    Organisation.objects.filter(pk=make.endorsement(secret, "River Guild").organisation_id).update(proven_at=make.now())

    assert clara_browser.post(DESK, TYPED).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "x" * 161}, {"kind": "club"}, {"kind": ""}, {"country": "XX"}, {"country": ""},
        {"website": "no address"}, {"contact": "nobody"}, {"contact": ""}, {"name": "\x00"}, {"which": "999999999999"},
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_typed(call, clara_browser, wrong):
    if "which" in wrong:
        make.endorsement(call, "River Guild")

    answer = clara_browser.post(DESK, TYPED | wrong)

    assert (answer.status_code, Convening.objects.count()) == (422, 0)
    if "name" not in wrong:
        assert 'value="River Guild"' in text(answer)


def test_form_sent_twice_asks_once(call, clara_browser):
    for _time in range(2):
        assert clara_browser.post(DESK, TYPED | {"which": "new"}).status_code == 302

    assert (Convening.objects.count(), Organisation.objects.count()) == (1, 1)


def test_one_address_is_not_flooded(call, clara_browser):
    answers = [clara_browser.post(DESK, TYPED | {"name": f"Guild of {word}"}) for word in ("A", "B", "C", "D")]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert "several letters" in text(answers[3])
    assert Organisation.objects.count() == 3


def test_letter_is_sent_again(call, clara_browser):
    Reader.named("mail")
    convening = asked(call)

    send(clara_browser, "again", convening)
    work.work_off()

    assert len({code_of(letter) for letter in mail.outbox}) == 2
    make.browser().post("/proof/", {"code": code_of(mail.outbox[1])})
    convening.refresh_from_db()
    assert convening.confirmed_at


def test_archived_call_asks_nobody(call, clara_browser):
    call.archive(by="server")

    answer = clara_browser.post(DESK, TYPED)

    assert (answer.status_code, "This call is archived." in text(answer)) == (422, True)


# Stepping down.


def test_stepping_down_is_asked_once_more_and_the_date_stays_on_the_page(call):
    confirmed(call, "Guild", "gus@guild.example")
    convening = confirmed(call)
    kim = signed_in(convening.confirmed_by)

    assert "Keepers steps down?" in text(send(kim, "step_down", convening))
    assert send(kim, "step_down", convening, sure="yes").url == "/desk/"

    assert kim.get(DESK).status_code == 403
    seen = text(make.browser().get("/calls/clean-rivers/"))
    assert "<bdi>Keepers</bdi> convened this call until " in seen
    assert "from " in text(make.browser().get("/organisations/keepers/"))


def test_nobody_steps_down_for_another(call, clara_browser):
    confirmed(call, "Guild", "gus@guild.example")

    assert send(clara_browser, "step_down", confirmed(call), sure="yes").status_code == 403


def test_last_one_is_told_why_it_cannot(call):
    convening = confirmed(call)
    kim = signed_in(convening.confirmed_by)

    send(kim, "step_down", convening, sure="yes")

    assert "This is the last convenor." in text(kim.get(DESK))
    convening.refresh_from_db()
    assert convening.ended_at is None


@pytest.mark.parametrize("to", ["", "nonsense", "take_back", "again"])
def test_what_cannot_be_done_is_told(call, clara_browser, to):
    convening = confirmed(call)

    assert send(clara_browser, to, convening).url == DESK
    convening.refresh_from_db()
    assert convening.ended_at is None


def test_convening_of_another_call_is_not_there(call, clara_browser, otto_browser):
    convening = asked(Call.objects.get(slug="quiet-nights"))

    assert send(clara_browser, "take_back", convening).status_code == 404


# Named wherever the call is.


@pytest.mark.parametrize(
    "page", ["", "actions/", "organisations/", "organisations/embed/", "record/", "actions.atom", "actions.json",
             "actions.geojson", "record.geojson", "organisations.json"],
)  # fmt: skip
def test_pages_and_shapes_name_the_confirmed_and_nobody_else(call, page):
    confirmed(call)
    asked(call, "Unanswered")
    confirmed(call, "Guild", "gus@guild.example").step_down(by="server")
    make.action(call)
    make.endorsement(call, "Endorser")

    answer = make.browser().get(f"/calls/clean-rivers/{page}")
    told = answer.getvalue().decode() if answer.streaming else answer.content.decode()

    assert ("Keepers" in told, "Unanswered" in told) == (True, False)
    if page:
        assert "Guild" not in told


def test_call_as_json(call):
    small = make.call("rios-limpios", title="Ríos", language="es")
    from groundswell.core.models import Part

    Part.ask(small, call, country="CL", by="server").accept(by="server")
    confirmed(call)
    make.action(small, at="santiago")
    make.endorsement(small)

    larger, smaller = json.loads(body("/calls/clean-rivers.json")), json.loads(body("/calls/rios-limpios.json"))

    assert [each["name"] for each in larger["convenors"]] == ["Keepers"]
    assert larger["parts"] == [
        {"call": "rios-limpios", "title": "Ríos", "language": "es", "url": "http://testserver/calls/rios-limpios/",
         "country": "CL", "actions": 1, "organisations": 1},
    ]  # fmt: skip
    assert (larger["actions"], larger["organisations"], larger["organisations_through_parts"]) == (1, 0, 1)
    assert (smaller["part_of"]["call"], smaller["parts"], larger["part_of"]) == ("clean-rivers", [], None)


def test_json_of_a_part_changes_with_the_larger_call(call):
    from groundswell.core.models import Part

    small = make.call("rios-limpios")
    Part.ask(small, call, country="CL", by="server").accept(by="server")
    before = json.loads(body("/calls/rios-limpios.json"))["part_of"]["title"]

    call.change(by="server", title="Rivers of the World")

    assert (before, json.loads(body("/calls/rios-limpios.json"))["part_of"]["title"]) == (
        "World Day for Clean Rivers",
        "Rivers of the World",
    )


def test_organisation_lists_the_calls_it_convenes(call):
    confirmed(call)
    confirmed(make.call("secret", stage="draft", title="Secret"), "Other", "x@other.example")

    seen = text(make.browser().get("/organisations/keepers/"))

    assert "Convenes" in seen and "World Day for Clean Rivers" in seen
    assert make.browser().get("/organisations/other/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_desk_costs_the_same_however_many_convene(call, clara_browser, many, django_assert_max_num_queries):
    for number in range(many):
        confirmed(call, f"Keepers {number}", f"{number}@keepers.example")
        asked(call, f"Guild {number}", f"{number}@guild.example")

    with django_assert_max_num_queries(9):
        assert clara_browser.get(DESK).status_code == 200
