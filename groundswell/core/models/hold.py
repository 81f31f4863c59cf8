from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.decision import Decision

WORDS = 300  # the longest passage that a hold keeps


class Holds(models.QuerySet["Hold"]):
    def standing(self) -> Self:
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Why an action waits for a moderator: a rule (core/holds.py) and the very words that it is about.

    Lifted by its host, who changes the words, or by a moderator, who accepts the action as it is; never removed.
    """

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=12)  # a word of kinds.HOLDS
    field = models.CharField(max_length=16)  # in which the words stand
    words = models.CharField(max_length=WORDS, blank=True)
    about = models.ForeignKey("core.Action", null=True, on_delete=models.SET_NULL, related_name="+")  # the other one
    at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=20, blank=True)
    decision = models.ForeignKey("core.Decision", null=True, on_delete=models.SET_NULL, related_name="lifted")

    objects = Holds.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["action", "lifted_at"], name="hold_standing")]

    def __str__(self) -> str:
        return f"held: {self.reason}"

    @classmethod
    def accepted(cls, decision: Decision) -> None:
        """A moderator has seen the words, and lets them stand."""
        cls.objects.standing().filter(action=decision.action).update(
            lifted_at=now(), lifted_by="person", decision=decision
        )

    @classmethod
    def undone(cls, decision: Decision) -> None:
        cls.objects.filter(decision=decision).update(lifted_at=None, lifted_by="", decision=None)

    @classmethod
    def on(cls, action: Action) -> list[Hold]:
        return list(cls.objects.standing().filter(action=action).select_related("about"))
