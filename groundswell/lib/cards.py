"""Share cards: a picture with a title on it, drawn here, where the extra "pictures" is installed.

Where no font of the system has the letters (lib/fonts.py) there is no picture of it: None.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from groundswell.lib import fonts

WIDTH, HEIGHT = 1200, 630
EDGE = 76
ROOM = WIDTH - 2 * EDGE
GROUND, WATER, MARK, INK, SOFT = "#17203a", "#22305a", "#ffc83d", "#fbfaf6", "#c9cfdf"
STOP = "#c8102e"
SIZES = (84, 72, 62, 54, 46)
MOST_LINES = 5


@lru_cache(maxsize=64)
def drawn(
    title: str, above: str, below: str, right_to_left: bool, stamp: str = "", struck: bool = False
) -> bytes | None:
    """A PNG of 1200 by 630; None where it cannot be drawn as it is written.

    A stamp is drawn over it, as large as the title: what nobody who sees the card may miss. `below` may be two lines.
    """
    if not fonts.available() or not (face := fonts.face(title)):
        return None
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    _scenery(pen)
    size, lines = _fitted(title, face, right_to_left)
    step = int(size * 1.32)
    top = max(220 if stamp else 150, (HEIGHT - 60 - step * len(lines)) // 2)
    for number, line in enumerate(lines):
        _write(pen, line, fonts.font(face, size), top + number * step, INK, right_to_left)
        if struck:
            _strike(pen, line, fonts.font(face, size), top + number * step, right_to_left)
    *rest, last = below.split("\n")
    for text, at, fill in ((above, 84, MARK), (" ".join(rest), HEIGHT - 140, INK), (last, HEIGHT - 92, SOFT)):
        if text and (small := fonts.face(text)):
            _write(pen, _cut(text, fonts.font(small, 34)), fonts.font(small, 34), at, fill, right_to_left)
    if stamp and (large := fonts.face(stamp)):
        _press(pen, _cut(stamp, fonts.font(large, 46)), fonts.font(large, 46), STOP if struck else MARK, right_to_left)
    file = io.BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _scenery(pen: Any) -> None:
    from math import sin

    for height, depth in ((500, 26), (552, 20)):
        crest = [(x, height + depth * sin(x / 120 + height)) for x in range(0, WIDTH + 8, 8)]
        pen.polygon([*crest, (WIDTH, HEIGHT), (0, HEIGHT)], fill=WATER if height == 500 else "#2a3a6a")
    pen.rectangle((0, 0, WIDTH, 14), fill=MARK)


def _write(pen: Any, text: str, font: Any, top: int, fill: str, right_to_left: bool) -> None:
    x, anchor = (WIDTH - EDGE, "ra") if right_to_left else (EDGE, "la")
    pen.text((x, top), text, font=font, fill=fill, anchor=anchor, **fonts.direction(right_to_left))


def _strike(pen: Any, line: str, font: Any, top: int, right_to_left: bool) -> None:
    width, middle = font.getlength(line), top + _middle(line, font)
    from_x = WIDTH - EDGE - width if right_to_left else EDGE
    pen.line((from_x - 8, middle, from_x + width + 8, middle), fill=STOP, width=9)


def _press(pen: Any, text: str, font: Any, ground: str, right_to_left: bool) -> None:
    """The stamp: a bar at the edge from which one reads, above the title."""
    width = font.getlength(text) + EDGE + 32
    pen.rectangle((WIDTH - width, 138, WIDTH, 210) if right_to_left else (0, 138, width, 210), fill=ground)
    ink = INK if ground == STOP else GROUND
    _write(pen, text, font, 174 - _middle(text, font), ink, right_to_left)


def _middle(text: str, font: Any) -> int:
    """Of its letters, below where they are drawn from: scripts lie higher or lower in their line."""
    _left, highest, _right, lowest = font.getbbox(text, anchor="la")
    return int((highest + lowest) / 2)


def _fitted(title: str, face: str, right_to_left: bool) -> tuple[int, list[str]]:
    """The largest size at which it has room; at the smallest what is left over is cut."""
    for size in SIZES:
        lines = _broken(title, fonts.font(face, size))
        if len(lines) * size * 1.32 <= HEIGHT - 270 and len(lines) <= MOST_LINES:
            return size, lines
    kept = lines[: MOST_LINES + 1]
    return size, [*kept[:-1], _cut(kept[-1] + " …" * (len(lines) > len(kept)), fonts.font(face, size))]


def _broken(text: str, font: Any) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= ROOM:
            lines[-1] = longer
        else:
            lines += _parts(word, font)
    return [line for line in lines if line]


def _parts(word: str, font: Any) -> list[str]:
    """A word that is wider than the card, and text of scripts that put no spaces between words."""
    parts = [""]
    for letter in word:
        if font.getlength(parts[-1] + letter) > ROOM:
            parts.append("")
        parts[-1] += letter
        if len(parts) > MOST_LINES + 1:
            break
    return parts


def _cut(text: str, font: Any) -> str:
    while len(text) > 1 and font.getlength(text) > ROOM:
        text = text[:-2].rstrip(" …") + "…"
    return text
