"""Lists of a call, and the search, at 10,000 and at 1,000,000 actions: how much the server's time grows.

    uv run python -m bench.million [FOLDER [LIST …]]

Each size has a database of its own: two SQLite files, or where DATABASE_URL names a PostgreSQL, two databases beside it
with `_few` and `_many` after their names. Making the larger one takes long: with FOLDER what was made is kept, and found
there the next time (PostgreSQL's databases always are). A list is what a person asks for: its page, of forty, with how
many there are.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

from bench import ground

GOAL = 1.5
TIMES = 5
SIZES = {"few": 10_000, "many": 1_000_000}
EACH = 166  # each so many actions of the first ten thousand have a word that no other has: a page is full either way
LISTS = {
    "all": "",
    "of all calls": "/actions/",
    "page 20": "?page=20",
    # So large that a page is full either way.
    "near, within 1,000 km": "?near=53.977,-68.576&radius=1000",
    "a box": "?bbox=-80,45,-55,60",
    "text": "?q=" + quote("number 99"),
    "a word that few have": "?q=lantern",
    "a word of two Han letters": "?q=" + quote("灯籠"),
    "a word that all have": "?q=river",
    "a country": "?country=CL",
    "a kind in a country": "?country=CL&kind=vigil",
    "from a day on": "?from=2031-03-20",
    "a state": "?state=published",
    "access": "?access=step-free",
    "the newest": "?sort=newest",
    "the search: a word that all have": "/search/?q=river",
    "the search: a word that few have": "/search/?q=lantern",
    "the search: a word that is nowhere": "/search/?q=xylographix",
    "the search: two letters": "/search/?q=ov",
    "the search: two Han letters": "/search/?q=" + quote("灯籠"),
}


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="groundswell-million-"))
    begun = {size: begin(folder, size) for size in SIZES}
    # List by list in turns, so that what else the machine does meets both.
    for name in sys.argv[2:] or LISTS:
        few, many = (ask(begun[size], name) for size in SIZES)
        for part, when in (("again", ""), ("first", ", first after a change")):
            told, clock = (f"{few[each]:.1f} ms and {many[each]:.1f} ms" for each in (part, f"{part} by the clock"))
            ground.tell(
                f"{name}{when}, 1,000,000 ÷ 10,000", many[part] / few[part], GOAL, times=told, by_the_clock=clock
            )
    print(f"         load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for process in begun.values():
        process.communicate()


def begin(folder: Path, size: str) -> "subprocess.Popen[str]":
    """Each in a process of its own, as each has its own settings; it answers once its actions are there."""
    environment = os.environ | {"GROUNDSWELL_BENCH_DATA": str(folder / size)}
    if url := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = f"{url}_{size}"
        server, _slash, name = url.rpartition("/")
        command = ["psql", f"{server}/postgres", "-qc", f'CREATE DATABASE "{name}_{size}"']
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)  # it may be there from the last time
    words = [sys.executable, "-m", "bench.million", "--measure", size]
    return subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(process: "subprocess.Popen[str]", name: str) -> dict[str, float]:
    assert process.stdin and process.stdout
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    return dict(json.loads(process.stdout.readline()))


def measure(size: str) -> None:
    ground.stand_up(Path(os.environ["GROUNDSWELL_BENCH_DATA"]))
    from bench.lists import make_actions
    from groundswell.core import planning
    from groundswell.core.models import Call

    if not Call.objects.filter(slug="rivers", stage="open").exists():
        make_actions("rivers", SIZES["few"])
        multiply(SIZES[size] // SIZES["few"])
    name_a_few()
    planning.learn()
    for line in sys.stdin:
        print(json.dumps(times_of(LISTS[line.strip()])), flush=True)


def times_of(words: str) -> dict[str, float]:
    """Milliseconds: asked for again, and as the first after a change, when what was counted is counted anew.

    The least of several, since what else the machine does only adds to it: of processor time, and by the clock.
    """
    from bench.lists import get
    from groundswell.core import numbers

    asking = partial(get, words if words.startswith("/") else f"/calls/rivers/actions/{words}")

    def anew() -> None:
        numbers.forget()
        asking()

    asking()
    least = {}
    for part, work in (("again", asking), ("first", anew)):
        least[part] = min(ground.worked(work) for _time in range(TIMES)) * 1000
        least[f"{part} by the clock"] = min(ground.seconds(work) for _time in range(TIMES)) * 1000
    return least


def name_a_few() -> None:
    from groundswell.core.models import Action

    for action in Action.objects.filter(pk__in=range(EACH, SIZES["few"] + 1, EACH)).exclude(title__endswith="灯籠"):
        action.title += ", each with a lantern, 灯籠"
        action.save()


def multiply(times: int) -> None:
    """The actions so many times over, by the database: each with a number and a text of its own, in the same towns."""
    from django.db import connection, transaction

    from groundswell.core.models import Action, SearchText

    columns = [each.column for each in Action._meta.concrete_fields if each.column not in ("id", "ref", "title")]
    counted, numbered = "SELECT 1 AS n UNION ALL SELECT n + 1 FROM copies WHERE n < %s", "(id + n * 10000)"
    titled = f"'Walk number ' || {numbered} || ' along the river'"
    some, last = ", ".join(columns), SIZES["few"]
    with transaction.atomic(), connection.cursor() as cursor:
        if times > 1:
            cursor.execute(
                f"WITH RECURSIVE copies(n) AS ({counted}) INSERT INTO core_action (ref, title, {some})"
                f" SELECT 'z' || {numbered}, {titled}, {some} FROM core_action CROSS JOIN copies",
                [times - 1],
            )
            cursor.execute(
                "INSERT INTO core_searchtext (action_id, folded, among_many) SELECT id, ' ' || lower(title) || ' ' ||"
                " lower(description) || lower(address) || ' ' || lower(locality) || ' ', %s FROM core_action WHERE id > %s",
                [True, last],
            )
            SearchText.index_many(last + 1, last * times)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
    else:
        main()
