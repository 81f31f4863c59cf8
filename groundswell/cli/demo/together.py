"""Who convenes the open call of the demo, and the calls of single countries within it."""

import random
from datetime import timedelta
from typing import Any

from groundswell.cli.demo import words
from groundswell.cli.demo.making import Maker, towns
from groundswell.core.models import Call, Convening, Endorsement, Organisation, Part, Person, Role
from groundswell.lib.clock import now

CONVENORS = words.ENDORSERS[0][0], words.ENDORSERS[6][0], words.ENDORSERS[10][0]
ASKED = words.ENDORSERS[14][0]
STEPPED_DOWN = words.ENDORSERS[3][0]
PARTS: tuple[dict[str, Any], ...] = (
    {
        "slug": "rios-limpios",
        "country": "CL",
        "language": "es",
        "title": "Ríos Limpios: Chile camina",
        "summary": "De la cordillera al mar: un fin de semana junto a cada río, con reglas y voces propias.",
        "demands": ["Ninguna descarga sin tratar.", "Caudales ecológicos en todos los ríos."],
        "ground_rules": "Actuamos sin violencia, de palabra y de obra. Seguimos a quienes cuidan la marcha.",
        "endorsers": (("Comité del Calle-Calle", "collective"), ("Federación de Canotaje del Sur", "union")),
    },
    {
        "slug": "nil-nazif",
        "country": "EG",
        "language": "ar",
        "title": "نيل نظيف: مصر تمشي",
        "summary": "من أسوان إلى البحر: نمشي على ضفاف النيل معًا.",
        "demands": ["لا صرف غير معالج في النيل."],
        "ground_rules": "نتحرك بلا عنف، قولًا وفعلًا.",
        "endorsers": (("جمعية مراكب الأقصر", "collective"),),
    },
)
ASKING = {
    "slug": "rios-de-espana",
    "country": "ES",
    "language": "es",
    "title": "Ríos de España",
    "summary": "Las cuencas de España dentro del día mundial: aún se está escribiendo.",
}


def fill(call: Call, chance: random.Random, clara: Person, mona: Person) -> None:
    """Before letters are written: all of these answered long ago."""
    for number, name in enumerate((*CONVENORS, STEPPED_DOWN)):
        _convene(call, name, clara, address=f"convenor-{number}@rivers.example")
    for about in PARTS:
        _part(call, chance, clara, mona, **about)


def waiting(call: Call, clara: Person) -> None:
    """What lies on the desk: an organisation that has not answered, and a draft that asks to be a part."""
    asked = Organisation.objects.filter(name=ASKED).earliest("id")
    Convening.ask(call, asked, address="convenor-asked@rivers.example", language="en", by=clara)
    about = dict(ASKING)
    country = about.pop("country")
    draft = Call.draft(by=clara, first_day=call.first_day, last_day=call.last_day, **about)
    Part.ask(draft, call, country=country, by=clara)


def _convene(call: Call, name: str, clara: Person, *, address: str) -> None:
    organisation = Organisation.objects.filter(name=name).earliest("id")
    convening = Convening.ask(call, organisation, address=address, language="en", by=clara)
    convening.confirm()
    if name == STEPPED_DOWN:
        convening.step_down(by=clara)
    began = call.published_at or now()
    Convening.objects.filter(pk=convening.pk).update(asked_at=began, confirmed_at=began + timedelta(days=2))


def _part(whole: Call, chance: random.Random, clara: Person, mona: Person, **about: Any) -> None:
    country, endorsers = about.pop("country"), about.pop("endorsers")
    days = {"first_day": whole.first_day, "last_day": whole.last_day}
    call = Call.draft(by=clara, **days, **about)
    call.publish(by=clara)
    Role.give(mona, Role.MODERATOR, call=call, by=clara)
    Part.ask(call, whole, country=country, by=clara).accept(by=clara)
    maker = Maker(call, chance, since=now() - timedelta(days=40), until=now() - timedelta(days=3))
    maker.keep([maker.one(town, language) for language, town in towns() if town.country == country])
    at = now() - timedelta(days=20)
    for name, kind in endorsers:
        organisation = Organisation.named(name, kind=kind, country=country)
        Organisation.objects.filter(pk=organisation.pk).update(proven_at=at)
        given = {"signatory": "Ana Lima", "state": "accepted", "proven_at": at, "accepted_at": at, "asked_at": at}
        Endorsement.objects.create(call=call, organisation=organisation, **given)
