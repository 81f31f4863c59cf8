from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection, models

from groundswell.core import bulk
from groundswell.lib.text import fold, fold_many, short_words

if TYPE_CHECKING:
    from groundswell.core.models.action import Action


class SearchText(models.Model):
    """What an action is found by, folded. A table apart, so that changing `Action` never rebuilds its index."""

    action = models.OneToOneField("core.Action", on_delete=models.CASCADE, primary_key=True, related_name="searchtext")
    folded = models.TextField()
    # Written with many others; then `keep_many` brings it into the index, at a quarter of the cost.
    among_many = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.folded

    @classmethod
    def of(cls, action: Action, organisations: list[str]) -> SearchText:
        return cls(action_id=action.pk, folded=cls.folding(action, organisations))

    @classmethod
    def folding(cls, action: Action, organisations: list[str]) -> str:
        return cls.kept(fold(cls.words(action, organisations)))

    @staticmethod
    def kept(folded: str) -> str:
        """With a space at either end, and behind it what a search for one or two letters asks for."""
        return f" {' '.join([folded, *short_words(folded)])} "

    @staticmethod
    def words(action: Action, organisations: list[str]) -> str:
        where = (action.address, action.meeting_point, action.locality, action.region)
        words = (action.title, action.description, *where, *organisations)
        return " ".join(words)

    @classmethod
    def keep_many(cls, actions: Sequence[tuple[Action, list[str]]]) -> None:
        """Of actions that were inserted together, in the order of their keys, each with its organisations."""
        if not actions:
            return
        folded = fold_many(cls.words(action, organisations) for action, organisations in actions)
        texts = [(action.pk, cls.kept(text), True) for (action, _names), text in zip(actions, folded, strict=True)]
        bulk.insert(cls, ("action_id", "folded", "among_many"), texts)
        cls.index_many(actions[0][0].pk, actions[-1][0].pk)

    @classmethod
    def index_many(cls, first: int, last: int) -> None:
        """Bring rows that were written with `among_many` into the index: those of these actions, ends included."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO core_searchtext_index(rowid, folded) SELECT action_id, folded FROM core_searchtext"
                    " WHERE among_many AND action_id BETWEEN %s AND %s",
                    [first, last],
                )

    @classmethod
    def keep(cls, action: Action) -> None:
        row = cls.of(action, action.organisation_names())
        cls.objects.update_or_create(action_id=action.pk, defaults={"folded": row.folded})
