"""How people go through a town and get in: a march with its route, places that are all taken, a rounded number."""

from __future__ import annotations

from datetime import timedelta

from groundswell.core.models import Action, Call, Contact, Route, RoutePlan, Standby, Stop
from groundswell.lib.clock import now

# Along the Douro at Porto, as somebody drew it on a map.
WAY = [
    (41.14021, -8.60941), (41.14030, -8.61108), (41.14018, -8.61256), (41.14049, -8.61402), (41.14111, -8.61553),
    (41.14203, -8.61702), (41.14243, -8.61907), (41.14289, -8.62104), (41.14354, -8.62305), (41.14468, -8.62522),
    (41.14578, -8.62745), (41.14668, -8.63004), (41.14712, -8.63301), (41.14731, -8.63642), (41.14762, -8.63985),
    (41.14820, -8.64302), (41.14873, -8.64611), (41.14902, -8.64934),
]  # fmt: skip
STOPS = [("Ponte Luís I", 0), ("Praça da Ribeira", 3), ("Alfândega", 9), ("Jardim do Cais", 17)]
PLACES = 24


def fill(call: Call, host_of: Action) -> None:
    _march(host_of)
    others = call.actions.filter(state="published", online=False).exclude(pk=host_of.pk).order_by("id")
    full, rounded = others[:2]
    Action.objects.filter(pk=full.pk).update(capacity=PLACES, coming=PLACES)
    Action.objects.filter(pk=rounded.pk).update(coming_rounded=True, coming=7)
    for number, address in ((2, "nadia@rivers.example"), (1, "tomas@rivers.example")):
        contact = Contact.keep(address, language=full.language, until=full.over + timedelta(days=1))
        Standby.objects.create(action=full, contact=contact, number=number, state="waiting", proven_at=now())


def _march(action: Action) -> None:
    begins = action.local_start
    stops = [
        Stop(name, f"{begins + timedelta(minutes=20 * number):%H:%M}", *WAY[at])
        for number, (name, at) in enumerate(STOPS)
    ]
    Action.objects.filter(pk=action.pk).update(kind="march")
    if not Route.objects.filter(action=action).exists():
        RoutePlan(WAY, stops).keep(action)
