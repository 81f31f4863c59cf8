"""Organisations that a host names are asked: by mail, or through their stewards."""

import json
import re

import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Confirmation, Contact, Fact, Organisation
from groundswell.core.models.confirmation import MOST_A_DAY
from groundswell.outside.models import Letter
from tests import make
from tests.conftest import signed_in

PATH = "/calls/clean-rivers/register/"
OFFICE = "office@keepers.example"


def code_in(message: mail.EmailMessage) -> str:
    return re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", message.body)[0]


def page_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def reading(call):
    call.policy = "proof"
    call.save()
    work.read_facts()


def registered(hosts: str) -> Action:
    """By its own form, and proven by its letter."""
    assert make.browser().post(PATH, make.registering(organisations=hosts))["Location"]
    work.work_off()
    make.browser().post("/proof/", {"code": code_in(mail.outbox[0])})
    work.work_off()
    return Action.objects.get()


def letters_to(address: str) -> list[mail.EmailMessage]:
    return [letter for letter in mail.outbox if letter.to == [address]]


def named_on(action: Action) -> str:
    hosts = re.search(r"<dt>Hosts</dt><dd>(.*?)</dd>", page_of(Client().get(action.get_absolute_url())), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", hosts[1]).split()) if hosts else ""


def test_address_beside_a_name_is_asked_once_the_host_is_proven_and_is_shown_nowhere(call, reading):
    make.browser().post(PATH, make.registering(organisations=f"River Keepers, {OFFICE}\nBoat School"))
    work.work_off()
    assert letters_to(OFFICE) == []

    make.browser().post("/proof/", {"code": code_in(mail.outbox[0])})
    work.work_off()

    action = Action.objects.get()
    assert action.organisation_names() == ["River Keepers", "Boat School"]
    assert [letter.subject for letter in letters_to(OFFICE)] == ["Does River Keepers host “Walk the Douro”?"]
    assert named_on(action) == "River Keepers named by the host Boat School named by the host"
    assert OFFICE not in page_of(Client().get(action.get_absolute_url()))


def test_organisation_confirms_by_the_link_and_takes_its_name_off_later(call, reading):
    action = registered(f"River Keepers <{OFFICE}>")
    browser = make.browser()
    browser.post("/host/", {"code": code_in(letters_to(OFFICE)[0])})

    browser.post("/host/confirmation/", {"to": "confirm"})
    assert named_on(action) == "River Keepers confirmed"
    browser.post("/host/confirmation/", {"to": "decline"})

    assert named_on(action) == ""
    answered = Confirmation.objects.get()
    assert (answered.state, answered.declined_at is not None, answered.confirmed_at is not None) == (
        "declined",
        True,
        True,
    )
    assert "An organisation had its name taken off the hosts." in page_of(Client().get(action.get_absolute_url()))
    work.work_off()
    assert letters_to("ana@rivers.example")[-1].subject == "A host is taken off “Walk the Douro”"


def test_name_taken_off_comes_back_by_the_organisation_alone(call, reading):
    action = registered(f"River Keepers, {OFFICE}\nBoat School")
    asked = Confirmation.objects.get()
    asked.decline(by="organisation")

    with pytest.raises(Refused):
        Action.objects.get().change(by="host", organisations=["River Keepers", "Boat School"])
    asked.confirm(by="organisation")

    assert named_on(action) == "Boat School named by the host River Keepers confirmed"


def test_confirmation_outlives_a_change_of_the_other_hosts(call, reading):
    action = registered(f"River Keepers, {OFFICE}")
    Confirmation.objects.get().confirm(by="organisation")

    Action.objects.get().change(by="host", organisations=["Boat School", "River Keepers"])

    assert named_on(action) == "Boat School named by the host River Keepers confirmed"


def test_organisation_with_stewards_is_asked_through_them_and_not_at_the_address(call, reading):
    keepers = make.endorsement(call, "River Keepers").organisation
    Organisation.objects.update(proven_at=make.now())
    ines = make.steward(keepers)

    action = registered("River Keepers, eve@evil.example")

    assert letters_to("eve@evil.example") == []
    assert [letter.subject for letter in letters_to("ines@keepers.example")] == [
        "Does River Keepers host “Walk the Douro”?"
    ]
    assert f"/desk/organisations/{keepers.slug}/#hosted" in letters_to("ines@keepers.example")[0].body
    assert not Contact.objects.exclude(sealed="").filter(confirmation__isnull=False).exists()
    desk = signed_in(ines)
    assert "Walk the Douro" in page_of(desk.get(f"/desk/organisations/{keepers.slug}/"))
    desk.post(f"/desk/organisations/{keepers.slug}/hosted/", {"to": f"confirm {action.ref}"})
    assert named_on(action) == "River Keepers confirmed"
    assert action.hostings.get().organisation == keepers


def test_steward_may_take_off_what_nobody_asked_about(call):
    keepers = make.endorsement(call, "River Keepers").organisation
    Organisation.objects.update(proven_at=make.now())
    action = make.action(call, organisations=["River Keepers"])
    desk = signed_in(make.steward(keepers))

    desk.post(f"/desk/organisations/{keepers.slug}/hosted/", {"to": f"decline {action.ref}"})
    assert action.organisation_names() == []
    assert "The name was taken off on" in page_of(desk.get(f"/desk/organisations/{keepers.slug}/"))
    desk.post(f"/desk/organisations/{keepers.slug}/hosted/", {"to": f"confirm {action.ref}"})

    assert [each.confirmed_at is not None for each in action.hostings.all()] == [True]


def test_steward_answers_for_nobody_else(call):
    keepers = make.endorsement(call, "River Keepers").organisation
    make.endorsement(call, "Boat School")
    Organisation.objects.update(proven_at=make.now())
    action = make.action(call, organisations=["Boat School"])
    waiting = make.action(call, organisations=["River Keepers"], state="proposed")
    desk = signed_in(make.steward(keepers))

    for odd in (f"decline {action.ref}", f"decline {waiting.ref}", "decline", "", f"burn {action.ref}", "\x00"):
        assert desk.post(f"/desk/organisations/{keepers.slug}/hosted/", {"to": odd}).status_code == 302

    assert not Confirmation.objects.exists()
    assert (action.organisation_names(), waiting.organisation_names()) == (["Boat School"], ["River Keepers"])


def test_letter_confirms_no_organisation_for_its_own_page(call, reading):
    """Whoever reads mail at an address that a host typed is not thereby the organisation."""
    keepers = make.endorsement(call, "River Keepers").organisation
    action = registered(f"River Keepers, {OFFICE}")

    Confirmation.objects.get().confirm(by="organisation")

    assert keepers.proven_at is None
    assert action.hostings.get().organisation is None


def test_stewards_are_not_asked_without_end(call, reading):
    keepers = make.endorsement(call, "River Keepers").organisation
    Organisation.objects.update(proven_at=make.now())
    make.steward(keepers)
    for number in range(MOST_A_DAY + 2):
        other = make.action(call, title=f"Walk {number}", organisations=["River Keepers"])
        Confirmation.ask(other)

    assert Fact.objects.filter(what="confirmation.asked").count() == MOST_A_DAY


def test_asking_and_answering_twice_is_once(call, reading):
    action = registered(f"River Keepers, {OFFICE}")
    asked = Confirmation.objects.get()

    for _time in range(2):
        Confirmation.ask(action)
        asked.confirm(by="organisation")
    work.work_off()

    assert Letter.objects.filter(kind="host_asked").count() == 1
    assert Fact.objects.filter(what="action.host_confirmed").count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "office@keepers.example",
        "River Keepers, office@keepers",
        "River Keepers, a@b.example, c@d.example",
        "A\nRiver Keepers @ home",
    ],
)
def test_what_is_no_name_with_an_address_is_refused_and_kept(call, typed):
    answer = make.browser().post(PATH, make.registering(organisations=typed))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organisations"])
    assert typed.splitlines()[-1] in page_of(answer)


def test_ones_own_address_confirms_nobody(call):
    answer = make.browser().post(PATH, make.registering(organisations="River Keepers, Ana@rivers.example"))

    assert list(answer.context["form"].errors) == ["organisations"]


def test_host_adds_an_address_later(call, reading):
    action = registered("River Keepers")
    browser = make.browser()
    browser.post("/host/", {"code": code_in(letters_to("ana@rivers.example")[1])})
    typed = {name: value for name, value in make.registering().items() if name not in ("contact", "rules")}

    browser.post("/host/action/", typed | {"organisations": f"River Keepers, {OFFICE}"})
    work.work_off()

    assert [letter.subject for letter in letters_to(OFFICE)] == ["Does River Keepers host “Walk the Douro”?"]
    assert action.organisation_names() == ["River Keepers"]


# What the call suggests.


def test_suggested_words_stand_in_the_form_in_the_readers_language(call, clara):
    from groundswell.core.texts import Given, sheets, translate

    call.change(by=clara, suggested_title="Walk the river", suggested_text="Bring boots.")
    units = {unit.key: unit for sheet in sheets(call) for unit in sheet.units}
    translate(call, "ar", [Given(units["call/suggested_text"], "أحضروا أحذية.")], by=clara)

    english, arabic = (page_of(Client().get(prefix + PATH)) for prefix in ("", "/ar"))

    assert ('value="Walk the river"' in english, "Bring boots." in english) == (True, True)
    assert "أحضروا أحذية." in arabic
    assert '<details class="fold" id="what" open' in english


def test_known_date_and_kind_stand_in_the_form_and_nothing_of_other_hosts(call):
    call.kinds = ["vigil"]
    call.save()
    make.action(call, title="Canary walk", address="Canary square", contact=make.contact())

    form = Client().get(PATH).context["form"]

    assert (form.initial["date"], form.initial["kind"], form.initial["languages"]) == (make.DAY, "vigil", ["en"])
    assert "Canary" not in page_of(Client().get(PATH))


def test_convenors_write_what_they_suggest(call, clara_browser):
    page = page_of(clara_browser.get("/desk/calls/clean-rivers/edit/"))

    assert ("id_suggested_title" in page, "id_suggested_text" in page) == (True, True)


@pytest.mark.parametrize(
    "line",
    ["حماة النهر، office@keepers.example", "حماة النهر <office@keepers.example>", "حماة النهر office@keepers.example"],
)
def test_address_may_stand_behind_a_comma_of_any_script(line):
    from groundswell.web.forms.asking import apart

    assert apart([line]) == (["حماة النهر"], {"حماة النهر": OFFICE})


def test_page_of_stewards_asks_as_much_for_one_action_as_for_three(call):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    keepers = make.endorsement(call, "River Keepers").organisation
    Organisation.objects.update(proven_at=make.now())
    desk = signed_in(make.steward(keepers))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = page_of(desk.get(f"/desk/organisations/{keepers.slug}/"))
        assert page.count("We host it<") == Action.objects.count()
        return len(queries)

    make.action(call, organisations=["River Keepers"])
    one = asked()
    make.action(call, "lisbon", title="Second", organisations=["River Keepers", "Boat School"])
    make.action(call, title="Third", organisations=["River Keepers"])

    assert asked() == one


def test_api_and_map_say_which_hosts_have_confirmed(call):
    action = make.action(call, organisations=["River Keepers", "Boat School"])
    Confirmation.note(action, {"Boat School": OFFICE}, language="en")
    Confirmation.objects.get().confirm(by="organisation")

    one = Client().get(f"/api/v1/actions/{action.ref}/").json()
    feature = json.loads(Client().get("/actions.geojson").getvalue())["features"][0]["properties"]
    item = json.loads(Client().get("/actions.json").getvalue())["items"][0]["_event"]

    assert (one["organisations"], one["organisations_confirmed"]) == (["River Keepers", "Boat School"], ["Boat School"])
    assert feature["organisations_confirmed"] == item["organisations_confirmed"] == ["Boat School"]
