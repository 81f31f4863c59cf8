"""All that people do, from registering to declining, so that letters and lines of the log are written."""

from __future__ import annotations

from django.test import Client

from groundswell.core import work
from groundswell.core.models import (
    Action,
    Agreement,
    Assent,
    Call,
    Convening,
    Decision,
    Endorsement,
    Organisation,
    Person,
    Signature,
    Statement,
)
from tests import make
from tests.private_fields.marks import INTERNAL, SECRET, visitor


def go_through_everything(call: Call, clara: Person) -> None:
    browser, seen = visitor(), " ".join(action.ref for action in Action.objects.all())
    typed = make.registering(contact=SECRET["host's address"], beside=seen, rules_version="1")
    browser.post("/calls/clean-rivers/register/", typed)
    typed = {"name": "Canals", "kind": "ngo", "country": "PT", "contact": SECRET["organisation's address"]}
    typed |= {"signatory": INTERNAL["signatory"], "role": INTERNAL["role"]}
    browser.post("/calls/clean-rivers/endorse/", typed)
    _sign(browser, typed, clara)
    _convene(call, clara)
    _agree(browser, typed, clara)
    work.work_off()
    _decide(Action.objects.latest("id"), Endorsement.objects.latest("id"), clara)


def _convene(call: Call, clara: Person) -> None:
    guild = Organisation.named("Guild", kind="union", country="PT")
    address = SECRET["address of who is asked to convene"]
    Convening.ask(call, guild, address=address, language="en", by=clara).ask_again(by=clara)
    work.work_off()
    Convening.objects.latest("id").confirm()


def _decide(action: Action, endorsement: Endorsement, clara: Person) -> None:
    for made in (action, endorsement):
        made.prove()
    for verdict, subject in (
        ("decline", action),
        ("accept", action),
        ("accept", endorsement),
        ("decline", endorsement),
    ):
        Decision.take(subject, verdict, by=clara, because="Another day.")
        work.work_off()
    action.refresh_from_db()
    action.change(by="host", title="Walk on", because="Better.")
    action.cancel(by="host", because="Flood.")
    work.work_off()


def _agree(browser: Client, typed: dict[str, str], clara: Person) -> None:
    browser.post(
        "/calls/clean-rivers/agreement/sign/", typed | {"contact": SECRET["address of who signs an agreement"]}
    )
    work.work_off()
    assent = Assent.objects.latest("id")
    assent.prove()
    for verdict in ("accept", "decline", "accept"):
        Decision.take(assent, verdict, by=clara, because="Another day.")
        work.work_off()
    agreement = assent.version.agreement
    Agreement.draft(agreement.call, by=clara, text="Another.", ground_rules="Rules.", note="All of it.")
    agreement.publish(by=clara)
    work.work_off()
    assent.withdraw()
    work.work_off()


def _sign(browser: Client, typed: dict[str, str], clara: Person) -> None:
    statement = Statement.objects.get(slug="joint-statement")
    page = f"{statement.get_absolute_url()}sign/"
    browser.post(page, typed | {"contact": "canarysigns2@home.example"})
    browser.post(f"{page}?as=person", {"contact": SECRET["address of who only tried"]})
    work.work_off()
    for made in Signature.objects.order_by("-id")[:2]:
        made.prove()
        for verdict in ("accept", "decline"):
            Decision.take(made, verdict, by=clara, because="Another day.")
            work.work_off()
