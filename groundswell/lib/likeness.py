"""How alike two texts are, by the trigrams of their letters: no dictionary, and no spaces between words needed.

Broder, "On the resemblance and containment of documents" (1997): the share of shingles that two texts have in common,
and sketches (`sketch`) by which texts that share many are found without comparing each with each. The bands are those
of Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from zlib import crc32

Shingles = frozenset[str]
_PRIME = (1 << 61) - 1
_chance = Random(1997)
BANDS = 16  # of two each: of texts that have half of their trigrams in common, 99 in 100 share a band
_TURNS = [(_chance.randrange(1, _PRIME), _chance.randrange(_PRIME)) for _turn in range(2 * BANDS)]


def shingles(folded: str) -> Shingles:
    """Of a text that is folded already (`lib.text.fold`). A short word counts as a whole."""
    found: set[str] = set()
    for word in folded.split():
        padded = f" {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def alike(one: Shingles, other: Shingles) -> float:
    """From 0 to 1, by Dice (1945): twice what they share, by what both have. Nothing is like nothing."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def sketch(some: Shingles) -> Iterator[tuple[int, int, int]]:
    """Bands: two texts that share one are worth comparing."""
    marks = [crc32(each.encode()) for each in some]
    if not marks:
        return
    least = [min((turn * mark + step) % _PRIME for mark in marks) for turn, step in _TURNS]
    for band in range(BANDS):
        yield band, least[2 * band], least[2 * band + 1]


def steps(one: str, other: str, most: int) -> int:
    """How many slips of the hand lie between two words: a letter left out, put in, mistaken, or swapped with the next.

    The optimal string alignment distance (Damerau 1964), or `most` + 1 where it is more than that.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, against in enumerate(other, 1):
            least = min(last[column] + 1, here[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                least = min(least, before[column - 2] + 1)
            here.append(least)
        if min(here) > most and min(last) > most:
            return most + 1
        before, last = last, here
    return min(last[-1], most + 1)
