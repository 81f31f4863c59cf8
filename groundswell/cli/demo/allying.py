"""Alliances with their members, collectives in their towns, and what was new last week."""

from datetime import timedelta

from groundswell.core import digests
from groundswell.core.models import Call, Decision, Endorsement, Membership, Organisation, Person

# Of collectives that endorse: where they are at home.
TOWNS = {
    "Asamblea de la Cuenca Alta": "Cusco",
    "Movimento Ribeirinho": "Santarém",
    "Bootsleute ohne Grenzen": "Linz",
    "Φίλοι του Πηνειού": "Λάρισα",
    "Dicle Gönüllüleri": "Diyarbakır",
    "Anglers for Clean Water": "Worcester",
    "Paddlers’ League": "Winnipeg",
    "Okavango Listening Circle": "Maun",
    "Whanganui Walkers": "Whanganui",
    "Rewa Women’s Cooperative": "Nausori",
    "Danube Rowers": "Budapest",
    "Sava Riders": "Sisak",
    "Chao Phraya Boat Schools": "Bangkok",
}
# Alliance: its members, and whether each confirmed it. Some endorse the call themselves.
MEMBERS = {
    "Alianza por los Ríos Vivos": (
        ("Vecinos del Magdalena", "collective", "CO", "Magangué", True),
        ("Escuela Popular del Agua", "ngo", "CO", "Neiva", True),
        ("Remeros de Leticia", "collective", "CO", "Leticia", False),
        ("Mujeres del Atrato", "collective", "CO", "Quibdó", True),
        ("Defensa del Guayas", "ngo", "EC", "Guayaquil", False),
        ("Sindicato de Pescadores del Delta", "union", "AR", "", True),
    ),
    "Flussallianz": (
        ("Elbpaddler", "collective", "DE", "Dresden", True),
        ("Initiative Innufer", "collective", "DE", "Passau", False),
        ("Bootsleute ohne Grenzen", "collective", "AT", "Linz", True),
        ("Netzwerk der Flussschulen in Hessen", "alliance", "DE", "", True),
    ),
    "Rede Rios Livres": (("Barqueiros de Belém", "collective", "BR", "Belém", False),),
}
FOR_MEMBERS = ("Alianza por los Ríos Vivos", "Flussallianz")  # the third endorses for itself alone
LAST_WEEK = (
    ("Porto River Walkers", "collective", "PT", "Porto"),
    ("Amigos del Ebro", "ngo", "ES", "Zaragoza"),
    ("شباب النيل", "collective", "EG", "Aswan"),
)


def fill(call: Call, mona: Person) -> None:
    for name, town in TOWNS.items():
        Organisation.objects.filter(name=name).update(town=town)
    call.endorsements.filter(organisation__name__in=FOR_MEMBERS).update(with_members=True)
    for name, members in MEMBERS.items():
        alliance = Organisation.objects.filter(name=name, endorsements__call=call).earliest("id")
        for member in members:
            _add(alliance, *member, mona=mona)
    for one in LAST_WEEK:
        _endorse(call, *one, mona=mona)


def _add(alliance: Organisation, *member: str | bool, mona: Person) -> None:
    *about, confirmed = member
    address = "office@members.example" if confirmed else ""
    membership = Membership.add(alliance, by=mona, address=address, **_described(*about))
    if confirmed:
        membership.confirm()


def _endorse(call: Call, *one: str, mona: Person) -> None:
    endorsement = Endorsement.ask(
        call,
        signatory="Ruth Wanjiru",
        role="coordinator",
        address="office@rivers.example",
        language="en",
        by="organisation",
        with_members=False,
        **_described(*one),
    )
    endorsement.prove()
    Decision.take(endorsement, "accept", by=mona)
    at = digests.end_of_last_week() - timedelta(days=2)
    Endorsement.objects.filter(pk=endorsement.pk).update(asked_at=at, proven_at=at, accepted_at=at)


def _described(*about: str | bool) -> dict[str, str]:
    return dict(zip(("name", "kind", "country", "town"), map(str, about), strict=True))
