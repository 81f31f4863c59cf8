"""Turnout as people say it, and the figures that it stands for.

Words are always kept beside the figures made of them, with the name of the rule that made them (docs/data.md):

- `ccc`: the data dictionary of the Crowd Counting Consortium ("hundreds" = 200, "thousands" = 2,000, "tens of
  thousands" = 20,000, "hundreds of thousands" = 200,000) and what its table does with
  the words it does not name: "dozens" 24, "several" and "a few" three of what follows, "a couple" two.
- `mpeds`: 36 for dozens, 150 for hundreds, 1,500 for thousands. Other words give no figure under it.
  The released code of the MPEDS project has lower ones (10, 100, 1,000), so we add none of our own.
- `own`: ours, for words that `ccc` has no figure for: two of what they name ("scores" 40, "millions" 2,000,000), and
  five for a handful. It is asked where `ccc` is silent.

"At least", "over", "about", "up to" and the like leave the figure as it is, as in the consortium's table, and are kept
as how it was given. The word for tens (decenas, عشرات, десятки) is where the press of many languages says what the
English one calls dozens, and is read as that.
"""

from __future__ import annotations

from collections.abc import Iterable

from groundswell.core.turnout_reading import marked, people

LARGEST = 20_000_000  # what is more than that was mistyped: no action had it
CCC, MPEDS, OWN = "ccc", "mpeds", "own"
USUAL = (CCC, OWN)  # the first that gives figures
_CCC = {
    "dozens": 24,
    "hundreds": 200,
    "thousands": 2_000,
    "dozens of thousands": 20_000,  # "tens of thousands": tens and dozens are one word here
    "hundreds of thousands": 200_000,
    "few": 3,
    "couple": 2,
}
RULES: dict[str, dict[str, int]] = {
    CCC: _CCC,
    MPEDS: {"dozens": 36, "hundreds": 150, "thousands": 1_500},
    OWN: _CCC | {"handful": 5, "scores": 40, "millions": 2_000_000},
}
CATEGORIES = ((1, 99), (2, 999), (3, 9_999))  # and 4 above
Range = tuple[int, int]


def figures(words: str, rule: str | None = None) -> Range | None:
    """The lowest and the highest figure that the words give. None where they give none, which is not nobody.

    By one rule (none of the names: by what is said outright), or where none is named by the first of the usual ones.
    """
    rules = USUAL if rule is None else (rule,)
    return next((found for each in rules if (found := _range(words, each))), None)


def beyond_belief(words: str) -> bool:
    return any(number > LARGEST for number in people(words, RULES[OWN]))


def rule_of(words: str) -> str:
    """The usual rule that makes figures of these words; none where they are said outright, or give no figures."""
    return next((rule for rule in USUAL if _range(words, rule) != _range(words, "")), "") if figures(words) else ""


def given(words: str, low: int | None = None, high: int | None = None) -> str:
    """How a figure was given, a word of kinds.GIVEN: by its words, and where there are none by its ends."""
    said = figures(words, "") if words else None
    if words and not said:
        return "words"
    low, high = said or (low, high)
    if low is None or high is None:
        return "" if low is high else "at-most" if low is None else "at-least"
    return "range" if low != high else marked(words) or "figure"


def ends(estimates: Iterable[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """The lowest and the highest figure that any of several estimates gives; None for both where none gives any.

    What is given as the lowest alone ("at least 4,000") raises the highest that another one gives ("900"), and the
    other way round; where there is no other it stands for both, as in every sum (core/ranges.py).
    """
    figures = [end for pair in estimates for end in pair if end is not None]
    return min(figures, default=None), max(figures, default=None)


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


def _range(words: str, rule: str) -> Range | None:
    found = [number for number in people(words, RULES.get(rule, {})) if number <= LARGEST]
    return (min(found), max(found)) if found else None
