from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from groundswell.lib.text import fold


class Sought(models.Model):
    """What people find by its words, which stand folded in a column, written with the row.

    Of these nouns there are few, so the column is looked through; actions have `SearchText`, with an index.
    """

    SOUGHT: ClassVar[tuple[str, ...]]  # the fields, the title first

    sought = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sought = f" {fold(self.sought_words())} "
        if (only := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*only, "sought"}
        super().save(*args, **kwargs)

    def sought_words(self) -> str:
        values = (getattr(self, name) for name in self.SOUGHT)
        return "\n".join(value if isinstance(value, str) else "\n".join(value) for value in values)
