from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import CANCELLED, HAPPENED, MERGED, PUBLISHED, STANDING, VISIBLE
from groundswell.core.models.agreement import Assent
from groundswell.core.models.endorsement import Endorsement
from groundswell.core.models.fact import Fact
from groundswell.core.models.hold import Hold
from groundswell.core.models.pledge import Taking
from groundswell.core.models.report import Report
from groundswell.core.models.signature import Signature
from groundswell.core.models.trust import Trust
from groundswell.core.models.upsets import Cancellation
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

ACCEPT, DECLINE, HIDE = "accept", "decline", "hide"
MERGE = "merge"  # of a double into another action, by `Merge.make` alone
# Where each verdict leads, and from where it may be taken. What a host cancelled or an organisation withdrew stays so.
STEPS: dict[type[models.Model], dict[str, tuple[str, tuple[str, ...]]]] = {
    Action: {
        ACCEPT: ("published", ("proposed", "declined")),
        DECLINE: ("declined", ("proposed",)),
        HIDE: ("hidden", ("proposed", *VISIBLE)),
        MERGE: (MERGED, ("proposed", *VISIBLE)),
    },
    Endorsement: {
        ACCEPT: ("accepted", ("proven", "declined")),
        DECLINE: ("declined", ("proven", "accepted")),
        HIDE: ("declined", ("proven", "accepted")),
    },
    Report: {
        ACCEPT: ("accepted", ("proposed", "declined")),
        DECLINE: ("declined", ("proposed",)),
        HIDE: ("hidden", ("proposed", "accepted")),
    },
    Signature: {
        ACCEPT: ("accepted", ("proven", "declined")),
        DECLINE: ("declined", ("proven", "accepted")),
        HIDE: ("declined", ("proven", "accepted")),
    },
}
# Those that organisations ask for go the same way.
STEPS |= {Assent: STEPS[Endorsement], Taking: STEPS[Endorsement]}
# The states in which a verdict holds already, besides the one it leads to.
HOLDING: dict[tuple[type[models.Model], str], tuple[str, ...]] = {(Action, ACCEPT): (*STANDING, HAPPENED)}

Subject = Action | Endorsement | Report | Signature | Assent | Taking


class Decision(models.Model):
    """What a moderator did about a proposal, with the reason, and how it stood before so that it can be undone."""

    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE, related_name="decisions")
    endorsement = models.ForeignKey(Endorsement, null=True, on_delete=models.CASCADE, related_name="decisions")
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="decisions")
    signature = models.ForeignKey(Signature, null=True, on_delete=models.CASCADE, related_name="decisions")
    assent = models.ForeignKey(Assent, null=True, on_delete=models.CASCADE, related_name="decisions")
    taking = models.ForeignKey(Taking, null=True, on_delete=models.CASCADE, related_name="decisions")
    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8)
    reason = models.CharField(max_length=16, blank=True)  # a word of kinds.REASONS
    # In the moderator's own words, after a kept answer of the call as the host reads it.
    because = models.CharField(max_length=1000, blank=True)
    before = models.CharField(max_length=10)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="decisions")
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)
    # The first of those that were taken at once with this one; none: it was taken alone.
    together = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="companions")

    class Meta:
        indexes = [models.Index(fields=["call", "id"], name="decision_call")]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.subject}"

    @property
    def subject(self) -> Subject:
        subject = self.action or self.endorsement or self.report or self.signature or self.assent or self.taking
        assert subject
        return subject

    @classmethod
    @transaction.atomic
    def take(
        cls, subject: Subject, verdict: str, *, by: Person, reason: str = "", because: str = ""
    ) -> Decision | None:
        """None where it stands so already: somebody else was quicker, and was told for both."""
        if verdict != ACCEPT and not reason and not because.strip():
            raise Refused(_("Give a reason: whoever proposed it is told."))
        call = subject.call
        subject.lock()
        if _holds(subject, verdict):
            return None
        state, may_come_from = STEPS[type(subject)][verdict]
        if subject.state not in may_come_from or (verdict == ACCEPT and _unproven(subject)):
            raise Refused(_("It has changed since, and this can no longer be decided."))
        noun, before = subject._meta.model_name or "", subject.state
        _set(subject, state)
        if isinstance(subject, Report) and verdict == ACCEPT:
            subject.look_first(by)
        decision = cls.objects.create(
            call=call, verdict=verdict, reason=reason, because=because, before=before, by=by, **{noun: subject}
        )
        Fact.write(f"{noun}.{_done(state)}", subject, by=by, call=call, decision=decision.pk)
        if verdict == ACCEPT and noun == "action":
            Hold.accepted(decision)
        Trust.after(decision, by=by)
        return decision

    @classmethod
    @transaction.atomic
    def trust(cls, action: Action, *, by: Person) -> Decision | None:
        """Accept it, and trust its host under this call from now on."""
        decision = cls.take(action, ACCEPT, by=by)
        Trust.give(action, by=by, decision=decision)
        return decision

    @transaction.atomic
    def undo(self, *, by: Person) -> None:
        """Put it back as it stood before. Safe to repeat."""
        subject = self.subject
        subject.lock()
        self.refresh_from_db(fields=["undone_at"])
        if self.undone_at:
            return
        if Decision.objects.filter(id__gt=self.pk, undone_at=None, **{self.noun: subject}).exists():
            raise Refused(_("A later decision stands. Undo that one first."))
        if not self._still_stands(subject):
            raise Refused(_("It has changed since, and this can no longer be undone."))
        self.undone_at = now()
        self.save(update_fields=["undone_at"])
        if self.verdict == MERGE:
            self.merge.undo(by=by)
        Hold.undone(self)
        _set(subject, self.before)
        Fact.write(f"{self.noun}.undone", subject, by=by, call=self.call, decision=self.pk)
        Trust.undone(self, by=by)

    @classmethod
    def tie(cls, decisions: list[Decision]) -> None:
        """Taken at once, they can be undone at once."""
        if len(decisions) > 1:
            cls.objects.filter(pk__in=[each.pk for each in decisions]).update(together=decisions[0])

    def undo_together(self, *, by: Person) -> tuple[int, int]:
        """All that were taken at once with it and still stand: how many were undone, and how many could not be."""
        undone = refused = 0
        for each in Decision.objects.filter(together=self.together_id or self.pk, undone_at=None).order_by("-pk"):
            try:
                each.undo(by=by)
                undone += 1
            except Refused:
                refused += 1
        return undone, refused

    def _still_stands(self, subject: Subject) -> bool:
        """Whether nobody but the clock has moved it since."""
        led_to = STEPS[type(subject)][self.verdict][0]
        return subject.state == led_to or (self.verdict == ACCEPT and subject.state == HAPPENED)

    @property
    def noun(self) -> str:
        return self.subject._meta.model_name or ""


def _holds(subject: Subject, verdict: str) -> bool:
    return subject.state == STEPS[type(subject)][verdict][0] or subject.state in HOLDING.get(
        (type(subject), verdict), ()
    )


def _unproven(subject: Subject) -> bool:
    """Nothing becomes public before its address has answered. (The state of the others says so by itself.)"""
    return isinstance(subject, Action) and subject.proven_at is None


def _done(state: str) -> str:
    return "accepted" if state == PUBLISHED else state


def _set(subject: Subject, state: str) -> None:
    if isinstance(subject, Action):
        _set_action(subject, state)
    else:
        subject.state = state
        if isinstance(subject, Endorsement | Signature):
            subject.accepted_at = _first_accepted(subject) if state == "accepted" else None
        elif isinstance(subject, Assent | Taking) and state == "accepted":
            # Some are accepted without a decision; the date is theirs, also after one that was undone.
            subject.accepted_at = subject.accepted_at or now()
        subject.save()
    if isinstance(subject, Report):
        if state not in ("accepted", "hidden"):
            subject.lapse()  # an acceptance that was undone is no look
        subject.action.recount()


def _set_action(action: Action, state: str) -> None:
    # What was called off while it was hidden comes back as called off.
    called_off = state in VISIBLE and Cancellation.objects.filter(action=action).exists()
    action.state = CANCELLED if called_off else state
    if action.visible:
        action.published_at = action.published_at or now()
    action._touch()


def _first_accepted(subject: Endorsement | Signature) -> datetime:
    """Since when it is listed; a decline that was undone leaves the date as it was."""
    standing = subject.decisions.filter(verdict=ACCEPT, undone_at=None)
    return subject.accepted_at or standing.order_by("-id").values_list("at", flat=True).first() or now()
