from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.person import Person

LONGEST = 1000


class Questions(models.QuerySet["Question"]):
    def open(self) -> Self:
        """The host has changed nothing since."""
        return self.filter(answered_at=None)


class Question(models.Model):
    """What a moderator asked the host of an action that waits, by a letter. The answer is a change of the action."""

    action = models.ForeignKey("core.Action", on_delete=models.CASCADE, related_name="questions")
    reason = models.CharField(max_length=16, blank=True)  # a word of kinds.REASONS
    text = models.CharField(max_length=LONGEST, blank=True)  # in the host's language as far as there is one
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)

    objects = Questions.as_manager()

    def __str__(self) -> str:
        return f"asked: {self.reason or self.text}"

    @classmethod
    @transaction.atomic
    def ask(cls, action: Action, *, by: Person, reason: str = "", text: str = "") -> Question:
        if not reason and not text.strip():
            raise Refused(_("Write what you ask."))
        action.lock()
        if action.state != "proposed" or not action.proven_at:
            raise Refused(_("It has changed since, and this can no longer be decided."))
        if not action.contact or not action.contact.fingerprint:
            raise Refused(_("We have no address of its host, so nobody can be asked."))
        question = cls.objects.create(action=action, by=by, reason=reason, text=text[:LONGEST])
        Fact.write("action.asked", action, by=by, question=question.pk)
        return question

    @classmethod
    def answered(cls, action: Action) -> None:
        cls.objects.open().filter(action=action).update(answered_at=now())
