"""The record page at 1,000 and at 100,000 actions with reports: how much the server's time grows, unchanged and anew.

uv run python -m bench.record
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bench import ground
from bench.lists import compare, get

FEW, MANY = 1_000, 100_000
MOST_ANEW = 2.0  # seconds
BATCH = 5_000
TOWNS = 2_000
DAYS = 365


def main() -> None:
    ground.stand_up()
    from django.db import connection

    for slug, many in (("few", FEW), ("many", MANY)):
        make_record(slug, many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    few, many = (ground.median_ms(partial(get, address(slug))) for slug in ("few", "many"))
    compare("record page, unchanged", few, many)
    for name, of in (("record page", address), ("the page of everything", lambda _slug: "/record/")):
        seconds = min(anew(of("many")) for _time in range(3))
        ground.tell(f"{name} over {MANY:,} actions, computed anew, seconds", seconds, MOST_ANEW)
    for chart in ("timeline.svg", "maps.svg", "sizes.png"):
        print(f"         {chart}, anew: {anew(address('many') + chart):.2f} s")


def address(slug: str) -> str:
    return f"/calls/{slug}/record/"


def anew(path: str) -> float:
    from groundswell.api import kept
    from groundswell.core import numbers

    numbers.forget()
    kept.forget()
    return ground.seconds(partial(get, path))


def make_record(slug: str, many: int) -> None:
    """A year of actions; two of three are reported on, and half are counted, some by two who differ."""
    from django.db import transaction

    from groundswell.core.models import Call, Fact

    call = Call.objects.create(slug=slug, title=f"{many:,} rivers", ground_rules="Without violence.", stage="open")
    chance = Random(many)
    towns = [
        (chance.choice(("CL", "PT", "KE", "IN", "JP", "CA")), f"Town {n}", chance.uniform(-50, 65), chance.uniform(-170, 170))
        for n in range(TOWNS)
    ]  # fmt: skip
    for begin in range(0, many, BATCH):
        _make_some(call, chance, towns, range(begin, min(begin + BATCH, many)))
    with transaction.atomic():
        Fact.write("action.imported", call.actions.first(), by="import", call=call)


def _make_some(call: object, chance: Random, towns: list[tuple[str, str, float, float]], numbers: range) -> None:
    from django.db import transaction

    from groundswell.core.models import Action, Citation, Estimate, Report, Source

    actions, told = [], {}
    for number in numbers:
        country, locality, lat, lon = towns[number % len(towns)]
        low = round(10 ** chance.uniform(0.8, 4.5))
        high = low * chance.choice((1, 1, 1, 2, 3))
        counted = number % 2 == 0
        action = Action(
            call=call, kind=chance.choice(("march", "rally", "vigil", "teach-in")), title=f"Walk {number} along the river",
            starts=datetime(2024, 1, 1, 10, tzinfo=UTC) + timedelta(days=chance.randrange(DAYS)), timezone="UTC",
            country=country, locality=locality, lat=lat, lon=lon, geo_precision="town", address="At the old bridge",
            state="happened", size_low=low if counted else None, size_high=high if counted else None,
        )  # fmt: skip
        action.derive()
        actions.append(action)
        told[number] = (low, high) if counted else None
    with transaction.atomic():
        actions = Action.objects.bulk_create(actions)
        pairs = [
            (action, told[number])
            for action, number in zip(actions, numbers, strict=True)
            if number % 3 or told[number]
        ]
        reports = Report.objects.bulk_create(
            Report(action=action, state="accepted", arrests_any=chance.choice((None, False, True)))
            for action, _ends in pairs
        )
        counts = [(report, ends) for report, (_action, ends) in zip(reports, pairs, strict=True) if ends]
        Estimate.objects.bulk_create(
            Estimate(report=report, low=end, high=end, counter=who)
            for report, ends in counts
            for end, who in zip(ends, ("police", "organiser"), strict=True)
        )
        source = Source.known(address=f"https://post.example/{call.pk}/{numbers.start}", publisher="The Ferry Post")  # type: ignore[attr-defined]
        Citation.objects.bulk_create(Citation(report=report, source=source) for report in reports)


if __name__ == "__main__":
    main()
