from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.urls import reverse

from groundswell.core.models.fact import Fact
from groundswell.core.models.removal import Removal
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person


class Milestones(models.QuerySet["Milestone"]):
    def listed(self) -> Self:
        return self.filter(removal=None).order_by("-on", "-id")


class Milestone(models.Model):
    """A dated, sourced outcome of a call, with what it means for each demand."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)  # Markdown
    publisher = models.CharField(max_length=200)
    address = models.URLField(max_length=1000)
    # [{"demand": its words on that day, "outcome": a word of kinds.OUTCOMES}]: a demand that is reworded later leaves
    # this as it was said.
    outcomes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=now)

    objects = Milestones.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "on"], name="milestone_list")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("milestones", args=[self.call.slug]) + f"#milestone-{self.pk}"

    @classmethod
    @transaction.atomic
    def note(cls, call: Call, *, by: Person | str, **fields: Any) -> Milestone:
        milestone = cls.objects.create(call=call, **fields)
        Fact.write("milestone.noted", milestone, by=by, call=call)
        return milestone

    @transaction.atomic
    def change(self, *, by: Person | str, **fields: Any) -> None:
        changes = {name: [getattr(self, name), value] for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.save()
        plain = {name: [str(before), str(after)] for name, (before, after) in changes.items()}
        Fact.write("milestone.changed", self, by=by, call=self.call, **plain)

    @transaction.atomic
    def take_off(self, *, by: Person | str, because: str) -> None:
        """Safe to repeat."""
        if Removal.note(because=because, by=by, milestone=self):
            Fact.write("milestone.taken_off", self, by=by, call=self.call, because=because)


def standing_of_demands(call: Call, milestones: list[Milestone]) -> list[tuple[str, str]]:
    """Each demand of the call with its latest outcome; "" where no milestone says anything of it."""
    latest: dict[str, str] = {}
    for milestone in sorted(milestones, key=lambda each: (each.on, each.pk)):
        latest |= {said["demand"]: said["outcome"] for said in milestone.outcomes}
    return [(demand, latest.get(demand, "")) for demand in call.demands]
