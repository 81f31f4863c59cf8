"""Language tags (BCP 47): whether one is well formed, how it is written, what stands in for it, which way it runs."""

import re

from django.conf.locale import LANG_INFO

LONGEST = 35
_WELL_FORMED = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE | re.ASCII
)
_FROM_RIGHT = {"ar", "arc", "azb", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr",
               "ug", "ur", "yi"}  # fmt: skip
_SCRIPTS_FROM_RIGHT = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}


def well_formed(tag: str) -> bool:
    return len(tag) <= LONGEST and _WELL_FORMED.fullmatch(tag) is not None


def canonical(tag: str) -> str:
    """`pt_br` is `pt-BR`, `ZH-hant` is `zh-Hant`: so that one language is written in one way."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *map(_subtag, rest)])


def _subtag(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()


def wider(tag: str) -> list[str]:
    """The tag, then without its last part, and so on (RFC 4647, 3.4): zh-Hant-TW, zh-Hant, zh."""
    parts = canonical(tag).split("-")
    return ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]


def alike(one: str, other: str) -> bool:
    """Whether who reads the one reads the other: the same language, in no other script as far as they say."""
    (first, *some), (second, *others) = canonical(one).split("-"), canonical(other).split("-")
    scripts = {part for part in (*some, *others) if len(part) == 4 and part.isalpha()}
    return first == second and len(scripts) < 2


def direction(tag: str) -> str:
    first, *rest = canonical(tag).lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    from_right = script in _SCRIPTS_FROM_RIGHT if script else first in _FROM_RIGHT
    return "rtl" if from_right else "ltr"


def name(tag: str) -> str:
    """In that language itself, so that those who speak it recognise it; the tag where we do not know its name."""
    for wide in wider(tag):
        if found := LANG_INFO.get(wide.lower(), {}).get("name_local"):
            rest = canonical(tag)[len(wide) + 1 :]
            return f"{found} ({rest})" if rest else str(found)
    return tag


def known() -> list[tuple[str, str]]:
    """Those whose names we know, by their names."""
    tags = (tag for tag, info in LANG_INFO.items() if "name_local" in info)
    return sorted(((canonical(tag), name(tag)) for tag in tags), key=lambda pair: pair[1].casefold())
