"""Importing the CCC table, against parsing it and inserting its rows with plain sqlite3 in one transaction.

Parsing is what the table's own habits ask for, and no more: bytes of two encodings line by line, columns by name, NA
for nothing.

    uv run python -m bench.import_table [FILE | --rows 100000]

Without a file a table of the same shape is made up (4,500 rows, or as many as asked for), each row an action with a report,
every third with an estimate.
"""

import csv
import math
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from bench import ground

GOAL = 12


def main() -> None:
    file = asked_for(sys.argv[1:])
    data = ground.stand_up()
    from django.core.management import call_command

    clock: dict[str, float] = {}

    def worked(name: str, work: Callable[[], object]) -> float:
        """Of the processor: what else the machine does is not ours. The clock is told beside it."""
        began = time.perf_counter()
        took = ground.worked(work)
        clock[name] = min(clock.get(name, math.inf), time.perf_counter() - began)
        return took

    plain = min(worked("plain", lambda: parse_and_insert(file, data)) for _time in range(3))
    bare = min(worked("bare", lambda: read_and_insert(file, data)) for _time in range(3))
    bring_in = partial(call_command, "bring_in", str(file), call="bench", format="ccc")
    ours = worked("ours", lambda: bring_in(new_call="Bench"))
    again = worked("again", bring_in)
    ground.tell(
        "import of the table ÷ parse and insert", ours / plain, GOAL,
        import_=f"{ours:.2f} s", again_with_nothing_changed=f"{again:.2f} s", parse_and_insert=f"{plain:.3f} s",
        without_parsing=f"{bare:.3f} s, a ratio of {ours / bare:.1f}",
        by_the_clock=f"{clock['ours']:.2f} s and {clock['plain']:.3f} s, a ratio of {clock['ours'] / clock['plain']:.1f}",
    )  # fmt: skip


def asked_for(words: list[str]) -> Path:
    if words[:1] == ["--rows"]:
        return made_up(int(words[1]))
    return Path(words[0]) if words else made_up()


def parse_and_insert(file: Path, folder: Path) -> None:
    """Every row and column as text, in one transaction."""
    with file.open("rb") as lines, ground.plain_database(folder) as database:
        rows = csv.DictReader(decoded(line) for line in lines)
        names = rows.fieldnames or []
        database.execute("DROP TABLE IF EXISTS plain")
        database.execute(f"CREATE TABLE plain ({', '.join(f'c{number}' for number in range(len(names)))})")
        database.execute("BEGIN")
        marks = ", ".join("?" for _name in names)
        values = ([None if row[name] == "NA" else row[name] for name in names] for row in rows)
        database.executemany(f"INSERT INTO plain VALUES ({marks})", values)
        database.execute("COMMIT")


def read_and_insert(file: Path, folder: Path) -> None:
    """The sternest yardstick: columns as they come, in one encoding, and NA kept as the letters N and A."""
    with file.open(encoding="utf-8", errors="replace", newline="") as text, ground.plain_database(folder) as database:
        rows = csv.reader(text)
        many = len(next(rows))
        database.execute("DROP TABLE IF EXISTS bare")
        database.execute(f"CREATE TABLE bare ({', '.join(f'c{number}' for number in range(many))})")
        database.execute("BEGIN")
        marks = ", ".join("?" for _column in range(many))
        database.executemany(f"INSERT INTO bare VALUES ({marks})", (row for row in rows if len(row) == many))
        database.execute("COMMIT")


def decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def made_up(rows: int = 4500) -> Path:
    chance = Random(7)
    towns = [("Albany", "NY", 42.65, -73.75), ("Portland", "OR", 45.52, -122.67), ("Austin", "TX", 30.26, -97.74)]
    file = Path(tempfile.mkdtemp()) / "table.csv"
    names = ["date", "locality", "state", "resolved_locality", "resolved_state", "lat", "lon", "location", "title", "event_type",
             "organizations", "participants", "claims_summary", "online", "size_text", "size_low", "size_high", "size_mean", "size_cat",
             "arrests", "arrests_any", "property_damage_any", "notes", *(f"source{n}" for n in range(1, 31))]  # fmt: skip
    with file.open("w", newline="") as text:
        table = csv.DictWriter(text, names, restval="NA")
        table.writeheader()
        for number in range(rows):
            town, state, lat, lon = chance.choice(towns)
            sized = number % 3 == 0
            size = chance.randint(5, 900)
            table.writerow({
                "date": f"2025-0{chance.randint(1, 9)}-{chance.randint(10, 28)}", "locality": town, "state": state, "resolved_locality": town,
                "resolved_state": state, "lat": lat, "lon": lon, "location": f"Bridge {number}", "title": f"Walk {number}", "event_type": "rally; march",
                "organizations": "River Keepers; Weir Friends", "claims_summary": "for clean rivers", "online": "0", "size_cat": "0", "arrests_any": "0",
                "source1": "weir.example", "source2": "tide.example",
            } | ({"size_text": "hundreds", "size_low": size, "size_high": size, "size_mean": size} if sized else {}))  # fmt: skip
    return file


if __name__ == "__main__":
    main()
