from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

LONG = 7  # letters; a shorter word is filed under two of its letters at either end, a longer one under three


def ends_of(word: str) -> tuple[str, str]:
    many = 3 if len(word) >= LONG else 2
    return word[:many], word[-many:]


class SearchWords(models.QuerySet["SearchWord"]):
    def around(self, word: str, most: int) -> Self:
        """Those that may be `most` steps from it: wherever a slip is, it leaves the beginning or the end as it was."""
        heads, tails = {word[:2], word[:3]}, {word[-2:], word[-3:]}
        of_length = self.filter(length__gte=len(word) - most, length__lte=len(word) + most)
        return of_length.filter(Q(head__in=heads) | Q(tail__in=tails))

    def learn(self, words: Iterable[str]) -> int:
        """How many of them are new. For the worker alone: two at once could wait for each other."""
        given = sorted(set(words))
        known: set[str] = set()
        for begin in range(0, len(given), 500):
            known.update(self.filter(word__in=given[begin : begin + 500]).values_list("word", flat=True))
        new = [SearchWord.of(word) for word in given if word not in known]
        self.bulk_create(new, batch_size=200, ignore_conflicts=True)
        return len(new)


class SearchWord(models.Model):
    """A word that stands in something public, folded: what somebody may have meant who wrote it otherwise.

    An aid to finding words near it (core/spelling.py). Whether it is public at this moment is asked of the texts.
    """

    word = models.CharField(max_length=40, unique=True)
    head = models.CharField(max_length=3)
    tail = models.CharField(max_length=3)
    length = models.IntegerField()

    objects = SearchWords.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["head", "length"], name="search_word_head"),
            models.Index(fields=["tail", "length"], name="search_word_tail"),
        ]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def of(cls, word: str) -> SearchWord:
        head, tail = ends_of(word)
        return cls(word=word, head=head, tail=tail, length=len(word))
