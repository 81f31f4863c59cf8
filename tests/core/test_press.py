"""What a call tells the press."""

from datetime import timedelta

import pytest

from groundswell.core import numbers, press
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Clearance, Fact, PressContact, Quote, Resource
from tests import make


@pytest.fixture
def full(call):
    make.action(call, "porto")
    make.action(call, "lisbon", state="cancelled")
    make.action(call, "santiago", state="proposed")
    make.action(call, "cairo")
    make.report(make.past_action(call, at="porto"), low=200, high=300)
    make.past_action(call, at="porto")
    Action.objects.filter(locality="Porto", state="published").update(coming=12)
    make.endorsement(call)
    make.endorsement(call, "Nile", country="EG")
    make.endorsement(call, "Gone", "withdrawn")
    return call


def told(call, country: str = "") -> dict[str, tuple]:
    found = press.figures(press.numbers_of(call, country), country)
    return {figure.name: (figure.low, figure.high) for figure in found}


def test_numbers_are_those_of_the_calls_own_page(full):
    ours, page = press.numbers_of(full), numbers.of_call(full)

    for name in ("actions", "towns", "countries", "organisations", "coming"):
        assert getattr(ours, name) == getattr(page, name)


def test_a_country_has_numbers_of_its_own(full):
    assert told(full, "PT") == {
        "actions": (4, 4), "towns": (2, 2), "organisations": (1, 1), "coming": (12, 12), "turnout": (200, 300),
    }  # fmt: skip
    assert told(full, "EG")["turnout"] == (None, None)  # nobody counted: not nought


def test_every_number_says_how_it_was_got(full):
    methods = {figure.name: figure.method for figure in press.figures(press.numbers_of(full))}

    assert "1 of them is cancelled." in methods["actions"]
    assert "1 of the 2 actions" in methods["turnout"]
    assert all(methods.values())


def test_countries_are_those_with_an_action_or_an_organisation(full):
    make.endorsement(full, "Biobío", country="CL")

    rows = [(row.country, row.actions, row.organisations) for row in press.countries_of(full)]
    assert rows == [("PT", 4, 1), ("EG", 1, 1), ("CL", 0, 1)]


def test_contacts_of_everywhere_are_for_countries_without_one(call):
    for name, country in (("Desk", ""), ("Sala", "CL")):
        PressContact.publish(call, by="server", name=name, country=country, public_phone="+1 000")

    assert [each.name for each in press.contacts_for(call, "CL")] == ["Sala"]
    assert [each.name for each in press.contacts_for(call, "PT")] == ["Desk"]


def test_contact_taken_off_is_erased_and_its_fact_never_told_it(call, clara):
    contact = PressContact.publish(call, by=clara, name="Ana", public_mail="ana@press.example", public_phone="+351 1")
    for _time in range(2):
        contact.take_off(by=clara, because="On leave.")

    contact.refresh_from_db()
    assert (contact.public_mail, contact.public_phone, contact.removal.because) == ("", "", "On leave.")
    assert "ana@" not in str(list(Fact.objects.values_list("changes", flat=True)))
    assert not call.press_contacts.published().exists()


def test_quote_taken_off_is_kept_with_who_and_why(call, clara):
    quote = Quote.offer(call, by=clara, text="Rivers first.", who="Ana")
    quote.take_off(by=clara, because="Misquoted.")

    assert list(call.quotes.offered()) == []
    assert (quote.removal.by, quote.removal.because) == (clara, "Misquoted.")


@pytest.fixture
def picture(call, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def made(**fields):
        version = {"link": "https://pictures.example/1"}
        return Resource.publish(call, by="server", **{"kind": "picture", "title": "Bend", "version": version} | fields)

    return made


SAID = {"credit": "Yuki Tanaka", "alt": "A bend of the river."}


def test_picture_is_cleared_by_a_convenor_and_cleared_anew(picture, clara):
    resource = picture()
    first = Clearance.give(resource, by=clara, **SAID)
    again = Clearance.give(resource, by=clara, **SAID)
    other = Clearance.give(resource, by=clara, **SAID | {"credit": "Y. Tanaka"})

    assert first == again == other == Clearance.objects.standing().get()
    assert Fact.objects.filter(what="clearance.given").count() == 2


@pytest.mark.parametrize("fields", [{"licence": "reserved"}, {"kind": "poster"}])
def test_what_is_no_picture_under_a_free_licence_is_not_cleared(picture, clara, fields):
    with pytest.raises(Refused):
        Clearance.give(picture(**fields), by=clara, **SAID)


@pytest.mark.parametrize("changed", ["removal", "licence", "resource"])
def test_clearance_ends_with_what_it_stood_on(picture, clara, changed):
    resource = picture()
    clearance = Clearance.give(resource, by=clara, **SAID)
    if changed == "removal":
        clearance.take_off(by=clara, because="The credit is wrong.")
    elif changed == "licence":
        resource.change(by=clara, licence="reserved")
    else:
        resource.take_off(by=clara, because="Blurred.")

    assert not Clearance.objects.standing().exists()


@pytest.mark.parametrize("many", [1, 3])
def test_numbers_ask_the_database_as_often_for_one_as_for_many(call, many, django_assert_num_queries):
    for number in range(many):
        make.action(call, "porto", title=str(number))
        make.endorsement(call, f"Guild {number}")
    numbers.forget()

    with django_assert_num_queries(10):
        press.numbers_of(call)


def test_next_actions_are_those_to_come_and_the_largest_those_counted(full):
    late = make.action(full, "porto", title="Late", starts=make.now() + timedelta(days=9999))
    assert [each.title for each in press.next_actions(full, "PT")][-1] == late.title
    assert [each.size_high for each in press.largest(full, "PT")] == [300]
