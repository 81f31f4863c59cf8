"""The page of a call and of its organisations, at 1,000 endorsements and 6,000 actions against 10 and 10.

uv run python -m bench.endorsements
"""

import gzip
from datetime import timedelta
from functools import partial
from random import Random

from bench import ground
from bench.lists import get, make_actions

GOAL = 1.5
WEIGHT = 14 * 1024  # bytes of the call's page, compressed
FEW, MANY = (10, 10), (1_000, 6_000)


def main() -> None:
    ground.stand_up()
    from django.db import connection

    for slug, (endorsements, actions) in (("few", FEW), ("many", MANY)):
        make_actions(slug, actions)
        make_endorsements(slug, endorsements)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, address in (
        ("call page", "/calls/{}/"),
        ("organisations", "/calls/{}/organisations/"),
        ("organisations, newest", "/calls/{}/organisations/?sort=newest"),
    ):
        compare(name, address)
    ground.tell("weight of the call page, bytes", weight("/calls/many/"), WEIGHT)
    print(f"         of its organisations: {weight('/calls/many/organisations/'):,} bytes")


def compare(name: str, address: str) -> None:
    few, many = (ground.median_ms(partial(get, address.format(slug)), times=41) for slug in ("few", "many"))
    ground.tell(
        f"{name}, {MANY[0]:,} and {MANY[1]:,} ÷ 10 and 10", many / few, GOAL, times=f"{few:.1f} ms and {many:.1f} ms"
    )


def weight(address: str) -> int:
    from django.test import Client

    return len(gzip.compress(Client().get(address).content, 6))


def make_endorsements(slug: str, many: int) -> None:
    from django.db import transaction

    from groundswell.core.models import Call, Endorsement, Fact, Organisation
    from groundswell.lib.clock import now
    from groundswell.lib.text import fold

    call, chance, began = Call.objects.get(slug=slug), Random(many), now() - timedelta(days=120)
    names = [f"{chance.choice(('River', 'Lake', 'Delta', 'Água', 'نهر'))} Keepers of Town {n}" for n in range(many)]
    with transaction.atomic():
        organisations = Organisation.objects.bulk_create(
            Organisation(
                slug=f"{slug}-{n}",
                name=name,
                folded=fold(name),
                sought=f" {fold(name)} ",
                kind=chance.choice(("union", "ngo", "collective")),
                country=chance.choice(("CL", "PT", "KE", "IN", "JP", "CA")),
                proven_at=began,
            )
            for n, name in enumerate(names)
        )
        rows = Endorsement.objects.bulk_create(
            Endorsement(
                call=call,
                organisation=organisation,
                signatory="Ana Lima",
                state="accepted",
                accepted_at=began + timedelta(hours=chance.randrange(120 * 24)),
            )
            for organisation in organisations
        )
        Fact.write("endorsement.accepted", rows[0], by="server")


if __name__ == "__main__":
    main()
