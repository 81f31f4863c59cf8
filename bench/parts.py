"""The pages of a larger call whose 6,000 actions are of 30 parts, against those of a call whose own they are.

uv run python -m bench.parts
"""

from functools import partial

from bench import ground
from bench.lists import get, make_actions

GOAL = 1.5
PARTS, ACTIONS = 30, 6_000


def main() -> None:
    ground.stand_up()
    from django.db import connection

    make_actions("whole", 1)
    make_actions("alone", ACTIONS)
    for number in range(PARTS):
        make_actions(f"part-{number}", ACTIONS // PARTS)
        join(f"part-{number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, address in (
        ("call page", "/calls/{}/"),
        ("list page", "/calls/{}/actions/"),
        ("list page, one country", "/calls/{}/actions/?country=CL"),
        ("record page", "/calls/{}/record/"),
    ):
        compare(name, address)


def join(slug: str) -> None:
    from groundswell.core.models import Call, Part

    Part.ask(Call.objects.get(slug=slug), Call.objects.get(slug="whole"), by="server").accept(by="server")


def compare(name: str, address: str) -> None:
    alone, whole = (ground.median_ms(partial(get, address.format(slug)), times=41) for slug in ("alone", "whole"))
    times = f"{alone:.1f} ms and {whole:.1f} ms"
    ground.tell(f"{name}, {ACTIONS:,} actions in {PARTS} parts ÷ in one call", whole / alone, GOAL, times=times)


if __name__ == "__main__":
    main()
