"""Letters that look like others: what a title looks like, and words that mix scripts.

After Unicode Technical Standard #39, "Unicode Security Mechanisms": a skeleton for comparing, and a check for mixed
scripts. The table is a small part of its `confusables.txt`: the Cyrillic, Greek and Armenian letters and the signs that
look like Latin letters in common typefaces.
"""

from __future__ import annotations

import re
import unicodedata

_LIKE = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
    "һ": "h", "ӏ": "l", "ԛ": "q", "ԝ": "w", "ѵ": "v", "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H",
    "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S", "Ү": "Y", "Ь": "b",
    "α": "a", "ο": "o", "ν": "v", "ι": "i", "κ": "k", "ρ": "p", "υ": "u", "χ": "x", "γ": "y", "Α": "A", "Β": "B",
    "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y",
    "Χ": "X", "օ": "o", "ս": "u", "հ": "h", "ց": "g", "ո": "n", "ɑ": "a", "ɡ": "g", "ı": "i", "ǀ": "l", "ⅼ": "l",
    "ℓ": "l", "０": "0", "１": "1",
}  # fmt: skip
_TABLE = str.maketrans(_LIKE)
_WORD = re.compile(r"[^\W\d_]+")
_MIXABLE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def skeleton(text: str) -> str:
    """What it looks like: two texts with one skeleton cannot be told apart at a glance."""
    return unicodedata.normalize("NFKD", text.translate(_TABLE))


def mixed(text: str) -> list[str]:
    """The words in it whose letters are of two scripts that look alike."""
    return [word.group() for word in _WORD.finditer(text) if len(_scripts(word.group())) > 1]


def _scripts(word: str) -> set[str]:
    if word.isascii():
        return {"LATIN"}
    names = (unicodedata.name(letter, "").split(" ", 1)[0] for letter in word)
    return {name for name in names if name in _MIXABLE}
