from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person


class Removal(models.Model):
    """That something was taken off a call's pages: when, by whom and why."""

    resource = models.OneToOneField("core.Resource", null=True, on_delete=models.CASCADE, related_name="removal")
    milestone = models.OneToOneField("core.Milestone", null=True, on_delete=models.CASCADE, related_name="removal")
    quote = models.OneToOneField("core.Quote", null=True, on_delete=models.CASCADE, related_name="removal")
    press_contact = models.OneToOneField(
        "core.PressContact", null=True, on_delete=models.CASCADE, related_name="removal"
    )
    clearance = models.OneToOneField("core.Clearance", null=True, on_delete=models.CASCADE, related_name="removal")
    because = models.CharField(max_length=400)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="removals")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"taken off {self.at:%Y-%m-%d}"

    @classmethod
    def note(cls, *, because: str, by: Person | str, **thing: models.Model) -> bool:
        """Whether it is new."""
        person = None if isinstance(by, str) else by
        return cls.objects.get_or_create(**thing, defaults={"because": because, "by": person})[1]
