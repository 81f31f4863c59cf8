"""Organisations whose own people tell what they are: stewards, logos, a proof by domain."""

import zlib
from collections.abc import Callable
from struct import pack

from groundswell.cli.demo import words
from groundswell.core import logos
from groundswell.core.models import (
    Action,
    Confirmation,
    DomainProof,
    Invitation,
    Organisation,
    Person,
    Replacement,
    Steward,
)
from groundswell.core.models.domain_proof import FILE

SIDE = 128
PAPER = b"\xff\xff\xff"
INES, TOMAS = ("ines@locks.example", "Ines"), ("tomas@locks.example", "Tomas")
ABOUT = (
    "We open and close the gates: four thousand keepers of locks, weirs and sluices in nineteen countries.\n\n"
    "A river that is looked after needs people who look after it, by day and by night, and who are paid for it."
)
# Name; colour; what is drawn; what is to be seen.
LOGOS = (
    (words.ENDORSERS[0][0], b"\x1e\x40\xaf", "waves", "Three blue waves"),
    (words.ENDORSERS[2][0], b"\x0b\x6e\x4f", "ring", "A green ring"),
    (words.ENDORSERS[10][0], b"\x9a\x34\x12", "drop", "قطرة ماء بلون الطين"),
    (words.ENDORSERS[14][0], b"\x06\x5a\x82", "drop", "Uma gota azul"),
    (words.ENDORSERS[16][0], b"\x7c\x2d\x8a", "waves", "Trois vagues violettes"),
)
SHAPES: dict[str, Callable[[int, int], bool]] = {
    "waves": lambda x, y: (y + abs(x % 32 - 16)) % 40 < 14,
    "ring": lambda x, y: 38 < ((x - 64) ** 2 + (y - 64) ** 2) ** 0.5 < 58,
    "drop": lambda x, y: (x - 64) ** 2 + (y - 80) ** 2 < 1400 or (y < 80 and abs(x - 64) < (y - 12) * 0.5),
}


def fill(clara: Person) -> None:
    for name, colour, shape, seen in LOGOS:
        Organisation.objects.get(name=name).show_logo(logos.check(_drawn(colour, SHAPES[shape])), alt=seen, by="server")
    _keepers(clara)
    _named()
    _guild()


def _keepers(clara: Person) -> None:
    """Three stewards, one of whom two others want to replace; one more is invited; the domain is asked for."""
    keepers = Organisation.objects.get(name=words.ENDORSERS[0][0])
    Steward.begin(keepers, clara, how="address", by=clara)
    ines, tomas = (_steward(keepers, clara, *one) for one in (INES, TOMAS))
    told = {"about": ABOUT, "town": "Nijmegen", "address": "Waalkade 1", "languages": ["en", "nl", "fr"]}
    keepers.change(by=clara, website="https://www.locks.example/about", **told)
    Replacement.propose(tomas, by=ines.person, because="Tomas works for the ministry now.")
    Invitation.send(keepers, address="joke@locks.example", language="en", name="Joke", by=clara)
    DomainProof.ask(keepers, by=clara).miss(file="not-there", record="not-there")


def _named() -> None:
    """Two actions name it as host: one is confirmed, about the other its stewards are asked."""
    keepers = Organisation.objects.get(name=words.ENDORSERS[0][0])
    actions = Action.objects.filter(state="published", country=keepers.country, call__stage="open").order_by("id")[:2]
    for action, hosts in zip(actions, (True, False), strict=False):
        action.host_by([*action.organisation_names(), keepers.name])
        Confirmation.ask(action)
        if hosts:
            Confirmation.objects.get(action=action).confirm(by=keepers.stewards.standing()[0].person)


def _steward(organisation: Organisation, by: Person, address: str, name: str) -> Steward:
    person = Person.objects.with_address(address)
    person.name = name
    person.save()
    return Steward.begin(organisation, person, how="invited", by=by)


def _guild() -> None:
    guild = Organisation.objects.get(name=words.ENDORSERS[2][0])
    guild.change(by="server", website="https://guild.example", town="Worcester", languages=["en"])
    DomainProof.ask(guild, by="server").see(FILE)


def _drawn(colour: bytes, within: Callable[[int, int], bool]) -> bytes:
    lines = (b"\0" + b"".join(colour if within(x, y) else PAPER for x in range(SIDE)) for y in range(SIDE))
    head = pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
