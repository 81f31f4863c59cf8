"""The scene: a call with one of everything that is private, each with its mark in every field that takes words."""

from __future__ import annotations

from datetime import timedelta

from groundswell.core.models import (
    Action,
    Answer,
    Call,
    CoHost,
    Confirmation,
    Contact,
    Decision,
    Exchange,
    HandOver,
    Look,
    Person,
    Question,
    Reader,
    Series,
    Standby,
    Stop,
)
from groundswell.core.texts import Given, sheets, translate
from tests import make
from tests.private_fields.marks import INTERNAL, SECRET
from tests.private_fields.offers import brief, stock
from tests.private_fields.organisations import agree, convene, endorse, join, sign, steward


def set_scene(call: Call, clara: Person) -> Action:
    """Gives the action that is public, whose host is known by an address."""
    Reader.named("mail")
    by_host = make.contact(SECRET["host's address"])
    public = _public(call, by_host)
    _not_public(call, by_host)
    _held(call)
    _corrected(call, by_host)
    _report(call, clara, by_host)
    endorse(call)
    _draft(call, clara, by_host)
    _decide(call, clara, by_host)
    stock(call, clara)
    _undo(call, clara, by_host)
    _review(call, clara, by_host)
    sign(call)
    join(call)
    steward(call, clara)
    convene(call, clara)
    agree(call, clara)
    brief(call, clara)
    _wait(call)
    return public


def _public(call: Call, by_host: Contact) -> Action:
    vigils = Series.objects.create(
        call=call, kind="dates", step="week", contact=make.contact(SECRET["address of who hosts a set"])
    )
    public = make.action(call, title="Walk", contact=by_host, organisations=["River Keepers"], series=vigils)
    _host_together(call, public)
    off = INTERNAL["organisation that took its name off an action"]
    public.host_by(["River Keepers", "Boat Guild", off])
    asked = SECRET["address of an organisation that is named as host"]
    Confirmation.note(public, {"Boat Guild": asked, off: asked}, language="en")
    Confirmation.objects.get(name="Boat Guild").confirm(by="organisation")
    Confirmation.objects.get(name=off).decline(by="organisation")
    return public


def _host_together(call: Call, public: Action) -> None:
    """Another host, a hand-over and a question; and an action that somebody wants to call off today."""
    CoHost.invite(public, address=SECRET["co-host's address"], language="en").confirm()
    HandOver.ask(public, address=SECRET["address that takes over"], language="en")
    asks = SECRET["address of who writes to a host"]
    exchange = Exchange.begin(public, text=INTERNAL["message to a host"], address=asks, language="en")
    exchange.write(INTERNAL["message to a host"], by="host")
    soon = make.action(call, title="Soon", starts=make.now() + make.timedelta(hours=30), contact=public.contact)
    soon.cancel(by="host", because=INTERNAL["change that waits"])
    alone = make.action(call, title="Soon too", starts=make.now() + make.timedelta(hours=30))
    alone.cancel(by="host", because=INTERNAL["change that waits"])


def _not_public(call: Call, by_host: Contact) -> None:
    make.action(
        call, title=INTERNAL["unproven action"], state="proposed", proven_at=None, published_at=None, contact=by_host
    )
    for state in ("proposed", "hidden", "declined", "withdrawn"):
        name = INTERNAL[f"{state} action"]
        hosts = [INTERNAL["their hosts"]]
        secret = make.action(
            call, title=name, description=name, address=name, state=state, organisations=hosts, contact=by_host
        )
        assert name in str(secret)


def _held(call: Call) -> None:
    held = make.action(call, title="Held", address=INTERNAL["held place"], meeting_point=INTERNAL["held place"])
    held.change(by="host", shown_from=held.starts - timedelta(hours=3))


def _corrected(call: Call, by_host: Contact) -> None:
    """Before it was public, so nobody is told what it said first."""
    name = INTERNAL["what stood before it was public"]
    corrected = make.action(call, title=name, address=name, state="proposed", published_at=None, contact=by_host)
    corrected.change(by="host", because=name, title="Corrected", address="Riverside")
    corrected.publish(by="server")


def _report(call: Call, clara: Person, by_host: Contact) -> None:
    past = make.past_action(call, title="Last year", contact=by_host)
    make.report(past, low=200, high=300, notes="It rained.")
    make.report(past, low=777, notes=INTERNAL["waiting report"], accepted=False)
    unreport = make.report(past, low=888, notes=INTERNAL["hidden report"])
    cited = [{"publisher": "The Post", "quote": INTERNAL["quote of a hidden report"]}]
    corrected = INTERNAL["what a hidden report was corrected to"]
    unreport.correct(by=clara, because=corrected, notes=corrected + INTERNAL["hidden report"], sources=cited)
    Decision.take(unreport, "hide", by=clara, because=INTERNAL["moderator's reason"])
    before = make.report(past, low=250, notes=INTERNAL["what a report said before it was public"], accepted=False)
    before.correct(by=clara, because=INTERNAL["moderator's reason"], notes="Dry.")
    Decision.take(before, "accept", by=clara)
    before.verify(by=make.person("uma@rivers.example"), note=INTERNAL["note of who verified"])


def _draft(call: Call, clara: Person, by_host: Contact) -> None:
    """A draft with an action; and both calls in other languages."""
    said = INTERNAL["draft"]
    draft = make.call("canary-draft", stage="draft", title=said, summary=said, body=said)
    make.action(draft, title=INTERNAL["its action"], contact=by_host)
    for each, title in ((draft, INTERNAL["translation of a draft"]), (call, "أنهار")):
        unit = sheets(each)[0].units[0]
        for language in ("es", "ar"):
            translate(each, language, [Given(unit, title)], by=clara)


def _decide(call: Call, clara: Person, by_host: Contact) -> None:
    for verdict in ("hide", "decline"):
        one = make.action(call, title=f"{INTERNAL['hidden action']} too", state="proposed", contact=by_host)
        Decision.take(one, verdict, by=clara, because=INTERNAL["moderator's reason"])


def _undo(call: Call, clara: Person, by_host: Contact) -> None:
    undone = make.action(call, title="Undone", contact=by_host)
    Decision.take(undone, "hide", by=clara, because=INTERNAL["moderator's reason"]).undo(by=clara)


def _review(call: Call, clara: Person, by_host: Contact) -> None:
    """A host who is asked, trusted, and whose change of what is public was put back."""
    Answer.write(call, by=clara, title=INTERNAL["answer that a call keeps"], texts={"en": "Canaryanswer"})
    waiting = make.action(call, title="Asked", state="proposed", published_at=None, contact=by_host)
    Question.ask(waiting, by=clara, text=INTERNAL["question to a host"])
    Decision.trust(waiting, by=clara)
    waiting.refresh_from_db()
    waiting.change(by="host", description=INTERNAL["what was put back"])
    Look.objects.open().get(action=waiting).put_back(by=clara, because=INTERNAL["why a change was put back"])


def _wait(call: Call) -> None:
    """Somebody who waits for a place, somebody who has one; and a route while the place is kept back."""
    full = make.action(call, title="Boats", capacity=1)
    for name in ("address of who has got one", "address of who waits for a place"):
        Standby.ask(full, number=1, address=SECRET[name], language="en").prove()
    names = (INTERNAL["name of its start"], INTERNAL["stop of a route that is kept back"], "End")
    kept_back = make.action(call, title="Kept back")
    make.route(kept_back, stops=[Stop(name) for name in names])
    kept_back.change(by="host", shown_from=kept_back.starts - timedelta(hours=3))
