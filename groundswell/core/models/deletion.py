from __future__ import annotations

from django.db import models


class Deletion(models.Model):
    """What had gone from a record before it was brought here (core/deletions.py). What goes here has its decision."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="deletions")
    table = models.CharField(max_length=10)  # actions · reports
    ref = models.CharField(max_length=12)
    at = models.DateTimeField()
    what = models.CharField(max_length=10)  # hidden · merged · withdrawn
    into = models.CharField(max_length=12, blank=True)
    why = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "ref"], name="deleted_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.ref}: {self.what}"
