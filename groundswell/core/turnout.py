"""Turnout as people say it, and the figures that it stands for.

Words are always kept beside the figures made of them, with the name of the rule that made them:

- `ccc`: the data dictionary of the Crowd Counting Consortium ("hundreds" = 200, "thousands" = 2,000, "tens of
  thousands" = 20,000, "hundreds of thousands" = 200,000) and what its table does with
  the words it does not name: "dozens" 24, "several" and "a few" three of what follows, "a couple" two.
- `mpeds`: 36 for dozens, 150 for hundreds, 1,500 for thousands (see docs/data.md). Other words give no figure under it.
  The released code of the MPEDS project has lower ones (10, 100, 1,000), so we add none of our own.

"At least", "over", "about", "up to" and the like leave the figure as it is, as in the consortium's table. The word for
tens (decenas, عشرات) is where the Spanish and Arabic press say what the English one calls dozens, and is read as that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 20_000_000  # what is more than that was mistyped: no action had it
CCC, MPEDS = "ccc", "mpeds"
RULES: dict[str, dict[str, int]] = {
    CCC: {
        "dozens": 24,
        "hundreds": 200,
        "thousands": 2_000,
        "dozens of thousands": 20_000,  # "tens of thousands": tens and dozens are one word here
        "hundreds of thousands": 200_000,
        "few": 3,
        "couple": 2,
    },
    MPEDS: {"dozens": 36, "hundreds": 150, "thousands": 1_500},
}
CATEGORIES = ((1, 99), (2, 999), (3, 9_999))  # and 4 above


def figures(words: str, rule: str = CCC) -> tuple[int, int] | None:
    """The lowest and the highest figure that the words give. None where they give none, which is not nobody."""
    found = [number for number in _people(words, rule) if number <= LARGEST]
    return (min(found), max(found)) if found else None


def beyond_belief(words: str) -> bool:
    return any(number > LARGEST for number in _people(words, CCC))


def uses_rule(words: str, rule: str = CCC) -> bool:
    """Whether a rule made figures of vague words, or they were said outright."""
    return figures(words, rule) != figures(words, "")


def mean(low: int | None, high: int | None) -> float | None:
    if low is None or high is None:
        return high if low is None else low
    return (low + high) / 2


def size_category(low: int | None, high: int | None) -> int:
    """0 unknown · 1: 1–99 · 2: 100–999 · 3: 1,000–9,999 · 4: 10,000 and more; by the mean."""
    middle = mean(low, high)
    if middle is None:
        return 0
    return next((category for category, last in CATEGORIES if middle < last + 1), 4)


# The words, written as `_plain` leaves them.
_MARKS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "’": "'", "٬": ",", "٫": ".", "،": ",", "؛": ";"})
_TOKEN = re.compile(
    r"(?P<scientific>\d+(?:\.\d+)?e\+?\d{1,2}(?!\w))"
    r"|(?P<grouped>\d{1,3}(?P<mark>[,.' ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?)"
    r"|(?P<figure>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+)|(?P<sign>\S)"
)
_TIME = re.compile(r"\d{1,2}:\d{2}")
_TENS = {
    word: 10 * place
    for words in (
        "ten twenty thirty forty fifty sixty seventy eighty ninety",
        "diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "عشره عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين",
        "عشر عشرون ثلاثون اربعون خمسون ستون سبعون ثمانون تسعون",
    )
    for place, word in enumerate(words.split(), 1)
}
_ONES = {
    word: place
    for words in (
        "one two three four five six seven eight nine",
        "uno dos tres cuatro cinco seis siete ocho nueve",
        "واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه",
        "واحد اثنين ثلاث اربع خمس ست سبع ثماني تسع",
    )
    for place, word in enumerate(words.split(), 1)
} | {"lone": 1, "both": 2}
_TEENS = {
    word: place
    for words in (
        "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    )
    for place, word in enumerate(words.split(), 11)
}
_HUNDREDS = {
    word: 100 * place
    for words in (
        "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
        "ciento doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas",
        "مييه ميتين ثلاثمييه اربعمييه خمسمييه ستمييه سبعمييه ثمانمييه تسعمييه",
        "ميه ميتان ثلاثميه اربعميه خمسميه ستميه سبعميه ثمانميه تسعميه",
        "مايه مايتين ثلاثمايه اربعمايه خمسمايه ستمايه سبعمايه ثمانمايه تسعمايه",
    )
    for place, word in enumerate(words.split(), 1)
}
_NUMBERS = _ONES | _TEENS | _TENS | _HUNDREDS | {"الفين": 2_000, "الفان": 2_000, "الفي": 2_000}
_TIMES = {
    12: "dozen dozens docena docenas",
    20: "score",
    100: "hundred hundreds cientos centenar centenares ميات",
    1_000: "k thousand thousands mil millar millares الف الفا الاف",
    1_000_000: "m mn million millions millon millones مليون ملايين",
}
_UNITS = {word: number for number, words in _TIMES.items() for word in words.split()}
_VAGUE = {
    word: name
    for name, words in {
        "dozens": "dozens tens docenas decenas عشرات",
        "hundreds": "hundreds cientos centenares centenas ميات",
        "thousands": "thousands miles millares الاف الوف",
        "scores": "scores",
        "millions": "millions millones ملايين",
    }.items()
    for word in words.split()
}
_FEW = {"few", "several", "varios", "varias", "cuantos", "cuantas", "pocos", "بضع", "بضعه", "عده"}
_SOME = dict.fromkeys(_FEW, "few") | {"couple": "couple"}
_HALF = {"half", "medio", "media", "نصف"}
_ARTICLES = {"a", "an", "of", "de", "un", "una", "the", "estimated"}
_UP_TO = {"-", "–", "—", "−", "~", "to", "a", "or", "o", "الي", "او"}
_AND = {"and", "y", "و"}
_BETWEEN = {"between", "entre", "بين"}
# A figure before one of these counts something else.
_ELSE = """
    % st nd rd th am pm h hrs hours hour minutes min km kilometres kilometers miles mile blocks years metres meters
    dias horas minutos anos metros ساعه ساعات دقيقه كم
"""
_NOT_PEOPLE = frozenset(_ELSE.split())


@dataclass
class _Figure:
    number: float
    weak: bool = False  # a small word that may well not count people: "one", "a few"
    times: int = 1


def _people(words: str, rule: str) -> Iterator[int]:
    found = list(_found(_tokens(words), RULES.get(rule, {})))
    strong = [figure for figure in found if not figure.weak] or found
    return (int(figure.number) for figure in strong if figure.number >= 1)


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words.casefold())
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Mn", "Cf"))
    text = "".join(str(unicodedata.decimal(letter, letter)) for letter in text)
    return _TIME.sub(" ", text.translate(_MARKS))


def _tokens(words: str) -> list[str | float]:
    """Words and signs as they are, figures as numbers."""
    tokens: list[str | float] = []
    matches = list(_TOKEN.finditer(_plain(words[:2_000])))
    for match, after in zip(matches, [*matches, None][1:], strict=True):
        follows = after.group() if after else ""
        tokens.append(match.group() if match["word"] or match["sign"] else _number(match, _UNITS.get(follows, 1)))
    return [_bare(token) if isinstance(token, str) else token for token in tokens]


def _number(match: re.Match[str], unit: int) -> float:
    text = match.group()
    if match["scientific"]:
        return float(text)
    if match["grouped"] and not (unit >= 1_000 and match["mark"] in ",." and text.count(match["mark"]) == 1):
        return float(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", text)))
    digits = text.replace(",", ".").replace("'", "").replace(" ", "")
    return float(digits) if len(digits) < 40 else float(LARGEST + 1)


def _bare(word: str) -> str:
    """An Arabic word without the article and the small words that are written onto it."""
    bare = re.sub(r"^[وبلك]?(?:ال|لل)(?=\w{3})", "", word)
    return bare if bare in _VAGUE or bare in _UNITS else word


def _found(tokens: list[str | float], rule: dict[str, int]) -> Iterator[_Figure]:
    before: _Figure | None = None
    joined, place = False, 0
    between = any(token in _BETWEEN for token in tokens)
    while place < len(tokens):
        figure, used = _read(tokens, place, rule)
        if figure and (place + used < len(tokens) and tokens[place + used] in _NOT_PEOPLE):
            figure, used = None, used + 1
        if figure:
            if before and joined:
                _share(before, figure)
            if before:
                yield before
            before = figure
        joined = not figure and (tokens[place] in _UP_TO or (between and tokens[place] in _AND))
        place += used
    if before:
        yield before


def _share(first: _Figure, second: _Figure) -> None:
    """ "Two to three thousand": what stands behind the second is meant of both."""
    if first.times == 1 and second.times > 1 and first.number < second.number / second.times:
        first.number, first.times = first.number * second.times, second.times
    if first.weak != second.weak:
        first.weak = second.weak = False


def _read(tokens: list[str | float], place: int, rule: dict[str, int]) -> tuple[_Figure | None, int]:
    """What stands at this place, and how many tokens it takes."""
    token = tokens[place]
    if token in _SOME:
        return _some(tokens, place, rule)
    if token in _HALF:
        after = _skip(tokens, place + 1)
        if after < len(tokens) and tokens[after] in _UNITS:
            return _Figure(_UNITS[str(tokens[after])] / 2), after + 1 - place
        return None, 1
    if token in _VAGUE:
        return _vague(tokens, place, rule)
    return _counted(tokens, place)


def _vague(tokens: list[str | float], place: int, rule: dict[str, int]) -> tuple[_Figure | None, int]:
    if place and tokens[place - 1] == "for":
        return None, 1  # "for miles", "for hundreds of reasons"
    name, after = _VAGUE[str(tokens[place])], _skip(tokens, place + 1)
    larger = _VAGUE.get(str(tokens[after])) if after < len(tokens) else None
    if larger in ("thousands", "millions"):
        name, place, after = f"{name} of {larger}", place, after + 1
    else:
        after = place + 1
    return (_Figure(rule[name]) if name in rule else None), max(after - place, 1)


def _some(tokens: list[str | float], place: int, rule: dict[str, int]) -> tuple[_Figure | None, int]:
    """ "Several hundred", "a few dozen", "a couple of thousand"."""
    many, after = rule.get(_SOME[str(tokens[place])]), _skip(tokens, place + 1)
    unit = _UNITS.get(str(tokens[after])) or {"miles": 1_000}.get(str(tokens[after])) if after < len(tokens) else None
    used = (after + 1 if unit else place + 1) - place
    return (_Figure(many * (unit or 1), weak=not unit) if many else None), used


def _counted(tokens: list[str | float], place: int) -> tuple[_Figure | None, int]:
    """A number in figures or words, with what multiplies it."""
    token = tokens[place]
    if not isinstance(token, float):
        return _spoken(tokens, place)
    start, times, place = place, 1, place + 1
    while place < len(tokens) and tokens[place] in _UNITS:
        times, place = times * _UNITS[str(tokens[place])], place + 1
    return _Figure(token * times, times=times), place - start


def _spoken(tokens: list[str | float], place: int) -> tuple[_Figure | None, int]:
    """ "Two hundred and fifty thousand": what is less is added, a unit multiplies what stands before it."""
    start, total, current, room, scale = place, 0, 0, 1_000_000_000, 1_000_000_000
    while place < len(tokens):
        word = str(tokens[place])
        if word in _NUMBERS and _NUMBERS[word] < room:
            current, room = current + _NUMBERS[word], _room(_NUMBERS[word])
        elif _UNITS.get(word, 1_000) < 1_000 and current < 100:
            current, room = (current or 1) * _UNITS[word], 100
        elif word in _UNITS and len(word) > 2 and 1_000 <= _UNITS[word] < scale:
            scale = room = _UNITS[word]
            total, current = total + (current or 1) * scale, 0
        else:
            break
        place += 1
        place += _joins(tokens, place, room)
    if place == start:
        return None, 1
    small = place == start + 1 and tokens[start] in _ONES
    return _Figure(total + current, weak=small, times=_last_unit(tokens, place)), place - start


def _room(number: int) -> int:
    """What may still be added to a number in words: ones to tens, tens to hundreds."""
    return 0 if number < 20 else 10 if number < 100 else 100


def _joins(tokens: list[str | float], place: int, room: int) -> int:
    """1 where a hyphen or "and" goes on with the number: "and fifty" does, "and three hundred" begins another."""
    if place + 1 >= len(tokens) or tokens[place] not in (*_AND, "-"):
        return 0
    follows = tokens[place + 2] if place + 2 < len(tokens) else ""
    return int(follows not in _UNITS and _NUMBERS.get(str(tokens[place + 1]), room) < room)


def _last_unit(tokens: list[str | float], end: int) -> int:
    return _UNITS.get(str(tokens[end - 1]), 1)


def _skip(tokens: list[str | float], place: int) -> int:
    while place < len(tokens) and tokens[place] in _ARTICLES:
        place += 1
    return place
