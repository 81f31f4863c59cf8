"""How the figures are found in words: what counts something else goes, then words and signs are read in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from groundswell.core.turnout_words import (
    AFTER_A_NUMBER,
    AFTER_WORDS,
    AND,
    ARTICLES,
    BETWEEN,
    COMPOUNDS,
    GIVEN,
    HALF,
    MONEY,
    NOT_PEOPLE,
    NUMBERS,
    ONES,
    PEOPLE,
    PHRASES,
    SOME,
    UNIT_OF_VAGUE,
    UNITS,
    UP_TO,
    VAGUE,
    WARY,
    plain,
)

MOST = 2_000  # characters: more than anybody says of a crowd
TOO_LONG = 1e20  # as a number: beyond belief
Token = str | float


@dataclass
class Figure:
    number: float
    weak: bool = False  # a small word that may well not count people: "one", "a few"
    times: int = 1


def people(words: str, rule: dict[str, int]) -> Iterator[int]:
    found = list(_found(list(_tokens(words)), rule))
    strong = [figure for figure in found if not figure.weak] or found
    return (int(figure.number) for figure in strong if figure.number >= 1)


def marked(words: str) -> str:
    """What stands beside the figures: at-most, at-least or about; "" where nothing does."""
    text = _without_others(plain(words[:MOST]))
    return next((given for given, marks in _MARKS.items() if marks.search(text)), "")


# What is no number of people, and what is one in its script's own way.

_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963\u0970-\u097f])"  # the vowels of Hindi are marks and no letters
_TOKEN = re.compile(
    r"(?P<scientific>\d+(?:\.\d+)?e\+?\d{1,2}(?!\w))"
    r"|(?P<indian>\d{1,2}(?:,\d{2})+,\d{3}(?![\d,]))"
    r"|(?P<grouped>\d{1,3}(?P<mark>[,.' ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?)"
    rf"|(?P<figure>\d+(?:[.,]\d+)?)|(?P<word>{_LETTER}+)|(?P<sign>\S)"
)
_MONTHS = """january february april june july august september october november december jan feb apr jun jul aug sept
    sep oct nov dec enero febrero abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier fevrier
    mars avril mai juin juillet aout septembre octobre novembre decembre janeiro fevereiro marco maio junho julho
    setembro outubro novembro dezembro januar februar marz juni juli oktober dezember gennaio febbraio aprile maggio
    giugno luglio settembre ottobre dicembre января февраля марта апреля мая июня июля августа сентября октября ноября
    декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня ocak subat mart nisan
    mayis haziran temmuz agustos eylul ekim kasim aralik januari februari maret agustus desember يناير فبراير مارس
    ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر فروردين ارديبهشت خرداد تير مرداد شهريور مهر ابان اذر دي
    بهمن اسفند जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"""
_MONTH = "(?:" + "|".join(sorted({plain(word) for word in _MONTHS.split()}, key=len, reverse=True)) + r")(?!\w)"
_OTHERS = re.compile(
    "|".join(
        (
            r"\d{1,2}:\d{2}(?::\d{2})?",
            r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d{2})(?!\d)",
            rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|of\s+)?{_MONTH}(?:,?\s+(?:de\s+)?(?:19|20)\d\d(?!\d))?",
            rf"(?<!\w){_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?![\d,.]\d|\d)(?:,?\s+(?:19|20)\d\d(?!\d))?",
            r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:march|may)\s+(?:19|20)\d\d(?!\d)",
            r"(?<!\w)(?:march|may)\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d(?!\d)",
            r"(?<!\w)on\s+(?:march|may)\s+\d{1,2}(?!\d)|(?<!\w)on\s+\d{1,2}(?:th)?\s+(?:march|may)(?!\w)(?:\s+(?:19|20)\d\d)?",
            r"(?<!\w)(?:in|since|en|em|im|seit|depuis|desde|dal|nel|в|у|с|з|منذ|عام|سنه|سال)\s+(?:19|20)\d\d(?!\d|[,.]\d)",
            r"(?<!\w)\d+(?:[.,]\d+)?\s*(?:%|per ?cent|pour cent|por cento|por ciento|prozent|процент\w*"
            r"|відсот\w*|درصد|في المي?يه|फीसदी|प्रतिशत|persen)",
            r"(?:%|yuzde)\s*\d+(?:[.,]\d+)?",
            r"\d+(?:[.,]\d+)?\s*(?:年|月|日|号|時|时|点|點|分|秒|小时|小時|天|周|週|歳|岁|元|円|公里|キロ|回|度|市|省"
            r"|国|カ所|か所|個|キロメートル)(?!人)",
        )
    )
)
_MAYBE = re.compile(r"\d\W*[^\d\s,.'+–-]|[^\W\d]\W*\d|\d[/-]\d|%")  # a figure with more than figures beside it
_HAN = re.compile(r"(?:数|几|何|好几|成|上)?[零〇一二三四五六七八九两十百千万亿]+(?=(?P<after>.?))")
_HAN_ONES = {letter: place for place, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_HAN_VAGUE = {"十": "dozens", "百": "hundreds", "千": "thousands", "万": "zehntausende", "十万": "hunderttausende"}
_HAN_ELSE = frozenset("年月日号時时点點分秒小天周週歳岁元円公回度市省国個个")
_HAN_JOINT = re.compile(r"(?<=[\d人名百千万亿十])(?:至|到|から|~)(?=[\d数几约約一二三四五六七八九两百千万])")
_PHRASES = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PHRASES, key=len, reverse=True)))})(?!\w)")


def _without_others(text: str) -> str:
    return _OTHERS.sub(" ", text) if _MAYBE.search(text) else text


def _read_through(words: str) -> str:
    text = _PHRASES.sub(lambda match: PHRASES[match.group()], _without_others(plain(words[:MOST])))
    return text if text.isascii() else _HAN.sub(_han, _HAN_JOINT.sub(" to ", text))


def _han(match: re.Match[str]) -> str:
    """A number in Chinese characters, which stands among the others without a gap."""
    text, before = match.group(), match.string[: match.start()][-1:]
    if before.isdigit() and text[0] in _HAN_UNITS:
        return _after_digits(text)
    if text[0] in "数几何好":
        return _several(text.lstrip("数几何好"), some=text[0] in "几好")
    text = text.lstrip("成上")
    if not text or match["after"] in _HAN_ELSE or (len(text) == 1 and match["after"] not in ("人", "名", "多", "位")):
        return " "
    return f" {_han_number(text)} "


def _after_digits(text: str) -> str:
    """ "3万" keeps its unit apart, so that "2 to 3万" is read; "3万5千" has both behind it."""
    return " " + " ".join({"十": "puluh"}.get(letter, letter) for letter in text if letter in _HAN_UNITS) + " "


def _several(unit: str, *, some: bool) -> str:
    """数百 is hundreds; 几百 is several hundred."""
    if some and unit in ("百", "千", "万"):
        return f" few {unit} "
    return f" {_HAN_VAGUE.get(unit, '')} "


def _han_number(text: str) -> int:
    total = section = digit = 0
    for letter in text:
        unit = _HAN_UNITS.get(letter)
        if unit is None:
            digit = _HAN_ONES[letter]
        elif unit < 10_000:
            section, digit = section + (digit or 1) * unit, 0
        else:
            total, section, digit = total + (section + digit or 1) * unit, 0, 0
    return total + section + digit


@lru_cache(maxsize=500)
def _tokens(words: str) -> tuple[Token, ...]:
    """Words and signs as they are, figures as numbers. Kept, because each rule asks for them anew."""
    tokens: list[Token] = []
    matches = list(_TOKEN.finditer(_read_through(words)))
    for match, after in zip(matches, [*matches, None][1:], strict=True):
        if match["word"] or match["sign"]:
            tokens += _parts(match.group())
        else:
            tokens.append(_number(match, UNITS.get(after.group() if after else "", 1)))
    return tuple(tokens)


def _number(match: re.Match[str], unit: int) -> float:
    text = match.group()
    if match["scientific"]:
        return float(text)
    if match["indian"]:
        return float(text.replace(",", ""))
    if match["grouped"] and not (unit >= 1_000 and match["mark"] in ",." and text.count(match["mark"]) == 1):
        return float(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", text)))
    digits = text.replace(",", ".").replace("'", "").replace(" ", "")
    return float(digits) if len(digits) < 40 else TOO_LONG


def _parts(word: str) -> list[Token]:
    """An Arabic word without the article and the small words that are written onto it; of a number that is written as
    one word, its parts; of what stands without a gap before a sign that counts people, both."""
    if word.isascii():
        return _compound(word) if len(word) > 5 and word not in VAGUE and word not in UNITS else [word]
    bare = re.sub(r"^[وبلك]?(?:ال|لل)(?=\w{3})", "", word)
    return [bare if bare in VAGUE or bare in UNITS else word]


def _compiled(parts: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))


_COMPOUNDS = [(_compiled(parts), parts) for parts in COMPOUNDS]


def _compound(word: str) -> list[Token]:
    for pattern, parts in _COMPOUNDS:
        found = pattern.findall(word)
        if len(found) > 1 and "".join(found) == word:
            return _turned([parts[part] for part in found])
    return [word]


def _turned(parts: list[str]) -> list[Token]:
    """Five and twenty is twenty-five."""
    turned: list[Token] = []
    for part in parts:
        turned.append(part)
        if len(turned) > 2 and turned[-2] == "und" and turned[-3] in ONES and NUMBERS.get(part, 0) in range(20, 100):
            turned[-3:] = [part, turned[-3]]
    return turned


# What the words and signs say, in turn.


def _found(tokens: list[Token], rule: dict[str, int]) -> Iterator[Figure]:
    before: Figure | None = None
    joined, place = False, 0
    between = any(token in BETWEEN for token in tokens)
    while place < len(tokens):
        figure, used = _read(tokens, place, rule)
        if figure and _counts_else(tokens, place, place + used):
            figure, used = None, used + 1
        if figure:
            if before and joined:
                _share(before, figure)
            if before:
                yield before
            before = figure
        joined = not figure and (tokens[place] in UP_TO or (between and tokens[place] in AND))
        place += used
    if before:
        yield before


def _counts_else(tokens: list[Token], start: int, end: int) -> bool:
    after = tokens[end] if end < len(tokens) else ""
    return after in NOT_PEOPLE or (start > 0 and tokens[start - 1] in MONEY)


def _share(first: Figure, second: Figure) -> None:
    """ "Two to three thousand": what stands behind the second is meant of both."""
    if first.times == 1 and second.times > 1 and first.number < second.number / second.times:
        first.number, first.times = first.number * second.times, second.times
    if first.weak != second.weak:
        first.weak = second.weak = False


def _read(tokens: list[Token], place: int, rule: dict[str, int]) -> tuple[Figure | None, int]:
    """What stands at this place, and how many tokens it takes."""
    token = tokens[place]
    if token in SOME:
        return _some(tokens, place, rule)
    if token in HALF:
        after = _skip(tokens, place + 1)
        if after < len(tokens) and tokens[after] in UNITS:
            return Figure(UNITS[str(tokens[after])] / 2), after + 1 - place
        return None, 1
    if token in VAGUE:
        return _vague(tokens, place, rule)
    return _counted(tokens, place)


def _vague(tokens: list[Token], place: int, rule: dict[str, int]) -> tuple[Figure | None, int]:
    if place and tokens[place - 1] == "for":
        return None, 1  # "for miles", "for hundreds of reasons"
    name, after = VAGUE[str(tokens[place])], _skip(tokens, place + 1)
    larger = _larger(tokens, after)
    if larger:
        name, used = f"{name} of {larger}", after + 1 - place
    else:
        used = 1
    return (Figure(rule[name]) if name in rule else None), used


def _larger(tokens: list[Token], place: int) -> str:
    """ "Tens of thousands", where many languages have the plain number behind: "puluhan ribu", "دهها هزار"."""
    word = str(tokens[place]) if place < len(tokens) else ""
    name = VAGUE.get(word) or {1_000: "thousands", 1_000_000: "millions"}.get(UNITS.get(word, 0), "")
    return name if name in ("thousands", "millions") else ""


def _some(tokens: list[Token], place: int, rule: dict[str, int]) -> tuple[Figure | None, int]:
    """ "Several hundred", "a few dozen", "a couple of thousand"."""
    many, after = rule.get(SOME[str(tokens[place])]), _skip(tokens, place + 1)
    word = str(tokens[after]) if after < len(tokens) else ""
    unit = UNITS.get(word) or UNIT_OF_VAGUE.get(VAGUE.get(word, ""))
    used = (after + 1 if unit else place + 1) - place
    return (Figure(many * (unit or 1), weak=not unit) if many else None), used


def _counted(tokens: list[Token], place: int) -> tuple[Figure | None, int]:
    """A number in figures or words, with what multiplies it; "3 万 5 千" goes on with what is less."""
    token = tokens[place]
    if not isinstance(token, float):
        return _spoken(tokens, place)
    start, times, place = place, 1, place + 1
    while place < len(tokens) and tokens[place] in UNITS and tokens[place] not in AFTER_WORDS:
        times, place = times * UNITS[str(tokens[place])], place + 1
    figure = Figure(token * times, times=times)
    if times >= 10_000 and place + 1 < len(tokens) and isinstance(tokens[place], float):
        more, used = _counted(tokens, place)
        if more and 1 < more.times < times:
            return Figure(figure.number + more.number, times=times), place + used - start
    return figure, place - start


def _spoken(tokens: list[Token], place: int) -> tuple[Figure | None, int]:
    """ "Two hundred and fifty thousand": what is less is added, a unit multiplies what stands before it."""
    start, total, current, last = place, 0, 0, 0
    room = scale = 1_000_000_000
    while place < len(tokens):
        word = str(tokens[place])
        number, unit = NUMBERS.get(word), UNITS.get(word, 0)
        if number is not None and number < room:
            current, last, room = current + number, number, _room(number)
        elif place == start and word in AFTER_A_NUMBER:
            break
        elif 0 < unit < 1_000 and (0 < last < 100 or not current):
            current, last, room = (current - last) + (last or 1) * unit, 0, unit
        elif len(word) > 1 and 1_000 <= unit < scale:
            scale = room = unit
            total, current, last = total + (current or 1) * scale, 0, 0
        else:
            break
        place += 1
        place += _joins(tokens, place, room)
    if place == start or _is_wary(tokens, start, place):
        return None, max(place - start, 1)
    small = place == start + 1 and tokens[start] in ONES
    return Figure(total + current, weak=small, times=UNITS.get(str(tokens[place - 1]), 1)), place - start


def _room(number: int) -> int:
    """What may still be added to a number in words: ones to tens, tens to hundreds."""
    return 0 if number < 20 else 10 if number < 100 else 100


def _joins(tokens: list[Token], place: int, room: int) -> int:
    """1 where a hyphen or "and" goes on with the number: "and fifty" does, "and three hundred" begins another."""
    if place + 1 >= len(tokens) or tokens[place] not in (*AND, "-"):
        return 0
    follows = tokens[place + 2] if place + 2 < len(tokens) else ""
    return int(follows not in UNITS and NUMBERS.get(str(tokens[place + 1]), room) < room)


def _is_wary(tokens: list[Token], start: int, end: int) -> bool:
    after = tokens[end] if end < len(tokens) else ""
    return end == start + 1 and tokens[start] in WARY and after not in PEOPLE and len(tokens) > 1


def _skip(tokens: list[Token], place: int) -> int:
    while place < len(tokens) and tokens[place] in ARTICLES:
        place += 1
    return place


# Beside the figures. Chinese and Japanese have no gaps between words, so there any place will do.


def _mark(words: str) -> str:
    text = re.escape(plain(words))
    before = r"(?<!\w)" if words[0].isalpha() and ord(words[0]) < 0x2E80 else ""
    after = r"(?!\w)" if words[-1].isalpha() and ord(words[-1]) < 0x2E80 else ""
    return f"{before}{text}{after}"


_MARKS = {given: re.compile("|".join(_mark(each) for each in marks)) for given, marks in GIVEN.items()}
