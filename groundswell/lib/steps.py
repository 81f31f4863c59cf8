"""A number that changes from day to day, drawn as steps: between two days it stays as it was."""

from collections.abc import Sequence
from datetime import date

WIDTH, HEIGHT, EDGE = 600, 120, 4


def path(steps: Sequence[tuple[date, int]], until: date) -> str:
    """The line, as an SVG path in a box of WIDTH by HEIGHT; from nothing on the first day to the last number."""
    first = steps[0][0].toordinal()
    days = max(1, until.toordinal() - first)
    most = max(1, *(number for _day, number in steps))
    line = [f"M0 {_height(0, most)}"]
    for day, number in steps:
        along = round((day.toordinal() - first) / days * WIDTH, 1)
        line.append(f"H{min(along, WIDTH):g}V{_height(number, most)}")
    return "".join(line) + f"H{WIDTH}"


def _height(number: int, most: int) -> str:
    return f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * number / most:.1f}".removesuffix(".0")
