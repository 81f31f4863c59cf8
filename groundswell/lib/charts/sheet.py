"""A chart as something to take away: its title above it, and below it what it is made of and where it comes from."""

from __future__ import annotations

from groundswell.lib.charts.drawing import LABEL, SOFT, STRONG, Drawing, Line, Mark, Words, broken

WIDTH = 900.0
EDGE = 36.0
ROOM = WIDTH - 2 * EDGE
TITLE, TEXT, SMALL = 24.0, 14.0, 12.0


def of(drawing: Drawing, title: str, told: str, notes: list[str]) -> Drawing:
    """`notes` stand below: source, licence, date, address."""
    marks: list[Mark] = []
    y = EDGE + TITLE - 4
    for text, size, kind in ((title, TITLE, STRONG), (told, TEXT, LABEL)):
        for line in broken(text, ROOM, size):
            marks.append(Words(kind, EDGE, y, line, size=size))
            y += size * 1.35
        y += 4
    marks += drawing.moved(EDGE, y + 8)
    y += 8 + drawing.height + 18
    marks.append(Line("grid", EDGE, y, WIDTH - EDGE, y))
    for note in notes:
        for line in broken(note, ROOM, SMALL):
            y += SMALL * 1.5
            marks.append(Words(SOFT, EDGE, y, line, size=SMALL))
    return Drawing(WIDTH, y + EDGE * 0.7, marks)
