"""A drawing as SVG: within a page, whose stylesheet says how each kind of mark looks; or as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from groundswell.lib.charts.drawing import LEFT, MIDDLE, RIGHT, SHAPES, Bar, Drawing, Land, Line, Mark, Sign, Words
from groundswell.lib.charts.looks import FONTS, PAPER, Look


def inline(drawing: Drawing, name: str, title: str, told: str, more: str = "") -> str:
    """For a page. `name` makes its ids its own; `more` are further classes."""
    size = f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
    ids = f'role="img" aria-labelledby="{name}-t {name}-d"'
    said = f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>'
    body = "".join(_written(drawing.marks, None, False, name))
    return f'<svg class="chart {more}" {size} {ids}>{said}{body}</svg>'


def standalone(drawing: Drawing, title: str, told: str, language: str, right_to_left: bool) -> str:
    """As a file: every look is written at its mark, because a file has no stylesheet of ours."""
    size = f'width="{_n(drawing.width)}" height="{_n(drawing.height)}"'
    box = f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
    way = ' direction="rtl"' if right_to_left else ""
    said = f"<title>{escape(title)}</title><desc>{escape(told)}</desc>"
    paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    body = "".join(_written(drawing.marks, FONTS, right_to_left, "c"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang={quoteattr(language)} role="img" {size} {box}{way}'
    return f'{head} font-family={quoteattr(FONTS)} font-variant-numeric="tabular-nums">{said}{paper}{body}</svg>\n'


def marks(these: list[Mark]) -> str:
    """Marks alone, for a page that has the sheet around them."""
    return "".join(_written(these, None, False, ""))


def _written(these: list[Mark], fonts: str | None, right_to_left: bool, name: str) -> Iterator[str]:
    """Neighbours of one kind that are outlines are one path: a page of many bars stays light."""
    for (sort, kind), group in groupby(these, key=lambda mark: (type(mark), mark.kind)):
        found = list(group)
        if sort in (Bar, Line, Sign):
            look = _look(kind if sort is not Sign else f"sign-{kind}", bool(fonts))
            yield f'<path{look} d="{"".join(_outline(mark) for mark in found)}"/>'
        elif sort is Words:
            yield from (_text(mark, bool(fonts), right_to_left) for mark in found if isinstance(mark, Words))
        else:
            yield from (_land(mark, name, at) for at, mark in enumerate(found) if isinstance(mark, Land))


def _look(kind: str, written: bool) -> str:
    if not written:
        return f' class="c-{kind}"'
    return "".join(f' {name}="{value}"' for name, value in Look.of(kind).attributes().items())


def _outline(mark: Mark) -> str:
    if isinstance(mark, Bar):
        return f"M{_n(mark.x)} {_n(mark.y)}h{_n(mark.width)}v{_n(mark.height)}h-{_n(mark.width)}z"
    if isinstance(mark, Line):
        return f"M{_n(mark.x1)} {_n(mark.y1)}L{_n(mark.x2)} {_n(mark.y2)}"
    assert isinstance(mark, Sign)
    if corners := SHAPES.get(mark.shape):
        return "M" + "L".join(f"{_n(mark.x + x * mark.r)} {_n(mark.y + y * mark.r)}" for x, y in corners) + "z"
    y, r, across = _n(mark.y), _n(mark.r), _n(2 * mark.r)
    return f"M{_n(mark.x - mark.r)} {y}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0-{across} 0z"


ANCHORS: Mapping[bool, Mapping[str, str]] = {
    False: {LEFT: "", MIDDLE: "middle", RIGHT: "end"},
    True: {LEFT: "end", MIDDLE: "middle", RIGHT: ""},  # where lines begin on the right
}


def _text(mark: Words, written: bool, right_to_left: bool) -> str:
    """On a page the stylesheet turns the anchors where the page reads from the right."""
    look = _look(mark.kind, written)
    if written:
        anchor = ANCHORS[right_to_left][mark.at]
        look += f' font-size="{_n(mark.size)}"' + (f' text-anchor="{anchor}"' if anchor else "")
    elif mark.at != LEFT:
        look = look[:-1] + f' at-{mark.at}"'
    return f'<text{look} x="{_n(mark.x)}" y="{_n(mark.y)}">{escape(mark.text)}</text>'


def _land(mark: Land, name: str, at: int) -> str:
    clip = f"{name}-{mark.kind}-{at}-{int(mark.x)}-{int(mark.y)}"
    box = f'<clipPath id="{clip}"><path d="M0 0h{_n(mark.width)}v{_n(mark.height)}H0z"/></clipPath>'
    place = f'transform="translate({_n(mark.x)} {_n(mark.y)}) scale({mark.scale:.4f})"'
    sea = f'<path{_look("sea", True)} d="M0 0h{_n(mark.width)}v{_n(mark.height)}H0z"/>' if mark.kind == "land" else ""
    return f'<g {place}>{box}{sea}<path{_look(mark.kind, True)} clip-path="url(#{clip})" d="{mark.path}"/></g>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
