"""The record of a million actions as CSV: how long against plain `csv` writing of the same rows, and how much memory.

    uv run python -m bench.export [FOLDER] [--rows 1000000]

With FOLDER what was made is kept and found there the next time; where DATABASE_URL names a PostgreSQL, it is made there.
Half of the actions have a report, with an estimate and a source. Memory is the most that the exporting process ever
took; what plain writing takes is the median of three, before and after, in the same process.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from bench import ground

GOAL_TIMES, GOAL_MB = 4, 150
FEW = 10_000


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "groundswell-export")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--measure", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    ground.stand_up(given.folder)
    if given.measure:
        print(json.dumps(measure(given.folder)))
        return
    make(given.rows)
    # In a process of its own, whose memory tells of nothing else.
    words = [sys.executable, "-m", "bench.export", str(given.folder), "--measure"]
    told = json.loads(subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ).stdout)
    parts = {"export": f"{told['export']:.1f} s", "plain": f"{told['plain']:.1f} s", "rows": f"{told['rows']:,}"}
    ground.tell("CSV of the record ÷ plain csv of the same rows", told["export"] / told["plain"], GOAL_TIMES, **parts)
    ground.tell("CSV of the record, most memory in MB", told["mb"], GOAL_MB, database=told["vendor"])


def measure(folder: Path) -> dict[str, Any]:
    from django.db import connection

    from groundswell.api import tables
    from groundswell.cli.management.commands.export import sparing
    from groundswell.core import record
    from groundswell.core.filter import ActionFilter

    with sparing():
        actions = ActionFilter().rows()
        wanted = record.columns(actions)
        rows = record.tuples(actions, wanted)
        some = [next(rows) for _row in range(1_000)]
        rows.close()
        many = actions.count()
        before = [plain(folder, some, many) for _time in range(3)]
        took = seconds(lambda: write(folder, tables.csv_lines(actions)))
        after = [plain(folder, some, many) for _time in range(3)]
    return {
        "export": took,
        "plain": statistics.median(before + after),
        "rows": many,
        "mb": most_memory() / 1024,
        "vendor": connection.vendor,
    }


def most_memory() -> int:
    """In kB. Not `ru_maxrss`, which begins with what the process that started this one had."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0])


def write(folder: Path, pieces: Any) -> None:
    with (folder / "record.csv").open("wb") as file:
        for piece in pieces:
            file.write(piece.encode())


def plain(folder: Path, some: list[Any], many: int) -> float:
    """Rows that are there already, and nothing but Python's own writer."""

    def work() -> None:
        with (folder / "plain.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for _time in range(many // len(some)):
                writer.writerows(some)

    return seconds(work)


def seconds(work: Any) -> float:
    """Of the processor: what else the machine does is not ours."""
    began = time.process_time()
    work()
    return time.process_time() - began


def make(many: int) -> None:
    from django.db import connection

    from bench.lists import make_actions
    from bench.million import multiply
    from groundswell.core.models import Action, Call, Report

    if Report.objects.exists():
        return
    if not Call.objects.exists():
        make_actions("rivers", FEW)
        multiply(many // FEW)
    Action.objects.update(state="happened")
    with connection.cursor() as cursor:
        for words in REPORTS:
            cursor.execute(words)
        cursor.execute("ANALYZE")


REPORTS = (
    "INSERT INTO core_source (ref, mark, kind, publisher, title, author, language, address, archived)"
    " SELECT 's' || id, 's' || id, 'news', '', '', '', 'en', 'https://news.example/' || id, '' FROM core_action WHERE id <= 5000",
    "INSERT INTO core_report (ref, action_id, state, verification, language, organisations, participants, claims, slogans,"
    " arrests, arrests_any, injuries_crowd, injuries_police, injuries_others, deaths, property_damage, police_measures,"
    " participant_measures, counter_action, permit, permit_detail, notes, made_at, changed_at, by)"
    " SELECT 'r' || id, id, 'accepted', 'reviewed', 'en', '', 'rowers and anglers', 'No untreated sewage', '', '0', false,"
    " '', '', '', '', '', '', 'stewards', '', '', '', '', made_at, changed_at, 'import' FROM core_action WHERE id % 2 = 0",
    "INSERT INTO core_estimate (ref, report_id, words, low, high, given, rule, counter, method, counted_by, measure)"
    " SELECT 'e' || id, id, 'about ' || (id % 900), id % 900, id % 900 + 20, '', '', 'organiser', 'head-count', '', 'unknown'"
    " FROM core_report",
    "INSERT INTO core_citation (report_id, source_id, about, quote)"
    " SELECT r.id, s.id, '', '' FROM core_report r JOIN core_source s ON s.ref = 's' || (r.action_id % 5000 + 1)",
    "UPDATE core_action SET size_low = id % 900, size_high = id % 900 + 20 WHERE id % 2 = 0",
)


if __name__ == "__main__":
    main()
