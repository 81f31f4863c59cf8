"""What the accepted reports of an action say together, in the words of the record: of very many actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from groundswell.core.models import Citation, Estimate, Report
from groundswell.core.models.checked import ANSWERS, LEVELS, TELLING
from groundswell.core.models.report import ACCEPTED
from groundswell.core.plain_rows import Question, Values, plainly

# These are told by reports; where there are several, each different telling is kept.
JOINED = tuple(name for name in TELLING if name not in ("organisations", "notes", "language"))
# The answers to whether there were any, by the name that they have in files.
ANSWER_CELLS = {"organizations_reported_any" if name == "organisations_any" else name: name for name in ANSWERS}
# What it makes: when it was changed last, these (whether any estimate has a low, and a high end; then columns of the
# record), and the sources.
SAID = (
    "lows", "highs", "size_text", "size_rule", "estimates", "verification", "organizations_reported", *JOINED,
    *ANSWER_CELLS, "sources",
)  # fmt: skip
# How a source is told in one cell.
TEXT = Coalesce(*(NullIf(f"source__{name}", Value("")) for name in ("address", "publisher", "title")))
_RANKS = ("", *LEVELS)


def nothing_told(width: int) -> Values:
    """Of an action without a report."""
    return ("", False, False, "", "", 0, "", "", *[""] * len(JOINED), *[None] * len(ANSWERS), 0, *[""] * width)


def retold(actions: Iterable[int], width: int) -> dict[int, Values]:
    """By action: those that have a report, with places for `width` sources. `SAID` and the sources, after the moment of
    the last change."""
    told = _reports_of().answers(actions)
    accepted = {key: some for key, said in told.items() if (some := [one for one in said if one[1] == ACCEPTED])}
    if not accepted:
        return {}
    reports = [one[0] for said in accepted.values() for one in said]
    estimates, sources = _estimates_of().answers(reports), _citations_of().answers(reports)
    return {key: _one(said, estimates, sources, width) for key, said in accepted.items()}


@cache
def _reports_of() -> Question:
    names = ("action_id", "pk", "state", "changed_at", "verification", "organisations", *JOINED, *ANSWERS)
    return Question.about(plainly(Report.objects.all(), names), "action_id")


@cache
def _estimates_of() -> Question:
    return Question.about(Estimate.objects.values_list("report_id", "pk", "words", "rule", "low", "high"), "report_id")


@cache
def _citations_of() -> Question:
    return Question.about(Citation.objects.annotate(text=TEXT).values_list("report_id", "pk", "text"), "report_id")


def _one(
    said: list[Values], estimates: dict[int, list[Values]], sources: dict[int, list[Values]], width: int
) -> Values:
    first, *others = said
    if others:
        return _together(said, estimates, sources, width)
    number = first[0]
    figures = estimates.get(number, ())
    texts = _texts(sources.get(number, ()))
    sizes = _size(*figures[0]) if len(figures) == 1 else _sizes(figures)
    return (first[2], *sizes, *first[3:], len(texts), *texts, *[""] * (width - len(texts)))


def _together(
    said: list[Values], estimates: dict[int, list[Values]], sources: dict[int, list[Values]], width: int
) -> Values:
    numbers, _states, changed, verifications, organisations, *columns = zip(*said, strict=True)
    figures = [figure for number in numbers for figure in estimates.get(number, ())]
    texts = _texts(cited for number in numbers for cited in sources.get(number, ()))
    words, answers = columns[: len(JOINED)], columns[len(JOINED) :]
    told = [*map(_joined, words), *map(any_of, answers)]
    best, named = max(verifications, key=_RANKS.index), _joined(organisations)
    return (max(changed), *_sizes(figures), best, named, *told, len(texts), *texts, *[""] * (width - len(texts)))


def _size(_pk: int, words: str, rule: str, low: int | None, high: int | None) -> Values:
    return low is not None, high is not None, words, rule, 1


def _sizes(figures: Sequence[Values]) -> Values:
    sizes = [_size(*figure) for figure in figures]
    lows, highs, said, rules, _ones = zip(*sizes, strict=True) if sizes else ((), (), (), (), ())
    return any(lows), any(highs), _joined(said), _joined(rules), len(figures)


def _texts(cited: Iterable[Values]) -> list[str]:
    """Each once, in the order in which the reports name them."""
    return list(dict.fromkeys([text for _pk, text in cited if text]))


def any_of(answers: Iterable[int | None]) -> int | None:
    """1 where anybody says so, 0 where somebody says no and nobody yes, else not known."""
    return max((answer for answer in answers if answer is not None), default=None)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(text for text in dict.fromkeys(texts) if text)
