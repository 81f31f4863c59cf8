"""The agreement of the demo's call: two versions, and who signed which."""

import random
from datetime import timedelta

from groundswell.cli.demo import words
from groundswell.cli.demo.waiting import SIGNATORIES
from groundswell.core.models import (
    Agreement,
    AgreementVersion,
    Assent,
    Call,
    Contact,
    Endorsement,
    Fact,
    Organisation,
    Person,
)
from groundswell.lib.clock import now

FIRST = """We walk for our rivers together, each in our own name.

## How we decide

- One organisation has one voice, whatever its size.
- What is said in the name of all was agreed by all who signed.
- Money that is given to the walks is spent on the walks.

## How we speak

Everybody speaks for themselves. The press is sent to the convenors."""
SECOND = """We walk for our rivers together, each in our own name and at our own cost.

## How we decide

- One organisation has one voice, whatever its size.
- What is said in the name of all was agreed by two thirds of those who signed, within a week.
- Money that is given to the walks is spent on the walks, and the books are open to all who signed.
- Whoever can no longer sign the newest version says so; nobody is counted in silence.

## How we speak

Everybody speaks for themselves, in their own language. The press is sent to the convenors."""
NOTE = "Two thirds decide instead of all, the books are open, and the ground rules say who looks after children."
RULES = words.RULES + "\n- A grown-up who is named looks after the children of each action."
WAITING = ("Towpath Cyclists", "collective", "IE")
BOTH, FIRST_ALONE, GONE = 17, 7, 1  # who signed what, in the order in which they endorsed


def fill(call: Call, chance: random.Random, clara: Person) -> None:
    first = _publish(call, clara, FIRST, words.RULES, "", days=60)
    second = _publish(call, clara, SECOND, RULES, NOTE, days=20)
    endorsements = list(call.endorsements.accepted().select_related("organisation", "contact").order_by("id"))
    signers = endorsements[: BOTH + FIRST_ALONE + GONE]
    for number, endorsement in enumerate(signers):
        address = f"office-{number}@organisations.example"
        endorsement.contact = Contact.keep(address, language="en", until=now() + timedelta(days=300))
    assents = [_of(first, each, chance, days=58) for each in signers]
    assents += [_of(second, each, chance, days=19) for each in signers[:BOTH]]
    for assent in assents[BOTH : BOTH + FIRST_ALONE]:
        assent.asked_again_at = second.published_at
    for assent in assents[BOTH + FIRST_ALONE : len(signers)]:
        assent.state, assent.withdrawn_at = "withdrawn", now() - timedelta(days=12)
    name, kind, country = WAITING
    stranger = Organisation.named(name, kind=kind, country=country)
    waiting = Assent(version=second, organisation=stranger, signatory="Nuala Byrne", state="proven", proven_at=now())
    Assent.objects.bulk_create([*assents, waiting])
    Fact.write_all([Fact.of(f"assent.{assent.state}", assent, by="organisation") for assent in (*assents, waiting)])


def _publish(call: Call, clara: Person, text: str, rules: str, note: str, *, days: int) -> AgreementVersion:
    draft = Agreement.draft(call, by=clara, text=text, ground_rules=rules, note=note)
    version = draft.agreement.publish(by=clara)
    version.published_at = now() - timedelta(days=days)
    version.save()
    return version


def _of(version: AgreementVersion, endorsement: Endorsement, chance: random.Random, *, days: int) -> Assent:
    at = now() - timedelta(days=days, hours=-chance.randint(1, 200))
    return Assent(
        version=version,
        organisation=endorsement.organisation,
        signatory=chance.choice(SIGNATORIES),
        role="secretary",
        contact=endorsement.contact,
        state="accepted",
        asked_at=at,
        proven_at=at,
        accepted_at=at,
    )
