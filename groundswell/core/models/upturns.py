"""The ways on and back for an action: put off with no date, taken up again, called off in truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models.action_states import CANCELLED, HAPPENED, PUBLISHED
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.look import Look
from groundswell.core.models.upsets import Cancellation, Resumption
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.person import Person


class Upturns(models.Model):
    """The verbs of an action by which its state goes on, or back."""

    class Meta:
        abstract = True

    @transaction.atomic
    def postpone(self: Any, *, by: Person | str, because: str) -> None:
        """Put off, and nobody knows until when. Safe to repeat."""
        self.lock()
        if self.undated:
            return
        if self.shown_state == HAPPENED:
            raise Refused(_("It has already taken place. You can report what happened."))
        if not self.visible:
            raise Refused(_("It is not on the list. Change its date instead."))
        self.change(by=by, because=because, undated=True)

    @transaction.atomic
    def stand_again(self: Any, *, by: Person | str, because: str) -> None:
        """Taken up again after it was called off, as it stood then. Safe to repeat."""
        self.lock()
        if self.standing:
            return
        if self.state != CANCELLED:
            raise Refused(_("It was not cancelled, so it cannot be taken up again."))
        _give_a_reason(because)
        called_off = Cancellation.objects.filter(action=self).first()
        if by == "host" and called_off and called_off.by == "person":
            raise Refused(_("A moderator cancelled it. Only a moderator can take it up again."))
        before = called_off.before if called_off else PUBLISHED
        if before != HAPPENED and self.over < now():
            raise Refused(_("Its time is over, so it cannot be taken up again. Register a new one."))
        self._take_up(called_off, before, by, because)
        if by == "host":
            self._tell_the_desk({"state": CANCELLED}, CANCELLED, because)

    def _take_up(self: Any, called_off: Cancellation | None, before: str, by: Person | str, because: str) -> None:
        said = called_off.because if called_off else ""
        Resumption.objects.create(
            action=self,
            cancelled_because=said,
            cancelled_at=called_off.at if called_off else self.changed_at,
            cancelled_by=called_off.by if called_off else "server",
            because=because,
            by=name_of(by),
        )
        Cancellation.objects.filter(action=self).delete()
        self._state.fields_cache.pop("cancellation", None)
        self.state = before
        self._touch()
        Fact.write("action.stood_again", self, by=by, because=because)

    @transaction.atomic
    def did_not_happen(self: Any, *, by: Person | str, because: str) -> None:
        """In truth it was called off, and that is said afterwards. Safe to repeat."""
        self.lock()
        if self.state == CANCELLED:
            return
        if self.shown_state != HAPPENED:
            raise Refused(_("It is not over yet. Cancel it instead."))
        if self.reports.accepted().exists():
            raise Refused(_("Somebody has reported what happened there. A moderator must look at the report first."))
        _give_a_reason(because)
        self.state = CANCELLED
        self._touch()
        Cancellation.objects.create(action=self, because=because, by=name_of(by), before=HAPPENED)
        Look.settle(self)
        Fact.write("action.cancelled", self, by=by, because=because, afterwards=True)


def _give_a_reason(because: str) -> None:
    if not because.strip():
        raise Refused(_("Give a reason: everybody who planned to come sees it."))
