"""How each kind of mark looks in a file: on white paper, in colours that can be told apart when printed in grey."""

from __future__ import annotations

from dataclasses import dataclass

FONTS = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", system-ui, sans-serif'
PAPER = "#ffffff"
INK, SOFT, EDGE, LINE, BLUE, PALE = "#17203a", "#535d79", "#81869a", "#dedacd", "#1e40af", "#c9d3f2"


@dataclass(frozen=True)
class Look:
    fill: str = "none"
    stroke: str = "none"
    width: float = 1.0
    dashes: str = ""
    bold: bool = False
    clear: float = 1.0

    @classmethod
    def of(cls, kind: str) -> Look:
        return LOOKS[kind]

    def attributes(self) -> dict[str, str]:
        told = {"fill": self.fill}
        if self.stroke != "none":
            told |= {"stroke": self.stroke, "stroke-width": f"{self.width:g}"}
        if self.dashes:
            told["stroke-dasharray"] = self.dashes
        if self.bold:
            told["font-weight"] = "700"
        if self.clear < 1:
            told["fill-opacity"] = f"{self.clear:g}"
        return told


LOOKS = {
    "sure": Look(BLUE),
    "maybe": Look(PALE, BLUE),
    "none": Look("none", EDGE, 1.2, "2 2"),
    "count": Look(INK),
    "blank": Look(PAPER, EDGE, 1),
    "axis": Look("none", EDGE, 1),
    "grid": Look("none", LINE, 1),
    "label": Look(INK),
    "soft": Look(SOFT),
    "strong": Look(INK, bold=True),
    "sign-sure": Look(BLUE, PAPER, 1),
    "sign-maybe": Look("none", BLUE, 1),
    "sign-none": Look("none", EDGE, 1),
    "disc": Look(BLUE, PAPER, 1, clear=0.85),
    "sea": Look("#e4edf1"),
    "land": Look("#c6d1c8"),
    "border": Look("none", "#eef3ee", 1),
}
