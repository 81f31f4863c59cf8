"""The list page and `.geojson` of a call at 1,000 and at 100,000 actions: how much the server's time grows.

uv run python -m bench.lists
"""

import statistics
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bench import ground

GOAL = 1.5
FEW, MANY = 1_000, 100_000


def main() -> None:
    ground.stand_up()
    from django.db import connection

    from groundswell.core import numbers

    for slug, many in (("few", FEW), ("many", MANY)):
        make_actions(slug, many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, address in (("list page", "/calls/{}/actions/"), ("list page, one country", "/calls/{}/actions/?country=CL"),
                          ("list page, near (a hundred times as many found)", "/calls/{}/actions/?near=-33.45,-70.65"), ("call page", "/calls/{}/")):  # fmt: skip
        compare(
            f"{name}, unchanged",
            *(ground.median_ms(partial(get, address.format(slug))) for slug in ("few", "many")),
        )
    numbers.forget()
    first = [ground.seconds(partial(get, f"/calls/{slug}/actions/")) * 1000 for slug in ("few", "many")]
    compare("list page, first after a change", *first)
    whole = [ground.seconds(partial(get, f"/calls/{slug}/actions.geojson")) * 1000 for slug in ("few", "many")]
    kept = [ground.median_ms(partial(get, f"/calls/{slug}/actions.geojson")) for slug in ("few", "many")]
    compare(".geojson, unchanged (kept)", *kept)
    changed = [statistics.median(after_a_change(slug) for _time in range(9)) for slug in ("few", "many")]
    compare(".geojson, first after a change of one action", *changed)
    print(
        f"         .geojson for the very first time: {whole[0]:.0f} ms and {whole[1]:.0f} ms, streamed from the first row on"
    )


def after_a_change(slug: str) -> float:
    """Milliseconds."""
    change_one(slug, 500)
    return ground.seconds(partial(get, f"/calls/{slug}/actions.geojson")) * 1000


def change_one(slug: str, number: int) -> None:
    from groundswell.core.models import Action

    action = Action.objects.filter(call__slug=slug).order_by("pk")[number]
    action.change(by="host", because="", organisations=[], title=f"{action.title[:60]}, again")


def compare(name: str, few: float, many: float) -> None:
    ground.tell(f"{name}, {MANY:,} ÷ {FEW:,}", many / few, GOAL, times=f"{few:.1f} ms and {many:.1f} ms")


def get(address: str) -> None:
    """The server's own time: no network, compressed as a browser asks."""
    from django.test import Client

    answer = Client().get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    if answer.streaming:
        for _chunk in answer.streaming_content:
            pass


def make_actions(slug: str, many: int) -> None:
    from django.db import transaction

    from groundswell.core.models import Action, Call, Fact, SearchText

    call = Call.objects.create(slug=slug, title=f"Walk {many:,} rivers", ground_rules="Without violence.", stage="open")
    chance, start = Random(many), datetime(2031, 3, 15, 9, tzinfo=UTC)
    towns = [
        (
            chance.choice(("CL", "PT", "KE", "IN", "JP", "CA")),
            f"Town {n}",
            chance.uniform(-50, 65),
            chance.uniform(-170, 170),
        )
        for n in range(2000)
    ]
    for begin in range(0, many, 5000):
        rows = []
        for number in range(begin, min(begin + 5000, many)):
            country, locality, lat, lon = towns[number % len(towns)]
            action = Action(
                call=call, kind=chance.choice(("march", "vigil", "teach-in")), title=f"Walk number {number} along the river", description="Bring boots. " * 10,
                starts=start + timedelta(minutes=number % 40_000), timezone="UTC", country=country, locality=locality, lat=lat, lon=lon, geo_precision="town",
                address="At the old bridge", state="published", access=["step-free"], languages=["en"], coming=number % 50,
            )  # fmt: skip
            action.derive()
            rows.append(action)
        with transaction.atomic():
            made = Action.objects.bulk_create(rows)
            texts = [SearchText.of(action, []) for action in made]
            for text in texts:
                text.among_many = True
            SearchText.objects.bulk_create(texts)
            SearchText.index_many(made[0].pk, made[-1].pk)
            Fact.write("action.imported", made[0], by="import", call=call)


if __name__ == "__main__":
    main()
