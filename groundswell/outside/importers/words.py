"""Small readings of what people write into cells."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from groundswell.core import kinds
from groundswell.lib.text import fold

YES, NO = {"1", "true", "yes", "y", "t"}, {"0", "false", "no", "n", "f"}
NOTHING = {"", "NA", "N/A", "NULL", "null", "None", "-"}
KINDS = {fold(kind): kind for kind in kinds.ACTIONS if kind not in ("other", "online")} | {
    "picket line": "picket",
    "picketing": "picket",
    "candlelight vigil": "vigil",
    "procession": "march",
    "parade": "march",
    "walkout": "strike",
    "walk out": "strike",
    "car caravan": "caravan",
    "motorcade": "caravan",
    "film screening": "screening",
    "teachin": "teach-in",
    "sitin": "sit-in",
    "webinar": "online",
    "virtual": "online",
}
BETWEEN = re.compile(r"[;,/|]| and ")


@lru_cache(maxsize=5_000)
def kind(*words: str) -> str:
    """The first kind of action that these words name; other where they name none."""
    for text in words:
        for part in BETWEEN.split(text.lower()):
            found = KINDS.get(fold(part).rstrip("s")) or KINDS.get(fold(part))
            if found:
                return found
    return "other"


def kind_in(text: str) -> str:
    """The first kind of action named anywhere in a text."""
    words = fold(text).split()
    pairs = [f"{one} {two}" for one, two in zip(words, [*words[1:], ""], strict=True)]
    found = (KINDS.get(pair) or KINDS.get(word) for word, pair in zip(words, pairs, strict=True))
    return next((kind for kind in found if kind), "other")


def truth(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None


def several(text: str, between: str = ";") -> list[str]:
    return [part for one in text.split(between) if (part := one.strip())]


def number(text: str) -> float | None:
    """Raises ValueError for what is no number."""
    if text.strip() in NOTHING:
        return None
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def whole(text: str) -> int | None:
    found = number(text)
    return None if found is None else int(found)
