"""The desk of a call with 100 and with 10,000 actions waiting: how much the server's time grows.

uv run python -m bench.desk
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bench import ground

GOAL = 1.5
FEW, MANY = 100, 10_000
RIVERS = ("Douro", "Tejo", "Mapocho", "Nile", "Rewa", "Loa", "Minho", "Ebro", "Segura", "Maule")


def main() -> None:
    ground.stand_up()
    from django.db import connection

    for slug, many in (("few", FEW), ("many", MANY)):
        make_waiting(slug, many)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = signed_in()
    for name, words in (
        ("most urgent first", ""),
        ("waiting longest", "?sort=longest"),
        ("starting soonest", "?sort=soonest"),
        ("actions alone", "?noun=action"),
        ("page two", "?page=2"),
    ):
        few, many = (
            ground.median_ms(partial(get, client, f"/desk/calls/{slug}/{words}"), times=9) for slug in ("few", "many")
        )
        ground.tell(
            f"desk, {name}, {MANY:,} ÷ {FEW} waiting", many / few, GOAL, times=f"{few:.1f} ms and {many:.1f} ms"
        )
    last = ground.median_ms(partial(get, client, f"/desk/calls/many/?page={MANY // 50}"), times=3)
    print(f"         the last of {MANY // 50} pages, which reads every key: {last:.0f} ms")
    from groundswell.core import lookalikes
    from groundswell.core.models import Call

    call = Call.objects.get(slug="many")
    whole = ground.seconds(lambda: lookalikes.through(call))
    print(f"         look-alikes through all {MANY:,}: {whole:.1f} s")


def signed_in():  # type: ignore[no-untyped-def]
    from django.test import Client

    from groundswell.core.models import Person, Role

    clara = Person.objects.with_address("clara@rivers.example")
    Role.objects.create(person=clara, kind="convenor", call=None)
    client = Client()
    client.force_login(clara)
    return client


def get(client, address: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get(address).status_code == 200, address


def make_waiting(slug: str, many: int) -> None:
    """In as many towns as there would be: a twentieth in ten of them, the others in two thousand."""
    from django.db import transaction

    from groundswell.core.models import Action, Call, Fact, Hosting, SearchText
    from groundswell.lib.clock import now

    call = Call.objects.create(slug=slug, title=f"Walk {many:,} rivers", ground_rules="Without violence.", stage="open")
    chance, start = Random(many), datetime(2031, 3, 15, 9, tzinfo=UTC)
    towns = [(900_000_000 + n, f"Town {n}", chance.uniform(-50, 65), chance.uniform(-170, 170)) for n in range(2000)]
    actions = []
    for number in range(many):
        town, locality, lat, lon = towns[chance.randrange(10) if number % 20 == 0 else chance.randrange(2000)]
        action = Action(
            call=call, kind="march", title=f"{chance.choice(('Walk', 'Vigil', 'Picnic'))} for the {chance.choice(RIVERS)} {number}",
            description=f"Bring boots to the {chance.choice(RIVERS)}, and {chance.choice(RIVERS)}. " * 8, starts=start + timedelta(minutes=number % 20_000), timezone="UTC", country="PT",
            town=town, locality=locality, lat=lat, lon=lon, geo_precision="town", address="At the old bridge",
            state="proposed", proven_at=now() - timedelta(minutes=chance.randrange(10_000)),
        )  # fmt: skip
        action.derive()
        actions.append(action)
    with transaction.atomic():
        made = Action.objects.bulk_create(actions, batch_size=2000)
        Hosting.objects.bulk_create([Hosting.of(action, "River Keepers") for action in made], batch_size=5000)
        SearchText.objects.bulk_create([SearchText.of(action, []) for action in made], batch_size=2000)
        Fact.write("action.proven", made[0], by="host", call=call)


if __name__ == "__main__":
    main()
