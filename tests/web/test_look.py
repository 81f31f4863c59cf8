"""The look keeps its promises: light, legible in both themes, and without a left or a right."""

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "groundswell/web"
SHEET = (WEB / "static/web/groundswell.css").read_text()
SCRIPTS = sorted((WEB / "static/web/js").glob("*.js"))
PAGES = sorted((WEB / "templates").rglob("*.html"))

Colours = dict[str, str]


def declared(block: str) -> Colours:
    return {
        name: "#" + "".join(c * 2 for c in value) if len(value) == 3 else "#" + value
        for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{3}|[0-9a-f]{6});", block)
    }


def palettes(text: str) -> dict[str, Colours]:
    return {name: declared(block) for name, block in re.findall(r"\[data-palette=(\w+)\] \{(.*?)\}", text)}


def themes() -> dict[str, Colours]:
    """The two themes, and each palette in each; what the dark does not say again stays as in the light."""
    tokens = SHEET[SHEET.index("@layer tokens {") : SHEET.index("@layer elements {")]
    bright, dim = tokens.split("prefers-color-scheme: dark", 1)
    light = declared(bright.split("[data-palette", 1)[0])
    dark = light | declared(dim.split("[data-palette", 1)[0])
    found = {"light": light, "dark": dark}
    for name, pair in palettes(bright).items():
        found[f"light {name}"] = light | pair
        found[f"dark {name}"] = dark | pair | palettes(dim)[name]
    return found


def brightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    (ink, ground) for ink in ("ink", "soft", "link", "good", "warn", "stop") for ground in ("paper", "card", "sunk")
]
TEXT += [("on-mark", "mark"), ("on-deep", "deep"), ("on-deep-soft", "deep"), ("good", "good-bg"), ("warn", "warn-bg")]
TEXT += [("stop", "stop-bg"), ("link", "link-bg"), ("ink", "link-bg"), ("ink", "stop-bg"), ("ink", "warn-bg")]
SHAPES = [("edge", "paper"), ("edge", "card"), ("edge", "sunk"), ("mark", "deep"), ("stop", "land"), ("stop", "water")]


@pytest.mark.parametrize("theme", themes())
def test_every_text_passes_aa(theme: str) -> None:
    colours = themes()[theme]
    assert [pair for pair in TEXT if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("theme", themes())
def test_every_shape_stands_out_three_to_one(theme: str) -> None:
    colours = themes()[theme]
    assert [pair for pair in SHAPES if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_the_sheet_is_light() -> None:
    assert len(gzip.compress(SHEET.encode(), 9)) <= 13_000


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_small(script: Path) -> None:
    assert len(gzip.compress(script.read_bytes(), 9)) <= 2_048


def test_the_sheet_knows_no_left_and_right() -> None:
    sides = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)"
    assert re.findall(sides + r"|[{;] *(?:left|right|width|height):", SHEET) == []


def test_the_sheet_asks_no_other_host() -> None:
    assert [address for address in re.findall(r"url\(\"?([^)\"]+)", SHEET) if ":" in address] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_page_has_no_inline_style_script_or_handler(page: Path) -> None:
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page.read_text()) == []
