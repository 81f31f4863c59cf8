"""Countries by their ISO 3166-1 alpha-2 codes (and XK): their names, and the code that somebody's words mean.

The data is the Unicode CLDR's, written by `bin/countries`.
"""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from groundswell.lib.text import fold


class _Data(TypedDict):
    names: dict[str, dict[str, str]]
    codes: dict[str, str]
    found: dict[str, str]


@cache
def _data() -> _Data:
    loaded: _Data = json.loads(Path(__file__).with_name("countries.json").read_bytes())
    return loaded


CODES = tuple(_data()["names"]["en"])


def name(code: str, language: str) -> str:
    """The country's name in this language, or in English; a code we do not know stands for itself."""
    return _names(language).get(code, code)


@cache
def names(code: str) -> tuple[str, ...]:
    """The country's names in the languages of the pages, each once; none of a code we do not know."""
    return tuple(dict.fromkeys(of[code] for of in _data()["names"].values() if code in of))


def find(text: str) -> str | None:
    """The code of the country that these words name in any of some thirty languages."""
    data, bare, words = _data(), text.strip(), fold(text)
    if bare.isupper() and bare in data["codes"]:
        return data["codes"][bare]  # but "Nga" is Russia to a reader of Vietnamese
    return data["found"].get(words) or data["found"].get(words.removeprefix("the ")) or data["codes"].get(bare.upper())


@cache
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """Codes with names, in the order in which a reader of the language looks for them."""
    return tuple(sorted(_names(language).items(), key=lambda pair: _sorting_key(pair[1])))


def _names(language: str) -> dict[str, str]:
    names = _data()["names"]
    return names.get(language) or names.get(language.split("-")[0]) or names["en"]


def _sorting_key(country: str) -> tuple[str, str]:
    return fold(country), country
