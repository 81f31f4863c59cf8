"""Organisations on the scene, in every state in which they are not for everybody to see, and what they signed."""

from __future__ import annotations

from groundswell.core.models import (
    Addressee,
    Agreement,
    Assent,
    Background,
    Call,
    Convening,
    DomainProof,
    Invitation,
    Organisation,
    Part,
    Person,
    Replacement,
    Steward,
)
from tests import make
from tests.private_fields.marks import INTERNAL, SECRET


def endorse(call: Call) -> None:
    for state in ("accepted", "asked", "declined", "withdrawn", "proven"):
        _endorse(call, state)


def _endorse(call: Call, state: str) -> None:
    names = {"asked": "asked endorsement", "declined": "declined endorsement", "proven": "asked endorsement"}
    made = make.endorsement(call, INTERNAL[names[state]] if state in names else f"Keepers {state}", state)
    made.signatory, made.role = INTERNAL["signatory"], INTERNAL["role"]
    made.contact = make.contact(SECRET["organisation's address"])
    made.save()


def join(call: Call) -> None:
    """An alliance with a member that has not answered, one that has, and one that is only named."""
    alliance, office = make.alliance(call), SECRET["member's address"]
    make.member(alliance, INTERNAL["asked member"], address=office)
    make.member(alliance, "Boat School", address=office, kind="collective", town="Porto").confirm()
    make.member(alliance, "Otter Watch")
    walkers = make.endorsement(call, "Porto Walkers", kind="collective", town="Porto")
    walkers.contact = make.contact(office)
    walkers.save()


def steward(call: Call, clara: Person) -> None:
    keepers = make.endorsement(call, "Weir Watch", website="https://weir.example").organisation
    name = INTERNAL["steward's name"]
    persons = [make.steward(keepers, str(n) + SECRET["steward's address"], name) for n in range(4)]
    Steward.begin(keepers, clara, how="invited", by="server")
    reason = INTERNAL["why a steward went"]
    keepers.stewards.get(person=persons[0]).remove(by=clara, because=reason)
    Replacement.propose(keepers.stewards.get(person=persons[1]), by=persons[2], because=reason)
    Invitation.send(
        keepers, address=SECRET["invited address"], language="en", name=INTERNAL["invited name"], by=persons[1]
    )
    DomainProof.ask(keepers, by=clara)
    DomainProof.objects.update(word=INTERNAL["word that proves a domain"])


def convene(call: Call, clara: Person) -> None:
    """Convenors who have not answered, and parts that nobody may see yet."""
    address = SECRET["address of who is asked to convene"]
    named = ("organisation that is asked to convene", "organisation that never convened")
    for name in (*(INTERNAL[name] for name in named), "Guild of Rowers"):
        organisation = Organisation.named(name, kind="union", country="PT")
        convening = Convening.ask(call, organisation, address=address, language="en", by=clara)
        if name == INTERNAL["organisation that never convened"]:
            convening.take_back(by=clara)
        elif name == "Guild of Rowers":
            convening.confirm()
    inside = make.call("canary-part", stage="draft", title=INTERNAL["draft that is a part"])
    Part.ask(inside, call, country="CL", by=clara).accept(by=clara)
    make.action(inside, title=INTERNAL["draft that is a part"], at="santiago")
    asking = make.call("canary-asks", stage="draft", title=INTERNAL["call that asks to be a part"])
    Part.ask(asking, call, country="EG", by=clara)
    open_part = make.call("rios-limpios")
    Part.ask(open_part, call, by=clara).decline(by=clara, because=INTERNAL["reason of declining a part"])
    Part.ask(open_part, call, by=clara).accept(by=clara)


def agree(call: Call, clara: Person) -> None:
    """A version that is public and a draft; signatures in every state; a campaign's texts."""
    terms = {"ground_rules": "No violence.", "by": clara}
    version = Agreement.draft(call, text="We decide together.", **terms).agreement.publish(by=clara)
    names = {"asked": "asked assent", "proven": "asked assent", "declined": "declined assent"}
    for state in ("asked", "proven", "declined", "accepted", "withdrawn"):
        called = INTERNAL[names[state]] if state in names else f"Signers {state}"
        Assent.objects.create(
            version=version,
            organisation=Organisation.named(called, kind="ngo"),
            signatory=INTERNAL["signatory"],
            role=INTERNAL["role"],
            contact=make.contact(SECRET["address of who signs an agreement"]),
            state=state,
            accepted_at=make.now() if state in ("accepted", "withdrawn") else None,
            withdrawn_at=make.now() if state == "withdrawn" else None,
        )
    Agreement.draft(call, text=INTERNAL["draft of the agreement"], note=INTERNAL["draft of the agreement"], **terms)
    Background.write(call, by=clara, text="It began.", sources=[])
    Addressee.name_all(call, [{"name": "Ministry", "what": "", "address": ""}], by=clara)


def sign(call: Call) -> None:
    """Statements with all that is not for everybody; `counted` has people as a number without a name."""
    make.statement(call, "canary-statement", state="draft", title=INTERNAL["draft statement"])
    statement, by_person = make.statement(call), make.contact(SECRET["address of who signs"])
    names = {"asked": "asked signature", "declined": "declined signature", "proven": "asked signature"}
    for state in ("asked", "declined", "proven", "accepted"):
        called = INTERNAL[names[state]] if state in names else "Tide Watch"
        given = {"state": state, "contact": by_person}
        made = make.signature(statement, organisation=called, **given)
        made.signatory, made.role = INTERNAL["signatory"], INTERNAL["role"]
        made.save()
        if state in ("asked", "declined"):
            make.signature(statement, called, **given)
    counted = make.statement(call, "counted", individuals="count")
    make.signature(counted, INTERNAL["name without a tick"], contact=by_person)
