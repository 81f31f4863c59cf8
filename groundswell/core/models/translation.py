from __future__ import annotations

import hashlib
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Self

from django.db import models

from groundswell.core.models.sought import Sought
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call

ALIKE = 0.5  # from here on a demand is reworded, and not another one


def digest(text: str) -> str:
    """Names a text as it stands: a translation keeps that of the original which it translates."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Translations(models.QuerySet["Translation"]):
    def into(self, languages: Iterable[str]) -> Self:
        return self.filter(language__in=list(languages))

    def follow(self, call: Call, before: list[str], after: list[str]) -> None:
        """A demand that is reworded takes its translations along, now outdated.

        They stand under the words of the demand. Those under its earlier words stay, because milestones still tell what
        became of the demand as it was worded on their day.
        """
        for old, new in _reworded(before, after):
            known = set(self._of_demand(call, new).values_list("language", flat=True))
            for translation in self._of_demand(call, old).exclude(language__in=known):
                translation.pk, translation.part = None, digest(new)
                translation.save(force_insert=True)

    def _of_demand(self, call: Call, demand: str) -> Self:
        return self.filter(call=call, noun="call", field="demands", part=digest(demand))


class Translation(Sought):
    """One text of a call, or of something under it, in one more language. The original stands in the row itself."""

    SOUGHT = ("text",)

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="translations")
    noun = models.CharField(max_length=20)  # "call", "resource": a key of core.texts.NOUNS
    noun_id = models.BigIntegerField()
    field = models.CharField(max_length=30)
    part = models.CharField(max_length=16, blank=True)  # of a list of texts: the digest of the one that is meant
    language = models.CharField(max_length=35)  # BCP 47, as lib.tongues writes it
    text = models.TextField()
    original = models.CharField(max_length=16)  # the digest of what it translates: another one now, and it is outdated
    translated_by = models.CharField(max_length=120, blank=True)  # public, by whom it wants to be known
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="translations")
    at = models.DateTimeField(default=now)

    objects = Translations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "noun", "noun_id", "field", "part", "language"], name="translation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun}/{self.noun_id}/{self.field} ({self.language})"


def _reworded(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Each that is gone with the new one that stands in its place, where the two are much alike."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pairs = (
        pair
        for _step, low, high, new_low, new_high in steps
        for pair in zip(
            [old for old in before[low:high] if old not in after],
            [new for new in after[new_low:new_high] if new not in before],
            strict=False,
        )
    )
    return [(old, new) for old, new in pairs if SequenceMatcher(None, old, new).ratio() >= ALIKE]
