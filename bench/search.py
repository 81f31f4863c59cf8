"""The search page over 1,000 and over 100,000 actions and 10,000 organisations: the server's own time.

uv run python -m bench.search
"""

from functools import partial
from random import Random

from bench import ground
from bench.lists import get, make_actions

MOST_MS = 150.0
FEW, MANY, ORGANISATIONS = 1_000, 100_000, 10_000
ASKED = {
    "a common word": "river",
    "two common words": "walk river",
    "a word of one action": "Number 77777",
    "a rare word": "zanzibar",
    "a slip": "zanzibra",
    "a slip beside a common word": "river zanzibra",
    "a word that is nowhere": "xylographix",
    "two letters": "ov",
    "two letters that are nowhere": "東京",
    "an organisation's": "guild 4711",
}


def main() -> None:
    ground.stand_up()
    from django.db import connection

    made = 0
    for many in (FEW, MANY):
        make_actions(f"rivers-{many}", many - made)
        if not made:
            make_others()
        made = many
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, text in ASKED.items():
            took = ground.median_ms(partial(get, f"/search/?q={text}"), times=7)
            ground.tell(f"{name}, {many:,} actions, of {MOST_MS:g} ms", took / MOST_MS, 1.0, took=f"{took:.1f} ms")


def make_others() -> None:
    """Organisations, words of many texts, and one action with a word of its own."""
    from django.db import transaction

    from groundswell.core import spelling
    from groundswell.core.models import Action, Call, Endorsement, Organisation
    from groundswell.lib.clock import now
    from groundswell.lib.text import fold

    call, chance = Call.objects.get(), Random(5)
    letters = "abcdefghijklmnoprstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(4, 12))) for _number in range(100_000)]
    with transaction.atomic():
        rows = [
            Organisation(slug=f"o-{n}", name=f"Guild {n} of {words[n]}", folded=f"guild {n} of {words[n]}", kind="ngo",
                         country="PT", proven_at=now(), sought=f" {fold(f'Guild {n} of {words[n]} Portugal')} ")
            for n in range(ORGANISATIONS)
        ]  # fmt: skip
        made = Organisation.objects.bulk_create(rows, batch_size=2000)
        Endorsement.objects.bulk_create(
            [Endorsement(call=call, organisation=each, state="accepted", accepted_at=now()) for each in made],
            batch_size=2000,
        )
        spelling.learn([*words, "zanzibar river walk number along the old bridge bring boots"])
        action = Action.objects.order_by("pk")[7]
        action.change(by="host", because="", organisations=[], description="From Zanzibar, by sea.")


if __name__ == "__main__":
    main()
