"""What is private is in no output, whoever asks and in whatever shape: marked words go in everywhere, and none comes out."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from groundswell.core import work
from groundswell.core.models import (
    Action,
    Addressee,
    Agreement,
    Answer,
    Assent,
    Background,
    Call,
    Clearance,
    Code,
    CoHost,
    Confirmation,
    Contact,
    Convening,
    Decision,
    DomainProof,
    Endorsement,
    Exchange,
    HandOver,
    Invitation,
    Look,
    Milestone,
    Organisation,
    Part,
    Person,
    Pledge,
    PressContact,
    Question,
    Quote,
    Reader,
    Replacement,
    Resource,
    Role,
    Series,
    Signature,
    Standby,
    Statement,
    Steward,
    Stop,
    Taking,
)
from groundswell.core.texts import Given, sheets, translate
from tests import make
from tests.conftest import signed_in

SHAPES = ("ics", "atom", "json", "geojson", "csv")
OF_A_CALL = (
    "",
    "actions/",
    "endorsements/",
    "statements/",
    "toolkit/",
    "pledges/",
    "milestones/",
    "agreement/",
    "signers/",
)  # in the API
# In no output at all.
SECRET = {
    "host's address": "canaryhost@rivers.example",
    "address of who hosts a set": "canaryset@rivers.example",
    "organisation's address": "canaryoffice@keepers.example",
    "person's address": "canaryclara@rivers.example",
    "member's address": "canarymember@keepers.example",
    "address of who signs": "canarysigns@home.example",
    "address of who only tried": "canarynobody@rivers.example",
    "pledge-taker's address": "canarytaker@rivers.example",
    "steward's address": "canarysteward@keepers.example",
    "invited address": "canaryinvited@keepers.example",
    "address of who is asked to convene": "canaryconvenor@keepers.example",
    "address of who signs an agreement": "canaryagrees@rivers.example",
    "co-host's address": "canarycohost@rivers.example",
    "address that takes over": "canarynext@rivers.example",
    "address of who writes to a host": "canaryasks@home.example",
    "address of an organisation that is named as host": "canarynamed@keepers.example",
    "press contact's address, taken off": "canarypress@rivers.example",
    "press contact's number, taken off": "+351 7777 7777",
    "address of who waits for a place": "canarywaits@home.example",
    "address of who has got one": "canaryplaced@home.example",
    "user agent": "CanaryBrowser",
    "visitor's address": "203.0.113.77",
    "referring page": "canaryreferer",
}
# For those who work on the call.
INTERNAL = {
    "message to a host": "Canarymessage",
    "change that waits": "Canarypending",
    "signatory": "Canarysignatory",
    "role": "Canaryrole",
    "person's name": "Canaryclara",
    "moderator's reason": "Canarybecause",
    "held place": "Canaryheld",
    "proposed action": "Canaryproposed",
    "what stood before it was public": "Canarybefore",
    "unproven action": "Canaryunproven",
    "declined action": "Canarydeclined",
    "hidden action": "Canaryhidden",
    "withdrawn action": "Canarywithdrawn",
    "their hosts": "Canaryhosts",
    "draft": "Canarydraft",
    "its action": "Canaryindraft",
    "waiting report": "Canaryreport",
    "hidden report": "Canaryunreport",
    "what a hidden report was corrected to": "Canarycorrected",
    "quote of a hidden report": "Canarycited",
    "what a report said before it was public": "Canaryforesaid",
    "note of who verified": "Canarylooked",
    "asked endorsement": "Canaryasked",
    "resource taken off": "Canaryposter",
    "milestone taken off": "Canarymilestone",
    "organisation whose pledge is unproven": "Canarypledger",
    "organisation taken off a pledge": "Canaryguild",
    "convenor's reason": "Canaryremoval",
    "declined endorsement": "Canaryrefused",
    "draft statement": "Canarystatement",
    "asked member": "Canarymembership",
    "asked signature": "Canarysigning",
    "name without a tick": "Canaryunticked",
    "organisation that is asked to convene": "Canaryconvenes",
    "organisation that never convened": "Canaryneverconvened",
    "draft that is a part": "Canarypart",
    "call that asks to be a part": "Canarypleads",
    "reason of declining a part": "Canaryapart",
    "translation of a draft": "Canarytranslated",
    "declined signature": "Canaryunsigned",
    "steward's name": "Canarystewardname",
    "invited name": "Canaryinvitee",
    "why a steward went": "Canarywentaway",
    "word that proves a domain": "canarydomainword",
    "draft of the agreement": "Canaryagreement",
    "asked assent": "Canaryassent",
    "declined assent": "Canaryunassent",
    "organisation whose pledge waits": "Canarywaitingpledge",
    "quote taken off": "Canaryquote",
    "press contact taken off": "Canaryspokesman",
    "picture not cleared any more": "Canarycredit",
    "organisation that took its name off an action": "Canarytakenoff",
    "organisation that issues a draft": "Canaryissuer",
    "stop of a route that is kept back": "Canarystop",
    "name of its start": "Canarystart",
    "question to a host": "Canaryquestion",
    "answer that a call keeps": "Canaryanswer",
    "why a change was put back": "Canaryputback",
    "what was put back": "Canaryafter",
}
RECEIPT = "canaryreceipt"
TRACES = {
    "HTTP_USER_AGENT": "CanaryBrowser/9",
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_REFERER": "https://canaryreferer.example/",
}


def visitor() -> Client:
    return Client(headers={"Origin": "http://testserver"}, **TRACES)


@pytest.fixture
def clara(call):
    person = make.person(SECRET["person's address"], role=Role.CONVENOR, call=call, name=INTERNAL["person's name"])
    Role.objects.create(person=person, kind=Role.CONVENOR, call=None)
    return person


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


@pytest.fixture
def scene(call, clara):
    Reader.named("mail")
    by_host = make.contact(SECRET["host's address"])
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
    held = make.action(call, title="Held", address=INTERNAL["held place"], meeting_point=INTERNAL["held place"])
    held.change(by="host", shown_from=held.starts - timedelta(hours=3))
    name = INTERNAL["what stood before it was public"]
    corrected = make.action(call, title=name, address=name, state="proposed", published_at=None, contact=by_host)
    corrected.change(by="host", because=name, title="Corrected", address="Riverside")
    corrected.publish(by="server")
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
    for state in ("accepted", "asked", "declined", "withdrawn", "proven"):
        _endorse(call, state)
    draft = make.call(
        "canary-draft", stage="draft", title=INTERNAL["draft"], summary=INTERNAL["draft"], body=INTERNAL["draft"]
    )
    make.action(draft, title=INTERNAL["its action"], contact=by_host)
    for each, title in ((draft, INTERNAL["translation of a draft"]), (call, "أنهار")):
        unit = sheets(each)[0].units[0]
        for language in ("es", "ar"):
            translate(each, language, [Given(unit, title)], by=clara)
    for verdict in ("hide", "decline"):
        one = make.action(call, title=f"{INTERNAL['hidden action']} too", state="proposed", contact=by_host)
        Decision.take(one, verdict, by=clara, because=INTERNAL["moderator's reason"])
    _stock(call, clara)
    undone = make.action(call, title="Undone", contact=by_host)
    Decision.take(undone, "hide", by=clara, because=INTERNAL["moderator's reason"]).undo(by=clara)
    _review(call, clara, by_host)
    _sign(call)
    _join(call)
    _steward(call, clara)
    _convene(call, clara)
    _agree(call, clara)
    _brief(call, clara)
    _wait(call)
    return public


def _wait(call: Call) -> None:
    """Somebody who waits for a place, somebody who has one; and a route while the place is kept back."""
    full = make.action(call, title="Boats", capacity=1)
    for name in ("address of who has got one", "address of who waits for a place"):
        Standby.ask(full, number=1, address=SECRET[name], language="en").prove()
    names = (INTERNAL["name of its start"], INTERNAL["stop of a route that is kept back"], "End")
    kept_back = make.action(call, title="Kept back")
    make.route(kept_back, stops=[Stop(name) for name in names])
    kept_back.change(by="host", shown_from=kept_back.starts - timedelta(hours=3))


def _review(call: Call, clara: Person, by_host: Contact) -> None:
    """A host who is asked, trusted, and whose change of what is public was put back."""
    Answer.write(call, by=clara, title=INTERNAL["answer that a call keeps"], texts={"en": "Canaryanswer"})
    waiting = make.action(call, title="Asked", state="proposed", published_at=None, contact=by_host)
    Question.ask(waiting, by=clara, text=INTERNAL["question to a host"])
    Decision.trust(waiting, by=clara)
    waiting.refresh_from_db()
    waiting.change(by="host", description=INTERNAL["what was put back"])
    Look.objects.open().get(action=waiting).put_back(by=clara, because=INTERNAL["why a change was put back"])


def _join(call: Call) -> None:
    """An alliance with a member that has not answered, one that has, and one that is only named."""
    alliance, office = make.alliance(call), SECRET["member's address"]
    make.member(alliance, INTERNAL["asked member"], address=office)
    make.member(alliance, "Boat School", address=office, kind="collective", town="Porto").confirm()
    make.member(alliance, "Otter Watch")
    make.endorsement(call, "Porto Walkers", kind="collective", town="Porto").contact = make.contact(office)


def _steward(call: Call, clara) -> None:
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


def _convene(call: Call, clara) -> None:
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


def _agree(call: Call, clara) -> None:
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


def _sign(call: Call) -> None:
    """Statements with all that is not for everybody; `signed` stands where people are a number without a name."""
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


def _brief(call: Call, clara) -> None:
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


def _endorse(call: Call, state: str) -> Endorsement:
    names = {"asked": "asked endorsement", "declined": "declined endorsement", "proven": "asked endorsement"}
    made = make.endorsement(call, INTERNAL[names[state]] if state in names else f"Keepers {state}", state)
    made.signatory, made.role = INTERNAL["signatory"], INTERNAL["role"]
    made.contact = make.contact(SECRET["organisation's address"])
    made.save()
    return made


def _stock(call: Call, clara) -> None:
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


def addresses(call: Call) -> Iterator[str]:
    """Of everything that can be asked for without a right to it, and of what must not be there."""
    lists = ["", "calls/clean-rivers/", "calls/canary-draft/"]
    for start in lists:
        yield from (f"/{start}actions.{shape}" for shape in SHAPES)
        yield from (f"/{start}record.{shape}" for shape in ("csv", "json", "geojson"))
        yield from (f"/{start}{page}" for page in ("", "actions/", "record/"))
        yield from (f"/{start}map/points.json{words}" for words in ("", "?zoom=18&bbox=-9,41,-8,42"))
        yield f"/oembed?url=http://testserver/{start}actions/"
    yield "/actions/embed/"
    for slug in ("clean-rivers", "canary-draft"):
        yield from (
            f"/calls/{slug}/{page}/"
            for page in ("embed", "organisations", "organisations/embed", "endorse", "register")
        )
        yield from (f"/calls/{slug}/organisations.{shape}" for shape in ("csv", "json"))
        yield from (
            f"/desk/calls/{slug}/{page}" for page in ("", "edit/", "people/", "organisations/", "organisations/entry/")
        )
        yield from (f"/calls/{slug}{page}" for page in ("/parts/", ".json"))
        yield from (f"/calls/{slug}/{page}" for page in ("calendar/", "calendar/?view=day", "now/"))
        yield from (f"/desk/calls/{slug}/{page}/" for page in ("convenors", "parts"))
        yield from (f"/calls/{slug}/toolkit.{shape}" for shape in ("json", "atom"))
        yield from (f"/calls/{slug}/{page}/" for page in ("toolkit", "pledges", "milestones"))
        yield from (f"/calls/{slug}/{page}/" for page in ("toolkit", "pledges", "milestones", "background"))
        yield from (f"/calls/{slug}/agreement/{page}" for page in ("", "1/", "2/", "comparison/", "sign/"))
        yield from (f"/calls/{slug}/agreement.{shape}" for shape in ("csv", "json"))
        yield from (f"/desk/calls/{slug}/{page}/" for page in ("agreement", "agreement/draft", "campaign"))
        yield from (f"/desk/calls/{slug}/{page}/" for page in ("toolkit", "pledges", "milestones"))
        yield from (f"/api/v1/calls/{slug}/{noun}" for noun in OF_A_CALL)
    for slug in ("clean-rivers", "canary-draft"):
        yield from (f"/calls/{slug}/{page}" for page in ("collectives/", "collectives/?near=Porto"))
        yield from (f"/calls/{slug}/map/{words}" for words in ("", "?country=PT"))
        yield f"/calls/{slug}/register/beside/?town=Porto, Portugal&date={make.DAY}"
        yield from (f"/calls/{slug}/organisations{words}?support=member" for words in ("/", ".csv", ".json"))
        yield f"/desk/calls/{slug}/digest/"
    yield from (f"/organisations/rivers-alliance/members{ending}" for ending in ("/", ".csv", ".json"))
    yield from (f"/desk/organisations/rivers-alliance/members/{page}" for page in ("", "entry/"))
    for pledge in call.pledges.all():
        yield from (f"{start}/calls/clean-rivers/pledges/{pledge.pk}/" for start in ("", "/desk"))
    for slug in ("clean-rivers", "canary-draft"):
        yield from (f"/calls/{slug}/statements{ending}" for ending in ("/", ".atom", ".json"))
        yield from (f"/calls/{slug}/press{ending}" for ending in ("/", ".json", ".json?country=PT", "/pt/"))
        yield from (f"/desk/calls/{slug}/{page}" for page in ("press/", "statements/new/"))
        yield f"/desk/calls/{slug}/statements/"
        yield f"/desk/calls/{slug}/reports/?level=verified"
        yield from (f"/calls/{slug}/?text={language}" for language in ("es", "ar"))
        yield from (f"/desk/calls/{slug}/languages/{page}" for page in ("", "ar/", "ar/call/", "ar.po", "ar.xlf"))
    for slug in ("joint-statement", "canary-statement", "counted"):
        yield f"/api/v1/statements/{slug}/"
        yield from (f"/statements/{slug}/{page}" for page in ("", "sign/", "sign/?as=person"))
        yield f"/statements/{slug}.json"
        yield f"/desk/statements/{slug}/edit/"
        yield from (f"/desk/statements/{slug}/{page}" for page in ("", "letter/", "signatories.txt", "signatories.csv"))
    for action in Action.objects.all():
        yield f"/api/v1/actions/{action.ref}/"
        yield f"/oembed?url=http://testserver/actions/{action.ref}/"
        rests = ("/", "/report/", "/write/", "/history/", "/embed/", ".jsonld", *(f".{shape}" for shape in SHAPES))
        yield from (f"/actions/{action.ref}{rest}" for rest in rests)
        yield f"/desk/actions/{action.ref}/"
        for ref in action.reports.values_list("ref", flat=True):
            yield from (f"/actions/{action.ref}/reports/{ref}/", f"/desk/reports/{ref}/correction/")
    yield from (f"/organisations/{slug}/" for slug in Organisation.objects.public().values_list("slug", flat=True))
    yield from (
        f"/api/v1/{noun}/" for noun in ("calls", "actions", "organisations", "organisations/rivers-alliance/members")
    )
    for slug in Organisation.objects.public().values_list("slug", flat=True):
        yield from (f"/organisations/{slug}{rest}" for rest in ("/", ".json", "/steward/"))
    weir = Organisation.objects.get(slug="weir-watch")
    ends = [f"stewards/{pk}/" for pk in weir.stewards.values_list("pk", flat=True)]
    yield from (
        f"/desk/organisations/weir-watch/{page}"
        for page in ("", "edit/", "logo/", "domain/", "stewards/", "leaving/", *ends)
    )
    yield "/desk/steward/"
    yield from (
        "/calls/",
        "/map/",
        "/organisations/",
        *(f"/search{ending}?q={word}" for ending in ("/", ".json") for word in ("canary", "river", "walk")),
        "/proof/",
        "/host/",
        "/host/new-code/",
        "/answer/",
        "/desk/",
        "/desk/first/",
        "/desk/sign-in/",
        "/about/",
        "/about/privacy/",
        "/nothing/",
        "/healthz",
    )
    yield from (
        "/sitemap.xml",
        *re.findall(r"/sitemaps/[\w-]+\.xml", make.browser().get("/sitemap.xml").getvalue().decode()),
    )
    porto = "/places/pt/porto-2735943/"
    yield from ("/places/", "/places/pt/", porto, f"{porto}text/", f"{porto}text.txt")
    yield from (
        f"/calls/{slug}/places/{rest}" for slug in ("clean-rivers", "canary-draft") for rest in ("", "?country=PT")
    )
    for words in (
        "q=Canary",
        "organisation=Canaryhosts",
        "call=canary-draft",
        "state=hidden",
        "state=proposed",
        "sort=newest",
    ):
        yield from (f"/{page}?{words}" for page in ("actions/", "actions.json", "record/", "record.csv"))


def said(answer) -> str:
    body = answer.getvalue() if answer.streaming else answer.content
    body = gzip.decompress(body) if answer.get("Content-Encoding") == "gzip" else body
    told = body.decode() + str(dict(answer.headers)) + str(answer.cookies)
    asked = str(answer.wsgi_request.GET.get("q", "")) + str(answer.wsgi_request.GET.get("organisation", ""))
    # What was asked stands in the form again; and so it does, written as an address.
    return told.replace("Canaryhosts", "") if "Canaryhosts" in asked else told


def found(text: str, *kinds: dict[str, str]) -> list[str]:
    return [name for kind in kinds for name, mark in kind.items() if mark.lower() in text.lower()]


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_no_public_output_tells_anything_private(scene, call, language):
    browser = visitor()
    for address in addresses(call):
        if address == "/healthz" and language:
            continue
        assert found(said(browser.get(language + address)), SECRET, INTERNAL) == [], address


def test_no_output_of_the_desk_tells_an_address_of_anybody(scene, call, clara):
    browser = signed_in(clara)
    pages = [
        *addresses(call),
        "/desk/calls/clean-rivers/second/",
        *(f"/desk/calls/clean-rivers/?show={show}" for show in ("waiting", "public", "changed", "decided")),
    ]
    secret = {name: mark for name, mark in SECRET.items() if name != "referring page"}

    seen = "".join(said(browser.get(page)) for page in pages)

    assert found(seen, secret) == []
    assert found(seen, INTERNAL) != []  # the desk does know what the public does not


@pytest.mark.parametrize("format", ["csv", "json", "geojson", "ics"])
@pytest.mark.parametrize("which", [["--all"], ["--call", "clean-rivers"], ["--call", "canary-draft"]])
def test_no_export_tells_anything_private(scene, tmp_path, format, which):
    file = tmp_path / "record"
    call_command("export", *which, "--format", format, "-o", str(file))
    told = file.read_text()
    if "canary-draft" in which:
        # Whoever sits at the machine names the draft; its actions are not public all the same.
        told = told.replace(INTERNAL["draft"], "")

    assert found(told, SECRET, INTERNAL) == []


def test_letters_tell_their_reader_nothing_of_others(scene, call, clara):
    _go_through_everything(call, clara)

    assert len(mail.outbox) > 6
    for letter in mail.outbox:
        text = letter.subject + letter.body + str(letter.extra_headers)
        # Addresses, also their own; who decided; what others proposed.
        assert found(text, SECRET) == []
        assert (
            found(
                text,
                {name: INTERNAL[name] for name in ("person's name", "draft")},
            )
            == []
        )
        assert len(letter.recipients()) == 1


def _go_through_everything(call: Call, clara) -> None:
    browser, seen = visitor(), " ".join(action.ref for action in Action.objects.all())
    typed = make.registering(contact=SECRET["host's address"], beside=seen, rules_version="1")
    browser.post("/calls/clean-rivers/register/", typed)
    typed = {
        "name": "Canals",
        "kind": "ngo",
        "country": "PT",
        "signatory": "Canarysignatory",
        "role": "Canaryrole",
        "contact": SECRET["organisation's address"],
    }
    browser.post("/calls/clean-rivers/endorse/", typed)
    _go_through_signing(browser, typed, clara)
    guild = Organisation.named("Guild", kind="union", country="PT")
    address = SECRET["address of who is asked to convene"]
    Convening.ask(call, guild, address=address, language="en", by=clara).ask_again(by=clara)
    work.work_off()
    Convening.objects.latest("id").confirm()
    _go_through_agreeing(browser, typed, clara)
    work.work_off()
    action, endorsement = Action.objects.latest("id"), Endorsement.objects.latest("id")
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


def _go_through_agreeing(browser: Client, typed: dict[str, str], clara) -> None:
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


def _go_through_signing(browser: Client, typed: dict[str, str], clara) -> None:
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


def test_log_and_screen_tell_nothing_of_visitors_or_what_they_typed(scene, call, clara, caplog, capfd):
    caplog.set_level("DEBUG", logger="groundswell")
    browser = visitor()
    _go_through_everything(call, clara)
    code = Code.mint(Code.HOST, action=scene)
    browser.post("/host/", {"code": code})
    for email in (SECRET["address of who only tried"], SECRET["person's address"]):
        browser.post("/desk/sign-in/", {"email": email})
    browser.post("/proof/", {"code": "CANA-RYCA-NARY-CANA-RYCA-NARY"})
    browser.get("/actions/?q=Canaryhidden")
    browser.post("/desk/sign-in/", {"email": SECRET["host's address"]}, headers={"Origin": "https://evil.example"})
    for name in [f"a{n}" for n in range(3)]:
        browser.get(f"/nothing/{name}?secret=Canaryhidden")

    out, err = capfd.readouterr()
    # django.* goes to a null handler (settings.LOGGING); pytest's own catches it all the same.
    told = out + err + "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django"))
    assert found(told, SECRET, INTERNAL) == []
    assert code not in told and code.replace("-", "") not in told


def test_rows_of_facts_and_letters_hold_no_address_and_no_code(scene, call, clara):
    from groundswell.core.models import Fact
    from groundswell.outside.models import Letter

    _go_through_everything(call, clara)

    rows = [
        str(row)
        for model in (
            Fact,
            Letter,
            Code,
            Action,
            Endorsement,
            Decision,
            Signature,
            Steward,
            Invitation,
            Replacement,
            Convening,
            Part,
            Assent,
            Taking,
            Standby,
            Series,
            CoHost,
            Exchange,
            Confirmation,
            Look,
        )
        for row in model.objects.values()
    ]
    assert found(json.dumps(rows), SECRET) == []


# When something breaks.


@pytest.fixture
def broken(call, monkeypatch):
    """A page that breaks with all that it was given in its hands."""
    from groundswell.web import about

    def breaks(request):
        typed, agent = dict(request.POST), request.META["HTTP_USER_AGENT"]
        raise RuntimeError(f"{len(typed)} {len(agent)}")

    from django.urls import get_resolver

    for resolver in get_resolver().url_patterns:
        for room in getattr(resolver, "url_patterns", []):
            for pattern in getattr(room, "url_patterns", []):
                if pattern.name == "about":
                    monkeypatch.setattr(pattern, "callback", breaks)
    assert about.about is not breaks
    get_resolver()._callback_strs.clear()


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain"])
def test_error_tells_nothing_of_the_request(broken, settings, caplog, capfd, debug, accept):
    settings.DEBUG = debug
    browser = visitor()
    browser.raise_request_exception = False
    browser.cookies["coming"] = RECEIPT

    answer = browser.post(
        "/about/?secret=Canaryhidden", {"contact": SECRET["host's address"]}, headers={"Accept": accept}
    )

    assert answer.status_code == 500
    out, err = capfd.readouterr()
    marks = SECRET | {"query": "Canaryhidden", "cookie": RECEIPT}
    if not debug:
        assert "It is not your fault" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
        assert "RuntimeError" not in answer.content.decode()
    # The page itself leads to the same address in other languages, with what was asked.
    assert found(answer.content.decode(), SECRET, {"cookie": RECEIPT}) == []
    assert found(out + err, marks) == []
    assert found("".join(record.getMessage() for record in caplog.records), marks) == []


def test_report_of_an_error_holds_the_trace_alone(rf):
    import sys

    from groundswell.web.errors import QuietReporter

    address = INTERNAL["hidden action"]
    request = rf.post(f"/about/?secret={address}", {"contact": SECRET["host's address"]}, **TRACES)
    request.COOKIES["coming"] = RECEIPT
    try:
        raise RuntimeError("It broke.")
    except RuntimeError:
        reporter = QuietReporter(request, *sys.exc_info())

    for text in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "It broke." in text
        assert found(text, SECRET, {"query": f"secret={address}", "cookie": RECEIPT}) == []


def test_nobody_is_mailed_about_errors(settings):
    from django.conf import settings as ours

    assert ours.ADMINS == []
    handlers = {handler["class"] for handler in ours.LOGGING["handlers"].values()}
    assert not any("AdminEmail" in handler for handler in handlers)
    assert Path(str(ours.DATA)).exists()
