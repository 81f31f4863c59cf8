"""What a call offers, once public and taken off, or not public yet: toolkit, milestones, pledges, the press page."""

from __future__ import annotations

from datetime import date

from groundswell.core.models import (
    Call,
    Clearance,
    Decision,
    Milestone,
    Organisation,
    Person,
    Pledge,
    PressContact,
    Quote,
    Resource,
    Statement,
    Taking,
)
from tests.private_fields.marks import INTERNAL, SECRET


def stock(call: Call, clara: Person) -> None:
    reason = INTERNAL["convenor's reason"]
    poster = {"kind": "slides", "title": INTERNAL["resource taken off"], "version": {"link": "https://rivers.example"}}
    Resource.publish(call, by=clara, **poster).take_off(by=clara, because=reason)
    Resource.publish(call, by=clara, **poster | {"title": "Slides"})
    source = {"on": date(2026, 3, 1), "publisher": "The Post", "address": "https://post.example"}
    Milestone.note(call, by=clara, title=INTERNAL["milestone taken off"], **source).take_off(by=clara, because=reason)
    Milestone.note(call, by=clara, title="Reached", **source)
    pledge = Pledge.offer(call, by=clara, text="We pick up what we find.")
    taker = SECRET["pledge-taker's address"]
    asked = {"country": "PT", "language": "en", "kind": "organisation"}
    unproven, off = INTERNAL["organisation whose pledge is unproven"], INTERNAL["organisation taken off a pledge"]
    waits = INTERNAL["organisation whose pledge waits"]
    for number, name in enumerate((unproven, off, "Rowers", waits)):
        taking = Taking.ask(pledge, name=name, address=f"{number}{taker}", **asked)
        if name != unproven:
            taking.prove()
        if name in (off, "Rowers"):
            Decision.take(taking, "accept", by=clara)
        if name == off:
            Decision.take(taking, "hide", by=clara, because=reason)


def brief(call: Call, clara: Person) -> None:
    """What was public on the press page by a tick of its own, and is no longer."""
    reason = INTERNAL["convenor's reason"]
    ways = {
        "public_mail": SECRET["press contact's address, taken off"],
        "public_phone": SECRET["press contact's number, taken off"],
    }
    PressContact.publish(call, by=clara, name=INTERNAL["press contact taken off"], **ways).take_off(
        by=clara, because=reason
    )
    Quote.offer(call, by=clara, text=INTERNAL["quote taken off"], who="Ana").take_off(by=clara, because=reason)
    picture = Resource.publish(call, by=clara, kind="picture", title="Bend", version={"link": "https://rivers.example"})
    Clearance.give(picture, by=clara, credit=INTERNAL["picture not cleared any more"], alt="A bend.").take_off(
        by=clara, because=reason
    )
    PressContact.publish(call, by=clara, name="Press desk", public_mail="press@rivers.example")
    issuer = Organisation.named(INTERNAL["organisation that issues a draft"])
    draft, public = Statement.objects.get(slug="canary-statement"), Statement.objects.get(slug="joint-statement")
    draft.change(by=clara, issued_by=[issuer])
    draft.relate(public, "answers", by=clara)
