"""Fonts for pictures that we draw: we bring none. Of those of the system the first is taken that has every letter of
the text; where none has, or where letters must be joined and there is nothing to join them with (raqm), there is none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
BOLD = ("NotoSans-Bold", "NotoSansArabic-Bold", "NotoNaskhArabic-Bold", "DejaVuSans-Bold", "LiberationSans-Bold")
PLAIN = (
    "NotoSans-Regular",
    "NotoSansArabic-Regular",
    "NotoNaskhArabic-Regular",
    "DejaVuSans",
    "LiberationSans-Regular",
)
HEAVY = ("bold", "black", "heavy")
SLANTED = ("italic", "oblique")
ALONE = ("LATIN", "GREEK", "CYRILLIC")  # scripts whose letters stand side by side


@cache
def available() -> bool:
    """Whether pictures can be drawn at all: the extra "pictures" is installed."""
    try:
        import fontTools.ttLib  # noqa: F401
        import PIL.Image  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache(maxsize=32)
def font(face: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(face, size)


def direction(right_to_left: bool) -> dict[str, str]:
    """Only raqm knows of directions."""
    return {"direction": "rtl" if right_to_left else "ltr"} if joins() else {}


def face(text: str, bold: bool = True) -> str | None:
    """The file of a font that has every letter of it."""
    wanted = {ord(letter) for letter in text if unicodedata.category(letter)[0] not in "ZC"}
    if not wanted or (not joins() and not all(map(_stands_alone, text))):
        return None
    return next((str(path) for path in _faces(bold) if wanted <= _letters(str(path))), None)


def _stands_alone(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "L" or unicodedata.name(letter, "").startswith(ALONE)


@cache
def joins() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


@cache
def _faces(bold: bool) -> tuple[Path, ...]:
    """Those of the system, those first that we know to be good."""
    found = {path.stem: path for path in sorted(_files()) if _is_of(path.stem.lower(), bold)}
    first = [found[name] for name in (BOLD if bold else PLAIN) if name in found]
    return (*first, *(path for path in found.values() if path not in first))


def _is_of(name: str, bold: bool) -> bool:
    if bold:
        return "bold" in name
    return not any(word in name for word in (*HEAVY, *SLANTED))


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for ending in ("ttf", "otf"):
            yield from Path(folder).rglob(f"*.{ending}")


@lru_cache(maxsize=400)
def _letters(face: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(face, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, AssertionError, KeyError):  # a broken file of the system is not ours to mend
        return frozenset()
