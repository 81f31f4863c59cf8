from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.decision import Decision
    from groundswell.core.models.person import Person


class Trusts(models.QuerySet["Trust"]):
    def standing(self) -> Self:
        """Neither ended, nor is the address erased by which the host is known."""
        return self.filter(ended_at=None, contact__until__gte=now()).exclude(contact__fingerprint="")

    def of(self, action: Action) -> Self:
        """Those of the host of this action, under its call."""
        mark = action.contact.fingerprint if action.contact else ""
        return self.filter(call=action.call_id, contact__fingerprint=mark) if mark else self.none()


class Trust(models.Model):
    """A moderator trusts the host of an action: under the policy "trusted", what comes next is public at once.

    The host is known by the fingerprint of the contact. It is not copied: when the contact is erased, trust is over.
    """

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="trusts")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="trusts")
    action = models.ForeignKey("core.Action", null=True, on_delete=models.SET_NULL, related_name="trusts")
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    decision = models.ForeignKey("core.Decision", null=True, on_delete=models.SET_NULL, related_name="trusts")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    # The decline or the hiding that ended it; none where it was revoked.
    ended_through = models.ForeignKey(
        "core.Decision", null=True, on_delete=models.SET_NULL, related_name="trusts_ended"
    )

    objects = Trusts.as_manager()

    class Meta:
        indexes = [models.Index(fields=["call", "ended_at"], name="trust_call")]

    def __str__(self) -> str:
        return f"trust {self.hint}"

    @property
    def hint(self) -> str:
        """By which moderators tell hosts apart: out of the fingerprint, which says nothing of the address."""
        return self.contact.fingerprint[:4].upper()

    @classmethod
    @transaction.atomic
    def give(cls, action: Action, *, by: Person, decision: Decision | None = None) -> Trust:
        """Safe to repeat."""
        if not action.contact or not action.contact.fingerprint:
            raise Refused(_("We have no address of its host, so nobody could be known again."))
        if trust := cls.objects.standing().of(action).first():
            return trust
        trust = cls.objects.create(call=action.call, contact=action.contact, action=action, by=by, decision=decision)
        Fact.write("trust.given", trust, by=by, call=action.call)
        return trust

    @transaction.atomic
    def end(self, *, by: Person, through: Decision | None = None) -> None:
        if self.ended_at:
            return
        self.ended_at, self.ended_by, self.ended_through = now(), by, through
        self.save()
        Fact.write("trust.ended", self, by=by, call=self.call)

    def follow(self, contact: Contact) -> None:
        """The same host by a newer address row, which is kept for longer."""
        if contact.until > self.contact.until:
            self.contact = contact
            self.save(update_fields=["contact"])

    @classmethod
    def after(cls, decision: Decision, *, by: Person) -> None:
        """A decline or a hiding ends the trust in the host."""
        if decision.action and decision.verdict in ("decline", "hide"):
            for trust in cls.objects.standing().of(decision.action):
                trust.end(by=by, through=decision)

    @classmethod
    def undone(cls, decision: Decision, *, by: Person) -> None:
        """What a decision gave goes with it, and what it ended comes back."""
        for trust in decision.trusts.filter(ended_at=None):
            trust.end(by=by)
        for trust in decision.trusts_ended.select_related("contact", "call"):
            if trust.contact.fingerprint and not cls.objects.standing().filter(contact=trust.contact).exists():
                trust.ended_at = trust.ended_by = trust.ended_through = None
                trust.save()
                Fact.write("trust.given", trust, by=by, call=trust.call)
