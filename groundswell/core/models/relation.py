from __future__ import annotations

from django.db import models

from groundswell.lib.clock import now

ANSWERS, FOLLOWS, JOINT, NATIONAL = "answers", "follows", "joint", "national"


class Relation(models.Model):
    """That a statement answers another, follows it, was made jointly with it, or is a national version of it."""

    statement = models.ForeignKey("core.Statement", on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey("core.Statement", on_delete=models.CASCADE, related_name="related")
    kind = models.CharField(max_length=10)  # a word of kinds.RELATIONS
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "other"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.kind} {self.other_id}"
