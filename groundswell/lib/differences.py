"""Two texts beside each other: lines paired by what they have in common, and in each pair the words that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
# Of the words of two lines so many must be the same for them to be one line that was changed.
ALIKE = 0.4
# Beyond these, comparing takes longer than a reader waits: what is so long is shown as taken out and put in whole.
MOST_LINES = 400
MOST_PAIRS = 2_500
MOST_WORDS = 1_000_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    text: str
    differs: bool = False


@dataclass(frozen=True)
class Line:
    """One line of both texts, or of one of them."""

    kind: str
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


@lru_cache(maxsize=64)
def compare(old: str, new: str) -> tuple[Line, ...]:
    """Lines that hold nothing are left out: they part paragraphs, which are parted here anyway."""
    before, after = _lines(old), _lines(new)
    found: list[Line] = []
    for what, first, last, start, end in SequenceMatcher(None, before, after, len(before) > MOST_LINES).get_opcodes():
        if what == "equal":
            found += [Line(SAME, old=(Piece(text),), new=(Piece(text),)) for text in before[first:last]]
        else:
            found += _block(before[first:last], after[start:end])
    return tuple(found)


def changes(lines: tuple[Line, ...]) -> int:
    return sum(line.kind != SAME for line in lines)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _block(before: list[str], after: list[str]) -> list[Line]:
    """What stands where something else stood: pairs that are alike, in order, and the others alone."""
    found, old, new = [], 0, 0
    for one, other in [*_pairs(before, after), (len(before), len(after))]:
        found += [Line(REMOVED, old=(Piece(text, True),)) for text in before[old:one]]
        found += [Line(ADDED, new=(Piece(text, True),)) for text in after[new:other]]
        if one < len(before):
            found.append(_changed(before[one], after[other]))
        old, new = one + 1, other + 1
    return found


def _pairs(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """The pairs of lines, in order, that have most in common taken together."""
    if not before or not after or len(before) * len(after) > MOST_PAIRS:
        return []
    best = [[0.0] * (len(after) + 1) for _row in range(len(before) + 1)]
    alike = [[_alike(one, other) for other in after] for one in before]
    for one in range(len(before) - 1, -1, -1):
        for other in range(len(after) - 1, -1, -1):
            paired = alike[one][other] + best[one + 1][other + 1] if alike[one][other] else 0.0
            best[one][other] = max(paired, best[one + 1][other], best[one][other + 1])
    return _followed(best, alike)


def _followed(best: list[list[float]], alike: list[list[float]]) -> list[tuple[int, int]]:
    found, one, other = [], 0, 0
    while one < len(alike) and other < len(alike[0]):
        if alike[one][other] and best[one][other] == alike[one][other] + best[one + 1][other + 1]:
            found.append((one, other))
            one, other = one + 1, other + 1
        elif best[one][other] == best[one + 1][other]:
            one += 1
        else:
            other += 1
    return found


def _alike(one: str, other: str) -> float:
    """How much of the words of both is the same, 0 where that is too little."""
    words, others = set(one.lower().split()), set(other.lower().split())
    share = 2 * len(words & others) / ((len(words) + len(others)) or 1)
    return share if share >= ALIKE else 0.0


def _changed(before: str, after: str) -> Line:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > MOST_WORDS:
        return Line(CHANGED, old=(Piece(before, True),), new=(Piece(after, True),))
    left: list[Piece] = []
    right: list[Piece] = []
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, text in ((left, "".join(old[first:last])), (right, "".join(new[start:end]))):
            if text:
                side.append(Piece(text, what != "equal"))
    return Line(CHANGED, old=_joined(left), new=_joined(right))


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Two words that differ with a mere space between them are one piece: it is read as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].differs == piece.differs:
            found[-1] = Piece(found[-1].text + piece.text, piece.differs)
        elif piece.differs and len(found) > 1 and found[-2].differs and not found[-1].text.strip():
            space = found.pop()
            found[-1] = Piece(found[-1].text + space.text + piece.text, True)
        else:
            found.append(piece)
    return tuple(found)
