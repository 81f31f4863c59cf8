from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from groundswell.core.fields import where_told
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from groundswell.core.models.action import Action


class Hosting(models.Model):
    """An organisation named as host of an action, in the words it was given."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="hostings")
    organisation = models.ForeignKey(
        "core.Organisation", null=True, on_delete=models.SET_NULL, related_name="hostings", db_index=False
    )
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=200, db_index=True)
    confirmed_at = models.DateTimeField(null=True)  # by itself; see Confirmation. None: named by the host alone

    class Meta:
        ordering = ["id"]
        indexes = where_told("hosting", "organisation")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, action: Action, name: str) -> Hosting:
        return cls(action=action, name=name[:160], folded=fold(name)[:200])
