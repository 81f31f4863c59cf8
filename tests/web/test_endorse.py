import pytest
from django.core import mail
from django.test import Client

from groundswell.core import work
from groundswell.core.models import Call, Decision, Endorsement
from tests import make
from tests.web.test_register import code_in

TYPED = {
    "name": "River Keepers", "kind": "ngo", "country": "PT", "town": "Porto", "website": "https://keepers.example",
    "signatory": "Ana Lima", "role": "chair", "contact": "office@keepers.example",
}  # fmt: skip


@pytest.fixture
def reading(db):
    work.read_facts()


def send(call: Call, **changed: str):
    return Client().post(f"/calls/{call.slug}/endorse/", TYPED | changed)


def page(call: Call) -> str:
    return Client().get(f"/calls/{call.slug}/organisations/").content.decode()


def test_endorse_prove_accept_withdraw_from_the_letters_alone(call, mona, reading):
    assert send(call)["Location"] == "/proof/?sent=endorsement"
    work.work_off()
    assert Client().post("/proof/", {"code": code_in(mail.outbox[0])}).status_code == 200
    endorsement = Endorsement.objects.get()
    assert endorsement.state == "proven"
    assert "River Keepers" not in page(call)

    Decision.take(endorsement, "accept", by=mona)
    work.work_off()
    assert "River Keepers" in page(call)

    browser = make.browser()
    browser.post("/host/", {"code": code_in(mail.outbox[1])})
    browser.post("/host/withdrawal/", {"because": "We were merged."})
    endorsement.refresh_from_db()
    assert endorsement.state == "withdrawn"
    assert "We were merged." in page(call)
    assert call.endorsements.accepted().count() == 0


def test_endorsement_declined_is_told_with_its_reason(call, mona, reading):
    send(call)
    work.work_off()
    Client().post("/proof/", {"code": code_in(mail.outbox[0])})

    Decision.take(Endorsement.objects.get(), "decline", by=mona, because="We know no such group.")
    work.work_off()

    assert "We know no such group." in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["office@keepers.example"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 200),
        ("kind", "club"),
        ("country", "XX"),
        ("website", "javascript:x"),
        ("signatory", "\x00"),
        ("contact", "x"),
    ],
)
def test_endorse_tells_beside_the_field_what_is_wrong_and_keeps_the_rest(call, field, value):
    answer = send(call, **{field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Endorsement.objects.exists()


def test_endorse_twice_is_one_endorsement(call):
    send(call)
    send(call)

    assert Endorsement.objects.count() == 1


def test_organisations_are_listed_by_name_and_kind_without_the_signatory(call):
    make.endorsement(call, "Tide Watch", country="CL", kind="union")
    make.endorsement(call, "River Keepers", country="PT", kind="ngo")

    everything, unions = page(call), Client().get(f"/calls/{call.slug}/organisations/?kind=union").content.decode()

    assert everything.index("River Keepers") < everything.index("Tide Watch")
    assert "Tide Watch" in unions
    assert "River Keepers" not in unions
    assert "Ana Lima" not in everything


@pytest.mark.parametrize("state", ["asked", "proven", "declined"])
def test_organisation_is_not_listed_before_it_is_accepted(call, state):
    make.endorsement(call, state=state)

    assert "River Keepers" not in page(call)
