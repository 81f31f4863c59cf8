from __future__ import annotations

from django.db import models


class Lockable(models.Model):
    class Meta:
        abstract = True

    def lock(self) -> None:
        """Two at once: the second waits, and then sees what the first one did."""
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
