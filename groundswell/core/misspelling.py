"""Towns for a name that nobody has: misspelt, or with its country behind it and no comma between.

Nothing is built beforehand. Most people get the first letters right, so names that begin like the word are compared
with it, which the gazetteer's own index finds; for the rest each slip in the first letters is undone in every way, and
looked up. A miss takes some milliseconds.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from math import log2

from groundswell.core import gazetteer
from groundswell.core.gazetteer import LAST, Town
from groundswell.lib.text import fold

HEAD = 3  # letters that are taken to be right, or wrong in one way
SHORTEST, LONGEST = 4, 60  # of a word with fewer letters a slip makes another word
SHORTEST_SIGNS = 2  # in Chinese and Japanese
TWO_SLIPS = 7  # a word of so many letters may have two
KNOWN = 120_000  # names in the order of the best known, and compared so far down: towns of some thousand people
SLIP_COSTS = 4  # a town with one slip less comes first, unless the other is 2 ** 4 times as well known
LARGEST = 40_000_000  # no town has more people
MOST_WORDS_OF_COUNTRY = 4
FAR_BETTER_KNOWN = 50  # times the people: Bogata in Texas is a town, and few who write it mean that


def alike(text: str, *, limit: int = 5) -> list[Town]:
    """Towns that somebody may have meant who typed this, the likeliest first.

    Where towns have this very name, only such as are far better known, and one slip away.
    """
    if of_this_name := gazetteer.named(text):
        most = max(town.population for town in of_this_name)
        sure = _has_comma(text) or FAR_BETTER_KNOWN * most > LARGEST
        others = [] if sure else _near_names(fold(text), [], 1, limit)
        return [town for town in others if town.population >= FAR_BETTER_KNOWN * max(most, 1000)]
    name, *parts = text[:LONGEST].translate(gazetteer.COMMAS).split(",")
    found = [] if parts else _without_comma(fold(name), limit)
    return list(dict.fromkeys(found + _near_names(fold(name), parts, 2, limit)))[:limit]


def _has_comma(text: str) -> bool:
    return "," in text.translate(gazetteer.COMMAS)


def _near_names(word: str, parts: list[str], most: int, limit: int) -> list[Town]:
    """The towns of the names that are like this one, within what stood behind the comma."""
    found: list[Town] = []
    for name in _alike(word, most):
        found += gazetteer.named(",".join((name, *filter(fold, parts))), limit=2)
        if len(set(found)) >= limit:
            break
    return found


def _without_comma(words: str, limit: int) -> list[Town]:
    """ "Porto Portugal" """
    parts = words.split(" ")
    cuts = range(len(parts) - 1, max(0, len(parts) - 1 - MOST_WORDS_OF_COUNTRY), -1)
    asked = (f"{' '.join(parts[:cut])}, {' '.join(parts[cut:])}" for cut in cuts)
    return next((towns for each in asked if (towns := gazetteer.named(each, limit=limit))), [])


def _alike(word: str, most: int) -> list[str]:
    """Names that are one or two slips away, the likeliest first."""
    if not (SHORTEST_SIGNS if _in_signs(word) else SHORTEST) <= len(word) <= LONGEST:
        return []
    most = most if len(word) >= TWO_SLIPS and not _in_signs(word) else 1
    slips = Slips(word)
    measured = [(slips(name, most), place, name) for name, place in _beginning_like(word, most)]
    found = [(many, place, name) for many, place, name in measured if 0 < many <= most]
    found += [(1, place, name) for name, place in _with_another_head(word)]
    costs = sorted((SLIP_COSTS * many + log2(place + 2), name) for many, place, name in found)
    return list(dict.fromkeys(name for _, name in costs))


def _in_signs(word: str) -> bool:
    """Where one character is a syllable or a word: Han, kana."""
    return any("\u3040" <= letter <= "\u9fff" for letter in word)


def _beginning_like(word: str, most: int) -> list[tuple[str, int]]:
    head = word[: min(HEAD, len(word) - 1)]
    sql = """SELECT folded, min(place) FROM name WHERE folded >= ? AND folded < ? AND place < ?
             AND length(folded) BETWEEN ? AND ? GROUP BY folded"""
    return list(gazetteer.rows(sql, head, head + LAST, KNOWN, len(word) - most, len(word) + most))


def _with_another_head(word: str) -> list[tuple[str, int]]:
    sql = "SELECT folded, min(place) FROM json_each(?) JOIN name ON folded = value GROUP BY folded"
    return list(gazetteer.rows(sql, json.dumps(sorted(set(_heads(word)) - {word}))))


def _heads(word: str) -> Iterator[str]:
    """The word with one slip in its first letters undone: one too many, two swapped, one wrong, one left out."""
    letters = {letter for each in word for letter in _alphabet(ord(each) // 128)}
    for at in range(min(HEAD + 1, len(word))):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        yield from (before + letter + after[1:] for letter in letters)
        yield from (before + letter + after for letter in letters)


@lru_cache(maxsize=64)
def _alphabet(block: int) -> tuple[str, ...]:
    """The letters of a script as they are searched: Unicode keeps each script together, in blocks of 128."""
    if block * 128 >= 0x2E80 or block * 128 in range(0x1200, 0x1400):
        return ()  # thousands of signs: those of the names that begin alike must do
    characters = map(chr, range(block * 128, block * 128 + 128))
    return tuple(each for each in characters if unicodedata.category(each)[0] in "LM" and fold(each) == each)


class Slips:
    """Counts the slips between a word and others: letters left out, too many, wrong, or swapped with the next.

    Bit-parallel, after Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003):
    the column of the table is two integers, so a name takes microseconds.
    """

    def __init__(self, word: str) -> None:
        self.length = len(word)
        self.all = (1 << self.length) - 1
        self.where: dict[str, int] = {}
        for at, letter in enumerate(word):
            self.where[letter] = self.where.get(letter, 0) | 1 << at

    def __call__(self, other: str, most: int) -> int:
        """How many, or some number above `most` where it is more than that."""
        more, less, same, before = self.all, 0, 0, 0
        score, last, left = self.length, 1 << (self.length - 1), len(other)
        for letter in other:
            here = self.where.get(letter, 0)
            same = ((((~same) & here) << 1) & before) | (((here & more) + more) ^ more) | here | less
            up, down = less | ~(same | more), same & more
            if up & last:
                score += 1
            elif down & last:
                score -= 1
            left -= 1
            if score - left > most:
                return score
            up = up << 1 | 1
            more, less = (down << 1 | ~(same | up)) & self.all, up & same & self.all
            before = here
        return score
