"""A drawing painted as PNG, where the extra "pictures" is installed and the system has a font with its letters."""

from __future__ import annotations

import io
import re
from typing import Any

from groundswell.lib import fonts
from groundswell.lib.charts.drawing import LEFT, MIDDLE, RIGHT, SHAPES, Bar, Drawing, Land, Line, Mark, Sign, Words
from groundswell.lib.charts.looks import PAPER, Look

SHARP = 2  # pixels to a unit
ANCHORS = {LEFT: "ls", MIDDLE: "ms", RIGHT: "rs"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ISOLATES = "\u2066\u2067\u2068\u2069\u200e\u200f"  # marks of direction, which a font would draw as boxes


def painted(drawing: Drawing, right_to_left: bool = False) -> bytes | None:
    """None where no font here has its letters."""
    from PIL import Image, ImageDraw

    texts = "".join(_bare(mark.text) for mark in drawing.marks if isinstance(mark, Words))
    faces = {bold: fonts.face(texts, bold) or fonts.face(texts) for bold in (False, True)}
    if not all(faces.values()):
        return None
    picture = Image.new("RGB", (round(drawing.width * SHARP), round(drawing.height * SHARP)), PAPER)
    pen = ImageDraw.Draw(picture)
    for mark in drawing.marks:
        _paint(pen, mark, faces, right_to_left)
    file = io.BytesIO()
    picture.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def _paint(pen: Any, mark: Mark, faces: dict[bool, str | None], right_to_left: bool) -> None:
    if isinstance(mark, Words):
        _write(pen, mark, faces, right_to_left)
    elif isinstance(mark, Bar):
        _bar(pen, mark)
    elif isinstance(mark, Line):
        look, ends = Look.of(mark.kind), (mark.x1, mark.y1, mark.x2, mark.y2)
        pen.line([end * SHARP for end in ends], fill=look.stroke, width=round(look.width * SHARP))
    elif isinstance(mark, Sign):
        _sign(pen, mark)
    else:
        _land(pen, mark)


def _write(pen: Any, mark: Words, faces: dict[bool, str | None], right_to_left: bool) -> None:
    look, text = Look.of(mark.kind), _bare(mark.text)
    font = fonts.font(str(faces[look.bold]), round(mark.size * SHARP))
    # Figures alone keep their order, as they do within an isolate on a page.
    way = fonts.direction(right_to_left and any(map(str.isalpha, text)))
    pen.text((mark.x * SHARP, mark.y * SHARP), text, font=font, fill=look.fill, anchor=ANCHORS[mark.at], **way)


def _bar(pen: Any, mark: Bar) -> None:
    look = Look.of(mark.kind)
    box = [mark.x, mark.y, mark.x + max(mark.width, 0.5), mark.y + max(mark.height, 0.5)]
    outline = None if look.stroke == "none" else look.stroke
    pen.rectangle([side * SHARP for side in box], fill=_fill(look), outline=outline, width=round(look.width * SHARP))


def _sign(pen: Any, mark: Sign) -> None:
    look, x, y, r = Look.of(f"sign-{mark.kind}"), mark.x * SHARP, mark.y * SHARP, mark.r * SHARP
    outline, width = (None if look.stroke == "none" else look.stroke), round(look.width * SHARP)
    if corners := SHAPES.get(mark.shape):
        pen.polygon([(x + across * r, y + down * r) for across, down in corners], fill=_fill(look), outline=outline)
    else:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=_fill(look), outline=outline, width=width)


def _land(pen: Any, mark: Land) -> None:
    """Lines are drawn to their ends; what would lie beyond the sheet was left out when the path was made."""
    look, x, y, scale = Look.of(mark.kind), mark.x * SHARP, mark.y * SHARP, mark.scale * SHARP
    if mark.kind == "land":
        pen.rectangle((x, y, x + mark.width * scale, y + mark.height * scale), fill=Look.of("sea").fill)
    for line in mark.path.split("M")[1:]:
        points = [(x + px * scale, y + py * scale) for px, py in _points(line)]
        if line.endswith("z") and len(points) > 2:
            pen.polygon(points, fill=look.fill)
        elif len(points) > 1:
            pen.line(points, fill=look.stroke, width=1)


def _points(line: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in NUMBER.findall(line)]
    points = [(numbers[0], numbers[1])]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return points


def _fill(look: Look) -> str | None:
    return None if look.fill == "none" else look.fill


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter not in ISOLATES)
