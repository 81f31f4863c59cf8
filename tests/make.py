"""Makers: plain functions that make one thing with what a test does not care about filled in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from groundswell.core.models import (
    Action,
    Call,
    Contact,
    Endorsement,
    Issuing,
    Membership,
    Organisation,
    Person,
    Report,
    Role,
    Route,
    RoutePlan,
    Signature,
    Statement,
    Steward,
    Stop,
)
from groundswell.lib.clock import now

DAY = date(2031, 3, 15)
ABOUT = {"kind": "ngo", "country": "PT", "town": "", "website": ""}  # an organisation
RULES = "We act without violence, in word and deed."
PLACES: dict[str, dict[str, Any]] = {
    "santiago": {
        "country": "CL",
        "region": "Santiago Metropolitan",
        "locality": "Santiago",
        "town": 3871336,
        "lat": -33.45694,
        "lon": -70.64827,
        "geo_precision": "town",
    },
    "porto": {
        "country": "PT",
        "region": "Porto",
        "locality": "Porto",
        "town": 2735943,
        "lat": 41.14961,
        "lon": -8.61099,
        "geo_precision": "town",
    },
    "lisbon": {
        "country": "PT",
        "region": "Lisbon",
        "locality": "Lisbon",
        "town": 2267057,
        "lat": 38.71667,
        "lon": -9.13333,
        "geo_precision": "town",
    },
    "cairo": {
        "country": "EG",
        "region": "Cairo",
        "locality": "Cairo",
        "town": 360630,
        "lat": 30.06263,
        "lon": 31.24967,
        "geo_precision": "town",
    },
    "suva": {
        "country": "FJ",
        "region": "Central",
        "locality": "Suva",
        "town": 2198148,
        "lat": -18.14161,
        "lon": 178.44149,
        "geo_precision": "town",
    },
}
ZONES = {
    "santiago": "America/Santiago",
    "porto": "Europe/Lisbon",
    "lisbon": "Europe/Lisbon",
    "cairo": "Africa/Cairo",
    "suva": "Pacific/Fiji",
}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def browser() -> Client:
    """A client that says where a form comes from, as every browser does."""
    return Client(headers={"Origin": "http://testserver"})


def call(slug: str = "clean-rivers", **fields: Any) -> Call:
    given = {
        "slug": slug,
        "title": "World Day for Clean Rivers",
        "summary": "Walk your river.",
        "ground_rules": RULES,
        "demands": ["No untreated sewage in any river."],
        "first_day": DAY,
        "last_day": DAY + timedelta(days=1),
        "stage": "open",
        "published_at": now(),
    } | fields
    return Call.objects.create(**given)


def place(name: str = "porto", **fields: Any) -> dict[str, Any]:
    return {"address": "Riverside", "online": False} | PLACES[name] | fields


def action(call: Call | None = None, at: str = "porto", **fields: Any) -> Action:
    """A published one, at noon UTC on the day of the call, unless said otherwise."""
    organisations = fields.pop("organisations", [])
    given = (
        {
            "call": call or Call.objects.first() or globals()["call"](),
            "kind": "march",
            "title": "Walk the river",
            "starts": datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC),
            "timezone": ZONES[at],
            "state": "published",
            "proven_at": now(),
            "published_at": now(),
            "languages": ["en"],
        }
        | place(at)
        | fields
    )
    made = Action.objects.create(**given)
    made.host_by(organisations)
    return made


def past_action(call: Call | None = None, **fields: Any) -> Action:
    return action(call, **({"starts": datetime(2024, 3, 16, 12, tzinfo=UTC), "state": "happened"} | fields))


def contact(address: str = "host@rivers.example", **fields: Any) -> Contact:
    return Contact.keep(address, language=fields.pop("language", "en"), until=now() + timedelta(days=90))


def person(email: str, *, role: str = "", call: Call | None = None, name: str = "") -> Person:
    made = Person.objects.with_address(email)
    made.name = name
    made.save()
    if role:
        Role.objects.create(person=made, kind=role, call=call)
    return made


def endorsement(call: Call, name: str = "River Keepers", state: str = "accepted", **fields: Any) -> Endorsement:
    about = {word: fields.pop(word, usual) for word, usual in ABOUT.items()}
    organisation = Organisation.named(name, **about)
    return Endorsement.objects.create(
        call=call,
        organisation=organisation,
        signatory="Ana Lima",
        role="chair",
        state=state,
        accepted_at=now() if state in ("accepted", "withdrawn") else None,
        contact=contact("ana@keepers.example"),
        **fields,
    )


def alliance(call: Call, name: str = "Rivers Alliance", *, with_members: bool = True, **fields: Any) -> Organisation:
    """One that endorses the call for its members too, unless said otherwise."""
    return endorsement(call, name, kind="alliance", with_members=with_members, **fields).organisation


def member(
    alliance: Organisation, name: str, *, address: str = "", by: Person | str = "server", **about: str
) -> Membership:
    """Named by the alliance; with an address, asked."""
    return Membership.add(alliance, name=name, address=address, by=by, **ABOUT | about)


def statement(call: Call, slug: str = "joint-statement", state: str = "published", **fields: Any) -> Statement:
    """In English, and open for sign-on by people with a name too, unless said otherwise."""
    title, body = fields.pop("title", "Clean water is a right"), fields.pop("body", "We **ask** for clean rivers.")
    issuers = fields.pop("issued_by", ["River Keepers"])  # names, or organisations
    given = {"opened_at": now(), "individuals": "names"} | fields
    at = now() if state != "draft" else None
    made = Statement.objects.create(call=call, slug=slug, state=state, published_at=at, **given)
    made.texts.create(language="en", title=title, body=body, original=True)
    Issuing.write(made, issuers)
    return made


def signature(statement: Statement, name: str = "", organisation: str = "", **fields: Any) -> Signature:
    """Of a person, counted; or of an organisation, accepted."""
    signs = Organisation.named(organisation, kind="ngo", country="PT") if organisation else None
    given = {"state": "accepted" if signs else "proven", "proven_at": now(), "accepted_at": now() if signs else None}
    return Signature.objects.create(statement=statement, organisation=signs, name=name, **given | fields)


def report(
    action: Action, *, low: int | None = None, high: int | None = None, accepted: bool = True, **told: Any
) -> Report:
    estimates = told.pop("estimates", [{"low": low, "high": high, "counter": "press"}] if low is not None else [])
    sources = told.pop("sources", [])
    return Report.file(action, by="public", estimates=estimates, sources=sources, accepted=accepted, **told)


def registering(**changed: str | list[str]) -> dict[str, str | list[str]]:
    """What a host types to register an action."""
    return {
        "kind": "march", "title": "Walk the Douro", "date": DAY.isoformat(), "start": "10:00", "end": "13:00",
        "town": "Porto, Portugal", "address": "Cais da Ribeira", "description": "Bring boots.",
        "organisations": "River Keepers of Porto", "languages": ["pt"], "access": ["step-free"],
        "contact": "ana@rivers.example", "rules": "on",
    } | changed  # fmt: skip


# Along the river at Porto, east to west.
WAY = [(41.1402, -8.6094), (41.1405, -8.6140), (41.1433, -8.6210), (41.1467, -8.6300)]


def route(action: Action, line: list[tuple[float, float]] | None = None, **fields: Any) -> Route:
    """From the bridge to the customs house, with a stop between."""
    stops = [Stop("Ponte Luís I", "14:30"), Stop("Praça da Ribeira", "14:50", 41.1405, -8.6140), Stop("Alfândega")]
    RoutePlan(WAY if line is None else line, fields.pop("stops", stops)).keep(action)
    Route.objects.filter(action=action).update(**fields)
    return Route.objects.get(action=action)


def steward(organisation: Organisation, email: str = "ines@keepers.example", name: str = "Ines") -> Person:
    """Somebody who is one, however they became it."""
    made = person(email, name=name)
    Steward.begin(organisation, made, how="invited", by="server")
    return made
