from __future__ import annotations

from django.db import models


class Imported(models.Model):
    """Where an action came from: the same row of the same source is never made twice."""

    action = models.OneToOneField("core.Action", on_delete=models.CASCADE, primary_key=True, related_name="imported")
    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of the row as it was read last

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="imported_once")]

    def __str__(self) -> str:
        return self.key
